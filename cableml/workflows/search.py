"""Settings chosen by cross-validation inside the training side of a config's split.

Nothing here is given the test side: the split is made as `train` makes it, and its training cables alone
are handed on.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cableml.errors import ConfigError, StoppedError, TrackingError, TrainingError
from cableml.workflows.cross_validate import count_workers
from cableml.workflows.fold_score import score_fold
from cableml.workflows.folds import Fold, Folds, build_folds, describe_folds
from cableml.workflows.gather import DemoRequest, check_paths, gather_corpus
from cableml.workflows.search_output import (
    check_search_output,
    render_best_config,
    results_beside,
    write_best,
)
from cableml.workflows.search_report import build_report, render_search
from cableml.workflows.search_results import FoldResults, name_data, name_fold
from cableml.workflows.search_space import Changes, propose
from cableml.workflows.side_by_side import Progress, work_side_by_side
from cableml.workflows.split import split_corpus

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.config.search_schema import SearchSettings
    from cableml.tracking.tracker import Tracker
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.listener import Listener
    from cableml.workflows.train import TrainRequest


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched: ``train`` holds config, corpus and labels, its split as training has it.

    ``config_text`` is the file that the config was read from, so that its comments can be kept.
    """

    train: TrainRequest
    search: SearchSettings
    output: Path
    jobs: int
    config_text: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """A finished search as text and JSON; what became of its runs as in `TrainOutcome`."""

    report_text: str
    report: dict[str, Any]
    output: Path
    tracked: str | None
    tracking_problem: TrackingError | None


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting and what its folds gave: ``problem`` says why one could not be trained on."""

    number: int
    changes: Changes
    config: Config
    folds: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def problem(self) -> str | None:
        """Why the trial has no figure, or None."""
        return next((one["problem"] for _, one in sorted(self.folds.items()) if "problem" in one), None)

    def values(self, metric: str) -> list[float] | None:
        """Return the figure of every fold, in their order; None where one has none."""
        figures = [one.get("metrics", {}).get(metric) for _, one in sorted(self.folds.items())]
        return None if None in figures else figures


class _Task(NamedTuple):
    trial: Trial
    fold: Fold
    key: str


def search_parameters(request: SearchRequest, tracker: Tracker, listener: Listener) -> SearchOutcome:
    """Return the outcome of a search; the best config is written to ``request.output``.

    Raises
    ------
    CorpusError, LabelsError
        The corpus cannot be read.
    TrainingError
        The training side is too small for the folds, or the config as it stands cannot be trained on it.
    OutputError
        The best config or the results of trials cannot be written.
    StoppedError
        The user interrupted it; finished folds are kept.
    """
    from cableml.tracking.tracker import NullTracker
    from cableml.workflows.validation_record import build_trial_records

    config = request.train.config
    source = request.train.source
    began_at = time.time()
    check_search_output(request.output, request.train.config_file)
    if not isinstance(source, DemoRequest):
        check_paths(source)
    results = FoldResults(results_beside(request.output), request.fresh)
    corpus = gather_corpus(source, request.train.labels_path, listener, jobs=config.jobs)
    listener.progress("looking for repeated texts", 0, 0)
    cables = split_corpus(corpus, config).train
    search = _Search(request, cables, results, listener)
    try:
        trials = search.run()
    except KeyboardInterrupt:
        raise StoppedError(
            f"Interrupted: {search.n_kept:,} finished fits are kept in {results_beside(request.output)}. "
            "The same command goes on from there."
        ) from None
    notes = describe_folds(search.folds)
    if corpus.is_demo:
        notes.append("These are demo cables, made by a generator: the figures say nothing about real cables.")
    report = build_report(trials, request.search, config, corpus.name, len(cables), len(search.folds))
    best = trials[report["best"]]
    write_best(request.output, render_best_config(best.config, request, best.changes))
    text = render_search(report, notes, request.output)
    tracked: str | None = None
    problem: TrackingError | None = None
    if not isinstance(tracker, NullTracker):
        listener.progress("writing the trials down", 0, 0)
        try:
            records = build_trial_records(request.train, corpus.name, cables, trials, report, text, began_at)
            tracked = tracker.log_validations(records)
        except TrackingError as error:
            problem = error
    return SearchOutcome(text, report, request.output, tracked, problem)


class _Search:
    """The training cables, their folds, and the trials made so far."""

    def __init__(
        self,
        request: SearchRequest,
        cables: Sequence[LabelledCable],
        results: FoldResults,
        listener: Listener,
    ) -> None:
        config = request.train.config
        self.folds: Folds = build_folds(cables, request.search.folds, config.split.salt)
        self.n_kept = 0
        self._request = request
        self._config = config
        self._cables = cables
        self._results = results
        self._listener = listener
        self._data = name_data(cables, config, len(self.folds))
        self._trials: list[Trial] = []

    def run(self) -> list[Trial]:
        """Return all trials, the first without a change.

        Raises: TrainingError where that one cannot be trained on.
        """
        from cableml.models.one_thread import hold_linear_algebra

        search = self._request.search
        current = {key: read_value(self._config, key) for key in search.space}
        proposals = propose(search, current, partial(is_valid, self._config))
        wanted = next(proposals)
        with hold_linear_algebra():
            while True:
                figures = self._score(wanted)
                if not self._trials[0].values(metric_of(search, self._config)):
                    raise TrainingError(self._trials[0].problem or "the folds are too small for the metric.")
                try:
                    wanted = proposals.send(figures)
                except StopIteration:
                    return self._trials

    def _score(self, wanted: Sequence[Changes]) -> list[float | None]:
        """Return how good each of the settings is, larger is better; what is known already is not fitted."""
        from cableml.config.search_schema import SMALLER_IS_BETTER

        first = len(self._trials)
        made = [
            Trial(first + place, changes, build_trial_config(self._config, changes))
            for place, changes in enumerate(wanted)
        ]
        self._trials += made
        tasks = []
        for trial in made:
            for fold in self.folds.folds:
                key = name_fold(self._data, trial.config, fold.number)
                known = self._results.find(key)
                if known is None:
                    tasks.append(_Task(trial, fold, key))
                else:
                    self.n_kept += 1
                    trial.folds[fold.number] = known
        self._fit(tasks)
        metric = metric_of(self._request.search, self._config)
        sign = -1.0 if metric in SMALLER_IS_BETTER else 1.0
        figures = []
        for trial in made:
            values = trial.values(metric)
            figures.append(None if values is None else sign * sum(values) / len(values))
        return figures

    def _fit(self, tasks: Sequence[_Task]) -> None:
        workers = count_workers([task.trial.config for task in tasks], self._request.jobs)
        threads = self._request.jobs if workers == 1 else 1
        n_before = self.n_kept
        n_all = (self._request.search.trials + 1) * len(self.folds)

        def work(task: _Task, progress: Progress) -> dict[str, Any]:
            try:
                score = score_fold(self._cables, task.fold, task.trial.config, threads, progress)
            except TrainingError as error:
                return {"fold": task.fold.number, "problem": str(error)}
            return score.to_json(self._config.task)

        def take(task: _Task, result: dict[str, Any]) -> None:
            self._results.keep(task.key, task.trial.changes, result)
            task.trial.folds[task.fold.number] = result
            self.n_kept += 1

        def tell(done: int) -> None:
            self._listener.progress("searching, fits", n_before + done, n_all)

        work_side_by_side(work, tasks, workers, take, tell)


def metric_of(search: SearchSettings, config: Config) -> str:
    """Return the figure that decides."""
    from cableml.config.search_schema import METRICS

    return search.metric or METRICS[config.task][0]


def read_value(config: Config, key: str) -> Any:
    """Return the config's own value of a dotted key."""
    from cableml.config.overrides import parse_key

    here: Any = config.to_plain()
    for part in parse_key(key) or ():
        here = here[part]
    return here


def build_trial_config(config: Config, changes: Mapping[str, Any]) -> Config:
    """Return the config with the changes.

    Raises: ConfigError where they do not fit together.
    """
    from cableml.config.load import parse_config
    from cableml.config.overrides import Override, apply_change, parse_key

    values = config.to_plain()
    values.pop("search", None)
    for key, value in changes.items():
        apply_change(values, Override(parse_key(key) or (), value, key))
    return parse_config(values)


def is_valid(config: Config, changes: Mapping[str, Any]) -> bool:
    """Return whether the changes fit together."""
    try:
        build_trial_config(config, changes)
    except ConfigError:
        return False
    return True
