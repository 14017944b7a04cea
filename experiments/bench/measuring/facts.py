"""Facts about the machine and the code that a result needs beside it; no names of hosts or people."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path
from typing import Any


def describe_machine() -> dict[str, Any]:
    """Return kind and number of processors, memory, system and Python."""
    return {
        "processor": _read_line("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "cache": _read_line("/proc/cpuinfo", "cache size"),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def find_commit(checkout: Path) -> str | None:
    """Return the commit of the checkout, with a plus where files of the package differ from it."""
    try:
        words = ["git", "-C", str(checkout), "describe", "--always", "--dirty=+", "--exclude=*"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def _read_line(path: str, key: str) -> str | None:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), None)
