"""ValueBlock: whole values of one header field, such as the post a cable comes from."""

from __future__ import annotations

from cableml.features.batch import Batch
from cableml.features.block import Block
from cableml.features.tokens import Terms


class ValueBlock(Block):
    """One column a distinct value (``EMBASSY TOKYO``, ``2006``); rare values weigh more than common ones."""

    kind = "values"
    sublinear: bool = True

    def __init__(
        self,
        field: str,
        weight: float = 1.0,
        min_cables: int = 2,
        max_share: float = 1.0,
        max_features: int | None = None,
    ) -> None:
        self.field = field
        self.weight = weight
        self.min_cables = min_cables
        self.max_share = max_share
        self.max_features = max_features

    def find_terms(self, batch: Batch) -> Terms:
        """Return the values of the field of every cable."""
        return batch.values(self.field)

    def spell(self, terms: Terms) -> list[str]:
        """Return the value in upper case, for each of the terms."""
        return terms.spell_values()
