"""Finding: what a field rule saw, and where in the text it was given."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Finding(Generic[T]):
    """A field's value with the characters it was read from.

    ``start`` and ``end`` are offsets into the text that the rule was given (end excluded,
    label included); ``notes`` say in plain words what was assumed.
    """

    # Neither named tuple nor frozen dataclass: a cable has some twenty, and either takes five times as long.
    __slots__ = ("end", "notes", "start", "value")

    def __init__(self, value: T, start: int, end: int, notes: tuple[str, ...] = ()) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.notes = notes
