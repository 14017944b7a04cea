"""Measure what the machine can do at best, and count what each stage must touch: results/bounds.json.

    python experiments/bench/bounds.py DUMP [--python PATH]

`tables.py` holds the measured stages of the other result files against these bounds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from measuring.facts import describe_machine, find_commit
from measuring.process import run_measured
from measuring.sides import CHECKOUT, HERE, Bench


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", type=Path)
    parser.add_argument("--python", default=sys.executable, help="the environment with cableml")
    parser.add_argument("--commit", help="what --python was installed from, if not this checkout")
    parser.add_argument("--config", type=Path, default=CHECKOUT / "configs" / "tags.yaml")
    parser.add_argument("--output", type=Path, default=HERE / "results" / "bounds.json")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args(arguments)
    if options.output.is_dir():
        parser.error(f"--output {options.output} is a folder; name a file in it, such as bounds.json.")
    work = (options.work or Path(tempfile.mkdtemp(prefix="cableml-bounds-"))).resolve()
    config = options.config.resolve()
    bench = Bench(options.dump.resolve(), work, options.python, options.python, (config,))
    bench.prepared.mkdir(parents=True, exist_ok=True)
    if not (bench.prepared / "facts.json").is_file():
        run_measured(bench.task("ours.prepare", bench.dump, config), work / "run")
    result: dict[str, object] = {
        "machine": describe_machine(),
        "commit": options.commit or find_commit(CHECKOUT),
    }
    for name, command in (
        ("work", bench.task("ours.count_work", bench.dump, config)),
        ("best", bench.task("machine.measure_machine")),
    ):
        done = run_measured(command, work / "run")
        if done.status != 0:
            raise SystemExit(f"{name}: {done.complaint}")
        result[name] = json.loads(done.stdout.read_text("utf-8").splitlines()[-1])
        result["load"], result["others"] = round(done.load, 2), round(done.others, 2)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
