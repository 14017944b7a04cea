from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from cableml.evaluation.calibration import (
    assign_bins,
    bin_reliability,
    measure_brier,
    measure_calibration_error,
)


def test_bins_are_closed_below_and_the_last_one_holds_one() -> None:
    assert assign_bins(np.array([0.0, 0.24, 0.25, 0.5, 0.99, 1.0]), 4).tolist() == [0, 0, 1, 2, 3, 3]


def test_reliability_of_a_hand_made_table() -> None:
    bins = bin_reliability(np.array([0.1, 0.3, 0.8, 1.0]), np.array([0, 1, 1, 1]), n_bins=2)
    assert [one.to_json() for one in bins] == [
        {"low": 0.0, "high": 0.5, "count": 2, "mean_probability": pytest.approx(0.2), "share_true": 0.5},
        {"low": 0.5, "high": 1.0, "count": 2, "mean_probability": pytest.approx(0.9), "share_true": 1.0},
    ]


def test_an_empty_bin_has_no_means() -> None:
    bins = bin_reliability(np.array([0.9]), np.array([1]), n_bins=2)
    assert (bins[0].count, bins[0].mean_probability, bins[0].share_true) == (0, None, None)


def test_reliability_equals_the_calibration_curve_of_scikit_learn() -> None:
    generator = np.random.default_rng(0)
    probabilities = generator.random(500)
    outcomes = generator.random(500) < probabilities**2
    shares, means = calibration_curve(outcomes, probabilities, n_bins=15)
    bins = bin_reliability(probabilities, outcomes)
    assert [one.share_true for one in bins] == pytest.approx(list(shares))
    assert [one.mean_probability for one in bins] == pytest.approx(list(means))


def test_calibration_error_is_the_mean_gap_weighted_by_count() -> None:
    error = measure_calibration_error(np.array([0.1, 0.3, 0.8, 1.0]), np.array([0, 1, 1, 1]), n_bins=2)
    assert error == pytest.approx(0.5 * 0.3 + 0.5 * 0.1)


def test_perfect_probabilities_have_no_calibration_error() -> None:
    assert measure_calibration_error(np.array([0.0, 1.0, 1.0]), np.array([0, 1, 1])) == 0.0


def test_brier_equals_scikit_learn() -> None:
    generator = np.random.default_rng(1)
    probabilities = generator.random(200)
    outcomes = generator.random(200) < 0.3
    assert measure_brier(probabilities, outcomes) == pytest.approx(brier_score_loss(outcomes, probabilities))
