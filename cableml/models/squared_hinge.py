"""Linear support vector machines for many labels over one matrix, solved together.

For each label the optimum of ``|w|^2 / 2 + sum_i c_i max(0, 1 - y_i f(x_i))^2`` with ``f(x) = w x + b``,
the intercept counted in ``|w|`` as one more feature: the same problem as scikit-learn's LinearSVC. With
far fewer cables than features it is solved over the cables: ``w = X^T beta`` and ``f = K beta`` with
``K = X X^T + 1``. Where ``y f < 1`` (the active cables) ``beta = 2 c (y - f)``, elsewhere ``beta = 0``;
Newton steps on the active set, each by conjugate gradients, handle all labels in one matrix product.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]
BoolMatrix = NDArray[np.bool_]

_MAX_STEPS = 60
_MAX_INNER = 200
_INNER_SHARE = 0.1  # an inner solve stops when its residual has fallen to this share ...
_LEAST_SHARE = 1e-4  # ... or down to this, for labels whose rough steps did not lower the loss


class Kernel(Protocol):
    """Products with ``K``, the cables' inner products plus one."""

    def apply(self, rows: FloatMatrix) -> FloatMatrix:
        """Return ``rows @ K``: float32, shape (n_labels, n_cables) as ``rows``."""
        ...


class Solution(NamedTuple):
    """``beta`` and the scores ``f`` on the training cables: float32 (n_labels, n_cables) each."""

    beta: FloatMatrix
    scores: FloatMatrix


def solve_squared_hinge(
    kernel: Kernel,
    signs: FloatMatrix,
    costs: FloatMatrix,
    *,
    start: Solution | None = None,
    tolerance: float = 3e-4,
) -> Solution:
    """Return the optimum for every label.

    Parameters: ``signs`` +1 or -1 and ``costs`` 0 or more, each (n_labels, n_cables); a cable of cost 0 is
    left out of that label. ``start`` warm-starts. ``tolerance`` bounds the residual of the optimality
    condition, relative to that of the zero solution.
    """
    n_labels, n_cables = signs.shape
    used = costs > 0
    ridge = np.where(used, 0.5 / np.where(used, costs, 1.0), 1.0).astype(np.float32)
    if start is None:
        beta = np.zeros((n_labels, n_cables), dtype=np.float32)
        scores = np.zeros_like(beta)
    else:
        beta, scores = start.beta.copy(), start.scores.copy()
    goal = tolerance * np.sqrt(used.sum(axis=1))
    share = np.full(n_labels, _INNER_SHARE, dtype=np.float32)
    live = np.arange(n_labels)
    for _ in range(_MAX_STEPS):
        residual, active = _residual(beta[live], scores[live], signs[live], ridge[live], used[live])
        open_ = _lengths(residual) > goal[live]
        live, active = live[open_], active[open_]
        if not len(live):
            break
        b, f, y, r = beta[live], scores[live], signs[live], ridge[live]
        step, step_scores = _newton_step(kernel, b, f, y, r, active, share[live])
        length = _line_search(b, f, step, step_scores, y, costs[live])
        # Only an exact step is sure to lead downhill: a label that had to shorten its step solves finer.
        share[live] = np.where(length[:, 0] < 1.0, np.maximum(share[live] * 0.1, _LEAST_SHARE), share[live])
        beta[live] = b + length * step
        scores[live] = f + length * step_scores
    return Solution(beta, scores)


def _residual(
    beta: FloatMatrix, scores: FloatMatrix, signs: FloatMatrix, ridge: FloatMatrix, used: BoolMatrix
) -> tuple[FloatMatrix, BoolMatrix]:
    active = (signs * scores < 1.0) & used
    return np.where(active, signs - scores, np.float32(0.0)) - ridge * beta, active


def _lengths(rows: FloatMatrix) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    return np.sqrt(squares)


def _newton_step(
    kernel: Kernel,
    beta: FloatMatrix,
    scores: FloatMatrix,
    signs: FloatMatrix,
    ridge: FloatMatrix,
    active: BoolMatrix,
    share: NDArray[np.float32],
) -> tuple[FloatMatrix, FloatMatrix]:
    """Return the step to the solution on the active cables, and what it adds to the scores."""
    mask = active.astype(np.float32)
    step = -beta * (1.0 - mask)  # cables that are no longer active leave
    step_scores = kernel.apply(step) if step.any() else np.zeros_like(step)
    residual = mask * (signs - scores - ridge * beta - step_scores)
    direction = residual.copy()
    size = np.einsum("ij,ij->i", residual, residual)
    enough = share * share * size
    for _ in range(_MAX_INNER):
        moved = kernel.apply(direction)
        image = mask * moved + ridge * direction
        curvature = np.einsum("ij,ij->i", direction, image)
        rate = np.where(curvature > 0, size / np.where(curvature > 0, curvature, 1.0), 0.0)[:, None]
        step += rate * direction
        step_scores += rate * moved
        residual -= rate * image
        new_size = np.einsum("ij,ij->i", residual, residual)
        if (new_size <= enough).all():
            break
        direction *= np.where(size > 0, new_size / np.where(size > 0, size, 1.0), 0.0)[:, None]
        direction += residual
        size = new_size
    return step, step_scores


def _line_search(
    beta: FloatMatrix,
    scores: FloatMatrix,
    step: FloatMatrix,
    step_scores: FloatMatrix,
    signs: FloatMatrix,
    costs: FloatMatrix,
) -> FloatMatrix:
    """Return the step length of each label, (n_labels, 1): whole, or shortened until the loss falls."""

    def losses(length: FloatMatrix) -> NDArray[np.float64]:
        moved = scores + length * step_scores
        short = np.maximum(1.0 - signs * moved, 0.0)
        size: NDArray[np.float64] = np.einsum("ij,ij->i", beta + length * step, moved, dtype=np.float64)
        size += 2.0 * np.einsum("ij,ij,ij->i", costs, short, short, dtype=np.float64)
        return size

    length = np.ones((len(beta), 1), dtype=np.float32)
    before = losses(np.zeros_like(length))
    for _ in range(8):
        worse = losses(length) > before * (1.0 + 1e-6)
        if not worse.any():
            break
        length[worse] *= 0.4
    return length
