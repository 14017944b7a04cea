"""``cableml search``: options of choosing settings by cross-validation."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="YAML file with a search section.")],
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
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one setting first; may be repeated."),
    ] = None,
    trials: Annotated[
        int,
        typer.Option(
            "--trials",
            metavar="N",
            min=0,
            help="At most so many settings are tried.  [default: search.trials]",
            show_default=False,
        ),
    ] = 0,
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="FILE", help="The best config.  [default: NAME-best.yaml]"),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh/--resume",
            help="Fit everything anew, or go on from the results that lie beside the output.",
        ),
    ] = False,
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
    no_tracking: Annotated[
        bool, typer.Option("--no-tracking", help="Do not write the trials to the MLflow store.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the trials are printed.")
    ] = "text",
) -> int:
    """Try settings by cross-validation inside the training cables and write the best as a config.

    \b
    The config says what is tried:
      search:
        method: coordinate      one setting at a time around the best so far; or grid, or random
        metric: micro_f1        the figure that decides
        trials: 20              at most so many settings, besides the config as it stands
        folds: 5
        space:                  keys as --set takes them
          model.c: [0.5, 1.0, 2.0]
          features.0.weight: {low: 0.3, high: 3.0, log: true, steps: 5}

    \b
    Examples:
      cableml search configs/tags.yaml --corpus cables.csv.gz --output best.yaml
      cableml search configs/tags.yaml --corpus cables.csv.gz --set search.metric=macro_f1 --trials 40
      cableml train best.yaml --corpus cables.csv.gz

    The test side of the config's split is never read, so the last line's figures are honest. A search
    that is interrupted goes on where it was when the same command runs again: results are kept in
    best.trials.jsonl. Each trial is a run in the run store; those of one search share the tag cableml.group.
    """
    import json
    from pathlib import Path

    from cableml.cli.terminal import Terminal
    from cableml.config.load import load_config
    from cableml.tracking.tracker import NullTracker, Tracker
    from cableml.workflows.check import check_inputs, read_search
    from cableml.workflows.search import SearchRequest, search_parameters
    from cableml.workflows.train import TrainRequest

    settings = load_config(config, overrides or ())
    search = read_search(settings, config)
    check_inputs(settings, config, overrides or (), corpus=not corpus, labels=labels is None)
    if trials:
        search = search.model_copy(update={"trials": trials})
    tracker: Tracker = NullTracker()
    if not no_tracking:
        from cableml.tracking.mlflow_tracker import MlflowTracker

        tracker = MlflowTracker()
    terminal = Terminal()
    request = SearchRequest(
        TrainRequest(settings, tuple(corpus or ()), labels, config_file=Path(config)),
        search,
        Path(output) if output is not None else Path(f"{settings.model_name}-best.yaml"),
        jobs or settings.jobs,
        Path(config).read_text(encoding="utf-8-sig"),
        fresh,
    )
    try:
        outcome = search_parameters(request, tracker, terminal)
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    if outcome.tracked is not None:
        terminal.notice(outcome.tracked)
    if outcome.tracking_problem is not None:
        terminal.problem(outcome.tracking_problem)
        terminal.notice(f"The search itself is complete: {outcome.output}")
    return terminal.status
