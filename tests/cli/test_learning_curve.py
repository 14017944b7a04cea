from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cableml.errors import UsageError
from cableml.workflows.learning_curve import SHARES, parse_shares

SMALL = [
    word
    for override in (
        "demo.cables=260",
        "evaluation.bootstrap=10",
        "second_stage=null",
        "decision.folds=2",
        "labels_min_cables=8",
    )
    for word in ("--set", override)
]


@pytest.fixture
def curve(cableml: Any, checkout: Path) -> Any:
    """A function that measures a small learning curve; more words go behind."""

    def command(*words: object, task: str = "tags") -> Any:
        return cableml("learning-curve", checkout / "configs" / f"{task}.yaml", *SMALL, *words)

    return command


def test_each_share_holds_more_cables_and_the_last_is_what_train_reports(
    curve: Any, cableml: Any, checkout: Path
) -> None:
    result = curve("--shares", "0.3", "0.6", "1", "--no-tracking", "--format", "json")
    assert (result.status, result.err) == (0, "")
    found = json.loads(result.out)
    points = found["points"]
    assert [point["n_train"] for point in points] == [
        round(share * found["n_train"]) for share in (0.3, 0.6, 1.0)
    ]
    assert points[0]["metrics"]["micro_f1"] < points[-1]["metrics"]["micro_f1"]
    trained = cableml("train", checkout / "configs/tags.yaml", *SMALL, "--no-tracking", "--format", "json")
    report = json.loads(trained.out)
    assert {name: report[name] for name in points[-1]["metrics"]} == points[-1]["metrics"]
    assert {name: report["intervals"][name] for name in points[-1]["intervals"]} == points[-1]["intervals"]
    assert found["n_test"] == report["n_cables"]


def test_the_page_shows_every_point_and_loads_nothing(curve: Any, tmp_path: Path) -> None:
    result = curve("--shares", "0.5", "1", "--no-tracking", "--format", "json", "--report", "curve.html")
    assert (result.status, result.err) == (0, "")
    page = (tmp_path / "curve.html").read_text(encoding="utf-8")
    for point in json.loads(result.out)["points"]:
        assert f"micro-F1 {point['metrics']['micro_f1']:.3f} at {point['n_train']:,}" in page
    assert page.count("<svg") == 1
    assert not re.search(r"(?:src|href)=[\"'](?!#)", page)


def test_the_text_is_a_table_with_intervals_and_names_a_share_that_is_too_small(
    curve: Any, tmp_path: Path
) -> None:
    result = curve("--shares", "0.02,50%", "--no-tracking", task="classification")
    assert result.status == 0
    assert result.out.startswith("classification: learning curve on demo-260-1\n")
    rows = result.out.splitlines()[3:6]
    assert rows[0].split()[:4] == ["share", "cables", "labels", "accuracy"]
    assert rows[1].split() == ["2%", "4", "0", "none", "none", "none"]
    assert rows[2].count("[") == 3
    assert "2% could not be trained on: 4 labelled cables are too few to train on" in result.out
    assert list(tmp_path.iterdir()) == []


def test_no_share_that_can_be_trained_on_is_one_sentence(curve: Any) -> None:
    result = curve("--shares", "0.01", "--no-tracking")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("no share can be trained on; the largest: 2 labelled cables are too few")


def test_a_word_that_is_no_share_is_one_sentence(curve: Any) -> None:
    result = curve("--shares", "2", "--no-tracking")
    assert (result.status, result.err) == (
        2,
        "'2' is no share of the training cables. Give numbers above 0 and up to 1, such as "
        "--shares 0.1,0.3,1.\n",
    )


def test_shares_are_read_in_any_spelling_rising_and_once() -> None:
    assert parse_shares([]) == SHARES
    assert parse_shares(["1", "0.5,0.1", "50% 25%"]) == (0.1, 0.25, 0.5, 1.0)
    for word in ("0", "-1", "x", "101%", "nan", "inf"):
        with pytest.raises(UsageError, match="is no share"):
            parse_shares([word])


def test_shares_are_nested_and_do_not_depend_on_the_order_of_the_corpus() -> None:
    from cableml.cable.blind import BlindCable
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.learning_curve import order_for_growth

    cables = [LabelledCable(f"06TOKYO{n}", f"{n}.txt", BlindCable(), (), None) for n in range(1, 80)]
    ordered = [cables[place] for place in order_for_growth(cables, "cableml")]
    backwards = cables[::-1]
    assert [backwards[place] for place in order_for_growth(backwards, "cableml")] == ordered
    assert ordered != cables
    assert [cables[place] for place in order_for_growth(cables, "other")] != ordered


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_curve_is_one_run_with_the_number_of_training_cables_as_the_step(
    curve: Any, cableml: Any, tmp_path: Path, empty_run_store: Path, checkout: Path
) -> None:
    from mlflow.tracking import MlflowClient

    from cableml.tracking.store import find_store

    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    result = curve("--shares", "0.5", "1", "--format", "json")
    assert result.status == 0
    assert result.err.startswith(
        "Run 'tags learning curve on demo-260-1' is in mlflow.db (experiment cableml-tags)"
    )
    points = json.loads(result.out)["points"]
    client = MlflowClient(tracking_uri=find_store(tmp_path).uri)
    experiment = client.get_experiment_by_name("cableml-tags")
    (run,) = client.search_runs([experiment.experiment_id])
    history = client.get_metric_history(run.info.run_id, "micro_f1")
    assert [(one.step, one.value) for one in history] == [
        (point["n_train"], point["metrics"]["micro_f1"]) for point in points
    ]
    lows = client.get_metric_history(run.info.run_id, "micro_f1_low")
    assert [one.value for one in lows] == [point["intervals"]["micro_f1"][0] for point in points]
    assert run.data.tags["mlflow.source.name"] == "cableml learning-curve"
    assert (run.info.status, run.data.params["estimator"]) == ("FINISHED", "ridge")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_run_in_the_store_is_compared_by_its_id(
    cableml: Any, tmp_path: Path, empty_run_store: Path, checkout: Path
) -> None:
    from mlflow.tracking import MlflowClient

    from cableml.tracking.store import find_store

    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    assert cableml("train", checkout / "configs/tags.yaml", *SMALL).status == 0
    client = MlflowClient(tracking_uri=find_store(tmp_path).uri)
    experiment = client.get_experiment_by_name("cableml-tags")
    (run,) = client.search_runs([experiment.experiment_id])
    words = ("models/tags", "--bootstrap", 5, "--format", "json")
    for name in (run.info.run_id, f"runs:/{run.info.run_id}"):
        result = cableml("compare", name, *words)
        assert (result.status, result.err) == (0, "")
        assert {one["difference"] for one in json.loads(result.out)["metrics"].values()} == {0.0}
    absent = cableml("compare", "0" * 32, *words)
    assert absent.status == 1
    assert absent.err == f"there is no run {'0' * 32} in mlflow.db. See: cableml runs\n"
