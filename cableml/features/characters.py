"""CharacterBlock: short runs of letters inside the words of one field."""

from __future__ import annotations

import numpy as np

from cableml import native
from cableml.features.batch import Batch
from cableml.features.block import Block
from cableml.features.counting import Counts, cut_counts, room_for_counts
from cableml.features.tokens import Terms


class CharacterBlock(Block):
    """TF-IDF of runs of ``min_chars`` to ``max_chars`` bytes (2 to 8) within words.

    The blank before and behind a word belongs to it, so that beginnings and ends are told apart.
    """

    kind = "characters"

    def __init__(
        self,
        field: str,
        min_chars: int = 3,
        max_chars: int = 5,
        weight: float = 1.0,
        min_cables: int = 2,
        max_share: float = 1.0,
        max_features: int | None = None,
        sublinear: bool = True,
    ) -> None:
        self.field = field
        self.min_chars = min_chars
        self.max_chars = max_chars
        self.weight = weight
        self.min_cables = min_cables
        self.max_share = max_share
        self.max_features = max_features
        self.sublinear = sublinear

    def find_terms(self, batch: Batch) -> Terms:
        """Return the character n-grams of the field of every cable."""
        return batch.characters(self.field, self.min_chars, self.max_chars)

    def count_known(self, batch: Batch) -> Counts:
        """Return the counts of the known n-grams; needs the compiled kernels."""
        assert native.kernels is not None
        letters, row_ends = batch.letters(self.field)
        bounds = (self.min_chars, self.max_chars)
        counts = room_for_counts(len(batch), (bounds[1] - bounds[0] + 1) * len(letters))
        lookup = (self.vocabulary_, self._look_up_slots())
        n_pairs = native.kernels.count_characters(letters, row_ends, *bounds, *lookup, *counts)
        # What is left over of the room would be kept with the counts.
        return Counts(*(np.copy(part) for part in cut_counts(counts, n_pairs)))

    def spell(self, terms: Terms) -> list[str]:
        """Return the letters, lower case, a middle dot for a blank, for each of the terms."""
        return terms.spell_characters()
