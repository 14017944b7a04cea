"""MlflowTracker: a run written into an MLflow store once it is over.

mlflow is imported inside functions only: it costs seconds, and `--no-tracking` must not pay them.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cableml.errors import TrackingError
from cableml.tracking.artifact_folder import TABLES_TAG, tables_tag, write_artifacts
from cableml.tracking.connection import WRITING, connect
from cableml.tracking.first_view import VIEW_TAG, build_first_view
from cableml.tracking.logged_model import log_model
from cableml.tracking.store import RunStore, find_store
from cableml.tracking.tracker import (
    GROUP_TAG,
    CorpusRecord,
    CurveRecord,
    KilledRecord,
    RunRecord,
    ValidationRecord,
)

if TYPE_CHECKING:
    from mlflow.entities import Param
    from mlflow.tracking import MlflowClient

_LONGEST_PARAM = 500
_AnyRecord = RunRecord | CurveRecord | KilledRecord | ValidationRecord
_Record = TypeVar("_Record", "RunRecord", "CurveRecord", "KilledRecord", "ValidationRecord")


@dataclass(frozen=True, slots=True)
class MlflowTracker:
    """Writes runs into one MLflow store."""

    store: RunStore = field(default_factory=find_store)

    def prepare(self) -> None:
        """Do nothing: in the caller's own process there is nothing to begin beside its work."""

    def warm_up(self) -> None:
        """Import mlflow and make the store's tables.

        What fails here is left alone: writing the run down meets it again, and says so.
        """
        with suppress(TrackingError), connect(self.store, WRITING, create=True):
            pass

    def log(self, run: RunRecord) -> str:
        """Write the run down; return one sentence on where it can be seen.

        Raises: TrackingError where the store cannot be reached or used.
        """
        return self._write(run, _write_run)

    def log_curve(self, curve: CurveRecord) -> str:
        """Write a learning curve down as one run, the number of training cables as the step; as `log`."""
        return self._write(curve, _write_curve)

    def log_killed(self, killed: KilledRecord) -> str:
        """Write down that a training was interrupted, a run of status KILLED without a model; as `log`."""
        return self._write(killed, _write_killed)

    def log_validations(self, validations: Sequence[ValidationRecord]) -> str:
        """Write one run for each cross-validation, at least one; as `log`."""
        first = validations[0]
        if len(validations) == 1:
            return self._write(first, _write_validation)
        with connect(self.store, WRITING, create=True) as client:
            experiment_id = _open_experiment(client, first, self.store)
            for validation in validations:
                _write_validation(client, experiment_id, validation)
        place = f"{self.store.shown} (experiment {first.experiment}, tag {GROUP_TAG}: {first.group})"
        return f"{len(validations):,} runs are in {place}; look at them with: cableml ui"

    def _write(self, run: _Record, write: Callable[[MlflowClient, str, _Record], str]) -> str:
        with connect(self.store, WRITING, create=True) as client:
            experiment_id = _open_experiment(client, run, self.store)
            run_id = write(client, experiment_id, run)
        if self.store.is_server:
            place = f"{self.store.shown.rstrip('/')}/#/experiments/{experiment_id}/runs/{run_id}"
            return f"Run {run.name!r} is at {place}"
        place = f"{self.store.shown} (experiment {run.experiment})"
        return f"Run {run.name!r} is in {place}; look at it with: cableml ui"


def _open_experiment(client: MlflowClient, run: _AnyRecord, store: RunStore) -> str:
    """Return the id of the run's experiment, creating it and what is seen first of it where missing."""
    from mlflow.exceptions import MlflowException

    view = _build_view(run)
    found = client.get_experiment_by_name(run.experiment)
    if found is None:
        place = (store.artifacts / run.experiment).as_uri() if store.artifacts is not None else None
        try:
            return str(client.create_experiment(run.experiment, artifact_location=place, tags=view))
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
    for name, value in view.items():
        if name not in found.tags:
            set_tag = partial(client.set_experiment_tag, found.experiment_id, name, value)
            _write_beside_others(set_tag)
    return str(found.experiment_id)


def _build_view(run: _AnyRecord) -> dict[str, str]:
    """Return the tag with the first view of an experiment, from the first run with figures in it."""
    if isinstance(run, KilledRecord):
        return {}
    metrics = run.points[-1].metrics if isinstance(run, CurveRecord) else run.metrics
    return {VIEW_TAG: build_first_view(metrics, run.params)}


def _write_run(client: MlflowClient, experiment_id: str, run: RunRecord) -> str:
    tags = _shared_tags(run) | _corpus_tags(run.corpus, run.versions)
    tags |= {"mlflow.source.name": "cableml train", "model_version": run.model_version}
    tags |= {"warnings": str(len(run.warnings))} if run.warnings else {}
    with _open_run(client, experiment_id, run, {**tags, **run.tags}, run.started_at, run.ended_at) as run_id:
        _log_figures(client, run_id, run)
        _log_artifacts(client, run_id, run)
        _log_corpus(client, run_id, run.corpus)
        log_model(client, experiment_id, run_id, run)
    return run_id


def _write_curve(client: MlflowClient, experiment_id: str, curve: CurveRecord) -> str:
    from mlflow.entities import Metric

    tags = _shared_tags(curve) | _corpus_tags(curve.corpus, curve.versions)
    tags |= {"mlflow.source.name": "cableml learning-curve", "kind": "learning curve", **curve.tags}
    with _open_run(client, experiment_id, curve, tags) as run_id:
        now = int(time.time() * 1000)
        metrics = [
            Metric(name, float(value), now, point.n_train)
            for point in curve.points
            for name, value in point.metrics.items()
        ]
        client.log_batch(run_id, metrics=metrics, params=_build_params(curve))
        _log_artifacts(client, run_id, curve)
        _log_corpus(client, run_id, curve.corpus)
    return run_id


