"""Which tags a cable's own words name, where and how often: `mentions`.

Unlike a learned word, a name of the gazetteer speaks for its tag without any training cable: a country
that no cable was tagged with is found all the same. Only subject, headings and paragraphs are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.features.batch import split_batches
from cableml.features.counting import IntVector
from cableml.features.names import find_names, load_kernel_slots, load_names
from cableml.features.pieces import HEADING, N_ZONES, PARAGRAPH, SUBJECT, Pieces, read_pieces

if TYPE_CHECKING:
    from types import ModuleType

Count = NDArray[np.int32]
Share = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Tags named in some cables, one entry a pair of cable and tag, row after row.

    ``indptr`` int64 (n_cables + 1,): cable i has the pairs ``indptr[i]`` to ``indptr[i + 1]``. All other
    fields have shape (n_pairs,):

    - ``code`` int64: index into `gazetteer_codes`, rising within a cable
    - ``in_subject``, ``in_headings``, ``in_body``, ``in_lead`` int32: how often the tag is named in the
      subject, the headings (neighbours that share one: once), all paragraphs, the first paragraph
    - ``share`` float32: share of the paragraphs that name it, 0 to 1
    - ``subject_position``, ``position`` float32: how many of the words of the subject (of the
      paragraphs) stand before the first mention, as a share, 0 to 1; 1 where it has none
    - ``rank`` int32: how many tags of the same kind (see `gazetteer_kinds`) the paragraphs of the
      cable name more often; 0 for the most named one
    """

    indptr: IntVector
    code: IntVector
    in_subject: Count
    in_headings: Count
    in_body: Count
    in_lead: Count
    share: Share
    subject_position: Share
    position: Share
    rank: Count


def gazetteer_codes() -> tuple[str, ...]:
    """Return the tags that the gazetteer has names for, sorted."""
    return load_names().codes


def gazetteer_kinds() -> tuple[str, ...]:
    """Return the kind of each of `gazetteer_codes`: geo, region, organization, program or subject."""
    return load_names().kinds


def mentions(cables: Sequence[BlindCable]) -> Mentions:
    """Return which tags the cables name in their own words.

    Parameters: cables, any number; one without text has no pairs. Case counts for a few names only
    (Turkey, UN), and in a text of capitals every word counts as written in capitals.
    """
    parts = [find_mentions(batch.pieces()) for batch in split_batches(cables)]
    return stack_mentions(parts or [find_mentions(read_pieces([]))])


def find_mentions(pieces: Pieces) -> Mentions:
    """Return the same as `mentions` for one batch of cables whose words have been found already."""
    if native.kernels is not None:
        return _find_natively(native.kernels, pieces)
    words = pieces.words
    table = load_names()
    found = find_names(pieces)
    name = np.concatenate([part.name for part in found])
    word = np.concatenate([part.word for part in found])
    n_codes = np.diff(table.name_indptr)[name]
    before_name = np.cumsum(n_codes) - n_codes
    word = np.repeat(word, n_codes)
    shift = np.repeat(table.name_indptr[name] - before_name, n_codes)
    code = table.name_codes[shift + np.arange(len(word))]

    pair = pieces.cable[words.row[word]] * len(table.codes) + code
    # Sorted as one number: pairs rising, the mentions of a pair in the order of the text.
    pair, word = np.divmod(np.sort(pair * max(len(words.row), 1) + word), max(len(words.row), 1))
    piece = words.row[word]
    is_first = _is_new(pair)
    first = np.flatnonzero(is_first)
    cable, code = np.divmod(pair[first], len(table.codes))
    zone = pieces.zone[piece]
    is_paragraph = zone == PARAGRAPH
    before = _measure_before(pieces, word, piece)
    n_paragraphs = np.bincount(pieces.cable[pieces.zone == PARAGRAPH], minlength=pieces.n_cables)
    n_naming = _count(is_paragraph & (is_first | _is_new(piece)), first)
    in_body = _count(is_paragraph, first)
    return Mentions(
        indptr=np.searchsorted(cable, np.arange(pieces.n_cables + 1)),
        code=code,
        in_subject=_count(zone == SUBJECT, first),
        in_headings=_count(zone == HEADING, first),
        in_body=in_body,
        in_lead=_count(pieces.is_lead[piece], first),
        share=(n_naming / np.maximum(n_paragraphs, 1)[cable]).astype(np.float32),
        subject_position=_least(np.where(zone == SUBJECT, before, 1.0), first),
        position=_least(np.where(is_paragraph, before, 1.0), first),
        rank=_rank(cable, _load_kind_numbers()[code], in_body),
    )


