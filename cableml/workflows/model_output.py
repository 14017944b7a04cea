"""Where `train` may put a model folder, checked before hours are spent on the model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cableml.errors import Location, OutputError

MANIFEST = "manifest.json"


def check_output(folder: Path) -> None:
    """Return nothing if a model folder can be written there.

    An existing folder is only replaced if it is a model folder or empty.

    Raises: OutputError where something else is in the way or the place cannot be written to.
    """
    place = Location(str(folder))
    if folder.exists() and not folder.is_dir():
        raise OutputError("this is a file, not a folder. Give another folder with --output.", place)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise OutputError(
            "this folder holds something else than a model and is not overwritten. "
            "Give an empty or new folder with --output.",
            place,
        )
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    try:
        # Asking for permissions says nothing of a read-only or full disk; making a folder does.
        Path(tempfile.mkdtemp(prefix=".cableml-", dir=parent)).rmdir()
    except OSError as error:
        raise OutputError(
            f"{parent} cannot be written to ({error.strerror}). "
            "Give another folder with --output, or change its permissions.",
            place,
        ) from error