def _write_killed(client: MlflowClient, experiment_id: str, killed: KilledRecord) -> str:
    tags = _shared_tags(killed) | {"mlflow.source.name": "cableml train", "interrupted.in": killed.stage}
    with _open_run(
        client,
        experiment_id,
        killed,
        {**tags, **killed.tags},
        killed.started_at,
        killed.ended_at,
        status="KILLED",
    ) as run_id:
        client.log_batch(run_id, params=_build_params(killed))
        _log_artifacts(client, run_id, killed)
    return run_id


def _write_validation(client: MlflowClient, experiment_id: str, validation: ValidationRecord) -> str:
    tags = _shared_tags(validation) | _corpus_tags(validation.corpus, validation.versions)
    tags |= {"mlflow.source.name": validation.command, "kind": "cross-validation", **validation.tags}
    times = (validation.started_at, validation.ended_at)
    with _open_run(client, experiment_id, validation, tags, *times) as run_id:
        _log_figures(client, run_id, validation)
        _log_artifacts(client, run_id, validation)
        _log_corpus(client, run_id, validation.corpus)
    return run_id


@contextmanager
def _open_run(
    client: MlflowClient,
    experiment_id: str,
    run: _AnyRecord,
    tags: Mapping[str, str],
    started_at: float | None = None,
    ended_at: float | None = None,
    status: str = "FINISHED",
) -> Iterator[str]:
    """Create a run, give its id to the ``with`` block, and end it as the block ends."""
    from mlflow.exceptions import MlflowException

    created = client.create_run(
        experiment_id, start_time=_as_milliseconds(started_at), run_name=run.name, tags=dict(tags)
    )
    run_id = str(created.info.run_id)
    try:
        yield run_id
    except BaseException as error:
        # A store that died meanwhile cannot be told; why it died is what counts.
        with suppress(MlflowException, OSError):
            interrupted = isinstance(error, KeyboardInterrupt)
            client.set_terminated(run_id, status="KILLED" if interrupted else "FAILED")
        raise
    client.set_terminated(run_id, status=status, end_time=_as_milliseconds(ended_at))


def _as_milliseconds(epoch_seconds: float | None) -> int | None:
    return None if epoch_seconds is None else int(epoch_seconds * 1000)


def _shared_tags(run: _AnyRecord) -> dict[str, str]:
    tags = {"mlflow.note.content": run.description, "mlflow.source.type": "LOCAL", "task": run.task}
    group = getattr(run, "group", None)
    return tags if group is None else {**tags, GROUP_TAG: group}


def _corpus_tags(corpus: CorpusRecord, versions: Mapping[str, str]) -> dict[str, str]:
    return {
        "corpus": corpus.name,
        "corpus_sha": corpus.fingerprint[:12],
        **{f"{side.context}_sha": side.digest[:12] for side in corpus.sides},
        **{f"version.{name}": version for name, version in versions.items()},
    }


def _log_figures(client: MlflowClient, run_id: str, run: RunRecord | ValidationRecord) -> None:
    from mlflow.entities import Metric

    now = _as_milliseconds(run.ended_at) or int(time.time() * 1000)
    metrics = [Metric(name, float(value), now, 0) for name, value in run.metrics.items()]
    metrics += [Metric(step.name, step.value, int(step.at * 1000), step.step) for step in run.steps]
    client.log_batch(run_id, metrics=metrics, params=_build_params(run))


def _build_params(run: _AnyRecord) -> list[Param]:
    from mlflow.entities import Param

    return [Param(name, _param_text(value)) for name, value in run.params.items()]


def _param_text(value: object) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text[:_LONGEST_PARAM]


def _log_artifacts(client: MlflowClient, run_id: str, run: _AnyRecord) -> None:
    with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
        tables = write_artifacts(run, Path(folder))
        client.log_artifacts(run_id, folder)
    if tables:
        client.set_tag(run_id, TABLES_TAG, tables_tag(tables))


def _log_corpus(client: MlflowClient, run_id: str, corpus: CorpusRecord) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    inputs = []
    sides = {side.context: side for side in corpus.sides}
    counts = [(side.context, side.n_cables) for side in corpus.sides]
    for context, n_cables in counts or [("train", corpus.n_train), ("test", corpus.n_test)]:
        profile: dict[str, object] = {"cables": n_cables}
        digest = corpus.fingerprint[:32]
        if context in sides:
            side = sides[context]
            digest = side.digest[:32]
            profile |= {"labelled": side.n_labelled, "labels": len(side.labels), "counts": dict(side.labels)}
        dataset = Dataset(
            name=f"{corpus.name} ({context})",
            digest=digest,
            source_type="code",
            source=json.dumps({"corpus": corpus.name, "sha256": corpus.fingerprint}),
            profile=json.dumps(profile),
        )
        inputs.append(DatasetInput(dataset, [InputTag("mlflow.data.context", context)]))
    _write_beside_others(lambda: client.log_inputs(run_id, datasets=inputs))


def _write_beside_others(write: Callable[[], None]) -> None:
    """Write what another training of the same minute may write as well: MLflow looks first, then writes."""
    from mlflow.exceptions import MlflowException

    try:
        write()
    except MlflowException:
        write()
