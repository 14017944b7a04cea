"""``cableml promote``: options of giving a run's model a name."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="Run id, the beginning of one, name, or runs:/ID.")
    ],
    alias: Annotated[
        str, typer.Option("--alias", metavar="WORD", help="What the model is to be called, such as champion.")
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="Registered model.  [default: the task, tags or classification]"
        ),
    ] = None,
) -> int:
    """Register a run's model and point an alias to it; predict then finds it by that alias.

    \b
    Examples:
      cableml promote 4f0c1234 --alias champion
      cableml predict newcable.txt --model models:/tags@champion
      cableml promote 9a31c7d2 --alias challenger --name tags-body

    A model keeps the version under which it was registered first, and an alias points to one version.
    """
    from cableml.cli.terminal import Terminal
    from cableml.workflows.promote import describe_promotion, promote

    terminal = Terminal()
    terminal.result(describe_promotion(promote(run, alias, name)))
    return terminal.status
