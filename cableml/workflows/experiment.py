"""Every variant of an experiment trained and tracked; those that are in the store already are left out."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.tracking.tracker import VARIANT_TAG

if TYPE_CHECKING:
    from cableml.config.experiment import Experiment, Table, Variant
    from cableml.config.schema import Config
    from cableml.tracking.run_reader import TrackedRun
    from cableml.tracking.tracker import Tracker
    from cableml.workflows.gather import Corpus
    from cableml.workflows.listener import Listener
    from cableml.workflows.train import TrainRequest

TABLE_TAG = "cableml.table"
CHANGES_TAG = "cableml.set"
SETTINGS_TAG = "cableml.settings"
BASE_TAG = "cableml.base"
# They name a model or say where a run is written and how fast it is made: no figure hangs on them.
_IDLE_KEYS = ("name", "corpus", "tracking", "search", "jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """One variant to be run: its config, and the tags by which its run is found again."""

    table: Table
    variant: Variant
    config: Config
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExperimentRequest:
    """An experiment's folder, the corpus (empty: the configs' own), and the group that its runs belong to.

    ``fresh``: runs that are there already are made again.
    """

    folder: Path
    corpus: tuple[str, ...] = ()
    group: str | None = None
    jobs: int = 0
    fresh: bool = False

    @property
    def group_name(self) -> str:
        """The group: the folder's name where none is given."""
        return self.group or self.folder.resolve().name


def list_jobs(experiment: Experiment, jobs: int = 0) -> list[Job]:
    """Return every variant of every table, in order; ``jobs`` 0: as many threads as each config says.

    Raises: ConfigError where a table's config, or a variant of it, cannot be used.
    """
    from cableml.config.experiment import list_overrides
    from cableml.config.load import load_config

    found = []
    for table in experiment.tables:
        base = name_base(table)
        for variant in table.variants:
            overrides = list_overrides(table, variant)
            config = load_config(table.config, overrides)
            tags = {
                TABLE_TAG: table.name,
                VARIANT_TAG: variant.name,
                CHANGES_TAG: json.dumps(overrides),
                SETTINGS_TAG: name_settings_of(config, [table.mode, table.folds]),
                BASE_TAG: base,
            }
            config = config.model_copy(update={"jobs": jobs}) if jobs else config
            found.append(Job(table, variant, config, tags))
    return found


def run_experiment(
    request: ExperimentRequest, experiment: Experiment, tracker: Tracker, listener: Listener
) -> int:
    """Train what is missing; return how many runs were made.

    Raises
    ------
    ConfigError, CorpusError, LabelsError, TrainingError
        As `train`; what is finished by then is tracked.
    TrackingError
        The run store cannot be read or written: without it there is no experiment.
    """
    from cableml.workflows.train import TrainRequest

    jobs = list_jobs(experiment, request.jobs)
    missing = jobs if request.fresh else find_missing(jobs, read_finished(), request.corpus)
    gathered: tuple[Any, Corpus] | None = None
    for number, job in enumerate(missing, start=1):
        listener.notice(f"{number} of {len(missing)}: {job.table.name}, {job.variant.name}")
        with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
            wanted = TrainRequest(
                job.config,
                request.corpus,
                output=Path(folder, job.config.model_name),
                config_file=Path(job.table.config),
                group=request.group_name,
                tags=job.tags,
            )
            if job.table.mode == "train":
                # Variants of one corpus follow one another: reading it takes as long as a plain fit.
                source = (wanted.source, wanted.labels_path)
                if gathered is None or gathered[0] != source:
                    gathered = (source, _gather(wanted, listener))
                wanted = replace(wanted, gathered=gathered[1])
            run_job(job, wanted, tracker, listener)
    return len(missing)


def _gather(request: TrainRequest, listener: Listener) -> Corpus:
    from cableml.workflows.gather import DemoRequest, check_paths, gather_corpus

    if not isinstance(request.source, DemoRequest):
        check_paths(request.source)
    return gather_corpus(request.source, request.labels_path, listener, jobs=request.config.jobs)


def run_job(job: Job, request: TrainRequest, tracker: Tracker, listener: Listener) -> None:
    """Do with one variant what its table's mode says.

    Raises: as `run_experiment`.
    """
    mode = job.table.mode
    if mode == "train":
        from cableml.workflows.train import train

        problem = train(request, tracker, listener).tracking_problem
    elif mode == "cross-validate":
        from cableml.workflows.cross_validate import cross_validate

        done = cross_validate(request, job.table.folds, job.config.jobs, tracker, listener)
        problem = done.tracking_problem
    elif mode == "learning-curve":
        from cableml.workflows.learning_curve import SHARES, measure_learning_curve

        problem = measure_learning_curve(request, SHARES, tracker, listener).tracking_problem
    else:
        from cableml.workflows.noise_record import track_label_noise

        problem = track_label_noise(request, tracker, listener)
    if problem is not None:
        raise problem


def read_finished() -> list[TrackedRun]:
    """Return the finished runs of the store, the latest first; none where there is no store yet.

    Raises: TrackingError where the store cannot be read.
    """
    from cableml.tracking.run_reader import read_runs
    from cableml.tracking.store import find_store

    store = find_store()
    if store.database is not None and not store.database.is_file():
        return []
    return [run for run in read_runs(store) if run.status == "FINISHED"]


def find_missing(jobs: Sequence[Job], runs: Sequence[TrackedRun], corpus: Sequence[str] = ()) -> list[Job]:
    """Return the jobs of which no finished run has the same settings on a corpus of the name.

    A run that another experiment made will do; of two jobs with the same settings the first alone is left.
    """
    done = {(run.tags.get(SETTINGS_TAG), run.tags.get("corpus")) for run in runs}
    missing = []
    for job in jobs:
        key = (job.tags[SETTINGS_TAG], name_corpus(job.config, corpus))
        if key not in done:
            missing.append(job)
            done.add(key)
    return missing


def name_corpus(config: Config, corpus: Sequence[str] = ()) -> str:
    """Return the name under which a run tracks the corpus that a training with these words reads."""
    from cableml.workflows.gather import DemoRequest
    from cableml.workflows.train import TrainRequest

    source = TrainRequest(config, tuple(corpus)).source
    if isinstance(source, DemoRequest):
        return f"demo-{source.cables}-{source.seed}"
    return " ".join(dict.fromkeys(Path(path).name or path for path in source))


def name_base(table: Table) -> str:
    """Return 12 letters for the settings that the variants of a table change.

    Raises: ConfigError as `load_config`.
    """
    from cableml.config.load import load_config

    return name_settings_of(load_config(table.config, table.changes), [table.mode, table.folds])


def name_settings_of(config: Config, more: Sequence[Any] = ()) -> str:
    """Return 12 letters that are the same for configs that give the same figures on the same cables."""
    plain = {key: value for key, value in config.to_plain().items() if key not in _IDLE_KEYS}
    return hashlib.sha256(json.dumps([plain, *more], sort_keys=True).encode()).hexdigest()[:12]
