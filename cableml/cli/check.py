"""``cableml check``: a config looked through, nothing trained."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="YAML file, such as configs/tags.yaml.")],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one setting first; may be repeated."),
    ] = None,
) -> int:
    """Check a config and say what training with it would do; trains nothing.

    \b
    Examples:
      cableml check configs/tags.yaml
      cableml check configs/tags.yaml --set features.0.ngrams=2

    Every problem is named at once, each with its line. Exit status 2 where there is one.
    """
    from cableml.cli.terminal import Terminal
    from cableml.config.load import load_config
    from cableml.workflows.check import check_inputs, describe_config

    settings = load_config(config, overrides or ())
    check_inputs(settings, config, overrides or ())
    Terminal().result(describe_config(settings, config))
    return 0
