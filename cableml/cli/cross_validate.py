"""``cableml cross-validate``: options of scoring every cable by a model that did not see it."""

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
            help="Cables to use instead of the config's: file, folder or - ; may be repeated.",
        ),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="JSON lines that override the cables' labels."),
    ] = None,
    folds: Annotated[
        int, typer.Option("--folds", metavar="N", min=2, max=20, help="Into how many parts the cables go.")
    ] = 5,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one setting of the config; may be repeated."),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            metavar="N",
            min=0,
            help="Models fitted beside each other; decides no figure.  [default: jobs of the config]",
            show_default=False,
        ),
    ] = 0,
    scores: Annotated[
        str | None,
        typer.Option(
            "--scores",
            metavar="FILE",
            help="Also write what was said of each cable, for cableml compare (.jsonl or .jsonl.gz).",
        ),
    ] = None,
    no_tracking: Annotated[
        bool, typer.Option("--no-tracking", help="Do not write the figures to the MLflow store.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the report is printed.")
    ] = "text",
) -> int:
    """Score every cable of a corpus by a model that did not see it, and say how far the folds lie apart.

    \b
    Examples:
      cableml cross-validate configs/tags.yaml --corpus cables.csv.gz
      cableml cross-validate configs/tags.yaml --corpus cables.csv.gz --set fields=body --folds 10
      cableml cross-validate one.yaml --scores one.jsonl.gz   and the same for two.yaml, then
      cableml compare one.jsonl.gz two.jsonl.gz               cable by cable, far sharper than by folds

    The cables go into folds, those that repeat one another into the same one. For each fold a model is
    fitted on all others, features, calibration and cut-offs included. The config's split plays no part
    and no model is saved. In a comparison, macro-F1 counts a tag as missed also where a fold had not
    learned it. To choose settings by cross-validation: cableml search
    """
    import json
    from pathlib import Path

    from cableml.cli.terminal import Terminal
    from cableml.config.load import load_config
    from cableml.tracking.tracker import NullTracker, Tracker
    from cableml.workflows.check import check_inputs
    from cableml.workflows.cross_validate import cross_validate
    from cableml.workflows.train import TrainRequest

    settings = load_config(config, overrides or ())
    check_inputs(settings, config, overrides or (), corpus=not corpus, labels=labels is None)
    tracker: Tracker = NullTracker()
    if not no_tracking:
        from cableml.tracking.mlflow_tracker import MlflowTracker

        tracker = MlflowTracker()
    terminal = Terminal()
    request = TrainRequest(settings, tuple(corpus or ()), labels, config_file=Path(config))
    try:
        outcome = cross_validate(
            request,
            folds,
            jobs or settings.jobs,
            tracker,
            terminal,
            Path(scores) if scores is not None else None,
        )
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    if outcome.tracked is not None:
        terminal.notice(outcome.tracked)
    if outcome.tracking_problem is not None:
        terminal.problem(outcome.tracking_problem)
    return terminal.status
