"""Measure cableml against plain scikit-learn, LibMultiLabel and napkinXC on the same cables, in turns.

    python experiments/bench/suite.py DUMP [--stages parse,train] [--repeats 5] [--output DIR]

Every measurement is a process of its own; the sides of a stage take turns, and the ratios are those of
each turn. The other tools get the cables parsed, blinded and split; cableml starts from the raw dump
where the stage says so. A tool that is not installed (pip install '.[bench]') is left out, and named.
Each stage writes DIR/STAGE.json; `tables.py` writes the README's tables from these.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring.facts import describe_machine, find_commit
from measuring.process import run_measured
from measuring.sides import CHECKOUT, HERE, STAGES, Bench
from measuring.tables import render_stage
from measuring.turns import measure_stage


def main(arguments: list[str] | None = None) -> int:
    options = _read_options(arguments)
    wanted = [stage for stage in STAGES if stage.name in options.stages]
    work = Path(options.work or tempfile.mkdtemp(prefix="cableml-bench-")).resolve()
    options.output.mkdir(parents=True, exist_ok=True)
    bench = Bench(
        dump=options.dump.resolve(),
        work=work,
        python=options.python,
        peers_python=options.peers_python or options.python,
        configs=tuple(config.resolve() for config in options.config or [CHECKOUT / "configs" / "tags.yaml"]),
        overrides=tuple(options.set or ()),
    )
    _tell("preparing the cables")
    corpus = _run_task(bench, bench.task("ours.prepare", bench.dump, bench.configs[0], *bench.overrides))
    build = _run_task(bench, bench.task("ours.probe"))
    tools = _run_task(bench, bench.task("machine.find_peers"))
    if bench.peers_python != bench.python:
        tools = _run_task(bench, [bench.peers_python, *bench.task("machine.find_peers")[1:]])
    bench.missing.update((name, found["missing"]) for name, found in tools.items() if isinstance(found, dict))
    n_failed = 0
    for stage in wanted:
        records = measure_stage(stage, bench, options.repeats if stage.timed else 1, _tell, options.limit)
        n_failed += sum(
            "error" in record and record["error"] not in bench.missing.values() for record in records
        )
        result = {
            "stage": stage.name,
            "one_core": stage.one_core,
            "timed": stage.timed,
            "corpus": corpus,
            "cableml": build,
            "tools": tools,
            "machine": describe_machine(),
            "commit": options.commit or find_commit(CHECKOUT),
            "settings": list(bench.overrides),
            "records": records,
        }
        (options.output / f"{stage.name}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        print(f"\n{stage.name}\n\n{render_stage(result)}\n", flush=True)
    return 1 if n_failed else 0


def _read_options(arguments: list[str] | None) -> argparse.Namespace:
    names = [stage.name for stage in STAGES]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", type=Path, help="the cables: CSV dump, JSON lines, text or a folder")
    parser.add_argument("--stages", default=",".join(names), help=f"some of {', '.join(names)}")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output", type=Path, default=HERE / "results")
    parser.add_argument("--python", default=sys.executable, help="the environment with cableml")
    parser.add_argument("--peers-python", help="the environment with the other tools, if it is another")
    parser.add_argument(
        "--config",
        type=Path,
        action="append",
        help="what to train with; the first is held against the others",
    )
    parser.add_argument("--set", action="append", metavar="KEY=VALUE", help="as cableml train takes it")
    parser.add_argument("--commit", help="what --python was installed from, if not this checkout")
    parser.add_argument("--work", help="keep texts and models here; a later call uses the models")
    parser.add_argument("--limit", type=float, help="seconds after which a measurement is ended and named")
    options = parser.parse_args(arguments)
    options.stages = options.stages.split(",")
    unknown = [name for name in options.stages if name not in names]
    if unknown:
        parser.error(f"there is no stage {unknown[0]!r}; use some of {', '.join(names)}")
    if not options.dump.exists():
        parser.error(f"{options.dump}: there is no such file or folder")
    return options


def _run_task(bench: Bench, command: list[str]) -> dict[str, Any]:
    """Return what an unmeasured task says of the cables, the build, or the tools.

    Raises: SystemExit with its complaint where it fails, since nothing can be measured then.
    """
    bench.prepared.mkdir(parents=True, exist_ok=True)
    done = run_measured(command, bench.work / "run")
    if done.status != 0:
        raise SystemExit(f"{' '.join(command[2:3])} failed: {done.complaint}")
    facts: dict[str, Any] = json.loads(done.stdout.read_text("utf-8").splitlines()[-1])
    facts.pop("seconds", None)
    return facts


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
