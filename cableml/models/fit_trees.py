"""fit_trees: boosted trees by scikit-learn's HistGradientBoostingClassifier, taken apart into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.models.trees import LEAF, Trees

FloatMatrix = NDArray[np.float32]
BoolVector = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TreeSettings:
    """How trees are grown: so many trees, leaves a tree, learning rate, rows a leaf, penalty on values."""

    n_trees: int = 200
    leaves: int = 15
    learning_rate: float = 0.08
    min_rows: int = 60
    penalty: float = 5.0
    seed: int = 1


def fit_trees(X: FloatMatrix, y: BoolVector, settings: TreeSettings) -> Trees:
    """Return trees whose summed values are the log-odds of ``y`` (n_rows,) given ``X`` (n_rows, n_features).

    NaN in ``X`` is a value of its own. Cuts are rounded to float32, which X is in: no row changes sides.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    if not y.any() or y.all():
        return _constant(y)
    booster = HistGradientBoostingClassifier(
        max_iter=settings.n_trees,
        max_leaf_nodes=settings.leaves,
        learning_rate=settings.learning_rate,
        min_samples_leaf=settings.min_rows,
        l2_regularization=settings.penalty,
        early_stopping=False,
        random_state=settings.seed,
    )
    # One thread, so that fits beside each other do not wait for one another.
    with threadpool_limits(limits=1, user_api="openmp"):
        # scikit-learn cannot bin a column without a value; made constant, no tree will ask for it.
        booster.fit(np.where(np.isnan(X).all(axis=0), np.float32(0.0), X), y)
    nodes = [predictors[0].nodes for predictors in booster._predictors]
    return _flatten(nodes, float(np.ravel(booster._baseline_prediction)[0]))


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


def _flatten(trees: Sequence[Any], start: float) -> Trees:
    sizes = np.array([len(nodes) for nodes in trees])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.uint32)
    nodes = np.concatenate(trees)
    offset = np.repeat(roots, sizes)
    is_leaf = nodes["is_leaf"].astype(bool)
    # The largest float32 not above the cut: a float32 value is at most the one as it is the other.
    cut = nodes["num_threshold"].astype(np.float32)
    above = cut.astype(np.float64) > nodes["num_threshold"]
    cut[above] = np.nextafter(cut[above], np.float32(-np.inf))
    return Trees(
        roots,
        np.where(is_leaf, LEAF, nodes["feature_idx"]).astype(np.uint8),
        np.where(is_leaf, np.float32(0), cut),
        np.where(is_leaf, 0, nodes["left"] + offset).astype(np.uint32),
        np.where(is_leaf, 0, nodes["right"] + offset).astype(np.uint32),
        np.where(is_leaf, 0, nodes["missing_go_to_left"]).astype(np.uint8),
        nodes["value"].astype(np.float32),
        np.array([start], dtype=np.float32),
    )


def _constant(y: BoolVector) -> Trees:
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
