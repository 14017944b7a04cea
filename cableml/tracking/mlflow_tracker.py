"""MlflowTracker: a finished run written into an MLflow store.

mlflow is imported inside functions only: it costs seconds, and `--no-tracking` must not pay them.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cableml.errors import TrackingError
from cableml.tracking.store import RunStore, find_store, set_quiet_environment
from cableml.tracking.tracker import GROUP_TAG, SCORES, CurveRecord, RunRecord

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

LOADER_MODULE = "cableml.workflows.pyfunc_model"
_LONGEST_PARAM = 500
_Record = TypeVar("_Record", "RunRecord", "CurveRecord")


@dataclass(frozen=True, slots=True)
class MlflowTracker:
    """Writes runs into one MLflow store."""

    store: RunStore = field(default_factory=find_store)

    def log(self, run: RunRecord) -> str:
        """Write the run down; return one sentence on where it can be seen.

        Raises: TrackingError where the store cannot be reached or used.
        """
        return self._write(run, _write_run)

    def log_curve(self, curve: CurveRecord) -> str:
        """Write a learning curve down as one run, the number of training cables as the step; as `log`."""
        return self._write(curve, _write_curve)

    def _write(self, run: _Record, write: Callable[[MlflowClient, str, _Record], str]) -> str:
        set_quiet_environment()
        with _as_tracking_error(self.store), _tracking_uri(self.store.uri):
            client = open_store(self.store)
            experiment_id = _open_experiment(client, run, self.store)
            run_id = write(client, experiment_id, run)
        if self.store.is_server:
            place = f"{self.store.shown.rstrip('/')}/#/experiments/{experiment_id}/runs/{run_id}"
            return f"Run {run.name!r} is at {place}"
        place = f"{self.store.shown} (experiment {run.experiment})"
        return f"Run {run.name!r} is in {place}; look at it with: cableml ui"


def fetch_artifact(run_id: str, name: str, folder: Path, store: RunStore | None = None) -> Path:
    """Return where in ``folder`` an artifact of a run was put.

    Raises: TrackingError where the store cannot be reached, or there is no such run or artifact.
    """
    store = store or find_store()
    if store.database is not None and not store.database.exists():
        raise TrackingError(f"there is no run store {store.shown}. Set MLFLOW_TRACKING_URI, or name a model.")
    set_quiet_environment()
    from mlflow.exceptions import MlflowException

    try:
        with _tracking_uri(store.uri):
            return Path(open_store(store).download_artifacts(run_id, name, str(folder)))
    except (MlflowException, OSError) as error:
        reason = store.without_password(" ".join(str(error).split()))[:200].rstrip(".")
        raise TrackingError(
            f"run {run_id} in {store.shown} has no {name} ({reason}). Check the run id and the store."
        ) from error


@contextmanager
def _as_tracking_error(store: RunStore) -> Iterator[None]:
    from alembic.util.exc import CommandError
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, CommandError, OSError) as error:
        reason = store.without_password(" ".join(str(error).split()))[:300].rstrip(".") or "no reason given"
        raise TrackingError(
            f"the run could not be written to the run store {store.shown} ({reason}). "
            "Check MLFLOW_TRACKING_URI and the store, or train with --no-tracking."
        ) from error


@contextmanager
def _tracking_uri(uri: str) -> Iterator[None]:
    """Point mlflow's fluent calls at ``uri``; the environment is as before afterwards."""
    import mlflow

    for name in ("alembic", "mlflow.store.db.utils"):
        logging.getLogger(name).setLevel(logging.WARNING)
    before = os.environ.get("MLFLOW_TRACKING_URI")
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(before or "")
        if before is None:
            os.environ.pop("MLFLOW_TRACKING_URI", None)


def _open_experiment(client: MlflowClient, run: RunRecord | CurveRecord, store: RunStore) -> str:
    """Return the id of the run's experiment, creating database and experiment where they are missing."""
    from mlflow.exceptions import MlflowException

    found = client.get_experiment_by_name(run.experiment)
    if found is None:
        place = (store.artifacts / run.experiment).as_uri() if store.artifacts is not None else None
        try:
            return str(client.create_experiment(run.experiment, artifact_location=place))
        except MlflowException:
            # Another training of the same minute created it between the two calls.
            found = client.get_experiment_by_name(run.experiment)
            if found is None:
                raise
    if found.lifecycle_stage != "active":
        raise TrackingError(
            f"the experiment {run.experiment!r} was deleted in {store.shown}. "
            "Restore it there, or name another with --set tracking.experiment=NAME."
        )
    return str(found.experiment_id)


def open_store(store: RunStore) -> MlflowClient:
    """Return a client of the store; the first touch of a fresh local store creates its database.

    Two processes that migrate a fresh database at once ruin it for good, so they go one by one.
    """
    from mlflow.tracking import MlflowClient

    with _one_at_a_time(store):
        client = MlflowClient(tracking_uri=store.uri)
        client.search_experiments(max_results=1)
    return client


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


def _write_run(client: MlflowClient, experiment_id: str, run: RunRecord) -> str:
    more = {"mlflow.source.name": "cableml train", "model_version": run.model_version}
    if run.group is not None:
        more[GROUP_TAG] = run.group
    more |= run.tags
    with _open_run(client, experiment_id, run, more) as run_id:
        _log_figures(client, run_id, run)
        _log_artifacts(client, run_id, run)
        _log_dataset(client, run_id, run)
        _log_model(run_id, run)
    return run_id


