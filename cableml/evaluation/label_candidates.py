"""Candidates for wrong and missing labels: cables left out that a model reads otherwise, confidently.

Confident learning: the model's own confidence sets the bar, label by label. A label that a cable does
not bear is a candidate for a missing one if its probability reaches the mean over the cables that
bear it and it is likelier than not; one that it bears is a candidate for a wrong one if its
probability does not exceed the mean over the cables without it. A level is a candidate if another
level reaches that level's mean and is likelier. Most candidates are hard cables, not errors: they say
where to look first.

Source: Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels",
Journal of Artificial Intelligence Research 70, 2021.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
BoolArray = npt.NDArray[np.bool_]

LIKELY = 0.5
MISSING, WRONG = "missing", "wrong"
MIN_POSITIVES = 5
"""A label on fewer cables has no bar of its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One label of one cable in doubt.

    ``cable`` is the cable's row. ``usual`` is the bar: the mean probability of the label over cables
    that bear it. ``margin`` is how far the probability lies above it (missing) or below it (wrong); for
    levels, how far the likelier level lies above the one that the cable bears. ``instead`` is the level
    that the model names, None for tags.
    """

    cable: int
    label: str
    kind: str
    probability: float
    usual: float
    margin: float
    instead: str | None = None


def find_tag_candidates(
    probabilities: FloatArray, Y: BoolArray, labels: Sequence[str]
) -> tuple[Candidate, ...]:
    """Return the candidates among tags by falling margin; arguments have shape (n_cables, n_labels).

    ``probabilities`` must come from models that had not seen the cable.
    """
    found: list[Candidate] = []
    for column, label in enumerate(labels):
        own, borne = probabilities[:, column].astype(np.float64), Y[:, column]
        if borne.sum() < MIN_POSITIVES or borne.all():
            continue
        with_label, without = float(own[borne].mean()), float(own[~borne].mean())
        # A rare label's mean may be a few hundredths: reaching that is no reason to doubt a cable.
        for row in np.flatnonzero(~borne & (own >= max(with_label, LIKELY))):
            found.append(
                Candidate(int(row), label, MISSING, float(own[row]), with_label, float(own[row]) - with_label)
            )
        for row in np.flatnonzero(borne & (own <= without)):
            found.append(
                Candidate(int(row), label, WRONG, float(own[row]), with_label, with_label - float(own[row]))
            )
    return tuple(sorted(found, key=lambda one: (-one.margin, one.cable, one.label)))


def find_level_candidates(
    probabilities: FloatArray, Y: BoolArray, levels: Sequence[str]
) -> tuple[Candidate, ...]:
    """Return the candidates among levels by falling margin; arguments as of `find_tag_candidates`.

    Cables of a level that the model does not know are left out.
    """
    rows = np.flatnonzero(Y.any(axis=1))
    wide = probabilities.astype(np.float64)
    bars = np.array(
        [wide[Y[:, column], column].mean() if Y[:, column].any() else np.inf for column in range(len(levels))]
    )
    found = []
    for row in rows:
        own = int(np.argmax(Y[row]))
        reached = np.where(wide[row] >= bars, wide[row], -1.0)
        best = int(np.argmax(reached))
        if best != own and reached[best] > wide[row, own]:
            margin = float(wide[row, best] - wide[row, own])
            found.append(
                Candidate(
                    int(row),
                    levels[own],
                    WRONG,
                    float(wide[row, own]),
                    float(bars[own]),
                    margin,
                    levels[best],
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.margin, one.cable)))
