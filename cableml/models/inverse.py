"""invert_system: the inverse of a symmetric positive definite matrix, by halves, in threads.

With ``S = C - B A^-1 B^T`` the inverse of ``[[A, B^T], [B, C]]`` follows from those of A and S (Banachiewicz,
1937). Nearly all of the work is products of large matrices, which numpy's library does at its best pace and
without the interpreter's lock, so that two of them go on beside each other: what LAPACK offers for the whole
keeps one processor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cableml.models.fitted import run_in_threads
from cableml.models.symmetric import add_lower, mirror_lower

FloatMatrix = NDArray[np.float32]

_LEAF = 128  # rows: up to here LAPACK is as fast


def invert_system(system: FloatMatrix, jobs: int) -> None:
    """Put the inverse of a float32 matrix (n, n), symmetric and positive definite, in its place.

    The result is symmetric to the bit, and the same whatever ``jobs``, the number of threads. What is not
    positive definite in float32 is refused by numpy's own ``LinAlgError``.
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
    across = multiply_dense(beside, first, jobs)
    add_lower(last, across, beside.T, -1, jobs)
    mirror_lower(last)
    invert_system(last, jobs)
    back = multiply_dense(last, across, jobs)
    add_lower(first, across.T, back, 1, jobs)
    mirror_lower(first)
    np.negative(back, out=beside)
    system[:half, half:] = beside.T


def multiply_dense(left: FloatMatrix, right: FloatMatrix, jobs: int) -> FloatMatrix:
    """Return ``left @ right``, its upper and its lower half in threads of their own."""
    product = np.empty((len(left), right.shape[1]), dtype=np.float32)
    middle = len(left) // 2

    def fill(rows: slice) -> None:
        np.matmul(left[rows], right, out=product[rows])

    for _ in run_in_threads(fill, (slice(0, middle), slice(middle, None)), jobs):
        pass
    return product
