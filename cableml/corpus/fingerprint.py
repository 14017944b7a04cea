"""A corpus named by its content, so that two runs can be told to have seen the same cables."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from cableml.corpus.byte_stream import PIECE_BYTES, STANDARD_INPUT
from cableml.errors import CorpusError, Location


def fingerprint_paths(paths: Iterable[str | Path]) -> str | None:
    """Return the SHA-256 (64 hex digits) over the bytes of all files, or None with standard input among them.

    Names and places do not matter, only the files' contents in the order in which they are read.

    Raises
    ------
    CorpusError
        A file cannot be read.
    """
    total = hashlib.sha256()
    for path in paths:
        if str(path) == STANDARD_INPUT:
            return None
        for file in _files(Path(path)):
            total.update(_file_digest(file))
    return total.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(folder, name).is_file():
                yield Path(folder, name)


def _file_digest(file: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                digest.update(piece)
    except OSError as error:
        message = f"cannot be read ({error.strerror}). Check the file and its permissions."
        raise CorpusError(message, Location(str(file))) from error
    return digest.digest()


def fingerprint_demo(cables: int, seed: int) -> str:
    """Return the fingerprint of a demo corpus: it follows from how it is made, so none has to be made."""
    from cableml.corpus.demo.generate import GENERATOR_VERSION

    made_by = f"demo generator {GENERATOR_VERSION}, {cables} cables, seed {seed}"
    return hashlib.sha256(made_by.encode()).hexdigest()
