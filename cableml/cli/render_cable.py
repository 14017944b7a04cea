"""Parsed cables as text, JSON or JSON lines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cableml.cable.cable import Cable

Write = Callable[[str], None]

_WIDTH = 100
_NAME_CELLS = 15
_SPAN_CELLS = 9
_SHOWN = (
    "id",
    "date",
    "origin",
    "classification",
    "caveats",
    "captions",
    "precedence",
    "transmission_id",
    "dtg",
    "to",
    "info",
    "sections",
    "executive_order",
    "declassify_on",
    "tags",
    "subject",
    "references",
    "classified_by",
    "signer",
    "summary",
)


def write_cables(cables: Iterable[Cable], form: str, write: Write, *, explain: bool = False) -> None:
    """Write every cable as it comes; ``form`` is text, json (one list) or jsonl.

    ``explain`` adds to text the lines that gave a field, to JSON a ``spans`` key.
    """
    if form == "text":
        for number, cable in enumerate(cables):
            write(("\n" if number else "") + render_cable(cable, explain=explain))
        return
    if form == "jsonl":
        for cable in cables:
            write(json.dumps(_to_json(cable, explain), ensure_ascii=False))
        return
    held: str | None = None
    write("[")
    for cable in cables:
        if held is not None:
            write(f"{held},")
        held = json.dumps(_to_json(cable, explain), ensure_ascii=False, indent=1)
    if held is not None:
        write(held)
    write("]")


def _to_json(cable: Cable, explain: bool) -> dict[str, Any]:
    plain = cable.to_json()
    if explain:
        plain["spans"] = {name: list(span) for name, span in cable.spans.items()}
    return plain


def render_cable(cable: Cable, *, explain: bool = False) -> str:
    """Return the cable for reading: one field a line, then its paragraphs, then what was guessed.

    ``explain`` puts the numbers of the source lines that gave a field to its left.
    """
    plain = cable.to_json()
    lines = [f"{cable.source or 'cable'}", "-" * min(len(cable.source or "cable"), _WIDTH)]
    for name in _SHOWN:
        value = _render_value(name, plain)
        span = cable.spans.get(name)
        if value or (explain and span is not None):
            where = _render_span(*span) if span is not None else ""
            lines += _render_field(name, value or "(nothing)", f"{where:>{_SPAN_CELLS}}  " if explain else "")
    lines += _render_paragraphs(cable, explain=explain)
    lines += [f"note: {warning}" for warning in cable.warnings]
    return "\n".join(lines)


def _render_value(name: str, plain: dict[str, Any]) -> str:
    value = plain[name]
    if name == "tags" and not value:
        return "(a TAGS line without a tag)" if plain["tags_line"] else "(no TAGS line)"
    if value is None or value == []:
        return ""
    if name in ("to", "info"):
        return ", ".join(addressee["post"] for addressee in value)
    if name == "references":
        return "; ".join(_render_reference(reference) for reference in value)
    if name == "classified_by":
        return str(value["text"])
    if isinstance(value, list):
        return " ".join(value)
    return str(value)


def _render_reference(reference: dict[str, Any]) -> str:
    label = f"({reference['label']}) " if reference["label"] else ""
    canonical = f" = {reference['id']}" if reference["id"] else ""
    return f"{label}{reference['text']}{canonical}"


def _render_span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _render_field(name: str, value: str, gutter: str) -> list[str]:
    name_cells = f"{name.replace('_', ' '):<{_NAME_CELLS}} "
    return textwrap.wrap(
        value,
        _WIDTH,
        initial_indent=gutter + name_cells,
        subsequent_indent=" " * (len(gutter) + len(name_cells)),
    )


def _render_paragraphs(cable: Cable, *, explain: bool) -> list[str]:
    lines: list[str] = []
    heading: str | None = None
    for paragraph in cable.paragraphs:
        if paragraph.heading != heading and paragraph.heading is not None:
            lines += ["", paragraph.heading]
        heading = paragraph.heading
        number = f"{paragraph.number}. " if paragraph.number is not None else ""
        marking = f"({paragraph.marking}) " if paragraph.marking is not None else ""
        where = f"[{_render_span(*paragraph.span)}] " if explain and paragraph.span is not None else ""
        lines += ["", *textwrap.wrap(f"{where}{number}{marking}{paragraph.text}", _WIDTH)]
    return [*lines, ""] if lines else lines
