from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cableml.errors import TrackingError
from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.store import find_store
from cableml.tracking.tracker import KilledRecord, RunRecord

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


class Written:
    """A run read back from its store through MLflow's own client."""

    def __init__(self, folder: Path, experiment: str = "cableml-tags") -> None:
        from mlflow.tracking import MlflowClient

        self.client = MlflowClient(tracking_uri=find_store(folder).uri)
        found = self.client.get_experiment_by_name(experiment)
        assert found is not None
        self.runs = list(self.client.search_runs([found.experiment_id]))
        self.run = self.runs[0]
        self.artifacts = Path(self.run.info.artifact_uri.removeprefix("file://"))

    def text(self, name: str) -> str:
        return (self.artifacts / name).read_text(encoding="utf-8")

    def file(self, name: str) -> Any:
        return json.loads(self.text(name))


def model_folder_of(model: Any) -> Path:
    return Path(model.artifact_location.removeprefix("file://"))


@pytest.fixture
def store_folder(tmp_path: Path, empty_run_store: Path) -> Path:
    """A folder with a run store of its own."""
    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    return tmp_path


@pytest.fixture
def written(store_folder: Path, run_record: RunRecord) -> Written:
    record = run_record
    MlflowTracker(find_store(store_folder)).log(record)
    return Written(store_folder)


def test_a_run_is_finished_and_bears_its_name_and_description(written: Written) -> None:
    assert written.run.info.status == "FINISHED"
    assert written.run.info.run_name == "tags linear_svc c=1 on demo"
    assert written.run.data.tags["mlflow.note.content"] == "**tags** model"
    assert written.run.data.tags["corpus_sha"] == "abababababab"
    assert written.run.data.tags["version.numpy"]


def test_parameters_and_metrics_are_written_as_given(written: Written) -> None:
    assert written.run.data.params == {
        "estimator": "linear_svc",
        "c": "1.0",
        "class_weight": "null",
        "n_train": "80",
        "tidy": "true",
    }
    assert written.run.data.metrics == {"micro_f1": 0.71, "macro_f1": 0.4, "fit_elapsed_seconds": 1.2}


def test_the_duration_of_the_run_is_that_of_the_training(written: Written) -> None:
    assert written.run.info.start_time == 1_700_000_000_000
    assert written.run.info.end_time - written.run.info.start_time == 90_500


def test_a_metric_with_steps_keeps_each(written: Written) -> None:
    history = written.client.get_metric_history(written.run.info.run_id, "fit_elapsed_seconds")
    assert [(entry.step, entry.value) for entry in history] == [(1, 0.5), (2, 1.2)]


def test_config_report_timings_environment_and_warnings_are_written_as_files(written: Written) -> None:
    assert written.text("config.yaml") == "task: tags\n"
    assert written.text("report.txt") == "a report\n"
    assert written.file("report.json")["per_label"] == {"PREL": {"f1": 0.9}}
    assert written.file("tables/stages.json") == {
        "columns": ["stage", "seconds", "peak_mb"],
        "data": [["fit", 1.25, 310.5]],
    }
    assert written.file("environment.json") == {"system": "Linux", "cpus": 2}
    assert written.text("warnings.txt") == "a.txt: the file is empty.\n"
    assert written.run.data.tags["warnings"] == "1"


def test_tables_are_as_mlflow_writes_them_itself(written: Written, run_record: RunRecord) -> None:
    listed = json.loads(written.run.data.tags["mlflow.loggedArtifacts"])
    assert listed == [
        {"path": "tables/per_label.json", "type": "table"},
        {"path": "tables/stages.json", "type": "table"},
    ]
    written.client.log_table(written.run.info.run_id, dict(run_record.per_label), "tables/own.json")
    assert written.file("tables/per_label.json") == written.file("tables/own.json")


def test_the_table_of_labels_has_the_f1_in_its_second_column(written: Written) -> None:
    table = written.file("tables/per_label.json")
    assert table["columns"] == ["tag", "f1", "threshold"]
    assert table["data"] == [["PREL", 0.9, 0.3], ["NO", 0.5, None]]


def test_both_sides_of_the_corpus_are_inputs_of_the_run(written: Written) -> None:
    inputs = {entry.tags[0].value: entry.dataset for entry in written.run.inputs.dataset_inputs}
    assert {side: (dataset.name, dataset.digest) for side, dataset in inputs.items()} == {
        "train": ("demo (train)", "cd" * 16),
        "test": ("demo (test)", "ef" * 16),
    }
    assert json.loads(inputs["train"].profile) == {
        "cables": 80,
        "labelled": 78,
        "labels": 2,
        "counts": {"PREL": 40, "NO": 2},
    }
    assert written.run.data.tags["test_sha"] == "ef" * 6


