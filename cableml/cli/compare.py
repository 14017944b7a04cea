"""``cableml compare``: options of comparing two models on the same test cables."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="A B...",
            help="Two or more model folders, score files or runs (id, its beginning, name, runs:/ID).",
        ),
    ],
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the comparison is printed.")
    ] = "text",
    common: Annotated[
        bool, typer.Option("--common", help="Where the test cables differ, compare on the common ones.")
    ] = False,
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", min=0, help="Resamples behind each interval and p-value; 0: none.")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the resamples.")] = 0,
) -> int:
    """Compare models on the same test cables: whether B is better than A, and where.

    \b
    Examples:
      cableml compare models/tags models/second
      cableml compare 4f0c1234 9a31c7d2 5b00de1f
      cableml compare a.scores.jsonl.gz b.scores.jsonl.gz --format json
      cableml compare runs:/4f0c1234 models/tags

    Each metric's difference comes with a paired-bootstrap interval and a randomisation test's p-value, and
    the settings that differ are named. Of two, the tags and posts that moved most are shown as well; of
    more, each is held against the first. train keeps scores beside each model folder and with each run;
    evaluate --scores FILE writes them for other cables.
    """
    import json

    from cableml.cli.terminal import Terminal
    from cableml.workflows.compare import compare

    terminal = Terminal()
    outcome = compare(models, replicates=bootstrap, seed=seed, common=common)
    terminal.result(
        json.dumps(outcome.report, indent=1, allow_nan=False) if format == "json" else outcome.report_text
    )
    return terminal.status
