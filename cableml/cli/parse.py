"""``cableml parse``: options of reading cables."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Cables: files, folders, or - for standard input.")
    ],
    format: Annotated[
        Literal["text", "json", "jsonl"],
        typer.Option("--format", help="text to read, json one list, jsonl one object a line."),
    ] = "text",
    explain: Annotated[bool, typer.Option("--explain", help="Show which line gave which field.")] = False,
) -> int:
    """Show what is read from raw cables: text, HTML pages, CSV dumps, JSON lines, each also as .gz.

    \b
    Examples:
      cableml parse newcable.txt
      cableml parse newcable.txt --explain
      cableml parse cables.csv.gz --format jsonl > cables.jsonl
      cat newcable.txt | cableml parse - --format json

    An input that cannot be read is named on standard error, the rest is still read; status 1 then.
    """
    from cableml.cli.render_cable import write_cables
    from cableml.cli.terminal import Terminal
    from cableml.workflows.parse import parse

    terminal = Terminal()
    try:
        write_cables(parse(paths, terminal), format, terminal.result, explain=explain)
    finally:
        terminal.clear()
    return terminal.status
