"""Cables that repeat each other's text, found by shared word sequences.

Published cables come doubled, corrected, cut off and quoted in one another; a model that is tested
on a cable whose twin it has read is not tested. Two cables are near-duplicates when most of the
shorter one's text stands in the other, word for word: containment, not mere resemblance, so that a
cut-off copy counts. Every run of `RUN_WORDS` words is hashed and one run in `SAMPLING` is kept, the
same one wherever it stands (sampling modulo a number: Broder, "On the resemblance and containment
of documents", 1997), so a cable of a thousand words is compared by some 130 numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.features.batch import CABLES_PER_BATCH, Batch, split_batches
from cableml.features.tokens import Terms

RUN_WORDS = 6
SAMPLING = np.uint64(8)
CONTAINMENT = 0.3
MIN_SHARED = 4
"""So many sampled runs (about `MIN_SHARED` x 8 runs of words) must be shared: a common phrase is no copy."""
MAX_CABLES_PER_RUN = 64
"""A run of words in more cables than this is a formula; it counts for no pair."""


class NearDuplicates(NamedTuple):
    """Which cables repeat each other.

    ``group`` int64, shape (n_cables,): the number of the group's first cable; a cable alone is its
    own group. ``first`` and ``second`` int64, ``containment`` float32: equal shapes (n_pairs,), the
    pairs found, ``first < second``, and the share of the shorter cable's text found in the other.
    """

    group: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    containment: NDArray[np.float32]

    @property
    def n_repeated(self) -> int:
        """Return how many cables have a near-duplicate among the others."""
        sizes = np.bincount(self.group, minlength=len(self.group))
        return int(sizes[sizes > 1].sum())


class SampledRuns(NamedTuple):
    """What cables are compared by: the runs of words that were drawn from them, each once a cable.

    ``run`` uint64 and ``owner`` int64 (the number of the cable), equal shapes (n_runs,), sorted by run and
    then by cable; ``n_cables`` of which they are.
    """

    run: NDArray[np.uint64]
    owner: NDArray[np.int64]
    n_cables: int

    def take(self, places: Sequence[int]) -> SampledRuns:
        """Return the runs of the cables at the places (rising), numbered anew."""
        number = np.full(self.n_cables, -1, dtype=np.int64)
        number[np.asarray(places, dtype=np.int64)] = np.arange(len(places))
        owner = number[self.owner]
        return SampledRuns(self.run[owner >= 0], owner[owner >= 0], len(places))


def find_near_duplicates(cables: Sequence[BlindCable], containment: float = CONTAINMENT) -> NearDuplicates:
    """Return the groups of cables that repeat each other's blinded text (the field ``text``).

    Parameters
    ----------
    cables
        Any number of blind cables; one with fewer than `RUN_WORDS` words repeats none.
    containment
        Smallest share, 0 to 1, of the shorter cable's sampled runs that the other must hold.
    """
    return compare_runs(sample_runs(cables), containment)


def sample_runs(cables: Sequence[BlindCable]) -> SampledRuns:
    """Return the sampled runs of the cables' blinded text."""
    drawer = RunDrawer()
    for batch in split_batches(cables):
        drawer.add_batch(batch)
    return drawer.finish()


