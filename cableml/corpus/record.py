"""Record: the text of one cable as a file gave it, before any parsing."""

from __future__ import annotations

from dataclasses import dataclass

from cableml.cable.cable import Cable, KnownFields

MAX_CHARS = 4_000_000
"""Characters after which a stretch of input counts as no cable (longest of 5,055 real ones: 62,484)."""


@dataclass(frozen=True, slots=True)
class Record:
    """One cable as read from a file.

    ``source`` is the file's name as given, with ``#N`` for the N-th entry of a file that holds
    several. ``line`` is the line of that file on which the entry starts, counted from 1, or None
    where the file is the cable. ``known`` is what the file says beside the text. ``notes`` say what
    the reader had to assume. ``cable`` is set where the file holds cables that were parsed before
    (then ``text`` is empty).
    """

    source: str
    text: str
    known: KnownFields | None = None
    notes: tuple[str, ...] = ()
    line: int | None = None
    cable: Cable | None = None
