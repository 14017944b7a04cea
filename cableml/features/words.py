"""WordBlock: words and short word sequences of one field."""

from __future__ import annotations

from cableml.features.batch import Batch
from cableml.features.block import Block
from cableml.features.tokens import Terms


class WordBlock(Block):
    """TF-IDF of the words (two or more letters or digits) of a field, and of up to ``ngrams`` in sequence.

    On ASCII text the matrix equals scikit-learn's TfidfVectorizer with ``ngram_range=(1, ngrams)``,
    ``sublinear_tf``, ``min_df`` and ``max_df`` alike, up to the order of columns.
    """

    kind = "words"

    def __init__(
        self,
        field: str,
        ngrams: int = 1,
        weight: float = 1.0,
        min_cables: int = 2,
        max_share: float = 1.0,
        max_features: int | None = None,
        sublinear: bool = True,
    ) -> None:
        self.field = field
        self.ngrams = ngrams
        self.weight = weight
        self.min_cables = min_cables
        self.max_share = max_share
        self.max_features = max_features
        self.sublinear = sublinear

    def find_terms(self, batch: Batch) -> Terms:
        """Return the words of the field of every cable."""
        return batch.words(self.field)

    @property
    def longest(self) -> int:
        """Up to how many neighbouring words are one feature."""
        return self.ngrams

    def spell(self, terms: Terms) -> list[str]:
        """Return the word or words, lower case, one blank between, for each of the terms."""
        return terms.spell_words()
