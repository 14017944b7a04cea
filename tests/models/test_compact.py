"""Compact maps: the largest weights are kept, what they say is kept too, and damaged ones are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cableml.errors import ConfigError, ModelFolderError
from cableml.features.block import Rows
from cableml.models.cable_model import CableModel
from cableml.models.compact import (
    CompactLinear,
    compact_from_arrays,
    compact_to_arrays,
    keep_largest,
)
from cableml.models.linear import Linear, score_blocks, score_rows
from cableml.models.model_folder import load_model, save_model
from cableml.models.settings import FitSettings
from cableml.models.training import fit_model

N_FEATURES, N_SCORES = 60, 11


def draw_rows(n_rows: int, seed: int) -> Rows:
    draw = np.random.default_rng(seed)
    sizes = draw.integers(0, 15, n_rows)
    indices = [np.sort(draw.choice(N_FEATURES, size, replace=False)) for size in sizes]
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    data = draw.random(int(sizes.sum())).astype(np.float32)
    return Rows(indptr, np.concatenate(indices).astype(np.int64), data)


@pytest.fixture(scope="module")
def linear() -> Linear:
    draw = np.random.default_rng(3)
    weights = draw.normal(size=(N_FEATURES, N_SCORES)).astype(np.float32)
    return Linear(weights, draw.normal(size=N_SCORES).astype(np.float32))


@pytest.fixture
def compact(linear: Linear) -> CompactLinear:
    return keep_largest(linear, draw_rows(40, seed=1), 200)


def all_weights(linear: CompactLinear) -> np.ndarray:
    return linear.rows_of(np.arange(N_FEATURES))


def test_as_many_weights_are_kept_as_asked_for(compact: CompactLinear) -> None:
    assert len(compact.codes) == 200
    assert np.count_nonzero(all_weights(compact)) <= 200
    assert compact.codes.dtype == np.int8


def test_a_kept_weight_is_right_to_a_254th_of_its_features_largest(
    linear: Linear, compact: CompactLinear
) -> None:
    found = all_weights(compact)
    kept = np.unpackbits(compact.masks, axis=1, count=N_SCORES).astype(bool)
    largest = np.where(kept, np.abs(linear.weights), 0).max(axis=1, keepdims=True)
    gap = np.abs(found - linear.weights)
    assert np.all((gap <= largest / 250)[kept])
    assert np.all(found[~kept] == 0)


def test_those_are_kept_that_move_the_training_scores_most(linear: Linear) -> None:
    rows = draw_rows(40, seed=1)
    kept = np.unpackbits(keep_largest(linear, rows, 200).masks, axis=1, count=N_SCORES).astype(bool)
    square = np.bincount(rows.indices, weights=rows.data.astype(float) ** 2, minlength=N_FEATURES) / 40
    moves = np.abs(linear.weights) * np.sqrt(square)[:, None]
    assert moves[kept].min() >= moves[~kept].max()


def test_of_equal_weights_the_first_are_kept() -> None:
    ones = Linear(np.ones((3, 4), dtype=np.float32), np.zeros(4, dtype=np.float32))
    rows = Rows(np.array([0, 3]), np.array([0, 1, 2]), np.ones(3, dtype=np.float32))
    assert all_ones(keep_largest(ones, rows, 5)) == [[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]]


def all_ones(linear: CompactLinear) -> list[list[int]]:
    return np.rint(linear.rows_of(np.arange(3))).astype(int).tolist()


def test_no_weight_of_nought_is_kept() -> None:
    weights = np.array([[127.0, 0.0], [0.0, 0.0]], dtype=np.float32)
    rows = Rows(np.array([0, 2]), np.array([0, 1]), np.ones(2, dtype=np.float32))
    compact = keep_largest(Linear(weights, np.zeros(2, dtype=np.float32)), rows, 3)
    np.testing.assert_array_equal(compact.codes, [127])
    np.testing.assert_array_equal(compact.rows_of(np.arange(2)), weights)


def test_what_the_dropped_weights_add_on_average_goes_to_the_intercepts(linear: Linear) -> None:
    rows = draw_rows(40, seed=1)
    full = score_rows(*rows, linear).mean(axis=0)
    compact = keep_largest(linear, rows, 100)
    np.testing.assert_allclose(score_rows(*rows, compact).mean(axis=0), full, atol=1e-5)
    assert np.abs(compact.intercepts - linear.intercepts).max() > 0.01


def test_scores_and_blocks_are_those_of_the_same_weights_laid_out(compact: CompactLinear) -> None:
    plain = Linear(all_weights(compact), compact.intercepts)
    rows, starts = draw_rows(30, seed=2), np.array([0, 20, 45])
    np.testing.assert_array_equal(score_rows(*rows, compact), score_rows(*rows, plain))
    np.testing.assert_array_equal(score_blocks(*rows, compact, starts), score_blocks(*rows, plain, starts))


def test_the_first_cable_and_the_thousandth_get_the_same_scores(linear: Linear) -> None:
    compact = keep_largest(linear, draw_rows(40, seed=1), 200)
    rows = draw_rows(3, seed=4)
    first = score_rows(*rows, compact)
    for seed in range(30):  # by now everything is laid out
        score_rows(*draw_rows(20, seed), compact)
    np.testing.assert_array_equal(score_rows(*rows, compact), first)


def test_a_row_without_features_scores_the_intercepts(compact: CompactLinear) -> None:
    empty = Rows(np.array([0, 0]), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
    np.testing.assert_array_equal(score_rows(*empty, compact), compact.intercepts[None, :])


def test_arrays_give_the_same_map_again(compact: CompactLinear) -> None:
    again = compact_from_arrays(compact_to_arrays(compact), compact.intercepts, N_FEATURES)
    np.testing.assert_array_equal(all_weights(again), all_weights(compact))


def fewer_codes(arrays: dict) -> None:
    arrays["weights.codes"] = arrays["weights.codes"][:-1]


def other_scales(arrays: dict) -> None:
    arrays["weights.scales"] = arrays["weights.scales"].astype(np.float64)


def no_number(arrays: dict) -> None:
    arrays["weights.scales"] = arrays["weights.scales"].copy()
    arrays["weights.scales"][7] = np.nan


def mark_a_twelfth_score(arrays: dict) -> None:
    masks = arrays["weights.masks"].copy()
    free = np.flatnonzero(~masks[:, 0] & 128)[0]
    taken = np.flatnonzero(masks[:, 0] & 128)[0]
    masks[taken, 0] &= 127
    masks[free, 1] |= 16
    arrays["weights.masks"] = masks


def narrow_masks(arrays: dict) -> None:
    arrays["weights.masks"] = arrays["weights.masks"][:, :1]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            fewer_codes,
            "weights.masks.npy marks 200 weights, weights.codes.npy holds 199; retrain the model.",
        ),
        (
            other_scales,
            "weights.scales.npy is <f8 of shape (60,), expected <f2 of shape (60,); retrain the model.",
        ),
        (no_number, "weights.scales.npy holds what is no scale; retrain the model."),
        (mark_a_twelfth_score, "weights.masks.npy marks scores that do not exist; retrain the model."),
        (
            narrow_masks,
            "weights.masks.npy is |u1 of shape (60, 1), expected |u1 of shape (60, 2); retrain the model.",
        ),
    ],
    ids=["codes", "dtype", "nan", "spare", "width"],
)
def test_arrays_that_do_not_fit_are_refused(damage, message: str, compact: CompactLinear) -> None:
    arrays = compact_to_arrays(compact)
    damage(arrays)
    with pytest.raises(ModelFolderError) as caught:
        compact_from_arrays(arrays, compact.intercepts, N_FEATURES)
    assert caught.value.message == message


@pytest.fixture(scope="module")
def small_model(corpus, tags_settings: FitSettings) -> CableModel:
    return fit_model(corpus.cables, corpus.tags, replace(tags_settings, keep_weights=2000))


def test_a_model_trained_with_fewer_weights_says_much_the_same(
    small_model: CableModel, tags_model: CableModel, other_corpus
) -> None:
    gap = np.abs(
        small_model.probabilities(other_corpus.cables) - tags_model.probabilities(other_corpus.cables)
    )
    assert gap.mean() < 0.02
    assert len(small_model.linear.codes) == 2000
    np.testing.assert_array_equal(small_model.thresholds, tags_model.thresholds)


def test_features_without_a_weight_lose_their_spelling_alone(corpus, tags_settings: FitSettings) -> None:
    model = fit_model(corpus.cables, corpus.tags, replace(tags_settings, keep_weights=100))
    full = fit_model(corpus.cables, corpus.tags, tags_settings)
    names = model.features.get_feature_names_out()
    used = model.linear.is_used
    assert 5 < used.sum() <= 100
    np.testing.assert_array_equal(names[used], full.features.get_feature_names_out()[used])
    assert set(names[~used]) <= {"text:", "subject:", "origin:"}
    ours, theirs = model.features.rows(corpus.cables[:9]), full.features.rows(corpus.cables[:9])
    np.testing.assert_array_equal(ours.data, theirs.data)
    named = {
        one.feature for tag in model.predict(corpus.cables[:1], explain=50)[0].tags for one in tag.evidence
    }
    assert named <= set(names[used])


def test_a_levels_model_keeps_fewer_weights_too(corpus, other_corpus) -> None:
    settings = FitSettings("classification", "toy", keep_weights=300)
    settings = replace(settings, blocks=fit_blocks())
    model = fit_model(corpus.cables, corpus.levels, settings)
    assert len(model.linear.codes) == 300
    assert model.predict(other_corpus.cables[:5], explain=2)[0].evidence


def fit_blocks():
    from cableml.features.spec import BlockSpec

    return (BlockSpec("text", "words", min_cables=2, max_share=0.8),)


def test_a_folder_brings_the_same_model_back(small_model: CableModel, tmp_path: Path, other_corpus) -> None:
    folder = save_model(small_model, tmp_path / "model")
    loaded = load_model(folder)
    assert {path.name for path in folder.glob("weights*")} == {
        "weights.codes.npy",
        "weights.masks.npy",
        "weights.scales.npy",
    }
    assert loaded.predict(other_corpus.cables, explain=3) == small_model.predict(
        other_corpus.cables, explain=3
    )
    again = save_model(loaded, tmp_path / "again")
    assert [path.read_bytes() for path in sorted(again.iterdir())] == [
        path.read_bytes() for path in sorted(folder.iterdir())
    ]


def test_two_trainings_write_the_same_bytes(
    small_model: CableModel, corpus, tags_settings: FitSettings, tmp_path: Path
) -> None:
    twin = fit_model(corpus.cables, corpus.tags, replace(tags_settings, keep_weights=2000))
    one, other = save_model(small_model, tmp_path / "one"), save_model(twin, tmp_path / "other")
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in other.iterdir()
    }


def test_no_weights_at_all_are_refused(corpus, tags_settings: FitSettings) -> None:
    with pytest.raises(ConfigError) as caught:
        fit_model(corpus.cables, corpus.tags, replace(tags_settings, keep_weights=0))
    assert str(caught.value) == "keep_weights is 0; use 1 or more, or null to keep all."
