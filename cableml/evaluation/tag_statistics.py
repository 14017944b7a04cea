"""TagStatistics: what every TAGS metric is made of, kept per cable.

The headline metrics are ratios of sums over cables, so one table per cable gives the estimate
(all weights 1), each bootstrap replicate (weights drawn), a slice (weights 0 or 1), and later a
paired comparison of two models on the same cables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.evaluation.calibration import N_BINS, assign_bins
from cableml.evaluation.ranking import measure_ndcg_at, measure_precision_at, rank_top, sum_rank_precision

FloatArray = npt.NDArray[np.floating[Any]]

HIT, FALSE, MISSED = 0, 1, 2

COLUMNS = (
    "hits",
    "assigned",
    "gold",
    "gold_known",
    "samples_f1",
    "precision_at_1",
    "precision_at_3",
    "precision_at_5",
    "ndcg_at_5",
    "lrap",
    "lrap_known",
    "has_known",
)
_CHUNK_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class TagStatistics:
    """Sufficient statistics of a TAGS evaluation.

    ``columns`` float64, shape (n_cables, 12), named by ``COLUMNS``. ``bin_gaps`` (n_cables,
    n_bins): sum of probability less truth in each calibration bin. ``entry_cables`` and
    ``entry_codes`` list every (cable, label) pair that is gold or assigned, sorted by code, which
    is ``3 * label + outcome`` (HIT, FALSE or MISSED). ``bin_counts``, ``bin_sums``, ``bin_true``
    are totals per bin; ``top_probabilities`` and ``top_relevance`` hold the five best places.
    """

    labels: tuple[str, ...]
    columns: npt.NDArray[np.float64]
    bin_gaps: npt.NDArray[np.float64]
    entry_cables: npt.NDArray[np.int64]
    entry_codes: npt.NDArray[np.int64]
    outside: Mapping[str, int]
    bin_counts: npt.NDArray[np.int64]
    bin_sums: npt.NDArray[np.float64]
    bin_true: npt.NDArray[np.float64]
    squared_gaps: float
    top_probabilities: npt.NDArray[np.float64]
    top_relevance: npt.NDArray[np.float64]

    @property
    def n_cables(self) -> int:
        """How many cables were scored."""
        return len(self.columns)

    def column(self, name: str) -> npt.NDArray[np.float64]:
        """Return one per-cable column, shape (n_cables,)."""
        return self.columns[:, COLUMNS.index(name)]

    def count_outcomes(self) -> npt.NDArray[np.int64]:
        """Return how often each label was hit, falsely assigned and missed; shape (n_labels, 3)."""
        size = 3 * len(self.labels)
        return np.bincount(self.entry_codes, minlength=size).astype(np.int64).reshape(-1, 3)


def build_statistics(
    gold: Sequence[Collection[str]],
    probabilities: FloatArray,
    assigned: npt.NDArray[np.bool_],
    labels: Sequence[str],
) -> TagStatistics:
    """Return the statistics of predictions against gold tags; shapes as in `score_tags`."""
    n_cables = len(gold)
    gold_cables, gold_labels, n_outside, outside = _index_gold(gold, labels)
    known = np.bincount(gold_cables, minlength=n_cables)
    all_gold = known + n_outside

    hit = assigned[gold_cables, gold_labels]
    false = assigned.copy()
    false[gold_cables, gold_labels] = False
    false_cables, false_labels = np.nonzero(false)
    codes = np.concatenate((3 * gold_labels + np.where(hit, HIT, MISSED), 3 * false_labels + FALSE))
    order = np.argsort(codes, kind="stable")

    hits = np.bincount(gold_cables[hit], minlength=n_cables)
    n_assigned = np.count_nonzero(assigned, axis=1)
    both = all_gold + n_assigned
    top = rank_top(probabilities, gold_cables, gold_labels, 5)
    rank_precision = sum_rank_precision(probabilities, gold_cables, gold_labels)
    # No gold tag at all: 1, as scikit-learn has it; nothing was ranked wrong.
    lrap = np.divide(rank_precision, all_gold, out=np.ones(n_cables), where=all_gold > 0)
    lrap_known = np.divide(rank_precision, known, out=np.zeros(n_cables), where=known > 0)
    columns = np.column_stack(
        (
            hits,
            n_assigned,
            all_gold,
            known,
            np.divide(2.0 * hits, both, out=np.zeros(n_cables), where=both > 0),
            measure_precision_at(top.relevance, 1),
            measure_precision_at(top.relevance, 3),
            measure_precision_at(top.relevance, 5),
            measure_ndcg_at(top.relevance, all_gold, 5),
            lrap,
            lrap_known,
            known > 0,
        )
    ).astype(np.float64)
    gold_scores = probabilities[gold_cables, gold_labels].astype(np.float64)
    sums, counts, squares = _sum_bins(probabilities)
    true = np.bincount(
        gold_cables * N_BINS + assign_bins(gold_scores.astype(probabilities.dtype)),
        minlength=n_cables * N_BINS,
    ).reshape(n_cables, N_BINS)
    return TagStatistics(
        labels=tuple(labels),
        columns=columns,
        bin_gaps=sums - true,
        entry_cables=np.concatenate((gold_cables, false_cables))[order],
        entry_codes=codes[order],
        outside=MappingProxyType(dict(outside)),
        bin_counts=counts,
        bin_sums=sums.sum(axis=0),
        bin_true=true.sum(axis=0).astype(np.float64),
        squared_gaps=float(squares - 2.0 * gold_scores.sum() + len(gold_scores)),
        top_probabilities=top.probabilities,
        top_relevance=top.relevance,
    )


def sum_outcomes(statistics: TagStatistics, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return weighted outcome counts per label; weights (n, n_cables) give shape (n, n_labels, 3)."""
    sums = np.zeros((3 * len(statistics.labels), len(weights)))
    codes = statistics.entry_codes
    if len(codes):
        starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        # float32 is exact here: weights are whole numbers far below 2 ** 24.
        per_entry = np.ascontiguousarray(weights.T, dtype=np.float32)[statistics.entry_cables]
        sums[codes[starts]] = np.add.reduceat(per_entry, starts, axis=0)
    return sums.T.reshape(len(weights), len(statistics.labels), 3)


