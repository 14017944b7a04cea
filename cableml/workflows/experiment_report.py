"""The README of an experiment, written from its runs or checked against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cableml.errors import CablemlError, CorpusError, Location, OutputError, UsageError
from cableml.tracking.tracker import VARIANT_TAG
from cableml.workflows.experiment import read_finished

if TYPE_CHECKING:
    from cableml.config.experiment import Experiment, Table
    from cableml.evaluation.experiment_row import ExperimentRow
    from cableml.evaluation.experiment_table import TableView
    from cableml.tracking.run_reader import TrackedRun
    from cableml.workflows.listener import Listener

ROWS, PAGE = "runs.jsonl", "README.md"
_METRICS = {
    ("tags", "noise"): ("agreement", "identical", "n_pairs", "n_cables"),
    ("classification", "noise"): ("agreement", "n_pairs", "n_cables"),
    ("tags", "learning-curve"): ("micro_f1", "macro_f1", "precision_at_5", "n_train", "n_labels"),
    ("classification", "learning-curve"): ("accuracy", "macro_f1", "quadratic_kappa", "n_train"),
}


@dataclass(frozen=True, slots=True)
class ExperimentReport:
    """What the runs of an experiment say: its files by name, and the variants that have no run yet.

    ``outdated`` are tables whose config gives other settings now than when their runs were made.
    """

    files: dict[str, str]
    missing: tuple[str, ...]
    outdated: tuple[str, ...] = ()


def report_experiment(
    folder: Path, *, group: str | None = None, from_file: bool = False, listener: Listener
) -> ExperimentReport:
    """Return the README, the pictures and the ``runs.jsonl`` that an experiment's runs ask for.

    ``from_file``: the runs are those of ``runs.jsonl``, no run store is read.

    Raises
    ------
    ConfigError
        ``experiment.yaml`` cannot be used.
    UsageError
        There is no README, it has no markers, or there is no run.
    CorpusError
        ``runs.jsonl`` cannot be read.
    TrackingError
        The run store, or a run's scores in it, cannot be read.
    """
    from cableml.config.experiment import FILE, load_experiment
    from cableml.evaluation.experiment_page import render_block, replace_block
    from cableml.evaluation.experiment_picture import draw_table
    from cableml.evaluation.experiment_row import render_rows, round_rows

    experiment = load_experiment(folder) if (folder / FILE).is_file() else None
    page = _read_page(folder)
    known = _read_rows(folder, must_exist=from_file)
    rows = known if from_file else round_rows(_read_store(folder, experiment, group, known, listener))
    if not rows:
        raise UsageError(
            f"no finished run of the group {group or folder.resolve().name!r} is tracked. Make them with: "
            f"cableml experiment {folder}",
            Location(str(folder)),
        )
    views = build_views(experiment, rows)
    block = render_block(views, _name_command(folder, experiment, rows))
    files = {PAGE: replace_block(page, block, str(folder / PAGE)), ROWS: render_rows(rows)}
    files |= {f"{view.name}.svg": draw_table(view) for view in views if view.rows}
    missing = tuple(
        f"{view.name}: {variant}" for view in views for variant, found in view.variants.items() if not found
    )
    outdated = () if from_file or experiment is None else _find_outdated(experiment, rows)
    return ExperimentReport(files, missing, outdated)


def write_report(folder: Path, report: ExperimentReport) -> list[str]:
    """Write the files that differ from those there; return their names.

    Raises: OutputError where one cannot be written.
    """
    written = []
    for name, text in report.files.items():
        if _read(folder / name) != text:
            try:
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                raise OutputError(
                    f"cannot be written ({error.strerror}). Check the folder's permissions and space.",
                    Location(str(folder / name)),
                ) from error
            written.append(name)
    return written


def find_differences(folder: Path, report: ExperimentReport) -> list[CablemlError]:
    """Return how the folder differs from what its runs say, one problem a place.

    A figure of three decimals that stands in the hand-written text must stand among the runs' too.
    """
    from cableml.evaluation.experiment_page import BEGIN, END, find_strange_figures

    problems: list[CablemlError] = []
    for name, text in report.files.items():
        there = _read(folder / name)
        if there != text:
            place = Location(str(folder / name), None if there is None else _find_line(there, text))
            problems.append(
                OutputError("differs from what the runs say. Write it with: cableml report FOLDER", place)
            )
    page = report.files[PAGE]
    block = page[page.index(BEGIN) : page.index(END)]
    problems += [
        OutputError(
            f"{figure} is a figure that no run of this experiment gives. Take one of the tables.",
            Location(str(folder / PAGE), line),
        )
        for line, figure in find_strange_figures(page, block)
    ]
    return problems


def build_views(experiment: Experiment | None, rows: Sequence[ExperimentRow]) -> list[TableView]:
    """Return the tables to be written: those that the experiment asks for, or one for each in the rows."""
    from cableml.evaluation.experiment_table import TableView

    if experiment is not None:
        return [
            _build_view(table, [row for row in rows if row.table == table.name])
            for table in experiment.tables
        ]
    views = []
    for name in dict.fromkeys(row.table for row in rows):
        found = [row for row in rows if row.table == name]
        variants = {row.variant: [one for one in found if one.variant == row.variant] for row in found}
        metrics = _pick_metrics(found[0].task, "train")
        views.append(TableView(name, "", variants, metrics, found[0].variant))
    return views


def _build_view(table: Table, rows: Sequence[ExperimentRow]) -> TableView:
    from cableml.evaluation.experiment_table import TableView

    is_ranked = table.mode in ("train", "cross-validate")
    task = rows[0].task if rows else "tags"
    if is_ranked:
        variants = {one.name: [row for row in rows if row.variant == one.name] for one in table.variants}
    else:
        variants = {row.variant: [row] for row in rows} or {one.name: [] for one in table.variants}
    metrics = table.metrics or _pick_metrics(task, table.mode)
    return TableView(table.name, table.title, variants, metrics, table.baseline_name, is_ranked)


def _pick_metrics(task: str, mode: str) -> tuple[str, ...]:
    from cableml.workflows.scoring import BOUNDED

    return _METRICS.get((task, mode)) or BOUNDED[task]


def _read_store(
    folder: Path,
    experiment: Experiment | None,
    group: str | None,
    known: Sequence[ExperimentRow],
    listener: Listener,
) -> list[ExperimentRow]:
    from cableml.workflows.experiment_rows import REPLICATES, build_row, collect_rows, hold_against

    name = group or folder.resolve().name
    runs = read_finished()
    if experiment is not None:
        return collect_rows(experiment, name, runs, known, listener)
    runs = [run for run in runs if run.group == name]
    rows: list[ExperimentRow] = []
    for task in dict.fromkeys(run.task for run in runs):
        found = [build_row(task, _name_variant(run), run) for run in reversed(runs) if run.task == task]
        rows += hold_against(found, found[0].variant, known, listener, REPLICATES)
    return rows


def _find_outdated(experiment: Experiment, rows: Sequence[ExperimentRow]) -> tuple[str, ...]:
    from cableml.workflows.experiment import name_base

    now = {table.name: name_base(table) for table in experiment.tables}
    return tuple(dict.fromkeys(row.table for row in rows if row.base != now[row.table]))


def _name_variant(run: TrackedRun) -> str:
    return run.tags.get(VARIANT_TAG) or f"{run.name} {run.id[:8]}"


def _name_command(folder: Path, experiment: Experiment | None, rows: Sequence[ExperimentRow]) -> str:
    name = f"{folder.resolve().parent.name}/{folder.resolve().name}"
    if experiment is None:
        return f"cableml report {name}"
    is_demo = rows[0].corpus.startswith("demo-")
    return f"cableml experiment {name}" + ("" if is_demo else " --corpus CORPUS")


def _read_page(folder: Path) -> str:
    page = _read(folder / PAGE)
    if page is None:
        raise UsageError(
            "there is no such file. Write one with question, method and verdict, and the two lines "
            "<!-- runs: begin --> and <!-- runs: end --> where the tables belong.",
            Location(str(folder / PAGE)),
        )
    return page


def _read_rows(folder: Path, *, must_exist: bool) -> list[ExperimentRow]:
    from cableml.evaluation.experiment_row import parse_rows

    text = _read(folder / ROWS)
    if text is None and must_exist:
        raise CorpusError(
            "there is no such file. Write it from the run store with: cableml report FOLDER",
            Location(str(folder / ROWS)),
        )
    return parse_rows(text or "", str(folder / ROWS))


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            "cannot be read as UTF-8 text. Check it and its permissions.", Location(str(path))
        ) from error


def _find_line(there: str, wanted: str) -> int:
    """Return the first line, counted from 1, that is not as it should be."""
    ours, theirs = there.split("\n"), wanted.split("\n")
    pairs = zip(ours, theirs, strict=False)
    return next(
        (number for number, (a, b) in enumerate(pairs, start=1) if a != b), min(len(ours), len(theirs))
    )
