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
- ``mean_cost`` is what the decisions cost on average by the costs that the model decides by, and
  ``mean_cost_most_probable`` what the most probable levels would have cost; both only with costs.
- A metric that the data cannot support is None and ``reasons`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.cable.level_costs import LevelCosts, build_cost_matrix
from cableml.errors import TrainingError
from cableml.evaluation.bootstrap import Interval, build_intervals, draw_weights
from cableml.evaluation.calibration import ReliabilityBin, bin_reliability
from cableml.evaluation.level_statistics import (
    COST_METRICS,
    CURVE_METRICS,
    LevelStatistics,
    build_level_statistics,
    measure_levels,
    rank_level,
)

FloatArray = npt.NDArray[np.floating[Any]]

_BOUNDS = {
    "quadratic_kappa": (-1.0, 1.0),
    "log_loss": (0.0, np.inf),
    "brier": (0.0, 2.0),
    **dict.fromkeys(COST_METRICS, (0.0, np.inf)),
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


def score_levels(
    gold: Sequence[str],
    probabilities: npt.NDArray[np.floating[Any]],
    predicted: Sequence[int] | npt.NDArray[np.integer[Any]],
    levels: Sequence[str],
    bootstrap: int = 1000,
    seed: int = 0,
    n_unknown: int = 0,
    costs: LevelCosts | None = None,
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
    costs
        What mistakes cost where the decisions were made by that; None: nothing is said on costs.

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
    order = sorted({*levels, *gold}, key=rank_level)
    places = {level: place for place, level in enumerate(order)}
    to_place = np.array([places[level] for level in levels], dtype=np.intp)
    gold_places = np.array([places[level] for level in gold], dtype=np.intp)
    full = np.zeros((len(gold), len(order)), dtype=probabilities.dtype)
    full[:, to_place] = probabilities
    matrix = None if costs is None else build_cost_matrix(costs, order)
    cells = build_level_statistics(gold_places, to_place[columns], full, order, matrix)

    n_cables = len(gold)
    estimates = {
        name: float(value[0]) for name, value in measure_levels(cells, np.ones((1, n_cables))).items()
    }
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


def _bootstrap(
    cells: LevelStatistics, estimates: Mapping[str, float], n_cables: int, replicates: int, seed: int
) -> dict[str, Interval]:
    if replicates < 2:
        return {}
    draws: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in estimates}
    for weights in draw_weights(n_cables, replicates, seed):
        for name, values in measure_levels(cells, weights).items():
            draws[name].append(values)
    joined = {name: np.concatenate(values) for name, values in draws.items()}
    return build_intervals(joined, estimates, _BOUNDS)


def _explain_missing(estimates: Mapping[str, float], gold: Sequence[str]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for name, value in estimates.items():
        if np.isfinite(value):
            continue
        if name in CURVE_METRICS.values():
            kind = "classified" if rank_level(gold[0]).is_classified else "unclassified"
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
