"""OperatingCurve: precision, recall and false alarms at every threshold, thinned to what a picture shows.

`cableml.evaluation.curves` measures areas with their intervals; here are the points between.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.cable.level import parse_level
from cableml.evaluation.calibration_check import MIN_LEVEL_CABLES, build_truth
from cableml.evaluation.curves import measure_curves, order_scores
from cableml.evaluation.multilabel import BANDS

FloatArray = npt.NDArray[np.floating[Any]]
Points = tuple[tuple[float, float], ...]

_STEPS = 120  # points on each axis: more than a picture of 400 dots can show


@dataclass(frozen=True, slots=True)
class OperatingCurve:
    """One two-way question at every threshold.

    ``n_positive`` of ``n`` answers are yes; ``n_lost`` more positives have no score at all and count
    as never found. ``precision_recall`` holds (recall, precision), ``roc`` (false-positive rate,
    recall), both from strict to loose thresholds.
    """

    name: str
    n: int
    n_positive: int
    n_lost: int
    average_precision: float
    roc_auc: float
    precision_recall: Points
    roc: Points

    def to_json(self) -> dict[str, Any]:
        """Return the areas and counts as plain JSON types, without the points."""
        return {
            "n": self.n,
            "n_positive": self.n_positive,
            "n_lost": self.n_lost,
            "average_precision": self.average_precision,
            "roc_auc": self.roc_auc,
        }


def trace_curve(
    name: str, scores: FloatArray, positive: npt.NDArray[np.bool_], n_lost: int = 0
) -> OperatingCurve | None:
    """Return the curve of scores against outcomes of the same shape; None where all outcomes are equal."""
    n_positive, n_all = int(positive.sum()), int(positive.size)
    if n_positive in (0, n_all):
        return None
    ordered = order_scores(scores.ravel(), positive.ravel())
    areas = measure_curves(ordered, np.ones((1, n_all)))
    hits = np.cumsum(ordered.positive)[ordered.ends].astype(np.float64)
    flagged = ordered.ends + 1.0
    recall = hits / (n_positive + n_lost)
    alarms = (flagged - hits) / (n_all - n_positive)
    # Precision swings most where few are flagged: keep those points one by one.
    grid = np.linspace(0.0, 1.0, _STEPS)
    kept = np.unique(
        np.concatenate(
            (
                np.searchsorted(recall, grid * recall[-1]),
                np.searchsorted(alarms, grid),
                np.arange(min(20, len(recall))),
                [len(recall) - 1],
            )
        ).clip(0, len(recall) - 1)
    )
    return OperatingCurve(
        name=name,
        n=n_all,
        n_positive=n_positive,
        n_lost=n_lost,
        average_precision=float(areas["average_precision"][0]) * n_positive / (n_positive + n_lost),
        roc_auc=float(areas["roc_auc"][0]),
        precision_recall=_pair(recall[kept], (hits / flagged)[kept]),
        roc=((0.0, 0.0), *_pair(alarms[kept], (hits / n_positive)[kept])),
    )


def trace_tag_curves(
    gold: Sequence[Collection[str]],
    probabilities: FloatArray,
    labels: Sequence[str],
    counts: Mapping[str, int],
) -> tuple[OperatingCurve, ...]:
    """Return the curves of all (cable, tag) pairs pooled, then of the tags in each frequency band.

    Pooled, gold tags outside the labels count as lost: recall ends below 1 where there are some.
    """
    truth = build_truth(gold, labels)
    n_lost = sum(len(set(tags)) for tags in gold) - int(truth.sum())
    curves = [trace_curve("all tags", probabilities, truth, n_lost)]
    n_cables = np.array([counts.get(label, 0) for label in labels], dtype=np.int64)
    highest = np.inf
    for lowest, name in BANDS:
        members = (n_cables >= lowest) & (n_cables < highest)
        highest = lowest
        if lowest:
            curves.append(trace_curve(f"{name} cables", probabilities[:, members], truth[:, members]))
    return tuple(curve for curve in curves if curve is not None)


def trace_level_curves(
    gold: Sequence[str], probabilities: FloatArray, levels: Sequence[str]
) -> tuple[OperatingCurve, ...]:
    """Return the curves of "classified at all", then of each level with enough cables against the others."""
    classified = np.array([_is_classified(level) for level in levels])
    truth = np.array([_is_classified(own) for own in gold])
    scores = probabilities[:, classified].astype(np.float64).sum(axis=1)
    curves = [trace_curve("classified at all", scores, truth)]
    for column, level in enumerate(levels):
        own = np.array([mark == level for mark in gold])
        if own.sum() >= MIN_LEVEL_CABLES:
            curves.append(trace_curve(level, probabilities[:, column], own))
    return tuple(curve for curve in curves if curve is not None)


def _is_classified(name: str) -> bool:
    level = parse_level(name)
    return level is not None and level.is_classified


def _pair(first: FloatArray, second: FloatArray) -> Points:
    return tuple((float(x), float(y)) for x, y in zip(first, second, strict=True))
