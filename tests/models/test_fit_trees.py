"""Grown trees: they say what scikit-learn's trees say, and the same bytes whatever the number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from cableml.models import growing
from cableml.models.binning import bin_columns
from cableml.models.fit_trees import average_trees, fit_trees, flatten
from cableml.models.growing import TreeSettings, grow_trees
from cableml.models.trees import LEAF, Trees, check_trees, explain_trees, score_trees

SETTINGS = TreeSettings(n_trees=25, leaves=9, min_rows=8)


def make_sample(n_rows: int = 900, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Return float32 rows, one in six values missing, and whether each is positive."""
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(n_rows, 7)).astype(np.float32)
    X[:, 3] = draw.integers(0, 5, size=n_rows)
    X[:, 4] = draw.choice(np.array([0.1, 0.2, 0.3, 1 / 3], dtype=np.float32), size=n_rows)
    X[draw.random(X.shape) < 1 / 6] = np.nan
    odds = np.nan_to_num(X[:, 0]) - np.isnan(X[:, 1]) + 3 * np.nan_to_num(X[:, 4]) - 0.5
    return X, odds + draw.normal(size=n_rows) > 0


def grow_with_sklearn(X: np.ndarray, y: np.ndarray, settings: TreeSettings) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=settings.n_trees,
        max_leaf_nodes=settings.leaves,
        learning_rate=settings.learning_rate,
        min_samples_leaf=settings.min_rows,
        l2_regularization=settings.penalty,
        early_stopping=False,
        random_state=settings.seed,
    ).fit(X, y)


def bytes_of(trees: Trees) -> list[bytes]:
    return [array.tobytes() for array in trees]


def round_off(X: np.ndarray) -> np.ndarray:
    """Return the rows with so few values a column that every one is a range of its own."""
    return np.clip(np.round(X * 8) / 8, -3, 3)


@pytest.mark.parametrize("leaves", [2, 9, 16, 17, 40])
def test_where_every_value_is_a_range_the_trees_score_as_scikit_learns(leaves: int) -> None:
    X, y = make_sample(4_000)
    X = round_off(X)
    settings = TreeSettings(n_trees=4, leaves=leaves, min_rows=40, learning_rate=0.3)
    trees = fit_trees(X, y, settings)
    check_trees(trees, X.shape[1])
    assert len(trees.roots) == 4
    booster = grow_with_sklearn(X, y, settings)
    others = round_off(make_sample(seed=6)[0])
    for rows in (X, others):
        # Chances are looked up in steps of a thousandth, and sums are of integers.
        away = np.abs(score_trees(trees, rows) - booster.decision_function(rows))
        assert away.max() < 0.01


def log_loss(odds: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean(np.logaddexp(0, np.where(y, -odds, odds))))


@pytest.mark.parametrize("drawn", [1.0, 0.15])
def test_trees_are_as_good_on_other_rows_as_scikit_learns(
    drawn: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "_DRAWN_LEAST", 1)
    monkeypatch.setattr(growing, "_DRAWN_SHARE", drawn)
    X, y = make_sample(30_000)
    others, wanted = make_sample(10_000, seed=6)
    settings = TreeSettings(n_trees=60, leaves=15, min_rows=40)
    found = log_loss(score_trees(fit_trees(X, y, settings), others), wanted)
    theirs = log_loss(grow_with_sklearn(X, y, settings).decision_function(others), wanted)
    untaught = log_loss(np.full(len(wanted), np.log(wanted.mean() / (1 - wanted.mean()))), wanted)
    assert theirs < 0.8 * untaught
    assert found == pytest.approx(theirs, rel=0.005)


def test_cuts_are_values_of_the_rows() -> None:
    X, y = make_sample()
    trees = fit_trees(X, y, SETTINGS)
    asked = [(int(trees.feature[node]), trees.cut[node]) for node in np.flatnonzero(trees.feature != LEAF)]
    assert len({feature for feature, _ in asked}) > 4
    for feature, cut in asked:
        assert np.isposinf(cut) or cut in X[:, feature]


def test_values_at_and_beside_every_cut_go_where_their_codes_go() -> None:
    X, y = make_sample()
    binned = bin_columns(X)
    start = np.float32(0.25)
    grown = grow_trees(binned, y, start, SETTINGS)
    trees = flatten(grown, binned, start)
    rows = []
    for node in np.flatnonzero(trees.feature != LEAF):
        cut = trees.cut[node]
        for value in (cut, np.nextafter(cut, np.float32(np.inf)), np.nextafter(cut, np.float32(-np.inf))):
            rows.append(X[node % len(X)].copy())
            rows[-1][trees.feature[node]] = value
    wanted = [float(start)] * len(rows)
    for place, row in enumerate(rows):
        for tree in range(SETTINGS.n_trees):
            node = 0
            while grown.feature[tree, node] != LEAF:
                feature = grown.feature[tree, node]
                below = (binned.cuts[feature] < row[feature]).sum()
                code = 0 if np.isnan(row[feature]) else below + 1
                is_left = code <= grown.code[tree, node] and (code or grown.missing_left[tree, node])
                node = int((grown.left if is_left else grown.right)[tree, node])
            wanted[place] += float(grown.value[tree, node])
    assert len(rows) > 300
    np.testing.assert_array_equal(score_trees(trees, np.array(rows)), np.array(wanted, dtype=np.float32))


