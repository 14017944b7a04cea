"""``cableml runs``: the tracked runs in a terminal or as a file."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cableml.cli.plain_values import PlainCommand, PlainGroup

_EXPERIMENT = typer.Option("--experiment", metavar="NAME", help="Only the runs of this experiment.")
_FILTER = typer.Option(
    "--filter",
    metavar="TEXT",
    help="Words of a name and conditions, such as 'ridge micro_f1>0.7 fields=body'.",
)

app = typer.Typer(cls=PlainGroup, rich_markup_mode=None, no_args_is_help=False, invoke_without_command=True)


@app.callback()
def command(
    context: typer.Context,
    experiment: Annotated[str | None, _EXPERIMENT] = None,
    text: Annotated[str | None, _FILTER] = None,
    format: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", help="text to read, jsonl for programs.")
    ] = "text",
) -> int:
    """List the tracked runs, the latest first, with their headline scores; the best are marked.

    \b
    Examples:
      cableml runs
      cableml runs --experiment cableml-tags --filter 'estimator=ridge micro_f1>0.7'
      cableml runs --format jsonl | head
      cableml runs export runs.csv

    A condition names a metric, a parameter, a tag, or one of id, name, task, experiment, status, group; the
    signs are = != > >= < <=. What is no condition must be in the run's name, id, experiment or group.
    """
    if context.invoked_subcommand is not None:
        return 0
    import json

    from cableml.cli.terminal import Terminal
    from cableml.workflows.runs import list_runs, render_runs

    terminal = Terminal()
    listed = list_runs(experiment, text)
    if format == "text":
        terminal.result(render_runs(listed))
        return terminal.status
    for run in listed.runs:
        plain = {**run.to_json(), "best": run.id in listed.best}
        terminal.result(json.dumps(plain, ensure_ascii=False, allow_nan=False))
    return terminal.status


@app.command("export", cls=PlainCommand, short_help="Write the runs into a CSV or Parquet file.")
def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Ends in .csv or .parquet.")],
    experiment: Annotated[str | None, _EXPERIMENT] = None,
    text: Annotated[str | None, _FILTER] = None,
) -> int:
    """Write the runs into a file, one row a run: metrics as numbers, parameters and tags as texts.

    \b
    Examples:
      cableml runs export runs.csv
      cableml runs export runs.parquet --experiment cableml-tags
    """
    from pathlib import Path

    from cableml.cli.terminal import Terminal
    from cableml.workflows.runs import export_runs

    given = context.parent.params if context.parent is not None else {}
    terminal = Terminal()
    n_runs = export_runs(Path(file), experiment or given.get("experiment"), text or given.get("text"))
    terminal.notice(f"{n_runs:,} runs are in {file}.")
    return terminal.status
