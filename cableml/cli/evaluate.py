"""``cableml evaluate``: options of scoring a saved model."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model folder, such as models/tags.")],
    corpus: Annotated[
        list[str],
        typer.Option(
            "--corpus", metavar="PATH", help="Labelled cables: file, folder or - ; may be repeated."
        ),
    ],
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="JSON lines that override the cables' labels."),
    ] = None,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the report is printed.")
    ] = "text",
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", min=0, help="Resamples behind each interval; 0 gives none.")
    ] = 1000,
) -> int:
    """Score a saved model on labelled cables, best on cables that it was not trained on.

    \b
    Examples:
      cableml evaluate models/tags --corpus newer.csv.gz
      cableml evaluate models/classification --corpus cables/ --labels gold.jsonl --format json
    """
    import json

    from cableml.cli.terminal import Terminal
    from cableml.workflows.evaluate import evaluate

    terminal = Terminal()
    try:
        outcome = evaluate(model, corpus, labels, terminal, bootstrap=bootstrap)
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    return terminal.status
