"""Votes: which tags the training cables nearest to a cable carry, by likeness, post, month and reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.features.block import Rows
from cableml.models.memory import (
    NO_MONTH,
    CableMemory,
    measure_similarity,
    months_of,
    post_of,
    remembered_tags,
)

if TYPE_CHECKING:
    from types import ModuleType

FloatMatrix = NDArray[np.float32]

_FAR_APART = 4096  # months; the slowest decay has come to nothing long before
NEAREST = (3, 15, 40)
TEXT_VOTES: tuple[str, ...] = tuple(f"nearest {n}" for n in NEAREST)
HEADER_VOTES: tuple[str, ...] = (
    "alike of the post",
    "months of the post",
    "alike of the month",
    "references",
)


class _Kernel(NamedTuple):
    """How a vote weighs the cables: likeness to a power, decay by months, the post alone, and a prior."""

    power: int
    months: float | None
    same_post: bool
    prior: float


_KERNELS: Mapping[str, _Kernel] = {
    "alike of the post": _Kernel(3, None, True, 0.02),
    "months of the post": _Kernel(0, 2.0, True, 0.3),
    "alike of the month": _Kernel(2, 1.0, False, 0.02),
}


def vote(
    cables: Sequence[BlindCable],
    rows: Rows,
    memory: CableMemory,
    n_tags: int,
    folds: NDArray[np.int64] | None = None,
    *,
    first: int = 0,
    use_header: bool = True,
) -> dict[str, FloatMatrix]:
    """Return the votes by name, each float32 (n_cables, n_tags) of shares 0 to 1.

    A share is that of the weight of kept cables that carry the tag, drawn toward the tag's share among
    all; "references" is NaN where none of the cable's references is kept. A cable's votes do not depend on
    the cables beside it.

    Parameters: ``folds`` int64, one a kept cable, where the cables are those of the memory from number
    ``first`` on, in order: no cable of its own fold then votes on a cable (the share that votes are drawn
    toward stays that among all);
    ``use_header`` False leaves out the votes that need the header (`HEADER_VOTES`).
    """
    own = None if folds is None else folds[first : first + len(cables)]
    alike = measure_similarity(memory, rows)
    np.maximum(alike, 0.0, out=alike)
    apart_from = None if folds is None or own is None else own[:, None] == folds[None, :]
    if apart_from is not None:
        alike[apart_from] = 0.0
    if native.kernels is not None and memory.n_cables:
        return _vote_natively(native.kernels, cables, alike, memory, n_tags, folds, own, use_header)
    tags = remembered_tags(memory, n_tags)
    share = memory.share_of_tags(n_tags)
    votes = {name: _vote_nearest(alike, tags, n) for name, n in zip(TEXT_VOTES, NEAREST, strict=True)}
    if not use_header:
        return votes
    posts = _find_posts(cables, memory)
    same_post = (posts[:, None] == memory.posts.astype(np.int64)[None, :]).astype(np.float32)
    months, kept = months_of(cables), memory.months.astype(np.int64)
    apart = np.abs(months[:, None] - kept[None, :]).astype(np.float32)
    apart[(months == NO_MONTH)[:, None] | (kept == NO_MONTH)[None, :]] = np.inf
    for name, kernel in _KERNELS.items():
        weights = alike**kernel.power
        if kernel.months is not None:
            weights *= np.exp(apart / np.float32(-kernel.months))
        if kernel.same_post:
            weights *= same_post
        if apart_from is not None:
            weights[apart_from] = 0.0
        total = weights.sum(axis=1, keepdims=True) + np.float32(kernel.prior)
        votes[name] = (_add_up(weights, memory, n_tags) + np.float32(kernel.prior) * share) / total
    votes["references"] = _follow_references(_find_cited(cables, memory, folds, own), tags)
    return votes


def _vote_natively(
    kernels: ModuleType,
    cables: Sequence[BlindCable],
    alike: FloatMatrix,
    memory: CableMemory,
    n_tags: int,
    folds: NDArray[np.int64] | None,
    own: NDArray[np.int64] | None,
    use_header: bool,
) -> dict[str, FloatMatrix]:
    names = (*TEXT_VOTES, *(HEADER_VOTES if use_header else ()))
    votes = np.empty((len(cables), len(names), n_tags), dtype=np.float32)
    none = np.empty(0, dtype=np.int64)
    posts = _find_posts(cables, memory) if use_header else none
    post_starts, by_post = memory.by_post
    sizes = np.where(posts < 0, 0, np.diff(post_starts)[posts])
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    at_post = np.empty(int(starts[-1]), dtype=np.float32)
    if use_header:
        kernels.gather_posts(alike, memory.n_cables, posts, post_starts, by_post, starts, at_post)
    cited = _find_cited(cables, memory, folds, own) if use_header else []
    kernels.vote(
        alike,
        memory.n_cables,
        np.array(NEAREST, dtype=np.int64),
        memory.tag_starts,
        memory.tags,
        memory.share_of_tags(n_tags),
        votes,
        posts,
        post_starts,
        by_post,
        starts,
        at_post ** _KERNELS["alike of the post"].power,
        months_of(cables),
        memory.months,
        _decay("months of the post"),
        _decay("alike of the month"),
        np.array([kernel.prior for kernel in _KERNELS.values()], dtype=np.float32),
        np.cumsum([0, *map(len, cited)]),
        np.array([place for places in cited for place in places], dtype=np.int64),
        none if own is None else np.ascontiguousarray(own, dtype=np.int64),
        none if folds is None else np.ascontiguousarray(folds, dtype=np.int64),
        memory.cable_of_tag,
    )
    return {name: votes[:, place] for place, name in enumerate(names)}


@cache
def _decay(name: str) -> NDArray[np.float32]:
    """Return the weight of so many months between; what lies further apart weighs nothing."""
    months = _KERNELS[name].months
    assert months is not None
    apart = np.arange(_FAR_APART, dtype=np.float32)
    apart[-1] = np.inf
    weights: NDArray[np.float32] = np.exp(apart / np.float32(-months))
    return weights


def _find_posts(cables: Sequence[BlindCable], memory: CableMemory) -> NDArray[np.int64]:
    """Return the number of each cable's post, or -1: who does not say a post shares none with the like."""
    number = memory.number_of_post
    return np.array([number.get(post_of(cable), -1) for cable in cables], dtype=np.int64)


