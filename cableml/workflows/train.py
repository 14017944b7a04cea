"""The main job: read, parse, blind, split, fit, score, save, write down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import TrackingError
from cableml.workflows.assess import Assessment, assess_model
from cableml.workflows.gather import Corpus, DemoRequest, LabelledCable, check_paths, gather_corpus
from cableml.workflows.journal import Journal
from cableml.workflows.kept_scores import build_scores, describe_training, scores_beside
from cableml.workflows.listener import StageClock
from cableml.workflows.model_output import check_output
from cableml.workflows.processes import no_look_for_garbage
from cableml.workflows.report_file import check_report, render_report, report_beside, write_report
from cableml.workflows.scoring import render_score
from cableml.workflows.split import Split, describe_split, split_corpus
from cableml.workflows.untested import remove_tested, render_untested, report_untested

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.features.near_duplicates import RunDrawer, SampledRuns
    from cableml.models.cable_model import CableModel
    from cableml.models.settings import FitSettings
    from cableml.tracking.tracker import Tracker
    from cableml.workflows.listener import Listener


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What the command line adds to a config; None and empty: the config's own.

    ``config_file`` is where the config was read from; ``group`` and ``tags`` are those of the run's record.
    ``gathered`` is the corpus that ``source`` and ``labels_path`` name, where it was read before.
    """

    config: Config
    corpus: tuple[str, ...] = ()
    labels: str | None = None
    output: Path | None = None
    report: Path | None = None
    config_file: Path | None = None
    group: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    gathered: Corpus | None = None

    @property
    def source(self) -> tuple[str, ...] | DemoRequest:
        """The paths to read, or the demo corpus to make."""
        from cableml.config.schema import DEMO

        paths = self.corpus or self.config.corpus
        if paths == (DEMO,):
            return DemoRequest(self.config.demo.cables, self.config.demo.seed)
        return (*paths, *_find_unread(self.config.split.test_files, paths))

    @property
    def labels_path(self) -> str | None:
        """The labels file, or None."""
        return self.labels if self.labels is not None else self.config.labels

    @property
    def folder(self) -> Path:
        """Where the model folder goes."""
        return self.output if self.output is not None else Path("models", self.config.model_name)

    @property
    def report_file(self) -> Path:
        """Where the HTML report goes: beside the model folder where no file is named."""
        return self.report if self.report is not None else report_beside(self.folder)


@dataclass(frozen=True, slots=True)
class TrainOutcome:
    """A finished training: the report as text and JSON, where the model lies, and what went wrong on the way.

    ``report_file`` is None where nothing was tested; ``tracked`` says where the run was written down,
    ``tracking_problem`` why it was not.
    """

    report_text: str
    report: dict[str, Any]
    folder: Path
    report_file: Path | None
    tracked: str | None
    tracking_problem: TrackingError | None


def train(request: TrainRequest, tracker: Tracker, listener: Listener) -> TrainOutcome:
    """Return the outcome of training as a config says.

    The model folder is complete before the run is written down, so a run store that fails costs
    the record, never the model.

    Raises
    ------
    CorpusError, LabelsError, TrainingError
        The corpus cannot be read or trained on.
    OutputError
        The model folder, or the scores or report beside it, cannot be written.
    KeyboardInterrupt
        The user interrupted it; the run store then says so.
    """
    clock = StageClock()
    journal = Journal(listener)
    tracker.prepare()
    try:
        with journal.hearing_warnings():
            return _train(request, tracker, journal, clock)
    except KeyboardInterrupt:
        _log_killed(request, tracker, listener, clock)
        raise


def _log_killed(request: TrainRequest, tracker: Tracker, listener: Listener, clock: StageClock) -> None:
    from cableml.tracking.tracker import NullTracker
    from cableml.workflows.run_record import build_killed_record

    # An interruption of the writing itself: the tracker has marked the run, and the model is complete.
    if isinstance(tracker, NullTracker) or clock.is_over:
        return
    try:
        listener.progress("writing down that it was interrupted", 0, 0)
        tracked = tracker.log_killed(build_killed_record(request, clock))
    except TrackingError as error:
        listener.problem(error)
    else:
        if tracked is not None:
            listener.notice(tracked)