def measure_headline(
    statistics: TagStatistics, weights: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[np.float64]]:
    """Return every headline metric for each row of weights (n, n_cables); each value has shape (n,)."""
    totals = dict(zip(COLUMNS, (weights @ statistics.columns).T, strict=True))
    n_cables = weights.sum(axis=1)
    hits, assigned = totals["hits"], totals["assigned"]
    cells = n_cables * len(statistics.labels)
    outcomes = sum_outcomes(statistics, weights)
    return {
        "micro_f1": _divide(2 * hits, totals["gold"] + assigned),
        "micro_f1_known": _divide(2 * hits, totals["gold_known"] + assigned),
        "micro_precision": _divide(hits, assigned),
        "micro_recall": _divide(hits, totals["gold"]),
        "macro_f1": _measure_macro_f1(outcomes),
        "samples_f1": totals["samples_f1"] / n_cables,
        "precision_at_1": totals["precision_at_1"] / n_cables,
        "precision_at_3": totals["precision_at_3"] / n_cables,
        "precision_at_5": totals["precision_at_5"] / n_cables,
        "ndcg_at_5": totals["ndcg_at_5"] / n_cables,
        "lrap": totals["lrap"] / n_cables,
        "lrap_known": _divide(totals["lrap_known"], totals["has_known"]),
        "share_gold_outside": _divide(totals["gold"] - totals["gold_known"], totals["gold"]),
        "expected_calibration_error": _divide(np.abs(weights @ statistics.bin_gaps).sum(axis=1), cells),
    }


def _measure_macro_f1(outcomes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean F1 over the labels with a gold cable, per row of (n, n_labels, 3)."""
    hits, false, missed = outcomes[..., HIT], outcomes[..., FALSE], outcomes[..., MISSED]
    has_gold = hits + missed > 0
    scores = np.where(has_gold, _divide(2 * hits, 2 * hits + false + missed), 0.0)
    return _divide(scores.sum(axis=1), has_gold.sum(axis=1))


def _divide(above: FloatArray, below: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the quotient, and 0 where the divisor is 0."""
    quotient = np.zeros(np.shape(above))
    np.divide(above, below, out=quotient, where=np.asarray(below) > 0)
    return quotient


def _index_gold(
    gold: Sequence[Collection[str]], labels: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], Counter[str]]:
    """Return gold tags as (cable, label) pairs, and those outside the labels per cable and per tag."""
    places = {label: place for place, label in enumerate(labels)}
    cables: list[int] = []
    columns: list[int] = []
    n_outside = np.zeros(len(gold), dtype=np.int64)
    outside: Counter[str] = Counter()
    for number, tags in enumerate(gold):
        for tag in sorted(set(tags)):
            place = places.get(tag)
            if place is None:
                n_outside[number] += 1
                outside[tag] += 1
            else:
                cables.append(number)
                columns.append(place)
    return np.array(cables, dtype=np.int64), np.array(columns, dtype=np.int64), n_outside, outside


def _sum_bins(
    probabilities: FloatArray,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], float]:
    """Return the sums of probabilities per cable and bin, counts per bin, and the sum of squares."""
    n_cables, n_labels = probabilities.shape
    sums = np.zeros((n_cables, N_BINS))
    counts = np.zeros(N_BINS, dtype=np.int64)
    squares = 0.0
    chunk = max(1, _CHUNK_CELLS // max(n_labels, 1))
    for start in range(0, n_cables, chunk):
        part = probabilities[start : start + chunk]
        bins = assign_bins(part)
        counts += np.bincount(bins.ravel(), minlength=N_BINS)
        bins += np.arange(len(part))[:, None] * N_BINS
        flat = part.ravel().astype(np.float64)
        sums[start : start + chunk] = np.bincount(
            bins.ravel(), weights=flat, minlength=len(part) * N_BINS
        ).reshape(-1, N_BINS)
        squares += float(flat @ flat)
    return sums, counts, squares
