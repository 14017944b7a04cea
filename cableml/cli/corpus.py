"""``cableml corpus``: cables to practise on."""

from __future__ import annotations

from typing import Annotated

import typer

from cableml.cli.plain_values import PlainCommand, PlainGroup

app = typer.Typer(
    cls=PlainGroup,
    rich_markup_mode=None,
    no_args_is_help=False,
    invoke_without_command=True,
    help="Make corpora: cableml corpus demo --help",
)


@app.callback()
def _corpus(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("demo", cls=PlainCommand, short_help="Write demo cables into a file.")
def demo(
    output: Annotated[
        str,
        typer.Option(
            "--output", metavar="FILE", help="Ends in .txt, .csv, .jsonl, each also .gz; or / for a folder."
        ),
    ],
    cables: Annotated[int, typer.Option("--cables", min=1, help="How many cables.")] = 2400,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed writes the same cables.")] = 1,
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FILE", help="Also write the gold labels, as JSON lines."),
    ] = None,
) -> int:
    """Write demo cables: raw text with the dirt of real ones, made by a generator, no text from real cables.

    \b
    Examples:
      cableml corpus demo --cables 500 --seed 7 --output demo.csv.gz
      cableml corpus demo --output demo/ --labels gold.jsonl
      cableml evaluate models/tags --corpus demo.csv.gz

    Scores on demo cables say nothing about real ones.
    """
    from cableml.cli.terminal import Terminal
    from cableml.workflows.demo import write_demo_corpus

    terminal = Terminal()
    try:
        write_demo_corpus(output, labels, cables, seed, terminal)
    finally:
        terminal.clear()
    return terminal.status
