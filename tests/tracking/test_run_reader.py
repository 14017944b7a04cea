from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cableml.errors import TrackingError
from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.run_reader import TrackedRun, fetch_artifact, find_run, read_runs
from cableml.tracking.store import RunStore, find_store
from cableml.tracking.tracker import RunRecord

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def store(tmp_path: Path, empty_run_store: Path, run_record: RunRecord) -> RunStore:
    """A store with three runs: two of one experiment and the same name, one of another in a group."""
    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    store = find_store(tmp_path)
    tracker = MlflowTracker(store)
    tracker.log(run_record)
    tracker.log(replace(run_record, started_at=1_700_000_200.0, ended_at=1_700_000_201.0))
    tracker.log(
        replace(
            run_record,
            experiment="search",
            name="the third",
            group="weights 1",
            metrics={"micro_f1": 0.8, "micro_f1_low": 0.7, "micro_f1_high": 0.9},
            started_at=1_700_000_100.0,
            ended_at=1_700_000_101.0,
        )
    )
    return store


def test_runs_are_read_back_as_they_were_written_the_latest_first(
    store: RunStore, run_record: RunRecord
) -> None:
    runs = read_runs(store)
    assert [run.started.timestamp() - 1_700_000_000 for run in runs] == [200, 100, 0]
    last = runs[2]
    assert (last.name, last.task, last.experiment, last.status) == (
        run_record.name,
        "tags",
        "cableml-tags",
        "FINISHED",
    )
    assert last.seconds == 90.5
    assert last.metrics == {**run_record.metrics, "fit_elapsed_seconds": 1.2}
    assert last.params["c"] == "1.0"
    assert last.test_key == ("tags", "ef" * 6)
    assert (last.headline, last.interval("micro_f1"), last.group) == (0.71, None, None)
    assert last.model_id is not None


def test_runs_are_narrowed_by_experiment_tag_and_id(store: RunStore) -> None:
    (third,) = read_runs(store, experiment="search")
    assert (third.group, third.interval("micro_f1")) == ("weights 1", (0.7, 0.9))
    assert read_runs(store, tags={"cableml.group": "weights 1"}) == [third]
    assert read_runs(store, tags={"cableml.group": "it's"}) == []
    assert read_runs(store, ids=[third.id]) == [third]


def test_a_run_goes_by_its_id_its_beginning_its_uri_and_its_name(store: RunStore) -> None:
    third = read_runs(store, experiment="search")[0]
    for reference in (third.id, third.id[:8], f"runs:/{third.id}", f"runs:/{third.id}/model", "the third"):
        assert find_run(reference, store) == third


def test_the_plain_view_of_a_run_has_no_tag_of_mlflow(store: RunStore) -> None:
    plain: Any = read_runs(store, experiment="search")[0].to_json()
    assert plain["started"] == "2023-11-14T22:15:00Z"
    assert plain["tags"]["corpus"] == "demo"
    assert [name for name in plain["tags"] if name.startswith("mlflow.")] == []


def test_an_artifact_is_fetched_as_it_was_written(store: RunStore, tmp_path: Path) -> None:
    run = find_run("the third", store)
    assert fetch_artifact(run.id, "config.yaml", tmp_path, store).read_text() == "task: tags\n"


def test_error_what_is_not_there_is_one_sentence_each(store: RunStore, tmp_path: Path) -> None:
    shown = store.shown
    cases = {
        "nobody": f"there is no run 'nobody' in {shown}. Name one by its id, the first four or more "
        "letters of it, or its name; see: cableml runs",
        "0" * 32: f"there is no run {'0' * 32} in {shown}. See: cableml runs",
    }
    for reference, message in cases.items():
        with pytest.raises(TrackingError) as raised:
            find_run(reference, store)
        assert str(raised.value) == message
    with pytest.raises(TrackingError) as raised:
        read_runs(store, experiment="absent")
    assert str(raised.value) == f"there is no experiment 'absent' in {shown}. See: cableml runs"
    with pytest.raises(TrackingError, match=r"has no absent\.txt"):
        fetch_artifact(find_run("the third", store).id, "absent.txt", tmp_path, store)


def test_error_a_name_of_two_runs_says_which_ids_they_have(store: RunStore, run_record: RunRecord) -> None:
    with pytest.raises(TrackingError) as raised:
        find_run(run_record.name, store)
    ids = [run.id[:8] for run in read_runs(store, experiment="cableml-tags")]
    assert str(raised.value) == (
        f"2 runs in {store.shown} go by {run_record.name!r} ({', '.join(ids)}). "
        "Name one by its id; see: cableml runs"
    )


def test_error_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(TrackingError, match=r"^there is no run store "):
        read_runs(find_store(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_a_value(store: RunStore) -> None:
    run = read_runs(store)[0]
    assert isinstance(run, TrackedRun)
    with pytest.raises(AttributeError):
        run.name = "another"  # type: ignore[misc]
