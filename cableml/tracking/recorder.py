"""Recorder: a run written down by a process of its own, which gets ready while the model is trained.

Importing mlflow costs seconds. A second thread cannot take them over: an interruption, or two imports
at once, leaves numpy half imported. A second process can, and it is still sound when Ctrl-C has stopped
the first in the middle of an import.

Run as a program it reads a store and then a record, each one line of JSON, and answers with one line.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cableml.errors import TrackingError
from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.plain_record import dump_record, parse_record
from cableml.tracking.store import RunStore, find_store
from cableml.tracking.tracker import CurveRecord, KilledRecord, RunRecord, ValidationRecord

_ANSWER_SECONDS = 900.0
_STOP_SECONDS = 20.0


class Recorder:
    """Writes one run through a process of its own; where that fails, in this process."""

    def __init__(self, store: RunStore | None = None) -> None:
        self._tracker = MlflowTracker(store or find_store())
        self._process: subprocess.Popen[str] | None = None

    def prepare(self) -> None:
        """Start the process; it imports mlflow and makes the store's tables, and then waits for the run."""
        package = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        with suppress(OSError):
            process = subprocess.Popen(
                [sys.executable, "-m", "cableml.tracking.recorder"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": path},
                # In a group of its own it does not see the Ctrl-C that stops the training.
                start_new_session=True,
            )
            weakref.finalize(self, _stop, process)
            self._process = process
            _send(process, json.dumps(_describe_store(self._tracker.store)))

    def log(self, run: RunRecord) -> str:
        """Write the run down; return and raise as `MlflowTracker.log`."""
        answer = self._ask(run)
        return self._tracker.log(run) if answer is None else answer

    def log_killed(self, killed: KilledRecord) -> str:
        """Write down that a training was interrupted; return and raise as `MlflowTracker.log`."""
        answer = self._ask(killed)
        return self._tracker.log_killed(killed) if answer is None else answer

    def log_curve(self, curve: CurveRecord) -> str:
        """Write a learning curve down, in this process; return and raise as `MlflowTracker.log`."""
        return self._tracker.log_curve(curve)

    def log_validations(self, validations: Sequence[ValidationRecord]) -> str:
        """Write cross-validations down, in this process; return and raise as `MlflowTracker.log`."""
        return self._tracker.log_validations(validations)

    def _ask(self, record: RunRecord | KilledRecord) -> str | None:
        """Return what the process answers, or None where there is no process to ask, or it died.

        Raises: TrackingError where it could not write the run down, or takes too long.
        """
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            out, _ = process.communicate(dump_record(record) + "\n", timeout=_ANSWER_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise TrackingError(
                f"the run could not be written to the run store {self._tracker.store.shown}: it takes more "
                f"than {_ANSWER_SECONDS / 60:.0f} minutes. Check the store, or train with --no-tracking."
            ) from error
        except OSError:
            return None
        finally:
            _stop(process)
        try:
            answer = json.loads(out)
        except ValueError:
            return None
        if "problem" in answer:
            raise TrackingError(answer["problem"])
        return str(answer["written"])


def main() -> None:
    """Get ready, read the record, write the run down, answer."""
    described = json.loads(sys.stdin.readline() or "null")
    if described is None:
        return
    tracker = MlflowTracker(_read_store(described))
    tracker.warm_up()
    line = sys.stdin.readline()
    if not line:
        return
    record = parse_record(line)
    try:
        written = tracker.log(record) if isinstance(record, RunRecord) else tracker.log_killed(record)
        answer = {"written": written}
    except TrackingError as error:
        answer = {"problem": str(error)}
    sys.stdout.write(json.dumps(answer) + "\n")


def _describe_store(store: RunStore) -> dict[str, str | None]:
    return {
        "uri": store.uri,
        "database": str(store.database) if store.database is not None else None,
        "artifacts": str(store.artifacts) if store.artifacts is not None else None,
    }


def _read_store(described: dict[str, str | None]) -> RunStore:
    database, artifacts = described["database"], described["artifacts"]
    return RunStore(
        str(described["uri"]),
        Path(database) if database is not None else None,
        Path(artifacts) if artifacts is not None else None,
    )


def _send(process: subprocess.Popen[str], line: str) -> None:
    if process.stdin is not None:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def _stop(process: subprocess.Popen[str]) -> None:
    """End the process as Ctrl-C does, so that a run that it is writing gets its mark; then for good."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
    # All is written; taking hundreds of modules down in order would keep the training waiting.
    sys.stdout.flush()
    os._exit(0)
