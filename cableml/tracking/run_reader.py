"""TrackedRun: a run as the store has it; read_runs, find_run and fetch_artifact get at it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import TrackingError
from cableml.tracking.connection import READING, connect
from cableml.tracking.store import RunStore, find_store
from cableml.tracking.tracker import GROUP_TAG

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

_PAGE = 1000
_ID = re.compile(r"[0-9a-f]{32}")
_URI = re.compile(r"runs:/([^/]+)(?:/.*)?")
HEADLINE = {"tags": "micro_f1", "classification": "accuracy"}
"""The metric by which the runs of a task are ranked."""


@dataclass(frozen=True, slots=True)
class TrackedRun:
    """One run: ``status`` is FINISHED, FAILED, KILLED or RUNNING.

    ``seconds`` None: it has not ended. ``params`` are texts, as the store keeps them; a metric with
    steps has its last value. ``model_id`` None: the run has no model that is ready.
    """

    id: str
    name: str
    task: str
    experiment: str
    status: str
    started: datetime
    seconds: float | None
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    artifact_uri: str
    model_id: str | None = None

    @property
    def group(self) -> str | None:
        """The search or question that the run belongs to, or None."""
        return self.tags.get(GROUP_TAG)

    @property
    def test_key(self) -> tuple[str, str] | None:
        """What runs share whose headline figures may be ranked: the task and the test cables; or None."""
        digest = self.tags.get("test_sha")
        return (self.task, digest) if digest and self.headline is not None else None

    @property
    def headline(self) -> float | None:
        """The figure by which runs of the task are ranked, or None where the run has none."""
        return self.metrics.get(HEADLINE.get(self.task, ""))

    def interval(self, metric: str) -> tuple[float, float] | None:
        """Return the bounds of a metric's 95 % interval, or None where the run has none."""
        low, high = self.metrics.get(f"{metric}_low"), self.metrics.get(f"{metric}_high")
        return None if low is None or high is None else (low, high)

    def to_json(self) -> dict[str, Any]:
        """Return the run as plain JSON types; the time in ISO 8601, UTC."""
        return {
            "id": self.id,
            "name": self.name,
            "task": self.task,
            "experiment": self.experiment,
            "group": self.group,
            "status": self.status,
            "started": self.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "seconds": self.seconds,
            "metrics": dict(self.metrics),
            "params": dict(self.params),
            "tags": {name: value for name, value in self.tags.items() if not name.startswith("mlflow.")},
        }


def read_runs(
    store: RunStore | None = None,
    *,
    experiment: str | None = None,
    ids: Sequence[str] = (),
    tags: Mapping[str, str] | None = None,
) -> list[TrackedRun]:
    """Return the runs of the store that are not deleted, the latest first.

    ``experiment``, ``ids`` and ``tags`` (all of them equal) each narrow the choice.

    Raises: TrackingError where the store cannot be read, or there is no such experiment or id.
    """
    store = store or find_store()
    with connect(store, READING) as client:
        if ids:
            return [_read_run(client, store, run_id) for run_id in ids]
        names = _name_experiments(client)
        if experiment is not None:
            names = {key: name for key, name in names.items() if name == experiment}
            if not names:
                raise TrackingError(
                    f"there is no experiment {experiment!r} in {store.shown}. See: cableml runs"
                )
        wanted = " and ".join(f"tags.`{name}` = '{_quote(value)}'" for name, value in (tags or {}).items())
        runs: list[TrackedRun] = []
        page_token = None
        while names:
            page = client.search_runs(
                list(names),
                filter_string=wanted,
                max_results=_PAGE,
                order_by=["attributes.start_time DESC"],
                page_token=page_token,
            )
            runs += [_build_run(run, names[run.info.experiment_id]) for run in page]
            page_token = page.token
            if not page_token:
                break
    return runs


def find_run(reference: str, store: RunStore | None = None) -> TrackedRun:
    """Return the run that a run id, the beginning of one, a run's name or ``runs:/ID`` stands for.

    Raises: TrackingError where the store cannot be read, or none or several runs fit.
    """
    store = store or find_store()
    uri = _URI.fullmatch(reference)
    word = uri.group(1) if uri is not None else reference
    if _ID.fullmatch(word):
        return read_runs(store, ids=[word])[0]
    runs = read_runs(store)
    found = [run for run in runs if run.name == word] or [
        run for run in runs if len(word) >= 4 and run.id.startswith(word)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise TrackingError(
            f"there is no run {word!r} in {store.shown}. Name one by its id, the first four or more letters "
            "of it, or its name; see: cableml runs"
        )
    ids = ", ".join(run.id[:8] for run in found[:5])
    raise TrackingError(
        f"{len(found)} runs in {store.shown} go by {word!r} ({ids}{', ...' if len(found) > 5 else ''}). "
        "Name one by its id; see: cableml runs"
    )


def fetch_artifact(run_id: str, name: str, folder: Path, store: RunStore | None = None) -> Path:
    """Return where in ``folder`` an artifact of a run was put.

    Raises: TrackingError where the store cannot be reached, or there is no such run or artifact.
    """
    store = store or find_store()
    with connect(store, READING) as client:
        from mlflow.exceptions import MlflowException

        try:
            return Path(client.download_artifacts(run_id, name, str(folder)))
        except (MlflowException, OSError) as error:
            reason = store.without_password(" ".join(str(error).split()))[:200].rstrip(".")
            raise TrackingError(
                f"run {run_id} in {store.shown} has no {name} ({reason}). Check the run id and the store."
            ) from error


def _read_run(client: MlflowClient, store: RunStore, run_id: str) -> TrackedRun:
    from mlflow.exceptions import MlflowException

    try:
        run = client.get_run(run_id)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        raise TrackingError(f"there is no run {run_id} in {store.shown}. See: cableml runs") from error
    return _build_run(run, client.get_experiment(run.info.experiment_id).name)


def _name_experiments(client: MlflowClient) -> dict[str, str]:
    names: dict[str, str] = {}
    page_token = None
    while True:
        page = client.search_experiments(max_results=_PAGE, page_token=page_token)
        names |= {str(one.experiment_id): str(one.name) for one in page}
        page_token = page.token
        if not page_token:
            return names


def _build_run(run: Any, experiment: str) -> TrackedRun:
    about, data = run.info, run.data
    models = run.outputs.model_outputs if run.outputs is not None else []
    ended = about.end_time
    return TrackedRun(
        id=str(about.run_id),
        name=str(about.run_name or ""),
        task=str(data.tags.get("task", "")),
        experiment=experiment,
        status=str(about.status),
        started=datetime.fromtimestamp(about.start_time / 1000, UTC),
        seconds=(ended - about.start_time) / 1000 if ended is not None else None,
        params=dict(data.params),
        metrics=dict(data.metrics),
        tags=dict(data.tags),
        artifact_uri=str(about.artifact_uri),
        model_id=str(models[0].model_id) if models else None,
    )


def _quote(value: str) -> str:
    return value.replace("'", "\\'")
