"""decide_levels: probabilities of levels to the level that is decided on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cableml.cable.level_costs import LevelCosts, build_cost_matrix

_TIE = 1e-9  # of two levels that cost the same the more probable one


def decide_levels(
    probabilities: NDArray[np.float32], labels: Sequence[str], costs: LevelCosts | None
) -> NDArray[np.int64]:
    """Return the columns decided on, int64 (n_cables,): of least expected cost, or the most probable.

    Parameters: ``probabilities`` (n_cables, n_levels), columns as ``labels``; ``costs`` None: every mistake
    is as bad as any other.
    """
    if costs is None:
        best: NDArray[np.int64] = np.argmax(probabilities, axis=1)
        return best
    matrix = np.array(build_cost_matrix(costs, labels), dtype=np.float64)
    wide = probabilities.astype(np.float64)
    # Added up row by row: a product of matrices rounds otherwise for one cable than for many.
    expected = (wide[:, :, None] * matrix[None, :, :]).sum(axis=1)
    cheapest: NDArray[np.int64] = np.argmin(expected - _TIE * wide, axis=1)
    return cheapest
