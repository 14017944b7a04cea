"""Figures of several folds put together: their mean, and how far apart two settings are on the same folds.

The training sides of folds overlap, so their figures vary together and a plain t-interval is too narrow.
The variance is widened by the share of training to test cables, 1 / (k - 1) for k folds.

Source: Nadeau and Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any

from cableml.evaluation.bootstrap import Interval

_T_975 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
)  # fmt: skip
"""The 97.5 % quantile of Student's t for 1 to 19 degrees of freedom: 2 to 20 folds."""


@dataclass(frozen=True, slots=True)
class FoldMean:
    """The mean of one figure over folds; ``deviation`` None and ``interval`` None: a single fold."""

    mean: float
    deviation: float | None
    interval: Interval | None

    @property
    def is_above_zero(self) -> bool:
        """True where the whole interval is above 0."""
        return self.interval is not None and self.interval.low > 0

    @property
    def is_below_zero(self) -> bool:
        """True where the whole interval is below 0."""
        return self.interval is not None and self.interval.high < 0

    def to_json(self) -> dict[str, Any]:
        """Return the values as plain JSON types."""
        return {
            "mean": self.mean,
            "standard_deviation": self.deviation,
            "interval": self.interval.to_json() if self.interval is not None else None,
        }


def average_folds(values: Sequence[float]) -> FoldMean:
    """Return the mean of a figure over 1 to 20 folds, with its 95 % interval.

    Raises: ValueError for no fold, or more than 20.
    """
    n_folds = len(values)
    if not 1 <= n_folds <= len(_T_975) + 1:
        raise ValueError(f"{n_folds} folds; 1 to {len(_T_975) + 1} can be averaged")
    mean = fmean(values)
    if n_folds == 1:
        return FoldMean(mean, None, None)
    deviation = stdev(values)
    reach = _T_975[n_folds - 2] * deviation * math.sqrt(1 / n_folds + 1 / (n_folds - 1))
    return FoldMean(mean, deviation, Interval(mean - reach, mean + reach))


def compare_folds(first: Sequence[float], second: Sequence[float]) -> FoldMean:
    """Return the mean of second less first, fold by fold, with its 95 % interval.

    Raises: ValueError where the numbers of folds differ.
    """
    return average_folds([after - before for before, after in zip(first, second, strict=True)])
