"""Pairs of a cable and a tag that it may carry, and what is known of each: one row of features a pair.

All tags share one second stage, so what is learned of frequent tags serves the rare ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.cable.label_space import LabelSpace
from cableml.cable.tag import tag_kind
from cableml.features.block import Rows
from cableml.features.gazetteer import Mentions, gazetteer_codes, mentions
from cableml.models.calibration import logistic
from cableml.models.memory import CableMemory, remembered_tags
from cableml.models.named_labels import spread_columns
from cableml.models.neighbours import HEADER_VOTES, TEXT_VOTES, vote

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]

KINDS: tuple[str, ...] = ("subject", "program", "geo", "organization", "person", "unknown")
_MENTION_FIELDS: tuple[str, ...] = (
    "in_subject",
    "in_headings",
    "in_body",
    "in_lead",
    "share",
    "subject_position",
    "position",
    "rank",
)
_COUNTS: tuple[str, ...] = ("in_subject", "in_headings", "in_body", "in_lead", "share")


class Linearly(NamedTuple):
    """What the linear model says of cables, before any second stage.

    ``odds`` float32 (n_cables, n_learned): calibrated log-odds; ``blocks`` float32 (n_cables, n_blocks,
    n_learned): what each block of features adds to the raw score; ``columns`` int64 (n_learned,): the
    tags, as columns of the label space.
    """

    odds: FloatMatrix
    blocks: NDArray[np.float32]
    columns: IntVector


class Pairs(NamedTuple):
    """Candidate pairs: ``row`` and ``column`` int64 (n_pairs,), ``X`` float32 (n_pairs, n_features)."""

    row: IntVector
    column: IntVector
    X: FloatMatrix


def pair_feature_names(block_names: Sequence[str], *, use_header: bool) -> tuple[str, ...]:
    """Return the columns of `Pairs.X`; ``block_names`` are those of the linear model's blocks."""
    names = ["score", *(f"score of {name}" for name in block_names), *TEXT_VOTES]
    names += ["seen together", "seen with one", "tag's count", "tag's kind", "tag's field", "rank"]
    names += ["tags expected", *(f"best {kind}" for kind in KINDS[:4]), "countries expected"]
    names += [f"named {field.replace('_', ' ')}" for field in _MENTION_FIELDS]
    names += ["countries named", "paragraphs"]
    if use_header:
        names += [*HEADER_VOTES, "addressees", "year"]
    return tuple(names)


def build_pairs(
    cables: Sequence[BlindCable],
    rows: Rows,
    said: Linearly,
    memory: CableMemory,
    label_space: LabelSpace,
    together: FloatMatrix,
    candidates: int,
    folds: IntVector | None = None,
    *,
    first: int = 0,
    shares: FloatMatrix | None = None,
    use_header: bool = True,
) -> Pairs:
    """Return the pairs of each cable and its likely tags: by linear score, by how they stand out, by name.

    Parameters: ``together`` float32 (n_tags, n_tags) as `count_together` gives it; ``candidates`` how
    many tags a cable by score (half as many by how they stand out); ``folds`` one a kept cable, where the
    cables are those of the memory from number ``first`` on, in order: nothing said of a cable then comes
    from its own fold; ``shares`` is what `share_in_all` gives, or `share_outside_folds` where ``folds`` are
    given, and is worked out where it is not at hand.
    """
    n_tags = len(label_space)
    odds = spread_columns(said.odds, said.columns, n_tags, np.nan)
    blocks = spread_columns(said.blocks, said.columns, n_tags, np.nan)
    chances = np.nan_to_num(logistic(odds)).astype(np.float32)
    named = mentions(cables)
    row, column, rank = _choose(said, named, label_space, memory.n_cables, candidates)
    votes = vote(cables, rows, memory, n_tags, folds, first=first, use_header=use_header)
    if shares is None:
        shares = share_in_all(together) if folds is None else share_outside_folds(together, memory, folds)
    fold_of = None if folds is None else folds[first : first + len(cables)]
    beside, with_one = _measure_together(chances, row, column, shares, fold_of)
    kinds = kinds_of(label_space.labels)
    table = _Table(row, column, blocks.shape[1] + 26 + (len(HEADER_VOTES) + 2 if use_header else 0))
    table.gather(odds[:, None])
    table.gather(blocks)
    table.gather(np.stack([votes[name] for name in TEXT_VOTES], axis=1))
    counts = np.array([label_space.counts[label] for label in label_space.labels], dtype=np.float32)
    table.add(beside)
    table.add(with_one)
    table.add(np.log(np.maximum(counts, 0.5))[column])
    table.add(kinds[column])
    table.add(_fields_of(label_space.labels)[column])
    table.add(rank)
    table.add(chances.sum(axis=1)[row])
    for kind in range(4):
        table.add(chances[:, kinds == kind].max(axis=1, initial=0.0)[row])
    # Laid out row by row: else one cable's sum would round otherwise beside others than alone.
    countries = np.ascontiguousarray(chances[:, kinds == KINDS.index("geo")])
    table.add(countries.sum(axis=1)[row])
    for values in _look_up_mentions(named, label_space.labels, row, column):
        table.add(values)
    table.add(_count_countries(named)[row])
    table.add(np.array([len(cable.paragraphs) for cable in cables])[row])
    if use_header:
        table.gather(np.stack([votes[name] for name in HEADER_VOTES], axis=1))
        table.add(np.array([len(cable.to) + len(cable.info) for cable in cables])[row])
        years = [np.nan if cable.year is None else cable.year for cable in cables]
        table.add(np.array(years, dtype=np.float32)[row])
    assert table.is_full
    return Pairs(row, column, table.X)


