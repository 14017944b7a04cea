"""fit_level_stage: a second stage for levels, and what it says of training cables that it had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.features.block import Rows
from cableml.features.near_duplicates import find_near_duplicates
from cableml.features.union import FeatureUnion
from cableml.models.binning import bin_columns
from cableml.models.fit_paragraphs import fit_marks, fit_paragraphs
from cableml.models.fit_trees import fit_binned
from cableml.models.fitted import assign_folds, deal_groups, run_in_threads
from cableml.models.growing import TreeSettings
from cableml.models.level_evidence import build_level_evidence
from cableml.models.level_stage import LevelStage, LinearJudge, judge_evidence
from cableml.models.memory import build_memory
from cableml.models.one_thread import hold_linear_algebra
from cableml.models.paragraph_judge import roll_up
from cableml.models.settings import FitSettings
from cableml.models.trees import Trees

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]
Progress = Callable[[str, int, int], None]

_PARTS = 4  # refits of the judge of paragraphs, one for each part of the cables that it does not see
_COST = 0.02  # of errors of the linear judge against large weights, columns brought to one scale


class FittedLevelStage(NamedTuple):
    """A second stage, and the probabilities of its training cables by one that had not seen them.

    ``left_out`` is float32 (n_cables, n_levels).
    """

    stage: LevelStage
    left_out: NDArray[np.float32]


def fit_level_stage(
    cables: Sequence[BlindCable],
    rows: Rows,
    features: FeatureUnion,
    scores: FloatMatrix,
    Y: NDArray[np.bool_],
    ids: Sequence[str | None],
    settings: FitSettings,
    progress: Progress,
    marks: IntVector | None = None,
) -> FittedLevelStage:
    """Return the fitted second stage of a levels model.

    Parameters: ``scores`` float32 (n_cables, n_scores) by linear models that had not seen the cable;
    ``Y`` bool (n_cables, n_levels), at most one level a row; ``ids`` the cables' ids; ``marks`` of their
    paragraphs (`read_marks`), None where none are known: paragraphs are not judged then.
    """
    own = settings.second_stage
    assert own is not None
    n_cables, n_levels = Y.shape
    # A cable like itself in every block is 1 like itself.
    scale = float(sum(spec.weight * spec.weight for spec in features.active_specs()))
    memory = build_memory(cables, rows, features.n_features, Y, ids, own.strongest, scale)
    progress("comparing cables with one another", 0, 0)
    # Repeats lie in one fold: a neighbour that a new cable will not have must not teach the judges.
    folds = deal_groups(find_near_duplicates(cables).group.tolist(), own.folds, settings.seed)
    use_header = settings.fields != "body"
    paragraphs = None
    if own.paragraphs and marks is not None:
        progress("judging paragraphs", 0, 0)
        paragraphs = fit_paragraphs(cables, marks, features, n_levels, folds % _PARTS, settings.jobs)
    rolled = None if paragraphs is None else roll_up(paragraphs.left_out)
    evidence = build_level_evidence(
        cables, rows, scores, memory, n_levels, folds, rolled, use_header=use_header
    )
    grow = TreeSettings(own.trees, own.leaves, own.learning_rate, own.min_pairs, own.penalty, settings.seed)
    known = Y.any(axis=1)  # a cable of a level too rare to learn says nothing on the others
    level = np.argmax(Y, axis=1)
    parts = assign_folds(n_cables, own.tree_folds, settings.seed)
    n_parts = int(parts.max()) + 1
    binned = bin_columns(evidence)

    def fit(part: int) -> tuple[LinearJudge, tuple[Trees, ...]]:
        kept = known & (parts != part)
        own_rows = binned.take(kept)
        trees = tuple(fit_binned(own_rows, level[kept] >= cut, grow) for cut in range(1, n_levels))
        return _fit_judge(evidence[kept], level[kept], n_levels), trees

    progress("growing trees", 0, n_parts + 1)
    left_out = np.empty((n_cables, n_levels), dtype=np.float32)
    # The last one leaves nothing out.
    with hold_linear_algebra():
        for part, judges in enumerate(run_in_threads(fit, range(n_parts + 1), settings.jobs)):
            left_out[parts == part] = judge_evidence(*judges, evidence[parts == part])
            progress("growing trees", part + 1, n_parts + 1)
        judge = None if paragraphs is None else fit_marks(paragraphs, left_out)
    return FittedLevelStage(LevelStage(memory, *judges, use_header, judge), left_out)


def _fit_judge(evidence: FloatMatrix, level: NDArray[np.int64], n_levels: int) -> LinearJudge:
    from sklearn.linear_model import LogisticRegression

    wide = evidence.astype(np.float64)
    n_known = np.maximum((~np.isnan(wide)).sum(axis=0), 1)  # no reference may lead anywhere
    centre = np.nansum(wide, axis=0) / n_known
    known = np.where(np.isnan(wide), 0.0, wide - centre)
    spread = known.std(axis=0)
    spread[spread == 0.0] = 1.0
    slopes = np.zeros((evidence.shape[1], n_levels))
    offsets = np.full(n_levels, -np.inf)
    if len(np.unique(level)) == 1:
        offsets[level[0]] = 0.0
        return _round(centre, slopes, offsets)
    fitted = LogisticRegression(C=_COST, max_iter=1000, tol=1e-6).fit(known / spread, level)
    if len(fitted.classes_) == 2:  # one row of coefficients stands for both
        fitted.coef_ = np.vstack([-fitted.coef_, fitted.coef_]) / 2.0
        fitted.intercept_ = np.concatenate([-fitted.intercept_, fitted.intercept_]) / 2.0
    slopes[:, fitted.classes_] = fitted.coef_.T / spread[:, None]
    offsets[fitted.classes_] = fitted.intercept_
    return _round(centre, slopes, offsets)


def _round(
    centre: NDArray[np.float64], slopes: NDArray[np.float64], offsets: NDArray[np.float64]
) -> LinearJudge:
    # A level that no cable bears has no odds at all; finite, so that nothing turns into NaN.
    offsets = np.where(np.isfinite(offsets), offsets, -50.0)
    return LinearJudge(centre.astype(np.float32), slopes.astype(np.float32), offsets.astype(np.float32))
