"""CalibrationCheck: how far probabilities may be believed, before and after calibration, part by part.

"Before" are the raw scores through a plain logistic link (for levels: through a softmax), which is
what a reader would see had nothing been fitted; "after" are the probabilities that `predict` prints.
Both are measured over the same (cable, label) pairs, so their figures can be compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.cable.level import parse_level
from cableml.evaluation.calibration import (
    ReliabilityBin,
    bin_reliability,
    measure_brier,
    measure_calibration_error,
)
from cableml.evaluation.multilabel import BANDS

FloatArray = npt.NDArray[np.floating[Any]]
BoolArray = npt.NDArray[np.bool_]

BEST = 5
MIN_LEVEL_CABLES = 10
"""A level with fewer gold cables has no reliability curve of its own: it would be luck."""


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """Expected calibration error, Brier score (mean squared gap, 0 to 1), and the reliability curve."""

    error: float
    brier: float
    bins: tuple[ReliabilityBin, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the figures as plain JSON types; empty bins are left out."""
        return {
            "expected_calibration_error": self.error,
            "brier": self.brier,
            "reliability": [one.to_json() for one in self.bins if one.count],
        }


@dataclass(frozen=True, slots=True)
class CalibrationPart:
    """One part of the probabilities; ``n`` counts them, ``n_true`` those that came true."""

    name: str
    n: int
    n_true: int
    before: CalibrationFigures
    after: CalibrationFigures

    def to_json(self) -> dict[str, Any]:
        """Return the part as plain JSON types, without its name."""
        return {
            "n": self.n,
            "n_true": self.n_true,
            "before": self.before.to_json(),
            "after": self.after.to_json(),
        }


def apply_plain_logistic(scores: FloatArray) -> npt.NDArray[np.float64]:
    """Return 1 / (1 + exp(-score)), the shape of the scores."""
    odds = np.clip(scores.astype(np.float64), -60.0, 60.0)
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def apply_plain_softmax(scores: FloatArray) -> npt.NDArray[np.float64]:
    """Return the softmax over the last axis; rows sum to one."""
    shares = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def check_tag_calibration(
    gold: Sequence[Collection[str]],
    scores: FloatArray,
    probabilities: FloatArray,
    assigned: BoolArray,
    labels: Sequence[str],
    counts: Mapping[str, int],
) -> tuple[CalibrationPart, ...]:
    """Return the check of tags: all pairs, each cable's five best, those assigned, and by band.

    Parameters
    ----------
    gold
        Gold tags of each cable; those outside the labels have no probability and are left out.
    scores
        Raw scores, shape (n_cables, n_labels).
    probabilities
        The same after calibration.
    assigned
        bool of the same shape.
    labels
        Names of the columns.
    counts
        Cables of each label, for the frequency bands.
    """
    truth = build_truth(gold, labels)
    before = apply_plain_logistic(scores)
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :BEST]
    rows = np.arange(len(truth))[:, None]
    parts = [
        _compare("all (cable, tag) pairs", before, probabilities, truth),
        _compare(
            f"the {BEST} best of each cable", before[rows, best], probabilities[rows, best], truth[rows, best]
        ),
        _compare("assigned", before[assigned], probabilities[assigned], truth[assigned]),
    ]
    n_cables = np.array([counts.get(label, 0) for label in labels], dtype=np.int64)
    highest = np.inf
    for lowest, name in BANDS:
        members = (n_cables >= lowest) & (n_cables < highest)
        highest = lowest
        words = "no cable" if name == "none" else f"{name} cables"
        parts.append(
            _compare(f"tags with {words}", before[:, members], probabilities[:, members], truth[:, members])
        )
    return tuple(part for part in parts if part.n)


def check_level_calibration(
    gold: Sequence[str], scores: FloatArray, probabilities: FloatArray, levels: Sequence[str]
) -> tuple[CalibrationPart, ...]:
    """Return the check of levels: of the predicted level, of "classified at all", and of each level.

    ``scores`` has shape (n_cables, n_scores), its first columns one a level; ``probabilities``
    (n_cables, n_levels). A cable of a level that the model does not know was never predicted right.
    """
    before = apply_plain_softmax(scores[:, : len(levels)])
    truth = np.array([[own == level for level in levels] for own in gold], dtype=np.bool_)
    rows, best = np.arange(len(gold)), np.argmax(probabilities, axis=1)
    parts = [
        _compare("the predicted level", before[rows, best], probabilities[rows, best], truth[rows, best])
    ]
    classified = np.array([_is_classified(level) for level in levels])
    is_classified = np.array([_is_classified(own) for own in gold])
    if classified.any() and not classified.all():
        parts.append(
            _compare(
                "classified at all",
                before[:, classified].sum(axis=1),
                probabilities[:, classified].sum(axis=1),
                is_classified,
            )
        )
    for column, level in enumerate(levels):
        if truth[:, column].sum() >= MIN_LEVEL_CABLES:
            parts.append(_compare(level, before[:, column], probabilities[:, column], truth[:, column]))
    return tuple(parts)


def build_truth(gold: Sequence[Collection[str]], labels: Sequence[str]) -> BoolArray:
    """Return which label is gold for which cable, bool (n_cables, n_labels)."""
    places = {label: place for place, label in enumerate(labels)}
    truth = np.zeros((len(gold), len(labels)), dtype=np.bool_)
    for row, tags in enumerate(gold):
        for tag in tags:
            if tag in places:
                truth[row, places[tag]] = True
    return truth


def _is_classified(name: str) -> bool:
    level = parse_level(name)
    return level is not None and level.is_classified


def _compare(name: str, before: FloatArray, after: FloatArray, truth: BoolArray) -> CalibrationPart:
    return CalibrationPart(
        name, int(truth.size), int(truth.sum()), _figure(before, truth), _figure(after, truth)
    )


def _figure(probabilities: FloatArray, truth: BoolArray) -> CalibrationFigures:
    if not truth.size:
        return CalibrationFigures(0.0, 0.0, ())
    # Sums of shares may pass 1 by rounding.
    within = np.clip(probabilities, 0.0, 1.0)
    return CalibrationFigures(
        error=measure_calibration_error(within, truth),
        brier=measure_brier(within, truth),
        bins=bin_reliability(within, truth),
    )
