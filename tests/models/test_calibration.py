"""Scores to probabilities: right on average, drawn together where evidence is thin."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.models import calibration
from cableml.models.calibration import (
    Calibration,
    apply_logistic,
    apply_softmax,
    fit_level_calibration,
    fit_tag_calibration,
)


@pytest.fixture(scope="module")
def scored():
    """Return scores and labels of 6 tags: two common curves apart, four rare."""
    draw = np.random.default_rng(2)
    scores = draw.normal(-1.0, 1.0, size=(4000, 6))
    slopes = np.array([3.0, 1.0, 2.0, 2.0, 2.0, 2.0])
    offsets = np.array([0.0, -1.0, -5.0, -5.0, -5.0, -5.0])
    Y = draw.random(scores.shape) < 1.0 / (1.0 + np.exp(-(scores * slopes + offsets)))
    return scores.astype(np.float32), Y, slopes, offsets


def test_common_tags_get_their_own_curve(scored) -> None:
    scores, Y, slopes, offsets = scored
    curves = fit_tag_calibration(scores, Y, shrink=5.0)
    np.testing.assert_allclose(curves.slopes[:2], slopes[:2], rtol=0.15)
    np.testing.assert_allclose(curves.offsets[:2], offsets[:2], atol=0.25)


def test_probabilities_add_up_to_the_positives(scored) -> None:
    scores, Y, *_ = scored
    probabilities = apply_logistic(scores, fit_tag_calibration(scores, Y, shrink=5.0))
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=0)[:2], Y.sum(axis=0)[:2], rtol=0.02)
    np.testing.assert_allclose(probabilities.sum(), Y.sum(), rtol=0.05)


@pytest.mark.parametrize(("name", "value"), [("_ENOUGH_POSITIVES", 10**9), ("_CELLS_AT_ONCE", 500)])
def test_beginning_on_a_few_scores_and_looking_at_a_few_rows_at_once_change_no_curve(
    name: str,
    value: int,
    scored,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores, Y, *_ = scored
    assert Y.ravel()[:: calibration._ONE_IN].sum() >= calibration._ENOUGH_POSITIVES
    usual = fit_tag_calibration(scores, Y, shrink=5.0)
    monkeypatch.setattr(calibration, name, value)
    other = fit_tag_calibration(scores, Y, shrink=5.0)
    np.testing.assert_allclose(other.slopes, usual.slopes, rtol=1e-5)
    np.testing.assert_allclose(other.offsets, usual.offsets, rtol=1e-5)


def test_columns_whose_steps_are_too_long_do_not_move_the_others(scored) -> None:  # type: ignore[no-untyped-def]
    scores, Y, *_ = scored
    # Scores a hundred times as large: from slope 1 on, Newton's full step leads far beyond.
    wide = np.column_stack([scores, 100.0 * scores[:, :2]]).astype(np.float32)
    together = calibration._fit_curves(wide, np.column_stack([Y, Y[:, :2]]), *_free(8))
    alone = calibration._fit_curves(scores, Y, *_free(6))
    np.testing.assert_allclose(together[:6], alone, rtol=1e-6)
    np.testing.assert_allclose(together[6:, 0], alone[:2, 0] / 100.0, rtol=1e-4)


def _free(n_columns: int) -> tuple[np.ndarray, np.ndarray]:
    return np.tile([1.0, 0.0], (n_columns, 1)), np.zeros((n_columns, 2, 2))


def test_the_more_shrink_the_nearer_the_common_curve(scored) -> None:
    scores, Y, *_ = scored
    spreads = [np.ptp(fit_tag_calibration(scores, Y, shrink).slopes) for shrink in (0.0, 10.0, 1e3, 1e7)]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] < 1e-3


def test_rare_tags_are_drawn_more_than_common_ones() -> None:
    draw = np.random.default_rng(5)
    scores = draw.normal(size=(3000, 2)).astype(np.float32)
    Y = np.stack([scores[:, 0] > 0, scores[:, 1] > 2.6], axis=1)
    free, drawn = (fit_tag_calibration(scores, Y, shrink) for shrink in (0.5, 50.0))
    move = np.abs(free.offsets - drawn.offsets)
    assert move[1] > move[0]


def test_a_tag_that_scores_speak_against_keeps_a_rising_curve() -> None:
    draw = np.random.default_rng(6)
    scores = draw.normal(size=(500, 3)).astype(np.float32)
    Y = np.stack([scores[:, 0] > 0.5, scores[:, 1] > 1.0, scores[:, 2] < -2.0], axis=1)
    assert (fit_tag_calibration(scores, Y, shrink=0.0).slopes > 0).all()


def test_perfectly_parted_scores_give_finite_curves() -> None:
    scores = np.array([[-2.0], [-1.5], [1.5], [2.0]] * 5, dtype=np.float32)
    curves = fit_tag_calibration(scores, scores > 0, shrink=0.0)
    probabilities = apply_logistic(scores, curves)
    assert np.isfinite(curves.slopes).all()
    assert ((probabilities > 0.5) == (scores > 0)).all()


def test_logistic_rises_with_the_score_and_stands_extreme_ones() -> None:
    curves = Calibration(np.array([2.0], dtype=np.float32), np.array([-1.0], dtype=np.float32))
    scores = np.array([[-1e9], [-1.0], [0.5], [1.0], [1e9]], dtype=np.float32)
    probabilities = apply_logistic(scores, curves)[:, 0]
    assert probabilities[2] == 0.5
    assert (np.diff(probabilities) > 0).all()
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_level_probabilities_sum_to_one_and_match_the_levels() -> None:
    draw = np.random.default_rng(8)
    level = draw.integers(0, 3, size=3000)
    scores = np.where(np.arange(3) == level[:, None], 0.4, -0.4) + draw.normal(0, 0.8, size=(3000, 3))
    fitted = fit_level_calibration(scores.astype(np.float32), level, 3)
    assert fitted.slopes.shape == (3, 3)
    probabilities = apply_softmax(scores.astype(np.float32), fitted)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(probabilities.mean(axis=0), np.bincount(level) / 3000, atol=0.01)
    confident = probabilities.max(axis=1)
    right = np.argmax(probabilities, axis=1) == level
    for low, high in ((0.4, 0.6), (0.6, 0.8), (0.8, 1.0)):
        inside = (confident >= low) & (confident < high)
        assert abs(confident[inside].mean() - right[inside].mean()) < 0.06
