"""Raw cables to parsed ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.cable.cable import Cable
    from cableml.workflows.listener import Listener

_PROGRESS_STEP = 50


def parse(paths: Sequence[str], listener: Listener) -> Iterator[Cable]:
    """Yield the cables of all paths in order; what cannot be read is told to the listener."""
    from cableml.corpus.reading import read_cables

    for number, cable in enumerate(read_cables(paths, on_problem=listener.problem), 1):
        yield cable
        if number % _PROGRESS_STEP == 0:
            listener.progress("parsing cables", number, 0)
