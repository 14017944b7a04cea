"""Scores to probabilities: Platt's logistic curve, fitted on scores of cables left out.

Tags: one curve for all tags together, then one a tag, drawn toward the common one the more, the less
evidence a tag has. Levels: a multinomial logistic over all scores. Applying needs numpy alone.
Source: Platt, "Probabilistic outputs for support vector machines" (1999).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.floating[Any]]
BoolMatrix = NDArray[np.bool_]

_STEPS = 50
_LEVEL_PENALTY = 1.0


class Calibration(NamedTuple):
    """How scores become log-odds: ``scores * slopes + offsets`` (tags) or ``scores @ slopes + offsets``.

    ``slopes`` float32: (n_labels,) for tags, (n_scores, n_levels) for levels; ``offsets`` (n_labels,).
    """

    slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]


def apply_logistic(scores: FloatMatrix, calibration: Calibration) -> NDArray[np.float32]:
    """Return each tag's own probability, float32 of the shape of ``scores`` (n_cables, n_tags)."""
    probabilities: NDArray[np.float32] = logistic(log_odds(scores, calibration)).astype(np.float32)
    return probabilities


def log_odds(scores: FloatMatrix, calibration: Calibration) -> NDArray[np.float32]:
    """Return each tag's own log-odds, float32 of the shape of ``scores`` (n_cables, n_tags)."""
    odds: NDArray[np.float32] = (scores * calibration.slopes + calibration.offsets).astype(np.float32)
    return odds


def apply_softmax(scores: FloatMatrix, calibration: Calibration) -> NDArray[np.float32]:
    """Return the probability of each level, float32 (n_cables, n_levels); rows sum to one."""
    odds = scores.astype(np.float64) @ calibration.slopes + calibration.offsets
    odds -= odds.max(axis=1, keepdims=True)
    shares = np.exp(odds)
    probabilities: NDArray[np.float32] = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return probabilities


def fit_tag_calibration(scores: FloatMatrix, Y: BoolMatrix, shrink: float) -> Calibration:
    """Return the tags' curves.

    Parameters: ``scores`` of cables left out and ``Y``, each (n_cables, n_tags); ``shrink`` the weight of
    the common curve, as a number of positive cables (0: each tag alone).
    """
    values = scores.astype(np.float64)
    squares = values * values
    one = (-1, 1)
    pooled = _fit_curves(
        values.reshape(one),
        squares.reshape(one),
        Y.reshape(one),
        np.array([[1.0, 0.0]]),
        np.zeros((1, 2, 2)),
    )
    # How much a tag's own cables say about its curve is its information matrix; the prior is that of
    # ``shrink`` positives under the common curve: average information per positive, times shrink.
    odds = values * pooled[0, 0] + pooled[0, 1]
    information = _information(values, squares, logistic(odds))
    per_positive = information.sum(axis=0) / max(int(Y.sum()), 1)
    prior = np.broadcast_to(shrink * per_positive, (values.shape[1], 2, 2))
    curves = _fit_curves(values, squares, Y, np.repeat(pooled, values.shape[1], axis=0), prior)
    # A falling curve would rank cables against their scores: evidence too thin to be believed.
    curves = np.where(curves[:, :1] > 0, curves, pooled)
    return Calibration(curves[:, 0].astype(np.float32), curves[:, 1].astype(np.float32))


def logistic(odds: FloatMatrix) -> FloatMatrix:
    """Return the probabilities that log-odds stand for, of the same type; no odds are too large."""
    shares: FloatMatrix = np.clip(odds, -60.0, 60.0)
    np.exp(np.negative(shares, out=shares), out=shares)
    shares += 1.0
    return np.divide(1.0, shares, out=shares)


def _information(
    scores: NDArray[np.float64], squares: NDArray[np.float64], p: FloatMatrix
) -> NDArray[np.float64]:
    weight = p * (1.0 - p)
    cross = np.einsum("ij,ij->j", weight, scores)
    square = np.einsum("ij,ij->j", weight, squares)
    flat = weight.sum(axis=0)
    return np.stack([np.stack([square, cross], axis=-1), np.stack([cross, flat], axis=-1)], axis=-2)


def _fit_curves(
    scores: NDArray[np.float64],
    squares: NDArray[np.float64],
    Y: BoolMatrix,
    centre: NDArray[np.float64],
    prior: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return slope and offset of each column, (n_columns, 2), by Newton's method.

    ``squares`` are those of ``scores``; ``centre`` (n_columns, 2) and ``prior`` (n_columns, 2, 2) are the
    mean and the precision of a normal prior. Targets are Platt's: not 0 and 1 but a little inside, by the
    number of cables of each kind.
    """
    n_positive = Y.sum(axis=0)
    n_negative = len(Y) - n_positive
    high, low = (n_positive + 1.0) / (n_positive + 2.0), 1.0 / (n_negative + 2.0)
    targets = np.where(Y, high, low)

    def look(curves: NDArray[np.float64]) -> tuple[FloatMatrix, NDArray[np.float64]]:
        """Return the probabilities, and the gradient of the loss."""
        p = logistic(scores * curves[:, 0] + curves[:, 1])
        error = p - targets
        gradient = np.stack([np.einsum("ij,ij->j", error, scores), error.sum(axis=0)], axis=-1)
        gradient += np.einsum("kij,kj->ki", prior, curves - centre)
        return p, gradient

    curves = centre.copy()
    p, gradient = look(curves)
    for _ in range(_STEPS):
        curvature = _information(scores, squares, p) + prior + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
        descent = (gradient * step).sum(axis=1)
        length = np.ones((len(curves), 1))
        for _ in range(12):
            p, gradient = look(curves - length * step)
            # The loss is convex: where it climbs again that steeply, the step was too long.
            too_far = -(gradient * step).sum(axis=1) > 0.5 * descent + 1e-12
            if not too_far.any():
                break
            length[too_far] *= 0.5
        curves = curves - length * step
        if np.abs(length * step).max() < 1e-7:
            break
    return curves


def fit_level_calibration(scores: FloatMatrix, level: NDArray[np.int64], n_levels: int) -> Calibration:
    """Return the multinomial logistic from scores to levels, lightly drawn toward one slope for all.

    Parameters: ``scores`` of cables left out (n_cables, n_scores), the first ``n_levels`` columns one a
    level; ``level`` (n_cables,) the right column. Needs scipy (training only).
    """
    from scipy.optimize import minimize

    values = scores.astype(np.float64)
    n_cables, n_scores = values.shape
    one_hot = np.zeros((n_cables, n_levels))
    one_hot[np.arange(n_cables), level] = 1.0
    centre = np.vstack([np.eye(n_scores, n_levels), np.zeros((1, n_levels))])
    design = np.hstack([values, np.ones((n_cables, 1))])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(centre.shape)
        odds = design @ weights
        odds -= odds.max(axis=1, keepdims=True)
        logs = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
        gap = weights - centre
        value = -(one_hot * logs).sum() + 0.5 * _LEVEL_PENALTY * (gap * gap).sum()
        gradient = design.T @ (np.exp(logs) - one_hot) + _LEVEL_PENALTY * gap
        return float(value), gradient.ravel()

    best = minimize(loss, centre.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    weights = best.x.reshape(centre.shape).astype(np.float32)
    return Calibration(weights[:-1], weights[-1])
