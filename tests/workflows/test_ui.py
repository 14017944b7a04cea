from __future__ import annotations

import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cableml.errors import TrackingError, UsageError
from cableml.tracking.store import RunStore, find_store
from cableml.workflows.listener import SilentListener
from cableml.workflows.ui import build_command, build_environment, describe_links, serve_ui


class Notes(SilentListener):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[str] = []

    def notice(self, text: str) -> None:
        self.notices.append(text)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """A database with the tables that the links are read from."""
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as connection:
        connection.executescript(
            "create table experiments (experiment_id integer, name text, lifecycle_stage text);"
            "create table runs (experiment_id integer);"
            "create table experiment_tags (experiment_id integer, key text, value text);"
            "insert into experiment_tags values (1, 'mlflow.sharedViewState.cableml', '{}'),"
            " (2, 'mlflow.sharedViewState.mine', '{}');"
            "insert into experiments values (0, 'Default', 'active'), (1, 'cableml-tags', 'active'),"
            " (2, 'cableml-classification', 'active'), (3, 'old', 'deleted');"
            "insert into runs values (1), (2), (3);"
        )
    return find_store(tmp_path)


def test_links_lead_to_the_run_table_of_each_experiment_with_runs(store: RunStore) -> None:
    place = "?workflowType=machine_learning"
    assert describe_links(store, 5001) == [
        f"cableml-classification: http://127.0.0.1:5001/#/experiments/2/runs{place}",
        f"cableml-tags: http://127.0.0.1:5001/#/experiments/1/runs{place}&viewStateShareKey=cableml",
    ]


def test_the_server_is_bound_to_loopback_with_one_worker(store: RunStore) -> None:
    assert build_command(store, 5001) == [
        sys.executable,
        *("-m", "mlflow", "ui", "--backend-store-uri", store.uri),
        *("--host", "127.0.0.1", "--port", "5001", "--workers", "1"),
    ]


def test_the_server_runs_without_telemetry_and_job_runners() -> None:
    environment = build_environment()
    assert environment["MLFLOW_DISABLE_TELEMETRY"] == "true"
    assert environment["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] == "false"


def test_no_store_yet_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrackingError) as raised:
        serve_ui(find_store(tmp_path), 5001, SilentListener())
    assert str(raised.value) == (
        f"{tmp_path / 'mlflow.db'}: there is no run store here yet. "
        "Train first (cableml train configs/tags.yaml), "
        "or change to the folder in which you trained."
    )


def test_a_port_in_use_is_one_sentence(store: RunStore) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError) as raised:
            serve_ui(store, port, SilentListener())
    assert str(raised.value) == (
        f"port {port} cannot be used (Address already in use). Choose another with --port {port + 1}."
    )


def test_a_store_that_is_a_server_is_only_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://me:secret@runs.example.org")
    notes = Notes()
    assert serve_ui(find_store(), 5000, notes) == 0
    assert notes.notices == [
        "The run store is a server with its own interface: open https://runs.example.org"
    ]


def test_a_damaged_store_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_text("no database " * 100)
    with pytest.raises(TrackingError) as raised:
        describe_links(find_store(tmp_path), 5000)
    assert str(raised.value) == (
        f"{tmp_path / 'mlflow.db'}: this is no run store that can be read (file is not a database). "
        "Move it away and train again."
    )
