from __future__ import annotations

from typing import get_args

import pytest

from cableml.config.load import parse_config
from cableml.config.schema import Config
from cableml.config.search_schema import METRICS, NOT_SEARCHED, SMALLER_IS_BETTER, Metric, Range
from cableml.errors import ConfigError
from cableml.workflows.scoring import HEADLINES


def read_space(values: object) -> object:
    plain = {
        "task": "tags",
        "features": [{"field": "text", "kind": "words"}],
        "search": {"space": {"model.c": values}},
    }
    config = parse_config(plain)
    assert config.search is not None
    return config.search.space["model.c"]


def test_the_figures_to_search_by_are_headline_figures_of_their_task() -> None:
    assert set(get_args(Metric)) == {name for names in METRICS.values() for name in names}
    assert set(get_args(Metric)) >= SMALLER_IS_BETTER
    for task, names in METRICS.items():
        assert set(names) <= set(HEADLINES[task])


def test_what_is_not_searched_are_keys_of_a_config() -> None:
    assert set(Config.model_fields) >= NOT_SEARCHED


def test_a_list_and_a_range_are_read() -> None:
    assert read_space([0.5, 1, 2.0]) == (0.5, 1, 2.0)
    assert read_space({"low": 0.1, "high": 10.0, "log": True}) == Range(low=0.1, high=10.0, log=True, steps=5)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (2, "write a list of values"),
        ([], "the list of values is empty"),
        ([1.0, 1.0], "the value 1.0 stands twice"),
        ([[1.0]], "each value of the list must be a single one"),
        ({"low": 1.0}, "low or high is missing"),
        ({"low": 1.0, "high": 2.0, "step": 3}, "unknown key 'step'"),
        ({"low": 2.0, "high": 1.0}, r"low \(2.0\) must be smaller than high \(1.0\)"),
        ({"low": 0.0, "high": 1.0, "log": True}, "low must be greater than 0 where log is true"),
        ({"low": "a", "high": 1.0}, "low of a range must be a number, found 'a'"),
        ({"low": 1.0, "high": 2.0, "steps": 1}, "steps of a range must be a whole number from 2 to 100"),
        ({"low": 1.0, "high": 2.0, "log": 1}, "log of a range must be true or false, found 1"),
    ],
)
def test_what_is_neither_is_one_sentence(values: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_space(values)


def test_a_range_is_spaced_evenly_or_by_its_logarithm_and_keeps_to_its_bounds() -> None:
    assert [Range(low=0.0, high=1.0).at(share) for share in (0, 0.25, 1)] == [0.0, 0.25, 1.0]
    assert [Range(low=0.1, high=10.0, log=True).at(share) for share in (0, 0.5, 1)] == [0.1, 1.0, 10.0]
    assert Range(low=0.123456, high=1.0).at(0) == 0.123456
    assert [Range(low=1, high=8, log=True).at(share) for share in (0, 1 / 3, 1)] == [1, 2, 8]
    assert isinstance(Range(low=1, high=8).at(0.3), int)


def test_a_config_with_a_search_is_read_back_as_it_was_and_one_without_does_not_name_it() -> None:
    plain = {
        "task": "tags",
        "features": [{"field": "text", "kind": "words"}],
        "search": {"space": {"model.c": [0.5, 2.0], "decision.shrink": {"low": 1.0, "high": 9.0}}},
    }
    config = parse_config(plain)
    assert parse_config(config.to_plain()).search == config.search
    assert config.to_plain()["search"]["space"]["model.c"] == [0.5, 2.0]
    del plain["search"]
    assert "search" not in parse_config(plain).to_plain()
