"""Every cable scored by a model that did not see it: the figures of a config on a whole corpus."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import TrackingError
from cableml.workflows.fold_score import FoldScore, score_fold
from cableml.workflows.folds import Fold, Folds, build_folds, describe_folds
from cableml.workflows.gather import DemoRequest, check_paths, gather_corpus
from cableml.workflows.scoring import HEADLINES, keep_labelled, render_score
from cableml.workflows.side_by_side import Progress, work_side_by_side

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.evaluation.levels import LevelsReport
    from cableml.evaluation.multilabel import TagsReport
    from cableml.tracking.tracker import Tracker
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.listener import Listener
    from cableml.workflows.train import TrainRequest

# One generator of random numbers a process: two fits of it at once would draw from each other's.
ALONE = frozenset({"linear_svc"})


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """A finished cross-validation as text and JSON; what became of its run as in `TrainOutcome`."""

    report_text: str
    report: dict[str, Any]
    tracked: str | None
    tracking_problem: TrackingError | None


def cross_validate(
    request: TrainRequest,
    n_folds: int,
    jobs: int,
    tracker: Tracker,
    listener: Listener,
    scores_file: Path | None = None,
) -> CrossValidation:
    """Return the figures of the config over all labelled cables, each scored by a model that did not see it.

    The config's split plays no part: nothing is chosen by these figures. ``jobs`` decides no result.
    ``scores_file`` None: what was said of each cable is kept with the run alone.

    Raises
    ------
    CorpusError, LabelsError
        The corpus cannot be read.
    TrainingError
        The cables are too few for the folds, or a fold cannot be trained on.
    OutputError
        ``scores_file`` cannot be written.
    """
    from cableml.evaluation.score_file import write_scores
    from cableml.tracking.tracker import SCORES, NullTracker
    from cableml.workflows.fold_scores import build_fold_scores
    from cableml.workflows.validation_record import build_validation_record

    config = request.config
    began_at = time.time()
    tracker.prepare()
    if not isinstance(request.source, DemoRequest):
        check_paths(request.source)
    corpus = gather_corpus(request.source, request.labels_path, listener, jobs=config.jobs)
    cables = keep_labelled(corpus.cables, config.task)
    n_unknown = len(corpus.cables) - len(cables)
    listener.progress("looking for repeated texts", 0, 0)
    folds = build_folds(cables, n_folds, config.split.salt)
    scores = score_folds(cables, folds, config, jobs, listener)
    listener.progress("drawing intervals", 0, 0)
    pooled = pool_scores(cables, folds, scores, n_unknown, config)
    report = {
        "model": config.model_name,
        "corpus": {"name": corpus.name, "fingerprint": corpus.fingerprint},
        **pooled.to_json(),
        "folds": [score.to_json(config.task) for score in scores],
        "fold_means": average_metrics(scores, config.task),
        "n_repeated": folds.n_repeated,
    }
    notes = describe_folds(folds)
    if corpus.is_demo:
        notes.append("These are demo cables, made by a generator: the figures say nothing about real cables.")
    title = f"{config.model_name}: cross-validated on {corpus.name}, {n_folds} folds"
    text = render_validation(title, pooled, report, notes, config.task)
    tracked: str | None = None
    problem: TrackingError | None = None
    of_cables = build_fold_scores(cables, folds, scores, config, corpus)
    if scores_file is not None:
        write_scores(of_cables, scores_file)
    if not isinstance(tracker, NullTracker):
        listener.progress("writing the run down", 0, 0)
        with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
            kept = Path(folder, SCORES)
            write_scores(of_cables, kept)
            record = build_validation_record(request, corpus, cables, report, text, kept, began_at)
            try:
                tracked = tracker.log_validations([record])
            except TrackingError as error:
                problem = error
    return CrossValidation(text, report, tracked, problem)


def score_folds(
    cables: Sequence[LabelledCable], folds: Folds, config: Config, jobs: int, listener: Listener
) -> list[FoldScore]:
    """Return the score of every fold, in their order, some worked on beside each other.

    Raises: TrainingError where a fold cannot be trained on.
    """
    from cableml.models.one_thread import hold_linear_algebra

    workers = count_workers([config], jobs)
    threads = jobs if workers == 1 else 1
    found: dict[int, FoldScore] = {}

    def work(fold: Fold, progress: Progress) -> FoldScore:
        return score_fold(cables, fold, config, threads, progress)

    def take(fold: Fold, score: FoldScore) -> None:
        found[fold.number] = score

    with hold_linear_algebra():
        work_side_by_side(
            work,
            folds.folds,
            workers,
            take,
            lambda done: listener.progress("cross-validating, folds", done, len(folds)),
        )
    return [found[number] for number in sorted(found)]


def count_workers(configs: Sequence[Config], jobs: int) -> int:
    """Return how many models of these configs may be fitted beside each other."""
    return 1 if any(config.model.estimator in ALONE for config in configs) else max(1, jobs)


def pool_scores(
    cables: Sequence[LabelledCable],
    folds: Folds,
    scores: Sequence[FoldScore],
    n_unknown: int,
    config: Config,
) -> TagsReport | LevelsReport:
    """Return the report over the predictions of all folds together, in the order of the cables."""
    import numpy as np

    replicates, seed = config.evaluation.bootstrap, config.seed
    places = [fold.test for fold in folds.folds]
    if config.task == "tags":
        from cableml.evaluation.multilabel import TagsReport, report_tags
        from cableml.evaluation.pooling import pool_tag_statistics

        parts = [score.report.statistics for score in scores if isinstance(score.report, TagsReport)]
        pooled = pool_tag_statistics(parts, places)
        return report_tags(pooled, None, n_unknown, replicates, seed)
    from cableml.evaluation.levels import score_levels
    from cableml.workflows.train import build_fit_settings

    levels = sorted({level for score in scores for level in score.labels})
    column = {level: number for number, level in enumerate(levels)}
    probabilities = np.zeros((len(cables), len(levels)), dtype=np.float32)
    decided = np.zeros(len(cables), dtype=np.int64)
    for score, own in zip(scores, places, strict=True):
        columns = np.array([column[level] for level in score.labels])
        probabilities[np.ix_(np.array(own), columns)] = score.scored.probabilities
        decided[list(own)] = columns[score.scored.decided]
    gold = [cable.level or "" for cable in cables]
    costs = build_fit_settings(config).costs
    return score_levels(gold, probabilities, decided, levels, replicates, seed, n_unknown, costs)


def average_metrics(scores: Sequence[FoldScore], task: str) -> dict[str, Any]:
    """Return the mean over folds of each headline figure that every fold has, with deviation and interval."""
    from cableml.evaluation.fold_statistics import average_folds

    values = [score.to_json(task)["metrics"] for score in scores]
    return {
        name: average_folds([one[name] for one in values]).to_json()
        for name in HEADLINES[task]
        if all(name in one for one in values)
    }


def render_validation(
    title: str,
    pooled: TagsReport | LevelsReport,
    report: dict[str, Any],
    notes: Sequence[str],
    task: str,
) -> str:
    """Return the pooled report as text with a table of the folds behind it, without a trailing line break."""
    from cableml.evaluation.fold_table import render_fold_table

    lines = [render_score(pooled, title, notes), ""]
    lines += render_fold_table(report["folds"], report["fold_means"], task)
    return "\n".join(lines)
