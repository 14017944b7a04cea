"""``cableml train``: options of the main job."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="YAML file, such as configs/tags.yaml.")],
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            "--corpus",
            metavar="PATH",
            help="Cables to train on instead of the config's: file, folder or - ; may be repeated.",
        ),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="JSON lines that override the cables' labels."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", metavar="DIR", help="Model folder.  [default: models/NAME]")
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="HTML page with pictures.  [default: beside the model folder, NAME-report.html]",
        ),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one setting of the config; may be repeated."),
    ] = None,
    no_tracking: Annotated[
        bool, typer.Option("--no-tracking", help="Do not write the run to the MLflow store.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the report is printed.")
    ] = "text",
) -> int:
    """Train a model, score it on cables kept apart, write the run down and save a model folder.

    \b
    Examples:
      cableml train configs/tags.yaml
      cableml train configs/classification.yaml --corpus cables.csv.gz
      cableml train configs/tags.yaml --corpus cables.csv.gz --set model.c=0.5 --set features.0.ngrams=2
      cableml train configs/tags.yaml --labels gold.jsonl --output models/second --no-tracking

    The report goes to standard output. Look at the runs with: cableml ui
    """
    import json
    from pathlib import Path

    from cableml.cli.terminal import Terminal
    from cableml.config.load import load_config
    from cableml.tracking.tracker import NullTracker, Tracker
    from cableml.workflows.check import check_inputs
    from cableml.workflows.interruption import ending_like_interrupt
    from cableml.workflows.train import TrainRequest, train

    settings = load_config(config, overrides or ())
    check_inputs(settings, config, overrides or (), corpus=not corpus, labels=labels is None)
    tracker: Tracker = NullTracker()
    if not no_tracking:
        from cableml.tracking.recorder import Recorder

        tracker = Recorder()
    terminal = Terminal()
    request = TrainRequest(
        settings,
        tuple(corpus or ()),
        labels,
        Path(output) if output is not None else None,
        Path(report) if report is not None else None,
        config_file=Path(config),
    )
    try:
        with ending_like_interrupt():
            outcome = train(request, tracker, terminal)
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    if outcome.tracked is not None:
        terminal.notice(outcome.tracked)
    if outcome.tracking_problem is not None:
        terminal.problem(outcome.tracking_problem)
        terminal.notice(f"The model itself is complete: {outcome.folder}")
    return terminal.status
