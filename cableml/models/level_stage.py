"""LevelStage: the second stage of a levels model: a linear judge and boosted trees, averaged; numpy alone.

The linear judge is the calibration with more columns than the scores. The trees judge each cut of the
order of levels (is it at least FOUO, CONFIDENTIAL, SECRET?). They err on different cables: their mean is
better than either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.features.block import Rows
from cableml.models.level_evidence import build_level_evidence
from cableml.models.memory import CableMemory
from cableml.models.trees import Trees, score_trees

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
    """``trees`` one a cut between neighbouring levels; ``memory`` of the training cables and their levels."""

    memory: CableMemory
    judge: LinearJudge
    trees: tuple[Trees, ...]
    use_header: bool

    @property
    def n_levels(self) -> int:
        """Number of levels."""
        return len(self.judge.offsets)


def judge_levels(
    stage: LevelStage, cables: Sequence[BlindCable], rows: Rows, scores: FloatMatrix
) -> NDArray[np.float32]:
    """Return the probability of each level, float32 (n_cables, n_levels); rows sum to one.

    Parameters: ``rows`` and ``scores`` of the cables by the linear model.
    """
    evidence = build_level_evidence(
        cables, rows, scores, stage.memory, stage.n_levels, use_header=stage.use_header
    )
    return judge_evidence(stage.judge, stage.trees, evidence)


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
