from __future__ import annotations

import pytest

from cableml.cable.level_costs import LevelCosts, build_cost_matrix

LEVELS = ("UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET")


def test_each_step_costs_and_a_missed_cable_costs_more() -> None:
    costs = LevelCosts(too_low=2, too_high=1, missed=5, overmarked=0.5)
    assert build_cost_matrix(costs, LEVELS) == (
        (0, 1, 2.5, 3.5),
        (2, 0, 1.5, 2.5),
        (9, 7, 0, 1),
        (11, 9, 2, 0),
    )


def test_a_level_that_a_model_does_not_know_leaves_the_others_as_far_apart() -> None:
    found = build_cost_matrix(LevelCosts(), ("UNCLASSIFIED", "CONFIDENTIAL", "TOP SECRET"))
    assert found == ((0, 2, 4), (2, 0, 2), (4, 2, 0))


def test_the_two_administrative_markings_are_no_step_apart() -> None:
    assert build_cost_matrix(LevelCosts(), ("LIMITED OFFICIAL USE", "UNCLASSIFIED//FOUO")) == (
        (0, 0),
        (0, 0),
    )


def test_error_a_name_that_is_no_level() -> None:
    with pytest.raises(ValueError, match="'COSMIC' is no level"):
        build_cost_matrix(LevelCosts(), ("SECRET", "COSMIC"))
