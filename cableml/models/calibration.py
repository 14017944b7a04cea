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
_CELLS_AT_ONCE = 1 << 15  # float64: 256 kB an array
_ONE_IN = 8  # scores, to find most of the way to the common curve
_ENOUGH_POSITIVES = 200  # among these


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
    pooled = _fit_common(scores.reshape(-1, 1), Y.reshape(-1, 1))
    # How much a tag's own cables say about its curve is its information matrix; the prior is that of
    # ``shrink`` positives under the common curve: average information per positive, times shrink.
    everywhere = np.repeat(pooled, scores.shape[1], axis=0)
    per_positive = _look(scores, Y, everywhere).information.sum(axis=0) / max(int(Y.sum()), 1)
    prior = np.broadcast_to(shrink * per_positive, (scores.shape[1], 2, 2))
    curves = _fit_curves(scores, Y, everywhere, prior)
    # A falling curve would rank cables against their scores: evidence too thin to be believed.
    curves = np.where(curves[:, :1] > 0, curves, pooled)
    return Calibration(curves[:, 0].astype(np.float32), curves[:, 1].astype(np.float32))


def logistic(odds: FloatMatrix) -> FloatMatrix:
    """Return the probabilities that log-odds stand for, of the same type; no odds are too large."""
    shares: FloatMatrix = np.clip(odds, -60.0, 60.0)
    np.exp(np.negative(shares, out=shares), out=shares)
    shares += 1.0
    return np.divide(1.0, shares, out=shares)


def _fit_common(scores: FloatMatrix, Y: BoolMatrix) -> NDArray[np.float64]:
    """Return slope and offset of the one column, (1, 2); most of the way is found on a few of the scores."""
    free, start = np.zeros((1, 2, 2)), np.array([[1.0, 0.0]])
    few = slice(None, None, _ONE_IN)
    if int(Y[few].sum()) >= _ENOUGH_POSITIVES:
        start = _fit_curves(scores[few], Y[few], start, free)
    return _fit_curves(scores, Y, start, free)


class _Seen(NamedTuple):
    """What the cables say of each column's slope and offset.

    The gradient of the loss (n_columns, 2), and the information matrix (n_columns, 2, 2).
    """

    gradient: NDArray[np.float64]
    information: NDArray[np.float64]


def _look(scores: FloatMatrix, Y: BoolMatrix, curves: NDArray[np.float64]) -> _Seen:
    """Return what is seen from ``curves`` (n_columns, 2); some rows at a time, which stay in the cache.

    Targets are Platt's: not 0 and 1 but a little inside, by the number of cables of each kind.
    """
    n_positive = Y.sum(axis=0)
    high, low = (n_positive + 1.0) / (n_positive + 2.0), 1.0 / (len(Y) - n_positive + 2.0)
    gradient = np.zeros((len(curves), 2))
    square, cross, flat = np.zeros((3, len(curves)))
    n_at_once = max(1, _CELLS_AT_ONCE // max(len(curves), 1))
    for first in range(0, len(Y), n_at_once):
        rows = slice(first, first + n_at_once)
        values = scores[rows].astype(np.float64)
        p = logistic(values * curves[:, 0] + curves[:, 1])
        error = p - np.where(Y[rows], high, low)
        gradient[:, 0] += np.einsum("ij,ij->j", error, values)
        gradient[:, 1] += error.sum(axis=0)
        weight = p * (1.0 - p)
        flat += weight.sum(axis=0)
        weight *= values
        cross += weight.sum(axis=0)
        square += np.einsum("ij,ij->j", weight, values)
    return _Seen(gradient, np.stack([square, cross, cross, flat], axis=-1).reshape(-1, 2, 2))


def _fit_curves(
    scores: FloatMatrix, Y: BoolMatrix, centre: NDArray[np.float64], prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return slope and offset of each column, (n_columns, 2), by Newton's method.

    ``centre`` (n_columns, 2) and ``prior`` (n_columns, 2, 2) are the mean and the precision of a normal
    prior.
    """

    def look(curves: NDArray[np.float64], columns: Any) -> _Seen:
        seen = _look(scores[:, columns], Y[:, columns], curves[columns])
        own = prior[columns]
        return _Seen(
            seen.gradient + np.einsum("kij,kj->ki", own, (curves - centre)[columns]),
            seen.information + own + 1e-9 * np.eye(2),
        )

    curves = centre.copy()
    seen = look(curves, slice(None))
    for _ in range(_STEPS):
        step = np.linalg.solve(seen.information, seen.gradient[:, :, None])[:, :, 0]
        descent = (seen.gradient * step).sum(axis=1)
        length = np.ones((len(curves), 1))
        seen = look(curves - step, slice(None))
        for _ in range(12):
            # The loss is convex: where it climbs again that steeply, the step was too long.
            too_far = np.flatnonzero(-(seen.gradient * step).sum(axis=1) > 0.5 * descent + 1e-12)
            if not len(too_far):
                break
            length[too_far] *= 0.5
            nearer = look(curves - length * step, too_far)
            seen.gradient[too_far], seen.information[too_far] = nearer
        curves = curves - length * step
        # Near the end each step is about the square of the one before.
        if np.abs(length * step).max() < 1e-4:
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
