"""``cableml noise``: options of measuring how noisy labels are."""

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
            help="Labelled cables instead of the config's: file, folder or - ; may be repeated.",
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
    top: Annotated[int, typer.Option("--top", min=1, help="Longest table in the JSON.")] = 200,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the report is printed.")
    ] = "text",
) -> int:
    """Measure how noisy the labels of a corpus are, and list the labels to look at first.

    Cables that repeat each other's text are compared by their labels, which bounds what any model
    can score. Labels in doubt are those that models which had not seen the cable read otherwise.

    \b
    Examples:
      cableml noise configs/tags.yaml --corpus cables.csv.gz
      cableml noise configs/classification.yaml --corpus cables.csv.gz --format json
    """
    import json

    from cableml.cli.terminal import Terminal
    from cableml.config.load import load_config
    from cableml.workflows.check import check_inputs
    from cableml.workflows.noise import measure_label_noise
    from cableml.workflows.train import TrainRequest

    settings = load_config(config, overrides or ())
    check_inputs(settings, config, overrides or (), corpus=not corpus, labels=labels is None)
    terminal = Terminal()
    try:
        outcome = measure_label_noise(TrainRequest(settings, tuple(corpus or ()), labels), terminal, top)
    finally:
        terminal.clear()
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    return terminal.status
