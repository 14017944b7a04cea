"""Predictions as text, JSON lines, a CSV table for a spreadsheet, or one HTML page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.models.prediction import Evidence, ScoredTag
    from cableml.workflows.predict import ModelReference, PredictedCable
    from cableml.workflows.predicted_paragraph import PredictedParagraph

Write = Callable[[str], None]

_WIDTH = 100


def choose_renderer(form: str) -> Callable[[PredictedCable], str]:
    """Return what writes one prediction; ``form`` is text, jsonl, csv or html."""
    if form == "jsonl":
        return render_line
    if form == "csv":
        from cableml.cli.render_csv import render_cable

        return render_cable
    if form == "html":
        from cableml.cli.render_html import render_article

        return render_article
    return render_prediction


def write_predictions(
    rendered: Iterable[str], form: str, models: Sequence[ModelReference], write: Write
) -> None:
    """Write every prediction as it comes, written by `choose_renderer`, and what belongs around them."""
    if form == "html":
        from cableml.cli.render_html import write_page

        write_page(rendered, models, write)
        return
    if form == "csv":
        from cableml.cli.render_csv import render_names

        write(render_names())
    for number, one in enumerate(rendered):
        write(f"\n{one}" if number and form == "text" else one)


def render_line(cable: PredictedCable) -> str:
    """Return one cable's prediction as a line of JSON: that of ``PredictedCable.to_json``.

    What thousands of cables share, their tags' names above all, is written once and put together.
    """
    if cable.tags is None or any(scored.evidence for scored in cable.tags.tags):
        return _encode(cable.to_json())
    level = cable.level_to_json()
    classification = "" if level is None else f', "classification": {_encode(level)}'
    tags = ", ".join(_write_tag(scored, cable.tag_names.get(scored.tag)) for scored in cable.tags.tags)
    texts = (
        f'"id": {_encode(cable.id)}, "source": {_encode(cable.source)}, "subject": {_encode(cable.subject)}'
    )
    return f'{{{texts}, "tags": [{tags}]{classification}, "models": {_write_models(cable.models)}}}'


def _write_tag(scored: ScoredTag, name: str | None) -> str:
    begin, end = _frame_tag(scored.tag, scored.assigned, name)
    return f"{begin}{round(scored.probability, 6)!r}{end}"


_encode = json.JSONEncoder(ensure_ascii=False).encode


@lru_cache(maxsize=1 << 15)
def _frame_tag(tag: str, assigned: bool, name: str | None) -> tuple[str, str]:
    """Return what stands before and behind the probability of a tag."""
    end = f', "assigned": {_encode(assigned)}, "name": {_encode(name)}}}'
    return f'{{"tag": {_encode(tag)}, "probability": ', end


@lru_cache(maxsize=8)
def _write_models(models: tuple[ModelReference, ...]) -> str:
    return _encode([model.to_json() for model in models])


def render_prediction(cable: PredictedCable) -> str:
    """Return one cable's prediction for reading: which cable, its level, its tags, the next best tags."""
    lines = [_cut(f"{cable.id or '(no id)'}  {cable.source}")]
    if cable.subject:
        lines.append(_cut(f"  {cable.subject}"))
    if cable.level is not None:
        others = sorted(cable.level.probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
        chances = ", ".join(f"{level} {share:.2f}" for level, share in others if level != cable.level.level)
        sure = cable.level.probabilities[cable.level.level]
        lines.append(f"  level      {cable.level.level}  {sure:.2f}   (else {chances})")
        lines += _render_evidence(cable.level.evidence)
        lines += _render_paragraphs(cable.paragraphs or ())
    if cable.tags is not None:
        assigned = [scored for scored in cable.tags.tags if scored.assigned]
        others_tags = [scored for scored in cable.tags.tags if not scored.assigned]
        if not assigned:
            lines.append("  tags       (none is likely enough)")
        for title, group in (("tags", assigned), ("next best", others_tags)):
            for place, scored in enumerate(group):
                name = cable.tag_names.get(scored.tag, "")
                first = title if place == 0 else ""
                lines.append(f"  {first:<10} {scored.tag:<6} {scored.probability:.2f}  {name}".rstrip())
                lines += _render_evidence(scored.evidence)
    return "\n".join(lines)


def _render_paragraphs(paragraphs: Sequence[PredictedParagraph]) -> list[str]:
    """Return one line a paragraph: place, level, probability, the mark it bears, how it begins."""
    lines: list[str] = []
    for one in paragraphs:
        first = "paragraphs" if not lines else ""
        marked = f"marked {one.marking}" if one.marking else ""
        sure = one.scored.probabilities[one.scored.level]
        lines.append(
            _cut(f"  {first:<10} {one.place:>3} {one.scored.level:<18} {sure:.2f} {marked:<11} {one.text}")
        )
    return lines


def _render_evidence(evidence: Iterable[Evidence]) -> list[str]:
    words = [f"{entry.feature} {entry.weight:+.2f}" for entry in evidence]
    return [f"{'':<13}because of {', '.join(words)}"] if words else []


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 3]}..."
