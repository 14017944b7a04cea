"""The cables' inner products: as one dense matrix, or as two sparse products where that is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cableml import native

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]

MAX_GRAM_CABLES = 12_000  # 576 MB of float32
_DENSE_SHARE = 1 / 10  # of the cables: columns of more of them are the faster in a dense product
_ROWS_AT_ONCE = 512


class DenseKernel:
    """``K = X X^T + 1`` held whole: float32 (n_cables, n_cables)."""

    def __init__(self, gram: FloatMatrix) -> None:
        self.gram = gram

    def apply(self, rows: FloatMatrix) -> FloatMatrix:
        """Return ``rows @ K``."""
        product: FloatMatrix = rows @ self.gram
        return product


class SparseKernel:
    """``K = X X^T + 1`` by two sparse products, for more cables than a dense matrix can hold."""

    def __init__(self, X: csr_matrix) -> None:
        self._X = X
        self._transposed = X.T.tocsr()

    def apply(self, rows: FloatMatrix) -> FloatMatrix:
        """Return ``rows @ K``, a few labels at a time so that the weights stay small."""
        product = np.empty_like(rows)
        for first in range(0, len(rows), 64):
            some = rows[first : first + 64]
            weights = self._transposed @ np.ascontiguousarray(some.T)
            product[first : first + 64] = (self._X @ weights).T + some.sum(axis=1, keepdims=True)
        return product


def build_gram(X: csr_matrix) -> FloatMatrix:
    """Return ``X X^T + 1``: float32, shape (n_cables, n_cables), symmetric to the bit.

    Columns that many cables share go through a dense product, the others through a sparse one: each
    is the faster way for its part.
    """
    n_cables, n_features = X.shape
    is_common = np.bincount(X.indices, minlength=n_features) > _DENSE_SHARE * n_cables
    common, rare = np.flatnonzero(is_common), np.flatnonzero(~is_common)
    gram = np.ones((n_cables, n_cables), dtype=np.float32)
    for first in range(0, len(common), 1024):
        part = X[:, common[first : first + 1024]].toarray()
        gram += part @ part.T
    if len(rare):
        _add_products(X[:, rare] if len(common) else X, gram)
    mirror_lower(gram)
    return gram


def _add_products(X: csr_matrix, gram: FloatMatrix) -> None:
    """Add the inner products of the rows; of them, what stands on and below the diagonal counts."""
    if native.kernels is not None:
        native.kernels.add_products(
            X.indptr.astype(np.int64), X.indices.astype(np.int32), X.data, X.shape[1], gram
        )
        return
    transposed = X.T.tocsr()
    for first in range(0, len(gram), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        gram[rows] += (X[rows] @ transposed).toarray()


def mirror_lower(matrix: FloatMatrix) -> None:
    """Write what stands below the diagonal above it too, some rows at a time."""
    for first in range(0, len(matrix), _ROWS_AT_ONCE):
        last = first + _ROWS_AT_ONCE
        square = matrix[first:last, first:last]
        square[...] = np.tril(square) + np.tril(square, -1).T
        matrix[first:last, last:] = matrix[last:, first:last].T


def build_kernel(X: csr_matrix) -> DenseKernel | SparseKernel:
    """Return the dense kernel up to MAX_GRAM_CABLES cables, else the sparse one."""
    return DenseKernel(build_gram(X)) if X.shape[0] <= MAX_GRAM_CABLES else SparseKernel(X)
