"""Block: what words, characters and values blocks share: counting, weighting, vocabulary, columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.errors import TrainingError
from cableml.features.batch import Batch, split_batches
from cableml.features.counting import (
    Counts,
    GrowingVocabulary,
    HashVector,
    build_slots,
    count_pairs,
    cut_counts,
    find_hashes,
    number_terms,
    room_for_counts,
)
from cableml.features.estimator import Estimator
from cableml.features.spec import BlockSpec, check_spec
from cableml.features.tokens import Terms, join_ngrams

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatVector = NDArray[np.float32]


class Rows(NamedTuple):
    """Sparse rows as plain arrays, laid out as scipy's CSR.

    ``indptr`` int64 (n_cables + 1,), ``indices`` int64 (n_pairs,) rising within a row, ``data`` float32
    (n_pairs,).
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    data: FloatVector


class Block(Estimator, ABC):
    """Base of the blocks: TF-IDF of one field's terms, each row brought to length one, times ``weight``.

    After `fit`: ``vocabulary_`` uint64 (n_features,) rising term hashes, ``idf_`` float32 (n_features,),
    ``terms_`` the spelling of each column, ``n_cables_`` how many cables were seen.
    """

    kind: ClassVar[str]
    field: str
    weight: float
    min_cables: int
    max_share: float
    max_features: int | None
    sublinear: bool

    vocabulary_: HashVector
    idf_: FloatVector
    terms_: Sequence[str]
    n_cables_: int
    _slots: tuple[HashVector, NDArray[np.uint32]] | None = None

    @abstractmethod
    def find_terms(self, batch: Batch) -> Terms:
        """Return the terms of the field of every cable of the batch."""

    @property
    def longest(self) -> int:
        """Up to how many neighbouring terms are one feature."""
        return 1

    @abstractmethod
    def spell(self, terms: Terms) -> list[str]:
        """Return how the terms are shown to a reader."""

    def spec(self) -> BlockSpec:
        """Return the constructor arguments as a BlockSpec."""
        return BlockSpec(kind=self.kind, **self.get_params())

    def fit(self, cables: Sequence[BlindCable], y: Any = None) -> Self:
        """Return self after learning which terms become columns and how rare each is.

        Raises: ConfigError if a constructor argument is out of bounds; TrainingError without cables.
        """
        self._learn(cables)
        return self

    def fit_transform(self, cables: Sequence[BlindCable], y: Any = None) -> csr_matrix:
        """Return what ``fit(cables).transform(cables)`` would, reading the texts once."""
        return to_csr(self._learn(cables), len(self.terms_))

    def transform(self, cables: Sequence[BlindCable]) -> csr_matrix:
        """Return a float32 scipy CSR matrix of shape (n_cables, n_features).

        Raises: TrainingError before `fit`.
        """
        return to_csr(self.rows(cables), self.n_features)

    def rows(self, cables: Sequence[BlindCable]) -> Rows:
        """Return the same as `transform`, as plain arrays (no scipy needed).

        Raises: TrainingError before `fit`.
        """
        return stack_rows([self.batch_rows(batch) for batch in split_batches(cables)])

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the column names, ``field:term`` (``field~term`` for characters), in column order."""
        self._require_fit("vocabulary_")
        prefix = self.spec().prefix
        return np.array([prefix + term for term in self.terms_], dtype=object)

    @property
    def n_features(self) -> int:
        """Number of columns."""
        self._require_fit("vocabulary_")
        return len(self.vocabulary_)

    def batch_rows(self, batch: Batch) -> Rows:
        """Return the rows of one batch of cables."""
        self._require_fit("vocabulary_")
        if native.kernels is not None:
            return self._weigh(self.count_known(batch))
        terms = join_ngrams(self.find_terms(batch), self.longest)
        hashes, number, _ = number_terms(terms.hash)
        column = find_hashes(self.vocabulary_, hashes)[number]
        known = column >= 0
        counts = count_pairs(terms.row[known], column[known], len(batch), len(self.vocabulary_))
        return self._weigh(counts)

    def count_known(self, batch: Batch) -> Counts:
        """Return the counts of the terms in the vocabulary; needs the compiled kernels."""
        assert native.kernels is not None
        terms = self.find_terms(batch)
        counts = room_for_counts(len(batch), self.longest * len(terms.row))
        lookup = (self.vocabulary_, self._look_up_slots())
        n_pairs = native.kernels.count_words(terms.row, terms.hash, self.longest, *lookup, *counts)
        return cut_counts(counts, n_pairs)

    def _look_up_slots(self) -> NDArray[np.uint32]:
        """Return the slots of the vocabulary, built when it is first asked for."""
        if self._slots is None or self._slots[0] is not self.vocabulary_:
            self._slots = (self.vocabulary_, build_slots(self.vocabulary_))
        return self._slots[1]

    def counter(self) -> BlockCounter:
        """Return an empty counter to be fed with batches and then settled (see `FeatureUnion.fit`)."""
        check_spec(self.spec())
        return BlockCounter(self)

    def _learn(self, cables: Sequence[BlindCable]) -> Rows:
        counter = self.counter()
        for batch in split_batches(cables):
            counter.add(batch)
        return counter.settle()

    def _weigh(self, counts: Counts) -> Rows:
        if native.kernels is not None:
            table = _value_table(int(counts.uses.max(initial=1)).bit_length(), self.sublinear)
            data = np.empty(len(counts.term), dtype=np.float32)
            native.kernels.weigh(*counts, self.idf_, table, float(self.weight), data)
            return Rows(counts.indptr, counts.term.astype(np.int64, copy=False), data)
        values = counts.uses.astype(np.float64)
        if self.sublinear:
            values = 1.0 + np.log(values)
        values *= self.idf_[counts.term]
        sizes = np.diff(counts.indptr)
        row = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.sqrt(np.bincount(row, weights=values * values, minlength=len(sizes)))
        values *= (self.weight / np.where(lengths > 0.0, lengths, 1.0))[row]
        return Rows(counts.indptr, counts.term.astype(np.int64, copy=False), values.astype(np.float32))


@cache
def _value_table(bits: int, sublinear: bool) -> NDArray[np.float64]:
    """Return what so many uses count, by their number, for all numbers of so many bits."""
    uses = np.arange(1 << bits, dtype=np.float64)
    if sublinear:
        uses[1:] = 1.0 + np.log(uses[1:])
    return uses


class BlockCounter:
    """The counts of the cables seen so far, for a block that is being fitted."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._vocabulary = GrowingVocabulary(block.min_cables)
        self._counts: list[Counts] = []
        self._n_cables = 0

    def add(self, batch: Batch) -> None:
        """Count the terms of one more batch."""
        terms, block = self._block.find_terms(batch), self._block
        counts = self._vocabulary.learn(terms, block.longest, len(batch), block.spell)
        # Kept until the end, one entry a cable and distinct term: small numbers save half the memory.
        self._counts.append(
            counts._replace(
                term=counts.term.astype(np.int32, copy=False),
                uses=counts.uses.astype(np.min_scalar_type(int(counts.uses.max(initial=0)))),
            )
        )
        self._n_cables += len(batch)

    def settle(self) -> Rows:
        """Return the rows of all cables seen, after giving the block its vocabulary."""
        block = self._block
        if not self._n_cables:
            raise TrainingError("there are no cables to learn features from; give at least one.")
        hashes, numbers = self._vocabulary.settle(self._n_cables, block.max_share, block.max_features)
        seen_in = self._vocabulary.n_cables[numbers]
        block.vocabulary_ = hashes
        block.idf_ = (np.log((1 + self._n_cables) / (1 + seen_in)) + 1.0).astype(np.float32)
        block.terms_ = list(map(self._vocabulary.spellings.__getitem__, numbers.tolist()))
        block.n_cables_ = self._n_cables
        column_of = np.full(len(self._vocabulary.n_cables), -1, dtype=np.int64)
        column_of[numbers] = np.arange(len(numbers))
        parts = [block._weigh(renumber(counts, column_of, len(numbers))) for counts in self._counts]
        self._counts.clear()
        return stack_rows(parts)


