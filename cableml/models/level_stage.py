"""LevelStage: the second stage of a levels model: a linear judge and boosted trees, averaged; numpy alone.

The linear judge is the calibration with more columns than the scores. The trees judge each cut of the
order of levels (is it at least FOUO, CONFIDENTIAL, SECRET?). They err on different cables: their mean is
better than either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.errors import ModelFolderError
from cableml.features.block import Rows
from cableml.models.level_evidence import build_level_evidence, count_level_evidence
from cableml.models.memory import MEMORY_ARRAYS, CableMemory, check_memory
from cableml.models.paragraph_judge import (
    ParagraphJudge,
    ScoredParagraphs,
    judge_marks,
    paragraphs_from_arrays,
    paragraphs_to_arrays,
    roll_up,
)
from cableml.models.prediction import ScoredParagraph
from cableml.models.trees import Trees, score_trees, trees_from_arrays, trees_to_arrays

FloatMatrix = NDArray[np.float32]

_PREFIX = "level"


class LinearJudge(NamedTuple):
    """Log-odds of levels: ``(X - centre) @ slopes + offsets``, what X leaves open counting as its centre.

    ``centre`` float32 (n_columns,), ``slopes`` float32 (n_columns, n_levels), ``offsets`` (n_levels,).
    """

    centre: NDArray[np.float32]
    slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]


class LevelStage(NamedTuple):
    """``trees`` one a cut between neighbouring levels; ``memory`` of the training cables and their levels.

    ``paragraphs`` None: paragraphs are not judged.
    """

    memory: CableMemory
    judge: LinearJudge
    trees: tuple[Trees, ...]
    use_header: bool
    paragraphs: ParagraphJudge | None = None

    @property
    def n_levels(self) -> int:
        """Number of levels."""
        return len(self.judge.offsets)


def judge_levels(
    stage: LevelStage,
    cables: Sequence[BlindCable],
    rows: Rows,
    scores: FloatMatrix,
    paragraphs: ScoredParagraphs | None,
) -> NDArray[np.float32]:
    """Return the probability of each level, float32 (n_cables, n_levels); rows sum to one.

    Parameters: ``rows`` and ``scores`` of the cables by the linear model; ``paragraphs`` of the cables by
    the stage's judge, None where it has none.
    """
    rolled = None if paragraphs is None else roll_up(paragraphs)
    evidence = build_level_evidence(
        cables, rows, scores, stage.memory, stage.n_levels, None, rolled, use_header=stage.use_header
    )
    return judge_evidence(stage.judge, stage.trees, evidence)


def mark_paragraphs(
    stage: LevelStage, paragraphs: ScoredParagraphs, probabilities: FloatMatrix, labels: Sequence[str]
) -> list[tuple[ScoredParagraph, ...]]:
    """Return how the paragraphs of each cable would be marked, in order.

    Parameters: ``probabilities`` (n_cables, n_levels) of the cables' levels, columns as ``labels``.
    """
    assert stage.paragraphs is not None
    marks = judge_marks(stage.paragraphs, paragraphs, probabilities)
    scored = [
        ScoredParagraph(
            labels[int(np.argmax(row))],
            {label: float(value) for label, value in zip(labels, row, strict=True)},
        )
        for row in marks
    ]
    return [tuple(scored[start:end]) for start, end in pairwise(paragraphs.starts.tolist())]


def judge_evidence(judge: LinearJudge, trees: Sequence[Trees], evidence: FloatMatrix) -> NDArray[np.float32]:
    """Return what both judges make of evidence, on average: float32 (n_cables, n_levels)."""
    mean: NDArray[np.float32] = (
        0.5 * (_judge_linearly(judge, evidence) + _judge_cuts(trees, evidence))
    ).astype(np.float32)
    return mean


def _judge_linearly(judge: LinearJudge, evidence: FloatMatrix) -> NDArray[np.float64]:
    known = np.where(np.isnan(evidence), np.float32(0.0), evidence - judge.centre).astype(np.float64)
    odds = known @ judge.slopes + judge.offsets
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
    return probabilities


def _judge_cuts(trees: Sequence[Trees], evidence: FloatMatrix) -> NDArray[np.float64]:
    """Return probabilities of levels from those of reaching each cut, made to fall from cut to cut."""
    odds = np.column_stack([score_trees(one, evidence) for one in trees]).astype(np.float64)
    reached = np.minimum.accumulate(1.0 / (1.0 + np.exp(-odds)), axis=1)
    edges = np.hstack([np.ones((len(reached), 1)), reached, np.zeros((len(reached), 1))])
    probabilities: NDArray[np.float64] = edges[:, :-1] - edges[:, 1:]
    return probabilities


def level_stage_to_arrays(stage: LevelStage) -> tuple[dict[str, NDArray[Any]], dict[str, Sequence[str]]]:
    """Return plain arrays and word lists, by names such as ``memory.tags`` and ``level_cut_1.value``."""
    memory = stage.memory
    arrays: dict[str, NDArray[Any]] = {f"memory.{name}": getattr(memory, name) for name in MEMORY_ARRAYS}
    arrays |= {f"judge.{name}": array for name, array in zip(LinearJudge._fields, stage.judge, strict=True)}
    for cut, trees in enumerate(stage.trees, start=1):
        arrays |= trees_to_arrays(trees, f"{_PREFIX}_cut_{cut}")
    if stage.paragraphs is not None:
        arrays |= paragraphs_to_arrays(stage.paragraphs)
    return arrays, {"memory.post_names": memory.post_names, "memory.ids": memory.ids}


def level_stage_from_arrays(
    arrays: Mapping[str, NDArray[Any]],
    terms: Mapping[str, Sequence[str]],
    *,
    use_header: bool,
    n_features: int,
    n_scores: int,
    n_levels: int,
    n_words: int = 0,
) -> LevelStage:
    """Return a second stage from what `level_stage_to_arrays` gave.

    Parameters: ``n_words`` the columns of the block that paragraphs are read by, 0 where there is none.

    Raises: KeyError for a part that is missing; ModelFolderError for parts that do not fit one another.
    """
    kept = {name: arrays[f"memory.{name}"] for name in MEMORY_ARRAYS}
    memory = CableMemory(**kept, post_names=terms["memory.post_names"], ids=terms["memory.ids"])
    check_memory(memory, n_features, n_levels)
    paragraphs = paragraphs_from_arrays(arrays, n_words, n_levels)
    n_columns = count_level_evidence(
        n_scores, n_levels, use_header=use_header, use_paragraphs=paragraphs is not None
    )
    judge = LinearJudge(*(arrays[f"judge.{name}"] for name in LinearJudge._fields))
    shapes = ((n_columns,), (n_columns, n_levels), (n_levels,))
    if any(
        array.dtype.str != "<f4" or array.shape != shape or not np.all(np.isfinite(array))
        for array, shape in zip(judge, shapes, strict=True)
    ):
        raise ModelFolderError("the second stage's arrays do not fit the levels; train the model again.")
    trees = tuple(trees_from_arrays(arrays, f"{_PREFIX}_cut_{cut}", n_columns) for cut in range(1, n_levels))
    return LevelStage(memory, judge, trees, use_header, paragraphs)
