"""Demo cables into a file."""

from __future__ import annotations

from pathlib import Path

from cableml.errors import Location, OutputError


def write_demo_corpus(output: Path, cables: int, seed: int) -> None:
    """Write seeded demo cables to a file.

    Raises: OutputError where the file cannot be written.
    """
    from cableml.corpus.demo import write_demo

    if output.is_dir():
        raise OutputError("this is a folder. Name a file with --output.", Location(str(output)))
    write_demo(output, cables, seed)
