"""The second stage in a config: its bounds are those of the fit, and what it lacks is said with the line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from cableml.config.load import load_config
from cableml.config.schema import SecondStageSettings
from cableml.errors import ConfigError
from cableml.models.settings import StageSettings, check_settings
from cableml.workflows.train import build_fit_settings

CONFIG = """\
task: tags
features:
  - {field: text, kind: words}
model: {estimator: ridge}
decision: {folds: 0}
second_stage:
  trees: 20
"""


def problems_of(folder: Path, text: str, *overrides: str) -> list[str]:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(folder / "a.yaml", overrides)
    return str(caught.value).replace(f"{folder}/", "").split("\n")


def test_defaults_are_those_of_the_fit() -> None:
    assert SecondStageSettings().model_dump() == asdict(StageSettings())


def test_every_key_reaches_the_fit(tmp_path: Path) -> None:
    stage = {
        "candidates": 7,
        "strongest": 8,
        "trees": 9,
        "leaves": 10,
        "learning_rate": 0.11,
        "min_pairs": 12,
        "penalty": 13.0,
        "folds": 14,
        "tree_folds": 15,
        "names": True,
        "cables": 5000,
        "refit": False,
    }
    (tmp_path / "a.yaml").write_text(CONFIG, encoding="utf-8")
    config = load_config(tmp_path / "a.yaml", [f"second_stage.{key}={value}" for key, value in stage.items()])
    settings = build_fit_settings(config)
    check_settings(settings)
    assert settings.second_stage == StageSettings(**stage)


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_shipped_configs_have_two_stages_and_can_do_with_one(task: str, checkout: Path) -> None:
    path = checkout / "configs" / f"{task}.yaml"
    assert build_fit_settings(load_config(path)).second_stage is not None
    assert build_fit_settings(load_config(path, ["second_stage=null"])).second_stage is None


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        (["decision.folds=5"], "second_stage needs decision.folds: 0."),
        (["model.estimator=squared_hinge"], "second_stage needs model.estimator: ridge for tags."),
        (["calibration=none"], "second_stage needs calibration: platt."),
        (
            ["task=classification", "second_stage.refit=false"],
            "second_stage.refit false is for tags; with task: classification set it to true.",
        ),
        (
            ["task=classification", "second_stage.names=true"],
            "second_stage.names is for tags; with task: classification set it to false.",
        ),
    ],
    ids=["folds", "estimator", "calibration", "refit", "names"],
)
def test_error_what_a_second_stage_lacks_is_one_sentence(
    overrides: list[str], problem: str, tmp_path: Path
) -> None:
    assert problems_of(tmp_path, CONFIG, *overrides) == [f"a.yaml:1: {problem}"]


def test_error_unknown_keys_and_values_out_of_bounds_are_named_with_their_lines(tmp_path: Path) -> None:
    text = CONFIG.replace("trees: 20", "treess: 20\n  leaves: 1\n  folds: 1\n  learning_rate: 0")
    problems = problems_of(tmp_path, text)
    known = ", ".join(SecondStageSettings.model_fields)
    assert problems[0] == (
        f"a.yaml:7: second_stage.treess: unknown key. Did you mean 'trees'? Known keys: {known}."
    )
    assert [problem.split(": ")[:2] for problem in problems[1:]] == [
        ["a.yaml:8", "second_stage.leaves"],
        ["a.yaml:9", "second_stage.folds"],
        ["a.yaml:10", "second_stage.learning_rate"],
    ]
