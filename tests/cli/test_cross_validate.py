from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

SMALL = [
    word
    for override in ("demo.cables=240", "evaluation.bootstrap=10", "labels_min_cables=8", "second_stage=null")
    for word in ("--set", override)
]


@pytest.fixture
def validate(cableml: Any, checkout: Path) -> Any:
    """A function that cross-validates a small config; more words go behind."""

    def command(*words: object, task: str = "classification") -> Any:
        return cableml("cross-validate", checkout / "configs" / f"{task}.yaml", *SMALL, *words)

    return command


def test_the_report_is_text_with_a_table_of_folds_or_json(validate: Any, tmp_path: Path) -> None:
    text = validate("--folds", 3, "--no-tracking")
    assert (text.status, text.err) == (0, "")
    assert text.out.startswith("classification: cross-validated on demo-240-1, 3 folds\n")
    assert "\nBy fold\n-------\n" in text.out
    plain = validate("--folds", 3, "--no-tracking", "--format", "json")
    report = json.loads(plain.out)
    assert [fold["fold"] for fold in report["folds"]] == [1, 2, 3]
    assert f"accuracy              {report['accuracy']:.3f}" in text.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_it_is_one_run_in_the_store(validate: Any, tmp_path: Path, empty_run_store: Path) -> None:
    from cableml.tracking.store import find_store

    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    result = validate("--folds", 2, "--format", "json")
    assert result.status == 0
    assert "(cross-validated)' is in mlflow.db (experiment cableml-classification)" in result.err
    from mlflow.tracking import MlflowClient

    client = MlflowClient(tracking_uri=find_store(tmp_path).uri)
    experiment = client.get_experiment_by_name("cableml-classification")
    (run,) = client.search_runs([experiment.experiment_id])
    report = json.loads(result.out)
    assert run.data.metrics["accuracy"] == report["accuracy"]
    history = client.get_metric_history(run.info.run_id, "fold_accuracy")
    assert [(one.step, one.value) for one in history] == [
        (fold["fold"], fold["metrics"]["accuracy"]) for fold in report["folds"]
    ]
    names = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert names == {"config.yaml", "report.txt", "report.json", "scores.jsonl.gz", "tables"}
    assert run.data.tags["mlflow.source.name"] == "cableml cross-validate"
    (used,) = run.inputs.dataset_inputs
    assert used.dataset.name == "demo-240-1 (cross-validation)"


def test_more_folds_than_cables_is_one_sentence(validate: Any, tmp_path: Path) -> None:
    (tmp_path / "few.txt").write_text("UNCLAS TOKYO 000433\nSUBJECT: A VISIT\n\n1. (U) A visit took place.\n")
    result = validate("--corpus", tmp_path / "few.txt", "--no-tracking")
    assert (result.status, result.out) == (1, "")
    assert result.err == (
        "the labelled cables (1, of which 1 different) cannot be dealt into 5 folds. "
        "Give more cables, or ask for fewer folds.\n"
    )


def test_one_fold_is_wrong_usage(validate: Any) -> None:
    result = validate("--folds", 1)
    assert result.status == 2
    assert "1 is less than 2, the least that makes sense." in result.err


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_two_configs_are_compared_cable_by_cable(
    task: str, validate: Any, cableml: Any, tmp_path: Path
) -> None:
    reports = []
    for name, c in (("one", 1.0), ("two", 0.05)):
        words = ("--scores", f"{name}.jsonl", "--set", f"model.c={c}", "--format", "json", "--no-tracking")
        reports.append(json.loads(validate("--folds", 2, *words, task=task).out))
    result = cableml("compare", "one.jsonl", "two.jsonl", "--bootstrap", 20, "--format", "json")
    assert (result.status, result.err) == (0, "")
    compared = json.loads(result.out)
    assert compared["n_cables"] == reports[0]["n_cables"]
    names = ("micro_f1", "lrap", "expected_calibration_error") if task == "tags" else ("accuracy", "log_loss")
    for name in names:
        one = compared["metrics"][name]
        assert one["first"] == pytest.approx(reports[0][name])
        assert one["second"] == pytest.approx(reports[1][name])
    assert list(compared["settings"]) == ["c"]
    keys = [json.loads(line)["id"] for line in (tmp_path / "one.jsonl").read_text().splitlines()[1:]]
    assert len(set(keys)) == reports[0]["n_cables"]
