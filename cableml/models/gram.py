"""The cables' inner products: as one dense matrix, or as two sparse products where that is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.features.block import Rows, to_csr
from cableml.models.fitted import run_in_threads
from cableml.models.products import pick_columns
from cableml.models.symmetric import add_lower, mirror_lower

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]

MAX_GRAM_CABLES = 12_000  # 576 MB of float32
_DENSE_SHARE = 1 / 10  # of the cables: columns of more of them are the faster in a dense product
_COLUMNS_AT_ONCE = 1024
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
    """Return ``X X^T + 1``: float32, shape (n_cables, n_cables), symmetric to the bit."""
    rows = Rows(X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data)
    gram = multiply_itself(rows, X.shape[1])
    gram += 1.0
    return gram


def multiply_itself(rows: Rows, n_columns: int, jobs: int = 1) -> FloatMatrix:
    """Return the inner products of the rows: float32 (n_rows, n_rows), symmetric to the bit.

    Columns that many rows share go through a dense product, the others through a sparse one: each is the
    faster way for its part. ``jobs`` threads change nothing.
    """
    n_rows = len(rows.indptr) - 1
    gram = np.zeros((n_rows, n_rows), dtype=np.float32)
    is_common = np.bincount(rows.indices, minlength=n_columns) > _DENSE_SHARE * n_rows
    common = np.flatnonzero(is_common)
    for first in range(0, len(common), _COLUMNS_AT_ONCE):
        part = _lay_out(rows, common[first : first + _COLUMNS_AT_ONCE], n_columns)
        add_lower(gram, part, part.T, 1, jobs)
    if not is_common.all():
        number = np.cumsum(~is_common) - 1
        _add_products(pick_columns(rows, np.where(is_common, -1, number)), int(number[-1]) + 1, gram, jobs)
    mirror_lower(gram)
    return gram


def _lay_out(rows: Rows, columns: NDArray[np.int64], n_columns: int) -> FloatMatrix:
    """Return some columns of the rows as float32 (n_rows, n_chosen)."""
    n_rows = len(rows.indptr) - 1
    column_of = np.full(n_columns, -1, dtype=np.int64)
    column_of[columns] = np.arange(len(columns))
    some = pick_columns(rows, column_of)
    laid_out = np.zeros((n_rows, len(columns)), dtype=np.float32)
    laid_out[np.repeat(np.arange(n_rows), np.diff(some.indptr)), some.indices] = some.data
    return laid_out


def _add_products(rows: Rows, n_columns: int, gram: FloatMatrix, jobs: int) -> None:
    """Add the inner products of the rows; of them, what stands on and below the diagonal counts."""
    n_rows = len(gram)
    if native.kernels is None:
        X = to_csr(rows, n_columns)
        transposed = X.T.tocsr()
        for first in range(0, n_rows, _ROWS_AT_ONCE):
            part = slice(first, first + _ROWS_AT_ONCE)
            gram[part] += (X[part] @ transposed).toarray()
        return
    kernels = native.kernels
    indices = rows.indices.astype(np.int32)
    # The work of a row grows with its number: behind this one as much is left as lies before it.
    middle = int(n_rows * 0.7071)

    def add(part: slice) -> None:
        own = (n_columns, part.start, part.stop)
        kernels.add_products(rows.indptr, indices, rows.data, *own, gram)

    for _ in run_in_threads(add, (slice(0, middle), slice(middle, n_rows)), jobs):
        pass


def build_kernel(X: csr_matrix) -> DenseKernel | SparseKernel:
    """Return the dense kernel up to MAX_GRAM_CABLES cables, else the sparse one."""
    return DenseKernel(build_gram(X)) if X.shape[0] <= MAX_GRAM_CABLES else SparseKernel(X)
