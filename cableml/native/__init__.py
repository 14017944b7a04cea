"""Compiled loops, of parsing, features and models, where they were built; else None: Python does the same.

``kernels`` is the extension module or None. The environment variable ``CABLEML_NATIVE=0`` switches it off.
Both ways give the same bits: the tests hold them equal.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def _load_kernels() -> ModuleType | None:
    if os.environ.get("CABLEML_NATIVE") == "0":
        return None
    try:
        import cableml.native._kernels as built
    except ImportError:
        return None
    return built


kernels: ModuleType | None = _load_kernels()
