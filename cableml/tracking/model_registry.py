"""Models of a run store: registered under a name with an alias, found again, put where they can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

from cableml.errors import TrackingError, UsageError
from cableml.tracking.connection import READING, connect
from cableml.tracking.logged_model import LOADER_MODULE
from cableml.tracking.run_reader import TrackedRun, find_run
from cableml.tracking.store import ARTIFACTS, RunStore, find_store

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

_REGISTERING = "the model could not be registered in"
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")
_VERSION = re.compile(r"models:/([^/@]+)/(\d+|latest)")
_BY_ALIAS = re.compile(r"models:/([^/@]+)@([^/@]+)")
_BY_ID = re.compile(r"models:/(m-[0-9a-f]{32})")
_OF_RUN = re.compile(r"runs:/([^/]+)(?:/model)?/?")
_TASK = "task"


@dataclass(frozen=True, slots=True)
class PromotedModel:
    """A version of a registered model that an alias points to; ``before``: the one it pointed to, or None."""

    name: str
    version: str
    alias: str
    before: str | None

    @property
    def uri(self) -> str:
        """The address under which `fetch_model` and MLflow find the model."""
        return f"models:/{self.name}@{self.alias}"


def promote_run(
    reference: str, alias: str, name: str | None = None, store: RunStore | None = None
) -> PromotedModel:
    """Return the version under which a run's model is registered, after pointing the alias to it.

    ``name`` None: the task's name. A model that is registered already keeps its version.

    Raises
    ------
    UsageError
        The alias cannot be one, or the name holds models for the other task.
    TrackingError
        The store cannot be used, there is no such run, or the run has no complete model.
    """
    if not _ALIAS.fullmatch(alias) or alias == "latest" or re.fullmatch(r"v\d+", alias):
        raise UsageError(
            f"{alias!r} cannot be an alias. Use a word such as champion: a letter first, then letters, "
            "digits, '_', '.' or '-'; not latest, and no version number."
        )
    store = store or find_store()
    run = find_run(reference, store)
    name = name or run.task
    with connect(store, _REGISTERING) as client:
        _check_complete(client, run, store)
        before = _prepare_name(client, name, alias, run.task)
        version = _find_version(client, name, run) or _add_version(client, name, run)
        client.set_registered_model_alias(name, alias, version)
    return PromotedModel(name, version, alias, before)


@contextmanager
def fetching(store: RunStore | None = None) -> Iterator[ModelFetcher]:
    """Give what fetches models of the store to the ``with`` block.

    Raises: TrackingError where the store cannot be reached or read.
    """
    store = store or find_store()
    with connect(store, READING) as client:
        yield ModelFetcher(client, store)


@dataclass(frozen=True, slots=True)
class ModelFetcher:
    """Finds models of one store."""

    client: MlflowClient
    store: RunStore

    def fetch(self, uri: str, place: Path) -> Path:
        """Return the model folder that an address names.

        Addresses are ``models:/NAME@ALIAS``, ``models:/NAME/VERSION``, ``models:/m-ID`` and ``runs:/RUN``.
        A folder of this machine is returned as it lies there; another is copied into ``place``.

        Raises: UsageError for an address of another form; TrackingError where there is no such model.
        """
        model = self._find(uri)
        if str(model.status) != "READY":
            raise TrackingError(f"{uri}: this model is not complete. Train it again, or name another.")
        folder = self._find_folder(model) or self._download(uri, str(model.model_id), place)
        return _find_data(folder, uri)

    def _find(self, uri: str) -> Any:
        from mlflow.exceptions import MlflowException

        try:
            return self.client.get_logged_model(self._find_id(uri))
        except MlflowException as error:
            if error.error_code not in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                raise
            raise TrackingError(
                f"{uri}: there is no such model in {self.store.shown}. See the names with cableml ui, or "
                "give a run one with: cableml promote RUN --alias champion"
            ) from error

    def _find_id(self, uri: str) -> str:
        if found := _BY_ID.fullmatch(uri):
            return found.group(1)
        if found := _OF_RUN.fullmatch(uri):
            run = find_run(found.group(1), self.store)
            if run.model_id is None:
                raise TrackingError(f"{uri}: run {run.name!r} has no model. Name one that finished.")
            return run.model_id
        if found := _BY_ALIAS.fullmatch(uri):
            version = self.client.get_model_version_by_alias(*found.groups())
        elif found := _VERSION.fullmatch(uri):
            name, number = found.groups()
            version = self.client.get_model_version(
                name, self._latest(name) if number == "latest" else number
            )
        else:
            raise UsageError(
                f"{uri!r} names no model. Write models:/NAME@ALIAS, models:/NAME/VERSION or runs:/RUN."
            )
        return str(version.model_id or str(version.source).removeprefix("models:/"))

    def _latest(self, name: str) -> str:
        versions = self.client.search_model_versions(f"name='{name}'")
        return str(max((int(one.version) for one in versions), default=0))

    def _find_folder(self, model: Any) -> Path | None:
        """Return where the model lies on this machine, also if the store has moved as a whole; or None."""
        place = urlparse(model.artifact_location)
        if place.scheme not in ("", "file"):
            return None
        folder = Path(unquote(place.path))
        if not folder.is_dir() and self.store.artifacts is not None and ARTIFACTS in folder.parts:
            behind = folder.parts[folder.parts.index(ARTIFACTS) + 1 :]
            folder = self.store.artifacts.joinpath(*behind)
        return folder

    def _download(self, uri: str, model_id: str, place: Path) -> Path:
        from mlflow.artifacts import download_artifacts

        folder = place / model_id
        folder.mkdir()
        return Path(
            download_artifacts(f"models:/{model_id}", dst_path=str(folder), tracking_uri=self.store.uri)
        )


def _find_data(folder: Path, uri: str) -> Path:
    """Return the model folder inside an MLflow model of cableml.

    Raises: TrackingError where the files are gone or are those of another program.
    """
    marks = folder / "MLmodel"
    if not marks.is_file():
        raise TrackingError(f"{uri}: its files are gone from {folder}. Train it again, or name another.")
    parts = sorted(path for path in (folder / "data").glob("*") if path.is_dir())
    if LOADER_MODULE not in marks.read_text(encoding="utf-8") or len(parts) != 1:
        raise TrackingError(f"{uri}: this is no model of cableml. Name one that cableml train wrote.")
    return parts[0]


def _check_complete(client: MlflowClient, run: TrackedRun, store: RunStore) -> None:
    if run.status != "FINISHED" or run.model_id is None:
        what = "has no model" if run.status == "FINISHED" else f"is {run.status.lower()}"
        raise TrackingError(
            f"run {run.name!r} in {store.shown} {what}, so it cannot be promoted. Name one that finished; "
            "see: cableml runs"
        )
    if str(client.get_logged_model(run.model_id).status) != "READY":
        raise TrackingError(
            f"the model of run {run.name!r} in {store.shown} is not complete. Train it again, or name "
            "another."
        )


def _prepare_name(client: MlflowClient, name: str, alias: str, task: str) -> str | None:
    """Make the registered model where it is missing; return the version that the alias points to now."""
    from mlflow.exceptions import MlflowException

    try:
        registered = client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        client.create_registered_model(name, tags={_TASK: task})
        return None
    held = registered.tags.get(_TASK, task)
    if held != task:
        raise UsageError(
            f"the registered model {name!r} holds models for {held}, this run's is for {task}. "
            "Give another with --name."
        )
    before = registered.aliases.get(alias)
    return str(before) if before is not None else None


def _find_version(client: MlflowClient, name: str, run: TrackedRun) -> str | None:
    for version in client.search_model_versions(f"name='{name}'"):
        if version.run_id == run.id:
            return str(version.version)
    return None


def _add_version(client: MlflowClient, name: str, run: TrackedRun) -> str:
    tags = {_TASK: run.task, "version": run.tags.get("model_version", "")}
    added = client.create_model_version(
        name,
        source=f"models:/{run.model_id}",
        run_id=run.id,
        model_id=run.model_id,
        tags=tags,
        description=run.name,
    )
    return str(added.version)
