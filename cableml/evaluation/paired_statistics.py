"""Two models' cables in one table, so that one product of weights measures either, or any mixture.

Rows 0 to n - 1 are the cables as the first model has them, rows n to 2 n - 1 as the second does. Weights
of 1 on the first half and 0 on the second give the first model's metrics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cableml.evaluation.cable_scores import RANKING, CableScores
from cableml.evaluation.calibration import N_BINS
from cableml.evaluation.level_statistics import build_level_statistics, measure_levels, rank_level
from cableml.evaluation.tag_statistics import (
    COLUMNS,
    FALSE,
    HIT,
    MISSED,
    TagStatistics,
    measure_headline,
)

Floats = npt.NDArray[np.float64]
Measure = Callable[[Floats], dict[str, Floats]]


def pair_tags(
    first: CableScores, rows_first: Sequence[int], second: CableScores, rows_second: Sequence[int]
) -> Measure:
    """Return what measures weights (n, 2 * n_cables) over both models' cables, TAGS metrics.

    Each model keeps its own labels: a gold tag outside them counts as missed, and macro-F1 averages
    over them alone.
    """
    labels = sorted({*first.labels, *second.labels})
    parts = [_tabulate(scores, rows, labels) for scores, rows in ((first, rows_first), (second, rows_second))]
    n_cables = len(rows_first)
    cables = np.concatenate((parts[0][2], parts[1][2] + n_cables))
    codes = np.concatenate((parts[0][3], parts[1][3]))
    order = np.argsort(codes, kind="stable")
    nothing = np.zeros(N_BINS)
    statistics = TagStatistics(
        labels=tuple(labels),
        columns=np.vstack((parts[0][0], parts[1][0])),
        bin_gaps=np.vstack((parts[0][1], parts[1][1])),
        entry_cables=cables[order],
        entry_codes=codes[order],
        outside=MappingProxyType({}),
        bin_counts=nothing.astype(np.int64),
        bin_sums=nothing,
        bin_true=nothing,
        squared_gaps=0.0,
        top_probabilities=np.empty((2 * n_cables, 0)),
        top_relevance=np.empty((2 * n_cables, 0)),
    )
    return lambda weights: measure_headline(statistics, weights)


def pair_levels(
    first: CableScores, rows_first: Sequence[int], second: CableScores, rows_second: Sequence[int]
) -> Measure:
    """Return what measures weights (n, 2 * n_cables) over both models' cables, level metrics.

    Levels of either model and of the gold labels stand in one list, so that quadratic kappa weighs
    both models' confusions alike.
    """
    both = [(first, row) for row in rows_first] + [(second, row) for row in rows_second]
    gold = [scores.gold[row][0] for scores, row in both]
    order = sorted({*first.labels, *second.labels, *gold}, key=rank_level)
    places = {level: place for place, level in enumerate(order)}
    probabilities = np.zeros((len(both), len(order)), dtype=np.float32)
    for place, (scores, row) in enumerate(both):
        for level, probability in scores.probabilities[row].items():
            probabilities[place, places[level]] = probability
    statistics = build_level_statistics(
        np.array([places[level] for level in gold], dtype=np.intp),
        np.array([places[scores.assigned[row][0]] for scores, row in both], dtype=np.intp),
        probabilities,
        order,
    )
    return lambda weights: measure_levels(statistics, weights)


def _tabulate(
    scores: CableScores, rows: Sequence[int], labels: Sequence[str]
) -> tuple[Floats, Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return columns, calibration gaps, and the entries' cables and codes of one model's rows."""
    places = {label: place for place, label in enumerate(labels)}
    own = set(scores.labels)
    columns = np.zeros((len(rows), len(COLUMNS)))
    entries: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        gold, assigned = set(scores.gold[row]), set(scores.assigned[row])
        known = gold & own
        hits = gold & assigned
        both = len(gold) + len(assigned)
        figures = {
            "hits": len(hits),
            "assigned": len(assigned),
            "gold": len(gold),
            "gold_known": len(known),
            "samples_f1": 2 * len(hits) / both if both else 0.0,
            "has_known": bool(known),
            **dict(zip(RANKING, scores.ranking[row], strict=True)),
        }
        columns[number] = [figures[name] for name in COLUMNS]
        entries += [(number, 3 * places[label] + HIT) for label in hits]
        entries += [(number, 3 * places[label] + MISSED) for label in known - assigned]
        entries += [(number, 3 * places[label] + FALSE) for label in assigned - gold]
    pairs = np.array(sorted(entries), dtype=np.int64).reshape(-1, 2)
    # The calibration error divides by all labels of the table; a model's own are fewer.
    gaps = scores.bin_gaps[list(rows)] * (len(labels) / max(len(scores.labels), 1))
    return columns, gaps, pairs[:, 0], pairs[:, 1]
