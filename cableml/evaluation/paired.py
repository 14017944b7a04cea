"""Two models on the same cables: differences with intervals, p-values, and what moved.

Both tests resample cables, the unit that was sampled, and keep the pair together:

- The interval of a difference is a paired bootstrap: the same drawn cables for both models.
- The p-value is an approximate randomisation test: if it did not matter which model said what, each
  cable's two outcomes could be swapped. It is the share of random swaps (the one observed included)
  that give as large a difference as was observed, in either direction.

Source: Noreen, "Computer-Intensive Methods for Testing Hypotheses", 1989; Koehn, "Statistical
Significance Tests for Machine Translation Evaluation", EMNLP 2004.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cableml.errors import UsageError
from cableml.evaluation.bootstrap import Interval, build_interval, draw_weights
from cableml.evaluation.cable_scores import CableScores
from cableml.evaluation.moves import Move, find_moves
from cableml.evaluation.paired_statistics import pair_levels, pair_tags

Floats = npt.NDArray[np.float64]
Measure = Callable[[Floats], dict[str, Floats]]

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of both models; ``difference`` is second less first, None where one has no value.

    ``interval`` None: too few replicates, or all are equal. ``p_value`` None: not tested.
    """

    name: str
    first: float | None
    second: float | None
    difference: float | None
    interval: Interval | None
    p_value: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the values as plain JSON types, without the name."""
        return {
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "interval": self.interval.to_json() if self.interval is not None else None,
            "p_value": self.p_value,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on ``n_cables`` cables that both were scored on.

    ``n_only_first`` and ``n_only_second`` cables were scored for one of them alone and left out.
    ``labels`` and ``posts`` are moves, the largest first. ``settings`` maps each differing setting to
    both values; a setting that a file does not state is None.
    """

    first: CableScores
    second: CableScores
    n_cables: int
    n_only_first: int
    n_only_second: int
    differences: tuple[Difference, ...]
    labels: tuple[Move, ...]
    posts: tuple[Move, ...]
    settings: Mapping[str, tuple[Any, Any]]
    replicates: int
    seed: int

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain JSON types."""
        return {
            "task": self.first.task,
            **{
                side: {
                    "source": scores.source,
                    "model": scores.model,
                    "version": scores.model_version,
                    "corpus": scores.corpus,
                    "n_cables": scores.n_cables,
                }
                for side, scores in (("first", self.first), ("second", self.second))
            },
            "n_cables": self.n_cables,
            "n_only_first": self.n_only_first,
            "n_only_second": self.n_only_second,
            "metrics": {one.name: one.to_json() for one in self.differences},
            "tags" if self.first.task == "tags" else "levels": [move.to_json() for move in self.labels],
            "posts": [move.to_json() for move in self.posts],
            "settings": {key: list(values) for key, values in self.settings.items()},
            "resampling": {"level": 0.95, "replicates": self.replicates, "seed": self.seed},
        }


def compare_scores(
    first: CableScores, second: CableScores, *, replicates: int = 1000, seed: int = 0, common: bool = False
) -> Comparison:
    """Return how two models differ on the same cables.

    Parameters
    ----------
    first, second
        Scores of one task with equal gold labels.
    replicates
        Resamples behind each interval and each p-value; 0 for neither.
    seed
        Seed of both.
    common
        Compare on the cables that both were scored on, and leave out the others.

    Raises
    ------
    UsageError
        The tasks, the cables (without ``common``) or the gold labels differ.
    """
    rows_first, rows_second = _match(first, second, common)
    n_cables = len(rows_first)
    pair = pair_tags if first.task == "tags" else pair_levels
    measure: Measure = pair(first, rows_first, second, rows_second)
    ones, zeros = np.ones((1, n_cables)), np.zeros((1, n_cables))
    values = (measure(np.hstack((ones, zeros))), measure(np.hstack((zeros, ones))))
    observed = {name: float(values[1][name][0] - values[0][name][0]) for name in values[0]}
    boot, swapped = _resample(measure, observed, n_cables, replicates, seed)
    differences = tuple(
        Difference(
            name=name,
            first=_finite(values[0][name][0]),
            second=_finite(values[1][name][0]),
            difference=_finite(gap),
            interval=build_interval(boot[name], gap, -np.inf, np.inf) if boot else None,
            p_value=_measure_p(swapped[name], gap) if swapped else None,
        )
        for name, gap in observed.items()
    )
    labels, posts = find_moves(first, rows_first, second, rows_second)
    return Comparison(
        first=first,
        second=second,
        n_cables=n_cables,
        n_only_first=first.n_cables - n_cables,
        n_only_second=second.n_cables - n_cables,
        differences=differences,
        labels=labels,
        posts=posts,
        settings=_differing(first.settings, second.settings),
        replicates=replicates,
        seed=seed,
    )


def _match(first: CableScores, second: CableScores, common: bool) -> tuple[list[int], list[int]]:
    """Return the places of the common cables in both, in the order of the first."""
    if first.task != second.task:
        raise UsageError(
            f"{first.source} holds {first.task}, {second.source} {second.task}. Compare models of one task."
        )
    places = {key: place for place, key in enumerate(second.keys)}
    rows = [(place, places[key]) for place, key in enumerate(first.keys) if key in places]
    if not rows or (not common and len(rows) < max(first.n_cables, second.n_cables)):
        remedy = f", or with --common on these {len(rows):,} alone" if rows else ""
        raise UsageError(
            f"the test cables differ: {first.source} has {first.n_cables:,}, {second.source} "
            f"{second.n_cables:,}, and {len(rows):,} are common. Compare models tested on the same "
            f"cables{remedy}."
        )
    n_differ = sum(first.gold[one] != second.gold[other] for one, other in rows)
    if n_differ:
        raise UsageError(
            f"the gold labels of {n_differ:,} of {len(rows):,} common cables differ between {first.source} "
            f"and {second.source}. Score both with the same labels."
        )
    return [one for one, _ in rows], [other for _, other in rows]


def _resample(
    measure: Measure, observed: Mapping[str, float], n_cables: int, replicates: int, seed: int
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the differences of bootstrap replicates, and of random swaps, by metric."""
    if replicates < 2:
        return {}, {}
    boot = (
        (np.hstack((drawn, np.zeros_like(drawn))), np.hstack((np.zeros_like(drawn), drawn)))
        for drawn in draw_weights(n_cables, replicates, seed)
    )
    swaps = (
        (np.hstack((1.0 - swap, swap)), np.hstack((swap, 1.0 - swap)))
        for swap in _draw_swaps(n_cables, replicates, seed)
    )
    return _differ(measure, observed, boot), _differ(measure, observed, swaps)


