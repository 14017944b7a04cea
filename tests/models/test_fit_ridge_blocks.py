"""Leaving folds out by formula: scores and block contributions equal those of real refits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from cableml.errors import TrainingError
from cableml.features.block import Rows
from cableml.models import fit_ridge_blocks as module
from cableml.models import gram, symmetric
from cableml.models.fit_ridge import fit_ridge
from cableml.models.fit_ridge_blocks import FittedBlocks, fit_ridge_blocks
from cableml.models.settings import FitSettings

SETTINGS = FitSettings("tags", estimator="ridge", c=1.2, folds=0)
STARTS = np.array([0, 12, 12, 30])  # the second block has no feature
FOLDS = np.arange(50) % 4


def fit_blocks(X: csr_matrix, Y: np.ndarray, *more: Any) -> FittedBlocks:
    rows = Rows(X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data)
    return fit_ridge_blocks(rows, Y, *more)


def silent(stage: str, done: int, total: int) -> None:
    """Take note of nothing."""


@pytest.fixture(scope="module")
def sample() -> tuple[csr_matrix, np.ndarray]:
    """Return sparse rows of three blocks, one row empty, and three targets that follow from them."""
    draw = np.random.default_rng(1)
    dense = (draw.random((50, 30)) * (draw.random((50, 30)) < 0.3)).astype(np.float32)
    dense[7] = 0.0
    Y = dense @ draw.normal(size=(30, 3)) + draw.normal(size=(50, 3)) * 0.3 > 0
    return csr_matrix(dense), Y


def refit(X: np.ndarray, Y: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and intercepts by the normal equations; the intercept is a feature like any other."""
    design = np.column_stack([X, np.ones(len(X))])
    system = design.T @ design + np.eye(design.shape[1]) * 0.5 / c
    solved = np.linalg.solve(system, design.T @ np.where(Y, 1.0, -1.0))
    return solved[:-1], solved[-1]


@pytest.fixture(scope="module")
def fitted(sample) -> FittedBlocks:  # type: ignore[no-untyped-def]
    return fit_blocks(*sample, STARTS, FOLDS, SETTINGS, silent)


@pytest.mark.parametrize("share", [0.0, 0.06, 1.0], ids=["all thick", "one thin", "all thin"])
@pytest.mark.parametrize("c", [0.1, 1.2, 5.0])
def test_left_out_scores_and_blocks_are_those_of_refits(
    c: float,
    share: float,
    sample,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_DENSE_SHARE", share)
    monkeypatch.setattr(gram, "_ROWS_AT_ONCE", 16)
    monkeypatch.setattr(gram, "_COLUMNS_AT_ONCE", 5)
    monkeypatch.setattr(symmetric, "_TILE", 16)
    X, Y = sample
    found = fit_blocks(X, Y, STARTS, FOLDS, FitSettings("tags", estimator="ridge", c=c), silent)
    dense = X.toarray().astype(np.float64)
    for fold in range(4):
        out = fold == FOLDS
        weights, intercepts = refit(dense[~out], Y[~out], c)
        np.testing.assert_allclose(found.left_out[out], dense[out] @ weights + intercepts, atol=2e-4)
        for block in range(3):
            part = slice(STARTS[block], STARTS[block + 1])
            np.testing.assert_allclose(found.blocks[out, block], dense[out, part] @ weights[part], atol=2e-4)


def test_the_map_is_that_of_all_cables(fitted: FittedBlocks, sample) -> None:  # type: ignore[no-untyped-def]
    X, Y = sample
    weights, intercepts = refit(X.toarray().astype(np.float64), Y, SETTINGS.c)
    np.testing.assert_allclose(fitted.linear.weights, weights, atol=2e-4)
    np.testing.assert_allclose(fitted.linear.intercepts, intercepts, atol=2e-4)
    assert fitted.linear.weights.dtype == fitted.left_out.dtype == fitted.blocks.dtype == np.float32


def test_what_blocks_leave_of_a_score_is_the_intercept_of_the_fold(fitted: FittedBlocks) -> None:
    rest = fitted.left_out - fitted.blocks.sum(axis=1)
    for fold in range(4):
        own = rest[fold == FOLDS]
        np.testing.assert_allclose(own, np.broadcast_to(own[0], own.shape), atol=1e-4)


def test_a_block_without_features_adds_nothing(fitted: FittedBlocks) -> None:
    np.testing.assert_allclose(fitted.blocks[:, 1], 0.0, atol=1e-6)


def test_one_block_is_the_estimator_ridge(sample) -> None:  # type: ignore[no-untyped-def]
    X, Y = sample
    one = fit_blocks(X, Y, np.array([0, 30]), FOLDS, SETTINGS, silent)
    plain = fit_ridge(X, Y, FitSettings("tags", estimator="ridge", c=1.2, folds=4), FOLDS, silent)
    np.testing.assert_allclose(one.linear.weights, plain.linear.weights, atol=1e-4)
    np.testing.assert_allclose(one.linear.intercepts, plain.linear.intercepts, atol=1e-4)
    np.testing.assert_allclose(one.left_out, plain.left_out, atol=2e-4)
    np.testing.assert_allclose(
        one.left_out - one.blocks[:, 0], (plain.left_out - one.blocks[:, 0]), atol=2e-4
    )


def test_folds_of_one_cable_are_leave_one_out(sample) -> None:  # type: ignore[no-untyped-def]
    X, Y = sample
    one = fit_blocks(X, Y, STARTS, np.arange(50), SETTINGS, silent)
    plain = fit_ridge(X, Y, SETTINGS, np.zeros(50, dtype=np.int64), silent)
    np.testing.assert_allclose(one.left_out, plain.left_out, atol=2e-4)


def test_the_labels_of_a_fold_do_not_move_what_is_said_of_it(sample) -> None:  # type: ignore[no-untyped-def]
    X, Y = sample
    flipped = Y.copy()
    own = FOLDS == 1
    flipped[own] = ~Y[own]
    before = fit_blocks(X, Y, STARTS, FOLDS, SETTINGS, silent)
    after = fit_blocks(X, flipped, STARTS, FOLDS, SETTINGS, silent)
    np.testing.assert_allclose(after.left_out[own], before.left_out[own], atol=1e-4)
    np.testing.assert_allclose(after.blocks[own], before.blocks[own], atol=1e-4)
    assert np.abs(after.left_out[~own] - before.left_out[~own]).max() > 0.1


def test_error_more_cables_than_fit_into_memory_are_refused(
    sample,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MAX_GRAM_CABLES", 49)
    with pytest.raises(TrainingError) as caught:
        fit_blocks(*sample, STARTS, FOLDS, SETTINGS, silent)
    assert caught.value.message == (
        "the second stage cannot hold 50 cables at once, at most 49; "
        "set second_stage: null, or train on fewer cables."
    )


def test_error_a_system_that_single_precision_cannot_solve_is_refused() -> None:
    X = csr_matrix(np.ones((50, 30), dtype=np.float32) * 100)
    settings = FitSettings("tags", estimator="ridge", c=1e12)
    with pytest.raises(TrainingError) as caught:
        fit_blocks(X, np.arange(50)[:, None] < 9, STARTS, FOLDS, settings, silent)
    assert caught.value.message == (
        "the least-squares system of c 1000000000000.0 cannot be solved; use a smaller c."
    )
