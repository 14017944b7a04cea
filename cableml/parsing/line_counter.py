"""Line numbers of offsets of a text."""

from __future__ import annotations

from cableml import native
from cableml.cable.cable import Span


class LineCounter:
    """Line numbers, counted from 1, of a text whose first newline ends line ``first``.

    Offsets mostly rise, so newlines are counted on from the last answer.
    """

    __slots__ = ("_at", "_first", "_line", "_text")

    def __init__(self, text: str, first: int = 0) -> None:
        self._text = text
        self._at = 0
        self._first = first
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

    def spans(self, places: list[tuple[int, int]]) -> list[Span]:
        """Return the lines of each stretch; see `span`."""
        kernels = native.kernels
        if kernels is not None:
            return kernels.span_lines(self._text, self._first, places, Span)  # type: ignore[no-any-return]
        return [self.span(start, end) for start, end in places]
