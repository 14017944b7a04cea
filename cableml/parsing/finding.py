"""Finding: what a field rule saw, and where in the text it was given."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Finding(NamedTuple, Generic[T]):
    """A field's value with the characters it was read from.

    ``start`` and ``end`` are offsets into the text that the rule was given (end excluded,
    label included); ``notes`` say in plain words what was assumed.
    """

    value: T
    start: int
    end: int
    notes: tuple[str, ...] = ()
