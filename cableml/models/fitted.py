"""What every estimator takes and gives, and how work is shared among threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cableml.models.linear import Linear
from cableml.models.settings import FitSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]
BoolMatrix = NDArray[np.bool_]
Folds = NDArray[np.int64]
Progress = Callable[[str, int, int], None]
Fitter = Callable[["csr_matrix", BoolMatrix, FitSettings, Folds, Progress], "Fitted"]

Part = TypeVar("Part")
Result = TypeVar("Result")


class Fitted(NamedTuple):
    """A linear map, and the scores of the training cables by models that had not seen them.

    ``left_out`` is float32 (n_cables, n_scores); where ``sample`` is set, of the cables at those places
    alone: int64 (n_sample,), rising.
    """

    linear: Linear
    left_out: FloatMatrix
    sample: NDArray[np.int64] | None = None


def assign_folds(n_cables: int, n_folds: int, seed: int) -> Folds:
    """Return the fold of each cable, sizes equal to one; fewer folds where cables are fewer.

    ``n_folds`` 0 puts all cables into fold 0.
    """
    if n_folds == 0:
        return np.zeros(n_cables, dtype=np.int64)
    folds = np.arange(n_cables, dtype=np.int64) % max(2, min(n_folds, n_cables))
    return np.random.default_rng(seed).permutation(folds)


def deal_groups(groups: Sequence[int], n_folds: int, seed: int) -> Folds:
    """Return the fold of each cable, no group of cables in two folds; groups are dealt out evenly."""
    _, number = np.unique(np.asarray(groups, dtype=np.int64), return_inverse=True)
    n_groups = int(number.max()) + 1 if len(number) else 0
    folds: Folds = assign_folds(n_groups, n_folds, seed)[number]
    return folds


def run_in_threads(work: Callable[[Part], Result], parts: Sequence[Part], jobs: int) -> Iterator[Result]:
    """Yield ``work(part)`` for every part, in order, worked on by ``jobs`` threads.

    The parts are the caller's, whatever the number of threads, so that it changes no result.
    """
    if jobs == 1 or len(parts) < 2:
        yield from map(work, parts)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(jobs, len(parts))) as pool:
        yield from pool.map(work, parts)
