"""Calibration: whether a probability of 0.7 comes true seven times in ten.

Bins are equally wide; with 15 bins (the default) they are [0, 1/15), [1/15, 2/15) ... [14/15, 1].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

N_BINS = 15

FloatArray = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """One bin of a reliability curve; the means are None where the bin is empty."""

    low: float
    high: float
    count: int
    mean_probability: float | None
    share_true: float | None

    def to_json(self) -> dict[str, float | int | None]:
        """Return the bin as plain JSON types."""
        return {
            "low": self.low,
            "high": self.high,
            "count": self.count,
            "mean_probability": self.mean_probability,
            "share_true": self.share_true,
        }


def assign_bins(probabilities: FloatArray, n_bins: int = N_BINS) -> npt.NDArray[np.intp]:
    """Return the number of the bin that each probability falls in; int, the shape of the input.

    The last bin holds 1 as well.
    """
    return np.minimum((probabilities * n_bins).astype(np.intp), n_bins - 1)


def build_reliability(
    counts: npt.NDArray[Any], probability_sums: npt.NDArray[Any], true_sums: npt.NDArray[Any]
) -> tuple[ReliabilityBin, ...]:
    """Return the reliability curve from sums per bin; each argument has shape (n_bins,)."""
    n_bins = len(counts)
    return tuple(
        ReliabilityBin(
            low=place / n_bins,
            high=(place + 1) / n_bins,
            count=int(count),
            mean_probability=float(probability_sums[place] / count) if count else None,
            share_true=float(true_sums[place] / count) if count else None,
        )
        for place, count in enumerate(counts)
    )


def bin_reliability(
    probabilities: FloatArray, outcomes: npt.NDArray[Any], n_bins: int = N_BINS
) -> tuple[ReliabilityBin, ...]:
    """Return the reliability curve of probabilities (0 to 1) against outcomes (0 to 1), any equal shapes."""
    flat = np.asarray(probabilities, dtype=np.float64).ravel()
    bins = assign_bins(flat, n_bins)
    return build_reliability(
        np.bincount(bins, minlength=n_bins),
        np.bincount(bins, weights=flat, minlength=n_bins),
        np.bincount(bins, weights=np.asarray(outcomes, dtype=np.float64).ravel(), minlength=n_bins),
    )


def measure_calibration_error(
    probabilities: FloatArray, outcomes: npt.NDArray[Any], n_bins: int = N_BINS
) -> float:
    """Return the expected calibration error, 0 (best) to 1.

    The mean over all probabilities of their bin's gap between mean probability and share true.

    Source: Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using
    Bayesian binning", AAAI 2015.
    """
    total = int(np.size(probabilities))
    gaps = 0.0
    for one in bin_reliability(probabilities, outcomes, n_bins):
        if one.mean_probability is not None and one.share_true is not None:
            gaps += one.count * abs(one.mean_probability - one.share_true)
    return gaps / total


def measure_brier(probabilities: FloatArray, outcomes: npt.NDArray[Any]) -> float:
    """Return the mean squared distance between probabilities and outcomes (0 or 1), 0 is best."""
    gaps = np.asarray(probabilities, dtype=np.float64) - np.asarray(outcomes, dtype=np.float64)
    return float(np.mean(gaps * gaps))
