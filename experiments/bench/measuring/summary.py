"""Medians, ratios of alternating measurements, and how a time grows with the number of cables."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Spread(NamedTuple):
    """The median of some measurements, with the least and the most of them."""

    median: float
    least: float
    most: float
    turns: int


def summarise(values: Sequence[float]) -> Spread:
    """Return the median and the bounds.

    Raises: ValueError without a value.
    """
    if not values:
        raise ValueError("there is nothing to summarise")
    return Spread(statistics.median(values), min(values), max(values), len(values))


def compare_turns(theirs: Sequence[float], ours: Sequence[float]) -> Spread:
    """Return how often ours fits into theirs, turn by turn: what slows one turn slows both sides of it."""
    pairs = zip(theirs, ours, strict=False)
    return summarise([other / own for other, own in pairs])


def fit_exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return b of seconds = a * sizes ** b, by least squares of the logarithms; 1.0 is linear."""
    x = [math.log(size) for size in sizes]
    y = [math.log(second) for second in seconds]
    x_mean, y_mean = statistics.fmean(x), statistics.fmean(y)
    over = sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    return over / sum((a - x_mean) ** 2 for a in x)