def renumber(counts: Counts, column_of: NDArray[np.int64], n_columns: int) -> Counts:
    """Return the counts of the terms that have a column (not -1), by their columns."""
    if native.kernels is not None:
        settled = room_for_counts(len(counts.indptr) - 1, len(counts.term))
        own = (counts.indptr, counts.term, counts.uses.astype(np.uint32))
        return cut_counts(settled, native.kernels.settle_counts(*own, column_of, n_columns, *settled))
    column = column_of[counts.term]
    sizes = np.diff(counts.indptr)
    row = np.repeat(np.arange(len(sizes)), sizes)
    # Pairs stand in rising order of hash within a row, and so do columns: nothing has to be sorted.
    known = column >= 0
    indptr = np.searchsorted(row[known], np.arange(len(sizes) + 1))
    return Counts(indptr, column[known], counts.uses[known].astype(np.int64))


def stack_rows(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, one part below the other (no parts: no rows)."""
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(len(part.indices) for part in parts)])
    indptr = [part.indptr[1:] + start for part, start in zip(parts, starts, strict=False)]
    return Rows(
        np.concatenate([np.zeros(1, dtype=np.int64), *indptr]),
        np.concatenate([np.empty(0, dtype=np.int64), *(part.indices for part in parts)]),
        np.concatenate([np.empty(0, dtype=np.float32), *(part.data for part in parts)]),
    )


def cut_rows(rows: Rows, part: slice) -> Rows:
    """Return some rows in sequence, from ``part.start`` to before ``part.stop``."""
    indptr = rows.indptr[part.start : part.stop + 1]
    own = slice(int(indptr[0]), int(indptr[-1]))
    return Rows(indptr - indptr[0], rows.indices[own], rows.data[own])


def take_rows(rows: Rows, places: NDArray[np.int64]) -> Rows:
    """Return the rows at the places, in their order."""
    sizes = np.diff(rows.indptr)[places]
    indptr = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    at = np.arange(indptr[-1]) + np.repeat(rows.indptr[places] - indptr[:-1], sizes)
    return Rows(indptr, rows.indices[at], rows.data[at])


def join_rows(parts: Sequence[Rows], widths: Sequence[int]) -> Rows:
    """Return the rows of all parts side by side; ``widths`` are the parts' numbers of columns."""
    if native.kernels is not None:
        starts = np.cumsum([0, *widths])
        n_pairs = sum(len(part.indices) for part in parts)
        joined = Rows(
            np.empty(len(parts[0].indptr), dtype=np.int64),
            np.empty(n_pairs, dtype=np.int64),
            np.empty(n_pairs, dtype=np.float32),
        )
        native.kernels.join_rows(list(parts), starts, *joined)
        return joined
    sizes = np.sum([np.diff(part.indptr) for part in parts], axis=0)
    indptr = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    indices = np.empty(indptr[-1], dtype=np.int64)
    data = np.empty(indptr[-1], dtype=np.float32)
    next_free = indptr[:-1].copy()
    first_column = 0
    for part, width in zip(parts, widths, strict=True):
        part_sizes = np.diff(part.indptr)
        place = np.repeat(next_free - part.indptr[:-1], part_sizes) + np.arange(len(part.indices))
        indices[place] = part.indices + first_column
        data[place] = part.data
        next_free += part_sizes
        first_column += width
    return Rows(indptr, indices, data)


def to_csr(rows: Rows, n_features: int) -> csr_matrix:
    """Return the rows as a float32 scipy CSR matrix with ``n_features`` columns (training only)."""
    from scipy.sparse import csr_matrix

    small = len(rows.indices) < 2**31
    dtype = np.int32 if small else np.int64
    matrix = csr_matrix(
        (rows.data, rows.indices.astype(dtype), rows.indptr.astype(dtype)),
        shape=(len(rows.indptr) - 1, n_features),
    )
    matrix.has_sorted_indices = True
    return matrix
