"""Hashed terms to term counts, and the vocabulary that grows while batches pass by.

Numbers given to terms while counting ("provisional") follow the order of first sight; a settled
vocabulary is sorted by hash, so that a column is found by binary search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.features.tokens import Terms, join_ngrams

if TYPE_CHECKING:
    from types import ModuleType

IntVector = NDArray[np.int64]
HashVector = NDArray[np.uint64]
Number = TypeVar("Number", bound=np.integer[Any])
Spell = Callable[[Terms], Sequence[str]]


class Counts(NamedTuple):
    """Term counts of a batch of texts, row after row.

    ``indptr`` int64 (n_texts + 1,), ``term`` and ``uses`` integers (n_pairs,): row i holds the pairs
    ``indptr[i]`` to ``indptr[i + 1]``, each term once, terms rising (provisional numbers in any order).
    """

    indptr: IntVector
    term: NDArray[np.integer[Any]]
    uses: NDArray[np.integer[Any]]


def number_terms(hashes: NDArray[Number]) -> tuple[NDArray[Number], IntVector, IntVector]:
    """Return the distinct hashes (rising), each position's number among them, and a position of each one."""
    if native.kernels is not None and hashes.dtype == np.uint64:
        number, place = np.empty((2, len(hashes)), dtype=np.int64)
        distinct = np.empty_like(hashes)
        n_distinct = native.kernels.number_hashes(hashes, number, distinct, place)
        order = np.argsort(distinct[:n_distinct])
        rank = np.empty(n_distinct, dtype=np.int64)
        rank[order] = np.arange(n_distinct)
        return distinct[order], rank[number], place[order]
    order = np.argsort(hashes)
    ranked = hashes[order]
    is_first = np.ones(len(ranked), dtype=np.bool_)
    is_first[1:] = ranked[1:] != ranked[:-1]
    number = np.empty(len(ranked), dtype=np.int64)
    number[order] = np.cumsum(is_first) - 1
    return ranked[is_first], number, order[is_first]


def count_pairs(row: IntVector, term: IntVector, n_rows: int, n_terms: int) -> Counts:
    """Return how often each (row, term) pair occurs; ``term`` lies in 0 to ``n_terms`` - 1."""
    pairs = np.sort(row * max(n_terms, 1) + term)
    is_first = np.ones(len(pairs), dtype=np.bool_)
    is_first[1:] = pairs[1:] != pairs[:-1]
    first = np.flatnonzero(is_first)
    count = np.diff(first, append=len(pairs))
    row_of_pair, term_of_pair = np.divmod(pairs[first], max(n_terms, 1))
    indptr = np.searchsorted(row_of_pair, np.arange(n_rows + 1))
    return Counts(indptr, term_of_pair, count)


def room_for_counts(n_rows: int, n_pairs: int) -> Counts:
    """Return counts for a kernel to fill, with room for ``n_pairs`` pairs."""
    return Counts(
        np.empty(n_rows + 1, dtype=np.int64),
        np.empty(n_pairs, dtype=np.int64),
        np.empty(n_pairs, dtype=np.int64),
    )


def cut_counts(counts: Counts, n_pairs: int) -> Counts:
    """Return the counts without the room that a kernel left over."""
    return Counts(counts.indptr, counts.term[:n_pairs], counts.uses[:n_pairs])


def build_slots(hashes: HashVector) -> NDArray[np.uint32]:
    """Return slots by which kernels look up the hashes: uint32, at least twice as many, a power of two."""
    slots = np.empty(1 << max(1, (2 * len(hashes)).bit_length()), dtype=np.uint32)
    assert native.kernels is not None
    native.kernels.fill_slots(hashes, slots)
    return slots