class RunDrawer:
    """Draws the sampled runs of cables as they come."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
        self._owners: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        self._waiting: list[BlindCable] = []
        self._n_cables = 0

    def add(self, cable: BlindCable) -> None:
        """Take one more cable; runs are drawn once there are enough for a batch."""
        self._waiting.append(cable)
        if len(self._waiting) == CABLES_PER_BATCH:
            self._draw_waiting()

    def add_batch(self, batch: Batch) -> None:
        """Draw the runs of a batch, whose cables follow those taken before."""
        runs, owners = _draw_runs(batch.words("text"))
        self._runs.append(runs)
        self._owners.append(owners + self._n_cables)
        self._n_cables += len(batch)

    def finish(self) -> SampledRuns:
        """Return the sampled runs of all cables taken."""
        self._draw_waiting()
        n_cables = self._n_cables
        runs, owners = _sort_pairs(np.concatenate(self._runs), np.concatenate(self._owners), max(n_cables, 1))
        distinct = np.ones(len(runs), np.bool_)
        distinct[1:] = (runs[1:] != runs[:-1]) | (owners[1:] != owners[:-1])
        return SampledRuns(runs[distinct], owners[distinct], n_cables)

    def _draw_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for batch in split_batches(waiting):
            self.add_batch(batch)


def compare_runs(sampled: SampledRuns, containment: float = CONTAINMENT) -> NearDuplicates:
    """Return the same as `find_near_duplicates` for cables whose runs have been drawn already."""
    n_cables = sampled.n_cables
    runs, owners, n_runs = _drop_formulas(sampled.run, sampled.owner, n_cables)
    first, second, shared = _count_shared(runs, owners, n_cables)
    shorter = np.minimum(n_runs[first], n_runs[second])
    share = (shared / np.maximum(shorter, 1)).astype(np.float32)
    # A cable of a few lines has fewer runs than MIN_SHARED asks for: then all of them must be shared.
    enough = (shared >= np.minimum(MIN_SHARED, shorter)) & (share >= containment)
    first, second, share = first[enough], second[enough], share[enough]
    return NearDuplicates(_join_groups(n_cables, first, second), first, second, share)


def _sort_pairs(
    runs: NDArray[np.uint64], owners: NDArray[np.int64], n_cables: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the pairs sorted by run, then by cable: as `numpy.lexsort` does, in half of the time."""
    order = np.argsort(runs)
    runs = runs[order]
    is_new = np.ones(len(runs), np.bool_)
    is_new[1:] = runs[1:] != runs[:-1]
    number = np.cumsum(is_new) - 1
    return runs, np.sort(number * n_cables + owners[order]) - number * n_cables


def _draw_runs(words: Terms) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the sampled runs of a batch's words, and the text that each stands in."""
    if native.kernels is not None:
        runs, owners = np.empty(len(words.row), np.uint64), np.empty(len(words.row), np.int64)
        how = (RUN_WORDS, int(SAMPLING))
        n_drawn = native.kernels.sample_runs(words.row, words.hash, *how, runs, owners)
        return runs[:n_drawn].copy(), owners[:n_drawn].copy()
    n_runs = max(len(words.row) - RUN_WORDS + 1, 0)
    inside = words.row[:n_runs] == words.row[RUN_WORDS - 1 :][:n_runs]
    runs = np.zeros(n_runs, np.uint64)
    for step in range(RUN_WORDS):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + words.hash[step : step + n_runs]
    runs ^= runs >> np.uint64(31)
    kept = inside & (runs % SAMPLING == 0)
    return runs[kept], words.row[:n_runs][kept]


def _drop_formulas(
    runs: NDArray[np.uint64], owners: NDArray[np.int64], n_cables: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the sorted runs without formulas, and how many are left to each cable."""
    starts = np.flatnonzero(np.concatenate([[True], runs[1:] != runs[:-1]]))
    counts = np.diff(np.append(starts, len(runs)))
    kept = np.repeat(counts <= MAX_CABLES_PER_RUN, counts)
    runs, owners = runs[kept], owners[kept]
    return runs, owners, np.bincount(owners, minlength=n_cables)


def _count_shared(
    runs: NDArray[np.uint64], owners: NDArray[np.int64], n_cables: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of cables that share a run, and how many they share."""
    keys: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for distance in range(1, MAX_CABLES_PER_RUN):
        same = np.flatnonzero(runs[distance:] == runs[:-distance])
        if not len(same):
            break
        keys.append(owners[same] * n_cables + owners[same + distance])
    pair, shared = np.unique(np.concatenate(keys), return_counts=True)
    first, second = np.divmod(pair, max(n_cables, 1))
    return first, second, shared


def _join_groups(n_cables: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each cable's group under the pairs: the smallest number that it is joined to."""
    group = np.arange(n_cables, dtype=np.int64)
    while True:
        smallest = np.minimum(group[first], group[second])
        before = group.copy()
        np.minimum.at(group, first, smallest)
        np.minimum.at(group, second, smallest)
        group = group[group]
        if np.array_equal(before, group):
            return group