class _Table:
    """The features of pairs, filled from the first column to the last."""

    def __init__(self, row: IntVector, column: IntVector, width: int) -> None:
        self._row, self._column = row, column
        self._next = 0
        self.X: FloatMatrix = np.empty((len(row), width), dtype=np.float32)

    def add(self, values: NDArray[Any]) -> None:
        """Take one value a pair."""
        self.X[:, self._next] = values
        self._next += 1

    def gather(self, source: NDArray[np.float32]) -> None:
        """Take the values of each pair from planes of (n_cables, n_planes, n_tags): one a plane."""
        n_planes, n_tags = source.shape[1:]
        if native.kernels is not None:
            planes = np.ascontiguousarray(source)
            where = (self.X, self.X.shape[1], self._next)
            native.kernels.gather_columns(*where, planes, n_planes, n_tags, self._row, self._column)
        else:
            self.X[:, self._next : self._next + n_planes] = source[self._row, :, self._column]
        self._next += n_planes

    @property
    def is_full(self) -> bool:
        """Whether every column was filled."""
        return bool(self._next == self.X.shape[1])


def _choose(
    said: Linearly, named: Mentions, label_space: LabelSpace, n_kept: int, candidates: int
) -> tuple[IntVector, IntVector, IntVector]:
    """Return row and column of the candidates, by row, and their rank by linear score.

    Candidates are the tags with the best scores, half as many again that stand out most against how rare
    they are, and every tag that the cable names: 28 % of the uses of tags with fewer than 20 cables were
    not among the best 40 alone, half the rest of them is named.
    """
    n_cables, n_learned = said.odds.shape
    counts = np.array([label_space.counts[label] for label in label_space.labels], dtype=np.float32)
    expected = np.log(np.maximum(counts[said.columns], 0.5) / max(1, n_kept))
    column_of = _number_codes(label_space.labels)
    columns = column_of[named.code]
    if native.kernels is not None:
        n_best, n_outstanding = min(candidates, n_learned), min(candidates // 2, n_learned)
        room = n_cables * (n_best + n_outstanding) + len(columns)
        row, column, ranks = (np.empty(room, dtype=np.int64) for _ in range(3))
        n_pairs = native.kernels.choose(
            np.ascontiguousarray(-said.odds),
            np.ascontiguousarray(expected - said.odds),
            np.ascontiguousarray(said.columns, dtype=np.int64),
            np.ascontiguousarray(named.indptr, dtype=np.int64),
            columns,
            len(label_space),
            n_best,
            n_outstanding,
            row,
            column,
            ranks,
        )
        return row[:n_pairs], column[:n_pairs], ranks[:n_pairs]
    order = np.argsort(-said.odds, axis=1, kind="stable")
    outstanding = np.argsort(expected - said.odds, axis=1, kind="stable")
    is_chosen = np.zeros((n_cables, len(label_space)), dtype=np.bool_)
    cable = np.arange(n_cables)[:, None]
    is_chosen[cable, said.columns[order[:, :candidates]]] = True
    is_chosen[cable, said.columns[outstanding[:, : candidates // 2]]] = True
    is_label = columns >= 0
    rows = np.repeat(np.arange(n_cables), np.diff(named.indptr))
    is_chosen[rows[is_label], columns[is_label]] = True
    ranks = np.full(is_chosen.shape, n_learned, dtype=np.int64)
    ranks[cable, said.columns[order]] = np.arange(n_learned)
    row, column = np.nonzero(is_chosen)
    return row, column, ranks[row, column]


def count_together(Y: NDArray[np.bool_]) -> FloatMatrix:
    """Return how often tags share a cable: float32 (n_tags, n_tags), each tag's own count on the diagonal."""
    tags = Y.astype(np.float32)
    counts: FloatMatrix = tags.T @ tags
    return counts


def share_in_all(together: FloatMatrix) -> FloatMatrix:
    """Return the share of the cables of tag k that carry tag c, at [0, c, k]: float32 (1, n_tags, n_tags).

    0 at [0, c, c].
    """
    share = (together / np.maximum(np.diag(together), np.float32(1.0))[:, None]).T
    np.fill_diagonal(share, 0.0)
    return np.ascontiguousarray(share, dtype=np.float32)[None]


def share_outside_folds(together: FloatMatrix, memory: CableMemory, folds: IntVector) -> FloatMatrix:
    """Return the same for each fold by the cables outside it: float32 (n_folds, n_tags, n_tags)."""
    tags = remembered_tags(memory, len(together))
    own = (tags[folds == fold] for fold in range(int(folds.max()) + 1))
    shares: FloatMatrix = np.concatenate([share_in_all(together - part.T @ part) for part in own])
    return shares


@lru_cache(maxsize=8)
def _number_codes(labels: tuple[str, ...]) -> IntVector:
    """Return the column of each of `gazetteer_codes`, int64, or -1 for one that is no label."""
    column_of = {label: column for column, label in enumerate(labels)}
    return np.array([column_of.get(code, -1) for code in gazetteer_codes()], dtype=np.int64)


@lru_cache(maxsize=8)
def _number_labels(labels: tuple[str, ...]) -> IntVector:
    """Return the place of each label among `gazetteer_codes`, int64, or -1."""
    place = {code: number for number, code in enumerate(gazetteer_codes())}
    return np.array([place.get(label, -1) for label in labels], dtype=np.int64)


@lru_cache(maxsize=8)
def kinds_of(labels: tuple[str, ...]) -> IntVector:
    """Return the place in `KINDS` of each tag's kind, int64 (n_tags,)."""
    return np.array([KINDS.index(tag_kind(label)) for label in labels], dtype=np.int64)


@lru_cache(maxsize=8)
def _fields_of(labels: tuple[str, ...]) -> IntVector:
    """Return each subject tag's field: its first letter's code point (P political, E economic), else 0."""
    return np.array(
        [ord(label[0]) if tag_kind(label) == "subject" else 0 for label in labels], dtype=np.int64
    )


def _measure_together(
    chances: FloatMatrix, row: IntVector, column: IntVector, shares: FloatMatrix, fold_of: IntVector | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return for each candidate how well it goes with the cable's likely tags: in all, and the best.

    The share of the cables of another tag that carry the candidate counts by the chance of that tag; of
    ``shares`` each cable takes those of its fold.
    """
    beside = np.empty(len(row), dtype=np.float32)
    best = np.empty(len(row), dtype=np.float32)
    borders = np.searchsorted(row, np.arange(len(chances) + 1))
    if fold_of is None:
        fold_of = np.zeros(len(chances), dtype=np.int64)
    if native.kernels is not None:
        native.kernels.measure_together(
            np.ascontiguousarray(chances),
            borders,
            column,
            np.ascontiguousarray(fold_of, dtype=np.int64),
            shares,
            beside,
            best,
        )
        return beside, best
    for cable, fold in enumerate(fold_of):
        part = slice(borders[cable], borders[cable + 1])
        weighted = chances[cable][None, :] * shares[fold, column[part]]
        beside[part] = weighted.sum(axis=1) / max(1.0, float(chances[cable].sum()))
        best[part] = weighted.max(axis=1, initial=0.0)
    return beside, best


def _look_up_mentions(
    named: Mentions, labels: tuple[str, ...], row: IntVector, column: IntVector
) -> list[NDArray[np.float32]]:
    """Return for each pair what `mentions` says of the tag; NaN where the gazetteer has no name for it."""
    codes = _number_labels(labels)[column]
    n_codes = len(gazetteer_codes())
    keys = np.repeat(np.arange(len(named.indptr) - 1), np.diff(named.indptr)) * n_codes + named.code
    wanted = row * n_codes + codes
    at = np.searchsorted(keys, wanted)
    found = at < len(keys)
    found[found] = keys[at[found]] == wanted[found]
    found &= codes >= 0
    columns = []
    for field in _MENTION_FIELDS:
        values = np.full(len(row), 0.0 if field in _COUNTS else np.nan, dtype=np.float32)
        values[codes < 0] = np.nan
        values[found] = getattr(named, field)[at[found]]
        columns.append(values)
    return columns


def _count_countries(named: Mentions) -> IntVector:
    is_named = named.in_body > 0
    row = np.repeat(np.arange(len(named.indptr) - 1), np.diff(named.indptr))
    return np.bincount(row[is_named], minlength=len(named.indptr) - 1).astype(np.int64)
