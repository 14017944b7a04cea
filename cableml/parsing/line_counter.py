"""Line numbers of offsets of a text."""

from __future__ import annotations

from collections.abc import Sequence

from cableml.cable.cable import Span


class LineCounter:
    """Line numbers, counted from 1, of a text whose first newline ends line ``first``.

    Offsets mostly rise, so newlines are counted on from the last answer.
    """

    __slots__ = ("_at", "_line", "_text")

    def __init__(self, text: str, first: int = 0) -> None:
        self._text = text
        self._at = 0
        self._line = first

    def line(self, offset: int) -> int:
        """Return the line of the character at an offset."""
        return self.span(offset, offset).first

    def span(self, start: int, end: int) -> Span:
        """Return the lines from the character at ``start`` to the one before ``end``."""
        behind = start + 1
        if behind >= self._at:
            first = self._line + self._text.count("\n", self._at, behind)
        else:
            first = self._line - self._text.count("\n", behind, self._at)
        last = first
        if end > behind:
            last += self._text.count("\n", behind, end)
            behind = end
        self._at = behind
        self._line = last
        # Built without the named tuple's own function: a cable has twenty spans.
        return tuple.__new__(Span, (first or 1, last or 1))

    def spans(self, places: Sequence[tuple[int, int]]) -> list[Span]:
        """Return the lines of each stretch; see `span`."""
        text, at, line = self._text, self._at, self._line
        found: list[Span] = []
        for start, end in places:
            behind = start + 1
            if behind < at:
                line -= text.count("\n", behind, at)
            else:
                line += text.count("\n", at, behind)
            first, at = line, behind
            if end > behind:
                line += text.count("\n", behind, end)
                at = end
            found.append(tuple.__new__(Span, (first or 1, line or 1)))
        self._at, self._line = at, line
        return found
