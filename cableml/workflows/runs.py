"""The tracked runs as a list: which there are, how good each was, which is best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cableml.tracking.tracker import BEST_TAG

if TYPE_CHECKING:
    from cableml.tracking.run_reader import TrackedRun

_SHOWN = {"tags": ("micro_f1", "macro_f1"), "classification": ("accuracy", "macro_f1")}
_LONGEST_NAME = 72


@dataclass(frozen=True, slots=True)
class RunList:
    """Runs, the latest first, and the ids of the best of the whole store, listed or not."""

    runs: tuple[TrackedRun, ...]
    best: frozenset[str]


def list_runs(experiment: str | None = None, text: str | None = None) -> RunList:
    """Return the runs of the store that fit.

    Raises
    ------
    TrackingError
        The store is missing, cannot be reached or read, or has no such experiment.
    UsageError
        The filter cannot be read.
    """
    from cableml.tracking.run_filter import select_runs
    from cableml.tracking.run_reader import read_runs

    runs = read_runs(experiment=experiment)
    return RunList(tuple(select_runs(runs, text)), frozenset(find_best(runs)))


def export_runs(path: Path, experiment: str | None = None, text: str | None = None) -> int:
    """Write the runs that fit into a CSV or Parquet file; return how many.

    Raises: as `list_runs`; UsageError and OutputError for a file that cannot be written.
    """
    from cableml.tracking.run_export import check_target, write_runs

    check_target(path)
    runs = list_runs(experiment, text).runs
    write_runs(runs, path)
    return len(runs)


def find_best(runs: Sequence[TrackedRun]) -> set[str]:
    """Return the ids of the best runs.

    One for each set of test cables that several finished runs share, and those that a search marked.
    """
    rivals: dict[tuple[str, str], list[TrackedRun]] = defaultdict(list)
    for run in runs:
        if run.status == "FINISHED" and run.test_key is not None:
            rivals[run.test_key].append(run)
    best = {max(group, key=lambda run: run.headline or 0.0).id for group in rivals.values() if len(group) > 1}
    return best | {run.id for run in runs if run.tags.get(BEST_TAG) == "true"}


def render_runs(listed: RunList) -> str:
    """Return the runs as text, by experiment, without a trailing line break."""
    from cableml.evaluation.report_tables import render_heading, render_notes

    runs, best = listed.runs, listed.best
    if not runs:
        return "No run fits."
    lines: list[str] = []
    for experiment in dict.fromkeys(run.experiment for run in runs):
        members = [run for run in runs if run.experiment == experiment]
        metrics = _pick_metrics(members)
        lines += render_heading(f"{experiment} ({len(members):,} run{'s' if len(members) > 1 else ''})")
        rows = [_render_run(run, metrics, run.id in best) for run in members]
        lines += _align([("", "id", "run", "started", "took", *metrics, "status"), *rows])
    if best & {run.id for run in runs}:
        note = "* the best of the runs tested on the same cables, by the first metric, or of its search."
        lines += ["", *render_notes([note])]
    return "\n".join(lines).strip("\n")


def _align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows with their columns below each other, figures too: an interval makes them long."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _pick_metrics(runs: Sequence[TrackedRun]) -> list[str]:
    """Return the metrics worth a column, each once."""
    names = dict.fromkeys(name for run in runs for name in _SHOWN.get(run.task, ()) if name in run.metrics)
    return list(names)


def _render_run(run: TrackedRun, metrics: Sequence[str], is_best: bool) -> tuple[str, ...]:
    name = run.name if len(run.name) <= _LONGEST_NAME else f"{run.name[: _LONGEST_NAME - 3]}..."
    return (
        "*" if is_best else "",
        run.id[:8],
        f"{name} [{run.group}]" if run.group else name,
        run.started.astimezone().strftime("%Y-%m-%d %H:%M"),
        _render_seconds(run.seconds),
        *(_render_metric(run, metric, place == 0) for place, metric in enumerate(metrics)),
        "" if run.status == "FINISHED" else run.status.lower(),
    )


def _render_metric(run: TrackedRun, metric: str, bounded: bool) -> str:
    if metric not in run.metrics:
        return ""
    span = run.interval(metric) if bounded else None
    bounds = f" [{span[0]:.3f}, {span[1]:.3f}]" if span is not None else ""
    return f"{run.metrics[metric]:.3f}{bounds}"


def _render_seconds(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
