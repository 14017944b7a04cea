"""Measure how each stage grows with the number of cables; the demo generator makes them.

    python experiments/bench/growth.py [--base 5000] [--factors 1,4,16,50] [--stages parse,train]

Parsing is reading, parsing and blinding cable by cable, none kept; features are one block of words;
training and predicting are the whole commands. Every stage and size is a process of its own, measured
once. The result file is written anew after each, so that what was measured stands if a later one fails
or lasts longer than --limit.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring.facts import describe_machine, find_commit
from measuring.growth_table import render_growth
from measuring.process import run_measured
from measuring.sides import CHECKOUT, HERE, OURS, Bench, Side, Stage
from measuring.turns import measure_stage

_COMMANDS: dict[str, Callable[[Bench], list[str]]] = {
    "read": lambda bench: bench.task("ours.read", bench.dump),
    "parse": lambda bench: bench.task("ours.stream", bench.dump),
    "features": lambda bench: bench.task("ours.features"),
}


def main(arguments: list[str] | None = None) -> int:
    options = _read_options(arguments)
    work = (options.work or Path(tempfile.mkdtemp(prefix="cableml-growth-"))).resolve()
    config = options.config.resolve()
    result: dict[str, Any] = {
        "base": options.base,
        "config": config.stem,
        "settings": options.set or [],
        "machine": describe_machine(),
        "commit": options.commit or find_commit(CHECKOUT),
        "records": [],
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    for factor in (int(word) for word in options.factors.split(",")):
        n_cables = factor * options.base
        dump = work / f"demo-{n_cables}.csv.gz"
        bench = Bench(
            dump, work / str(n_cables), options.python, options.python, (config,), tuple(options.set or ())
        )
        if not dump.is_file():
            made = run_measured(
                bench.cableml("corpus", "demo", "--cables", n_cables, "--output", dump), work / "run"
            )
            if made.status != 0:
                raise SystemExit(f"the demo cables could not be made: {made.complaint}")
        if "features" in options.stages and not (bench.prepared / "facts.json").is_file():
            run_measured(bench.task("ours.prepare", dump, config), work / "run")
        for name in options.stages:
            for record in measure_stage(_build_stage(name), bench, 1, _tell, options.limit):
                result["records"].append({**record, "stage": name, "demo_cables": n_cables})
            options.output.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(render_growth(result))
    return 1 if any("error" in record for record in result["records"]) else 0


def _build_stage(name: str) -> Stage:
    if name in _COMMANDS:
        return Stage(name, lambda bench: [Side(OURS, _COMMANDS[name](bench))], one_core=True)
    if name == "predict":
        return Stage(name, lambda bench: [_shipped(bench)])
    return Stage(name, _training)


def _shipped(bench: Bench) -> Side:
    command = bench.cableml("predict", bench.dump, "--format", "jsonl")
    return Side("TAGS and level, shipped models", command, is_task=False, after="counted")


def _training(bench: Bench) -> list[Side]:
    """Train and test as `cableml train` does; the prepared facts are not there for every size."""
    settings = (word for override in bench.overrides for word in ("--set", override))
    command = bench.cableml(
        "train", bench.configs[0], "--corpus", bench.dump, "--no-tracking", "--output", bench.model(OURS)
    )
    return [Side(OURS, [*command, *settings], is_task=False, after="staged")]


def _read_options(arguments: list[str] | None) -> argparse.Namespace:
    names = [*_COMMANDS, "train", "predict"]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=int, default=5000, help="cables of factor 1")
    parser.add_argument("--factors", default="1,4,16,50")
    parser.add_argument("--stages", default=",".join(names), help=f"some of {', '.join(names)}")
    parser.add_argument("--python", default=sys.executable, help="the environment with cableml")
    parser.add_argument("--commit", help="what --python was installed from, if not this checkout")
    parser.add_argument("--config", type=Path, default=CHECKOUT / "configs" / "tags.yaml")
    parser.add_argument("--set", action="append", metavar="KEY=VALUE", help="as cableml train takes it")
    parser.add_argument("--output", type=Path, default=HERE / "results" / "growth.json")
    parser.add_argument("--work", type=Path, help="keep demo cables and models here")
    parser.add_argument("--limit", type=float, help="seconds after which a measurement is ended and named")
    options = parser.parse_args(arguments)
    if options.output.is_dir():
        parser.error(f"--output {options.output} is a folder; name a file in it, such as growth.json.")
    options.stages = options.stages.split(",")
    unknown = [name for name in options.stages if name not in names]
    if unknown:
        parser.error(f"there is no stage {unknown[0]!r}; use some of {', '.join(names)}")
    return options


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
