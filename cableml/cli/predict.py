"""``cableml predict``: options of predicting for new cables."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Annotated, Literal

import typer


def command(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Cables: files, folders, or - for standard input.")
    ],
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="Model folder, or in the run store models:/NAME@ALIAS, models:/NAME/VERSION, runs:/ID; "
            "one for TAGS, one for the level.",
        ),
    ] = None,
    format: Annotated[
        Literal["text", "jsonl", "csv", "html"],
        typer.Option(
            "--format", help="text to read, jsonl for programs, csv for a spreadsheet, html a page."
        ),
    ] = "text",
    top: Annotated[
        int, typer.Option("--top", min=0, help="Show this many tags a cable, and always those assigned.")
    ] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the words that spoke for each tag and the level.")
    ] = False,
    paragraphs: Annotated[
        bool, typer.Option("--paragraphs", help="Show how each paragraph would be marked (not in csv).")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, help="Share many cables among so many processes; all processors if not given."
        ),
    ] = None,
) -> int:
    """Predict TAGS and classification level of new cables, with probabilities.

    \b
    Examples:
      cableml predict newcable.txt
      cableml predict inbox/ --model models/tags --format csv > predictions.csv
      cableml predict newcable.txt --model models/tags --model models/classification --explain
      cableml predict newcable.txt --model models:/tags@champion
      cableml predict newcable.txt --paragraphs
      cat newcable.txt | cableml predict - --format jsonl

    Without --model the shipped models are used, or those trained in this folder. What a cable says
    about its own level and tags is removed before a model sees it. CSV has one row a cable: see
    the columns tags (assigned, blank between), tags_in_words, next_best, level and its probability.
    """
    # Products of one cable are too small for threads, and the processes keep all processors busy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from cableml.cli.render_prediction import choose_renderer, write_predictions
    from cableml.cli.terminal import Terminal
    from cableml.workflows.predict import find_models, load_models, predict_rendered, refer_to
    from cableml.workflows.prediction_stream import count_processors

    terminal = Terminal()
    try:
        models = load_models(find_models(model or (), terminal))
        rendered = predict_rendered(
            paths,
            models,
            terminal,
            choose_renderer(format),
            top=top,
            explain=explain,
            paragraphs=paragraphs,
            jobs=jobs or count_processors(),
        )
        with closing(rendered):
            write_predictions(rendered, format, refer_to(models), terminal.result)
    finally:
        terminal.clear()
    return terminal.status
