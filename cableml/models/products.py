"""Sparse rows times dense ones: by the compiled kernels, or through scipy, bit by bit the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.features.block import Rows, to_csr
from cableml.models.fitted import run_in_threads

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]


def multiply_blocks(rows: Rows, starts: IntVector, dense: FloatMatrix, jobs: int = 1) -> NDArray[np.float32]:
    """Return what each block of columns adds to ``rows @ dense``: float32 (n_rows, n_blocks, width).

    Parameters: ``starts`` the first column of each block, and behind them the number of columns; ``dense``
    float32 (n_columns, width), laid out row by row. ``jobs`` threads change nothing.
    """
    n_rows, n_blocks, width = len(rows.indptr) - 1, len(starts) - 1, dense.shape[1]
    out = np.empty((n_rows, n_blocks, width), dtype=np.float32)
    if native.kernels is None:
        X = to_csr(rows, int(starts[-1]))
        for block, (first, last) in enumerate(pairwise(starts.tolist())):
            out[:, block] = X[:, first:last] @ dense[first:last]
        return out
    kernels = native.kernels
    parts = np.searchsorted(rows.indptr, np.linspace(0, rows.indptr[-1], jobs + 1)[1:-1])
    bounds = [0, *np.minimum(parts, n_rows).tolist(), n_rows]

    def fill(part: int) -> None:
        own = (starts, bounds[part], bounds[part + 1])
        kernels.multiply_rows(rows.indptr, rows.indices, rows.data, *own, dense, width, out)

    for _ in run_in_threads(fill, range(jobs), jobs):
        pass
    return out


def multiply_rows(rows: Rows, dense: FloatMatrix, jobs: int = 1) -> FloatMatrix:
    """Return ``rows @ dense``: float32 (n_rows, width); arguments as of `multiply_blocks`."""
    product = multiply_blocks(rows, np.array([0, len(dense)]), dense, jobs)
    return product.reshape(product.shape[0], product.shape[2])


def transpose_rows(rows: Rows, n_columns: int) -> Rows:
    """Return the columns as rows."""
    if native.kernels is None:
        X = to_csr(rows, n_columns).T.tocsr()
        return Rows(X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data)
    columns = Rows(
        np.empty(n_columns + 1, dtype=np.int64), np.empty_like(rows.indices), np.empty_like(rows.data)
    )
    native.kernels.transpose_rows(*rows, *columns)
    return columns


def pick_blocks(rows: Rows, starts: IntVector, blocks: Sequence[int]) -> tuple[Rows, IntVector]:
    """Return the columns of some blocks (rising), numbered anew, and their own ``starts``."""
    sizes = np.diff(starts)
    column_of = np.full(int(starts[-1]), -1, dtype=np.int64)
    own_starts = np.concatenate([[0], np.cumsum(sizes[list(blocks)])]).astype(np.int64)
    for block, first in zip(blocks, own_starts[:-1], strict=True):
        column_of[starts[block] : starts[block + 1]] = np.arange(first, first + sizes[block])
    return pick_columns(rows, column_of), own_starts


def pick_columns(rows: Rows, column_of: IntVector) -> Rows:
    """Return the entries whose column has a new number (rising) in ``column_of``; -1 leaves it out."""
    if native.kernels is not None:
        n_entries = len(rows.indices)
        picked = Rows(
            np.empty_like(rows.indptr), np.empty(n_entries, np.int64), np.empty(n_entries, np.float32)
        )
        n_picked = native.kernels.pick_columns(*rows, column_of, *picked)
        return Rows(picked.indptr, picked.indices[:n_picked], picked.data[:n_picked])
    column = column_of[rows.indices]
    kept = column >= 0
    before = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    return Rows(before[rows.indptr], column[kept], rows.data[kept])
