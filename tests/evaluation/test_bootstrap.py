from __future__ import annotations

import numpy as np
import pytest

from cableml.evaluation.bootstrap import Interval, build_interval, build_intervals, draw_weights


def test_every_replicate_draws_as_many_cables_as_there_are() -> None:
    weights = np.concatenate(list(draw_weights(50, 70, seed=1)))
    assert weights.shape == (70, 50)
    assert (weights.sum(axis=1) == 50).all()
    assert (weights == np.rint(weights)).all()


def test_the_same_seed_draws_the_same_cables() -> None:
    first = np.concatenate(list(draw_weights(20, 40, seed=1)))
    assert (first == np.concatenate(list(draw_weights(20, 40, seed=1)))).all()
    assert (first != np.concatenate(list(draw_weights(20, 40, seed=2)))).any()


def test_replicates_come_in_pieces_that_fit_in_memory() -> None:
    sizes = [weights.shape for weights in draw_weights(1_000_000, 3, seed=0)]
    assert sizes == [(2, 1_000_000), (1, 1_000_000)]


def test_interval_is_the_quantiles_moved_onto_the_estimate() -> None:
    interval = build_interval(np.linspace(0.2, 0.4, 101), 0.5)
    assert interval == Interval(pytest.approx(0.405), pytest.approx(0.595))


def test_interval_stays_within_the_bounds_of_the_metric() -> None:
    replicates = np.linspace(0.7, 1.0, 101)
    assert build_interval(replicates, 0.95) == Interval(pytest.approx(0.8075), 1.0)
    assert build_interval(replicates, 0.95, highest=np.inf) == Interval(
        pytest.approx(0.8075), pytest.approx(1.0925)
    )


def test_replicates_that_are_not_numbers_are_left_out() -> None:
    assert build_interval(np.array([0.4, np.nan, 0.6]), 0.5) == build_interval(np.array([0.4, 0.6]), 0.5)


@pytest.mark.parametrize("replicates", [[], [0.5], [np.nan, np.nan], [1.0, 1.0, 1.0]])
def test_there_is_no_interval_without_spread(replicates: list[float]) -> None:
    assert build_interval(np.array(replicates), 1.0) is None


def test_metrics_without_an_interval_are_absent() -> None:
    replicates = {"accuracy": np.array([1.0, 1.0]), "log_loss": np.array([1.0, 3.0])}
    intervals = build_intervals(replicates, {"accuracy": 1.0, "log_loss": 2.0}, {"log_loss": (0.0, np.inf)})
    assert set(intervals) == {"log_loss"}
    assert intervals["log_loss"].to_json() == pytest.approx([1.05, 2.95])


def test_the_interval_holds_the_truth_about_ninety_five_times_in_a_hundred() -> None:
    generator = np.random.default_rng(0)
    held = 0
    for round_number in range(400):
        sample = generator.random(150) < 0.3
        estimate = float(sample.mean())
        replicates = np.concatenate(
            [weights @ sample / 150 for weights in draw_weights(150, 300, seed=round_number)]
        )
        interval = build_interval(replicates, estimate)
        assert interval is not None
        held += interval.low <= 0.3 <= interval.high
    assert 0.90 <= held / 400 <= 0.98
