"""fit_trees: boosted trees for log-odds, from rows of features to the arrays that predicting walks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.models.binning import Binned, bin_columns
from cableml.models.growing import Grown, TreeSettings, grow_trees
from cableml.models.trees import LEAF, Trees

FloatMatrix = NDArray[np.float32]
BoolVector = NDArray[np.bool_]


def fit_trees(X: FloatMatrix, y: BoolVector, settings: TreeSettings) -> Trees:
    """Return trees whose summed values are the log-odds of ``y`` (n_rows,) given ``X`` (n_rows, n_features).

    NaN in ``X`` is a value of its own. Cuts are values of ``X``: no row changes sides.
    """
    return fit_binned(bin_columns(X), y, settings)


def fit_binned(binned: Binned, y: BoolVector, settings: TreeSettings) -> Trees:
    """Return the trees of rows that were binned before, as `fit_trees`."""
    if not y.any() or y.all():
        return constant_trees(y)
    start = np.float32(np.log(y.mean() / (1.0 - y.mean())))
    return flatten(grow_trees(binned, y, start, settings), binned, start)


def average_trees(parts: Sequence[Trees]) -> Trees:
    """Return trees whose log-odds are the mean of what the parts give."""
    share = np.float32(1.0 / len(parts))
    first_node = np.cumsum([0, *(len(part.feature) for part in parts)])

    def join(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    def move(name: str) -> NDArray[np.uint32]:
        """Return node numbers moved behind the nodes of the parts before; a leaf's stay 0."""
        moved = [
            np.where(part.feature == LEAF, 0, getattr(part, name) + first)
            for part, first in zip(parts, first_node, strict=False)
        ]
        return np.concatenate(moved).astype(np.uint32)

    roots = [part.roots + first for part, first in zip(parts, first_node, strict=False)]
    return Trees(
        np.concatenate(roots).astype(np.uint32),
        join("feature"),
        join("cut"),
        move("left"),
        move("right"),
        join("missing_left"),
        join("value") * share,
        np.array([np.mean(join("start"))], dtype=np.float32),
    )


def flatten(grown: Grown, binned: Binned, start: np.float32) -> Trees:
    """Return grown trees as predicting walks them: cuts in place of codes, all nodes in one row."""
    roots = np.concatenate([[0], np.cumsum(grown.n_nodes[:-1])]).astype(np.uint32)
    offset = np.repeat(roots, grown.n_nodes)
    is_node = np.arange(grown.feature.shape[1]) < grown.n_nodes[:, None]
    feature, code = grown.feature[is_node], grown.code[is_node]
    is_leaf = feature == LEAF
    # Behind the last cut lies only what is missing.
    most = max(len(cuts) for cuts in binned.cuts) + 1
    cuts = np.full((len(binned.cuts), most), np.inf, dtype=np.float32)
    for own, row in zip(binned.cuts, cuts, strict=True):
        row[: len(own)] = own
    cut = np.zeros(len(feature), dtype=np.float32)
    cut[~is_leaf] = cuts[feature[~is_leaf], code[~is_leaf] - 1]
    return Trees(
        roots,
        feature,
        cut,
        np.where(is_leaf, 0, grown.left[is_node] + offset).astype(np.uint32),
        np.where(is_leaf, 0, grown.right[is_node] + offset).astype(np.uint32),
        np.where(is_leaf, 0, grown.missing_left[is_node]).astype(np.uint8),
        grown.value[is_node],
        np.array([start], dtype=np.float32),
    )


def constant_trees(y: BoolVector) -> Trees:
    """Return trees without a question: rows that are all alike leave nothing to ask."""
    start = np.float32(10.0 if len(y) and y.all() else -10.0)
    empty = np.empty(0)
    return Trees(
        empty.astype(np.uint32),
        empty.astype(np.uint8),
        empty.astype(np.float32),
        empty.astype(np.uint32),
        empty.astype(np.uint32),
        empty.astype(np.uint8),
        empty.astype(np.float32),
        np.array([start], dtype=np.float32),
    )
