"""LevelsReport: how well predicted classification levels agree with the gold ones.

Definitions, in one place:

- Levels stand in rising order of protection; a gold level that the model does not know gets its
  own row (its cables are always wrong). The confusion matrix has gold levels in rows.
- ``macro_f1`` averages over levels that occur in gold or prediction.
- ``quadratic_kappa`` weighs a confusion by the squared distance in that list of levels.
- A cable is classified from CONFIDENTIAL upwards; its score is the summed probability of the
  classified levels.
- ``log_loss`` is in nats; a probability below the resolution of its number type counts as that.
- ``expected_calibration_error`` compares the probability of the predicted level with how often
  it was right, in 15 equally wide bins. ``brier`` sums squared gaps over levels (0 to 2).
- A metric that the data cannot support is None and ``reasons`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.cable.level import Level, parse_level
from cableml.errors import TrainingError
from cableml.evaluation.bootstrap import Interval, build_intervals, draw_weights
from cableml.evaluation.calibration import N_BINS, ReliabilityBin, assign_bins, bin_reliability
from cableml.evaluation.curves import ScoreOrder, measure_curves, order_scores

FloatArray = npt.NDArray[np.floating[Any]]

_BOUNDS = {"quadratic_kappa": (-1.0, 1.0), "log_loss": (0.0, np.inf), "brier": (0.0, 2.0)}
_CURVES = {
    "roc_auc": "roc_auc_classified",
    "average_precision": "average_precision_classified",
    "fpr_at_recall": "fpr_at_90_recall_classified",
}


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One level's scores; ``support`` counts gold cables, ``assigned`` predicted ones."""

    level: str
    support: int
    assigned: int
    precision: float
    recall: float
    f1: float

    def to_json(self) -> dict[str, Any]:
        """Return the scores as plain JSON types, without the level."""
        return {
            "support": self.support,
            "assigned": self.assigned,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


@dataclass(frozen=True, slots=True)
class LevelsReport:
    """Scores of predicted levels; metrics and their names are those of the contract.

    ``confusion_matrix`` int, shape (n_levels, n_levels), rows gold, columns predicted, in the
    order of ``levels``. ``reasons`` says of each metric that is None why it is.
    """

    metrics: Mapping[str, float | None]
    reasons: Mapping[str, str]
    intervals: Mapping[str, Interval]
    n_cables: int
    n_unknown: int
    levels: tuple[str, ...]
    confusion_matrix: npt.NDArray[np.int64]
    per_level: tuple[LevelScore, ...]
    reliability: tuple[ReliabilityBin, ...]
    replicates: int
    seed: int

    def to_json(self) -> dict[str, Any]:
        """Return every metric by its contract name, then counts, tables and intervals."""
        return {
            **self.metrics,
            "levels": list(self.levels),
            "confusion_matrix": self.confusion_matrix.tolist(),
            "n_cables": self.n_cables,
            "n_unknown": self.n_unknown,
            "per_level": {score.level: score.to_json() for score in self.per_level},
            "reasons": dict(self.reasons),
            "reliability": [one.to_json() for one in self.reliability],
            "intervals": {name: interval.to_json() for name, interval in self.intervals.items()},
            "bootstrap": {"level": 0.95, "replicates": self.replicates, "seed": self.seed},
        }


@dataclass(frozen=True, slots=True)
class _Cells:
    """Per-cable facts: cell of the confusion matrix, loss, squared gap, calibration gap, order."""

    n_levels: int
    cells: npt.NDArray[np.float64]
    losses: npt.NDArray[np.float64]
    gaps: npt.NDArray[np.float64]
    ordered: ScoreOrder


def score_levels(
    gold: Sequence[str],
    probabilities: npt.NDArray[np.floating[Any]],
    predicted: Sequence[int] | npt.NDArray[np.integer[Any]],
    levels: Sequence[str],
    bootstrap: int = 1000,
    seed: int = 0,
    n_unknown: int = 0,
) -> LevelsReport:
    """Return the report on predicted classification levels.

    Parameters
    ----------
    gold
        The level of each cable, n_cables entries, in the contract's spelling.
    probabilities
        Shape (n_cables, n_levels), 0 to 1, rows sum to 1; columns follow `levels`.
    predicted
        int, shape (n_cables,): the column of the level decided on.
    levels
        The model's levels, unique.
    bootstrap
        Replicates of the bootstrap over cables; 0 for no intervals.
    seed
        Seed of the bootstrap.
    n_unknown
        Cables left out because their level is not known; only reported.

    Raises
    ------
    TrainingError
        If there is no cable to score, or a level is none of the known ones.
    ValueError
        If shapes differ or probabilities leave 0 to 1.
    """
    columns = np.asarray(predicted)
    probabilities = np.asarray(probabilities)
    _check_shapes(gold, probabilities, columns, levels)
    order = sorted({*levels, *gold}, key=_rank)
    places = {level: place for place, level in enumerate(order)}
    to_place = np.array([places[level] for level in levels], dtype=np.intp)
    gold_places = np.array([places[level] for level in gold], dtype=np.intp)
    full = np.zeros((len(gold), len(order)), dtype=probabilities.dtype)
    full[:, to_place] = probabilities
    cells = _build_cells(gold_places, to_place[columns], full, order)

    n_cables = len(gold)
    estimates = {name: float(value[0]) for name, value in _measure(cells, np.ones((1, n_cables))).items()}
    confusion = np.rint(cells.cells.sum(axis=0)).astype(np.int64).reshape(len(order), len(order))
    confident = full[np.arange(n_cables), to_place[columns]]
    return LevelsReport(
        metrics={name: value if np.isfinite(value) else None for name, value in estimates.items()},
        reasons=_explain_missing(estimates, gold),
        intervals=_bootstrap(cells, estimates, n_cables, bootstrap, seed),
        n_cables=n_cables,
        n_unknown=n_unknown,
        levels=tuple(order),
        confusion_matrix=confusion,
        per_level=_score_each(order, confusion),
        reliability=bin_reliability(confident, gold_places == to_place[columns]),
        replicates=bootstrap,
        seed=seed,
    )


def _check_shapes(
    gold: Sequence[str],
    probabilities: FloatArray,
    predicted: npt.NDArray[np.integer[Any]],
    levels: Sequence[str],
) -> None:
    if not len(gold):
        raise TrainingError("there is no cable with a known level to score; give cables that bear a marking")
    if len(set(levels)) != len(levels):
        raise ValueError("levels must be unique")
    shape = (len(gold), len(levels))
    if probabilities.shape != shape or predicted.shape != shape[:1]:
        raise ValueError(
            f"probabilities {probabilities.shape} must have the shape (cables, levels), {shape}, "
            f"and predicted {predicted.shape} one entry a cable"
        )
    if not (probabilities.min() >= 0.0 and probabilities.max() <= 1.0):
        raise ValueError("probabilities must lie between 0 and 1")
    if not np.issubdtype(predicted.dtype, np.integer) or predicted.min() < 0 or predicted.max() >= shape[1]:
        raise ValueError(f"predicted must hold columns of levels, 0 to {shape[1] - 1}")


def _rank(name: str) -> Level:
    """Return the level that a name stands for."""
    level = parse_level(name)
    if level is None:
        known = ", ".join(one.label for one in Level)
        raise TrainingError(f"unknown level {name!r}; known levels: {known}")
    return level


def _build_cells(
    gold: npt.NDArray[np.intp],
    predicted: npt.NDArray[np.intp],
    probabilities: FloatArray,
    order: Sequence[str],
) -> _Cells:
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
    classified = np.array([_rank(level).is_classified for level in order])
    wide = probabilities.astype(np.float64)
    losses = np.column_stack(
        (-np.log(np.clip(wide[rows, gold], least, 1.0)), np.square(wide - truth).sum(axis=1))
    )
    return _Cells(
        n_levels=n_levels,
        cells=cells,
        losses=losses,
        gaps=gaps,
        ordered=order_scores(wide[:, classified].sum(axis=1), classified[gold]),
    )


def _measure(cells: _Cells, weights: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[np.float64]]:
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
    return {
        "accuracy": hits.sum(axis=1) / n_cables,
        "macro_f1": scores.sum(axis=1) / (occurs > 0).sum(axis=1),
        "quadratic_kappa": _measure_kappa(matrix, in_gold, in_predicted, n_cables),
        **{name: curves[short] for short, name in _CURVES.items()},
        "log_loss": losses[:, 0],
        "expected_calibration_error": np.abs(weights @ cells.gaps).sum(axis=1) / n_cables,
        "brier": losses[:, 1],
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


def _bootstrap(
    cells: _Cells, estimates: Mapping[str, float], n_cables: int, replicates: int, seed: int
) -> dict[str, Interval]:
    if replicates < 2:
        return {}
    draws: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in estimates}
    for weights in draw_weights(n_cables, replicates, seed):
        for name, values in _measure(cells, weights).items():
            draws[name].append(values)
    joined = {name: np.concatenate(values) for name, values in draws.items()}
    return build_intervals(joined, estimates, _BOUNDS)


def _explain_missing(estimates: Mapping[str, float], gold: Sequence[str]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for name, value in estimates.items():
        if np.isfinite(value):
            continue
        if name in _CURVES.values():
            kind = "classified" if _rank(gold[0]).is_classified else "unclassified"
            reasons[name] = f"all {len(gold)} gold cables are {kind}"
        else:
            reasons[name] = "gold and predicted are one and the same level"
    return reasons


def _score_each(order: Sequence[str], confusion: npt.NDArray[np.int64]) -> tuple[LevelScore, ...]:
    scores = []
    for place, level in enumerate(order):
        hits = int(confusion[place, place])
        support, assigned = int(confusion[place].sum()), int(confusion[:, place].sum())
        scores.append(
            LevelScore(
                level=level,
                support=support,
                assigned=assigned,
                precision=hits / assigned if assigned else 0.0,
                recall=hits / support if support else 0.0,
                f1=2 * hits / (support + assigned) if support + assigned else 0.0,
            )
        )
    return tuple(scores)
