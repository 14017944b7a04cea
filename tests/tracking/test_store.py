from __future__ import annotations

import os
from pathlib import Path

import pytest

from cableml.tracking.store import RunStore, find_store, set_quiet_environment


def test_the_store_is_a_file_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    store = find_store()
    assert store.uri == f"sqlite:///{tmp_path}/mlflow.db"
    assert (store.database, store.artifacts) == (tmp_path / "mlflow.db", tmp_path / "mlartifacts")
    assert (store.shown, store.is_server) == ("mlflow.db", False)


def test_an_address_in_the_environment_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", " https://runs.example.org ")
    assert find_store() == RunStore("https://runs.example.org")
    assert find_store().is_server


def test_a_database_that_the_environment_names_is_known_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///runs/mine.db")
    store = find_store()
    assert (store.uri, store.database, store.artifacts) == (
        "sqlite:///runs/mine.db",
        Path("runs/mine.db"),
        None,
    )
    assert store.shown == "runs/mine.db"


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://me:secret@runs.example.org:5000/a", "https://runs.example.org:5000/a"),
        ("postgresql://me:secret@db/runs", "postgresql://db/runs"),
        ("https://runs.example.org/a@b", "https://runs.example.org/a@b"),
        ("databricks", "databricks"),
    ],
)
def test_a_message_never_shows_the_password(uri: str, shown: str) -> None:
    assert RunStore(uri).shown == shown


def test_telemetry_is_off_and_nothing_is_printed_to_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK", "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"):
        monkeypatch.setenv(name, "false")
    for name in ("MLFLOW_LOGGING_LEVEL", "MLFLOW_HTTP_REQUEST_TIMEOUT", "MLFLOW_HTTP_REQUEST_MAX_RETRIES"):
        monkeypatch.setenv(name, "7")
    set_quiet_environment()
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
    assert os.environ["DO_NOT_TRACK"] == "true"
    assert os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] == "true"
    assert os.environ["MLFLOW_HTTP_REQUEST_TIMEOUT"] == "7"
