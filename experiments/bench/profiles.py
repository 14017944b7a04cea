"""Write profiles/STAGE.txt: the functions of each stage that take most time by themselves.

    python experiments/bench/profiles.py DUMP [--stages parse,train] [--python PATH]

Each stage runs once under cProfile in a process of its own, on one core, where nothing is shared out. The
profiler slows calls and leaves loops alone, so shares of small functions are flattered.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from measuring.process import run_measured
from measuring.sides import CHECKOUT, HERE, Bench

STAGES = ("parse", "blind", "features", "train", "predict")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", type=Path)
    parser.add_argument("--stages", default=",".join(STAGES))
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--config", type=Path, default=CHECKOUT / "configs" / "tags.yaml")
    parser.add_argument("--output", type=Path, default=HERE / "profiles")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args(arguments)
    work = (options.work or Path(tempfile.mkdtemp(prefix="cableml-bench-"))).resolve()
    config = options.config.resolve()
    bench = Bench(options.dump.resolve(), work, options.python, options.python, (config,))
    bench.prepared.mkdir(parents=True, exist_ok=True)
    commands = {
        "parse": bench.task("profile.parse", bench.dump),
        "blind": bench.task("profile.blind", bench.dump),
        "features": bench.task("profile.features", config),
        "train": bench.task("profile.train", bench.dump, config, bench.model("profiled")),
        "predict": bench.task("profile.predict", bench.dump),
    }
    options.output.mkdir(parents=True, exist_ok=True)
    if not (bench.prepared / "facts.json").is_file():
        run_measured(bench.task("ours.prepare", bench.dump, config), work / "run")
    n_failed = 0
    for stage in options.stages.split(","):
        one_core = {"BENCH_CORE": str(min(os.sched_getaffinity(0)))}
        done = run_measured(commands[stage], work / "run", environment=one_core)
        if done.status != 0:
            n_failed += 1
            print(f"{stage}: failed: {done.complaint}", file=sys.stderr)
            continue
        lines = json.loads(done.stdout.read_text("utf-8").splitlines()[-1])["lines"]
        head = f"{stage}: {lines[0]}, load {done.load:.1f}, other work took {done.others:.1f} cores"
        (options.output / f"{stage}.txt").write_text("\n".join([head, *lines[1:], ""]), "utf-8")
        print(head, file=sys.stderr)
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