def _train(request: TrainRequest, tracker: Tracker, journal: Journal, clock: StageClock) -> TrainOutcome:
    from cableml.tracking.tracker import NullTracker
    from cableml.workflows.run_record import build_run_record

    config = request.config
    if not isinstance(request.source, DemoRequest):
        check_paths(request.source)
    check_output(request.folder)
    check_report(request.report_file)
    # What is read and fitted is kept: nothing that is worth a look at all cables.
    with no_look_for_garbage():
        corpus, split, model = _read_and_fit(request, journal, clock)
    assessed, page = None, ""
    if not split.is_untested:
        with clock.stage("score"):
            assessed = assess_model(
                model,
                split.test,
                bootstrap=config.evaluation.bootstrap,
                seed=config.seed,
                listener=journal,
                train_counts=model.label_space.counts if config.task == "tags" else None,
            )
            page = _write_beside(assessed, model, corpus, split, request)
    text = _render(assessed, model, corpus, split, request, clock)
    clock.is_over = True
    plain = report_untested(model) if assessed is None else assessed.to_json()
    tracked: str | None = None
    problem: TrackingError | None = None
    try:
        if not isinstance(tracker, NullTracker):
            journal.progress("writing the run down", 0, 0)
        record = build_run_record(request, corpus, split, model, assessed, text, page, clock, journal)
        tracked = tracker.log(record)
    except TrackingError as error:
        problem = error
    report_file = None if assessed is None else request.report_file
    return TrainOutcome(text, plain, request.folder, report_file, tracked, problem)


def _read_and_fit(
    request: TrainRequest, journal: Journal, clock: StageClock
) -> tuple[Corpus, Split, CableModel]:
    """Return the corpus, how it was split, and the model, after saving it."""
    config = request.config
    with clock.stage("read, parse, blind"):
        meanwhile = _Meanwhile()
        corpus = request.gathered or gather_corpus(
            request.source, request.labels_path, journal, jobs=config.jobs, see=meanwhile.see
        )
        journal.progress("looking for repeated texts", 0, 0)
        split = split_corpus(corpus, config, meanwhile.runs())
    from cableml.models.model_folder import load_model, save_model
    from cableml.models.training import fit_model

    with clock.stage("fit"):
        model = fit_model(
            [cable.cable for cable in split.train],
            [pick_gold(cable, config.task) for cable in split.train],
            build_fit_settings(config),
            journal.fit_progress,
            ids=[cable.id for cable in split.train],
            side=[cable.side for cable in split.train],
            runs=split.train_runs,
        )
    with clock.stage("save"):
        save_model(model, request.folder)
        # Read back: what the folder gives is what is scored, and only a folder has a version.
        model = load_model(request.folder)
        remove_tested(request.folder, request.report_file, journal, will_be_tested=not split.is_untested)
    return corpus, split, model


class _Meanwhile:
    """What this process does while others read cables: it draws what repeats are found by."""

    def __init__(self) -> None:
        self._drawer: RunDrawer | None = None

    def see(self, cable: LabelledCable) -> None:
        """Take one more cable; the first one loads what the fit needs as well."""
        if self._drawer is None:
            import cableml.models.training  # noqa: F401
            from cableml.features.near_duplicates import RunDrawer

            self._drawer = RunDrawer()
        self._drawer.add(cable.cable)

    def runs(self) -> SampledRuns | None:
        """Return the runs of all cables seen, None where none was."""
        return None if self._drawer is None else self._drawer.finish()


