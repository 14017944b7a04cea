from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from cableml.config.search_schema import Range, SearchSettings
from cableml.workflows.search_space import draw_value, list_values, propose

CURRENT = {"a": 1.0, "b": 1.0, "c": "x"}
SPACE = {"a": [0.5, 1.0, 2.0, 4.0], "b": [1.0, 3.0], "c": ["x", "y"]}


def run(
    method: str,
    judge: Callable[[Mapping[str, Any]], float | None],
    trials: int = 50,
    is_valid: Callable[[dict[str, Any]], bool] = lambda changes: True,
    space: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Return every setting that is proposed, in order."""
    search = SearchSettings.model_validate({"method": method, "trials": trials, "space": space or SPACE})
    proposals = propose(search, CURRENT, is_valid)
    tried = wanted = next(proposals)
    while True:
        try:
            wanted = proposals.send([judge({**CURRENT, **changes}) for changes in wanted])
        except StopIteration:
            return tried
        tried = [*tried, *wanted]


@pytest.mark.parametrize("method", ["coordinate", "grid", "random"])
def test_the_config_as_it_stands_comes_first_and_nothing_is_tried_twice(method: str) -> None:
    tried = run(method, lambda setting: -abs(setting["a"] - 2))
    assert tried[0] == {}
    assert all(one not in tried[:place] for place, one in enumerate(tried))
    assert len(run(method, lambda setting: 0.0, trials=3)) == 4


def test_a_grid_is_every_combination_but_the_config_itself() -> None:
    tried = run("grid", lambda setting: 0.0)
    assert len(tried) == 4 * 2 * 2
    assert tried[1:3] == [{"a": 0.5, "c": "y"}, {"a": 0.5}] or tried[1:3] == [
        {"a": 0.5},
        {"a": 0.5, "c": "y"},
    ]
    assert {"a": 4.0, "b": 3.0, "c": "y"} in tried


def test_coordinate_search_climbs_one_setting_at_a_time_and_comes_round_again() -> None:
    # The best a depends on b, which is found only after a was tried once.
    def judge(setting: Mapping[str, Any]) -> float:
        best_a = 4.0 if setting["b"] == 3.0 else 2.0
        return -abs(setting["a"] - best_a) + 2 * setting["b"] + (setting["c"] == "y")

    tried = run("coordinate", judge)
    assert tried[1:4] == [{"a": 0.5}, {"a": 2.0}, {"a": 4.0}]
    assert tried[4] == {"a": 2.0, "b": 3.0}
    assert max(tried, key=lambda changes: judge({**CURRENT, **changes})) == {"a": 4.0, "b": 3.0, "c": "y"}
    assert len(tried) < 4 * 2 * 2 - 2


def test_coordinate_search_ends_after_a_round_without_gain() -> None:
    assert run("coordinate", lambda setting: 0.0) == [
        {},
        *({"a": value} for value in (0.5, 2.0, 4.0)),
        {"b": 3.0},
        {"c": "y"},
    ]


def test_a_setting_that_cannot_be_trained_is_not_the_best_and_ends_nothing() -> None:
    tried = run("coordinate", lambda setting: None if setting["a"] == 2.0 else setting["a"])
    assert {"a": 4.0, "b": 3.0} in tried
    assert not any(changes.get("a") == 2.0 and len(changes) > 1 for changes in tried)


@pytest.mark.parametrize("method", ["coordinate", "grid", "random"])
def test_settings_that_do_not_fit_together_are_never_proposed(method: str) -> None:
    tried = run(method, lambda setting: 0.0, is_valid=lambda changes: "c" not in changes)
    assert len(tried) > 3
    assert not any("c" in changes for changes in tried)


def test_random_draws_depend_on_the_seed_alone() -> None:
    space = {"a": {"low": 0.1, "high": 10.0, "log": True}, "c": ["x", "y"]}
    tried = run("random", lambda setting: 0.0, trials=30, space=space)
    assert tried == run("random", lambda setting: setting["a"], trials=30, space=space)
    values = [changes["a"] for changes in tried[1:] if "a" in changes]
    assert len(values) > 25
    assert 8 < sum(value < 1 for value in values) < 22
    assert all(0.1 <= value <= 10 for value in values)


def test_a_range_is_listed_by_its_steps_and_drawn_from_within() -> None:
    candidates = Range(low=1, high=3, steps=9)
    assert list_values(candidates) == [1, 2, 3]
    assert {draw_value(candidates, Random(seed)) for seed in range(40)} == {1, 2, 3}
    assert list_values((None, "x")) == [None, "x"]