def _write_curve(client: MlflowClient, experiment_id: str, curve: CurveRecord) -> str:
    from mlflow.entities import Metric, Param

    more = {"mlflow.source.name": "cableml learning-curve", "kind": "learning curve"}
    with _open_run(client, experiment_id, curve, more) as run_id:
        now = int(time.time() * 1000)
        metrics = [
            Metric(name, float(value), now, point.n_train)
            for point in curve.points
            for name, value in point.metrics.items()
        ]
        params = [Param(name, _param_text(value)) for name, value in curve.params.items()]
        client.log_batch(run_id, metrics=metrics, params=params)
        client.log_text(run_id, curve.config_yaml, "config.yaml")
        client.log_text(run_id, curve.report_text, "report.txt")
        client.log_text(run_id, json.dumps(curve.report, indent=1, allow_nan=False) + "\n", "report.json")
        if curve.report_html:
            client.log_text(run_id, curve.report_html, "report.html")
        for name, svg in curve.pictures.items():
            client.log_text(run_id, svg, f"pictures/{name}.svg")
        _log_dataset(client, run_id, curve)
    return run_id


@contextmanager
def _open_run(
    client: MlflowClient, experiment_id: str, run: RunRecord | CurveRecord, tags: Mapping[str, str]
) -> Iterator[str]:
    """Create a run, give its id to the ``with`` block, and end it as the block ends."""
    created = client.create_run(experiment_id, run_name=run.name, tags={**_tags(run), **tags})
    run_id = str(created.info.run_id)
    status = "FAILED"
    try:
        yield run_id
        status = "FINISHED"
    except KeyboardInterrupt:
        status = "KILLED"
        raise
    finally:
        client.set_terminated(run_id, status=status)


def _tags(run: RunRecord | CurveRecord) -> dict[str, str]:
    return {
        "mlflow.note.content": run.description,
        "mlflow.source.type": "LOCAL",
        "task": run.task,
        "corpus": run.corpus.name,
        "corpus_sha": run.corpus.fingerprint[:12],
        **{f"version.{name}": version for name, version in run.versions.items()},
    }


def _log_figures(client: MlflowClient, run_id: str, run: RunRecord) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    metrics = [Metric(name, float(value), now, 0) for name, value in run.metrics.items()]
    params = [Param(name, _param_text(value)) for name, value in run.params.items()]
    client.log_batch(run_id, metrics=metrics, params=params)


def _param_text(value: object) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text[:_LONGEST_PARAM]


def _log_artifacts(client: MlflowClient, run_id: str, run: RunRecord) -> None:
    client.log_text(run_id, run.config_yaml, "config.yaml")
    client.log_text(run_id, run.report_text, "report.txt")
    client.log_text(run_id, json.dumps(run.report, indent=1, allow_nan=False) + "\n", "report.json")
    client.log_text(run_id, json.dumps(run.stage_seconds, indent=1) + "\n", "stage_seconds.json")
    if run.scores_file is not None:
        with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
            renamed = shutil.copyfile(run.scores_file, Path(folder, SCORES))
            client.log_artifact(run_id, str(renamed))
    if run.per_label:
        client.log_table(
            run_id,
            {name: list(values) for name, values in run.per_label.items()},
            "tables/per_label.json",
        )
    if run.report_html:
        client.log_text(run_id, run.report_html, "report.html")
    for by, table in run.slice_tables.items():
        columns = {name: list(values) for name, values in table.items()}
        client.log_table(run_id, columns, f"tables/slice_{by}.json")
    for name, svg in run.pictures.items():
        client.log_text(run_id, svg, f"pictures/{name}.svg")


def _log_dataset(client: MlflowClient, run_id: str, run: RunRecord | CurveRecord) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    inputs = []
    for context, n_cables in (("train", run.corpus.n_train), ("test", run.corpus.n_test)):
        dataset = Dataset(
            name=f"{run.corpus.name} ({context})",
            digest=run.corpus.fingerprint[:32],
            source_type="code",
            source=json.dumps({"corpus": run.corpus.name, "sha256": run.corpus.fingerprint}),
            profile=json.dumps({"cables": n_cables}),
        )
        inputs.append(DatasetInput(dataset, [InputTag("mlflow.data.context", context)]))
    client.log_inputs(run_id, datasets=inputs)


def _log_model(run_id: str, run: RunRecord) -> None:
    with warnings.catch_warnings():
        # mlflow.pyfunc warns about its own type hints while it is imported, and about a missing input
        # example, which it would load and run the model for.
        for message in ("Any type hint is inferred as AnyType", "An input example was not provided"):
            warnings.filterwarnings("ignore", message=f".*{message}", category=UserWarning)
        import mlflow.pyfunc
        from mlflow.models import ModelSignature
        from mlflow.types import ColSpec, DataType, Schema

        text = Schema([ColSpec(DataType.string)])
        with mlflow.start_run(run_id=run_id):
            mlflow.pyfunc.log_model(
                name="model",
                loader_module=LOADER_MODULE,
                data_path=str(run.model_folder),
                signature=ModelSignature(inputs=text, outputs=text),
                pip_requirements=[f"{name}=={run.versions[name]}" for name in ("cableml", "numpy", "mlflow")],
                metadata={"task": run.task, "version": run.model_version},
            )
