"""Draft: the values, spans and notes of a cable while it is being read."""

from __future__ import annotations

from typing import Any

from cableml.cable.cable import Note, Span
from cableml.parsing.finding import Finding


class Draft:
    """Collects what the rules found in one mended text (which has a newline in front)."""

    __slots__ = ("_at", "_line", "_text", "notes", "spans", "values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 0
        self.values: dict[str, Any] = {}
        self.spans: dict[str, Span] = {}
        self.notes: list[Note] = []

    def line(self, offset: int) -> int:
        """Return the line, counted from 1, of a character of the mended text.

        Offsets mostly rise, so newlines are counted on from the last answer.
        """
        offset += 1
        if offset >= self._at:
            self._line += self._text.count("\n", self._at, offset)
        else:
            self._line -= self._text.count("\n", offset, self._at)
        self._at = offset
        return self._line or 1

    def take(self, field: str, finding: Finding[Any] | None, base: int = 0) -> None:
        """Keep a finding's value, lines and notes; ``base`` is the offset of the text the rule was given."""
        if finding is None:
            return
        self.values[field] = finding.value
        start = base + finding.start
        first = self.line(start)
        self.spans[field] = Span(first, self.line(max(start, base + finding.end - 1)))
        for message in finding.notes:
            self.notes.append(Note(message, first, field))

    def note(self, message: str, offset: int | None = None, field: str | None = None) -> None:
        """Keep a note; ``offset`` is where in the text its reason stands."""
        self.notes.append(Note(message, self.line(offset) if offset is not None else None, field))

    def sorted_notes(self) -> tuple[Note, ...]:
        """Return the notes in the order of the text, those without a line first, each once."""
        if len(self.notes) < 2:
            return tuple(self.notes)
        return tuple(sorted(dict.fromkeys(self.notes), key=lambda note: note.line or 0))
