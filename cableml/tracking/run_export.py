"""Runs as one table in a file: CSV for a spreadsheet, Parquet for a program."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cableml.errors import Location, OutputError, UsageError
from cableml.tracking.run_reader import TrackedRun

_ABOUT = ("id", "name", "task", "experiment", "group", "status", "started", "seconds")
SUFFIXES = (".csv", ".parquet")


def write_runs(runs: Sequence[TrackedRun], path: Path) -> None:
    """Write one row a run, whole or not at all, as the file's name says.

    Columns: what the run is, then ``metrics.NAME`` (numbers), ``params.NAME`` and ``tags.NAME`` (texts),
    each sorted; a run that lacks one has an empty cell.

    Raises
    ------
    UsageError
        The name ends in none of `SUFFIXES`, or Parquet is wanted and pyarrow is not there.
    OutputError
        The file cannot be written.
    """
    check_target(path)
    columns = tabulate_runs(runs)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            _write_csv(columns, aside)
        else:
            _write_parquet(columns, aside)
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise OutputError(
            f"the runs could not be written ({error.strerror or error}). Name another file.",
            Location(str(path)),
        ) from error


def check_target(path: Path) -> None:
    """Return nothing if runs can be written in the format that the file's name asks for.

    Raises: UsageError where they cannot.
    """
    if path.suffix not in SUFFIXES:
        raise UsageError("the name must end in .csv or .parquet. Name such a file.", Location(str(path)))
    if path.suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401 - asked for before the runs are read
        except ImportError as error:
            raise UsageError(
                "Parquet needs the package pyarrow, which is not installed. Install it, or name a .csv file.",
                Location(str(path)),
            ) from error


def tabulate_runs(runs: Sequence[TrackedRun]) -> dict[str, list[Any]]:
    """Return the columns of the table, by name; None where a run lacks a value."""
    plain = [run.to_json() for run in runs]
    columns: dict[str, list[Any]] = {name: [one[name] for one in plain] for name in _ABOUT}
    for part in ("metrics", "params", "tags"):
        for name in sorted({name for one in plain for name in one[part]}):
            columns[f"{part}.{name}"] = [one[part].get(name) for one in plain]
    return columns


def _write_csv(columns: dict[str, list[Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _write_parquet(columns: dict[str, list[Any]], path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    kinds = {
        name: pyarrow.float64() if name == "seconds" or name.startswith("metrics.") else pyarrow.string()
        for name in columns
    }
    table = pyarrow.table(columns, schema=pyarrow.schema(kinds.items()))
    pyarrow.parquet.write_table(table, path)
