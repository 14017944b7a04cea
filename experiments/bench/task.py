"""The child of a measurement: one task in a process of its own, its result as JSON on standard output.

    python experiments/bench/task.py ours.parse FOLDER [ARGUMENT ...]

Not meant to be called by hand. BENCH_CORE in the environment ties the process to one processor.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

MODULES = {
    "ours": "measuring.tasks_ours",
    "sklearn": "measuring.tasks_sklearn",
    "others": "measuring.tasks_others",
    "machine": "measuring.tasks_machine",
    "profile": "measuring.tasks_profile",
}


def main() -> None:
    if "BENCH_CORE" in os.environ:
        os.sched_setaffinity(0, {int(os.environ["BENCH_CORE"])})
    name, folder, *arguments = sys.argv[1:]
    module, _, task = name.partition(".")
    result = getattr(import_module(MODULES[module]), task)(Path(folder), *arguments)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
