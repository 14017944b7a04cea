"""Demo cables into a file or folder, and their gold labels beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.workflows.listener import Listener


def write_demo_corpus(output: str, labels: str | None, cables: int, seed: int, listener: Listener) -> None:
    """Write seeded demo cables; the ending of ``output`` decides the format, a slash makes a folder.

    Raises: OutputError where a file cannot be written or its format cannot be told.
    """
    from cableml.corpus.demo import write_demo, write_demo_labels

    write_demo(output, cables, seed, lambda done, total: listener.progress("writing cables", done, total))
    if labels is not None:
        write_demo_labels(labels, cables, seed)
