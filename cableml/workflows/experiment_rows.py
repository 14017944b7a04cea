"""The tracked runs of an experiment as rows: the right run for each variant, held against the baseline."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import UsageError
from cableml.workflows.experiment import BASE_TAG, CHANGES_TAG, TABLE_TAG, VARIANT_TAG

if TYPE_CHECKING:
    from cableml.config.experiment import Experiment, Table
    from cableml.evaluation.cable_scores import CableScores
    from cableml.evaluation.experiment_row import Against, ExperimentRow
    from cableml.tracking.run_reader import TrackedRun
    from cableml.workflows.listener import Listener

REPLICATES = 1000
_VERSION = "version."


def collect_rows(
    experiment: Experiment,
    runs: Sequence[TrackedRun],
    known: Sequence[ExperimentRow],
    listener: Listener,
    replicates: int = REPLICATES,
) -> list[ExperimentRow]:
    """Return the rows of an experiment, in the order of its tables; a variant without a run has none.

    ``runs`` are the finished runs of its group, the latest first; ``known`` the rows of an earlier report,
    whose comparisons are taken over where both runs are the same.

    Raises: TrackingError where a run's scores cannot be read; ConfigError as `list_overrides`.
    """
    corpus = runs[0].tags.get("corpus_sha") if runs else None
    rows: list[ExperimentRow] = []
    for table in experiment.tables:
        chosen = choose_runs(table, [run for run in runs if run.tags.get("corpus_sha") == corpus])
        bases = {run.tags.get(BASE_TAG) for run in chosen.values()}
        if len(bases) > 1:
            raise UsageError(
                f"the runs of the table {table.name!r} were made from {len(bases)} states of {table.config}, "
                "so they cannot stand in one table. Run the experiment again; what fits is kept."
            )
        found = [row for name, run in chosen.items() for row in _build_rows(table, name, run)]
        rows += (
            found
            if table.mode in ("learning-curve", "noise")
            else hold_against(found, table.baseline_name, known, listener, replicates)
        )
    return rows


def choose_runs(table: Table, runs: Sequence[TrackedRun]) -> dict[str, TrackedRun]:
    """Return the latest run of each variant, with the very changes that the variant asks for.

    Raises: ConfigError as `list_overrides`.
    """
    from cableml.config.experiment import list_overrides

    chosen = {}
    for variant in table.variants:
        wanted = json.dumps(list_overrides(table, variant))
        for run in runs:
            told = (run.tags.get(TABLE_TAG), run.tags.get(VARIANT_TAG), run.tags.get(CHANGES_TAG))
            if told == (table.name, variant.name, wanted):
                chosen[variant.name] = run
                break
    return chosen


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


def _build_rows(table: Table, variant: str, run: TrackedRun) -> list[ExperimentRow]:
    if table.mode == "learning-curve":
        points = [point for point in _fetch_report(run)["points"] if "metrics" in point]
        several = len(table.variants) > 1
        return [
            replace(
                build_row(
                    table.name,
                    f"{variant}, {point['share']:.0%}" if several else f"{point['share']:.0%}",
                    run,
                ),
                metrics=_list_point(point),
            )
            for point in points
        ]
    if table.mode == "noise":
        from cableml.workflows.noise_record import list_noise_rows

        told = list_noise_rows(_fetch_report(run))
        return [replace(build_row(table.name, words, run), metrics=figures) for words, figures in told]
    return [build_row(table.name, variant, run)]


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
