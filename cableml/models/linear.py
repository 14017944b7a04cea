"""Linear: a fitted linear map from features to scores, and how scores are computed with numpy alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]


class LinearMap(Protocol):
    """What scoring needs of a linear map, however its weights are kept."""

    @property
    def intercepts(self) -> NDArray[np.float32]:
        """What every row's scores begin with, float32 (n_scores,)."""

    def rows_of(self, features: NDArray[np.int64]) -> FloatMatrix:
        """Return the weights of features, float32 (len(features), n_scores)."""


class Linear(NamedTuple):
    """``weights`` (n_features, n_scores), float32 or float16; ``intercepts`` float32 (n_scores,)."""

    weights: NDArray[np.floating[Any]]
    intercepts: NDArray[np.float32]

    def rows_of(self, features: NDArray[np.int64]) -> FloatMatrix:
        """Return the weights of features, float32 (len(features), n_scores); no others are read."""
        return self.weights[features].astype(np.float32, copy=False)


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
    for row in range(len(added)):
        part = slice(indptr[row], indptr[row + 1])
        columns, values = indices[part], data[part]
        weights = linear.rows_of(columns)
        borders = [*np.searchsorted(columns, starts).tolist(), len(columns)]
        for block, (begin, end) in enumerate(pairwise(borders)):
            if end > begin:
                np.matmul(values[begin:end], weights[begin:end], out=added[row, block])
    return added
