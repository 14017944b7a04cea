"""Trainings whose run store fails: one sentence, status 1, in bounded time, and the model on disk."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]

SMALL = [
    word
    for override in (
        "demo.cables=220",
        "evaluation.bootstrap=5",
        "second_stage=null",
        "decision.folds=2",
        "labels_min_cables=8",
    )
    for word in ("--set", override)
]
COMPLETE = "The model itself is complete: models/tags\n"
Train = Callable[[], tuple[str, float]]


@pytest.fixture
def train(cableml: Any, checkout: Path, tmp_path: Path) -> Train:
    """A function that trains, checks that the model is there, and returns what was said and for how long."""

    def command() -> tuple[str, float]:
        begun = time.monotonic()
        result = cableml("train", checkout / "configs" / "tags.yaml", *SMALL)
        assert result.out.startswith("tags: trained on ")
        assert (tmp_path / "models" / "tags" / "manifest.json").is_file()
        assert result.status == 1
        assert result.err.endswith(COMPLETE)
        problem = result.err.removesuffix(COMPLETE)
        assert problem.count("\n") == 1
        return problem.rstrip("\n"), time.monotonic() - begun

    return command


@pytest.fixture
def store(tmp_path: Path, empty_run_store: Path) -> Path:
    """An empty run store in the working directory."""
    return Path(shutil.copy(empty_run_store, tmp_path / "mlflow.db"))


def test_a_store_that_another_program_holds_is_waited_for_and_given_up(train: Train, store: Path) -> None:
    with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        problem, seconds = train()
    assert problem == (
        "the run could not be written to the run store mlflow.db: another program holds it. "
        "Wait until that program is done, or set MLFLOW_TRACKING_URI to another store."
    )
    assert seconds < 60


def test_a_store_of_an_older_schema_says_how_to_upgrade_it(train: Train, store: Path) -> None:
    with contextlib.closing(sqlite3.connect(store)) as database:
        ((current,),) = database.execute("select version_num from alembic_version").fetchall()
        database.execute("update alembic_version set version_num = 'bda7b8c39065'")
        database.commit()
    problem, _ = train()
    assert problem == (
        "the run could not be written to the run store mlflow.db: its tables are those of another MLflow "
        f"(schema bda7b8c39065, this one's is {current}). Copy the store, then run: "
        f"mlflow db upgrade sqlite:///{store}"
    )


def make_older_store(path: Path, schema: str) -> None:
    """Make a run store as an older MLflow left it: its tables are really those of the schema."""
    import sqlalchemy
    from alembic import command
    from mlflow.store.db.utils import _get_alembic_config
    from mlflow.store.tracking.dbmodels.initial_models import Base

    engine = sqlalchemy.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    command.upgrade(_get_alembic_config(f"sqlite:///{path}"), schema)
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("select version_num from alembic_version").fetchall() == [(schema,)]


def test_a_store_that_an_older_mlflow_really_made_is_upgraded_by_mlflow_itself(
    cableml: Any, checkout: Path, tmp_path: Path
) -> None:
    # Tables are missing there, and this MLflow makes them by itself; where none is missing, it refuses.
    make_older_store(tmp_path / "mlflow.db", "0584bdc529eb")
    assert cableml("train", checkout / "configs" / "tags.yaml", *SMALL).status == 0
    (run,) = map(json.loads, cableml("runs", "--format", "jsonl").out.splitlines())
    assert run["status"] == "FINISHED"


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs written down here, where a test can let mlflow fail."""
    monkeypatch.setattr("cableml.tracking.recorder.Recorder.prepare", lambda recorder: None)


@pytest.mark.usefixtures("in_this_process")
def test_a_full_disk_is_one_sentence(
    train: Train, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills while the artifacts are copied; the run is then marked as failed."""
    from cableml.tracking.run_reader import read_runs
    from cableml.tracking.store import find_store

    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("mlflow.tracking.MlflowClient.log_artifacts", fill)
    problem, _ = train()
    assert problem == (
        "the run could not be written to the run store mlflow.db: its disk is full. "
        "Free some space, or use a store on another disk."
    )
    (run,) = read_runs(find_store(tmp_path))
    assert (run.status, run.model_id) == ("FAILED", None)


@pytest.mark.usefixtures("in_this_process")
def test_a_database_that_may_not_grow_is_a_full_disk(
    train: Train, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        from sqlalchemy.exc import OperationalError

        raise OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("mlflow.tracking.MlflowClient.create_run", fail)
    problem, _ = train()
    assert problem.startswith("the run could not be written to the run store mlflow.db: its disk is full. ")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_one_sentence(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{closed / 'mlflow.db'}")
    problem, _ = train()
    assert "its file cannot be opened. Check the folder and its permissions." in problem


def test_a_place_where_no_database_can_be_is_one_sentence(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'taken' / 'mlflow.db'}")
    problem, _ = train()
    assert problem.startswith(f"the run could not be written to the run store {tmp_path / 'taken'}")


class DyingServer(BaseHTTPRequestHandler):
    """As much of a tracking server as a run needs, until it is asked to keep figures: then it is gone."""

    protocol_version = "HTTP/1.0"
    asked: list[str]

    def do_GET(self) -> None:
        self.answer({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such thing"}, 404)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        name = self.path.partition("/mlflow/")[2]
        if name == "runs/create":
            about = {"run_id": "0" * 32, "run_uuid": "0" * 32, "experiment_id": "1", "status": "RUNNING"}
            self.answer({"run": {"info": {**about, "artifact_uri": "mlflow-artifacts:/1"}, "data": {}}})
        elif name == "runs/log-batch":
            threading.Thread(target=self.server.shutdown).start()
            self.server.socket.close()
            self.close_connection = True
        else:
            self.answer({"experiment_id": "1"})

    def answer(self, plain: dict[str, Any], status: int = 200) -> None:
        self.asked.append(self.path)
        body = json.dumps(plain).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def dying_server() -> Iterator[tuple[str, list[str]]]:
    """The address of such a server on loopback, and the list of what it was asked."""
    asked: list[str] = []
    handler = type("Handler", (DyingServer,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_a_server_that_dies_in_mid_run_costs_the_record_and_never_the_model(
    train: Train, dying_server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = dying_server
    monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
    problem, seconds = train()
    assert "/api/2.0/mlflow/runs/create" in asked
    assert problem == (
        f"the run could not be written to the run store {address}: the server does not answer. "
        "Check that it runs and what MLFLOW_TRACKING_URI says, or train with --no-tracking."
    )
    assert seconds < 60


def test_a_server_that_never_answers_is_given_up(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{silent.getsockname()[1]}")
        problem, seconds = train()
    assert problem.endswith(
        ": the server does not answer. Check that it runs and what MLFLOW_TRACKING_URI says, or train with "
        "--no-tracking."
    )
    assert seconds < 60


def test_two_trainings_at_once_write_two_whole_runs_into_one_new_store(
    checkout: Path, tmp_path: Path
) -> None:
    from cableml.tracking.run_reader import read_runs
    from cableml.tracking.store import find_store

    started = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "cableml", "train", str(checkout / "configs" / "tags.yaml"), *SMALL),
                *("--set", f"model.c={c}", "--output", f"models/{c}"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for c in (1.0, 0.5)
    ]
    said = [process.communicate(timeout=180)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    runs = read_runs(find_store(tmp_path))
    assert sorted(run.params["c"] for run in runs) == ["0.5", "1.0"]
    assert {(run.status, run.experiment, run.model_id is not None) for run in runs} == {
        ("FINISHED", "cableml-tags", True)
    }
