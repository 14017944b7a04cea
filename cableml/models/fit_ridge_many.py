"""The ridge estimator for more cables than a dense matrix can hold: conjugate gradients over the features.

The problem is that of `cableml.models.fit_ridge`: ``(X^T X + 1 / 2c) w = X^T y``, the intercept counted in
``w`` as one more feature. All labels share the matrix, so a group of them takes each step together. Steps
are few because they are taken through an approximate inverse: exact among the features of most cables, by
a sample of the cables, and by the diagonal alone for the rare ones, which hardly ever meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.errors import TrainingError
from cableml.models.fitted import BoolMatrix, Progress, run_in_threads
from cableml.models.linear import Linear
from cableml.models.one_thread import hold_linear_algebra

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]

GROUP = 64  # labels a group: their weights of one feature fill four lines of the processor's cache
_COMMON = 2048  # features whose products are known; a dense matrix of them takes 17 MB
_SAMPLE = 16_384  # cables by which they are known
# On 1,500 cables one assigned tag in 1,500 differed from the exact solution's after 6 steps; from 12 on
# one or two in 10,000 did.
_MAX_STEPS = 15
_TOLERANCE = 3e-3  # of the right side's length


class _Inverse(NamedTuple):
    """An approximate inverse of the system: ``factor`` (Cholesky) over ``common``, ``diagonal`` elsewhere."""

    common: NDArray[np.int64]
    factor: FloatMatrix
    diagonal: FloatMatrix

    def apply(self, residual: FloatMatrix) -> FloatMatrix:
        from scipy.linalg import cho_solve

        solved: FloatMatrix = residual / self.diagonal[:, None]
        solved[self.common] = cho_solve((self.factor, True), residual[self.common], check_finite=False)
        return solved


def fit_ridge_many(
    X: csr_matrix,
    Y: BoolMatrix,
    c: float,
    kept: NDArray[np.bool_],
    seed: int,
    jobs: int,
    progress: Progress,
    start: Linear | None = None,
    stage: str = "fitting labels",
) -> Linear:
    """Return the least-squares maps of all columns of ``Y``, on signs, by the cables that are ``kept``.

    Parameters: ``X`` float32 (n_cables, n_features); ``c`` as in the settings; ``kept`` bool (n_cables,);
    ``start`` a map to begin at. The matrix is never copied.

    Raises: TrainingError for a ``c`` so large that the system cannot be solved.
    """
    n_features, n_labels = X.shape[1], Y.shape[1]
    linear = Linear(np.empty((n_features, n_labels), np.float32), np.empty(n_labels, np.float32))
    transposed = X.T
    weight = np.float32(0.5 / c)

    def solve(group: slice) -> slice:
        signs = np.where(Y[:, group], np.float32(1.0), np.float32(-1.0)) * kept[:, None]
        begin = np.zeros((n_features + 1, signs.shape[1]), dtype=np.float32)
        if start is not None:
            begin[:-1], begin[-1] = start.weights[:, group], start.intercepts[group]
        solved = _solve_group(X, transposed, signs, kept[:, None], weight, inverse, begin)
        linear.weights[:, group], linear.intercepts[group] = solved[:-1], solved[-1]
        return group

    progress(stage, 0, n_labels)
    # One thread: how sums are shared among threads decides their last bits.
    with hold_linear_algebra():
        inverse = _approximate(X, kept, weight, seed)
        groups = [slice(first, min(first + GROUP, n_labels)) for first in range(0, n_labels, GROUP)]
        for group in run_in_threads(solve, groups, jobs):
            progress(stage, group.stop, n_labels)
    return linear


def _approximate(X: csr_matrix, kept: NDArray[np.bool_], weight: np.float32, seed: int) -> _Inverse:
    from scipy.linalg.lapack import spotrf

    n_features = X.shape[1]
    places = np.flatnonzero(kept)
    drawn = places
    if len(places) > _SAMPLE:
        drawn = np.sort(np.random.default_rng(seed).choice(places, _SAMPLE, replace=False))
    sample = X[drawn]
    squares = np.bincount(
        sample.indices, weights=np.square(sample.data, dtype=np.float64), minlength=n_features
    )
    seen_in = np.bincount(sample.indices, minlength=n_features)
    common = np.sort(np.argsort(-seen_in, kind="stable")[: min(_COMMON, n_features)])
    scale = len(places) / max(len(drawn), 1)
    dense = np.ones((len(drawn), len(common) + 1), dtype=np.float32)
    dense[:, :-1] = sample[:, common].toarray()
    system = (dense.T @ dense) * np.float32(scale)
    system[np.diag_indices_from(system)] += weight
    factor, problem = spotrf(system, lower=True, overwrite_a=True)
    if problem:
        raise TrainingError("the least-squares system of this c cannot be solved; use a smaller model.c.")
    diagonal = np.empty(n_features + 1, dtype=np.float32)
    diagonal[:-1], diagonal[-1] = squares * scale + weight, 1.0
    return _Inverse(np.append(common, n_features), factor, diagonal)


def _solve_group(
    X: csr_matrix,
    transposed: csr_matrix,
    signs: FloatMatrix,
    kept: NDArray[np.bool_],
    weight: np.float32,
    inverse: _Inverse,
    begin: FloatMatrix,
) -> FloatMatrix:
    """Return the solution of one group of labels, float32 (n_features + 1, n_labels)."""

    def gather(cables: FloatMatrix) -> FloatMatrix:
        """Return ``X^T cables`` with the intercept's row below it."""
        gathered = np.empty_like(begin)
        gathered[:-1] = transposed @ cables
        gathered[-1] = cables.sum(axis=0, dtype=np.float64)
        return gathered

    def apply(direction: FloatMatrix) -> FloatMatrix:
        cables = X @ direction[:-1]
        cables += direction[-1]
        cables *= kept
        return gather(cables) + weight * direction

    aim = gather(signs)
    goal = _TOLERANCE * _lengths(aim)
    solution = begin
    residual: FloatMatrix = aim - apply(solution) if solution.any() else aim.copy()
    toward = inverse.apply(residual)
    direction = toward.copy()
    size = _products(residual, toward)
    for _ in range(_MAX_STEPS):
        if (_lengths(residual) <= goal).all():
            break
        image = apply(direction)
        curvature = _products(direction, image)
        rate = np.where(curvature > 0.0, size / np.where(curvature > 0.0, curvature, 1.0), 0.0)
        rate = rate.astype(np.float32)
        solution += rate * direction
        residual -= rate * image
        toward = inverse.apply(residual)
        new_size = _products(residual, toward)
        direction *= np.where(size > 0.0, new_size / np.where(size > 0.0, size, 1.0), 0.0).astype(np.float32)
        direction += toward
        size = new_size
    return solution


def _products(left: FloatMatrix, right: FloatMatrix) -> NDArray[np.float64]:
    products: NDArray[np.float64] = np.einsum("ij,ij->j", left, right, dtype=np.float64)
    return products


def _lengths(columns: FloatMatrix) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.sqrt(_products(columns, columns))
    return lengths
