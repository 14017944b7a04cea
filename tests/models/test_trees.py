"""Trees as arrays: scored as scikit-learn scores them, explained to the last bit of odds, checked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cableml.errors import ModelFolderError
from cableml.models import trees as trees_module
from cableml.models.fit_trees import fit_trees
from cableml.models.growing import TreeSettings
from cableml.models.trees import (
    LEAF,
    Trees,
    check_trees,
    explain_trees,
    score_trees,
    trees_from_arrays,
    trees_to_arrays,
)

N_FEATURES = 6
POINTS = "a tree points to a node or feature that does not exist; train the model again."
LENGTHS = "the arrays of the trees differ in length; train the model again."
NO_NUMBER = "a tree holds a value that is no number; train the model again."


@pytest.fixture(scope="module")
def sample() -> tuple[np.ndarray, np.ndarray]:
    """Rows with missing values, whole numbers among them, and whether each is positive."""
    draw = np.random.default_rng(3)
    X = draw.normal(size=(800, N_FEATURES)).astype(np.float32)
    X[:, 1] = draw.integers(0, 4, size=800)
    X[draw.random((800, N_FEATURES)) < 0.2] = np.nan
    odds = np.nan_to_num(X[:, 0]) * 2 + (X[:, 1] > 1) - np.isnan(X[:, 2]) + draw.normal(size=800)
    return X, odds > 0


@pytest.fixture(scope="module")
def trees(sample: tuple[np.ndarray, np.ndarray]) -> Trees:
    return fit_trees(*sample, TreeSettings(n_trees=12, leaves=15, min_rows=10))


def by_hand(trees: Trees, row: np.ndarray) -> float:
    """Return the log-odds of one row, walked in plain Python."""
    odds = float(trees.start[0])
    for root in trees.roots:
        node = int(root)
        while trees.feature[node] != LEAF:
            value = row[trees.feature[node]]
            goes_left = bool(trees.missing_left[node]) if np.isnan(value) else value <= trees.cut[node]
            node = int(trees.left[node] if goes_left else trees.right[node])
        odds += float(trees.value[node])
    return odds


def stump(**changes: list[float]) -> Trees:
    """Return one question: feature 1 up to 2.5 gives -1, above it +1; NaN goes left."""
    parts = {
        "roots": [0],
        "feature": [1, LEAF, LEAF],
        "cut": [2.5, 0, 0],
        "left": [1, 0, 0],
        "right": [2, 0, 0],
        "missing_left": [1, 0, 0],
        "value": [0.25, -1, 1],
        "start": [0.5],
    } | changes
    return Trees(*(np.array(parts[name], dtype=dtype) for name, dtype in trees_module.DTYPES.items()))


def test_a_value_up_to_the_cut_goes_left_and_a_missing_one_where_it_is_sent() -> None:
    X = np.array([[0, 2.5], [0, np.nextafter(np.float32(2.5), np.float32(3))], [0, np.nan]], dtype=np.float32)
    assert score_trees(stump(), X).tolist() == [-0.5, 1.5, -0.5]
    assert score_trees(stump(missing_left=[0, 0, 0]), X).tolist() == [-0.5, 1.5, 1.5]
    assert score_trees(stump(), X).dtype == np.float32


def test_masks_end_in_the_leaf_that_walking_ends_in(trees: Trees, sample) -> None:
    X, _ = sample
    assert all(trees_module._strike_masks(trees, int(root)) is not None for root in trees.roots)
    expected = np.array([by_hand(trees, row) for row in X]).astype(np.float32)
    np.testing.assert_array_equal(score_trees(trees, X), expected)


def test_masks_and_walk_agree_bit_for_bit(trees: Trees, sample, monkeypatch: pytest.MonkeyPatch) -> None:
    X, _ = sample
    masked = score_trees(trees, X)
    monkeypatch.setattr(trees_module, "_strike_masks", lambda trees, root: None)
    np.testing.assert_array_equal(score_trees(trees, X), masked)


def test_a_few_rows_score_as_they_do_among_many(
    trees: Trees, sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, _ = sample
    monkeypatch.setattr("cableml.models.trees._FEW_ROWS", 0)
    among_many = score_trees(trees, X)
    monkeypatch.setattr("cableml.models.trees._FEW_ROWS", 10**6)
    np.testing.assert_array_equal(score_trees(trees, X), among_many)
    np.testing.assert_array_equal(score_trees(trees, X[3:4]), among_many[3:4])
    assert score_trees(trees, X[:0]).shape == (0,)


def test_trees_of_more_leaves_than_a_mask_has_bits_are_walked(sample) -> None:
    X, y = sample
    for leaves, has_masks in ((16, True), (17, False), (60, False)):
        large = fit_trees(X, y, TreeSettings(n_trees=2, leaves=leaves, min_rows=2))
        assert [trees_module._strike_masks(large, int(root)) is not None for root in large.roots] == [
            has_masks
        ] * 2
        expected = np.array([by_hand(large, row) for row in X]).astype(np.float32)
        np.testing.assert_array_equal(score_trees(large, X), expected)


def test_rows_taken_a_few_at_a_time_score_the_same(
    trees: Trees, sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, _ = sample
    whole = score_trees(trees, X)
    monkeypatch.setattr(trees_module, "_ROWS_AT_ONCE", 7)
    np.testing.assert_array_equal(score_trees(trees, X), whole)
    assert score_trees(trees, X[:0]).shape == (0,)


def test_a_tree_that_is_one_leaf_adds_its_value() -> None:
    lone = stump(feature=[LEAF], cut=[0], left=[0], right=[0], missing_left=[0], value=[2])
    assert score_trees(lone, np.zeros((2, 2), dtype=np.float32)).tolist() == [2.5, 2.5]
    assert explain_trees(lone, np.zeros(2, dtype=np.float32)).tolist() == [0, 0]


def test_an_explanation_names_the_feature_that_was_asked() -> None:
    assert explain_trees(stump(), np.array([9, 3], dtype=np.float32)).tolist() == [0, 0.75]
    assert explain_trees(stump(), np.array([9, np.nan], dtype=np.float32)).tolist() == [0, -1.25]


def test_explanations_sum_up_to_the_log_odds(trees: Trees, sample) -> None:
    X, _ = sample
    beginning = float(trees.start[0]) + float(trees.value[trees.roots].sum())
    for row, odds in zip(X[:50], score_trees(trees, X[:50]), strict=True):
        added = explain_trees(trees, row)
        assert added.shape == (N_FEATURES,)
        assert beginning + float(added.sum()) == pytest.approx(float(odds), abs=1e-5)


def test_sound_trees_pass(trees: Trees) -> None:
    check_trees(trees, N_FEATURES)
    check_trees(stump(), 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"left": [0, 0, 0]}, POINTS),  # a circle of one
        ({"feature": [1, 1, LEAF], "left": [1, 0, 0], "right": [2, 2, 0]}, POINTS),  # back to the root
        ({"right": [3, 0, 0]}, POINTS),
        ({"left": [2**32 - 1, 0, 0]}, POINTS),
        ({"feature": [2, LEAF, LEAF]}, POINTS),
        ({"feature": [254, LEAF, LEAF]}, POINTS),
        ({"roots": [3]}, POINTS),
        ({"value": [0, np.nan, 1]}, NO_NUMBER),
        ({"value": [0, 1, np.inf]}, NO_NUMBER),
        ({"start": [np.nan]}, NO_NUMBER),
        ({"cut": [np.nan, 0, 0]}, NO_NUMBER),
        ({"start": []}, LENGTHS),
        ({"start": [0, 0]}, LENGTHS),
        ({"cut": [2.5, 0]}, LENGTHS),
        ({"value": [0, 1, 2, 3]}, LENGTHS),
        (
            {name: [] for name in ("feature", "cut", "left", "right", "missing_left", "value")},
            POINTS,  # a root without any node
        ),
    ],
    ids=range(16),
)
def test_error_trees_that_cannot_be_walked_are_refused(changes: dict[str, list[float]], message: str) -> None:
    with pytest.raises(ModelFolderError) as caught:
        check_trees(stump(**changes), 2)
    assert caught.value.message == message


def test_arrays_give_the_same_trees_back(trees: Trees) -> None:
    arrays = trees_to_arrays(trees, "pairs")
    assert {name: array.dtype.str for name, array in arrays.items()} == {
        f"pairs.{name}": dtype for name, dtype in trees_module.DTYPES.items()
    }
    again = trees_from_arrays(arrays, "pairs", N_FEATURES)
    for name, array in trees._asdict().items():
        np.testing.assert_array_equal(getattr(again, name), array)


@pytest.mark.parametrize("change", [lambda array: array.astype("<f8"), lambda array: array[:, None]])
@pytest.mark.parametrize("name", list(trees_module.DTYPES))
def test_error_an_array_of_another_kind_is_refused(
    name: str, change: Callable[[np.ndarray], np.ndarray]
) -> None:
    arrays = trees_to_arrays(stump(), "pairs")
    arrays[f"pairs.{name}"] = change(arrays[f"pairs.{name}"])
    with pytest.raises(ModelFolderError) as caught:
        trees_from_arrays(arrays, "pairs", 2)
    dtype = trees_module.DTYPES[name]
    assert caught.value.message == f"pairs.{name}.npy is no vector of {dtype}; train the model again."


def test_error_a_missing_array_is_named() -> None:
    arrays = trees_to_arrays(stump(), "pairs")
    del arrays["pairs.cut"]
    with pytest.raises(KeyError, match=r"pairs\.cut"):
        trees_from_arrays(arrays, "pairs", 2)
