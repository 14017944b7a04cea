"""Predictions as text, JSON lines, a CSV table for a spreadsheet, or one HTML page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.models.prediction import Evidence
    from cableml.workflows.predict import PredictedCable
    from cableml.workflows.predicted_paragraph import PredictedParagraph

Write = Callable[[str], None]

_WIDTH = 100


def write_predictions(predicted: Iterable[PredictedCable], form: str, write: Write) -> None:
    """Write every prediction as it comes; ``form`` is text, jsonl, csv or html."""
    if form == "jsonl":
        for cable in predicted:
            write(json.dumps(cable.to_json(), ensure_ascii=False))
    elif form == "csv":
        from cableml.cli.render_csv import write_table

        write_table(predicted, write)
    elif form == "html":
        from cableml.cli.render_html import write_page

        write_page(predicted, write)
    else:
        for number, cable in enumerate(predicted):
            write(("\n" if number else "") + render_prediction(cable))


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
        marked = f"({one.marking})" if one.marking else ""
        sure = one.scored.probabilities[one.scored.level]
        lines.append(
            _cut(f"  {first:<10} {one.place:>3} {one.scored.level:<18} {sure:.2f} {marked:<6} {one.text}")
        )
    return lines


def _render_evidence(evidence: Iterable[Evidence]) -> list[str]:
    words = [f"{entry.feature} {entry.weight:+.2f}" for entry in evidence]
    return [f"{'':<13}because of {', '.join(words)}"] if words else []


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 3]}..."