def test_the_model_is_a_copy_of_the_folder_behind_a_loader_without_a_pickle(
    written: Written, run_record: RunRecord
) -> None:
    import yaml

    outputs = written.run.outputs.model_outputs
    assert len(outputs) == 1
    model = written.client.get_logged_model(outputs[0].model_id)
    folder = Path(model.artifact_location.removeprefix("file://"))
    names = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert [name for name in names if name.endswith((".pkl", ".joblib", ".skops"))] == []
    assert (folder / "data" / run_record.model_folder.name / "weights.npy").read_bytes() == b"\x00\x01"
    flavour = yaml.safe_load((folder / "MLmodel").read_text(encoding="utf-8"))["flavors"]["python_function"]
    assert flavour["loader_module"] == "cableml.workflows.pyfunc_model"


def test_the_model_has_a_signature_an_example_and_pinned_requirements(written: Written) -> None:
    import yaml

    model = written.client.get_logged_model(written.run.outputs.model_outputs[0].model_id)
    assert (str(model.status), model.name, model.source_run_id) == (
        "READY",
        "model",
        written.run.info.run_id,
    )
    about = yaml.safe_load((model_folder_of(model) / "MLmodel").read_text("utf-8"))
    text = [{"type": "string", "required": True}]
    assert [json.loads(about["signature"][side]) for side in ("inputs", "outputs")] == [text, text]
    assert json.loads((model_folder_of(model) / "input_example.json").read_text()) == ["SUBJECT: A VISIT\n"]
    lines = (model_folder_of(model) / "requirements.txt").read_text().split()
    assert [line.partition("==")[0] for line in lines] == ["cableml", "numpy", "mlflow"]
    assert all("==" in line for line in lines)


def test_a_run_tells_nobody_who_trained_where(written: Written, store_folder: Path) -> None:
    """No user, host or folder in what is logged; where artifacts lie is the store's own business."""
    tags = written.run.data.tags
    assert tags["mlflow.source.name"] == "cableml train"
    assert "mlflow.user" not in tags
    assert written.run.info.user_id in ("", "unknown", None)
    model = written.client.get_logged_model(written.run.outputs.model_outputs[0].model_id)
    assert model.tags == {"task": "tags", "version": "0123abcd"}
    texts = [json.dumps(tags)]
    for folder in (written.artifacts, model_folder_of(model)):
        texts += [path.read_text("utf-8") for path in folder.rglob("*") if path.suffix not in ("", ".npy")]
    texts.append((model_folder_of(model) / "MLmodel").read_text("utf-8"))
    secrets = {str(store_folder), str(Path.home()), socket.gethostname(), getpass.getuser() + "@"}
    assert [secret for secret in secrets for text in texts if secret in text] == []


def test_a_group_and_own_tags_become_tags_of_a_flat_run(store_folder: Path, run_record: RunRecord) -> None:
    record = replace(run_record, group="weights 1", tags={"fold": "2", "cableml.best": "true"})
    MlflowTracker(find_store(store_folder)).log(record)
    tags = Written(store_folder).run.data.tags
    assert {name: tags[name] for name in ("cableml.group", "fold", "cableml.best")} == {
        "cableml.group": "weights 1",
        "fold": "2",
        "cableml.best": "true",
    }
    assert "mlflow.parentRunId" not in tags


def test_a_run_without_a_group_has_no_group_tag(written: Written) -> None:
    assert "cableml.group" not in written.run.data.tags


def test_the_environment_is_as_before_afterwards(written: Written) -> None:
    assert "MLFLOW_TRACKING_URI" not in os.environ


def test_artifacts_lie_beside_the_database(written: Written, store_folder: Path) -> None:
    assert written.artifacts.is_relative_to(store_folder / "mlartifacts" / "cableml-tags")


