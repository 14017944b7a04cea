"""The squared_hinge estimator: groups of labels solved together, groups shared among threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cableml.models.fitted import (
    BoolMatrix,
    Fitted,
    FloatMatrix,
    Folds,
    Progress,
    assign_folds,
    run_in_threads,
)
from cableml.models.gram import DenseKernel, build_kernel
from cableml.models.leave_one_out import leave_one_out_scores
from cableml.models.linear import Linear
from cableml.models.settings import FitSettings
from cableml.models.squared_hinge import Kernel, Solution, solve_squared_hinge

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GROUP = 48  # labels a group: enough for one product to be fast, few enough for threads to share
_FOLD_TOLERANCE = 3e-3
_FOLDS_OF_MANY = 3  # where no dense matrix can be held, leaving out is by so many folds


def fit_squared_hinge(
    X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: Folds, progress: Progress
) -> Fitted:
    """Return the machines of all columns of ``Y`` and their left-out scores."""
    kernel = build_kernel(X)
    signs = np.where(np.ascontiguousarray(Y.T), np.float32(1.0), np.float32(-1.0))
    costs = error_costs(Y, settings)
    solution = Solution(np.empty_like(signs), np.empty_like(signs))

    def solve(group: slice) -> slice:
        part = solve_squared_hinge(kernel, signs[group], costs[group])
        solution.beta[group], solution.scores[group] = part
        return group

    _run_groups(solve, len(signs), settings.jobs, "fitting labels", progress)
    linear = Linear(primal_weights(X, solution.beta), solution.beta.sum(axis=1))
    if settings.folds:
        left_out = _refit_folds(kernel, signs, costs, solution, folds, settings.jobs, progress)
    elif isinstance(kernel, DenseKernel):
        left_out = _leave_one_out(kernel, signs, costs, solution, settings.jobs, progress)
    else:
        folds = assign_folds(len(Y), _FOLDS_OF_MANY, settings.seed)
        left_out = _refit_folds(kernel, signs, costs, solution, folds, settings.jobs, progress)
    return Fitted(linear, np.ascontiguousarray(left_out.T))


def error_costs(Y: BoolMatrix, settings: FitSettings) -> FloatMatrix:
    """Return the cost of an error for every label and cable: float32 (n_scores, n_cables)."""
    n_cables, n_scores = Y.shape
    if settings.class_weight is None:
        return np.full((n_scores, n_cables), settings.c, dtype=np.float32)
    n_positive = Y.sum(axis=0)[:, None]
    shares = np.where(Y.T, n_cables / (2.0 * n_positive), n_cables / (2.0 * (n_cables - n_positive)))
    costs: FloatMatrix = (settings.c * shares).astype(np.float32)
    return costs


def primal_weights(X: csr_matrix, beta: FloatMatrix) -> FloatMatrix:
    """Return the weights that ``beta`` (n_scores, n_cables) stands for: float32 (n_features, n_scores)."""
    weights: FloatMatrix = X.T.tocsr() @ np.ascontiguousarray(beta.T)
    return weights


def _leave_one_out(
    kernel: DenseKernel,
    signs: FloatMatrix,
    costs: FloatMatrix,
    solution: Solution,
    jobs: int,
    progress: Progress,
) -> FloatMatrix:
    left_out = np.empty_like(signs)

    def leave_out(group: slice) -> slice:
        part = Solution(solution.beta[group], solution.scores[group])
        left_out[group] = leave_one_out_scores(kernel.gram, signs[group], costs[group], part)
        return group

    _run_groups(leave_out, len(signs), jobs, "leaving cables out", progress)
    return left_out


def _refit_folds(
    kernel: Kernel,
    signs: FloatMatrix,
    costs: FloatMatrix,
    solution: Solution,
    folds: Folds,
    jobs: int,
    progress: Progress,
) -> FloatMatrix:
    left_out = np.empty_like(signs)
    for fold in range(int(folds.max()) + 1):
        kept = folds != fold

        def refit(group: slice, kept: BoolMatrix = kept) -> slice:
            beta = solution.beta[group] * kept
            part = solve_squared_hinge(
                kernel,
                signs[group],
                costs[group] * kept,
                start=Solution(beta, kernel.apply(beta)),
                tolerance=_FOLD_TOLERANCE,
            )
            left_out[group, ~kept] = part.scores[:, ~kept]
            return group

        _run_groups(refit, len(signs), jobs, f"refitting without fold {fold + 1}", progress)
    return left_out


def _run_groups(
    work: Callable[[slice], slice], n_labels: int, jobs: int, stage: str, progress: Progress
) -> None:
    groups = [slice(first, min(first + GROUP, n_labels)) for first in range(0, n_labels, GROUP)]
    progress(stage, 0, n_labels)
    for group in run_in_threads(work, groups, jobs):
        progress(stage, group.stop, n_labels)
