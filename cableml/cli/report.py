"""``cableml report``: an experiment's README written from its tracked runs, or checked against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from cableml.cli.terminal import Terminal


def command(
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Holds README.md, such as experiments/fields.")
    ],
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="NAME", help="Tag of the runs.  [default: the folder's name]"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; status 1 where a file differs from the runs.")
    ] = False,
    from_file: Annotated[
        bool, typer.Option("--from-file", help="Take the runs from runs.jsonl instead of the run store.")
    ] = False,
) -> int:
    """Write the tables of an experiment's README from its tracked runs, with intervals and a picture.

    \b
    Examples:
      cableml report experiments/fields
      cableml report experiments/fields --check --from-file
      cableml report notes/search --group 'search tags 2026-11-22 10:00:00'

    The tables stand between the lines <!-- runs: begin --> and <!-- runs: end --> of README.md; all else is
    written by hand. Beside it the runs are kept as runs.jsonl, and a picture of each table. --check also
    names each figure of the text, such as 0.727, that no table has.
    """
    from pathlib import Path

    from cableml.cli.terminal import Terminal
    from cableml.workflows.experiment_report import find_differences, report_experiment

    terminal = Terminal()
    if not check:
        refresh(Path(folder), group, from_file=from_file, terminal=terminal)
        return terminal.status
    try:
        report = report_experiment(Path(folder), group=group, from_file=from_file, listener=terminal)
    finally:
        terminal.clear()
    for problem in find_differences(Path(folder), report):
        terminal.problem(problem)
    return terminal.status


def refresh(folder: Path, group: str | None, *, from_file: bool, terminal: Terminal) -> None:
    """Write what the runs say into the folder, and tell what was written and what is missing.

    Raises: as `report_experiment` and `write_report`.
    """
    from cableml.workflows.experiment_report import PAGE, find_differences, report_experiment, write_report

    try:
        report = report_experiment(folder, group=group, from_file=from_file, listener=terminal)
    finally:
        terminal.clear()
    written = write_report(folder, report)
    terminal.notice(
        f"{folder}: {', '.join(written)} written." if written else f"{folder}: all is as the runs say."
    )
    for name in report.missing:
        terminal.notice(f"Not run yet: {name}.")
    for name in report.outdated:
        terminal.notice(
            f"The config of the table {name} has changed since its runs were made. To make them anew: "
            f"cableml experiment {folder}"
        )
    for problem in find_differences(folder, report):
        terminal.notice(f"{problem} It stands in the part of {PAGE} that is written by hand.")
