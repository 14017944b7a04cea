"""Label noise: how far the labels of near-duplicate cables agree, and what ceiling that leaves.

The same text was often released, sent or reused twice, and labelled anew each time. Where two
labellings of one text differ, no reader of the text can be right about both.

The ceiling. Let each label of a text be drawn with a probability q that only the text decides, anew
for each cable. Two labellings then agree with micro-F1 ``a`` (sum of q squared over sum of q). Any
rule that reads the text alone has an expected micro-F1 of at least ``a`` at its best (it may draw as
the labellers do) and never above the square root of ``a`` (Cauchy-Schwarz, then the mean
inequality); where all labels in doubt are equally doubtful, the best is ``2a / (1 + a)``. The same
bounds hold for the accuracy of levels, with ``a`` the share of pairs of one level: the best rule
names the likeliest level, whose probability lies between the sum of squares and its root.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cableml.evaluation.bootstrap import Interval, build_interval, draw_weights

Floats = npt.NDArray[np.float64]

SAME, MOST, PART = "the same text", "most of the text", "a part of the text"
SAME_POST, TWO_POSTS = "the same text, one post", "the same text, two posts"
SAME_SHARE = 0.8
"""Same text: so much of the shorter stands in the longer, and the shorter has so much of its words."""
MOST_SHARE = 0.6
MIN_POST_PAIRS = 5
METHOD = (
    "Pairs of cables with different ids that repeat each other's text; each cable counts once however many "
    "twins it has. If the labels of one text are drawn anew each time, the best reader of the text scores at "
    "least the agreement a, at most its square root, and 2a/(1+a) where all doubtful labels are equally "
    "doubtful. Intervals: bootstrap over groups of near-duplicates. Copied labels make a, and so the "
    "ceiling, too high; texts that differ in what matters make it too low."
)


class CablePairs(NamedTuple):
    """Pairs of near-duplicates: places of cables, the shorter's share found in the other, length ratio.

    ``group`` numbers the group of each cable, shape (n_cables,); all else has shape (n_pairs,).
    """

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    containment: npt.NDArray[np.floating[Any]]
    length_ratio: Floats
    group: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the labels of some pairs agree: micro-F1 (tags) or the share of equal levels, 0 to 1."""

    name: str
    n_pairs: int
    n_cables: int
    n_groups: int
    value: float
    interval: Interval | None
    identical: float
    identical_interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        """Return the agreement as plain JSON types."""
        return {
            "pairs_of": self.name,
            "n_pairs": self.n_pairs,
            "n_cables": self.n_cables,
            "n_groups": self.n_groups,
            "agreement": self.value,
            "interval": _plain(self.interval),
            "identical": self.identical,
            "identical_interval": _plain(self.identical_interval),
        }


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What the best reader of a text may score: between ``low`` and ``high``, each with its interval."""

    low: float
    even: float
    high: float
    low_interval: Interval | None
    even_interval: Interval | None
    high_interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        """Return the bounds as plain JSON types, and the method in words."""
        return {
            "at_least": self.low,
            "at_least_interval": _plain(self.low_interval),
            "equally_doubtful": self.even,
            "equally_doubtful_interval": _plain(self.even_interval),
            "at_most": self.high,
            "at_most_interval": _plain(self.high_interval),
            "method": METHOD,
        }


@dataclass(frozen=True, slots=True)
class LabelSplit:
    """A label (or two levels) that parts twins: pairs in which both have it, and in which one alone has."""

    label: str
    both: int
    one: int

    def to_json(self) -> dict[str, Any]:
        """Return the counts as plain JSON types."""
        return {"label": self.label, "both": self.both, "one_only": self.one}


@dataclass(frozen=True, slots=True)
class NoiseReport:
    """What near-duplicates tell of the labels.

    ``ceiling`` comes from all pairs of the same text, ``ceiling_one_post`` from those of one post: a
    text under the headers of two posts is often one that a release misplaced. ``chance`` is the
    agreement of two cables drawn at random; ``posts`` hold pairs with the same or most of the text, by
    post of either cable; ``labels`` what parts pairs of the same text; ``parted`` their places, the
    most different first.
    """

    agreements: tuple[Agreement, ...]
    chance: float
    ceiling: Ceiling | None
    ceiling_one_post: Ceiling | None
    posts: tuple[Agreement, ...]
    labels: tuple[LabelSplit, ...]
    parted: tuple[tuple[int, int], ...]


def measure_noise(
    labels: Sequence[Collection[str]],
    pairs: CablePairs,
    posts: Sequence[str | None],
    bootstrap: int,
    seed: int,
) -> NoiseReport:
    """Return how far near-duplicates agree; a level is a set of one label.

    Parameters
    ----------
    labels
        The labels of each cable, n_cables entries.
    pairs
        Near-duplicates with different ids among them.
    posts
        The post of each cable, or None.
    bootstrap
        Replicates of the bootstrap over groups; 0 for no intervals.
    seed
        Its seed.
    """
    sets = [frozenset(own) for own in labels]
    kinds = _name_kinds(pairs)
    agreements = []
    for kind in (SAME, MOST, PART):
        found = _measure(kind, sets, pairs, kinds == kind, bootstrap, seed)
        if found is not None:
            agreements.append(found)
    same = kinds == SAME
    at_home = np.array(
        [posts[a] == posts[b] for a, b in zip(pairs.first, pairs.second, strict=True)], dtype=np.bool_
    )
    # A text under the headers of two posts is often one that a release put under the wrong header
    # (05SOFIA1280 bears the text of 05PARIS5539).
    for name, kept in ((SAME_POST, same & at_home), (TWO_POSTS, same & ~at_home)):
        found = _measure(name, sets, pairs, kept, bootstrap, seed)
        if found is not None:
            agreements.append(found)
    by_name = {agreement.name: agreement for agreement in agreements}
    by_post: dict[str, list[int]] = defaultdict(list)
    for place in np.flatnonzero(kinds != PART):
        for post in {posts[pairs.first[place]], posts[pairs.second[place]]}:
            if post:
                by_post[post].append(int(place))
    of_posts = []
    for post, places in by_post.items():
        if len(places) >= MIN_POST_PAIRS:
            kept = np.zeros(len(pairs.first), dtype=np.bool_)
            kept[places] = True
            found = _measure(post, sets, pairs, kept, bootstrap, seed)
            if found is not None:
                of_posts.append(found)
    return NoiseReport(
        agreements=tuple(agreements),
        chance=_measure_chance(sets),
        ceiling=_bound_ceiling(by_name.get(SAME)),
        ceiling_one_post=_bound_ceiling(by_name.get(SAME_POST)),
        posts=tuple(sorted(of_posts, key=lambda one: (one.value, one.name))),
        labels=_count_labels(sets, pairs, same),
        parted=_rank_parted(sets, pairs, same),
    )


def _name_kinds(pairs: CablePairs) -> npt.NDArray[Any]:
    same = (pairs.containment >= SAME_SHARE) & (pairs.length_ratio >= SAME_SHARE)
    return np.where(same, SAME, np.where(pairs.containment >= MOST_SHARE, MOST, PART))


def _measure(
    name: str,
    sets: Sequence[frozenset[str]],
    pairs: CablePairs,
    kept: npt.NDArray[np.bool_],
    bootstrap: int,
    seed: int,
) -> Agreement | None:
    first, second = pairs.first[kept], pairs.second[kept]
    if not len(first):
        return None
    degree = np.bincount(np.concatenate((first, second)), minlength=len(sets)).astype(np.float64)
    # Each cable shares out a half among its pairs, so one with many twins counts no more than others.
    weight = 0.5 / degree[first] + 0.5 / degree[second]
    shared = np.array([len(sets[a] & sets[b]) for a, b in zip(first, second, strict=True)])
    sizes = np.array([len(sets[a]) + len(sets[b]) for a, b in zip(first, second, strict=True)])
    equal = np.array([sets[a] == sets[b] for a, b in zip(first, second, strict=True)])
    _, groups = np.unique(pairs.group[first], return_inverse=True)
    n_groups = int(groups.max()) + 1
    sums = np.column_stack(
        [
            np.bincount(groups, weights=weight * column, minlength=n_groups).astype(np.float64)
            for column in (2.0 * shared, sizes, equal, np.ones(len(first)))
        ]
    )
    value, identical = (float(part[0]) for part in _divide_sums(sums, np.ones((1, n_groups))))
    draws = [_divide_sums(sums, weights) for weights in draw_weights(n_groups, bootstrap, seed)]
    values = np.concatenate([draw[0] for draw in draws]) if draws else np.empty(0)
    shares = np.concatenate([draw[1] for draw in draws]) if draws else np.empty(0)
    return Agreement(
        name=name,
        n_pairs=len(first),
        n_cables=int((degree > 0).sum()),
        n_groups=n_groups,
        value=value,
        interval=build_interval(values, value),
        identical=identical,
        identical_interval=build_interval(shares, identical),
    )


def _divide_sums(sums: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return agreement and share of identical labels for each row of weights."""
    totals = weights @ sums
    # Two cables that both say no label agree.
    agreement = np.divide(totals[:, 0], totals[:, 1], out=np.ones(len(totals)), where=totals[:, 1] > 0)
    return agreement, totals[:, 2] / totals[:, 3]


