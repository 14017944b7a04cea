"""Slices: the same predictions scored on parts of the test, each with its counts and its interval.

A slice of cables (a year, a post) holds all tags of its cables; a slice of tags (a kind, a frequency
band) holds its tags on all cables. Intervals come from one bootstrap over all cables, so a slice's
size varies from draw to draw as it would in another test set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cableml.cable.level import parse_level
from cableml.evaluation.bootstrap import Interval, build_interval, draw_weights
from cableml.evaluation.multilabel import BANDS, KINDS, OUTSIDE_BAND, name_kind
from cableml.evaluation.tag_statistics import FALSE, MISSED, TagStatistics

Floats = npt.NDArray[np.float64]

MIN_CABLES = 20
"""A post with fewer test cables is counted under `OTHER`: its own figure would be mostly luck."""
SURE_CABLES = 10
"""A slice with fewer cables has no interval: drawing from a handful again and again says little."""
OTHER = "other posts"
UNKNOWN = "not known"
_LENGTHS = (
    (1600, "1,600 or more"),
    (800, "800 to 1,599"),
    (400, "400 to 799"),
    (150, "150 to 399"),
    (0, "under 150"),
)


class CableFacts(NamedTuple):
    """What slices of cables go by, one entry a scored cable; ``words`` counts the text's words."""

    years: Sequence[int | None]
    posts: Sequence[str | None]
    words: Sequence[int]
    levels: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One slice: ``n_cables`` in it, its score (None where nothing counts), and further figures by name."""

    name: str
    n_cables: int
    value: float | None
    interval: Interval | None
    more: Mapping[str, float | int]

    def to_json(self) -> dict[str, Any]:
        """Return the row as plain JSON types."""
        return {
            "name": self.name,
            "n_cables": self.n_cables,
            "value": self.value,
            "interval": None if self.interval is None else self.interval.to_json(),
            **self.more,
        }


@dataclass(frozen=True, slots=True)
class SliceTable:
    """All slices by one thing; ``metric`` names what ``value`` is."""

    by: str
    title: str
    metric: str
    rows: tuple[SliceRow, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the table as plain JSON types."""
        return {"metric": self.metric, "rows": [row.to_json() for row in self.rows]}

    def to_columns(self) -> dict[str, list[Any]]:
        """Return the table column by column: the slice first, its score second."""
        columns: dict[str, list[Any]] = {
            self.by: [row.name for row in self.rows],
            self.metric: [row.value for row in self.rows],
            "low": [None if row.interval is None else row.interval.low for row in self.rows],
            "high": [None if row.interval is None else row.interval.high for row in self.rows],
            "n_cables": [row.n_cables for row in self.rows],
        }
        for name in dict.fromkeys(name for row in self.rows for name in row.more):
            columns[name] = [row.more.get(name) for row in self.rows]
        return columns


@dataclass(frozen=True, slots=True)
class Drift:
    """The trend over years with at least `MIN_CABLES` cables: change of the score a year, its interval."""

    metric: str
    per_year: float
    interval: Interval | None
    first: int
    last: int

    def to_json(self) -> dict[str, Any]:
        """Return the trend as plain JSON types."""
        return {
            "metric": self.metric,
            "per_year": self.per_year,
            "interval": None if self.interval is None else self.interval.to_json(),
            "first": self.first,
            "last": self.last,
        }