def _add_up(weights: FloatMatrix, memory: CableMemory, n_tags: int) -> FloatMatrix:
    """Return the weight of the kept cables that carry each tag, float32 (n_cables, n_tags).

    Row by row: a product of matrices rounds otherwise for one cable than for many.
    """
    cable = np.repeat(np.arange(memory.n_cables), np.diff(memory.tag_starts).astype(np.int64))
    sums = np.empty((len(weights), n_tags), dtype=np.float32)
    for row, own in enumerate(weights):
        sums[row] = np.bincount(memory.tags, weights=own[cable], minlength=n_tags)
    return sums


def _vote_nearest(alike: FloatMatrix, tags: FloatMatrix, n_nearest: int) -> FloatMatrix:
    """Return the tags of the most alike cables, weighted by the square of the likeness."""
    n_nearest = min(n_nearest, alike.shape[1])
    votes = np.zeros((len(alike), tags.shape[1]), dtype=np.float32)
    if n_nearest == 0 or not len(alike):
        return votes
    # Of cables that are equally alike the first ones vote, and all in their order: the sums are the same.
    least = -np.partition(-alike, n_nearest - 1, axis=1)[:, n_nearest - 1, None]
    is_equal = alike == least
    n_above = (alike > least).sum(axis=1, keepdims=True)
    chosen = (alike > least) | (is_equal & (np.cumsum(is_equal, axis=1) <= n_nearest - n_above))
    order = np.nonzero(chosen)[1].reshape(len(alike), n_nearest)
    weights = np.take_along_axis(alike, order, axis=1) ** 2
    for place in range(n_nearest):
        votes += weights[:, place, None] * tags[order[:, place]]
    votes /= np.maximum(weights.sum(axis=1, keepdims=True), np.float32(1e-9))
    return votes


def _find_cited(
    cables: Sequence[BlindCable],
    memory: CableMemory,
    folds: NDArray[np.int64] | None,
    own: NDArray[np.int64] | None,
) -> list[list[int]]:
    """Return the kept cables that each cable refers to, rising, but for those of its own fold."""
    number = memory.place_of_id
    cited = []
    for row, cable in enumerate(cables):
        found = sorted({number[reference] for reference in cable.references if reference in number})
        if folds is not None and own is not None:
            found = [place for place in found if folds[place] != own[row]]
        cited.append(found)
    return cited


def _follow_references(cited: Sequence[Sequence[int]], tags: FloatMatrix) -> FloatMatrix:
    votes = np.full((len(cited), tags.shape[1]), np.nan, dtype=np.float32)
    for row, found in enumerate(cited):
        if found:
            votes[row] = tags[found].mean(axis=0)
    return votes
