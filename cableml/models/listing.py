"""Listing: which tags of each cable are shown to a reader, the likeliest first."""

from __future__ import annotations

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
    order = order_rows(probabilities)
    assigned = np.take_along_axis(probabilities >= thresholds, order, axis=1)
    room = np.maximum(top - assigned.sum(axis=1, keepdims=True), 0)
    is_listed = assigned | (np.cumsum(~assigned, axis=1) <= room)
    return [own[kept] for own, kept in zip(order, is_listed, strict=True)]


def order_rows(values: FloatMatrix) -> NDArray[np.int64]:
    """Return the columns of each row in falling order of value, of equal ones the first first."""
    if native.kernels is None:
        return np.argsort(-values, axis=1, kind="stable")
    order = np.empty(values.shape, dtype=np.int64)
    native.kernels.order_rows(np.ascontiguousarray(-values), values.shape[1], order)
    return order
