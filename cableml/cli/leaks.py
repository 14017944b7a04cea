"""``cableml leaks``: options of the audit that tries to break the blinding law."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    target: Annotated[
        str, typer.Argument(metavar="CONFIG|MODEL", help="Config file, or the folder of a saved model.")
    ],
    corpus: Annotated[
        list[str],
        typer.Option("--corpus", metavar="PATH", help="Raw cables: file, folder or - ; may be repeated."),
    ],
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="JSON lines that override the cables' labels."),
    ] = None,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the report is printed.")
    ] = "text",
) -> int:
    """Try to find a label in what a model may read; exit status 1 if one is found.

    \b
    Examples:
      cableml leaks configs/tags.yaml --corpus cables.csv.gz
      cableml leaks models/classification --corpus cables/ --format json

    It looks for single features that give a label away, searches the blinded text for marks, plants
    marks along every road they come by, and swaps all marks of 500 cables: scores must not move.
    """
    import json

    from cableml.cli.terminal import Terminal
    from cableml.workflows.leaks import audit_leaks

    terminal = Terminal()
    try:
        outcome = audit_leaks(target, corpus, labels, terminal)
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    return 1 if outcome.found else terminal.status
