"""Draft: the values, spans and notes of a cable while it is being read."""

from __future__ import annotations

from typing import Any

from cableml.cable.cable import Note, Span
from cableml.parsing.finding import Finding
from cableml.parsing.line_counter import LineCounter


class Draft:
    """Collects what the rules found in one mended text (which has a newline in front)."""

    __slots__ = ("line", "notes", "span", "spans", "values")

    def __init__(self, text: str) -> None:
        lines = LineCounter(text)
        self.line = lines.line
        self.span = lines.span
        self.values: dict[str, Any] = {}
        self.spans: dict[str, Span] = {}
        self.notes: list[Note] = []

    def take(self, field: str, finding: Finding[Any] | None, base: int = 0) -> None:
        """Keep a finding's value, lines and notes; ``base`` is the offset of the text the rule was given."""
        if finding is None:
            return
        value, start, end, notes = finding
        self.values[field] = value
        self.spans[field] = span = self.span(base + start, base + end)
        if notes:
            self.notes.extend([Note(message, span.first, field) for message in notes])

    def note(self, message: str, offset: int | None = None, field: str | None = None) -> None:
        """Keep a note; ``offset`` is where in the text its reason stands."""
        self.notes.append(Note(message, self.line(offset) if offset is not None else None, field))

    def sorted_notes(self) -> tuple[Note, ...]:
        """Return the notes in the order of the text, those without a line first, each once."""
        if len(self.notes) < 2:
            return tuple(self.notes)
        return tuple(sorted(dict.fromkeys(self.notes), key=lambda note: note.line or 0))
