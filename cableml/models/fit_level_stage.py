"""fit_level_stage: a second stage for levels, and what it says of training cables that it had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.features.block import Rows
from cableml.models.fit_trees import TreeSettings, fit_trees
from cableml.models.fitted import Folds, assign_folds, run_in_threads
from cableml.models.level_evidence import build_level_evidence
from cableml.models.level_stage import LevelStage, LinearJudge, judge_evidence
from cableml.models.memory import build_memory
from cableml.models.trees import Trees

FloatMatrix = NDArray[np.float32]
Progress = Callable[[str, int, int], None]

_COST = 0.02  # of errors of the linear judge against large weights, columns brought to one scale


class LevelStageSettings(NamedTuple):
    """``strongest`` features of each cable are kept; ``tree_folds`` refits give the left-out odds."""

    trees: TreeSettings
    strongest: int
    tree_folds: int
    use_header: bool
    seed: int
    jobs: int


class FittedLevelStage(NamedTuple):
    """A second stage, and the probabilities of its training cables by one that had not seen them.

    ``left_out`` is float32 (n_cables, n_levels).
    """

    stage: LevelStage
    left_out: NDArray[np.float32]


def fit_level_stage(
    cables: Sequence[BlindCable],
    rows: Rows,
    n_features: int,
    scores: FloatMatrix,
    Y: NDArray[np.bool_],
    ids: Sequence[str | None],
    scale: float,
    folds: Folds,
    settings: LevelStageSettings,
    progress: Progress,
) -> FittedLevelStage:
    """Return the fitted second stage of a levels model.

    Parameters: ``scores`` float32 (n_cables, n_scores) by linear models that had not seen the cable;
    ``Y`` bool (n_cables, n_levels), one level a row; ``ids`` the cables' ids; ``scale`` the squared length
    of a row in which no block is empty; ``folds`` parts of the cables that do not vote on one another.
    """
    n_cables, n_levels = Y.shape
    memory = build_memory(cables, rows, n_features, Y, ids, settings.strongest, scale)
    progress("comparing cables with one another", 0, 0)
    evidence = build_level_evidence(
        cables, rows, scores, memory, n_levels, folds, use_header=settings.use_header
    )
    known = Y.any(axis=1)  # a cable of a level too rare to learn says nothing on the others
    level = np.argmax(Y, axis=1)
    parts = assign_folds(n_cables, settings.tree_folds, settings.seed)
    n_parts = int(parts.max()) + 1

    def fit(part: int) -> tuple[LinearJudge, tuple[Trees, ...]]:
        kept = known & (parts != part)
        trees = tuple(
            fit_trees(evidence[kept], level[kept] >= cut, settings.trees) for cut in range(1, n_levels)
        )
        return _fit_judge(evidence[kept], level[kept], n_levels), trees

    progress("growing trees", 0, n_parts + 1)
    left_out = np.empty((n_cables, n_levels), dtype=np.float32)
    # The last one leaves nothing out.
    for part, judges in enumerate(run_in_threads(fit, range(n_parts + 1), settings.jobs)):
        left_out[parts == part] = judge_evidence(*judges, evidence[parts == part])
        progress("growing trees", part + 1, n_parts + 1)
    return FittedLevelStage(LevelStage(memory, *judges, settings.use_header), left_out)


def _fit_judge(evidence: FloatMatrix, level: NDArray[np.int64], n_levels: int) -> LinearJudge:
    from sklearn.linear_model import LogisticRegression

    wide = evidence.astype(np.float64)
    n_known = np.maximum((~np.isnan(wide)).sum(axis=0), 1)  # no reference may lead anywhere
    centre = np.nansum(wide, axis=0) / n_known
    known = np.where(np.isnan(wide), 0.0, wide - centre)
    spread = known.std(axis=0)
    spread[spread == 0.0] = 1.0
    fitted = LogisticRegression(C=_COST, max_iter=1000, tol=1e-6).fit(known / spread, level)
    slopes = np.zeros((evidence.shape[1], n_levels))
    offsets = np.full(n_levels, -np.inf)
    if len(fitted.classes_) == 2:  # one row of coefficients stands for both
        fitted.coef_ = np.vstack([-fitted.coef_, fitted.coef_]) / 2.0
        fitted.intercept_ = np.concatenate([-fitted.intercept_, fitted.intercept_]) / 2.0
    slopes[:, fitted.classes_] = fitted.coef_.T / spread[:, None]
    offsets[fitted.classes_] = fitted.intercept_
    # A level that a fold does not hold has no odds at all; finite, so that nothing turns into NaN.
    offsets = np.where(np.isfinite(offsets), offsets, -50.0)
    return LinearJudge(centre.astype(np.float32), slopes.astype(np.float32), offsets.astype(np.float32))
