"""``cableml learning-curve``: options of training on growing shares."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="YAML file, such as configs/tags.yaml.")],
    more_shares: Annotated[
        list[str] | None, typer.Argument(metavar="[SHARE]...", help="Further shares.", hidden=True)
    ] = None,
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            "--corpus",
            metavar="PATH",
            help="Cables to use instead of the config's: file, folder or - ; may be repeated.",
        ),
    ] = None,
    shares: Annotated[
        list[str] | None,
        typer.Option(
            "--shares",
            metavar="SHARE...",
            help="Shares of the training cables, up to 1.  [default: 0.1 0.2 0.4 0.7 1]",
        ),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="JSON lines that override the cables' labels."),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one setting of the config; may be repeated."),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="FILE", help="Also write the curve as an HTML page.")
    ] = None,
    no_tracking: Annotated[
        bool, typer.Option("--no-tracking", help="Do not write the curve to the MLflow store.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the curve is printed.")
    ] = "text",
) -> int:
    """Train on growing shares of the training cables and score each on the same test.

    \b
    Examples:
      cableml learning-curve configs/tags.yaml --corpus cables.csv.gz
      cableml learning-curve configs/tags.yaml --corpus cables.csv.gz --shares 0.05 0.1 0.25 0.5 1

    Each share holds the one before it. No model is saved; the curve is one run in the run store, with the
    number of training cables as the step of each metric.
    """
    import json
    from pathlib import Path

    from cableml.cli.terminal import Terminal
    from cableml.config.load import load_config
    from cableml.tracking.tracker import NullTracker, Tracker
    from cableml.workflows.check import check_inputs
    from cableml.workflows.learning_curve import measure_learning_curve, parse_shares
    from cableml.workflows.report_file import check_report, write_report
    from cableml.workflows.train import TrainRequest

    if report is not None:
        check_report(Path(report))
    wanted = parse_shares([*(shares or ()), *(more_shares or ())])
    settings = load_config(config, overrides or ())
    check_inputs(settings, config, overrides or (), corpus=not corpus, labels=labels is None)
    tracker: Tracker = NullTracker()
    if not no_tracking:
        from cableml.tracking.mlflow_tracker import MlflowTracker

        tracker = MlflowTracker()
    terminal = Terminal()
    request = TrainRequest(settings, tuple(corpus or ()), labels)
    try:
        outcome = measure_learning_curve(request, wanted, tracker, terminal)
    finally:
        terminal.clear()
    if report is not None:
        write_report(Path(report), outcome.report_html)
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    if outcome.tracked is not None:
        terminal.notice(outcome.tracked)
    if outcome.tracking_problem is not None:
        terminal.problem(outcome.tracking_problem)
    return terminal.status
