from __future__ import annotations

from pathlib import Path

import pytest

from cableml.config.load import load_config
from cableml.errors import ConfigError

CONFIG = """\
task: {task}
features:
  - {{field: text, kind: words}}
search:
  metric: {metric}
  space:
    {space}
"""


def problem_of(folder: Path, space: str, task: str = "tags", metric: str = "null") -> str:
    path = folder / "a.yaml"
    path.write_text(CONFIG.format(task=task, metric=metric, space=space))
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("space", "message"),
    [
        (
            "model.cc: [1.0]",
            "model.cc: unknown key. Did you mean 'c'? Known keys: estimator, c, class_weight, keep_weights.",
        ),
        (
            "features.1.weight: [1.0]",
            "features.1.weight: features has no item 1; its 1 items are counted from 0.",
        ),
        (
            "features.0.weight: {low: 0.0, high: 2.0}",
            "features.0.weight: must be greater than 0, found 0.0 (weight of the block against the others).",
        ),
        (
            "model.estimator: [ridge, rigde]",
            "model.estimator: the text 'rigde' is not one of the choices. Did you mean 'ridge'? Choices: "
            "squared_hinge, linear_svc, logistic_regression, ridge, complement_nb.",
        ),
        (
            "split.test: [0.1]",
            "split.test: split is not searched: it decides what is measured, or nothing of the model. "
            "Search keys of features, model, decision and their like.",
        ),
        (
            "model..c: [1.0]",
            "model..c: write the key as --set takes it, such as model.c or features.0.weight.",
        ),
    ],
)
def test_a_key_or_value_that_fits_nothing_is_named_with_its_line(
    space: str, message: str, tmp_path: Path
) -> None:
    assert problem_of(tmp_path, space) == f"a.yaml:7: search.space.{message}"


def test_a_misspelled_section_is_named_with_what_was_meant(tmp_path: Path) -> None:
    found = problem_of(tmp_path, "modle.c: [1.0]")
    assert found.startswith("a.yaml:7: search.space.modle.c: unknown key. Did you mean 'model'? Known keys:")


def test_the_figure_of_the_other_task_is_named_with_its_line(tmp_path: Path) -> None:
    assert problem_of(tmp_path, "model.c: [1.0]", metric="accuracy") == (
        "a.yaml:5: search.metric: 'accuracy' is no figure of task tags. "
        "Choices: micro_f1, macro_f1, samples_f1, precision_at_5, lrap."
    )
    assert problem_of(tmp_path, "model.c: [1.0]", "classification", "micro_f1").startswith(
        "a.yaml:5: search.metric: 'micro_f1' is no figure of task classification. Did you mean 'macro_f1'?"
    )


def test_values_that_fit_only_together_are_left_to_the_search(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    # By itself, linear_svc does not go with folds: 0.
    space = "model.estimator: [linear_svc]\n    decision.folds: [0, 5]"
    path.write_text(CONFIG.format(task="tags", metric="null", space=space) + "decision: {folds: 0}\n")
    config = load_config(path)
    assert config.search is not None
    assert list(config.search.space) == ["model.estimator", "decision.folds"]


def test_the_space_can_be_changed_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(CONFIG.format(task="tags", metric="null", space="model.c: [1.0]"))
    with pytest.raises(ConfigError) as caught:
        load_config(path, ["search.metric=accuracy"])
    assert str(caught.value).startswith(
        "--set search.metric=accuracy: search.metric: 'accuracy' is no figure"
    )
