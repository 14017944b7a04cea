"""LevelStatistics: what every metric of predicted levels is made of, kept per cable.

As in `cableml.evaluation.tag_statistics`, one table gives the estimate (all weights 1), a bootstrap
replicate (weights drawn) and a paired comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.cable.level import Level, parse_level
from cableml.errors import TrainingError
from cableml.evaluation.calibration import N_BINS, assign_bins
from cableml.evaluation.curves import ScoreOrder, measure_curves, order_scores

FloatArray = npt.NDArray[np.floating[Any]]

CURVE_METRICS = {
    "roc_auc": "roc_auc_classified",
    "average_precision": "average_precision_classified",
    "fpr_at_recall": "fpr_at_90_recall_classified",
}

COST_METRICS = ("mean_cost", "mean_cost_most_probable")


@dataclass(frozen=True, slots=True)
class LevelStatistics:
    """Per-cable facts: cell of the confusion matrix, loss, squared gap, calibration gap, order, costs.

    ``cells`` float64, shape (n_cables, n_levels ** 2); ``losses`` (n_cables, 2); ``gaps`` (n_cables, n_bins);
    ``costs`` (n_cables, 2) of the decision and of what the largest probability would have decided, or None.
    """

    n_levels: int
    cells: npt.NDArray[np.float64]
    losses: npt.NDArray[np.float64]
    gaps: npt.NDArray[np.float64]
    ordered: ScoreOrder
    costs: npt.NDArray[np.float64] | None = None


def rank_level(name: str) -> Level:
    """Return the level that a name stands for.

    Raises: TrainingError where there is none.
    """
    level = parse_level(name)
    if level is None:
        known = ", ".join(one.label for one in Level)
        raise TrainingError(f"unknown level {name!r}; known levels: {known}")
    return level


def build_level_statistics(
    gold: npt.NDArray[np.intp],
    predicted: npt.NDArray[np.intp],
    probabilities: FloatArray,
    order: Sequence[str],
    costs: Sequence[Sequence[float]] | None = None,
) -> LevelStatistics:
    """Return the statistics of predicted levels.

    Parameters: ``gold`` and ``predicted`` places in ``order``, shape (n_cables,); ``probabilities``
    (n_cables, n_levels), columns as ``order``, the levels in rising order of protection; ``costs`` what each
    decision costs, rows true levels, columns decided ones, as ``order``.
    """
    n_cables, n_levels = probabilities.shape
    rows = np.arange(n_cables)
    cells = np.zeros((n_cables, n_levels * n_levels))
    cells[rows, gold * n_levels + predicted] = 1.0
    least = np.finfo(probabilities.dtype).eps
    truth = np.zeros((n_cables, n_levels))
    truth[rows, gold] = 1.0
    confident = probabilities[rows, predicted]
    gaps = np.zeros((n_cables, N_BINS))
    gaps[rows, assign_bins(confident)] = confident.astype(np.float64) - (gold == predicted)
    classified = np.array([rank_level(level).is_classified for level in order])
    wide = probabilities.astype(np.float64)
    losses = np.column_stack(
        (-np.log(np.clip(wide[rows, gold], least, 1.0)), np.square(wide - truth).sum(axis=1))
    )
    paid = None
    if costs is not None:
        table = np.array(costs, dtype=np.float64)
        paid = np.column_stack((table[gold, predicted], table[gold, np.argmax(probabilities, axis=1)]))
    return LevelStatistics(
        n_levels=n_levels,
        cells=cells,
        losses=losses,
        gaps=gaps,
        ordered=order_scores(wide[:, classified].sum(axis=1), classified[gold]),
        costs=paid,
    )


def measure_levels(
    cells: LevelStatistics, weights: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[np.float64]]:
    """Return every metric for each row of weights (n, n_cables); each value has shape (n,)."""
    n_levels = cells.n_levels
    n_cables = weights.sum(axis=1)
    matrix = (weights @ cells.cells).reshape(-1, n_levels, n_levels)
    losses = weights @ cells.losses / n_cables[:, None]
    hits = np.einsum("nii->ni", matrix)
    in_gold, in_predicted = matrix.sum(axis=2), matrix.sum(axis=1)
    occurs = in_gold + in_predicted
    scores = np.divide(2 * hits, occurs, out=np.zeros_like(hits), where=occurs > 0)
    curves = measure_curves(cells.ordered, weights)
    paid = None if cells.costs is None else weights @ cells.costs / n_cables[:, None]
    return {
        "accuracy": hits.sum(axis=1) / n_cables,
        "macro_f1": scores.sum(axis=1) / (occurs > 0).sum(axis=1),
        "quadratic_kappa": _measure_kappa(matrix, in_gold, in_predicted, n_cables),
        **{name: curves[short] for short, name in CURVE_METRICS.items()},
        "log_loss": losses[:, 0],
        "expected_calibration_error": np.abs(weights @ cells.gaps).sum(axis=1) / n_cables,
        "brier": losses[:, 1],
        **({} if paid is None else {name: paid[:, place] for place, name in enumerate(COST_METRICS)}),
    }


def _measure_kappa(
    matrix: npt.NDArray[np.float64],
    in_gold: npt.NDArray[np.float64],
    in_predicted: npt.NDArray[np.float64],
    n_cables: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return quadratic weighted kappa per matrix; not a number where chance alone would agree fully."""
    places = np.arange(matrix.shape[1])
    distance = np.square(places[:, None] - places[None, :]).astype(np.float64)
    observed = (matrix * distance).sum(axis=(1, 2))
    expected = np.einsum("ni,ij,nj->n", in_gold, distance, in_predicted) / n_cables
    share = np.divide(observed, expected, out=np.full(len(observed), np.nan), where=expected > 0)
    return np.asarray(1.0 - share, dtype=np.float64)
