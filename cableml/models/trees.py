"""Trees: boosted regression trees as flat arrays, scored with numpy alone.

A pair of arrays a tree file would hide in objects lies open here: one row a node, children behind
parents, so that loading runs nothing and walking needs no recursion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.errors import ModelFolderError

if TYPE_CHECKING:
    from types import ModuleType

FloatMatrix = NDArray[np.float32]

LEAF = 255
"""What ``feature`` holds where a node is a leaf; so many features at most."""
_FEW_ROWS = 256  # from there on the masks are faster
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

    All questions of a tree are asked of all rows at once: each no strikes out the leaves to its left, and
    the first leaf left is where a row ends. That is some twenty times as fast as walking row by row.
    Trees of more leaves than a mask has bits are walked.

    Parameters: ``X`` float32 (n_rows, n_features), NaN where a value is missing.
    Source: Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive ensembles of
    regression trees" (2015).
    """
    if native.kernels is not None:
        return _score_natively(native.kernels, trees, X)
    if len(X) <= _FEW_ROWS:
        return _score_few(trees, X)
    odds = np.full(len(X), np.float64(trees.start[0]))
    masks = [_strike_masks(trees, int(root)) for root in trees.roots]
    for first in range(0, len(X), _ROWS_AT_ONCE):
        part = np.ascontiguousarray(X[first : first + _ROWS_AT_ONCE].T)
        is_missing = [np.isnan(column) for column in part]
        has_missing = [bool(missing.any()) for missing in is_missing]
        for root, mask in zip(trees.roots, masks, strict=True):
            if mask is None:
                leaf = _walk(trees, int(root), part.T)
            else:
                left = np.full(part.shape[1], _ALL, dtype=np.uint16)
                for node, struck in mask.struck:
                    feature = int(trees.feature[node])
                    goes_left = part[feature] <= trees.cut[node]
                    if has_missing[feature] and trees.missing_left[node]:
                        goes_left |= is_missing[feature]
                    left &= np.where(goes_left, _ALL, struck)
                leaf = mask.leaves[_FIRST_BIT[left]]
            odds[first : first + part.shape[1]] += trees.value[leaf]
    return odds.astype(np.float32)


def _score_natively(kernels: ModuleType, trees: Trees, X: FloatMatrix) -> NDArray[np.float32]:
    odds = np.empty(len(X), dtype=np.float32)
    rows = np.ascontiguousarray(X, dtype=np.float32)
    kernels.score_trees(*trees[:-1], float(trees.start[0]), rows, X.shape[1], odds)
    return odds


def _score_few(trees: Trees, X: FloatMatrix) -> NDArray[np.float32]:
    """Return the same as `score_trees`, all trees walked at once: few rows need not wait for masks."""
    n_trees = len(trees.roots)
    row = np.repeat(np.arange(len(X)), n_trees)
    node = np.tile(trees.roots.astype(np.int64), len(X))
    walking = np.flatnonzero(trees.feature[node] != LEAF)
    while len(walking):
        at = node[walking]
        after = _ask(trees, at, X[row[walking], trees.feature[at]])
        node[walking] = after
        walking = walking[trees.feature[after] != LEAF]
    # Added up from the first tree to the last, as for many rows: the same bits.
    terms = np.empty((len(X), n_trees + 1), dtype=np.float64)
    terms[:, 0] = trees.start[0]
    terms[:, 1:] = trees.value[node].reshape(len(X), n_trees)
    odds: NDArray[np.float32] = np.cumsum(terms, axis=1)[:, -1].astype(np.float32)
    return odds


class _Masks(NamedTuple):
    """A tree's leaves from left to right, and for each question the leaves that a no leaves over."""

    leaves: NDArray[np.int64]
    struck: list[tuple[int, np.uint16]]


def _strike_masks(trees: Trees, root: int) -> _Masks | None:
    """Return the masks of a tree, or None where it has more leaves than a mask has bits."""
    leaves: list[int] = []
    struck: list[tuple[int, np.uint16]] = []

    # A stack in place of recursion: a node is met once before its left side and once after it.
    waiting: list[tuple[int, int | None]] = [(root, None)]
    while waiting:
        node, n_before = waiting.pop()
        if trees.feature[node] == LEAF:
            leaves.append(node)
        elif n_before is None:
            waiting += [(int(trees.right[node]), None), (node, len(leaves)), (int(trees.left[node]), None)]
        else:
            gone = (1 << len(leaves)) - (1 << n_before)
            if len(leaves) > 16:
                return None
            struck.append((node, np.uint16(~gone & 0xFFFF)))
    return _Masks(np.array(leaves), struck) if len(leaves) <= 16 else None


_ALL = np.uint16(0xFFFF)
_FIRST_BIT = np.zeros(1 << 16, dtype=np.uint8)
for _bit in range(15, -1, -1):
    _FIRST_BIT[1 << _bit :: 1 << (_bit + 1)] = _bit


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
    if (
        any(np.any(child <= inner) or np.any(child >= n_nodes) for child in children)
        or np.any(trees.feature[is_inner] >= n_features)
        or np.any(trees.roots >= n_nodes)
    ):
        raise ModelFolderError(
            "a tree points to a node or feature that does not exist; train the model again."
        )
    # A cut may be infinite: the question is then whether there is a value at all.
    are_numbers = np.all(np.isfinite(trees.value)) and np.all(np.isfinite(trees.start))
    if not are_numbers or np.any(np.isnan(trees.cut)):
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
    return _ask(trees, node, X[np.arange(len(X)), trees.feature[node]])


def _ask(trees: Trees, node: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the node after each one, where the feature that it asks for has such a value."""
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
