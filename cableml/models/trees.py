"""Trees: boosted regression trees as flat arrays, scored with numpy alone.

A pair of arrays a tree file would hide in objects lies open here: one row a node, children behind
parents, so that loading runs nothing and walking needs no recursion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.errors import ModelFolderError

FloatMatrix = NDArray[np.float32]

LEAF = 255
"""What ``feature`` holds where a node is a leaf; so many features at most."""
_ROWS_AT_ONCE = 16_384  # their walk through one tree stays in the processor's cache


class Trees(NamedTuple):
    """Nodes of all trees, tree after tree.

    ``roots`` uint32 (n_trees,) is each tree's first node. One entry a node (n_nodes,): ``feature`` uint8
    (LEAF for a leaf); ``cut`` float32: a value up to it goes left; ``left`` and ``right`` uint32 node
    numbers, larger than their parent's; ``missing_left`` uint8: 1 where NaN goes left; ``value`` float32:
    what a leaf adds to the log-odds and, inside, what a walk that ended there would add. ``start``
    float32 (1,) is where the sum begins.
    """

    roots: NDArray[np.uint32]
    feature: NDArray[np.uint8]
    cut: NDArray[np.float32]
    left: NDArray[np.uint32]
    right: NDArray[np.uint32]
    missing_left: NDArray[np.uint8]
    value: NDArray[np.float32]
    start: NDArray[np.float32]


DTYPES: Mapping[str, str] = {
    "roots": "<u4",
    "feature": "|u1",
    "cut": "<f4",
    "left": "<u4",
    "right": "<u4",
    "missing_left": "|u1",
    "value": "<f4",
    "start": "<f4",
}


def score_trees(trees: Trees, X: FloatMatrix) -> NDArray[np.float32]:
    """Return the log-odds of rows, float32 (n_rows,).

    Parameters: ``X`` float32 (n_rows, n_features), NaN where a value is missing.
    """
    odds = np.full(len(X), np.float64(trees.start[0]))
    for first in range(0, len(X), _ROWS_AT_ONCE):
        part = np.ascontiguousarray(X[first : first + _ROWS_AT_ONCE])
        for root in trees.roots:
            odds[first : first + len(part)] += trees.value[_walk(trees, int(root), part)]
    return odds.astype(np.float32)


def explain_trees(trees: Trees, row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what each feature adds to the log-odds of one row, float32 (n_features,).

    The features' shares and what every row gets before any question was asked sum up to `score_trees`.
    On the way from a root to a leaf each step's change of the expected value is the asked feature's.
    Source: Saabas, "Interpreting random forests" (2014).
    """
    added = np.zeros(len(row), dtype=np.float64)
    for root in trees.roots:
        node = int(root)
        while trees.feature[node] != LEAF:
            feature = int(trees.feature[node])
            after = int(_next(trees, np.array([node]), row[None, :])[0])
            added[feature] += float(trees.value[after]) - float(trees.value[node])
            node = after
    return added.astype(np.float32)


def check_trees(trees: Trees, n_features: int) -> None:
    """Return nothing if walking the trees ends and asks for no feature that does not exist.

    Raises: ModelFolderError otherwise.
    """
    n_nodes = len(trees.feature)
    parts = trees._asdict()
    sizes = {len(parts[name]) for name in parts if name not in _OTHER_SIZES}
    if sizes != {n_nodes} or len(trees.start) != 1:
        raise ModelFolderError("the arrays of the trees differ in length; train the model again.")
    is_inner = trees.feature != LEAF
    place = np.arange(n_nodes)
    inner, children = place[is_inner], (trees.left[is_inner], trees.right[is_inner])
    if n_nodes and (
        any(np.any(child <= inner) or np.any(child >= n_nodes) for child in children)
        or np.any(trees.feature[is_inner] >= n_features)
        or np.any(trees.roots >= n_nodes)
    ):
        raise ModelFolderError(
            "a tree points to a node or feature that does not exist; train the model again."
        )
    if not (np.all(np.isfinite(trees.value)) and np.all(np.isfinite(trees.start))):
        raise ModelFolderError("a tree holds a value that is no number; train the model again.")


_OTHER_SIZES = ("roots", "start")


def _walk(trees: Trees, root: int, X: FloatMatrix) -> NDArray[np.int64]:
    """Return the leaf of the tree that each row ends in."""
    node = np.full(len(X), root, dtype=np.int64)
    walking = np.arange(len(X)) if trees.feature[root] != LEAF else np.empty(0, dtype=np.int64)
    while len(walking):
        after = _next(trees, node[walking], X[walking])
        node[walking] = after
        walking = walking[trees.feature[after] != LEAF]
    return node


def _next(trees: Trees, node: NDArray[np.int64], X: FloatMatrix) -> NDArray[np.int64]:
    values = X[np.arange(len(X)), trees.feature[node]]
    goes_left = np.where(np.isnan(values), trees.missing_left[node] != 0, values <= trees.cut[node])
    return np.where(goes_left, trees.left[node], trees.right[node]).astype(np.int64)


def trees_to_arrays(trees: Trees, prefix: str) -> dict[str, NDArray[Any]]:
    """Return the arrays by names such as ``pairs.cut``."""
    return {f"{prefix}.{name}": array for name, array in trees._asdict().items()}


def trees_from_arrays(arrays: Mapping[str, NDArray[Any]], prefix: str, n_features: int) -> Trees:
    """Return trees from what `trees_to_arrays` gave.

    Raises: KeyError for an array that is missing; ModelFolderError for one that cannot be walked.
    """
    for name, dtype in DTYPES.items():
        array = arrays[f"{prefix}.{name}"]
        if array.dtype.str != dtype or array.ndim != 1:
            raise ModelFolderError(f"{prefix}.{name}.npy is no vector of {dtype}; train the model again.")
    trees = Trees(*(arrays[f"{prefix}.{name}"] for name in DTYPES))
    check_trees(trees, n_features)
    return trees
