"""Where a model folder may go, and what is one: told without numpy, before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

from cableml.errors import Location, OutputError

PROJECT = "cableml"
MANIFEST = "manifest.json"


def check_replaceable(folder: Path) -> None:
    """Return nothing if a model may be written there: nothing, an empty folder or another model is.

    Raises: OutputError otherwise.
    """
    place = Location(str(folder))
    if folder.exists() and not folder.is_dir():
        raise OutputError("this is a file, not a folder; give another folder.", place)
    if folder.is_dir() and any(folder.iterdir()) and not is_model_folder(folder):
        raise OutputError(
            "this folder holds something else than a model and is not overwritten; "
            "give an empty or new folder.",
            place,
        )


def is_model_folder(folder: Path) -> bool:
    """Return whether the folder holds a manifest of a cableml model, of whatever format."""
    try:
        plain = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(plain, dict) and plain.get("project") == PROJECT
