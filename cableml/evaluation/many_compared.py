"""Several models on the same cables: each metric side by side, and each model against the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cableml.errors import UsageError
from cableml.evaluation.bootstrap import Interval, build_interval, draw_weights
from cableml.evaluation.cable_scores import CableScores
from cableml.evaluation.paired import Comparison, compare_scores
from cableml.evaluation.paired_statistics import pair_levels, pair_tags

_RANGES = {"log_loss": (0.0, np.inf), "quadratic_kappa": (-1.0, 1.0)}  # all others lie between 0 and 1


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric of one model; ``value`` None: not defined on these cables."""

    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class ManyCompared:
    """Models on ``n_cables`` cables that all were scored on.

    ``measured`` holds each model's metrics by name, in the order of ``scores``; ``against_first`` the
    comparisons of the second, third ... with the first. ``settings`` maps each setting that is not the
    same everywhere to its value in each model; None where a model does not state it.
    """

    scores: tuple[CableScores, ...]
    n_cables: int
    measured: tuple[Mapping[str, Measured], ...]
    against_first: tuple[Comparison, ...]
    settings: Mapping[str, tuple[Any, ...]]

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain JSON types: lists are in the order of ``models``."""
        metrics: dict[str, dict[str, Any]] = {}
        for name in self.measured[0]:
            ours = [one[name] for one in self.measured]
            pairs = [_find(comparison, name) for comparison in self.against_first]
            metrics[name] = {
                "values": [one.value for one in ours],
                "intervals": [one.interval.to_json() if one.interval else None for one in ours],
                "differences": [None, *(pair["difference"] for pair in pairs)],
                "difference_intervals": [None, *(pair["interval"] for pair in pairs)],
                "p_values": [None, *(pair["p_value"] for pair in pairs)],
            }
        return {
            "task": self.scores[0].task,
            "models": [
                {
                    "source": one.source,
                    "model": one.model,
                    "version": one.model_version,
                    "corpus": one.corpus,
                    "n_cables": one.n_cables,
                }
                for one in self.scores
            ],
            "n_cables": self.n_cables,
            "metrics": metrics,
            "settings": {key: list(values) for key, values in self.settings.items()},
            "resampling": self.against_first[0].to_json()["resampling"],
        }


def compare_many(
    scores: Sequence[CableScores], *, replicates: int = 1000, seed: int = 0, common: bool = False
) -> ManyCompared:
    """Return how two or more models do on the same cables, and how each differs from the first.

    Parameters: as `compare_scores`; with ``common`` all are compared on the cables that all were scored on.

    Raises
    ------
    UsageError
        The tasks, the cables (without ``common``) or the gold labels differ.
    """
    if common:
        scores = _keep_common(scores)
    against_first = tuple(
        compare_scores(scores[0], other, replicates=replicates, seed=seed) for other in scores[1:]
    )
    keys = dict.fromkeys(key for one in scores for key in one.settings)
    settings = {key: tuple(one.settings.get(key) for one in scores) for key in keys}
    return ManyCompared(
        scores=tuple(scores),
        n_cables=scores[0].n_cables,
        measured=tuple(_measure(one, replicates, seed) for one in scores),
        against_first=against_first,
        settings={key: values for key, values in settings.items() if any(v != values[0] for v in values)},
    )


def _measure(scores: CableScores, replicates: int, seed: int) -> dict[str, Measured]:
    rows = list(range(scores.n_cables))
    measure = (pair_tags if scores.task == "tags" else pair_levels)(scores, rows, scores, rows)
    values = measure(_beside_nothing(np.ones((1, len(rows)))))
    drawn: dict[str, list[Any]] = {name: [] for name in values}
    if replicates >= 2:
        for weights in draw_weights(len(rows), replicates, seed):
            for name, replicate in measure(_beside_nothing(weights)).items():
                drawn[name].append(replicate)
    measured = {}
    for name, value in values.items():
        estimate = float(value[0])
        known = bool(np.isfinite(estimate))
        interval = None
        if known and drawn[name]:
            interval = build_interval(np.concatenate(drawn[name]), estimate, *_RANGES.get(name, (0.0, 1.0)))
        measured[name] = Measured(estimate if known else None, interval)
    return measured


def _beside_nothing(weights: Any) -> Any:
    """Return the weights of a pair of models of which the second counts for nothing."""
    return np.hstack((weights, np.zeros_like(weights)))


def _keep_common(scores: Sequence[CableScores]) -> list[CableScores]:
    shared = set(scores[0].keys).intersection(*(one.keys for one in scores[1:]))
    if not shared:
        raise UsageError(
            "there is no cable that all were tested on. Compare models tested on the same cables."
        )
    return [_keep(one, [place for place, key in enumerate(one.keys) if key in shared]) for one in scores]


def _keep(scores: CableScores, rows: Sequence[int]) -> CableScores:
    return replace(
        scores,
        keys=tuple(scores.keys[row] for row in rows),
        posts=tuple(scores.posts[row] for row in rows),
        gold=tuple(scores.gold[row] for row in rows),
        assigned=tuple(scores.assigned[row] for row in rows),
        probabilities=tuple(scores.probabilities[row] for row in rows),
        ranking=scores.ranking[list(rows)],
        bin_gaps=scores.bin_gaps[list(rows)],
    )


def _find(comparison: Comparison, name: str) -> dict[str, Any]:
    return next(one.to_json() for one in comparison.differences if one.name == name)
