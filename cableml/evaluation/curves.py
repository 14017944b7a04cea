"""Curves of a two-way question (classified or not): area, average precision, false alarms.

Cables with equal scores cannot be told apart by a threshold, so they enter the curve together.
All metrics take weights per cable, so a bootstrap replicate costs two cumulative sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ScoreOrder:
    """Cables in falling order of score; ``ends`` are the last places of each run of equal scores."""

    order: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    positive: npt.NDArray[np.bool_]


def order_scores(scores: FloatArray, positive: npt.NDArray[np.bool_]) -> ScoreOrder:
    """Return the order that thresholds walk through; both arguments have shape (n_cables,)."""
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    ends = np.flatnonzero(np.concatenate((falling[1:] != falling[:-1], [True])))
    return ScoreOrder(order, ends, np.asarray(positive, dtype=np.bool_)[order])


def measure_curves(
    ordered: ScoreOrder, weights: npt.NDArray[np.float64], recall: float = 0.9
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the curve metrics for each row of weights (n, n_cables); each value has shape (n,).

    ``roc_auc``: area under the ROC curve. ``average_precision``: sum of precision times gain in
    recall over thresholds (no interpolation). ``fpr_at_recall``: the smallest false-positive rate
    of a threshold that reaches the recall. Not a number where one of the classes has no weight.
    """
    sorted_weights = weights[:, ordered.order]
    hits = np.cumsum(sorted_weights * ordered.positive, axis=1)[:, ordered.ends]
    alarms = np.cumsum(sorted_weights * ~ordered.positive, axis=1)[:, ordered.ends]
    n_positive, n_negative = hits[:, -1], alarms[:, -1]
    both = (n_positive > 0) & (n_negative > 0)

    gained = np.diff(hits, axis=1, prepend=0.0)
    raised = np.diff(alarms, axis=1, prepend=0.0)
    area = (raised * (hits - 0.5 * gained)).sum(axis=1)
    flagged = hits + alarms
    precision = np.divide(hits, flagged, out=np.zeros_like(hits), where=flagged > 0)
    average = (precision * gained).sum(axis=1)
    # A count that reaches the recall exactly must not fall short by rounding.
    reached = hits >= recall * n_positive[:, None] * (1 - 1e-12)
    false_alarms = alarms[np.arange(len(alarms)), reached.argmax(axis=1)]
    return {
        "roc_auc": _divide_where(area, n_positive * n_negative, both),
        "average_precision": _divide_where(average, n_positive, both),
        "fpr_at_recall": _divide_where(false_alarms, n_negative, both),
    }


def _divide_where(
    above: npt.NDArray[np.float64], below: npt.NDArray[np.float64], where: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    quotient = np.full(len(above), np.nan)
    np.divide(above, below, out=quotient, where=where)
    return quotient
