from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cableml.cable.level_costs import LevelCosts, build_cost_matrix
from cableml.models.level_decision import decide_levels

LEVELS = ("UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET")


def test_without_costs_the_most_probable_level_is_decided_on() -> None:
    probabilities = np.array([[0.4, 0.1, 0.3, 0.2], [0.1, 0.2, 0.3, 0.4]], dtype=np.float32)
    assert decide_levels(probabilities, LEVELS, None).tolist() == [0, 3]


def test_equal_steps_decide_for_the_middle_of_the_probability() -> None:
    probabilities = np.array([[0.4, 0.15, 0.25, 0.2]], dtype=np.float32)
    assert decide_levels(probabilities, LEVELS, LevelCosts()).tolist() == [1]


def test_the_dearer_a_missed_cable_the_less_it_takes_to_call_one_classified() -> None:
    probabilities = np.array([[1 - p, 0.0, p, 0.0] for p in (0.05, 0.15, 0.3, 0.6)], dtype=np.float32)
    found = [
        (decide_levels(probabilities, LEVELS, LevelCosts(missed=missed)) >= 2).sum() for missed in (0, 4, 18)
    ]
    assert found == [1, 2, 3]


def test_of_equally_dear_levels_the_more_probable_one_is_decided_on() -> None:
    levels = ("LIMITED OFFICIAL USE", "UNCLASSIFIED//FOUO")
    assert decide_levels(np.array([[0.4, 0.6]], dtype=np.float32), levels, LevelCosts()).tolist() == [1]


def test_no_decision_costs_less_on_average_and_none_depends_on_the_cables_beside_it() -> None:
    generator = np.random.default_rng(3)
    probabilities = generator.dirichlet(np.full(4, 0.7), 200).astype(np.float32)
    costs = LevelCosts(1.0, 0.5, 3.0, 0.25)
    found = decide_levels(probabilities, LEVELS, costs)
    expected = probabilities.astype(np.float64) @ np.array(build_cost_matrix(costs, LEVELS))
    assert expected[np.arange(200), found] == pytest.approx(expected.min(axis=1))
    alone = [int(decide_levels(row[None], LEVELS, costs)[0]) for row in probabilities]
    assert found.tolist() == alone


def test_a_model_with_costs_decides_and_predicts_by_them(level_model, corpus) -> None:  # type: ignore[no-untyped-def]
    settings = replace(level_model.settings, costs=LevelCosts(missed=1e6))
    careful = replace(level_model, settings=settings)
    cables = corpus.cables[:50]
    probabilities = careful.probabilities(cables)
    assert np.array_equal(probabilities, level_model.probabilities(cables))
    decided = careful.assign(probabilities)
    assert (decided >= 2).sum() > (level_model.assign(probabilities) >= 2).sum()
    assert [one.level for one in careful.predict(cables)] == [careful.labels[column] for column in decided]
