"""What the machine can do at best: the bounds that the stages are held against."""

from __future__ import annotations

import importlib
import importlib.metadata
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_MEGABYTES = 256


def measure_machine(folder: Path) -> dict[str, Any]:
    """Return bytes and floating-point operations a second: the best of five passes over 256 MB.

    Copying moves each byte twice (read and written); the sum of three arrays as in STREAM's triad moves
    each element three times. One core, unless the linear algebra library was given more.
    """
    import numpy as np

    n = _MEGABYTES * 1_000_000 // 8
    first, second = np.ones(n), np.full(n, 2.0)
    target = np.empty(n)
    copy = _best(lambda: np.copyto(target, first))

    def triad() -> None:
        np.multiply(second, 3.0, out=target)
        np.add(target, first, out=target)

    text = bytes(range(256)) * (n * 8 // 256)
    table = bytes(range(255, -1, -1))
    small = np.ones((1024, 1024), dtype=np.float32)
    double = np.ones((1024, 1024))
    return {
        "seconds": 0.0,
        "copy_gb_s": 2 * 8 * n / copy / 1e9,
        "triad_gb_s": 5 * 8 * n / _best(triad) / 1e9,
        "byte_table_gb_s": len(text) / _best(lambda: text.translate(table)) / 1e9,
        "float32_gflops": 2 * 1024**3 / _best(lambda: small @ small) / 1e9,
        "float64_gflops": 2 * 1024**3 / _best(lambda: double @ double) / 1e9,
    }


def find_peers(folder: Path) -> dict[str, Any]:
    """Return the version of each tool that can be measured; a tool that cannot, with the reason."""
    found: dict[str, Any] = {"seconds": 0.0}
    for name, module in (
        ("numpy", "numpy"),
        ("scipy", "scipy"),
        ("scikit-learn", "sklearn"),
        ("libmultilabel", "libmultilabel.linear"),
        ("napkinxc", "napkinxc.models"),
    ):
        try:
            importlib.import_module(module)
            found[name] = importlib.metadata.version(name)
        except ImportError as error:
            found[name] = {"missing": str(error).splitlines()[0]}
    return found


def _best(action: Callable[[], object]) -> float:
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)
