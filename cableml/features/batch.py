"""Batch: some cables with the words of each field found once, however many blocks read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import overload

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.features.field_text import read_text, read_values
from cableml.features.pieces import Pieces, read_pieces
from cableml.features.tokens import (
    Terms,
    find_characters,
    find_values,
    find_words,
    join_texts,
)

CABLES_PER_BATCH = 256  # about 2 MB of text: the arrays of one batch stay in the processor's cache


class Batch:
    """A few hundred cables and, kept for the next block, the words found in their fields."""

    def __init__(self, cables: Sequence[BlindCable]) -> None:
        self.cables = cables
        self._words: dict[str, Terms] = {}
        self._pieces: Pieces | None = None

    def __len__(self) -> int:
        return len(self.cables)

    def paragraphs(self) -> Batch:
        """Return the paragraphs as a batch of cables that hold nothing else, to be read for their words."""
        words = self.pieces().words_of_paragraphs(self.cables)
        alone = Batch(
            [BlindCable(paragraphs=(paragraph,)) for cable in self.cables for paragraph in cable.paragraphs]
        )
        alone._words = dict.fromkeys(("text", "body"), words)
        return alone

    def pieces(self) -> Pieces:
        """Return subject, headings and paragraphs of every cable with their words."""
        if self._pieces is None:
            self._pieces = read_pieces(self.cables)
        return self._pieces

    def words(self, field: str) -> Terms:
        """Return the words of the field of every cable."""
        if field not in self._words and field == "text":
            self._words[field] = self.pieces().join_text()
        if field not in self._words:
            self._words[field] = find_words([read_text(cable, field) for cable in self.cables])
        return self._words[field]

    def letters(self, field: str) -> tuple[bytes, NDArray[np.int64]]:
        """Return the folded texts of the field of every cable as one, and where each ends (`join_texts`)."""
        return join_texts([read_text(cable, field) for cable in self.cables])

    def characters(self, field: str, shortest: int, longest: int) -> Terms:
        """Return the character n-grams of the field of every cable."""
        return find_characters([read_text(cable, field) for cable in self.cables], shortest, longest)

    def values(self, field: str) -> Terms:
        """Return the values of a header field of every cable, each hashed as a whole."""
        values = [read_values(cable, field) for cable in self.cables]
        terms = find_values(list(chain.from_iterable(values)))
        sizes = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
        return terms._replace(row=np.repeat(np.arange(len(values)), sizes))


class KeptBatches(Sequence[BlindCable]):
    """Cables that keep their batches: their words are found once, whatever and whoever reads them."""

    def __init__(self, cables: Sequence[BlindCable]) -> None:
        self._cables = cables
        self.batches = tuple(split_batches(cables))

    def __len__(self) -> int:
        return len(self._cables)

    @overload
    def __getitem__(self, index: int) -> BlindCable: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[BlindCable]: ...

    def __getitem__(self, index: int | slice) -> BlindCable | Sequence[BlindCable]:
        """Return one cable, or some, which then keep nothing."""
        return self._cables[index]


def keep_batches(cables: Sequence[BlindCable]) -> KeptBatches:
    """Return the cables with their batches kept."""
    return cables if isinstance(cables, KeptBatches) else KeptBatches(cables)


def split_batches(cables: Sequence[BlindCable], size: int = CABLES_PER_BATCH) -> Iterator[Batch]:
    """Return the cables in batches of ``size`` (the last may be smaller; none for no cables)."""
    if isinstance(cables, KeptBatches) and size == CABLES_PER_BATCH:
        yield from cables.batches
        return
    for first in range(0, len(cables), size):
        yield Batch(cables[first : first + size])