def _find_natively(kernels: ModuleType, pieces: Pieces) -> Mentions:
    table, words = load_names(), pieces.words
    is_ascii = [text.isascii() for text in pieces.texts]
    cased = [
        text if plain else pieces.with_case(number)
        for number, (text, plain) in enumerate(zip(pieces.texts, is_ascii, strict=True))
    ]
    # Whether an ASCII text has small letters is looked at by the kernel, where a name asks for it.
    has_small = [
        2 if plain else not text.isupper() for text, plain in zip(pieces.texts, is_ascii, strict=True)
    ]
    indptr = np.empty(pieces.n_cables + 1, dtype=np.int64)
    columns = kernels.find_mentions(
        cased,
        np.array(has_small, dtype=np.uint8),
        words.row,
        words.hash,
        words.start,
        words.end,
        pieces.begin,
        pieces.section,
        pieces.is_lead,
        indptr,
        table.beginnings,
        load_kernel_slots(),
        table.goes_on,
        table.name,
        table.rule,
        table.name_indptr,
        table.name_codes,
        _load_kind_numbers(),
    )
    dtypes = (np.int64, *4 * (np.int32,), *3 * (np.float32,), np.int32)
    return Mentions(
        indptr, *(np.frombuffer(column, dtype=dtype) for column, dtype in zip(columns, dtypes, strict=True))
    )


@cache
def _load_kind_numbers() -> IntVector:
    return _number_kinds(load_names().kinds)


def _number_kinds(kinds: Sequence[str]) -> IntVector:
    """Return the place of each kind among all of them; numpy's own way loads its masked arrays first."""
    order = sorted(set(kinds))
    return np.array([order.index(kind) for kind in kinds], dtype=np.int64)


def _measure_before(pieces: Pieces, word: IntVector, piece: IntVector) -> NDArray[np.float64]:
    """Return which share of the words of its zone stands before each mention."""
    first_piece = np.searchsorted(pieces.section, np.arange(pieces.n_cables * N_ZONES + 1))
    begin = np.searchsorted(pieces.words.row, first_piece)
    section = pieces.section[piece]
    # A section that names something has words: no division by zero.
    share: NDArray[np.float64] = (word - begin[section]) / np.diff(begin)[section]
    return share


def _rank(cable: IntVector, kind: IntVector, in_body: Count) -> Count:
    order = np.lexsort((-in_body, kind, cable))
    new_kind = _is_new(cable[order]) | _is_new(kind[order])
    new_count = new_kind | _is_new(in_body[order])
    number = np.arange(len(order))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.maximum.accumulate(number * new_count) - np.maximum.accumulate(number * new_kind)
    return rank


def _is_new(values: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    changes = np.ones(len(values), dtype=np.bool_)
    changes[1:] = values[1:] != values[:-1]
    return changes


def _count(chosen: NDArray[np.bool_], first: IntVector) -> Count:
    """Return how many are chosen of each run; ``first`` says where the runs begin."""
    before = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(chosen, dtype=np.int32)])
    count: Count = np.diff(before[np.append(first, len(chosen))])
    return count


def _least(values: NDArray[np.float64], first: IntVector) -> Share:
    if not len(first):
        return np.empty(0, dtype=np.float32)
    return np.minimum.reduceat(values, first).astype(np.float32)


def stack_mentions(parts: Sequence[Mentions]) -> Mentions:
    """Return the mentions of all parts, one part below the other.

    Parameters: parts, at least one.
    """
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(len(part.code) for part in parts)])
    indptr = [part.indptr[1:] + start for part, start in zip(parts, starts, strict=False)]
    columns = [field.name for field in fields(Mentions) if field.name != "indptr"]
    return Mentions(
        indptr=np.concatenate([np.zeros(1, dtype=np.int64), *indptr]),
        **{column: np.concatenate([getattr(part, column) for part in parts]) for column in columns},
    )