def _write_beside(
    assessed: Assessment, model: CableModel, corpus: Corpus, split: Split, request: TrainRequest
) -> str:
    """Return the HTML report after writing it and the scores of the test."""
    from cableml.evaluation.score_file import write_scores

    scores = build_scores(model, *assessed.scored, corpus, describe_training(request.config, split))
    write_scores(scores, scores_beside(request.folder))
    page = _render_page(assessed, model, corpus, split, request)
    write_report(request.report_file, page)
    return page


def build_fit_settings(config: Config) -> FitSettings:
    """Return the config as the settings that models are fitted with."""
    from cableml.cable.level_costs import LevelCosts
    from cableml.features.spec import BlockSpec
    from cableml.models.settings import FitSettings, StageSettings

    return FitSettings(
        task=config.task,
        name=config.model_name,
        blocks=tuple(BlockSpec(**block.model_dump()) for block in config.features),
        fields=config.fields,
        estimator=config.model.estimator,
        c=config.model.c,
        class_weight=config.model.class_weight,
        min_cables=config.labels_min_cables,
        folds=config.decision.folds,
        decision=config.decision.rule,
        shrink=config.decision.shrink,
        calibration=config.calibration,
        seed=config.seed,
        jobs=config.jobs,
        second_stage=None
        if config.second_stage is None
        else StageSettings(**config.second_stage.model_dump()),
        keep_weights=config.model.keep_weights,
        costs=None if config.decision.costs is None else LevelCosts(**config.decision.costs.model_dump()),
    )


def _find_unread(files: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Return the test files that reading the paths does not read already."""
    from cableml.corpus.split import split_by_file

    covered = split_by_file(files, [path for path in paths if path != "-"])
    return [file for file, is_read in zip(files, covered, strict=True) if not is_read]


def pick_gold(cable: LabelledCable, task: str) -> Any:
    """Return the cable's gold labels for ``task``: tags, or the level; None where they are not known."""
    return cable.tags if task == "tags" else cable.level


def _render(
    assessed: Assessment | None,
    model: CableModel,
    corpus: Corpus,
    split: Split,
    request: TrainRequest,
    clock: StageClock,
) -> str:
    from cableml.evaluation.details import render_details

    config = request.config
    dropped = model.label_space.dropped
    notes = _notes(corpus, split, config, dropped)
    title = _title(corpus, split, config)
    if assessed is None:
        lines = [render_untested(model, title, notes)]
    else:
        lines = [render_score(assessed.report, title, notes, dropped), *render_details(assessed.details)]
    lines += ["", *clock.render(), "", f"Model folder: {request.folder}"]
    if assessed is not None:
        lines.append(f"HTML report:  {request.report_file}")
    return "\n".join(lines)


def _render_page(
    assessed: Assessment, model: CableModel, corpus: Corpus, split: Split, request: TrainRequest
) -> str:
    from cableml.workflows.run_record import render_config

    config = request.config
    return render_report(
        assessed,
        model,
        corpus,
        _title(corpus, split, config),
        notes=_notes(corpus, split, config, model.label_space.dropped),
        facts={"training cables": f"{len(split.train):,}", "test cables": f"{len(split.test):,}"},
        config_yaml=render_config(config),
    )


def _title(corpus: Corpus, split: Split, config: Config) -> str:
    tested = "not tested" if split.is_untested else "tested on others"
    return f"{config.model_name}: trained on {len(split.train):,} cables of {corpus.name}, {tested}"


def _notes(
    corpus: Corpus, split: Split, config: Config, dropped: Mapping[str, tuple[int, str]]
) -> Sequence[str]:
    notes = describe_split(split, config)
    if config.task == "classification":
        notes += [
            f"Level {level} is not learned: {reason} ({count:,} training cables)."
            for level, (count, reason) in dropped.items()
        ]
    if corpus.n_repeated:
        notes.append(f"{corpus.n_repeated:,} cables repeat the id of an earlier one.")
    if corpus.n_unusable:
        notes.append(f"{corpus.n_unusable:,} inputs could not be used; each was named while reading.")
    if corpus.is_demo:
        notes.append("These are demo cables, made by a generator: the figures say nothing about real cables.")
    return notes
