"""Finding: what a field rule saw, and where in the text it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A field's value with the characters it was read from.

    ``start`` and ``end`` are offsets into the text that the rule was given (end excluded,
    label included); ``notes`` say in plain words what was assumed.
    """

    value: T
    start: int
    end: int
    notes: tuple[str, ...] = ()
