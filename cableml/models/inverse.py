"""invert_system: the inverse of a symmetric positive definite matrix, by halves, in threads.

With ``S = C - B A^-1 B^T`` the inverse of ``[[A, B^T], [B, C]]`` follows from those of A and S (Banachiewicz,
1937). Nearly all of the work is products of large matrices, which numpy's library does at its best pace and
without the interpreter's lock, so that two of them go on beside each other: what LAPACK offers for the whole
keeps one processor. How the products are cut is always the same, so the number of threads changes no bit.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cableml.models.fitted import run_in_threads

FloatMatrix = NDArray[np.float32]

_LEAF = 512  # rows: up to here LAPACK is as fast


def invert_system(system: FloatMatrix, jobs: int) -> None:
    """Put the inverse of a float32 matrix (n, n), symmetric and positive definite, in its place.

    The result is symmetric to the bit. What is not positive definite in float32 is refused by numpy's own
    ``LinAlgError``.
    """
    n = len(system)
    if n <= _LEAF:
        np.linalg.cholesky(system)  # refuses what is not positive definite
        inverse = np.linalg.inv(system)
        np.add(inverse, inverse.T, out=system)
        system *= np.float32(0.5)
        return
    half = n // 2
    first, beside, last = system[:half, :half], system[half:, :half], system[half:, half:]
    invert_system(first, jobs)
    across = _multiply(beside, first, jobs)
    _add_symmetric(last, across, beside.T, -1, jobs)
    invert_system(last, jobs)
    back = _multiply(last, across, jobs)
    _add_symmetric(first, across.T, back, 1, jobs)
    np.negative(back, out=beside)
    system[:half, half:] = beside.T


def _multiply(left: FloatMatrix, right: FloatMatrix, jobs: int) -> FloatMatrix:
    product = np.empty((len(left), right.shape[1]), dtype=np.float32)

    def fill(rows: slice) -> None:
        np.matmul(left[rows], right, out=product[rows])

    _finish(run_in_threads(fill, _halve(len(left)), jobs))
    return product


def _add_symmetric(target: FloatMatrix, left: FloatMatrix, right: FloatMatrix, sign: int, jobs: int) -> None:
    """Add ``sign`` times ``left @ right``, which is symmetric: three of its four quarters are worked out."""
    upper, lower = _halve(len(target))
    half, three = lower.start, (lower.start + lower.stop) // 2

    def add(rows: slice, columns: slice) -> None:
        product = left[rows] @ right[:, columns]
        (np.add if sign > 0 else np.subtract)(target[rows, columns], product, out=target[rows, columns])

    def add_above() -> None:
        add(upper, upper)
        add(slice(half, three), upper)

    def add_below() -> None:
        add(lower, lower)
        add(slice(three, lower.stop), upper)

    _finish(run_in_threads(lambda add_half: add_half(), (add_above, add_below), jobs))
    target[upper, lower] = target[lower, upper].T
    for square in (target[upper, upper], target[lower, lower]):
        # The library may add up the two sides of the diagonal in another order.
        square[...] = np.tril(square) + np.tril(square, -1).T


def _halve(n: int) -> tuple[slice, slice]:
    return slice(0, n // 2), slice(n // 2, n)


def _finish(work: Iterable[None]) -> None:
    for _ in work:
        pass
