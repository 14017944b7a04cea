"""From which probability on a tag is assigned: one cut-off for all tags, or one a tag drawn toward it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.floating[Any]]
BoolMatrix = NDArray[np.bool_]

_TOWARD_OWN = 0.7  # of the way: all of it costs more micro-F1 than macro-F1 gains (on cables left out)
MIN_POSITIVES = 5  # raw cut-offs of rarer tags lost up to 0.25 micro-F1 in trials


def fit_thresholds(
    probabilities: FloatMatrix, Y: BoolMatrix, rule: str, shrink: float
) -> NDArray[np.float32]:
    """Return the cut-off of each tag, float32 (n_tags,); assigned is what reaches it.

    Parameters: ``probabilities`` of cables left out and ``Y``, each (n_cables, n_tags). ``rule``
    "global" gives every tag the cut-off with the best micro-F1. "per_label" gives each the cut-off that
    adds most to micro-F1, averaged with the global one by weights n_positive and ``shrink``. "expected_f1"
    draws each down from the global one toward the cut-off with the best F1 of its own that the
    probabilities let expect: no label is looked at, so rare tags fit no noise. ``shrink`` is for
    "per_label" alone.
    """
    common = _best_global(probabilities, Y)
    n_tags = Y.shape[1]
    if rule == "global":
        return np.full(n_tags, common, dtype=np.float32)
    assigned = probabilities >= common
    hits, given, gold = int((assigned & Y).sum()), int(assigned.sum()), int(Y.sum())
    f1 = 2.0 * hits / max(given + gold, 1)
    cuts = np.empty(n_tags)
    for tag in range(n_tags):
        n_positive = int(Y[:, tag].sum())
        own = common
        if rule == "expected_f1":
            lower = min(common, _best_expected(probabilities[:, tag]))
            cuts[tag] = common + _TOWARD_OWN * (lower - common)
            continue
        if n_positive >= MIN_POSITIVES:
            own = _best_own(probabilities[:, tag], Y[:, tag], f1, common)
        cuts[tag] = (n_positive * own + shrink * common) / max(n_positive + shrink, 1e-9)
    return cuts.astype(np.float32)


def _best_global(probabilities: FloatMatrix, Y: BoolMatrix) -> float:
    flat = probabilities.ravel()
    order = np.argsort(-flat)  # in any order where they are equal: no cut falls between
    hits = np.cumsum(Y.ravel()[order])
    given = np.arange(1, len(flat) + 1)
    f1 = 2.0 * hits / (given + Y.sum())
    return _cut_behind(flat[order], int(np.argmax(_at_steps(f1, flat[order]))))


def _best_own(probabilities: FloatMatrix, positive: NDArray[np.bool_], f1: float, common: float) -> float:
    """Return the cut-off with the largest gain in micro-F1's own terms: 2 a hit, minus f1 an assignment."""
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    gain = 2.0 * np.cumsum(positive[order]) - f1 * np.arange(1, len(ranked) + 1)
    gain = _at_steps(gain, ranked)
    best = int(np.argmax(gain))
    if gain[best] <= 0.0:
        return max(common, float(ranked[0]))
    return _cut_behind(ranked, best)


def _best_expected(probabilities: FloatMatrix) -> float:
    """Return the cut-off with the best expected F1, taking each probability for the share of hits."""
    ranked = np.sort(probabilities.astype(np.float64))[::-1]
    f1 = 2.0 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + max(float(ranked.sum()), 1e-9))
    return _cut_behind(ranked, int(np.argmax(_at_steps(f1, ranked))))


def _at_steps(values: NDArray[np.float64], ranked: FloatMatrix) -> NDArray[np.float64]:
    """Return the values where a cut can fall; between equal probabilities none can."""
    is_last = np.append(ranked[1:] != ranked[:-1], True)
    return np.where(is_last, values, -np.inf)


def _cut_behind(ranked: FloatMatrix, place: int) -> float:
    """Return a cut-off halfway between the probability at ``place`` and the next lower one."""
    below = float(ranked[place + 1]) if place + 1 < len(ranked) else 0.0
    return (float(ranked[place]) + below) / 2.0
