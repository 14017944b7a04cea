"""Which run store is used: what ``MLFLOW_TRACKING_URI`` names, or a file in the working directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DATABASE = "mlflow.db"
ARTIFACTS = "mlartifacts"
_SQLITE = "sqlite:///"
_WAITS = {
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    "MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT": "60",
}


@dataclass(frozen=True, slots=True)
class RunStore:
    """A run store: its MLflow address, and where a local one keeps its database.

    ``artifacts`` None: a new experiment's artifacts go where the store puts them.
    """

    uri: str
    database: Path | None = None
    artifacts: Path | None = None

    @property
    def is_server(self) -> bool:
        """True where the store is a server with a user interface of its own."""
        return self.uri.startswith(("http://", "https://"))

    @property
    def shown(self) -> str:
        """The store as a message names it, without any password in the address."""
        if self.database is not None:
            return self.database.name if self.database.absolute().parent == Path.cwd() else str(self.database)
        return self.without_password(self.uri)

    def without_password(self, text: str) -> str:
        """Return a message about the store without the user and password of its address."""
        _, separator, rest = self.uri.partition("://")
        user, at, _ = rest.partition("/")[0].rpartition("@")
        return text.replace(f"{separator}{user}{at}", separator) if at else text


def find_store(folder: Path | None = None) -> RunStore:
    """Return the run store in force; ``folder`` stands for the working directory."""
    uri = os.environ.get("MLFLOW_TRACKING_URI", "").strip()
    if uri.startswith(_SQLITE):
        return RunStore(uri, Path(uri.removeprefix(_SQLITE)))
    if uri:
        return RunStore(uri)
    place = (folder or Path.cwd()).absolute()
    return RunStore(f"{_SQLITE}{place / DATABASE}", place / DATABASE, place / ARTIFACTS)


def set_quiet_environment() -> None:
    """Switch off MLflow's telemetry, chatter and long waits; has effect only before mlflow is imported."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
    # A model is a folder of data: the project file of the working directory has no place in it.
    os.environ["MLFLOW_UV_AUTO_DETECT"] = "false"
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    # An address nobody answers at must not hold a finished training for minutes.
    for name, value in _WAITS.items():
        os.environ.setdefault(name, value)
