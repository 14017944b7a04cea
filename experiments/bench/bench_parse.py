"""Speed of `parse_cable` over a dump: cables a second on one core, all fields.

    python experiments/bench/bench_parse.py DUMP [--cables 500] [--repeats 30] [--output FILE]

The sample is every n-th cable of the dump, so it is the same each time. Parsing is timed by processor
time of this process (other work on the machine still slows it, through caches and shared cores, so the
time of folding the white space of the same texts is given beside it). Cold is the first pass in a fresh
process, warm the passes after it. The interval is a bootstrap of the median.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from cableml import __version__
from cableml.corpus.reading import read_records
from cableml.parsing.parser import parse_cable


def timed(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def interval(seconds: list[float], seed: int = 1) -> tuple[float, float]:
    draw = random.Random(seed)
    medians = sorted(statistics.median(draw.choices(seconds, k=len(seconds))) for _ in range(1000))
    return medians[25], medians[975]


def commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", type=Path)
    parser.add_argument("--cables", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    records = [record for record in read_records(options.dump) if record.text]
    sample = records[:: max(1, len(records) // options.cables)][: options.cables]
    characters = sum(len(record.text) for record in sample)

    def parse() -> None:
        for record in sample:
            parse_cable(record.text, record.source, record.known)

    def fold() -> None:
        for record in sample:
            " ".join(record.text.split())

    cold = timed(parse)
    warm, folding = [], []
    for _ in range(options.repeats):
        warm.append(timed(parse))
        folding.append(timed(fold))
    tracemalloc.start()
    parse()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    median = statistics.median(warm)
    low, high = interval(warm)
    n = len(sample)
    result = {
        "n_cables": n,
        "characters_per_cable": round(characters / n),
        "repeats": options.repeats,
        "cables_per_second_cold": round(n / cold),
        "cables_per_second_median": round(n / median),
        "cables_per_second_95": [round(n / high), round(n / low)],
        "cables_per_second_best": round(n / min(warm)),
        "microseconds_per_cable_median": round(1e6 * median / n),
        "times_folding_the_same_texts": round(median / statistics.median(folding), 2),
        "peak_megabytes": round(peak / 1e6, 1),
        "machine": platform.machine(),
        "processor": platform.processor() or None,
        "python": platform.python_version(),
        "cableml": __version__,
        "commit": commit(),
    }
    text = json.dumps(result, indent=1)
    print(text)
    if options.output is not None:
        options.output.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
