"""Settings of a fit: what is refused, in which words, and that they survive as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cableml.errors import ConfigError
from cableml.features.spec import BlockSpec
from cableml.models.settings import FitSettings, StageSettings, check_settings

TWO_STAGES = FitSettings(
    "tags",
    blocks=(BlockSpec("text", "words"),),
    estimator="ridge",
    folds=0,
    second_stage=StageSettings(),
)
NEEDS = "second_stage needs folds 0, and for tags the estimator ridge."


def refusal(settings: FitSettings) -> str:
    with pytest.raises(ConfigError) as caught:
        check_settings(settings)
    return caught.value.message


def test_two_stages_are_allowed_for_both_tasks() -> None:
    check_settings(TWO_STAGES)
    check_settings(replace(TWO_STAGES, task="classification", estimator="squared_hinge"))
    check_settings(replace(TWO_STAGES, second_stage=StageSettings(names=True, learning_rate=1, penalty=0)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"estimator": "squared_hinge"}, NEEDS),
        ({"estimator": "linear_svc", "folds": 5}, NEEDS),
        ({"folds": 5}, NEEDS),
        ({"task": "classification", "folds": 5}, NEEDS),
        ({"calibration": "none"}, "second_stage needs calibrated scores; use the calibration platt."),
    ],
    ids=range(5),
)
def test_error_a_second_stage_without_what_it_needs_is_refused(change: dict[str, Any], message: str) -> None:
    assert refusal(replace(TWO_STAGES, **change)) == message


def test_error_names_are_for_tags() -> None:
    stage = StageSettings(names=True)
    message = refusal(replace(TWO_STAGES, task="classification", second_stage=stage))
    assert message == "second_stage.names is for tags; use false."


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("candidates", 0, "use 1 or more."),
        ("strongest", 0, "use 1 or more."),
        ("trees", 0, "use 1 or more."),
        ("leaves", 1, "use 2 or more."),
        ("min_pairs", 0, "use 1 or more."),
        ("folds", 1, "use 2 or more."),
        ("tree_folds", 1, "use 2 or more."),
        ("learning_rate", 0.0, "use a number above 0, at most 1."),
        ("learning_rate", 1.5, "use a number above 0, at most 1."),
        ("learning_rate", float("nan"), "use a number above 0, at most 1."),
        ("penalty", -1.0, "use 0 or more."),
        ("penalty", float("nan"), "use 0 or more."),
    ],
)
def test_error_a_value_out_of_bounds_is_named(key: str, value: float, allowed: str) -> None:
    stage = replace(StageSettings(), **{key: value})
    assert refusal(replace(TWO_STAGES, second_stage=stage)) == f"second_stage.{key} is {value}; {allowed}"


def test_settings_come_back_from_json() -> None:
    for stage in (None, StageSettings(trees=7, names=True)):
        settings = replace(TWO_STAGES, second_stage=stage)
        assert FitSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_settings_of_before_there_were_two_stages_have_one() -> None:
    plain = TWO_STAGES.to_json()
    del plain["second_stage"]
    assert FitSettings.from_json(plain).second_stage is None


def test_error_an_unknown_setting_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^setting 'colour' is unknown\.$"):
        FitSettings.from_json({**TWO_STAGES.to_json(), "colour": "red"})
