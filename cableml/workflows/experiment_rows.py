"""The tracked runs of an experiment as rows: the right run for each variant, held against the baseline."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import UsageError
from cableml.tracking.tracker import VARIANT_TAG
from cableml.workflows.experiment import (
    BASE_TAG,
    CHANGES_TAG,
    SETTINGS_TAG,
    TABLE_TAG,
    list_jobs,
)

if TYPE_CHECKING:
    from cableml.config.experiment import Experiment
    from cableml.evaluation.cable_scores import CableScores
    from cableml.evaluation.experiment_row import Against, ExperimentRow
    from cableml.tracking.run_reader import TrackedRun
    from cableml.workflows.experiment import Job
    from cableml.workflows.listener import Listener

REPLICATES = 1000
_VERSION = "version."


def collect_rows(
    experiment: Experiment,
    group: str,
    runs: Sequence[TrackedRun],
    known: Sequence[ExperimentRow],
    listener: Listener,
    replicates: int = REPLICATES,
) -> list[ExperimentRow]:
    """Return the rows of an experiment, in the order of its tables; a variant without a run has none.

    ``runs`` are finished ones, the latest first: those of the experiment's group, and others, one of which
    stands in where it has the very settings. ``known`` are the rows of an earlier report, whose comparisons
    are taken over where both runs are the same.

    Raises
    ------
    TrackingError
        A run's scores or report cannot be read.
    ConfigError
        A table's config cannot be used.
    UsageError
        The runs of a table were made from several states of its config.
    """
    jobs = list_jobs(experiment)
    found = {id(job): find_runs(job, group, runs) for job in jobs}
    rivals = [run for candidates in found.values() for run in candidates]
    own = [run for run in rivals if run.group == group] or rivals
    if not own:
        return []
    corpus = max(own, key=lambda run: run.started).tags.get("corpus_sha")
    rows: list[ExperimentRow] = []
    for table in experiment.tables:
        of_table: list[ExperimentRow] = []
        for job in (job for job in jobs if job.table is table):
            fitting = [run for run in found[id(job)] if run.tags.get("corpus_sha") == corpus]
            if fitting:
                of_table += _build_rows(job, fitting[0])
        bases = {row.base for row in of_table}
        if len(bases) > 1:
            raise UsageError(
                f"the runs of the table {table.name!r} were made from {len(bases)} states of {table.config}, "
                "so they cannot stand in one table. Run the experiment again; what fits is kept."
            )
        if table.mode in ("train", "cross-validate"):
            of_table = hold_against(of_table, table.baseline_name, known, listener, replicates)
        rows += of_table
    return rows


def find_runs(job: Job, group: str, runs: Sequence[TrackedRun]) -> list[TrackedRun]:
    """Return the runs that may stand for a variant, the best first.

    First those with its settings as they are now, its own group's before others; then those of its group
    that were made for it with the same changes, before its config was changed.
    """
    now = [run for run in runs if run.tags.get(SETTINGS_TAG) == job.tags[SETTINGS_TAG]]
    wanted = tuple(job.tags[tag] for tag in (TABLE_TAG, VARIANT_TAG, CHANGES_TAG))
    before = [
        run
        for run in runs
        if run.group == group
        and run not in now
        and tuple(run.tags.get(tag) for tag in (TABLE_TAG, VARIANT_TAG, CHANGES_TAG)) == wanted
    ]
    return [*sorted(now, key=lambda run: run.group != group), *before]


def hold_against(
    rows: Sequence[ExperimentRow],
    baseline: str,
    known: Sequence[ExperimentRow],
    listener: Listener,
    replicates: int,
) -> list[ExperimentRow]:
    """Return the rows, each tested on the same cables as the baseline with its difference to it.

    Raises: TrackingError where a run's scores cannot be read.
    """
    first = next((row for row in rows if row.variant == baseline), None)
    rivals = [row for row in rows if first and row.id != first.id and row.test_sha == first.test_sha != ""]
    if first is None or not rivals:
        return list(rows)
    earlier = {
        (row.id, row.against.baseline, row.against.replicates): row.against for row in known if row.against
    }
    scores: dict[str, CableScores] = {}
    held = []
    for row in rows:
        if row in rivals:
            listener.progress(f"comparing {row.variant} with {baseline}", 0, 0)
            against = earlier.get((row.id, first.id, replicates))
            against = against or _compare(first.id, row.id, scores, replicates)
            held.append(replace(row, against=against))
        else:
            held.append(row)
    return held


def _compare(first: str, second: str, scores: dict[str, CableScores], replicates: int) -> Against:
    from cableml.evaluation.experiment_row import Against
    from cableml.evaluation.paired import compare_scores
    from cableml.workflows.compare import find_scores

    for run_id in (first, second):
        if run_id not in scores:
            scores[run_id] = find_scores(run_id)
    compared = compare_scores(scores[first], scores[second], replicates=replicates, seed=0)
    scores.pop(second)
    told = {}
    for one in compared.differences:
        plain = one.to_json()
        told[one.name] = {key: plain[key] for key in ("difference", "interval", "p_value")}
    return Against(first, replicates, told)


def _build_rows(job: Job, run: TrackedRun) -> list[ExperimentRow]:
    table, variant = job.table, job.variant.name
    row = build_row(table.name, variant, run)
    if run.tags.get(SETTINGS_TAG) == job.tags[SETTINGS_TAG]:
        # Another experiment may have made it, from changes that are written otherwise and come to the same.
        row = replace(row, changes=tuple(json.loads(job.tags[CHANGES_TAG])), base=job.tags[BASE_TAG])
    if table.mode == "learning-curve":
        points = [point for point in _fetch_report(run)["points"] if "metrics" in point]
        prefix = f"{variant}, " if len(table.variants) > 1 else ""
        return [
            replace(row, variant=f"{prefix}{point['share']:.0%}", metrics=_list_point(point))
            for point in points
        ]
    if table.mode == "noise":
        from cableml.workflows.noise_record import list_noise_rows

        told = list_noise_rows(_fetch_report(run))
        return [replace(row, variant=words, metrics=figures) for words, figures in told]
    return [row]


def build_row(table: str, variant: str, run: TrackedRun) -> ExperimentRow:
    """Return a run as a row: of its tags, those that say what it is and nothing of who made it."""
    from cableml.evaluation.experiment_row import ExperimentRow

    tags, params = run.tags, dict(run.params)
    changes = json.loads(tags.get(CHANGES_TAG, "[]"))
    return ExperimentRow(
        table=table,
        variant=variant,
        id=run.id,
        task=run.task,
        changes=tuple(changes),
        metrics={name: value for name, value in run.metrics.items() if not name.startswith("stage")},
        params=params,
        corpus=tags.get("corpus", ""),
        corpus_sha=tags.get("corpus_sha", ""),
        started=run.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=run.seconds,
        n_train=_read_count(params.get("n_train")),
        n_test=_read_count(params.get("n_test")),
        test_sha=tags.get("test_sha", tags.get("cross-validation_sha", "")),
        base=tags.get(BASE_TAG, ""),
        commit=tags.get("git.commit", ""),
        is_changed=tags.get("git.changed") == "true",
        versions={
            name.removeprefix(_VERSION): value
            for name, value in sorted(tags.items())
            if name.startswith(_VERSION)
        },
    )


def _read_count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


def _fetch_report(run: TrackedRun) -> dict[str, Any]:
    from cableml.tracking.run_reader import fetch_artifact

    with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
        path = fetch_artifact(run.id, "report.json", Path(folder))
        plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return plain


def _list_point(point: Mapping[str, Any]) -> dict[str, float]:
    figures: dict[str, float] = {"n_train": float(point["n_train"]), "n_labels": float(point["n_labels"])}
    figures |= point["metrics"]
    for name, span in point["intervals"].items():
        if span is not None:
            figures[f"{name}_low"], figures[f"{name}_high"] = span
    return figures
