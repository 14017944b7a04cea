"""``cableml corpus``: cables to practise on."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=False,
    invoke_without_command=True,
    help="Make corpora: cableml corpus demo --help",
)


@app.callback()
def _corpus(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("demo", short_help="Write demo cables into a file.")
def demo(
    output: Annotated[
        str, typer.Option("--output", metavar="FILE", help="Where to write; the name decides the format.")
    ],
    cables: Annotated[int, typer.Option("--cables", min=1, help="How many cables.")] = 2400,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed writes the same cables.")] = 1,
) -> int:
    r"""Write demo cables: raw text with all the dirt of real ones, made by a generator, no real words.

    \b
    Examples:
      cableml corpus demo --cables 500 --seed 7 --output demo.csv.gz
      cableml evaluate models/tags --corpus demo.csv.gz

    Scores on demo cables say nothing about real ones.
    """
    from pathlib import Path

    from cableml.workflows.demo import write_demo_corpus

    write_demo_corpus(Path(output), cables, seed)
    return 0
