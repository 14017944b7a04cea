"""The main job: read, parse, blind, split, fit, score, save, write down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import TrackingError, TrainingError
from cableml.workflows.gather import Corpus, DemoRequest, LabelledCable, check_paths, gather_corpus
from cableml.workflows.listener import StageClock
from cableml.workflows.model_output import check_output
from cableml.workflows.scoring import has_label, render_score, score_model

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.models.cable_model import CableModel
    from cableml.models.settings import FitSettings
    from cableml.tracking.tracker import Tracker
    from cableml.workflows.listener import Listener


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What the command line adds to a config; None and empty: the config's own."""

    config: Config
    corpus: tuple[str, ...] = ()
    labels: str | None = None
    output: Path | None = None

    @property
    def source(self) -> tuple[str, ...] | DemoRequest:
        """The paths to read, or the demo corpus to make."""
        from cableml.config.schema import DEMO

        paths = self.corpus or self.config.corpus
        if paths == (DEMO,):
            return DemoRequest(self.config.demo.cables, self.config.demo.seed)
        return paths

    @property
    def labels_path(self) -> str | None:
        """The labels file, or None."""
        return self.labels if self.labels is not None else self.config.labels

    @property
    def folder(self) -> Path:
        """Where the model folder goes."""
        return self.output if self.output is not None else Path("models", self.config.model_name)


@dataclass(frozen=True, slots=True)
class TrainOutcome:
    """A finished training: the report as text and JSON, where the model lies, and what went wrong on the way.

    ``tracked`` says where the run was written down; ``tracking_problem`` why it was not.
    """

    report_text: str
    report: dict[str, Any]
    folder: Path
    tracked: str | None
    tracking_problem: TrackingError | None


@dataclass(frozen=True, slots=True)
class Split:
    """Both sides of the split.

    Left out of training and counted: cables without known labels, and those that repeat the text of
    a test cable under another id.
    """

    train: tuple[LabelledCable, ...]
    test: tuple[LabelledCable, ...]
    n_train_unknown: int
    n_train_repeats: int


def train(request: TrainRequest, tracker: Tracker, listener: Listener) -> TrainOutcome:
    """Return the outcome of training as a config says.

    The model folder is complete before the run is written down, so a run store that fails costs
    the record, never the model.

    Raises
    ------
    CorpusError, LabelsError, TrainingError
        The corpus cannot be read or trained on.
    OutputError
        The model folder cannot be written.
    """
    from cableml.models.model_folder import load_model, save_model
    from cableml.models.training import fit_model
    from cableml.tracking.tracker import NullTracker
    from cableml.workflows.run_record import build_run_record

    config = request.config
    if not isinstance(request.source, DemoRequest):
        check_paths(request.source)
    check_output(request.folder)
    clock = StageClock()
    with clock.stage("read, parse, blind"):
        corpus = gather_corpus(request.source, request.labels_path, listener)
        listener.progress("looking for repeated texts", 0, 0)
        split = split_corpus(corpus, config)
    with clock.stage("fit"):
        model = fit_model(
            [cable.cable for cable in split.train],
            [_gold(cable, config.task) for cable in split.train],
            build_fit_settings(config),
            listener.progress,
        )
    with clock.stage("score"):
        report = score_model(
            model,
            split.test,
            bootstrap=config.evaluation.bootstrap,
            seed=config.seed,
            listener=listener,
            train_counts=model.label_space.counts if config.task == "tags" else None,
        )
    with clock.stage("save"):
        save_model(model, request.folder)
        # Read back: what the folder gives is checked once, and only a folder has a version.
        model = load_model(request.folder)
    text = _render(report, model, corpus, split, request, clock)
    plain = report.to_json()
    tracked: str | None = None
    problem: TrackingError | None = None
    try:
        if not isinstance(tracker, NullTracker):
            listener.progress("writing the run down", 0, 0)
        record = build_run_record(request, corpus, split, model, plain, text, clock)
        tracked = tracker.log(record)
    except TrackingError as error:
        problem = error
    return TrainOutcome(text, plain, request.folder, tracked, problem)


def build_fit_settings(config: Config) -> FitSettings:
    """Return the config as the settings that models are fitted with."""
    from cableml.features.spec import BlockSpec
    from cableml.models.settings import FitSettings

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
    )


def split_corpus(corpus: Corpus, config: Config) -> Split:
    """Return the two sides of the config's split.

    Raises: TrainingError where a side is left without a labelled cable.
    """
    from cableml.corpus.split import split_by_id

    in_test = split_by_id([cable.id for cable in corpus.cables], config.split.test, config.split.salt)
    repeats = find_repeats(corpus.cables, in_test) if config.split.repeats == "drop" else frozenset()
    sides: dict[bool, list[LabelledCable]] = {False: [], True: []}
    for place, (cable, side) in enumerate(zip(corpus.cables, in_test, strict=True)):
        if place not in repeats:
            sides[side].append(cable)
    known = {side: [cable for cable in sides[side] if has_label(cable, config.task)] for side in sides}
    for side, name in ((False, "train on"), (True, "test on")):
        if not known[side]:
            raise TrainingError(
                f"of the {len(corpus.cables):,} cables none with known labels is left to {name}. "
                "Give more labelled cables, or another share with --set split.test=0.2."
            )
    return Split(
        train=tuple(known[False]),
        test=tuple(sides[True]),
        n_train_unknown=len(sides[False]) - len(known[False]),
        n_train_repeats=len(repeats),
    )


def find_repeats(cables: Sequence[LabelledCable], in_test: Sequence[bool]) -> frozenset[int]:
    """Return the places of training cables that repeat a test cable's text: a test on them shows nothing."""
    import numpy as np

    from cableml.features.near_duplicates import find_near_duplicates

    found = find_near_duplicates([cable.cable for cable in cables])
    test = np.asarray(in_test, dtype=np.bool_)
    across = test[found.first] != test[found.second]
    of_train = np.where(test[found.first], found.second, found.first)[across]
    return frozenset(int(place) for place in of_train)


def _gold(cable: LabelledCable, task: str) -> Any:
    return cable.tags if task == "tags" else cable.level


def _render(
    report: Any,
    model: CableModel,
    corpus: Corpus,
    split: Split,
    request: TrainRequest,
    clock: StageClock,
) -> str:
    config = request.config
    title = f"{config.model_name}: trained on {len(split.train):,} cables of {corpus.name}, tested on others"
    dropped = model.label_space.dropped
    lines = [render_score(report, title, _notes(corpus, split, config, dropped), dropped), "", "Time", "----"]
    lines += [f"{name:<20} {seconds:8.1f} s" for name, seconds in clock.seconds.items()]
    lines += [f"{'together':<20} {clock.total:8.1f} s", "", f"Model folder: {request.folder}"]
    return "\n".join(lines)


def _notes(
    corpus: Corpus, split: Split, config: Config, dropped: Mapping[str, tuple[int, str]]
) -> Sequence[str]:
    notes = [
        f"Split by a hash of the cable's id (test share {config.split.test:g}, salt {config.split.salt!r}): "
        "copies of one cable stand on one side."
    ]
    if split.n_train_unknown:
        missing = "no TAGS line" if config.task == "tags" else "no marking that states their level"
        notes.append(
            f"{split.n_train_unknown:,} training cables have {missing} and were left out of training."
        )
    if split.n_train_repeats:
        notes.append(
            f"{split.n_train_repeats:,} training cables repeat the text of a test cable under another id and "
            "were left out of training (split.repeats: drop)."
        )
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
