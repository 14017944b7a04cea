"""ParagraphJudge: how sensitive each paragraph of a cable reads, rolled up to the cable; numpy alone.

It learned from portion marks and is shown blinded text. The highest paragraph gives a cable its level:
what stands in the roll-up is the highest of the paragraphs, their average, and the first and the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.errors import ModelFolderError
from cableml.features.paragraph_rows import find_word_block, paragraph_rows
from cableml.features.union import FeatureUnion

FloatMatrix = NDArray[np.float32]

_PREFIX = "paragraphs"
ROLL_UP: tuple[str, ...] = ("highest", "average", "first", "last")
PLACES: tuple[str, ...] = ("first", "last", "length")


class ParagraphJudge(NamedTuple):
    """Scores of paragraphs by the words of one block, and how they become probabilities of marks.

    ``weights`` float16 (n_words, n_cuts), ``offsets`` float32 (n_cuts,): a score rises with the chance that
    the paragraph's mark stands at the cut between two levels or above. ``mark_slopes`` float32
    (n_inputs, n_levels), ``mark_offsets`` (n_levels,): log-odds of marks, see `judge_marks`.
    """

    weights: NDArray[np.float16]
    offsets: NDArray[np.float32]
    mark_slopes: NDArray[np.float32]
    mark_offsets: NDArray[np.float32]


class ScoredParagraphs(NamedTuple):
    """``scores`` float32 (n_paragraphs, n_cuts); ``starts`` int64 (n_cables + 1,), ``letters`` their lengths.

    ``letters`` is float32 (n_paragraphs,): the logarithm of one more than the number of letters.
    """

    scores: FloatMatrix
    starts: NDArray[np.int64]
    letters: NDArray[np.float32]


def score_paragraphs(
    judge: ParagraphJudge, features: FeatureUnion, cables: Sequence[BlindCable]
) -> ScoredParagraphs:
    """Return the scores of all paragraphs of the cables, cable after cable."""
    number = find_word_block(features)
    assert number is not None  # a judge without its words cannot be fitted or loaded
    rows, starts = paragraph_rows(features.blocks_[number], cables)
    scores = np.tile(judge.offsets, (len(rows.indptr) - 1, 1))
    filled = np.flatnonzero(rows.indptr[1:] > rows.indptr[:-1])
    if len(filled):
        added = np.take(judge.weights, rows.indices, axis=0).astype(np.float32)
        added *= rows.data[:, None]
        # All short rows in one step: a product a paragraph would cost more than its words.
        scores[filled] += np.add.reduceat(added, rows.indptr[filled])
    return ScoredParagraphs(scores, starts, count_letters(cables))


def count_letters(cables: Sequence[BlindCable]) -> NDArray[np.float32]:
    """Return the logarithm of one more than each paragraph's number of letters, float32 (n_paragraphs,)."""
    sizes = [len(paragraph.text) for cable in cables for paragraph in cable.paragraphs]
    return np.log1p(np.array(sizes, dtype=np.float32))


def roll_up(scored: ScoredParagraphs) -> FloatMatrix:
    """Return what the paragraphs say of their cable, float32 (n_cables, len(ROLL_UP) * n_cuts).

    A column for each cut of each kind, kind after kind; NaN where a cable has no paragraph.
    """
    scores, starts, _ = scored
    rolled = np.full((len(starts) - 1, len(ROLL_UP) * scores.shape[1]), np.nan, dtype=np.float32)
    has = starts[1:] > starts[:-1]
    begin, end = starts[:-1][has], starts[1:][has]
    if len(begin):
        wide = scores.astype(np.float64)
        average = np.add.reduceat(wide, begin) / (end - begin)[:, None]
        rolled[has] = np.hstack([np.maximum.reduceat(wide, begin), average, wide[begin], wide[end - 1]])
    return rolled


def judge_marks(judge: ParagraphJudge, scored: ScoredParagraphs, probabilities: FloatMatrix) -> FloatMatrix:
    """Return the probability of each level as a paragraph's mark, float32 (n_paragraphs, n_levels).

    Parameters: ``probabilities`` (n_cables, n_levels) of the cables' own levels.
    """
    odds = mark_inputs(scored, probabilities) @ judge.mark_slopes.astype(np.float64) + judge.mark_offsets
    odds -= odds.max(axis=1, keepdims=True)
    shares = np.exp(odds)
    marks: FloatMatrix = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return marks


def mark_inputs(scored: ScoredParagraphs, probabilities: FloatMatrix) -> NDArray[np.float64]:
    """Return what marks are judged by, float64 (n_paragraphs, n_cuts + n_levels + 3).

    A paragraph's scores, the log-probabilities of its cable's levels, whether it is the first or the last,
    and its length.
    """
    sizes = np.diff(scored.starts)
    cable = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(cable)) - scored.starts[cable]
    logs = np.log(np.maximum(probabilities.astype(np.float64), 1e-4))
    return np.column_stack(
        [scored.scores.astype(np.float64), logs[cable], place == 0, place == sizes[cable] - 1, scored.letters]
    )


def paragraphs_to_arrays(judge: ParagraphJudge) -> dict[str, NDArray[Any]]:
    """Return the arrays by names such as ``paragraphs.weights``."""
    return {f"{_PREFIX}.{name}": getattr(judge, name) for name in judge._fields}


def paragraphs_from_arrays(
    arrays: Mapping[str, NDArray[Any]], n_words: int, n_levels: int
) -> ParagraphJudge | None:
    """Return what `paragraphs_to_arrays` gave, or None where the model has no such judge.

    Raises: KeyError for an array that is missing; ModelFolderError for one that does not fit.
    """
    if not any(name.startswith(f"{_PREFIX}.") for name in arrays):
        return None
    parts = [arrays[f"{_PREFIX}.{name}"] for name in ParagraphJudge._fields]
    n_cuts = n_levels - 1
    shapes = (
        ("<f2", (n_words, n_cuts)),
        ("<f4", (n_cuts,)),
        ("<f4", (n_cuts + n_levels + len(PLACES), n_levels)),
        ("<f4", (n_levels,)),
    )
    for array, (dtype, shape) in zip(parts, shapes, strict=True):
        if array.dtype.str != dtype or array.shape != shape or not np.all(np.isfinite(array)):
            raise ModelFolderError(
                "the arrays of the paragraphs do not fit the model; train the model again."
            )
    return ParagraphJudge(*parts)
