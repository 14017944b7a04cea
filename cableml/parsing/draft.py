"""Draft: the values, spans and notes of a cable while it is being read."""

from __future__ import annotations

from typing import Any

from cableml.cable.cable import Note, Span
from cableml.parsing.finding import Finding
from cableml.parsing.line_counter import LineCounter


class Draft:
    """Collects what the rules found in one mended text (which has a newline in front)."""

    __slots__ = ("lines", "notes", "spans", "values")

    def __init__(self, text: str) -> None:
        self.lines = LineCounter(text)
        self.values: dict[str, Any] = {}
        self.spans: dict[str, Span | tuple[int, int]] = {}  # until they are numbered, offsets
        self.notes: list[Note] = []

    def take(self, field: str, finding: Finding[Any] | None, base: int = 0) -> None:
        """Keep a finding's value, place and notes; ``base`` is the offset of the text the rule was given."""
        if finding is None:
            return
        self.values[field] = finding.value
        self.spans[field] = (base + finding.start, base + finding.end)
        if finding.notes:
            line = self.lines.line(base + finding.start)
            self.notes.extend([Note(message, line, field) for message in finding.notes])

    def note(self, message: str, offset: int | None = None, field: str | None = None) -> None:
        """Keep a note; ``offset`` is where in the text its reason stands."""
        self.notes.append(Note(message, self.lines.line(offset) if offset is not None else None, field))

    def numbered_spans(self) -> dict[str, Span]:
        """Return the lines of each field, in the order in which they were found."""
        fields = [field for field, place in self.spans.items() if not isinstance(place, Span)]
        places = self.lines.spans([self.spans[field] for field in fields])
        for field, span in zip(fields, places, strict=True):
            self.spans[field] = span
        return self.spans  # type: ignore[return-value]

    def sorted_notes(self) -> tuple[Note, ...]:
        """Return the notes in the order of the text, those without a line first, each once."""
        if len(self.notes) < 2:
            return tuple(self.notes)
        return tuple(sorted(dict.fromkeys(self.notes), key=lambda note: note.line or 0))
