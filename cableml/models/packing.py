"""Arrays as a model folder stores them: the same numbers in fewer bytes, or as they are.

Counts and numbers of cables are kept in as few bytes as hold them, and starts that rise as the steps between
them. Nothing is lost: what is restored has the same bytes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.errors import ModelFolderError

RESTORES: tuple[str, ...] = ("<u2", "<u4", "<f4", "sums <u4")
"""How a stored array is restored: by taking its numbers as that type, or by adding them up from 0."""

_NARROW = (np.uint8, np.uint16)
_FEWEST = 64  # a shorter array gains less than its mention in the manifest costs


class Packed(NamedTuple):
    """An array to be stored, and which of `RESTORES` gives the original back; None: it is the original."""

    stored: NDArray[Any]
    restore: str | None


def pack(array: NDArray[Any]) -> Packed:
    """Return the array in the fewest bytes among the ways of `RESTORES`."""
    plain = Packed(array, None)
    if array.dtype.str not in RESTORES or array.size < _FEWEST or not _holds_counts(array):
        return plain
    found = [plain, *_narrow(array, array.dtype.str)]
    if array.dtype.str == "<u4" and array.ndim == 1 and array[0] == 0 and np.all(array[1:] >= array[:-1]):
        found += _narrow(np.diff(array), "sums <u4")
    return min(found, key=lambda packed: packed.stored.nbytes)


def unpack(stored: NDArray[Any], restore: str | None) -> NDArray[Any]:
    """Return the original of a stored array.

    Raises: ModelFolderError if it cannot have been stored so.
    """
    if restore is None:
        return stored
    if stored.dtype.type not in _NARROW or (restore.startswith("sums") and stored.ndim != 1):
        raise ModelFolderError(f"{stored.dtype.str} is never stored for {restore}; retrain the model.")
    if not restore.startswith("sums"):
        return stored.astype(restore)
    sums = np.zeros(len(stored) + 1, dtype=np.uint64)
    np.cumsum(stored, dtype=np.uint64, out=sums[1:])
    if sums[-1] > np.iinfo(np.uint32).max:
        raise ModelFolderError("its sums are too large; retrain the model.")
    return sums.astype("<u4")


def _holds_counts(array: NDArray[Any]) -> bool:
    """Return whether all are whole numbers that two bytes can hold, or are unsigned integers anyway."""
    if array.dtype.kind == "u":
        return True
    # The bounds first: weights fail there, and are many. A nought with a sign would not come back.
    if not (array.min() >= 0 and array.max() <= np.iinfo(np.uint16).max) or np.any(np.signbit(array)):
        return False
    return bool(np.all(array == np.floor(array)))


def _narrow(array: NDArray[Any], restore: str) -> list[Packed]:
    largest = int(array.max(initial=0))
    return [
        Packed(array.astype(narrow), restore)
        for narrow in _NARROW
        if largest <= np.iinfo(narrow).max and np.dtype(narrow).itemsize < array.dtype.itemsize
    ][:1]
