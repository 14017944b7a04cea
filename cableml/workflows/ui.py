"""The MLflow user interface on the store that `train` writes to, on loopback."""

from __future__ import annotations

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cableml.errors import Location, TrackingError, UsageError
from cableml.workflows.interruption import ending_like_interrupt

if TYPE_CHECKING:
    from cableml.tracking.store import RunStore
    from cableml.workflows.listener import Listener

HOST = "127.0.0.1"
_READY_SECONDS = 120.0
_STOP_SECONDS = 10.0


def serve_ui(store: RunStore, port: int, listener: Listener) -> int:
    """Serve the interface until interrupted; return the exit status.

    Raises
    ------
    TrackingError
        There is no run yet, or the server ends by itself.
    UsageError
        The port is taken.
    """
    if store.is_server:
        listener.notice(f"The run store is a server with its own interface: open {store.shown}")
        return 0
    if store.database is not None and not store.database.is_file():
        raise TrackingError(
            "there is no run store here yet. Train first (cableml train configs/tags.yaml), "
            "or change to the folder in which you trained.",
            Location(str(store.database)),
        )
    _check_port(port)
    with tempfile.TemporaryFile() as log, ending_like_interrupt():
        # In a group of its own, the server does not see Ctrl-C: it would answer with a traceback.
        server = subprocess.Popen(
            build_command(store, port), env=build_environment(), stdout=log, stderr=log, process_group=0
        )
        try:
            listener.progress("starting MLflow's user interface", 0, 0)
            _wait_until_ready(server, port)
            if server.poll() is None:
                for line in [*describe_links(store, port), "Stop it with Ctrl-C."]:
                    listener.notice(line)
            server.wait()
        except KeyboardInterrupt:
            listener.notice("The user interface was stopped.")
            return 0
        finally:
            _stop(server)
        raise _describe_end(server, log)


def _describe_end(server: subprocess.Popen[bytes], log: IO[bytes]) -> TrackingError:
    log.seek(0)
    lines = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    last = f"; its last words: {lines[-1][:200]}" if lines else ""
    return TrackingError(
        f"MLflow's user interface ended by itself with status {server.returncode}{last}. "
        "Try another port with --port, or run: mlflow ui"
    )


def build_command(store: RunStore, port: int) -> list[str]:
    """Return the command that serves the store: one worker, loopback only."""
    return [
        sys.executable,
        *("-m", "mlflow", "ui", "--backend-store-uri", store.uri),
        *("--host", HOST, "--port", str(port), "--workers", "1"),
    ]


def build_environment() -> dict[str, str]:
    """Return the server's environment: no telemetry, none of the job runners that cost 13 processes."""
    return {
        **os.environ,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }


def describe_links(store: RunStore, port: int) -> list[str]:
    """Return one line a cableml experiment with the address of its run table, or the plain address."""
    from cableml.tracking.first_view import VIEW_KEY

    base = f"http://{HOST}:{port}/"
    links = [
        f"{name}: {base}#/experiments/{experiment_id}/runs?workflowType=machine_learning"
        + (f"&viewStateShareKey={VIEW_KEY}" if has_view else "")
        for experiment_id, name, has_view in _read_experiments(store.database)
    ]
    return links or [f"The user interface is at {base}"]


def _read_experiments(database: Path | None) -> list[tuple[str, str, bool]]:
    """Return id and name of the live experiments with runs, and whether cableml left a view of them.

    Read from the file itself: mlflow takes seconds.
    """
    from cableml.tracking.first_view import VIEW_TAG

    if database is None:
        return []
    query = (
        "select e.experiment_id, e.name, exists (select 1 from experiment_tags t "
        "where t.experiment_id = e.experiment_id and t.key = ?) "
        "from experiments e where e.lifecycle_stage = 'active' "
        "and exists (select 1 from runs r where r.experiment_id = e.experiment_id) order by e.name"
    )
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute(query, (VIEW_TAG,)).fetchall()
            return [(str(experiment_id), str(name), bool(has_view)) for experiment_id, name, has_view in rows]
    except sqlite3.Error as error:
        raise TrackingError(
            f"this is no run store that can be read ({error}). Move it away and train again.",
            Location(str(database)),
        ) from error


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"port {port} cannot be used ({error.strerror}). Choose another with --port {port + 1}."
            ) from error


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None or _answers(port):
            return
        time.sleep(0.5)
    raise TrackingError(
        f"MLflow's user interface did not answer within {_READY_SECONDS:.0f} seconds. Try again."
    )


def _answers(port: int) -> bool:
    """Ask the health page directly: a proxy of the environment must not stand between."""
    try:
        with closing(http.client.HTTPConnection(HOST, port, timeout=2.0)) as connection:
            connection.request("GET", "/health")
            return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
