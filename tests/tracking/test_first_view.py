from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cableml.tracking.first_view import VIEW_TAG, build_first_view
from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.store import RunStore, find_store
from cableml.tracking.tracker import KilledRecord, RunRecord

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def test_the_table_shows_the_first_figures_and_the_main_settings() -> None:
    metrics = ["micro_f1", "micro_f1_low", "micro_f1_high", "micro_f1_known", "macro_f1", "lrap"]
    view = json.loads(build_first_view(metrics, ["c", "estimator", "features.0.text.weight"]))
    assert view["selectedColumns"] == [
        "metrics.`micro_f1`",
        "metrics.`macro_f1`",
        "params.`estimator`",
        "params.`c`",
    ]


def test_the_charts_come_in_the_order_of_importance_without_bounds() -> None:
    view = json.loads(build_first_view(["micro_f1", "micro_f1_low", "a", "b", "c", "d", "e", "f"], []))
    assert [chart["metricKey"] for chart in view["compareRunCharts"]] == ["micro_f1", "a", "b", "c", "d", "e"]
    (section,) = view["compareRunSections"]
    assert {chart["metricSectionId"] for chart in view["compareRunCharts"]} == {section["uuid"]}


def test_the_view_is_short_enough_for_a_tag() -> None:
    names = [f"a_metric_with_quite_a_long_name_{number}" for number in range(50)]
    assert len(build_first_view(names, names)) < 5000


@pytest.fixture
def store(empty_run_store: Path, tmp_path: Path) -> RunStore:
    (tmp_path / "mlflow.db").write_bytes(empty_run_store.read_bytes())
    return find_store(tmp_path)


def read_view(store: RunStore, experiment: str) -> str | None:
    from cableml.tracking.connection import open_store

    value = open_store(store).get_experiment_by_name(experiment).tags.get(VIEW_TAG)
    return None if value is None else str(value)


def test_an_experiment_gets_its_view_with_its_first_finished_run_and_keeps_it(
    run_record: RunRecord, store: RunStore
) -> None:
    tracker = MlflowTracker(store)
    killed = KilledRecord("tags", run_record.experiment, "gone", "", {}, "task: tags\n", "fit", 1.0, 2.0)
    tracker.log_killed(killed)
    assert read_view(store, run_record.experiment) is None
    tracker.log(run_record)
    view = read_view(store, run_record.experiment)
    assert view == build_first_view(run_record.metrics, run_record.params)
    tracker.log(replace(run_record, metrics={"other": 1.0}))
    assert read_view(store, run_record.experiment) == view
