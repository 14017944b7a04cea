"""Pairs of a cable and a tag that it may carry, and what is known of each: one row of features a pair.

All tags share one second stage, so what is learned of frequent tags serves the rare ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    use_header: bool = True,
) -> Pairs:
    """Return the pairs of each cable and its likely tags: by linear score, by how they stand out, by name.

    Parameters: ``together`` float32 (n_tags, n_tags) as `count_together` gives it; ``candidates`` how
    many tags a cable by score (half as many by how they stand out); ``folds`` one a kept cable, where the
    cables are those of the memory from number ``first`` on, in order: nothing said of a cable then comes
    from its own fold.
    """
    n_tags = len(label_space)
    odds = spread_columns(said.odds, said.columns, n_tags, np.nan)
    blocks = spread_columns(said.blocks, said.columns, n_tags, np.nan)
    chances = np.nan_to_num(logistic(odds)).astype(np.float32)
    named = mentions(cables)
    row, column, rank = _choose(said, named, label_space, memory.n_cables, candidates)
    votes = vote(cables, rows, memory, n_tags, folds, first=first, use_header=use_header)
    beside, with_one = _measure_together(chances, row, column, together, memory, folds, first)
    kinds = kinds_of(label_space.labels)
    columns: list[NDArray[Any]] = [odds[row, column]]
    columns += [blocks[row, block, column] for block in range(blocks.shape[1])]
    columns += [votes[name][row, column] for name in TEXT_VOTES]
    counts = np.array([label_space.counts[label] for label in label_space.labels], dtype=np.float32)
    columns += [
        beside,
        with_one,
        np.log(np.maximum(counts, 0.5))[column],
        kinds[column],
        _fields_of(label_space.labels)[column],
    ]
    columns += [rank, chances.sum(axis=1)[row]]
    for kind in range(4):
        columns.append(chances[:, kinds == kind].max(axis=1, initial=0.0)[row])
    # Laid out row by row: else one cable's sum would round otherwise beside others than alone.
    countries = np.ascontiguousarray(chances[:, kinds == KINDS.index("geo")])
    columns.append(countries.sum(axis=1)[row])
    columns += _look_up_mentions(named, label_space.labels, row, column)
    columns.append(_count_countries(named)[row])
    columns.append(np.array([len(cable.paragraphs) for cable in cables])[row])
    if use_header:
        columns += [votes[name][row, column] for name in HEADER_VOTES]
        columns.append(np.array([len(cable.to) + len(cable.info) for cable in cables])[row])
        years = [np.nan if cable.year is None else cable.year for cable in cables]
        columns.append(np.array(years, dtype=np.float32)[row])
    return Pairs(row, column, np.column_stack(columns).astype(np.float32))


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
    order = np.argsort(-said.odds, axis=1, kind="stable")
    outstanding = np.argsort(expected - said.odds, axis=1, kind="stable")
    is_chosen = np.zeros((n_cables, len(label_space)), dtype=np.bool_)
    cable = np.arange(n_cables)[:, None]
    is_chosen[cable, said.columns[order[:, :candidates]]] = True
    is_chosen[cable, said.columns[outstanding[:, : candidates // 2]]] = True
    column_of = {label: column for column, label in enumerate(label_space.labels)}
    columns = np.array([column_of.get(code, -1) for code in gazetteer_codes()], dtype=np.int64)[named.code]
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


def kinds_of(labels: Sequence[str]) -> IntVector:
    """Return the place in `KINDS` of each tag's kind, int64 (n_tags,)."""
    return np.array([KINDS.index(tag_kind(label)) for label in labels], dtype=np.int64)


def _fields_of(labels: Sequence[str]) -> IntVector:
    """Return each subject tag's field: its first letter's code point (P political, E economic), else 0."""
    return np.array(
        [ord(label[0]) if tag_kind(label) == "subject" else 0 for label in labels], dtype=np.int64
    )


def _measure_together(
    chances: FloatMatrix,
    row: IntVector,
    column: IntVector,
    together: FloatMatrix,
    memory: CableMemory,
    folds: IntVector | None,
    first: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return for each candidate how well it goes with the cable's likely tags: in all, and the best.

    The share of the cables of another tag that carry the candidate counts by the chance of that tag.
    Where ``folds`` are given, the cable's own fold is taken out of the counts.
    """
    beside = np.empty(len(row), dtype=np.float32)
    best = np.empty(len(row), dtype=np.float32)
    borders = np.searchsorted(row, np.arange(len(chances) + 1))
    fold_of = np.zeros(len(chances), dtype=np.int64) if folds is None else folds[first : first + len(chances)]
    tags = None if folds is None else remembered_tags(memory, len(together))
    for fold in sorted(set(fold_of.tolist())):
        counts = together
        if tags is not None and folds is not None:
            own = tags[folds == fold]
            counts = together - own.T @ own
        share = counts / np.maximum(np.diag(counts), 1.0)[:, None]
        np.fill_diagonal(share, 0.0)
        for cable in np.flatnonzero(fold_of == fold):
            part = slice(borders[cable], borders[cable + 1])
            weighted = chances[cable][:, None] * share[:, column[part]]
            beside[part] = weighted.sum(axis=0) / max(1.0, float(chances[cable].sum()))
            best[part] = weighted.max(axis=0, initial=0.0)
    return beside, best


def _look_up_mentions(
    named: Mentions, labels: Sequence[str], row: IntVector, column: IntVector
) -> list[NDArray[np.float32]]:
    """Return for each pair what `mentions` says of the tag; NaN where the gazetteer has no name for it."""
    place: Mapping[str, int] = {code: number for number, code in enumerate(gazetteer_codes())}
    codes = np.array([place.get(label, -1) for label in labels], dtype=np.int64)[column]
    n_codes = len(place)
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
