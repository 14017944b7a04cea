from __future__ import annotations

import math

import pytest

from cableml.evaluation.fold_statistics import average_folds, compare_folds


def test_the_mean_and_its_interval_follow_the_corrected_variance() -> None:
    found = average_folds([0.70, 0.72, 0.74, 0.71, 0.73])
    assert found.mean == pytest.approx(0.72)
    assert found.deviation == pytest.approx(math.sqrt(0.001 / 4))
    reach = 2.776 * math.sqrt(0.00025) * math.sqrt(1 / 5 + 1 / 4)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((0.72 - reach, 0.72 + reach))


def test_quantiles_are_those_of_students_t() -> None:
    from scipy.stats import t

    for n_folds in range(2, 21):
        values = [0.0] * (n_folds - 1) + [1.0]
        found = average_folds(values)
        assert found.interval is not None
        assert found.deviation is not None
        spread = found.deviation * math.sqrt(1 / n_folds + 1 / (n_folds - 1))
        assert (found.interval.high - found.mean) / spread == pytest.approx(
            t.ppf(0.975, n_folds - 1), abs=1e-3
        )


def test_a_single_fold_has_a_mean_alone() -> None:
    assert average_folds([0.5]).to_json() == {"mean": 0.5, "standard_deviation": None, "interval": None}


def test_no_fold_and_too_many_are_refused() -> None:
    for values in ([], [0.5] * 21):
        with pytest.raises(ValueError, match="1 to 20 can be averaged"):
            average_folds(values)


def test_a_difference_is_taken_fold_by_fold() -> None:
    # The folds differ far more from each other than the settings do.
    gap = compare_folds([0.1, 0.5, 0.9], [0.12, 0.52, 0.921])
    assert gap.mean == pytest.approx(0.061 / 3)
    assert (gap.is_above_zero, gap.is_below_zero) == (True, False)
    back = compare_folds([0.12, 0.52, 0.921], [0.1, 0.5, 0.9])
    assert (back.is_above_zero, back.is_below_zero) == (False, True)
    unclear = compare_folds([0.1, 0.5, 0.9], [0.2, 0.4, 0.95])
    assert (unclear.is_above_zero, unclear.is_below_zero) == (False, False)
    with pytest.raises(ValueError, match="shorter"):
        compare_folds([0.1, 0.2], [0.1])
