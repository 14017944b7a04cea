"""What each training cable would score had it been left out, without refitting.

Near its optimum a squared hinge machine is a least-squares fit on its active cables, and least squares
knows its leave-one-out scores: ``f_-i(x_i) = y_i - beta_i / G_ii`` with ``G`` the inverse of
``K_AA + diag(1 / 2c)`` over the active cables A. A cable that is not active does not shape the solution,
so its score stands. The set A is taken as it is, which a refit might change: an approximation, tested
against refits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cableml.models.squared_hinge import Solution

FloatMatrix = NDArray[np.float32]


def leave_one_out_scores(
    gram: FloatMatrix,
    signs: FloatMatrix,
    costs: FloatMatrix,
    solution: Solution,
) -> FloatMatrix:
    """Return the left-out scores: float32 (n_labels, n_cables).

    Parameters: ``gram`` as `cableml.models.gram.build_gram` gives it, the others as they went into and
    came from `solve_squared_hinge`.
    """
    from scipy.linalg.lapack import spotrf, strtri

    scores = solution.scores.copy()
    for label in range(len(signs)):
        active = np.flatnonzero((signs[label] * solution.scores[label] < 1.0) & (costs[label] > 0))
        if len(active):
            system = gram[np.ix_(active, active)]
            system[np.diag_indices_from(system)] += 0.5 / costs[label, active]
            factor, problem = spotrf(system, overwrite_a=True)
            inverse, more = strtri(factor, overwrite_c=True)
            if problem or more:  # not positive definite in float32: leave the scores as fitted
                continue
            y, f = signs[label, active], solution.scores[label, active]
            # By the optimality condition beta is 2c (y - f); the left-out error is beta / G_ii.
            beta = 2.0 * costs[label, active] * (y - f)
            # The inverse of the system is U^-1 U^-T: its diagonal is the rows' squared lengths.
            diagonal = np.einsum("ij,ij->i", inverse, inverse)
            scores[label, active] = y - beta / diagonal
    return scores
