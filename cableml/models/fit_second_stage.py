"""fit_second_stage: a second stage and what it says of training cables that its trees had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.cable.label_space import LabelSpace
from cableml.features.block import Rows, cut_rows
from cableml.models.binning import bin_columns
from cableml.models.fit_trees import average_trees, constant_trees, fit_binned
from cableml.models.fitted import Folds, deal_groups, run_in_threads
from cableml.models.growing import TreeSettings
from cableml.models.memory import CableMemory
from cableml.models.pairs import Linearly, Pairs, count_together, share_outside_folds
from cableml.models.second_stage import SecondStage, build_candidates, fill_probabilities
from cableml.models.settings import FitSettings
from cableml.models.trees import Trees, score_trees

Progress = Callable[[str, int, int], None]

_AT_ONCE = 256  # cables: what each is held against stays small


class FittedStage(NamedTuple):
    """A second stage, and the probabilities of its training cables by trees that had not seen them.

    ``left_out`` is float32 (n_cables, n_tags).
    """

    stage: SecondStage
    left_out: NDArray[np.float32]


def fit_second_stage(
    memory: CableMemory,
    cables: Sequence[BlindCable],
    rows: Rows,
    Y: NDArray[np.bool_],
    said: Linearly,
    label_space: LabelSpace,
    block_names: tuple[str, ...],
    folds: Folds,
    groups: NDArray[np.int64],
    settings: FitSettings,
    progress: Progress,
) -> FittedStage:
    """Return the fitted second stage of a tags model.

    Parameters: ``memory`` that of the cables; ``said`` of each cable by linear models that had not seen its
    fold, as ``folds`` says; ``groups`` int64 (n_cables,), the same number for cables that repeat one another.
    """
    own = settings.second_stage
    assert own is not None
    progress("comparing cables with one another", 0, 0)
    empty = constant_trees(np.empty(0, dtype=bool))
    stage = SecondStage(
        memory,
        empty,
        count_together(Y),
        np.ones(1, dtype=np.float32),
        own.candidates,
        block_names,
        settings.fields != "body",
    )
    pairs = _build_pairs(stage, cables, rows, said, label_space, folds, settings.jobs)
    y = Y[pairs.row, pairs.column]
    trees = TreeSettings(own.trees, own.leaves, own.learning_rate, own.min_pairs, own.penalty, settings.seed)
    part = deal_groups(groups.tolist(), own.tree_folds, settings.seed)[pairs.row]
    n_folds = int(part.max()) + 1

    binned = bin_columns(pairs.X, settings.jobs)

    def grow(fold: int) -> Trees:
        kept = part != fold
        return fit_binned(binned.take(kept), y[kept], trees)

    n_growings = n_folds + own.refit  # the one more leaves nothing out
    progress("growing trees", 0, n_growings)
    odds = np.empty(len(y), dtype=np.float32)
    parts: list[Trees] = []
    for fold, grown in enumerate(run_in_threads(grow, range(n_growings), settings.jobs)):
        left_out = part == fold
        odds[left_out] = score_trees(grown, pairs.X[left_out])
        parts.append(grown)
        progress("growing trees", fold + 1, n_growings)
    stage = stage._replace(trees=parts[-1] if own.refit else average_trees(parts))
    rest = _measure_rest(said, Y, pairs.row, pairs.column)
    stage = stage._replace(rest=np.array([rest], dtype=np.float32))
    return FittedStage(stage, fill_probabilities(said, pairs, odds, rest, len(label_space)))


def _build_pairs(
    stage: SecondStage,
    cables: Sequence[BlindCable],
    rows: Rows,
    said: Linearly,
    label_space: LabelSpace,
    folds: Folds,
    jobs: int,
) -> Pairs:
    """Return the pairs of all training cables, some cables at a time: what is said of one stands alone."""
    shares = share_outside_folds(stage.together, stage.memory, folds)

    def build(first: int) -> Pairs:
        part = slice(first, first + _AT_ONCE)
        own = said._replace(odds=said.odds[part], blocks=said.blocks[part])
        pairs = build_candidates(
            stage,
            cables[part],
            cut_rows(rows, part),
            own,
            label_space,
            folds,
            first=first,
            shares=shares,
        )
        return pairs._replace(row=pairs.row + first)

    parts = list(run_in_threads(build, range(0, len(cables), _AT_ONCE), jobs))
    return Pairs(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.column for part in parts]),
        np.concatenate([part.X for part in parts]),
    )


def _measure_rest(
    said: Linearly, Y: NDArray[np.bool_], row: NDArray[np.int64], column: NDArray[np.int64]
) -> float:
    """Return how many tags are carried that are no candidates, as a share of what their chances add up to."""
    is_candidate = np.zeros(Y.shape, dtype=bool)
    is_candidate[row, column] = True
    is_candidate, Y = is_candidate[:, said.columns], Y[:, said.columns]
    chances = 1.0 / (1.0 + np.exp(-said.odds.astype(np.float64)))
    expected = float(chances[~is_candidate].sum())
    return min(1.0, float(Y[~is_candidate].sum()) / expected) if expected > 0.0 else 1.0
