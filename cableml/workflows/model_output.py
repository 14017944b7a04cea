"""Where `train` may put a model folder, checked before hours are spent on the model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cableml.errors import Location, OutputError


def check_output(folder: Path) -> None:
    """Return nothing if a model folder can be written there.

    An existing folder is only replaced if it is a model folder or empty.

    Raises: OutputError where something else is in the way or the place cannot be written to.
    """
    from cableml.models.folder_place import check_replaceable

    check_replaceable(folder)
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
            Location(str(folder)),
        ) from error