def _measure_chance(sets: Sequence[frozenset[str]]) -> float:
    counts = np.array(list(Counter(label for own in sets for label in own).values()), dtype=np.float64)
    shares = counts / max(len(sets), 1)
    return float((shares**2).sum() / shares.sum()) if len(shares) else 1.0


def _bound_ceiling(agreement: Agreement | None) -> Ceiling | None:
    if agreement is None:
        return None

    def even(a: float) -> float:
        return 2.0 * a / (1.0 + a)

    def root(a: float) -> float:
        return float(np.sqrt(a))

    own = agreement.interval
    return Ceiling(
        low=agreement.value,
        even=even(agreement.value),
        high=root(agreement.value),
        low_interval=own,
        even_interval=None if own is None else Interval(even(own.low), even(own.high)),
        high_interval=None if own is None else Interval(root(own.low), root(own.high)),
    )


def _count_labels(
    sets: Sequence[frozenset[str]], pairs: CablePairs, kept: npt.NDArray[np.bool_]
) -> tuple[LabelSplit, ...]:
    both: Counter[str] = Counter()
    one: Counter[str] = Counter()
    for a, b in zip(pairs.first[kept], pairs.second[kept], strict=True):
        both.update(sets[a] & sets[b])
        one.update(sets[a] ^ sets[b])
    ranked = sorted(one, key=lambda label: (-one[label], label))
    return tuple(LabelSplit(label, both[label], one[label]) for label in ranked)


def _rank_parted(
    sets: Sequence[frozenset[str]], pairs: CablePairs, kept: npt.NDArray[np.bool_]
) -> tuple[tuple[int, int], ...]:
    places = [(int(a), int(b)) for a, b in zip(pairs.first[kept], pairs.second[kept], strict=True)]
    parted = [(a, b) for a, b in places if sets[a] != sets[b]]
    return tuple(sorted(parted, key=lambda pair: (-len(sets[pair[0]] ^ sets[pair[1]]), pair)))


def _plain(interval: Interval | None) -> list[float] | None:
    return None if interval is None else interval.to_json()