class GrowingVocabulary:
    """All terms seen so far: their provisional numbers, and in how many cables each was seen.

    A term's spelling is asked for only once it was seen in ``min_cables`` cables, so that the long
    tail of single-use words costs 50 to 100 bytes a word and no text.
    """

    def __init__(self, min_cables: int) -> None:
        self._min_cables = min_cables
        self._n_terms = 0
        # Room for more terms than there are; the numbers of terms are their places.
        self._hashes: HashVector = np.empty(0, dtype=np.uint64)
        self._n_cables: IntVector = np.empty(0, dtype=np.int64)
        # How numbers are found: by slots for the compiled kernel, else by the hashes in order.
        self._slots: NDArray[np.uint64] = np.empty((0, 2), dtype=np.uint64)
        self._order: IntVector = np.empty(0, dtype=np.int64)
        self.spellings: dict[int, str] = {}

    @property
    def n_cables(self) -> IntVector:
        """In how many cables each term was seen, by number."""
        return self._n_cables[: self._n_terms]

    def learn(self, terms: Terms, longest: int, n_cables: int, spell: Spell) -> Counts:
        """Return how often each cable holds each sequence of 1 to ``longest`` terms, after taking them in.

        Parameters: ``terms`` of ``n_cables`` cables, each of them whole; ``spell`` how sequences are shown to
        a reader. Terms of the result are provisional numbers.
        """
        if native.kernels is not None:
            return self._learn_natively(native.kernels, terms, longest, n_cables, spell)
        terms = join_ngrams(terms, longest)
        hashes, number, place = number_terms(terms.hash)
        counts = count_pairs(terms.row, number, n_cables, len(hashes))
        numbers = self._take_in(hashes)
        before = self._n_cables[numbers]
        after = before + np.bincount(counts.term, minlength=len(hashes))
        self._n_cables[numbers] = after
        reached = (before < self._min_cables) & (after >= self._min_cables)
        self._keep_spellings(numbers[reached], spell(terms.take(place[reached])))
        return counts._replace(term=numbers[counts.term])

    def _learn_natively(
        self, kernels: ModuleType, terms: Terms, longest: int, n_cables: int, spell: Spell
    ) -> Counts:
        room = longest * len(terms.row)
        indptr = np.zeros(n_cables + 1, dtype=np.int64)
        term, uses = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.uint32)
        reached = np.empty((room, 2), dtype=np.int64)
        state = np.array([self._n_terms, 0, 0, 0, 0, 0])
        while state[3] < n_cables:  # a call ends early where the room is filled
            self._make_room(int(state[5]))
            table = (self._hashes, self._slots, self._n_cables)
            counts = (indptr, term, uses, reached, state)
            kernels.learn_terms(terms.row, terms.hash, longest, self._min_cables, *table, *counts)
            self._n_terms = int(state[0])
        numbers, where = reached[: state[2] // 2].T
        place, length = np.divmod(where, longest)
        sequences = terms.take(place)._replace(end=terms.end[place + length])
        self._keep_spellings(numbers, spell(sequences))
        return Counts(indptr, term[: state[1]].copy(), uses[: state[1]])

    def _keep_spellings(self, numbers: IntVector, spellings: Sequence[str]) -> None:
        self.spellings.update(zip(numbers.tolist(), spellings, strict=True))

    def settle(
        self, n_cables: int, max_share: float, max_features: int | None
    ) -> tuple[HashVector, IntVector]:
        """Return the kept terms' hashes (rising) and their provisional numbers.

        Kept are terms of at least ``min_cables`` cables and at most ``max_share`` of all ``n_cables``;
        of these the ``max_features`` seen in most cables (of equals, the lower hash).
        """
        seen_in = self.n_cables
        kept = np.flatnonzero((seen_in >= self._min_cables) & (seen_in <= max_share * n_cables))
        kept = kept[np.argsort(self._hashes[kept])]
        if max_features is not None and len(kept) > max_features:
            most = np.argsort(-seen_in[kept], kind="stable")[:max_features]
            kept = kept[np.sort(most)]
        return self._hashes[kept], kept

    def _make_room(self, n_more: int) -> None:
        needed = self._n_terms + n_more
        if len(self._hashes) and needed <= len(self._hashes):
            return
        room = max(2 * len(self._hashes), needed, 1024)
        self._hashes = _lengthen(self._hashes, self._n_terms, room)
        self._n_cables = _lengthen(self._n_cables, self._n_terms, room)
        if native.kernels is not None:
            self._slots = np.empty((1 << (2 * room - 1).bit_length(), 2), dtype=np.uint64)
            native.kernels.place_terms(self._hashes[: self._n_terms], self._slots)

    def _take_in(self, hashes: HashVector) -> IntVector:
        self._make_room(len(hashes))
        ranked = self._hashes[self._order]
        place = np.searchsorted(ranked, hashes)
        inside = place < len(ranked)
        is_new = np.ones(len(hashes), dtype=np.bool_)
        is_new[inside] = ranked[place[inside]] != hashes[inside]
        n_new = int(is_new.sum())
        numbers = np.empty(len(hashes), dtype=np.int64)
        numbers[~is_new] = self._order[place[~is_new]]
        numbers[is_new] = np.arange(self._n_terms, self._n_terms + n_new)
        self._hashes[numbers[is_new]] = hashes[is_new]
        self._order = np.insert(self._order, place[is_new], numbers[is_new])
        self._n_terms += n_new
        return numbers


def _lengthen(values: NDArray[Number], n_kept: int, room: int) -> NDArray[Number]:
    longer = np.zeros(room, dtype=values.dtype)
    longer[:n_kept] = values[:n_kept]
    return longer


def find_hashes(vocabulary: HashVector, hashes: HashVector) -> IntVector:
    """Return each hash's position in the rising ``vocabulary``, or -1 where it is not in it."""
    if not len(vocabulary):
        return np.full(len(hashes), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(vocabulary, hashes), len(vocabulary) - 1)
    return np.where(vocabulary[place] == hashes, place, -1)
