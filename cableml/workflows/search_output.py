"""Where a search puts the best config and the results of its trials."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import Location, OutputError, UsageError

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.workflows.search import SearchRequest

_HEADING = "# The best settings that cableml search found. Train with them: cableml train {output}\n"


def results_beside(output: Path) -> Path:
    """Return where the results of trials are kept: ``best.yaml`` has them in ``best.trials.jsonl``."""
    return output.with_name(f"{output.stem}.trials.jsonl")


def check_search_output(output: Path, config_file: Path | None) -> None:
    """Return nothing if the best config can be written there.

    Raises: UsageError where it is the config itself; OutputError where the folder is missing, or
    something else than a file is in the way.
    """
    if config_file is not None and output.resolve() == config_file.resolve():
        raise UsageError(
            "the best config would be written over the config itself. Name another file with --output.",
            Location(str(output)),
        )
    if output.is_dir():
        raise OutputError(
            "this is a folder. Name a file with --output, such as best.yaml.", Location(str(output))
        )
    if not output.absolute().parent.is_dir():
        raise OutputError(
            "the folder for it does not exist. Make it, or name another place with --output.",
            Location(str(output)),
        )


def render_best_config(best: Config, request: SearchRequest, changes: Mapping[str, Any]) -> str:
    """Return the best config as YAML: the file it came from with values replaced, or else written anew.

    Values that the command line set are part of it.
    """
    from cableml.workflows.run_record import render_config

    heading = _HEADING.format(output=request.output.name)
    own = request.train.config
    complete = best.model_copy(update={"search": own.search})
    edited = _edit(request.config_text, complete, changes) if request.config_text else None
    return heading + (edited if edited is not None else render_config(complete))


def write_best(output: Path, text: str) -> None:
    """Write the config, whole or not at all.

    Raises: OutputError where that is not possible.
    """
    aside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(output)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(
            f"cannot be written to ({error.strerror}). Name another place with --output.",
            Location(str(output)),
        ) from error


def _edit(text: str, wanted: Config, changes: Mapping[str, Any]) -> str | None:
    """Return the file's text with every value that differs replaced; None where comments cannot be kept."""
    from cableml.config.edit_yaml import edit_yaml
    from cableml.config.line_map import read_yaml
    from cableml.config.load import parse_config
    from cableml.config.overrides import parse_key
    from cableml.workflows.kept_scores import flatten

    before = flatten(parse_config(read_yaml(text, "").value).to_plain())
    after = flatten(wanted.to_plain())
    differing = {key: value for key, value in after.items() if before.get(key, ...) != value}
    edited = edit_yaml(text, {parse_key(key) or (): value for key, value in differing.items()})
    if edited is None or parse_config(read_yaml(edited, "").value).to_plain() != wanted.to_plain():
        return None
    return edited
