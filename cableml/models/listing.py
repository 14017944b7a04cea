"""Listing: which tags of each cable are shown to a reader, the likeliest first."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cableml import native

FloatMatrix = NDArray[np.float32]


def list_columns(
    probabilities: FloatMatrix, thresholds: NDArray[np.float32], top: int
) -> list[NDArray[np.int64]]:
    """Return the columns to be listed for each row, falling in probability, of equal ones the first first.

    All that reach their threshold, and of the others the likeliest, up to ``top`` together.
    """
    if native.kernels is not None:
        listed = np.empty(probabilities.size, dtype=np.int64)
        starts = np.empty(len(probabilities) + 1, dtype=np.int64)
        native.kernels.list_columns(np.ascontiguousarray(probabilities), thresholds, top, listed, starts)
        return [listed[begin:end] for begin, end in pairwise(starts.tolist())]
    order = np.argsort(-probabilities, axis=1, kind="stable")
    assigned = np.take_along_axis(probabilities >= thresholds, order, axis=1)
    room = np.maximum(top - assigned.sum(axis=1, keepdims=True), 0)
    is_listed = assigned | (np.cumsum(~assigned, axis=1) <= room)
    return [own[kept] for own, kept in zip(order, is_listed, strict=True)]
