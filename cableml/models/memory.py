"""CableMemory: what a model keeps of its training cables, so that a new cable can be held against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.errors import ModelFolderError
from cableml.features.block import Rows

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]

NO_MONTH = 0
"""The month of a cable without a date."""


MEMORY_ARRAYS: tuple[str, ...] = ("starts", "cables", "values", "tag_starts", "tags", "posts", "months")


class _Parts(NamedTuple):
    starts: NDArray[np.uint32]
    cables: NDArray[np.uint32]
    values: NDArray[np.float16]
    tag_starts: NDArray[np.uint32]
    tags: NDArray[np.uint16]
    posts: NDArray[np.uint32]
    months: NDArray[np.uint16]
    post_names: Sequence[str]
    ids: Sequence[str]


class CableMemory(_Parts):
    """The training cables' strongest features, column by column, and their tags, posts, months and ids.

    The cables that hold feature f strongly are ``cables[starts[f]:starts[f + 1]]`` (uint32),
    their values ``values`` (float16) there; ``starts`` uint32 (n_features + 1,). The tags of cable i are
    ``tags[tag_starts[i]:tag_starts[i + 1]]`` (uint16, columns of the label space; ``tag_starts`` uint32).
    ``posts`` uint32 and ``months`` uint16 (n_cables,): number of the post in ``post_names``, and months
    since January 1900 (`NO_MONTH`: no date). ``ids``: each cable's id, empty where it has none.
    """

    @property
    def n_cables(self) -> int:
        """Number of cables kept."""
        return len(self.posts)

    @cached_property
    def place_of_id(self) -> Mapping[str, int]:
        """The number of the kept cable of each id."""
        return {name: place for place, name in enumerate(self.ids) if name}

    @cached_property
    def number_of_post(self) -> Mapping[str, int]:
        """The number of each post that has a name."""
        return {name: place for place, name in enumerate(self.post_names) if name}

    @cached_property
    def by_post(self) -> tuple[IntVector, NDArray[np.uint32]]:
        """Where each post's cables begin in the second: the cables, post after post, rising in each."""
        sizes = np.bincount(self.posts, minlength=len(self.post_names))
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return starts, np.argsort(self.posts, kind="stable").astype(np.uint32)

    @cached_property
    def wide_values(self) -> NDArray[np.float32]:
        """The ``values`` as the compiled kernels multiply them."""
        return self.values.astype(np.float32)

    @cached_property
    def cable_of_tag(self) -> NDArray[np.uint32]:
        """The cable of each entry of ``tags``."""
        sizes = np.diff(self.tag_starts).astype(np.int64)
        return np.repeat(np.arange(self.n_cables, dtype=np.uint32), sizes)

    def share_of_tags(self, n_tags: int) -> NDArray[np.float32]:
        """Return the share of the kept cables that carry each tag, float32 (n_tags,)."""
        counts = np.bincount(self.tags, minlength=n_tags).astype(np.float32)
        return counts / np.float32(max(self.n_cables, 1))


def build_memory(
    cables: Sequence[BlindCable],
    rows: Rows,
    n_features: int,
    Y: NDArray[np.bool_],
    ids: Sequence[str | None],
    strongest: int,
    scale: float,
) -> CableMemory:
    """Return the memory of training cables.

    Parameters: ``rows`` as `FeatureUnion.rows` gives them, ``Y`` bool (n_cables, n_tags); of each cable
    the ``strongest`` features of largest value are kept, their values divided by ``scale``: the squared
    length of a row in which no block is empty, so that a cable is about 1 like itself.
    """
    indptr, indices, data = rows
    cable = np.repeat(np.arange(len(cables)), np.diff(indptr))
    kept = _choose_strongest(indptr, data, strongest)
    features = indices[kept]
    by_feature = kept[np.sort(features * max(len(kept), 1) + np.arange(len(kept))) % max(len(kept), 1)]
    starts = np.zeros(n_features + 1, dtype=np.uint32)
    starts[1:] = np.cumsum(np.bincount(indices[by_feature], minlength=n_features))
    names = sorted({post_of(one) for one in cables})
    number = {name: place for place, name in enumerate(names)}
    row, column = np.nonzero(Y)
    tag_starts = np.zeros(len(cables) + 1, dtype=np.uint32)
    tag_starts[1:] = np.cumsum(np.bincount(row, minlength=len(cables)))
    return CableMemory(
        starts,
        cable[by_feature].astype(np.uint32),
        (data[by_feature] / np.float32(scale)).astype(np.float16),
        tag_starts,
        column.astype(np.uint16),
        np.array([number[post_of(one)] for one in cables], dtype=np.uint32),
        months_of(cables).astype(np.uint16),
        names,
        [one or "" for one in ids],
    )


