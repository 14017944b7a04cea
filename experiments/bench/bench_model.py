"""How many blind cables a second a model predicts by itself: nothing is read, parsed, blinded or written.

    python experiments/bench/bench_model.py DUMP MODEL [--processes 2] [--seconds 12]

What a dump's rate could be at most if all of that were free. Processes begin together; each works on the
same cables, in the pieces in which `cableml predict` takes them, and the rates are added up.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import time
from collections.abc import Callable
from itertools import cycle
from multiprocessing.queues import Queue
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable
    from cableml.models.cable_model import CableModel


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=12.0)
    options = parser.parse_args()
    for path in (options.dump, options.model):
        if not path.exists():
            parser.error(f"{path}: there is no such file or folder")

    from cableml.cable.blind import blind
    from cableml.corpus.reading import read_cables
    from cableml.models.model_folder import load_model

    model = load_model(options.model)
    cables = [blind(cable) for cable in read_cables([options.dump])]
    gc.freeze()
    context = multiprocessing.get_context("fork")
    begin = context.Barrier(options.processes)
    rates: Queue[float] = context.Queue()
    workers = [
        context.Process(target=lambda: rates.put(_measure(model, cables, options.seconds, begin.wait)))
        for _ in range(options.processes)
    ]
    for worker in workers:
        worker.start()
    # A process that was ended from outside has no rate: then this ends too, with queue.Empty.
    found = [rates.get(timeout=60.0 + 2.0 * options.seconds) for _ in workers]
    for worker in workers:
        worker.join()
    print(f"{len(cables):,} cables, processes: {options.processes}; {sum(found):,.0f} a second")


def _measure(
    model: CableModel, cables: list[BlindCable], seconds: float, begin: Callable[[], object]
) -> float:
    """Return how many cables a second were predicted, after one piece that is not counted."""
    from cableml.workflows.prediction_stream import LARGEST_CHUNK

    pieces = [cables[first : first + LARGEST_CHUNK] for first in range(0, len(cables), LARGEST_CHUNK)]
    model.predict(pieces[0])
    begin()
    started = time.perf_counter()
    n_done = 0
    for piece in cycle(pieces):
        n_done += len(model.predict(piece))
        if time.perf_counter() - started >= seconds:
            break
    return n_done / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
