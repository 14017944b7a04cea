"""The ``search`` section of a config: which settings are tried, how, and by which figure they are judged."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator

from cableml.config.section import Section

Method = Literal["coordinate", "grid", "random"]
Metric = Literal[
    "micro_f1",
    "macro_f1",
    "samples_f1",
    "precision_at_5",
    "lrap",
    "accuracy",
    "quadratic_kappa",
    "roc_auc_classified",
    "fpr_at_90_recall_classified",
    "log_loss",
]
METRICS = {
    "tags": ("micro_f1", "macro_f1", "samples_f1", "precision_at_5", "lrap"),
    "classification": (
        "accuracy",
        "macro_f1",
        "quadratic_kappa",
        "roc_auc_classified",
        "fpr_at_90_recall_classified",
        "log_loss",
    ),
}
"""The figures that a search may go by, the default of each task first."""
SMALLER_IS_BETTER = frozenset({"fpr_at_90_recall_classified", "log_loss"})
NOT_SEARCHED = frozenset(
    {
        "task",
        "name",
        "corpus",
        "demo",
        "labels",
        "split",
        "evaluation",
        "tracking",
        "search",
        "seed",
        "jobs",
    }
)
"""Keys that decide what is measured, or nothing of the model: no choice between them makes it better."""

_RANGE_KEYS = ("low", "high", "log", "steps")
_DIGITS = 4  # significant ones of a number in a range


class Range(Section):
    """Numbers from ``low`` to ``high``, both included; whole ones where both bounds are."""

    low: int | float = Field(title="smallest value")
    high: int | float = Field(title="largest value")
    log: bool = Field(default=False, title="evenly spaced by their logarithm")
    steps: int = Field(default=5, title="how many values a grid or one round of coordinate search tries")

    def at(self, share: float) -> int | float:
        """Return the value so far from low (0) to high (1)."""
        if share in (0, 1):
            return self.high if share else self.low
        if self.log:
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        if isinstance(self.low, int) and isinstance(self.high, int):
            return round(value)
        return min(max(float(f"{value:.{_DIGITS}g}"), self.low), self.high)


def _read_candidates(value: Any) -> tuple[Any, ...] | Range:
    if isinstance(value, dict):
        return _read_range(value)
    if not isinstance(value, list | tuple):
        raise ValueError(
            "write a list of values, such as [0.5, 1.0, 2.0], or a range, such as "
            "{low: 0.1, high: 10.0, log: true}"
        )
    if not value:
        raise ValueError("the list of values is empty; write at least one, such as [0.5, 1.0, 2.0]")
    for place, one in enumerate(value):
        if isinstance(one, list | dict):
            raise ValueError(
                "each value of the list must be a single one: a number, a word, true, false or null"
            )
        if any(one == other and type(one) is type(other) for other in value[:place]):
            raise ValueError(f"the value {one!r} stands twice in the list; remove one of the two")
    return tuple(value)


def _read_range(value: dict[str, Any]) -> Range:
    unknown = [key for key in value if key not in _RANGE_KEYS]
    if unknown or "low" not in value or "high" not in value:
        found = f"unknown key {unknown[0]!r}" if unknown else "low or high is missing"
        raise ValueError(
            f"a range is written {{low: 0.1, high: 10.0}}, with log and steps if wanted; {found}"
        )
    low, high = value["low"], value["high"]
    for name, bound in (("low", low), ("high", high)):
        if isinstance(bound, bool) or not isinstance(bound, int | float) or not math.isfinite(bound):
            raise ValueError(f"{name} of a range must be a number, found {bound!r}")
    log, steps = value.get("log", False), value.get("steps", 5)
    if not isinstance(log, bool):
        raise ValueError(f"log of a range must be true or false, found {log!r}")
    if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= 100:
        raise ValueError(f"steps of a range must be a whole number from 2 to 100, found {steps!r}")
    if not low < high:
        raise ValueError(f"low ({low}) must be smaller than high ({high})")
    if log and not low > 0:
        raise ValueError(f"low must be greater than 0 where log is true, found {low}")
    return Range(low=low, high=high, log=log, steps=steps)


def _write_candidates(candidates: tuple[Any, ...] | Range) -> list[Any] | dict[str, Any]:
    return candidates.model_dump() if isinstance(candidates, Range) else list(candidates)


Candidates = Annotated[
    tuple[Any, ...] | Range, PlainValidator(_read_candidates), PlainSerializer(_write_candidates)
]


class SearchSettings(Section):
    """What ``cableml search`` tries."""

    method: Method = Field(
        default="coordinate",
        title="coordinate: one setting at a time around the best so far; grid: all; random: drawn",
    )
    metric: Metric | None = Field(
        default=None, title="the figure that decides; null: micro_f1 for tags, accuracy for classification"
    )
    trials: int = Field(default=20, ge=1, le=10_000, title="at most so many settings are tried")
    folds: int = Field(default=5, ge=2, le=20, title="folds of the training cables that score each trial")
    seed: int = Field(default=1, ge=0, title="seed of method random")
    space: dict[str, Candidates] = Field(
        default_factory=dict, title="keys as --set takes them, each with values to try"
    )