def _choose_strongest(indptr: IntVector, data: FloatMatrix, strongest: int) -> IntVector:
    """Return the places of each row's largest values, row after row; of equal ones the first."""
    is_kept = np.ones(len(data), dtype=np.bool_)
    for first, last in zip(indptr[:-1].tolist(), indptr[1:].tolist(), strict=True):
        n_left_out = last - first - strongest
        if n_left_out > 0:
            values = data[first:last]
            least = np.partition(values, n_left_out)[n_left_out]
            is_kept[first:last] = values > least
            equal = np.flatnonzero(values == least)
            is_kept[first + equal[: strongest - int(is_kept[first:last].sum())]] = True
    return np.flatnonzero(is_kept)


def measure_similarity(memory: CableMemory, rows: Rows) -> FloatMatrix:
    """Return how alike each row and each kept cable are: float32 (n_rows, n_cables).

    It is 0 where nothing is shared, else the inner product of the row with the cable's strongest features.
    """
    indptr, indices, data = rows
    if native.kernels is not None:
        alike = np.empty((len(indptr) - 1, memory.n_cables), dtype=np.float32)
        native.kernels.measure_similarity(
            np.ascontiguousarray(indptr, dtype=np.int64),
            np.ascontiguousarray(indices, dtype=np.int64),
            np.ascontiguousarray(data, dtype=np.float32),
            memory.starts,
            memory.cables,
            memory.wide_values,
            memory.n_cables,
            alike,
        )
        return alike
    starts = memory.starts.astype(np.int64)
    sizes = starts[indices + 1] - starts[indices]
    similarity = np.empty((len(indptr) - 1, memory.n_cables), dtype=np.float32)
    for row in range(len(similarity)):
        part = slice(indptr[row], indptr[row + 1])
        n = sizes[part]
        ends = np.cumsum(n)
        total = int(ends[-1]) if len(ends) else 0
        at = np.arange(total) + np.repeat(starts[indices[part]] - (ends - n), n)
        products = memory.values[at] * np.repeat(data[part], n)
        similarity[row] = np.bincount(memory.cables[at], weights=products, minlength=memory.n_cables)
    return similarity


def remembered_tags(memory: CableMemory, n_tags: int) -> FloatMatrix:
    """Return the kept cables' tags as float32 zeros and ones, (n_cables, n_tags)."""
    tags = np.zeros((memory.n_cables, n_tags), dtype=np.float32)
    row = np.repeat(np.arange(memory.n_cables), np.diff(memory.tag_starts).astype(np.int64))
    tags[row, memory.tags] = 1.0
    return tags


def post_of(cable: BlindCable) -> str:
    """Return the post that a cable came from, in upper case; empty where it does not say."""
    return " ".join(cable.origin.upper().split())


def months_of(cables: Sequence[BlindCable]) -> IntVector:
    """Return the cables' months since January 1900, int64 (n_cables,); `NO_MONTH` without a date."""
    return np.array(
        [
            NO_MONTH if cable.year is None else max(0, (cable.year - 1900) * 12 + (cable.month or 6))
            for cable in cables
        ],
        dtype=np.int64,
    )


def check_memory(memory: CableMemory, n_features: int, n_tags: int) -> None:
    """Return nothing if the parts fit one another, so that no number points beside its array.

    Raises: ModelFolderError otherwise.
    """
    n_cables = memory.posts.size
    shapes: dict[str, tuple[NDArray[Any], str, int]] = {
        "starts": (memory.starts, "<u4", n_features + 1),
        "cables": (memory.cables, "<u4", memory.cables.size),
        "values": (memory.values, "<f2", memory.cables.size),
        "tag_starts": (memory.tag_starts, "<u4", n_cables + 1),
        "tags": (memory.tags, "<u2", memory.tags.size),
        "posts": (memory.posts, "<u4", n_cables),
        "months": (memory.months, "<u2", n_cables),
    }
    for name, (array, dtype, size) in shapes.items():
        if array.dtype.str != dtype or array.shape != (size,):
            raise ModelFolderError(
                f"memory.{name}.npy is no vector of {size} {dtype}; train the model again."
            )
    fits = len(memory.ids) == n_cables and _all_below(memory.posts, len(memory.post_names))
    fits = fits and bool(np.all(np.isfinite(memory.values)))
    fits = fits and _all_below(memory.cables, n_cables) and _all_below(memory.tags, n_tags)
    for starts, end in ((memory.starts, memory.cables.size), (memory.tag_starts, memory.tags.size)):
        fits = (
            fits and int(starts[0]) == 0 and int(starts[-1]) == end and not np.any(starts[1:] < starts[:-1])
        )
    if not fits:
        raise ModelFolderError("the arrays of the memory do not fit one another; train the model again.")


def _all_below(numbers: NDArray[Any], bound: int) -> bool:
    return not numbers.size or int(numbers.max()) < bound
