"""Binning: the values of a column as numbers of ranges, a byte each: all that growing trees reads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.models.fitted import run_in_threads

FloatMatrix = NDArray[np.float32]

MOST_CUTS = 63
"""A column's, at most: the sums of all ranges then stay in the nearest cache. 126 and 253 gained nothing."""
_LOOKED_AT = 1 << 16  # rows that the cuts are chosen by


class Binned(NamedTuple):
    """Rows as codes.

    ``codes`` uint8 (n_rows, n_features): 0 where a value is missing, else 1 and the number of cuts below it.
    ``cuts`` float32, one rising vector a feature: values up to a cut lie below it.
    """

    codes: NDArray[np.uint8]
    cuts: tuple[NDArray[np.float32], ...]

    def take(self, kept: NDArray[np.bool_]) -> Binned:
        """Return the rows where ``kept`` (n_rows,) is true."""
        return Binned(self.codes[kept], self.cuts)


def bin_columns(X: FloatMatrix, jobs: int = 1) -> Binned:
    """Return float32 (n_rows, n_features) as codes; NaN is missing. ``jobs`` threads change nothing."""
    step = -(-len(X) // _LOOKED_AT) if len(X) else 1
    codes = np.empty(X.shape, dtype=np.uint8)

    def bin_column(feature: int) -> NDArray[np.float32]:
        column = np.ascontiguousarray(X[:, feature])
        cuts = _choose_cuts(column[::step])
        codes[:, feature] = np.where(np.isnan(column), 0, np.searchsorted(cuts, column) + 1)
        return cuts

    cuts = tuple(run_in_threads(bin_column, range(X.shape[1]), jobs))
    return Binned(codes, cuts)


def _choose_cuts(column: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values of the column that part it evenly; each but the largest where they are few."""
    known = np.sort(column[~np.isnan(column)])
    is_last = np.ones(len(known), dtype=np.bool_)
    is_last[:-1] = known[1:] != known[:-1]
    ends = np.flatnonzero(is_last) + 1  # how many rows have the value or a smaller one
    if len(ends) > MOST_CUTS + 1:
        wanted = len(known) * np.arange(1, MOST_CUTS + 1) // (MOST_CUTS + 1)
        at = np.unique(np.searchsorted(ends, wanted))
    else:
        at = np.arange(len(ends))
    cuts: NDArray[np.float32] = known[ends[at[at < len(ends) - 1]] - 1]
    return cuts
