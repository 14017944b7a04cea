"""invert_in_halves: the inverse of a large positive definite matrix, its work parted among threads.

The linear algebra library would share it too, but adds up in an order that depends on how many threads there
are. Here the parts are always the same, each is worked on by one thread, and so is every bit of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.errors import TrainingError
from cableml.models.fitted import run_in_threads
from cableml.models.gram import mirror_lower

FloatMatrix = NDArray[np.float32]
Act = Callable[[], Any]

_SMALL = 512  # rows: parts would be too small to be worth their while


def invert_in_halves(matrix: FloatMatrix, jobs: int) -> FloatMatrix:
    """Return the inverse of a symmetric positive definite matrix, float32 (n, n), symmetric to the bit.

    With ``L`` the Cholesky factor in halves and ``M`` its inverse, the inverse is ``M^T M``.

    Raises: TrainingError where the matrix is not positive definite.
    """
    from scipy.linalg.blas import sgemm, ssyrk, strmm, strsm
    from scipy.linalg.lapack import slauum, strtri

    n = len(matrix)
    whole = np.asarray(matrix, dtype=np.float32).T  # laid out as the library likes it
    if n < _SMALL:
        return _invert(whole)
    half = n // 2
    quarter, rest = half // 2, (n - half) // 2

    def square(parts: tuple[FloatMatrix, FloatMatrix], sign: float, into: FloatMatrix, *, own: int) -> None:
        """Add the lower half of a product of a matrix and its transpose, with ``own`` transposed first."""
        first, second = parts
        cut = first.shape[own]

        def corners() -> None:
            into[:cut, :cut] = ssyrk(sign, first, beta=1.0, c=into[:cut, :cut], lower=1, trans=own)
            into[cut:, cut:] = ssyrk(sign, second, beta=1.0, c=into[cut:, cut:], lower=1, trans=own)

        def side() -> None:
            into[cut:, :cut] = sgemm(
                sign, second, first, beta=1.0, c=into[cut:, :cut], trans_a=own, trans_b=1 - own
            )

        _run(jobs, corners, side)

    upper = _factor(whole[:half, :half])
    below = whole[half:, :half]
    factors = _run(
        jobs,
        lambda: strsm(1.0, upper, below[:rest], side=1, lower=1, trans_a=1),
        lambda: strsm(1.0, upper, below[rest:], side=1, lower=1, trans_a=1),
    )
    corner = np.array(whole[half:, half:], order="F")
    square((factors[0], factors[1]), -1.0, corner, own=0)
    lower = _factor(corner)
    first, last = _run(jobs, lambda: strtri(upper, lower=1)[0], lambda: strtri(lower, lower=1)[0])
    between = np.empty((n - half, half), dtype=np.float32, order="F")
    between[:rest], between[rest:] = _run(
        jobs,
        lambda: strmm(1.0, first, factors[0], side=1, lower=1),
        lambda: strmm(1.0, first, factors[1], side=1, lower=1),
    )
    left, right = _run(
        jobs,
        lambda: strmm(-1.0, last, between[:, :quarter], side=0, lower=1),
        lambda: strmm(-1.0, last, between[:, quarter:], side=0, lower=1),
    )
    inverse = np.empty((n, n), dtype=np.float32, order="F")
    inverse[half:, :quarter], inverse[half:, quarter:half] = _run(
        jobs,
        lambda: strmm(1.0, last, left, side=0, lower=1, trans_a=1),
        lambda: strmm(1.0, last, right, side=0, lower=1, trans_a=1),
    )
    inverse[:half, :half], inverse[half:, half:] = _run(
        jobs, lambda: slauum(first, lower=1)[0], lambda: slauum(last, lower=1)[0]
    )
    square((left, right), 1.0, inverse[:half, :half], own=1)
    mirror_lower(inverse)
    return inverse.T


def _invert(matrix: FloatMatrix) -> FloatMatrix:
    from scipy.linalg.lapack import spotri

    inverse, _ = spotri(_factor(matrix), lower=1)
    mirror_lower(inverse)
    return np.ascontiguousarray(inverse)


def _factor(matrix: FloatMatrix) -> FloatMatrix:
    from scipy.linalg.lapack import spotrf

    factor, problem = spotrf(matrix, lower=1, clean=1)
    if problem:
        raise TrainingError("the least-squares system cannot be solved; use a smaller model.c.")
    kept: FloatMatrix = factor
    return kept


def _run(jobs: int, *acts: Act) -> list[Any]:
    return list(run_in_threads(lambda act: act(), acts, jobs))