def test_the_tracker_says_where_the_run_is(
    store_folder: Path, run_record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(store_folder)
    assert MlflowTracker(find_store()).log(run_record) == (
        "Run 'tags linear_svc c=1 on demo' is in mlflow.db (experiment cableml-tags); "
        "look at it with: cableml ui"
    )


def test_tracking_prints_nothing(
    store_folder: Path, run_record: RunRecord, capfd: pytest.CaptureFixture[str]
) -> None:
    MlflowTracker(find_store(store_folder)).log(run_record)
    assert capfd.readouterr() == ("", "")


def test_tracking_on_a_local_store_opens_no_connection(
    store_folder: Path, run_record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(arguments)
        raise OSError("no connection is allowed here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    MlflowTracker(find_store(store_folder)).log(run_record)
    assert asked == []


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path, run_record: RunRecord) -> None:
    (tmp_path / "mlflow.db").write_text("this is no database, whatever its name says\n" * 50)
    with pytest.raises(TrackingError) as raised:
        MlflowTracker(find_store(tmp_path)).log(run_record)
    message = str(raised.value)
    assert message.startswith(f"the run could not be written to the run store {tmp_path / 'mlflow.db'} (")
    assert "not a database" in message
    assert message.endswith("Check MLFLOW_TRACKING_URI and the store, or train with --no-tracking.")
    assert "\n" not in message


def test_a_server_that_nobody_runs_is_one_sentence(
    run_record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://me:secret@127.0.0.1:{port}")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(TrackingError) as raised:
        MlflowTracker(find_store()).log(run_record)
    assert str(raised.value) == (
        f"the run could not be written to the run store http://127.0.0.1:{port}: the server does not answer. "
        "Check that it runs and what MLFLOW_TRACKING_URI says, or train with --no-tracking."
    )


def test_a_deleted_experiment_is_one_sentence(store_folder: Path, run_record: RunRecord) -> None:
    record = replace(run_record, experiment="gone")
    tracker = MlflowTracker(find_store(store_folder))
    tracker.log(record)
    seen = Written(store_folder, "gone")
    seen.client.delete_experiment(seen.run.info.experiment_id)
    with pytest.raises(TrackingError) as raised:
        tracker.log(record)
    assert str(raised.value) == (
        f"the experiment 'gone' was deleted in {store_folder / 'mlflow.db'}. "
        "Restore it there, or name another with --set tracking.experiment=NAME."
    )


def test_a_run_that_breaks_off_is_marked_as_failed(
    store_folder: Path, run_record: RunRecord, tmp_path: Path
) -> None:
    record = replace(run_record, experiment="broken", model_folder=tmp_path / "absent")
    with pytest.raises(TrackingError):
        MlflowTracker(find_store(store_folder)).log(record)
    seen = Written(store_folder, "broken")
    assert seen.run.info.status == "FAILED"
    assert seen.run.outputs.model_outputs == []
    models = seen.client.search_logged_models([seen.run.info.experiment_id])
    assert [str(model.status) for model in models] == ["FAILED"]


def test_an_interrupted_writing_is_marked_as_killed_and_leaves_no_ready_model(
    store_folder: Path, run_record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow.tracking import MlflowClient

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MlflowClient, "log_model_artifacts", interrupt)
    with pytest.raises(KeyboardInterrupt):
        MlflowTracker(find_store(store_folder)).log(run_record)
    seen = Written(store_folder)
    assert seen.run.info.status == "KILLED"
    assert seen.run.outputs.model_outputs == []
    models = seen.client.search_logged_models([seen.run.info.experiment_id])
    assert [str(model.status) for model in models] == ["FAILED"]


def test_an_interrupted_training_is_a_killed_run_without_a_model(store_folder: Path) -> None:
    killed = KilledRecord(
        task="tags",
        experiment="cableml-tags",
        name="tags: ridge c=1, 2 blocks, split by id (interrupted)",
        description="Interrupted while it did: fit.",
        params={"c": 1.0},
        config_yaml="task: tags\n",
        stage="fit",
        started_at=1_700_000_000.0,
        ended_at=1_700_000_007.0,
        group="weights 1",
    )
    assert "split by id (interrupted)' is in " in MlflowTracker(find_store(store_folder)).log_killed(killed)
    seen = Written(store_folder)
    assert seen.run.info.status == "KILLED"
    assert seen.run.info.end_time - seen.run.info.start_time == 7000
    assert seen.run.data.tags["interrupted.in"] == "fit"
    assert seen.run.data.tags["cableml.group"] == "weights 1"
    assert seen.text("config.yaml") == "task: tags\n"
    assert seen.run.outputs.model_outputs == []


@pytest.mark.slow
def test_two_trainings_may_create_the_store_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from cableml.tracking.connection import open_store\n"
        "from cableml.tracking.store import find_store, set_quiet_environment\n"
        "set_quiet_environment()\n"
        "print(len(open_store(find_store(Path(sys.argv[1]))).search_experiments()))\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert {process.communicate(timeout=120)[0] for process in started} == {"1\n"}
    assert [process.returncode for process in started] == [0, 0]


def test_threads_of_the_test_are_not_left_behind() -> None:
    assert [thread.name for thread in threading.enumerate() if "telemetry" in thread.name.lower()] == []


def test_what_another_training_writes_at_the_same_time_is_written_again(
    store_folder: Path, run_record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient

    write, calls = MlflowClient.log_inputs, []

    def lose_the_race(client: MlflowClient, run_id: str, datasets: Any) -> None:
        calls.append(run_id)
        if len(calls) == 1:
            raise MlflowException("UNIQUE constraint failed: datasets.experiment_id, datasets.name")
        write(client, run_id, datasets=datasets)

    monkeypatch.setattr(MlflowClient, "log_inputs", lose_the_race)
    MlflowTracker(find_store(store_folder)).log(run_record)
    assert len(calls) == 2
    assert len(Written(store_folder).run.inputs.dataset_inputs) == 2