def _differ(
    measure: Measure, names: Mapping[str, float], pairs: Iterator[tuple[Floats, Floats]]
) -> dict[str, Floats]:
    parts: dict[str, list[Floats]] = {name: [] for name in names}
    for one, other in pairs:
        before, after = measure(one), measure(other)
        for name, values in parts.items():
            values.append(after[name] - before[name])
    return {name: np.concatenate(values) for name, values in parts.items()}


def _draw_swaps(n_cables: int, replicates: int, seed: int) -> Iterator[Floats]:
    """Yield rows of 0 and 1, shape (some, n_cables): whether a cable's outcomes are swapped."""
    generator = np.random.default_rng([seed, 1])
    for start in range(0, replicates, 32):
        size = (min(32, replicates - start), n_cables)
        yield generator.integers(0, 2, size=size).astype(np.float64)


def _measure_p(swapped: Floats, gap: float) -> float | None:
    defined = swapped[np.isfinite(swapped)]
    if not np.isfinite(gap) or not defined.size:
        return None
    as_large = int((np.abs(defined) >= abs(gap) - _ROUNDING).sum())
    return (1 + as_large) / (1 + defined.size)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _differing(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    keys: Sequence[str] = [*first, *(key for key in second if key not in first)]
    return {key: (first.get(key), second.get(key)) for key in keys if first.get(key) != second.get(key)}
