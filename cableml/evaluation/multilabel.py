"""TagsReport: how well predicted TAGS agree with the gold tags, with counts and intervals.

Definitions, in one place:

- Gold tags are all tags of a cable. A gold tag outside the model's labels can never be predicted;
  it counts as missed in every metric, except in those whose name ends in ``_known``.
- ``macro_f1`` averages over the model's labels with at least one gold cable in the evaluated set.
- ``samples_f1`` is a cable's own F1, averaged over cables.
- Ranking metrics average over all evaluated cables; ties and tags outside the labels are treated
  as `cableml.evaluation.ranking` says. ``lrap_known`` averages over cables with a gold tag among
  the labels, and looks at those tags alone.
- ``expected_calibration_error`` pools every (cable, label) decision. Nearly all of these are
  confident and right (most tags do not fit most cables), so it is small by nature;
  ``calibration_error_top_5`` pools the five best labels of each cable, which are what a reader sees.
- Nothing to count (no gold tag, nothing assigned) gives 0, except LRAP, which gives 1: both as in
  scikit-learn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.cable.tag import tag_kind
from cableml.errors import TrainingError
from cableml.evaluation.bootstrap import Interval, build_intervals, draw_weights
from cableml.evaluation.calibration import ReliabilityBin, build_reliability, measure_calibration_error
from cableml.evaluation.tag_statistics import (
    HIT,
    MISSED,
    TagStatistics,
    build_statistics,
    measure_headline,
)

BANDS = ((100, "100 or more"), (20, "20 to 99"), (5, "5 to 19"), (1, "1 to 4"), (0, "none"))
OUTSIDE_BAND = "outside the labels"
KINDS = ("subject", "program", "geo", "organization", "person", "unknown")


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label's scores; ``support`` counts gold cables, ``assigned`` predicted ones.

    Precision is 0 where nothing was assigned, recall 0 where the support is 0.
    """

    label: str
    support: int
    assigned: int
    precision: float
    recall: float
    f1: float
    threshold: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the scores as plain JSON types, without the label."""
        return {
            "support": self.support,
            "assigned": self.assigned,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "threshold": self.threshold,
        }


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Micro-averaged scores of a group of tags: a frequency band or a kind.

    ``n_tags`` counts labels of the group and, in a kind, also the gold tags outside the labels;
    ``support`` counts gold tags over all cables, ``outside`` those that no label can match.
    """

    name: str
    n_tags: int
    support: int
    outside: int
    precision: float
    recall: float
    f1: float

    def to_json(self) -> dict[str, Any]:
        """Return the scores as plain JSON types, without the name."""
        return {
            "n_tags": self.n_tags,
            "support": self.support,
            "outside": self.outside,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


@dataclass(frozen=True, slots=True)
class TagsReport:
    """Scores of predicted TAGS; metrics and their names are those of the contract.

    ``intervals`` are 95 % bootstrap intervals over cables. ``counted_in`` says whether the bands
    count a tag's cables in ``"training"`` or in the ``"evaluated"`` set. ``outside`` maps each
    gold tag outside the labels to its cables. ``statistics`` allow slices and comparisons.
    """

    metrics: Mapping[str, float]
    intervals: Mapping[str, Interval]
    n_cables: int
    n_unknown: int
    n_labels: int
    n_gold: int
    n_gold_outside: int
    n_assigned: int
    n_without_gold: int
    per_label: tuple[LabelScore, ...]
    bands: tuple[GroupScore, ...]
    kinds: tuple[GroupScore, ...]
    counted_in: str
    reliability: tuple[ReliabilityBin, ...]
    outside: Mapping[str, int]
    replicates: int
    seed: int
    statistics: TagStatistics = field(repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return every metric by its contract name, then counts, tables and intervals."""
        return {
            **self.metrics,
            "n_cables": self.n_cables,
            "n_unknown": self.n_unknown,
            "n_labels": self.n_labels,
            "n_gold": self.n_gold,
            "n_gold_outside": self.n_gold_outside,
            "n_assigned": self.n_assigned,
            "n_without_gold": self.n_without_gold,
            "per_label": {score.label: score.to_json() for score in self.per_label},
            "by_band": {group.name: group.to_json() for group in self.bands},
            "bands_counted_in": self.counted_in,
            "by_kind": {group.name: group.to_json() for group in self.kinds},
            "gold_outside": dict(self.outside),
            "reliability": [one.to_json() for one in self.reliability],
            "intervals": {name: interval.to_json() for name, interval in self.intervals.items()},
            "bootstrap": {"level": 0.95, "replicates": self.replicates, "seed": self.seed},
        }


def score_tags(
    gold: Sequence[Collection[str]],
    probabilities: npt.NDArray[np.floating[Any]],
    assigned: npt.NDArray[np.bool_],
    labels: Sequence[str],
    thresholds: Sequence[float] | npt.NDArray[np.floating[Any]] | None,
    n_unknown: int = 0,
    bootstrap: int = 1000,
    seed: int = 0,
    train_counts: Mapping[str, int] | None = None,
) -> TagsReport:
    """Return the report on predicted TAGS.

    Parameters
    ----------
    gold
        The canonical tags of each cable, n_cables entries; an entry may be empty.
    probabilities
        Shape (n_cables, n_labels), 0 to 1; columns follow `labels`.
    assigned
        bool, shape (n_cables, n_labels): the tags that the model decided on.
    labels
        The model's labels, unique.
    thresholds
        The cut-off of each label, shape (n_labels,), shown in the report; None where there is none.
    n_unknown
        Cables left out because their tags are not known; only reported.
    bootstrap
        Replicates of the bootstrap over cables; 0 for no intervals.
    seed
        Seed of the bootstrap.
    train_counts
        Training cables of each label, for the frequency bands; without it the bands go by the
        evaluated cables.

    Raises
    ------
    TrainingError
        If there is no cable to score.
    ValueError
        If shapes differ or probabilities leave 0 to 1.
    """
    probabilities, assigned = _check_shapes(gold, probabilities, assigned, labels, thresholds)
    statistics = build_statistics(gold, probabilities, assigned, labels)
    return report_tags(statistics, thresholds, n_unknown, bootstrap, seed, train_counts)


def report_tags(
    statistics: TagStatistics,
    thresholds: Sequence[float] | npt.NDArray[np.floating[Any]] | None,
    n_unknown: int = 0,
    bootstrap: int = 1000,
    seed: int = 0,
    train_counts: Mapping[str, int] | None = None,
) -> TagsReport:
    """Return the report that statistics of one model, or of several pooled, give; else as `score_tags`."""
    labels = statistics.labels
    estimates = {
        name: float(value[0])
        for name, value in measure_headline(statistics, np.ones((1, statistics.n_cables))).items()
    }
    intervals = _bootstrap(statistics, estimates, bootstrap, seed)
    top = statistics.top_probabilities
    metrics = {
        **estimates,
        "calibration_error_top_5": measure_calibration_error(top, statistics.top_relevance)
        if top.size
        else 0.0,
        "brier": statistics.squared_gaps / max(int(statistics.bin_counts.sum()), 1),
    }
    outcomes = statistics.count_outcomes()
    n_gold = int(statistics.column("gold").sum())
    return TagsReport(
        metrics=metrics,
        intervals=intervals,
        n_cables=statistics.n_cables,
        n_unknown=n_unknown,
        n_labels=len(labels),
        n_gold=n_gold,
        n_gold_outside=n_gold - int(statistics.column("gold_known").sum()),
        n_assigned=int(statistics.column("assigned").sum()),
        n_without_gold=int((statistics.column("gold") == 0).sum()),
        per_label=_score_labels(labels, outcomes, thresholds),
        bands=_score_bands(labels, outcomes, statistics.outside, train_counts),
        kinds=_score_kinds(labels, outcomes, statistics.outside),
        counted_in="evaluated" if train_counts is None else "training",
        reliability=build_reliability(statistics.bin_counts, statistics.bin_sums, statistics.bin_true),
        outside=dict(sorted(statistics.outside.items(), key=lambda pair: (-pair[1], pair[0]))),
        replicates=bootstrap,
        seed=seed,
        statistics=statistics,
    )


def _check_shapes(
    gold: Sequence[Collection[str]],
    probabilities: npt.NDArray[np.floating[Any]],
    assigned: npt.NDArray[np.bool_],
    labels: Sequence[str],
    thresholds: Sequence[float] | npt.NDArray[np.floating[Any]] | None,
) -> tuple[npt.NDArray[np.floating[Any]], npt.NDArray[np.bool_]]:
    """Return both matrices as floating and bool arrays, or raise with the first thing that does not fit."""
    if not len(gold):
        raise TrainingError("there is no cable with known tags to score; give cables that have a TAGS line")
    shape = (len(gold), len(labels))
    if len(set(labels)) != len(labels):
        raise ValueError("labels must be unique")
    if np.shape(probabilities) != shape or np.shape(assigned) != shape:
        raise ValueError(
            f"probabilities {np.shape(probabilities)} and assigned {np.shape(assigned)} must both have "
            f"the shape (cables, labels), {shape}"
        )
    if thresholds is not None and len(thresholds) != len(labels):
        raise ValueError(f"thresholds has {len(thresholds)} entries for {len(labels)} labels")
    checked = np.asarray(probabilities)
    if not np.issubdtype(checked.dtype, np.floating):
        checked = checked.astype(np.float64)
    if checked.size and not (checked.min() >= 0.0 and checked.max() <= 1.0):
        raise ValueError("probabilities must lie between 0 and 1")
    return checked, np.asarray(assigned, dtype=np.bool_)


def _bootstrap(
    statistics: TagStatistics, estimates: Mapping[str, float], replicates: int, seed: int
) -> dict[str, Interval]:
    """Return the interval of every headline metric."""
    if replicates < 2:
        return {}
    draws: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in estimates}
    for weights in draw_weights(statistics.n_cables, replicates, seed):
        for name, values in measure_headline(statistics, weights).items():
            draws[name].append(values)
    joined = {name: np.concatenate(values) for name, values in draws.items()}
    return build_intervals(joined, estimates, {})


def _score_labels(
    labels: Sequence[str],
    outcomes: npt.NDArray[np.int64],
    thresholds: Sequence[float] | npt.NDArray[np.floating[Any]] | None,
) -> tuple[LabelScore, ...]:
    scores = []
    for place, label in enumerate(labels):
        hits, false, missed = (int(count) for count in outcomes[place])
        precision, recall, f1 = _measure(hits, false, missed)
        threshold = None if thresholds is None else float(thresholds[place])
        scores.append(LabelScore(label, hits + missed, hits + false, precision, recall, f1, threshold))
    return tuple(scores)


def _score_bands(
    labels: Sequence[str],
    outcomes: npt.NDArray[np.int64],
    outside: Mapping[str, int],
    train_counts: Mapping[str, int] | None,
) -> tuple[GroupScore, ...]:
    """Return the scores of labels grouped by how many cables they have, the commonest first."""
    if train_counts is None:
        counts = outcomes[:, HIT] + outcomes[:, MISSED]
    else:
        counts = np.array([train_counts.get(label, 0) for label in labels], dtype=np.int64)
    groups = []
    highest = np.inf
    for lowest, name in BANDS:
        members = (counts >= lowest) & (counts < highest)
        highest = lowest
        if members.any():
            groups.append(_score_group(name, outcomes[members], {}, 0))
    if outside:
        groups.append(_score_group(OUTSIDE_BAND, outcomes[:0], outside, len(outside)))
    return tuple(groups)


def _score_kinds(
    labels: Sequence[str], outcomes: npt.NDArray[np.int64], outside: Mapping[str, int]
) -> tuple[GroupScore, ...]:
    """Return the scores of labels grouped by kind; gold tags outside the labels count in theirs."""
    # Pooled folds: a tag outside the labels of one may be a label of another.
    own = set(labels)
    kinds = np.array([name_kind(label) for label in labels], dtype=object)
    groups = []
    for kind in KINDS:
        members = kinds == kind if len(kinds) else np.zeros(0, dtype=np.bool_)
        missed = {tag: count for tag, count in outside.items() if name_kind(tag) == kind}
        if members.any() or missed:
            n_more = len(missed.keys() - own)
            groups.append(_score_group(kind, outcomes[members], missed, n_more))
    return tuple(groups)


def name_kind(tag: str) -> str:
    """Return the kind of a tag; a region counts as geographic, as the vocabulary has it."""
    kind = tag_kind(tag)
    return "geo" if kind == "region" else kind if kind in KINDS else "unknown"


def _score_group(
    name: str, outcomes: npt.NDArray[np.int64], outside: Mapping[str, int], n_more: int
) -> GroupScore:
    hits, false, missed = (int(count) for count in outcomes.sum(axis=0))
    lost = sum(outside.values())
    precision, recall, f1 = _measure(hits, false, missed + lost)
    return GroupScore(
        name=name,
        n_tags=len(outcomes) + n_more,
        support=hits + missed + lost,
        outside=lost,
        precision=precision,
        recall=recall,
        f1=f1,
    )


def _measure(hits: int, false: int, missed: int) -> tuple[float, float, float]:
    """Return precision, recall and F1, each 0 where it is not defined."""
    both = 2 * hits + false + missed
    return (
        hits / (hits + false) if hits + false else 0.0,
        hits / (hits + missed) if hits + missed else 0.0,
        2 * hits / both if both else 0.0,
    )
