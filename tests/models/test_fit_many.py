"""Many cables: the linear map learns from all, the rest from a sample that a first fit had not seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from cableml.errors import TrainingError
from cableml.features.block import to_csr
from cableml.features.spec import BlockSpec
from cableml.features.union import FeatureUnion
from cableml.models import fit_many, fit_ridge, fit_ridge_many
from cableml.models.fit_many import draw_sample, fit_blocks_of_many, fit_ridge_of_many
from cableml.models.fitted import assign_folds
from cableml.models.linear import Linear
from cableml.models.settings import FitSettings, StageSettings
from cableml.models.training import encode_labels, fit_model, predict_left_out

BLOCKS = (
    BlockSpec("text", "words", min_cables=2, max_share=0.8),
    BlockSpec("origin", "values", weight=0.4, min_cables=1),
)
SETTINGS = FitSettings("tags", "toy", BLOCKS, estimator="ridge", c=1.2, folds=0, decision="global")
STAGE = StageSettings(candidates=5, strongest=30, trees=5, leaves=6, min_pairs=10, folds=4, tree_folds=2)


def silent(stage: str, done: int, total: int) -> None:
    """Take note of nothing."""


@pytest.fixture(scope="module")
def data(corpus) -> tuple[csr_matrix, np.ndarray, FeatureUnion]:  # type: ignore[no-untyped-def]
    features = FeatureUnion(BLOCKS)
    X = to_csr(features.fit_rows(corpus.cables), features.n_features)
    space = fit_model(corpus.cables, corpus.tags, SETTINGS).label_space
    return X, encode_labels(corpus.tags, space, "tags"), features


def fit(X: csr_matrix, Y: np.ndarray, kept: np.ndarray | None = None, **options) -> Linear:  # type: ignore[no-untyped-def]
    kept = np.ones(len(Y), dtype=bool) if kept is None else kept
    return fit_ridge_many.fit_ridge_many(X, Y, 1.2, kept, 1, 1, silent, **options)


def score(X: csr_matrix, linear: Linear) -> np.ndarray:
    return X @ linear.weights + linear.intercepts


def test_a_few_steps_give_the_scores_of_the_exact_solution(data) -> None:  # type: ignore[no-untyped-def]
    X, Y, _ = data
    exact = fit_ridge.fit_ridge(X, Y, SETTINGS, assign_folds(len(Y), 0, 1), silent)
    np.testing.assert_allclose(score(X, fit(X, Y)), score(X, exact.linear), atol=0.02)


def test_stopping_early_costs_no_assignment(data, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    X, Y, _ = data
    exact = fit_ridge.fit_ridge(X, Y, SETTINGS, assign_folds(len(Y), 0, 1), silent)
    monkeypatch.setattr(fit_ridge_many, "_COMMON", 20)
    monkeypatch.setattr(fit_ridge_many, "_SAMPLE", 100)
    stopped = score(X, fit(X, Y))
    assert np.abs(stopped - score(X, exact.linear)).max() > 0.0
    assert np.mean((stopped > 0) == (score(X, exact.linear) > 0)) > 0.999


def test_groups_and_threads_change_nothing(data, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    X, Y, _ = data
    kept = np.arange(len(Y)) % 5 > 0
    monkeypatch.setattr(fit_ridge_many, "GROUP", 3)
    alone = fit_ridge_many.fit_ridge_many(X, Y, 1.2, kept, 1, 1, silent)
    beside = fit_ridge_many.fit_ridge_many(X, Y, 1.2, kept, 1, 2, silent)
    np.testing.assert_array_equal(alone.weights, beside.weights)
    np.testing.assert_array_equal(alone.intercepts, beside.intercepts)


def test_cables_that_are_not_kept_teach_nothing(data) -> None:  # type: ignore[no-untyped-def]
    X, Y, _ = data
    kept = np.arange(len(Y)) % 5 > 0
    flipped = Y.copy()
    flipped[~kept] = ~Y[~kept]
    np.testing.assert_array_equal(fit(X, Y, kept).weights, fit(X, flipped, kept).weights)
    alone = fit(X[np.flatnonzero(kept)], Y[kept])
    np.testing.assert_allclose(score(X, fit(X, Y, kept)), score(X, alone), atol=0.02)


def test_a_start_near_the_solution_ends_at_it(data) -> None:  # type: ignore[no-untyped-def]
    X, Y, _ = data
    begun = fit(X, Y, np.arange(len(Y)) % 5 > 0)
    np.testing.assert_allclose(score(X, fit(X, Y, start=begun)), score(X, fit(X, Y)), atol=0.03)


def test_error_a_system_that_cannot_be_solved_is_refused() -> None:
    X = csr_matrix(np.ones((50, 30), dtype=np.float32) * 100)
    with pytest.raises(TrainingError) as caught:
        fit_ridge_many.fit_ridge_many(X, np.arange(50)[:, None] < 9, 1e12, np.ones(50, bool), 1, 1, silent)
    assert caught.value.message == (
        "the least-squares system of this c cannot be solved; use a smaller model.c."
    )


def test_a_sample_takes_whole_groups_and_no_more_cables_than_asked_for() -> None:
    groups = np.repeat(np.arange(60), np.tile([1, 2, 3], 20))
    sample = draw_sample(groups, 40, 1)
    assert list(sample) == sorted(set(sample.tolist()))
    assert 30 <= len(sample) <= 40
    outside = np.setdiff1d(np.arange(len(groups)), sample)
    assert not set(groups[sample].tolist()) & set(groups[outside].tolist())
    np.testing.assert_array_equal(sample, draw_sample(groups, 40, 1))
    assert not np.array_equal(sample, draw_sample(groups, 40, 2))


def test_a_group_larger_than_the_sample_is_passed_over() -> None:
    groups = np.array([0] * 50 + list(range(1, 31)))
    assert draw_sample(groups, 20, 1).min() >= 50
    assert len(draw_sample(groups, 20, 1)) == 20


def test_scores_of_the_sample_tell_nothing_of_its_labels(data) -> None:  # type: ignore[no-untyped-def]
    X, Y, features = data
    sample = draw_sample(np.arange(len(Y)), 60, 1)
    flipped = Y.copy()
    flipped[sample] = ~Y[sample]
    before = fit_blocks_of_many(X, Y, features.starts, sample, SETTINGS, silent)
    after = fit_blocks_of_many(X, flipped, features.starts, sample, SETTINGS, silent)
    np.testing.assert_array_equal(before.left_out, after.left_out)
    np.testing.assert_array_equal(before.blocks, after.blocks)
    assert not np.array_equal(before.linear.weights, after.linear.weights)
    np.testing.assert_allclose(
        before.left_out - before.blocks.sum(axis=1),
        np.broadcast_to((before.left_out - before.blocks.sum(axis=1))[0], before.left_out.shape),
        atol=1e-5,
    )


@pytest.mark.parametrize("folds", [0, 4])
def test_ridge_leaves_out_a_sample_or_folds(data, folds: int, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    X, Y, _ = data
    monkeypatch.setattr(fit_many, "MAX_GRAM_CABLES", 100)
    parts = assign_folds(len(Y), folds, 1)
    fitted = fit_ridge_of_many(X, Y, replace(SETTINGS, folds=folds), parts, silent)
    exact = fit_ridge.fit_ridge(X, Y, replace(SETTINGS, folds=folds), parts, silent)
    if folds:
        assert fitted.sample is None
        np.testing.assert_allclose(fitted.left_out, exact.left_out, atol=0.05)
    else:
        assert fitted.sample is not None
        assert fitted.left_out.shape == (100, Y.shape[1])
        # A third of the cables less to learn from, but the same cables to tell of.
        assert np.corrcoef(fitted.left_out.ravel(), exact.left_out[fitted.sample].ravel())[0, 1] > 0.9


@pytest.mark.parametrize("stage", [None, replace(STAGE, cables=90)], ids=["one stage", "two stages"])
def test_a_model_of_many_cables_is_about_as_good(
    corpus,  # type: ignore[no-untyped-def]
    other_corpus,  # type: ignore[no-untyped-def]
    stage: StageSettings | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = replace(SETTINGS, second_stage=stage)
    whole = None if stage is None else replace(stage, cables=8000)
    few = fit_model(corpus.cables, corpus.tags, replace(settings, second_stage=whole))
    monkeypatch.setattr(fit_ridge, "MAX_GRAM_CABLES", 90)
    monkeypatch.setattr(fit_many, "MAX_GRAM_CABLES", 90)
    many = fit_model(corpus.cables, corpus.tags, settings)
    if many.second_stage is not None:
        assert many.second_stage.memory.n_cables <= 90
    gold = encode_labels(other_corpus.tags, many.label_space, "tags")

    def f1(model) -> float:  # type: ignore[no-untyped-def]
        assigned = model.assign(model.probabilities(other_corpus.cables))
        return float(2 * (assigned & gold).sum() / (assigned.sum() + gold.sum()))

    assert f1(many) > f1(few) - 0.06
    assert many.summary["n_cables"] == 300
    assert abs(many.summary["left_out_micro_f1"] - few.summary["left_out_micro_f1"]) < 0.08


def test_levels_of_many_cables_are_judged_by_a_sample(corpus, other_corpus) -> None:  # type: ignore[no-untyped-def]
    settings = FitSettings(
        "classification", "toy", BLOCKS, folds=0, decision="global", second_stage=replace(STAGE, cables=90)
    )
    model = fit_model(corpus.cables, corpus.levels, settings)
    assert model.second_stage is not None
    assert model.second_stage.memory.n_cables == 90
    decided = model.assign(model.probabilities(other_corpus.cables))
    right = [model.labels[place] == level for place, level in zip(decided, other_corpus.levels, strict=True)]
    assert np.mean(right) > 0.6


def test_error_what_needs_every_cable_left_out_says_so(corpus) -> None:  # type: ignore[no-untyped-def]
    settings = replace(SETTINGS, second_stage=replace(STAGE, cables=90))
    with pytest.raises(TrainingError) as caught:
        predict_left_out(corpus.cables, corpus.tags, settings)
    assert caught.value.message == (
        "of 300 cables only a sample of 90 is left out in turn; give fewer cables, or set "
        "decision.folds: 5 and second_stage: null."
    )
