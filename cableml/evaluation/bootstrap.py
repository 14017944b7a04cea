"""Bootstrap over cables: the same draws for every metric, and the interval they give.

Every metric here is a function of sums over cables, so a resample is a row of weights (how often
each cable was drawn) and all replicates of a metric are one matrix product away. Cables are the
unit that was sampled; drawing single tags would pretend that the tags of one cable are independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]

_CHUNK_CELLS = 2_000_000  # weights held at a time: 16 MB as float64


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; both ends are in the unit of the metric."""

    low: float
    high: float

    def to_json(self) -> list[float]:
        """Return ``[low, high]``."""
        return [self.low, self.high]


def draw_weights(n_cables: int, replicates: int, seed: int) -> Iterator[npt.NDArray[np.float64]]:
    """Yield the weights of `replicates` resamples of the cables, some replicates at a time.

    Yields: float64, shape (some, n_cables); whole numbers, each row sums to ``n_cables``.
    The same three arguments give the same draws, so two reports on the same cables can be
    compared draw by draw.
    """
    generator = np.random.default_rng(seed)
    chunk = max(1, min(replicates, 32, _CHUNK_CELLS // max(n_cables, 1)))
    for start in range(0, replicates, chunk):
        size = min(chunk, replicates - start)
        weights = np.empty((size, n_cables), dtype=np.float64)
        for row in range(size):
            drawn = generator.integers(0, n_cables, size=n_cables)
            weights[row] = np.bincount(drawn, minlength=n_cables)
        yield weights


def build_interval(
    replicates: FloatArray,
    estimate: float,
    lowest: float = 0.0,
    highest: float = 1.0,
) -> Interval | None:
    """Return the 95 % interval round `estimate`, or None where the bootstrap cannot give one.

    The 2.5 % and 97.5 % quantiles of the replicates, moved so that their mean is the estimate,
    and kept within ``lowest`` and ``highest``. The move matters for metrics that a resample
    shifts: a calibration error grows with noise, and a rare tag vanishes from a resample's
    macro-F1. Replicates that are not numbers (a resample with one class only) are left out.
    There is no interval where fewer than two replicates are left, or where all are equal: five
    cables that are all right say little, not that accuracy lies within [1, 1].
    """
    defined = replicates[np.isfinite(replicates)]
    if defined.size < 2 or not np.isfinite(estimate) or defined.min() == defined.max():
        return None
    low, high = np.quantile(defined, (0.025, 0.975)) - (float(defined.mean()) - estimate)
    return Interval(
        low=float(min(max(low, lowest), estimate)),
        high=float(max(min(high, highest), estimate)),
    )


def build_intervals(
    replicates: Mapping[str, FloatArray],
    estimates: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]],
) -> dict[str, Interval]:
    """Return an interval for every metric that has one; `bounds` default to 0 and 1."""
    intervals: dict[str, Interval] = {}
    for name, values in replicates.items():
        lowest, highest = bounds.get(name, (0.0, 1.0))
        interval = build_interval(values, estimates[name], lowest, highest)
        if interval is not None:
            intervals[name] = interval
    return intervals
