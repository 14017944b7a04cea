"""Linear: a fitted linear map from features to scores, and how scores are computed with numpy alone."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cableml import native

FloatMatrix = NDArray[np.float32]


_MANY = 16  # rows from which on the compiled kernel is worth asking whether it adds as numpy does
_TRIED = (*range(1, 18), 31, 47, 48, 49, 50, 63, 64, 215, 399)  # sizes of blocks


class Table(NamedTuple):
    """All weights as the compiled kernels read them, row by row.

    ``weights`` float32 (n_features, n_scores); or, where that is empty, ``codes`` int8 of that shape and
    ``scales`` float16 (n_features,), what a row's codes are multiplied by.
    """

    weights: FloatMatrix
    codes: NDArray[np.int8]
    scales: NDArray[np.float16]


class LinearMap(Protocol):
    """What scoring needs of a linear map, however its weights are kept."""

    @property
    def intercepts(self) -> NDArray[np.float32]:
        """What every row's scores begin with, float32 (n_scores,)."""

    def rows_of(self, features: NDArray[np.int64]) -> FloatMatrix:
        """Return the weights of features, float32 (len(features), n_scores)."""

    def table(self, n_asked: int) -> Table | None:
        """Return all weights, or None where so many lookups are not worth laying them out."""


class Linear(NamedTuple):
    """``weights`` (n_features, n_scores), float32 or float16; ``intercepts`` float32 (n_scores,)."""

    weights: NDArray[np.floating[Any]]
    intercepts: NDArray[np.float32]

    def rows_of(self, features: NDArray[np.int64]) -> FloatMatrix:
        """Return the weights of features, float32 (len(features), n_scores); no others are read."""
        return self.weights[features].astype(np.float32, copy=False)

    def table(self, n_asked: int) -> Table | None:
        """Return all weights, or None where they are no float32 in C order."""
        if self.weights.dtype != np.float32 or not self.weights.flags.c_contiguous:
            return None
        return Table(self.weights, np.empty(0, dtype=np.int8), np.empty(0, dtype=np.float16))


def score_rows(
    indptr: NDArray[np.int64], indices: NDArray[np.int64], data: NDArray[np.float32], linear: LinearMap
) -> FloatMatrix:
    """Return the scores of sparse rows: float32 (n_rows, n_scores).

    Only the weight rows of features that occur are read, so a memory-mapped matrix stays on disk.
    """
    scores = np.empty((len(indptr) - 1, len(linear.intercepts)), dtype=np.float32)
    for row in range(len(scores)):
        part = slice(indptr[row], indptr[row + 1])
        scores[row] = data[part] @ linear.rows_of(indices[part]) + linear.intercepts
    return scores


def score_blocks(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int64],
    data: NDArray[np.float32],
    linear: LinearMap,
    starts: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Return what each block of columns adds to the scores of sparse rows: (n_rows, n_blocks, n_scores).

    Parameters: ``starts`` the first column of each block; a row's ``indices`` rise. The intercepts are
    no block's.
    """
    added = np.zeros((len(indptr) - 1, len(starts), len(linear.intercepts)), dtype=np.float32)
    table = linear.table(len(indices)) if native.kernels is not None and len(added) >= _MANY else None
    if table is not None and _adds_as_numpy(added.shape[2]):
        _score_natively(indptr, indices, data, table, starts, added)
        return added
    for row in range(len(added)):
        part = slice(indptr[row], indptr[row + 1])
        columns, values = indices[part], data[part]
        weights = linear.rows_of(columns)
        borders = [*np.searchsorted(columns, starts).tolist(), len(columns)]
        for block, (begin, end) in enumerate(pairwise(borders)):
            if end > begin:
                np.matmul(values[begin:end], weights[begin:end], out=added[row, block])
    return added


def _score_natively(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int64],
    data: NDArray[np.float32],
    table: Table,
    starts: NDArray[np.int64],
    added: NDArray[np.float32],
) -> bool:
    """Fill in what each block adds; return False, and fill in nothing, where the processor cannot."""
    assert native.kernels is not None
    rows: list[NDArray[Any]] = [np.ascontiguousarray(part, dtype=np.int64) for part in (indptr, indices)]
    rows += [np.ascontiguousarray(data, dtype=np.float32), np.ascontiguousarray(starts, dtype=np.int64)]
    is_done: bool = native.kernels.score_blocks(*table, added.shape[2], *rows, added)
    return is_done


@cache
def _adds_as_numpy(n_scores: int) -> bool:
    """Return whether the compiled kernel adds in the order of numpy's products, so that all bits agree.

    That order is the linear algebra library's, and another one on another processor: it is tried out.
    """
    places = np.arange(max(_TRIED) * n_scores, dtype=np.float32)
    weights = np.sin(places).reshape(-1, n_scores)
    data = np.concatenate([weights[:n, n_scores // 2] for n in _TRIED])
    indices = np.concatenate([np.arange(n) for n in _TRIED])
    indptr = np.cumsum([0, *_TRIED])
    added = np.zeros((len(_TRIED), 1, n_scores), dtype=np.float32)
    table = Table(weights, np.empty(0, dtype=np.int8), np.empty(0, dtype=np.float16))
    if not _score_natively(indptr, indices, data, table, np.zeros(1, dtype=np.int64), added):
        return False
    return all(
        np.matmul(data[begin:end], weights[: end - begin]).tobytes() == own.tobytes()
        for (begin, end), own in zip(pairwise(indptr.tolist()), added, strict=True)
    )
