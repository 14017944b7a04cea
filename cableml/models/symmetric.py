"""Symmetric matrices: sums of products that are, added below the diagonal alone, in threads."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.models.fitted import run_in_threads

FloatMatrix = NDArray[np.float32]

_TILE = 128


def add_lower(target: FloatMatrix, left: FloatMatrix, right: FloatMatrix, sign: int, jobs: int) -> None:
    """Add ``sign`` (1 or -1) times ``left @ right``, which is symmetric, to what stands below the diagonal.

    Three quarters of the product are worked out; numpy's library does them without the interpreter's lock,
    two beside each other. How they are cut is always the same, so the number of threads changes no bit.
    """
    half = len(target) // 2
    middle = (half + len(target)) // 2
    add: Any = np.add if sign > 0 else np.subtract

    def add_part(first: int, last: int, stop: int, start: int = 0) -> None:
        own = target[first:last, start:stop]
        add(own, left[first:last] @ right[:, start:stop], out=own)

    def add_half(number: int) -> None:
        if number == 0:
            add_part(0, half, half)
            add_part(half, middle, half)
        else:
            add_part(half, len(target), len(target), half)
            add_part(middle, len(target), half)

    for _ in run_in_threads(add_half, range(2), jobs):
        pass


def mirror_lower(matrix: FloatMatrix) -> None:
    """Write what stands below the diagonal above it too, tile by tile, as tiles stay in the cache."""
    below = np.tri(_TILE, k=-1, dtype=np.bool_)
    for first in range(0, len(matrix), _TILE):
        rows = slice(first, first + _TILE)
        square = matrix[rows, rows]
        np.copyto(square.T, square.copy(), where=below[: len(square), : len(square)])
        for last in range(first + _TILE, len(matrix), _TILE):
            matrix[rows, last : last + _TILE] = matrix[last : last + _TILE, rows].T
