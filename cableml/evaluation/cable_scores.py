"""CableScores: what a model said of each test cable, kept with the run so that runs can be compared.

Of each cable: its key, its post, gold and assigned labels, and probabilities. For TAGS only the
probabilities above `FLOOR`, and those of gold, assigned and the five best tags, are kept; what metrics
need of the others is kept as sums per cable, so that a comparison gives the figures of the report.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.evaluation.calibration import N_BINS
from cableml.evaluation.tag_statistics import build_statistics

FLOOR = 0.01
RANKING = (
    "precision_at_1",
    "precision_at_3",
    "precision_at_5",
    "ndcg_at_5",
    "lrap",
    "lrap_known",
)
"""The metrics of one cable that need every probability of it."""
_TOP = 5


@dataclass(frozen=True, slots=True)
class CableScores:
    """What one model said of its test cables, all sequences n_cables long and in one order.

    ``keys`` are unique: ids, or what stands for them. ``gold`` and ``assigned`` are sorted; a
    classification level is a tuple of one. ``probabilities`` map labels to 0 to 1. ``ranking``
    float64 (n_cables, 6), named by ``RANKING``, and ``bin_gaps`` float64 (n_cables, n_bins), sums
    of probability less truth in each calibration bin, are empty for levels. ``settings`` are flat
    and plain; ``source`` says in words where the scores come from.
    """

    task: str
    model: str
    model_version: str
    corpus: str
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    posts: tuple[str | None, ...]
    gold: tuple[tuple[str, ...], ...]
    assigned: tuple[tuple[str, ...], ...]
    probabilities: tuple[Mapping[str, float], ...]
    ranking: npt.NDArray[np.float64]
    bin_gaps: npt.NDArray[np.float64]
    settings: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def n_cables(self) -> int:
        """How many cables were scored."""
        return len(self.keys)


def collect_tag_scores(
    gold: Sequence[Collection[str]],
    probabilities: npt.NDArray[np.float32],
    assigned: npt.NDArray[np.bool_],
    labels: Sequence[str],
    keys: Sequence[str],
    posts: Sequence[str | None],
    **about: Any,
) -> CableScores:
    """Return the scores of predicted TAGS.

    Parameters: shapes as in `score_tags`; ``about`` holds ``model``, ``model_version``, ``corpus``
    and ``settings``.
    """
    statistics = build_statistics(gold, probabilities, assigned, labels)
    places = {label: place for place, label in enumerate(labels)}
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :_TOP]
    kept = (probabilities >= FLOOR) | assigned
    np.put_along_axis(kept, best, True, axis=1)
    for row, tags in enumerate(gold):
        kept[row, [places[tag] for tag in tags if tag in places]] = True
    return CableScores(
        task="tags",
        labels=tuple(labels),
        keys=tuple(keys),
        posts=tuple(posts),
        gold=tuple(tuple(sorted(set(tags))) for tags in gold),
        assigned=tuple(_name(labels, row) for row in assigned),
        probabilities=tuple(
            _map(labels, row, columns) for row, columns in zip(probabilities, kept, strict=True)
        ),
        ranking=np.column_stack([statistics.column(name) for name in RANKING]),
        bin_gaps=statistics.bin_gaps,
        **about,
    )


def collect_level_scores(
    gold: Sequence[str],
    probabilities: npt.NDArray[np.float32],
    predicted: npt.NDArray[np.integer[Any]],
    labels: Sequence[str],
    keys: Sequence[str],
    posts: Sequence[str | None],
    **about: Any,
) -> CableScores:
    """Return the scores of predicted levels; parameters as in `score_levels` and `collect_tag_scores`."""
    every = np.ones(len(labels), dtype=np.bool_)
    return CableScores(
        task="classification",
        labels=tuple(labels),
        keys=tuple(keys),
        posts=tuple(posts),
        gold=tuple((level,) for level in gold),
        assigned=tuple((labels[column],) for column in predicted),
        probabilities=tuple(_map(labels, row, every) for row in probabilities),
        ranking=np.empty((len(gold), 0)),
        bin_gaps=np.empty((len(gold), 0)),
        **about,
    )


def name_keys(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names made unique: the second of a name gets ``#2``, and so on."""
    seen: dict[str, int] = {}
    keys = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(keys)


def spread_gaps(gaps: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return the bins that are not 0, by their number."""
    return {str(place): float(gaps[place]) for place in np.flatnonzero(gaps)}


def gather_gaps(gaps: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """Return the gap of every bin, float64 (n_bins,).

    Raises: ValueError where a bin is none.
    """
    full = np.zeros(N_BINS)
    for place, gap in gaps.items():
        if not 0 <= int(place) < N_BINS:
            raise ValueError(f"there is no bin {place}")
        full[int(place)] = float(gap)
    return full


def _name(labels: Sequence[str], row: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(sorted(labels[int(place)] for place in np.flatnonzero(row)))


def _map(
    labels: Sequence[str], row: npt.NDArray[np.float32], columns: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """Return probabilities by label, the highest first; the shortest figures that give the same float32."""
    kept = np.flatnonzero(columns)
    order = kept[np.argsort(-row[kept], kind="stable")]
    return {labels[int(place)]: float(str(row[place])) for place in order}
