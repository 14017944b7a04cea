from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cableml.errors import TrackingError
from cableml.tracking.plain_record import dump_record, parse_record
from cableml.tracking.recorder import Recorder
from cableml.tracking.run_reader import read_runs
from cableml.tracking.store import RunStore, find_store
from cableml.tracking.tracker import KilledRecord, RunRecord

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

KILLED = KilledRecord(
    task="tags",
    experiment="cableml-tags",
    name="half",
    description="",
    params={"c": 1.0, "class_weight": None},
    config_yaml="task: tags\n",
    stage="fit",
    started_at=1.0,
    ended_at=2.5,
    group="g",
    tags={"a": "b"},
)


@pytest.fixture
def store(tmp_path: Path, empty_run_store: Path) -> RunStore:
    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    return find_store(tmp_path)


def test_a_record_comes_back_from_json_as_it_was(run_record: RunRecord, tmp_path: Path) -> None:
    whole = replace(
        run_record, scores_file=tmp_path / "scores", group="g", tags={"a": "b"}, report_html="<p>"
    )
    for record in (run_record, whole, KILLED):
        line = dump_record(record)
        assert "\n" not in line
        assert parse_record(line) == record


def test_a_relative_model_folder_is_found_from_anywhere(
    run_record: RunRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    back = parse_record(dump_record(replace(run_record, model_folder=Path("models/tags"))))
    assert isinstance(back, RunRecord)
    assert back.model_folder == tmp_path / "models" / "tags"


def test_a_process_of_its_own_writes_what_the_tracker_writes(store: RunStore, run_record: RunRecord) -> None:
    recorder = Recorder(store)
    recorder.prepare()
    process = recorder._process
    assert process is not None
    assert recorder.log(run_record).startswith(f"Run '{run_record.name}' is in {store.shown} ")
    assert process.poll() == 0
    (run,) = read_runs(store)
    assert (run.status, run.seconds, run.metrics["micro_f1"]) == ("FINISHED", 90.5, 0.71)
    assert run.model_id is not None


def test_an_interrupted_training_is_written_down_by_it_too(store: RunStore) -> None:
    recorder = Recorder(store)
    recorder.prepare()
    recorder.log_killed(KILLED)
    (run,) = read_runs(store)
    assert (run.status, run.seconds, run.group) == ("KILLED", 1.5, "g")


def test_error_what_fails_there_is_the_same_sentence_here(tmp_path: Path, run_record: RunRecord) -> None:
    (tmp_path / "mlflow.db").write_text("this is no database, whatever its name says\n" * 50)
    recorder = Recorder(find_store(tmp_path))
    recorder.prepare()
    with pytest.raises(
        TrackingError, match=r"^the run could not be written to the run store .*not a database"
    ):
        recorder.log(run_record)


@pytest.mark.parametrize("program", ["false", "no-such-program"])
def test_a_run_whose_process_dies_is_written_down_here(
    program: str, store: RunStore, run_record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(store)
    monkeypatch.setattr("sys.executable", shutil.which(program) or program)
    recorder.prepare()
    recorder.log(run_record)
    assert [run.status for run in read_runs(store)] == ["FINISHED"]


def test_a_process_that_is_not_needed_ends_with_its_recorder(store: RunStore) -> None:
    recorder = Recorder(store)
    recorder.prepare()
    process = recorder._process
    assert process is not None
    assert process.poll() is None
    del recorder
    assert process.poll() is not None
    assert read_runs(store) == []