def test_what_matters_is_whether_there_is_a_value() -> None:
    X = np.ones((400, 1), dtype=np.float32)
    X[::2] = np.nan
    y = np.arange(400) % 2 == 0
    trees = fit_trees(X, y, SETTINGS)
    assert np.isposinf(trees.cut[0])
    scores = score_trees(trees, np.array([[np.nan], [1.0], [1e30]], dtype=np.float32))
    assert scores[0] > 1
    assert scores[1] == scores[2] < -1


def test_cuts_between_neighbouring_floats_part_them() -> None:
    low = np.float32(0.1)
    high = np.nextafter(low, np.float32(1))
    X = np.repeat(np.array([[low], [high]], dtype=np.float32), 60, axis=0)
    y = np.repeat([False, True], 60)
    scores = score_trees(fit_trees(X, y, SETTINGS), np.array([[low], [high]], dtype=np.float32))
    assert scores[0] < -1
    assert scores[1] > 1


def test_leaves_are_marked_and_hold_nothing_but_their_value() -> None:
    trees = fit_trees(*make_sample(), SETTINGS)
    is_leaf = trees.feature == LEAF
    assert not trees.cut[is_leaf].any()
    assert not trees.left[is_leaf].any()
    assert not trees.missing_left[is_leaf].any()
    assert is_leaf.sum() == (~is_leaf).sum() + len(trees.roots)


@pytest.mark.parametrize(("y", "odds"), [([True] * 40, 10.0), ([False] * 40, -10.0), ([], -10.0)])
def test_a_constant_target_leaves_nothing_to_ask(y: list[bool], odds: float) -> None:
    X, _ = make_sample(len(y))
    trees = fit_trees(X, np.array(y, dtype=bool), SETTINGS)
    check_trees(trees, 7)
    assert len(trees.roots) == 0
    assert score_trees(trees, make_sample(3)[0]).tolist() == [odds] * 3
    assert explain_trees(trees, make_sample(1)[0][0]).tolist() == [0.0] * 7


def test_a_column_without_a_value_is_never_asked_for() -> None:
    X, y = make_sample()
    X[:, 2] = np.nan
    trees = fit_trees(X, y, SETTINGS)
    assert 2 not in trees.feature
    filled = X.copy()
    filled[:, 2] = 7.0
    np.testing.assert_array_equal(score_trees(trees, filled), score_trees(trees, X))


def test_too_few_rows_for_a_question_give_the_base_rate() -> None:
    X, y = make_sample(12)
    trees = fit_trees(X, y, TreeSettings(n_trees=3, min_rows=60))
    scores = score_trees(trees, X)
    assert np.unique(scores).size == 1
    assert 1 / (1 + np.exp(-scores[0])) == pytest.approx(y.mean(), abs=1e-5)


def test_the_rows_given_are_left_as_they_are() -> None:
    X, y = make_sample()
    before = X.copy()
    fit_trees(X, y, SETTINGS)
    np.testing.assert_array_equal(X, before)


def test_threads_change_no_byte() -> None:
    X, y = make_sample()
    alone = bytes_of(fit_trees(X, y, SETTINGS))
    with threadpool_limits(limits=2):
        assert bytes_of(fit_trees(X, y, SETTINGS)) == alone
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(lambda _: bytes_of(fit_trees(X, y, SETTINGS)), range(2)))
    assert beside == [alone, alone]


def test_averaged_trees_give_the_mean_of_what_their_parts_give() -> None:
    draw = np.random.default_rng(4)
    X = draw.normal(size=(900, 3)).astype(np.float32)
    X[draw.random((900, 3)) < 0.1] = np.nan
    y = np.nan_to_num(X[:, 0]) + draw.normal(size=900) > 0
    settings = TreeSettings(n_trees=12, leaves=6, min_rows=10)
    parts = [fit_trees(X[first::3], y[first::3], settings) for first in range(3)]
    together = average_trees(parts)
    check_trees(together, 3)
    assert len(together.roots) == 36
    mean = np.mean([score_trees(part, X) for part in parts], axis=0)
    np.testing.assert_allclose(score_trees(together, X), mean, atol=1e-5)
    for part, trees in zip(together._asdict().items(), parts[0], strict=True):
        assert part[1].dtype == trees.dtype


def test_a_part_without_a_question_is_averaged_like_any_other() -> None:
    X = np.arange(200, dtype=np.float32)[:, None]
    parts = [
        fit_trees(X, X[:, 0] > 99, TreeSettings(n_trees=3)),
        fit_trees(X, np.ones(200, bool), TreeSettings()),
    ]
    together = average_trees(parts)
    check_trees(together, 1)
    np.testing.assert_allclose(score_trees(together, X), 0.5 * score_trees(parts[0], X) + 5.0, atol=1e-5)
