"""Costs of wrong levels in a config: their bounds, where they belong, and that they reach the fit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from cableml.cable.level_costs import LevelCosts
from cableml.config.load import load_config
from cableml.config.schema import CostSettings
from cableml.errors import ConfigError
from cableml.models.settings import FitSettings, check_settings
from cableml.workflows.check import describe_config
from cableml.workflows.train import build_fit_settings

CONFIG = """\
task: classification
features:
  - {field: text, kind: words}
decision:
  costs: {missed: 5}
"""


def write(folder: Path, text: str = CONFIG) -> Path:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_are_those_of_the_fit() -> None:
    assert CostSettings().model_dump() == asdict(LevelCosts())


def test_every_cost_reaches_the_fit(tmp_path: Path) -> None:
    chosen = ("too_low=2.0", "too_high=3.0", "missed=4.0", "overmarked=5.0")
    config = load_config(write(tmp_path), [f"decision.costs.{one}" for one in chosen])
    settings = build_fit_settings(config)
    check_settings(settings)
    assert settings.costs == LevelCosts(2.0, 3.0, 4.0, 5.0)
    assert FitSettings.from_json(settings.to_json()) == settings


def test_one_cost_can_be_set_where_there_are_none(tmp_path: Path) -> None:
    path = write(tmp_path, CONFIG.replace("{missed: 5}", "null"))
    assert load_config(path).decision.costs is None
    settings = build_fit_settings(load_config(path, ["decision.costs.missed=7"]))
    assert settings.costs == LevelCosts(missed=7.0)


def test_settings_without_costs_do_not_name_them() -> None:
    assert "costs" not in FitSettings("classification").to_json()


def test_check_says_what_is_decided_by(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert (
        "decision     the level of least expected cost: a step too low 1, too high 1, classified called "
        "unclassified 5 more, the reverse 0 more\n"
    ) in describe_config(load_config(path), str(path))
    plain = load_config(path, ["decision.costs=null"])
    assert "decision     the most probable level; probabilities from 5 folds\n" in describe_config(
        plain, str(path)
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("decision.costs.missed=-1", "decision.costs.missed"),
        ("decision.costs={too_low: 0, too_high: 0}", "costs that are all 0 decide nothing"),
        ("task=tags", "decision.costs is for task: classification; with task: tags set it to null"),
        ("decision.costs.dear=1", "unknown key"),
    ],
)
def test_error_costs_that_mean_nothing_are_refused(tmp_path: Path, change: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path), [change])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (FitSettings("tags", costs=LevelCosts()), "costs are for classification; use null."),
        (
            FitSettings("classification", costs=LevelCosts(missed=-1.0)),
            "costs.missed is -1.0; use 0 or more.",
        ),
        (
            FitSettings("classification", costs=LevelCosts(0.0, 0.0)),
            "costs are all 0, so that nothing is decided; give at least one above 0.",
        ),
    ],
)
def test_error_the_fit_refuses_the_same(settings: FitSettings, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_settings(settings)
    assert caught.value.message == message
