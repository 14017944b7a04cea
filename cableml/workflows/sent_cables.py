"""Labelled blind cables on their way from a process: pickled as plain tuples, in half of the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from cableml.errors import CablemlError

if TYPE_CHECKING:
    from cableml.cable.level import Level
    from cableml.workflows.gather import LabelledCable


class SentCables(list["tuple[LabelledCable | CablemlError, str]"]):
    """Labelled cables with their texts, and problems in their places; a plain list until it is pickled."""

    def __reduce__(self) -> tuple[Callable[[list[Any]], SentCables], tuple[list[Any]]]:
        """Return the entries without their classes, whose own pickling goes through Python field by field."""
        return _unpack, ([(_pack(entry), text) for entry, text in self],)


def _pack(entry: LabelledCable | CablemlError) -> Any:
    if isinstance(entry, CablemlError):
        return entry
    cable, side = entry.cable, entry.side
    return (
        *(entry.id, entry.source, entry.tags, entry.level, entry.date),
        None if side is None else (_number(side.paragraph_levels), side.is_noforn, _number(side.marks)),
        [paragraph.text for paragraph in cable.paragraphs],
        [paragraph.heading for paragraph in cable.paragraphs],
        *(cable.subject, cable.summary),
        (
            *(cable.origin, cable.year, cable.month, cable.precedence, cable.to, cable.info),
            *(cable.references, cable.pass_to, cable.signer, cable.sections),
        ),
    )


def _unpack(packed: list[Any]) -> SentCables:
    return SentCables((_unpack_entry(entry), text) for entry, text in packed)


def _unpack_entry(packed: Any) -> LabelledCable | CablemlError:
    from cableml.cable.blind import BlindCable, BlindParagraph
    from cableml.cable.records import build_records
    from cableml.cable.side_labels import SideLabels
    from cableml.workflows.gather import LabelledCable

    if not isinstance(packed, tuple):
        entry: LabelledCable | CablemlError = packed
        return entry
    id, source, tags, level, date, side, texts, headings, subject, summary, header = packed
    paragraphs = build_records(BlindParagraph, list(zip(texts, headings, strict=True)))
    cable = BlindCable(subject, summary, paragraphs, *header)
    if side is not None:
        levels, is_noforn, marks = side
        side = SideLabels(_name(levels), is_noforn, _name(marks))
    return LabelledCable(id, source, cable, tags, level, date, side)


@cache
def _marks() -> tuple[Level | None, ...]:
    from cableml.cable.level import Level

    return (*Level, None)


@cache
def _number_of_mark() -> dict[Level | None, int]:
    return {mark: number for number, mark in enumerate(_marks())}


def _number(marks: tuple[Level | None, ...]) -> bytes:
    return bytes(map(_number_of_mark().__getitem__, marks))


def _name(numbers: bytes) -> tuple[Any, ...]:
    return tuple(map(_marks().__getitem__, numbers))
