"""``cableml evaluate``: options of scoring a saved model."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model folder, such as models/tags.")],
    corpus: Annotated[
        list[str],
        typer.Option(
            "--corpus", metavar="PATH...", help="Labelled cables: files, folders or - ; may be repeated."
        ),
    ],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Further paths of --corpus.")
    ] = None,
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
    scores: Annotated[
        str | None,
        typer.Option("--scores", metavar="FILE", help="Also write each cable's scores, for cableml compare."),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar="FILE", help="Also write the report as an HTML page with pictures."),
    ] = None,
) -> int:
    """Score a saved model on labelled cables, best on cables that it was not trained on.

    \b
    Examples:
      cableml evaluate models/tags --corpus newer.csv.gz older.csv.gz
      cableml evaluate models/classification --corpus cables/ --labels gold.jsonl --format json
      cableml evaluate models/tags --corpus newer.csv.gz --scores tags.scores.jsonl.gz
      cableml evaluate models/tags --corpus newer.csv.gz --report tags.html
    """
    import json

    from cableml.cli.terminal import Terminal
    from cableml.workflows.evaluate import evaluate

    terminal = Terminal()
    try:
        outcome = evaluate(
            model,
            [*corpus, *(more or [])],
            labels,
            terminal,
            bootstrap=bootstrap,
            scores_file=scores,
            report_file=report,
        )
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    return terminal.status