@dataclass(frozen=True, slots=True)
class Slices:
    """Every slice table of one scoring, and the trend over years (None with fewer than three of them)."""

    tables: tuple[SliceTable, ...]
    drift: Drift | None = None

    def to_json(self) -> dict[str, Any]:
        """Return tables by what they slice by, and the trend."""
        return {
            "slices": {table.by: table.to_json() for table in self.tables},
            "drift": None if self.drift is None else self.drift.to_json(),
        }


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Slices and the sums they are scored from: ``sums`` maps weights (r, n) to (r, n_slices, n_columns)."""

    by: str
    title: str
    names: tuple[str, ...]
    sums: Callable[[Floats], Floats] = field(compare=False)


def slice_tags(
    statistics: TagStatistics,
    gold: Sequence[Collection[str]],
    facts: CableFacts,
    train_counts: Mapping[str, int],
    bootstrap: int,
    seed: int,
) -> Slices:
    """Return micro-F1 over all gold tags by year, post, length, level, tag kind and tag frequency."""
    per_cable = np.column_stack(
        [statistics.column(name) for name in ("hits", "assigned", "gold", "gold_known")]
    )
    known = frozenset(statistics.labels)
    groupings = [
        *_group_cables(facts, per_cable),
        _group_tags("kind", "kind of tag", KINDS, name_kind, statistics, gold),
        _group_tags(
            "frequency",
            "training cables of the tag",
            (*(name for _, name in BANDS), OUTSIDE_BAND),
            lambda tag: _name_band(train_counts.get(tag, 0)) if tag in known else OUTSIDE_BAND,
            statistics,
            gold,
        ),
    ]

    def score(sums: Floats) -> Floats:
        return _divide(2 * sums[..., 0], sums[..., 1] + sums[..., 2])

    def describe(sums: Floats) -> dict[str, float | int]:
        hits, assigned, n_gold, n_known = (float(value) for value in sums[:4])
        return {
            "gold": int(n_gold),
            "assigned": int(assigned),
            "precision": hits / assigned if assigned else 0.0,
            "recall": hits / n_gold if n_gold else 0.0,
            "share_gold_outside": (n_gold - n_known) / n_gold if n_gold else 0.0,
        }

    return _measure(groupings, "micro_f1", score, describe, statistics.n_cables, bootstrap, seed)


def slice_levels(
    gold: Sequence[str], predicted: Sequence[str], facts: CableFacts, bootstrap: int, seed: int
) -> Slices:
    """Return accuracy by year, post, length and gold level, beside that of naming the commonest level."""
    levels = sorted(set(gold) | set(predicted))
    per_cable = np.column_stack(
        [
            np.array([own == said for own, said in zip(gold, predicted, strict=True)]),
            *(np.array([own == level for own in gold]) for level in levels),
        ]
    ).astype(np.float64)

    def score(sums: Floats) -> Floats:
        return _divide(sums[..., 0], sums[..., -1])

    def describe(sums: Floats) -> dict[str, float | int]:
        return {"right": int(sums[0]), "commonest_level": float(sums[1:].max() / max(sums[1:].sum(), 1.0))}

    return _measure(_group_cables(facts, per_cable), "accuracy", score, describe, len(gold), bootstrap, seed)


def _measure(
    groupings: Sequence[_Grouping],
    metric: str,
    score: Callable[[Floats], Floats],
    describe: Callable[[Floats], dict[str, float | int]],
    n_cables: int,
    bootstrap: int,
    seed: int,
) -> Slices:
    totals = [grouping.sums(np.ones((1, n_cables)))[0] for grouping in groupings]
    draws: list[list[Floats]] = [[] for _ in groupings]
    if bootstrap >= 2:
        for weights in draw_weights(n_cables, bootstrap, seed):
            for place, grouping in enumerate(groupings):
                draws[place].append(score(grouping.sums(weights)))
    tables, drift = [], None
    for grouping, sums, parts in zip(groupings, totals, draws, strict=True):
        values = score(sums[None])[0]
        replicates = np.concatenate(parts) if parts else np.full((0, len(values)), np.nan)
        rows = tuple(
            SliceRow(
                name=name,
                n_cables=int(sums[place, -1]),
                value=float(values[place]) if np.isfinite(values[place]) else None,
                interval=(
                    build_interval(replicates[:, place], float(values[place]))
                    if sums[place, -1] >= SURE_CABLES
                    else None
                ),
                more=describe(sums[place, :-1]),
            )
            for place, name in enumerate(grouping.names)
        )
        kept = tuple(row for row in rows if row.n_cables)
        tables.append(SliceTable(grouping.by, grouping.title, metric, kept))
        if grouping.by == "year":
            drift = _measure_drift(metric, grouping.names, values, sums[:, -1], replicates)
    return Slices(tuple(tables), drift)


def _measure_drift(
    metric: str, names: Sequence[str], values: Floats, n_cables: Floats, replicates: Floats
) -> Drift | None:
    """Return the slope of the score over the years, each year weighing as much as it has cables."""
    used = np.array([name.isdecimal() for name in names]) & (n_cables >= MIN_CABLES) & np.isfinite(values)
    if used.sum() < 3:
        return None
    years = np.array([int(name) for name, flag in zip(names, used, strict=True) if flag], dtype=np.float64)
    weights = n_cables[used]
    centred = years - np.average(years, weights=weights)
    pull = weights * centred / (weights * centred**2).sum()
    per_year = float(values[used] @ pull)
    interval = build_interval(replicates[:, used] @ pull, per_year, -1.0, 1.0)
    return Drift(metric, per_year, interval, int(years.min()), int(years.max()))


def _group_cables(facts: CableFacts, per_cable: Floats) -> list[_Grouping]:
    years = [UNKNOWN if year is None else str(year) for year in facts.years]
    n_by_post = Counter(post for post in facts.posts if post)
    posts = [_name_post(post, n_by_post) for post in facts.posts]
    last = (OTHER, UNKNOWN)
    by_size = sorted(
        set(posts),
        key=lambda post: (last.index(post) + 1 if post in last else 0, -n_by_post[post], post),
    )
    lengths = [next(name for lowest, name in _LENGTHS if n_words >= lowest) for n_words in facts.words]
    levels = [level or UNKNOWN for level in facts.levels]
    return [
        _group("year", "year", years, sorted(set(years)), per_cable),
        _group("post", f"post ({MIN_CABLES} test cables or more)", posts, by_size, per_cable),
        _group("length", "words in the cable", lengths, [name for _, name in reversed(_LENGTHS)], per_cable),
        _group(
            "level", "level that the cable bears", levels, sorted(set(levels), key=_rank_level), per_cable
        ),
    ]


def _group(by: str, title: str, own: Sequence[str], names: Sequence[str], per_cable: Floats) -> _Grouping:
    """Return the grouping of cables by their own name; the last column of the sums counts cables."""
    places = {name: place for place, name in enumerate(names)}
    group = np.array([places[name] for name in own], dtype=np.intp)
    columns = np.column_stack([per_cable, np.ones(len(own))])

    def add_up(weights: Floats) -> Floats:
        sums = np.empty((len(weights), len(names), columns.shape[1]))
        for row, weight in enumerate(weights):
            for place in range(columns.shape[1]):
                sums[row, :, place] = np.bincount(
                    group, weights=weight * columns[:, place], minlength=len(names)
                )
        return sums

    return _Grouping(by, title, tuple(names), add_up)


def _group_tags(
    by: str,
    title: str,
    names: Sequence[str],
    find_name: Callable[[str], str],
    statistics: TagStatistics,
    gold: Sequence[Collection[str]],
) -> _Grouping:
    """Return the grouping of tags by name; a cable counts where it has or is given a tag of the group."""
    places = {name: place for place, name in enumerate(names)}
    of_label = np.array([places[find_name(label)] for label in statistics.labels], dtype=np.intp)
    per_cable = np.zeros((statistics.n_cables, len(names), 5))
    labels, outcomes = np.divmod(statistics.entry_codes, 3)
    group, cables = of_label[labels], statistics.entry_cables
    missed, false = outcomes == MISSED, outcomes == FALSE
    np.add.at(per_cable[..., 0], (cables, group), ~missed & ~false)
    np.add.at(per_cable[..., 1], (cables, group), ~missed)
    np.add.at(per_cable[..., 2], (cables, group), ~false)
    per_cable[..., 3] = per_cable[..., 2]
    known = set(statistics.labels)
    for cable, tags in enumerate(gold):
        for tag in set(tags) - known:
            per_cable[cable, places[find_name(tag)], 2] += 1
    per_cable[..., 4] = per_cable[..., 1:3].sum(axis=-1) > 0
    flat = per_cable.reshape(statistics.n_cables, -1)
    return _Grouping(by, title, tuple(names), lambda weights: (weights @ flat).reshape(-1, len(names), 5))


def _name_post(post: str | None, n_by_post: Mapping[str, int]) -> str:
    if not post:
        return UNKNOWN
    return post if n_by_post[post] >= MIN_CABLES else OTHER


def _name_band(n_cables: int) -> str:
    return next(name for lowest, name in BANDS if n_cables >= lowest)


def _rank_level(name: str) -> tuple[int, str]:
    level = parse_level(name)
    return (99 if level is None else int(level), name)


def _divide(above: Floats, below: Floats) -> Floats:
    """Return the quotient; not a number where there is nothing to divide by."""
    quotient = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient
