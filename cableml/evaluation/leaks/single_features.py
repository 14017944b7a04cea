"""Features that alone predict a label implausibly well: mostly not content but a mark left in.

Topics predict labels too (Iran: classified; NATO: PREL), and on 4,932 development cables the best honest
feature reaches a lower bound of 0.76 for a level, 0.88 for a subject tag and 0.93 for "classified at all".
A mark reaches 0.97 and more. The bounds below lie between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Z = 3.0
"""Standard errors below the share that the bound lies: one feature in 740 exceeds it by chance."""
MIN_PRECISION = 0.92
MIN_PRECISION_COARSE = 0.96
"""For a label that most cables carry or lack (classified at all): chance alone gives high precision there."""
MIN_COVERAGE = 0.02
MIN_CABLES = 20


@dataclass(frozen=True, slots=True)
class TellingFeature:
    """A column that gives a label away.

    ``n_cables`` hold it, ``n_hits`` of them carry the label; ``precision_low`` is the lower bound of the
    share; ``coverage`` is the share of the label's cables that hold it; ``rows`` are two witnesses.
    """

    column: int
    label: str
    n_cables: int
    n_hits: int
    precision_low: float
    coverage: float
    rows: tuple[int, ...]


def find_telling_features(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int64],
    n_features: int,
    gold: NDArray[np.bool_],
    labels: Sequence[str],
    coarse: Sequence[bool],
) -> list[TellingFeature]:
    """Return the features that predict a label implausibly well, the surest first.

    Parameters
    ----------
    indptr, indices
        Sparse rows, int64 (n_cables + 1,) and (n_pairs,): which features each cable holds.
    n_features
        Number of columns.
    gold, labels, coarse
        bool (n_cables, n_labels), the labels' names, and whether each is held to the coarse bound.
        Give no label that words may rightly tell (a country's tag).
    """
    row = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    n_cables = np.bincount(indices, minlength=n_features)
    found: list[TellingFeature] = []
    for number, label in enumerate(labels):
        total = int(gold[:, number].sum())
        hits: NDArray[Any] = np.bincount(indices, weights=gold[row, number], minlength=n_features)
        low = bound_share(hits, n_cables)
        least = MIN_PRECISION_COARSE if coarse[number] else MIN_PRECISION
        telling = (low >= least) & (n_cables >= MIN_CABLES) & (hits >= MIN_COVERAGE * max(total, 1))
        for column in np.flatnonzero(telling):
            rows = row[indices == column][:2]
            found.append(
                TellingFeature(
                    int(column),
                    label,
                    int(n_cables[column]),
                    int(hits[column]),
                    float(low[column]),
                    float(hits[column] / max(total, 1)),
                    tuple(map(int, rows)),
                )
            )
    found.sort(key=lambda feature: (-feature.precision_low, feature.column))
    return found


def bound_share(hits: NDArray[np.floating[Any]], n: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return the lower bound of each share ``hits / n`` (Wilson's interval, `Z` standard errors)."""
    n_safe = np.maximum(n, 1)
    share = hits / n_safe
    centre = share + Z * Z / (2 * n_safe)
    spread = Z * np.sqrt(share * (1 - share) / n_safe + Z * Z / (4 * n_safe * n_safe))
    bound: NDArray[np.float64] = np.where(n > 0, (centre - spread) / (1 + Z * Z / n_safe), 0.0)
    return bound
