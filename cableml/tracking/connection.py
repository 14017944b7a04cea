"""The door to a run store: one client, its waits bounded, its failures one sentence each."""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cableml.errors import TrackingError
from cableml.tracking.store import RunStore, set_quiet_environment

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

WRITING = "the run could not be written to"
READING = "no run could be read from"
_OLD_SCHEMA = re.compile(r"database schema \(found version (\w+), but expected (\w+)\)")
_NO_ANSWER = ("Max retries exceeded", "Connection refused", "timed out", "Connection aborted", "Failed to")


def import_mlflow() -> None:
    """Import what the tracking modules use of mlflow, once and quietly; costs seconds, and opens nothing."""
    set_quiet_environment()
    with warnings.catch_warnings():
        # mlflow warns about its own type hints while it is imported.
        warnings.filterwarnings("ignore", message=".*Any type hint is inferred as AnyType")
        import mlflow.pyfunc
        import mlflow.tracking  # noqa: F401 - loaded for those who ask for it later
    for name in ("alembic", "mlflow.store.db.utils"):
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def connect(store: RunStore, doing: str = READING, *, create: bool = False) -> Iterator[MlflowClient]:
    """Give a client of the store to the ``with`` block, and turn what fails in it into a TrackingError.

    ``create``: a local store that is not there yet is made; otherwise its absence is an error.

    Raises: TrackingError where the store is missing, cannot be reached, or cannot be used.
    """
    if not create and store.database is not None and not store.database.is_file():
        raise TrackingError(
            f"there is no run store {store.shown}. Train first (cableml train configs/tags.yaml), change to "
            "the folder in which you trained, or set MLFLOW_TRACKING_URI."
        )
    import_mlflow()
    from alembic.util.exc import CommandError
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield open_store(store)
    except (MlflowException, SQLAlchemyError, CommandError, OSError) as error:
        raise explain_failure(error, store, doing) from error


def open_store(store: RunStore) -> MlflowClient:
    """Return a client of the store; the first touch of a fresh local store creates its database.

    Two processes that migrate a fresh database at once ruin it for good, so they go one by one.
    """
    import_mlflow()
    from mlflow.tracking import MlflowClient

    with _one_at_a_time(store):
        client = MlflowClient(tracking_uri=store.uri)
        client.search_experiments(max_results=1)
    return client


def explain_failure(error: Exception, store: RunStore, doing: str) -> TrackingError:
    """Return one sentence on why the store failed and what to do about it."""
    text = " ".join(str(error).split())
    schema = _OLD_SCHEMA.search(text)
    if schema is not None:
        return TrackingError(
            f"{doing} the run store {store.shown}: its tables are those of another MLflow (schema "
            f"{schema.group(1)}, this one's is {schema.group(2)}). Copy the store, then run: "
            f"mlflow db upgrade {store.without_password(store.uri)}"
        )
    for sign, reason, remedy in _KNOWN:
        if sign in text:
            return TrackingError(f"{doing} the run store {store.shown}: {reason}. {remedy}")
    if store.is_server and any(sign in text for sign in _NO_ANSWER):
        return TrackingError(
            f"{doing} the run store {store.shown}: the server does not answer. "
            "Check that it runs and what MLFLOW_TRACKING_URI says, or train with --no-tracking."
        )
    reason = store.without_password(text)[:300].rstrip(".") or "no reason given"
    return TrackingError(
        f"{doing} the run store {store.shown} ({reason}). "
        "Check MLFLOW_TRACKING_URI and the store, or train with --no-tracking."
    )


_KNOWN = (
    (
        "database is locked",
        "another program holds it",
        "Wait until that program is done, or set MLFLOW_TRACKING_URI to another store.",
    ),
    ("database or disk is full", "its disk is full", "Free some space, or use a store on another disk."),
    ("No space left on device", "its disk is full", "Free some space, or use a store on another disk."),
    ("readonly database", "it is write-protected", "Change its permissions, or use another store."),
    ("unable to open database file", "its file cannot be opened", "Check the folder and its permissions."),
    ("Permission denied", "it may not be written to", "Change its permissions, or use another store."),
    ("Read-only file system", "it is write-protected", "Use a store on another disk."),
)


@contextmanager
def _one_at_a_time(store: RunStore) -> Iterator[None]:
    """Hold a lock on the store's folder; where the system has no such lock, none is held."""
    if store.database is None or sys.platform == "win32":
        yield
        return
    import fcntl

    store.database.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(store.database.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
