"""fit_paragraphs: a judge of paragraphs from portion marks, and what it says of cables it had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.cable.level import Level, parse_level
from cableml.cable.side_labels import SideLabels
from cableml.features.block import to_csr
from cableml.features.paragraph_rows import find_word_block, paragraph_rows
from cableml.features.union import FeatureUnion
from cableml.models.fitted import run_in_threads
from cableml.models.paragraph_judge import (
    PLACES,
    ParagraphJudge,
    ScoredParagraphs,
    count_letters,
    mark_inputs,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]

MIN_PARAGRAPHS = 20  # on either side of each cut, or paragraphs are not judged
_PENALTY = 7.0  # on squared weights, against squared errors of paragraphs
_MAX_STEPS = 60
_TOLERANCE = 1e-3
_MARK_COST = 1.0


class FittedParagraphs(NamedTuple):
    """A judge, and the scores of the training cables' paragraphs by others that had not seen the cable.

    ``marks`` int64 (n_paragraphs,): the place of each paragraph's level among the model's, -1: not known.
    """

    judge: ParagraphJudge
    left_out: ScoredParagraphs
    marks: IntVector


def fit_paragraphs(
    cables: Sequence[BlindCable],
    marks: IntVector,
    features: FeatureUnion,
    n_levels: int,
    folds: IntVector,
    jobs: int,
) -> FittedParagraphs | None:
    """Return the fitted judge, or None where there are too few portion marks, or no block of words.

    How its scores become probabilities of marks is left open (zeros) until `fit_marks`.

    Parameters: ``marks`` (n_paragraphs,) as `read_marks` gives them; ``folds`` (n_cables,) the parts of the
    cables that are left out in turn.
    """
    number = find_word_block(features)
    if number is None:
        return None
    cuts = np.arange(1, n_levels)
    above = marks[:, None] >= cuts
    is_known = marks >= 0
    n_above = above[is_known].sum(axis=0)
    if n_above.min() < MIN_PARAGRAPHS or int(is_known.sum()) - n_above.max() < MIN_PARAGRAPHS:
        return None
    rows, starts = paragraph_rows(features.blocks_[number], cables)
    X = to_csr(rows, features.blocks_[number].n_features)
    turned = X.T.tocsr()
    targets = np.where(above, np.float32(1.0), np.float32(-1.0))
    part_of = np.repeat(folds, np.diff(starts))
    n_parts = int(folds.max()) + 1

    def fit(part: int) -> tuple[FloatMatrix, FloatMatrix]:
        return _fit_ridge(X, turned, targets, is_known & (part_of != part))

    scores = np.empty(targets.shape, dtype=np.float32)
    # The last one leaves nothing out.
    for part, (weights, offsets) in enumerate(run_in_threads(fit, range(n_parts + 1), jobs)):
        own = part_of == part
        scores[own] = X[own] @ weights + offsets
    n_inputs = len(cuts) + n_levels + len(PLACES)
    judge = ParagraphJudge(
        weights.astype(np.float16),
        offsets,
        np.zeros((n_inputs, n_levels), dtype=np.float32),
        np.zeros(n_levels, dtype=np.float32),
    )
    return FittedParagraphs(judge, ScoredParagraphs(scores, starts, count_letters(cables)), marks)


def fit_marks(fitted: FittedParagraphs, probabilities: FloatMatrix) -> ParagraphJudge:
    """Return the judge with what turns scores into probabilities of marks.

    Parameters: ``probabilities`` (n_cables, n_levels) of the cables' levels by models that had not seen them.
    """
    from sklearn.linear_model import LogisticRegression

    is_known = fitted.marks >= 0
    inputs = mark_inputs(fitted.left_out, probabilities)[is_known]
    model = LogisticRegression(C=_MARK_COST, max_iter=1000).fit(inputs, fitted.marks[is_known])
    judge = fitted.judge
    slopes = np.zeros(judge.mark_slopes.shape)
    offsets = np.full(judge.mark_offsets.shape, -50.0)
    if len(model.classes_) == 2:  # one row of coefficients stands for both
        model.coef_ = np.vstack([-model.coef_, model.coef_]) / 2.0
        model.intercept_ = np.concatenate([-model.intercept_, model.intercept_]) / 2.0
    slopes[:, model.classes_] = model.coef_.T
    offsets[model.classes_] = model.intercept_
    return judge._replace(mark_slopes=slopes.astype(np.float32), mark_offsets=offsets.astype(np.float32))


def read_marks(
    cables: Sequence[BlindCable],
    side: Sequence[SideLabels | None],
    labels: Sequence[str],
    levels: Sequence[str],
) -> IntVector:
    """Return the place of each paragraph's level among ``levels``, -1 where it is not known: (n_paragraphs,).

    A mark between two levels counts as the lower. Unclassified cables seldom bear marks: a paragraph
    without one is then of the cable's own level. In a classified cable it may be of any.
    """
    own = [parse_level(level) for level in levels]
    marks: list[int] = []
    for cable, one, label in zip(cables, side, labels, strict=True):
        stated: Sequence[Level | None] = one.marks if one is not None else ()
        if len(stated) != len(cable.paragraphs):
            stated = [None] * len(cable.paragraphs)
        level = parse_level(label)
        rest = level if level is not None and not level.is_classified else None
        marks += [_place(mark if mark is not None else rest, own) for mark in stated]
    return np.array(marks, dtype=np.int64)


def _place(mark: Level | None, levels: Sequence[Level | None]) -> int:
    if mark is None:
        return -1
    return max(
        (place for place, level in enumerate(levels) if level is not None and level <= mark), default=0
    )


def _fit_ridge(
    X: csr_matrix, turned: csr_matrix, targets: FloatMatrix, is_kept: NDArray[np.bool_]
) -> tuple[FloatMatrix, FloatMatrix]:
    """Return weights (n_words, n_cuts) and offsets (n_cuts,) of least squared error on the kept rows.

    All cuts are solved beside each other by conjugate gradients; ``turned`` is X transposed.
    """
    kept = is_kept.astype(np.float32)[:, None]
    mean = (targets * kept).sum(axis=0) / kept.sum()
    residual = turned @ ((targets - mean) * kept)
    weights = np.zeros_like(residual)
    direction = residual.copy()
    size = np.einsum("ij,ij->j", residual, residual)
    enough = _TOLERANCE**2 * size
    for _ in range(_MAX_STEPS):
        image = turned @ ((X @ direction) * kept) + np.float32(_PENALTY) * direction
        curvature = np.einsum("ij,ij->j", direction, image)
        rate = np.where(curvature > 0, size / np.where(curvature > 0, curvature, 1.0), 0.0)
        weights += rate * direction
        residual -= rate * image
        new_size = np.einsum("ij,ij->j", residual, residual)
        if np.all(new_size <= enough):
            break
        direction = residual + direction * np.where(size > 0, new_size / np.where(size > 0, size, 1.0), 0.0)
        size = new_size
    offsets = mean - ((X @ weights) * kept).sum(axis=0) / kept.sum()
    return weights.astype(np.float32), offsets.astype(np.float32)
