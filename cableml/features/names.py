"""Names of the gazetteer, found in hashed words: prefixes in one sorted table, longest name first.

A name of several words is found word by word: each beginning of a name stands in the table too, so
only words that begin a name are looked at twice. Names fall into three groups (places, organizations,
topics); inside a group the longest name hides those that overlap it ("north korea" hides "korea"),
across groups nothing is hidden ("iraq" stays a place inside the name of an organization).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.features import _gazetteer_table
from cableml.features.counting import HashVector, IntVector, build_slots, find_hashes, number_terms
from cableml.features.pieces import Pieces
from cableml.features.tokens import Terms, extend_hashes, find_words

_N_GROUPS = 3
# Text of the table -> kind of its codes and group of its names.
_SECTIONS = (
    (_gazetteer_table.GEO, "geo", 0),
    (_gazetteer_table.GEO_1970S, "geo", 0),
    (_gazetteer_table.REGION, "region", 0),
    (_gazetteer_table.ORGANIZATION, "organization", 1),
    (_gazetteer_table.PROGRAM, "program", 2),
    (_gazetteer_table.SUBJECT, "subject", 2),
)
_ANY_CASE, _CAPITAL, _CAPITALS, _CAPITALS_AMONG_SMALL = range(4)
_MARKS = {"^": _CAPITAL, "=": _CAPITALS, "!": _CAPITALS_AMONG_SMALL}
_SLOT_BITS = 17  # 128 Ki slots of two bytes for some 3,600 hashes stay in the processor's cache
_FREE = -1
_ROOM = 16  # no name has so many words


class NameTable(NamedTuple):
    """All names, ready for look-up.

    ``codes`` and ``kinds``: the tags in sorted order and the kind of each. ``beginnings`` uint64
    (n_beginnings,) rising: hashes of all names and of all their beginnings; ``goes_on`` and ``is_name``
    bool: whether a longer name begins so, and whether it is one itself; ``name`` int64
    (3, n_beginnings): the name it is in each group, or -1; ``rule`` int64 (n_names,): what its case must
    be. Name i speaks for the codes ``name_codes[name_indptr[i]:name_indptr[i + 1]]``. ``slots``: int16
    arrays that lead from the low bits of a hash to its place among the beginnings, or to -1; each has
    room for one hash of equal low bits.
    """

    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    beginnings: HashVector
    goes_on: NDArray[np.bool_]
    is_name: NDArray[np.bool_]
    name: IntVector
    rule: IntVector
    name_indptr: IntVector
    name_codes: IntVector
    slots: tuple[NDArray[np.int16], ...]


class NamesFound(NamedTuple):
    """Names in a text: number of the first word, and the name; int64 (n_found,), words rising in a group."""

    word: IntVector
    name: IntVector


def read_names() -> list[tuple[str, int, int, tuple[str, ...], str]]:
    """Return every name of the table: spelling, group, case rule, its codes, the kind of these.

    A name stands once in each group that has it; a name of no code hides what overlaps it.
    Raises: ValueError if a name of one group has two case rules.
    """
    found: dict[tuple[str, int], tuple[int, tuple[str, ...], str]] = {}
    for text, kind, group in (*_SECTIONS, (_gazetteer_table.NONE, "", 0)):
        for line in _unwrap(text):
            code, _, names = line.rpartition("|")
            own = (code,) if code else ()
            for marked in filter(None, map(str.strip, names.split(";"))):
                rule = _MARKS.get(marked[0], _ANY_CASE)
                key = (marked[1:] if rule else marked, group)
                first_rule, codes, first_kind = found.setdefault(key, (rule, own, kind))
                if first_rule != rule:
                    raise ValueError(f"the name {key[0]!r} has two case rules in the gazetteer; keep one.")
                if code and code not in codes:
                    found[key] = (rule, codes + own, first_kind)
    return [(*key, *known) for key, known in found.items()]


def _unwrap(text: str) -> list[str]:
    return text.replace("\n  ", " ").splitlines()


@cache
def load_names() -> NameTable:
    """Return the table of all names, built once in a process."""
    names = read_names()
    kind_of = {line.partition("|")[0]: kind for text, kind, _ in _SECTIONS for line in _unwrap(text)}
    codes = tuple(sorted(kind_of))
    number = {code: index for index, code in enumerate(codes)}
    hashes, goes_on, is_name = _hash_beginnings([spelling for spelling, *_ in names])
    beginnings, _, _ = number_terms(np.concatenate(hashes))
    longer = np.zeros(len(beginnings), dtype=np.bool_)
    groups = np.array([name[1] for name in names], dtype=np.int64)
    name_at = np.full((_N_GROUPS, len(beginnings)), -1, dtype=np.int64)
    for length_hashes, length_goes_on, length_names in zip(hashes, goes_on, is_name, strict=True):
        place = find_hashes(beginnings, length_hashes)
        longer[place[length_goes_on]] = True
        whole = ~length_goes_on
        name_at[groups[length_names[whole]], place[whole]] = length_names[whole]
    name_codes = [[number[code] for code in name[3]] for name in names]
    return NameTable(
        codes,
        tuple(kind_of[code] for code in codes),
        beginnings,
        longer,
        name_at.max(axis=0) >= 0,
        name_at,
        np.array([name[2] for name in names], dtype=np.int64),
        np.cumsum([0, *map(len, name_codes)]),
        np.array([code for numbers in name_codes for code in numbers], dtype=np.int64),
        _fill_slots(beginnings),
    )


def _hash_beginnings(
    spellings: Sequence[str],
) -> tuple[list[HashVector], list[NDArray[np.bool_]], list[IntVector]]:
    """Return, for each length in words, the beginnings' hashes, whether the name goes on, and its number."""
    words = find_words(spellings)
    first = np.searchsorted(words.row, np.arange(len(spellings) + 1))
    sizes = np.diff(first)
    name = np.arange(len(spellings))
    hashes = words.hash[first[:-1]]
    all_hashes, goes_on, names = [], [], []
    for length in range(1, int(sizes.max()) + 1):
        longer = sizes[name] > length
        all_hashes.append(hashes)
        goes_on.append(longer)
        names.append(name)
        name = name[longer]
        hashes = extend_hashes(hashes[longer], words.hash[first[name] + length])
    return all_hashes, goes_on, names


def _fill_slots(beginnings: HashVector) -> tuple[NDArray[np.int16], ...]:
    slots = []
    waiting = np.arange(len(beginnings))
    while len(waiting):
        level = np.full(1 << _SLOT_BITS, _FREE, dtype=np.int16)
        low = _low_bits(beginnings[waiting])
        level[low] = waiting
        waiting = waiting[level[low] != waiting]
        slots.append(level)
    return tuple(slots)


@cache
def load_kernel_slots() -> NDArray[np.uint32]:
    """Return the slots by which the compiled kernels look up `NameTable.beginnings`."""
    return build_slots(load_names().beginnings)


def _low_bits(hashes: HashVector) -> IntVector:
    return (hashes & np.uint64((1 << _SLOT_BITS) - 1)).view(np.int64)


def _look_up(hashes: HashVector, table: NameTable) -> tuple[IntVector, IntVector]:
    """Return which hashes are beginnings, rising, and the place of each (faster than a search)."""
    low = _low_bits(hashes)
    found, places = [], []
    asked = np.flatnonzero(table.slots[0][low] != _FREE)
    for level in table.slots:
        place = level[low[asked]]
        taken = place != _FREE
        asked, place = asked[taken], place[taken]
        same = table.beginnings[place] == hashes[asked]
        found.append(asked[same])
        places.append(place[same].astype(np.int64))
        asked = asked[~same]
    at, where = np.concatenate(found), np.concatenate(places)
    order = np.argsort(at, kind="stable")
    return at[order], where[order]


def find_names(pieces: Pieces) -> list[NamesFound]:
    """Return the names in the pieces, group by group: places, organizations, topics."""
    table = load_names()
    n_names = len(table.rule)
    word, length, place = _find_whole_names(pieces.words, table)
    found = []
    for group in range(_N_GROUPS):
        name = table.name[group][place]
        is_name = np.flatnonzero(name >= 0)
        name, at, size = name[is_name], word[is_name], length[is_name]
        fits = _fits_case(table.rule[name], at, size, pieces)
        name, at, size = name[fits], at[fits], size[fits]
        # Sorted as one number: words rising, of one word the longest name first.
        at, rest = np.divmod(np.sort((at * _ROOM + _ROOM - size) * n_names + name), _ROOM * n_names)
        shortness, name = np.divmod(rest, n_names)
        size = _ROOM - shortness
        kept = _keep_longest(at, at + size)
        found.append(NamesFound(at[kept], name[kept]))
    return found


def _find_whole_names(words: Terms, table: NameTable) -> tuple[IntVector, IntVector, IntVector]:
    """Return where a whole name stands: its first word, its length in words, its place in the table."""
    n_words = len(words.hash)
    at, hashes = np.arange(n_words), words.hash
    parts: list[tuple[IntVector, IntVector, IntVector]] = []
    length = 0
    while length == 0 or len(at):
        length += 1
        known, place = _look_up(hashes, table)
        at, hashes = at[known], hashes[known]
        whole = table.is_name[place]
        n_whole = int(whole.sum())
        parts.append((at[whole], np.full(n_whole, length, dtype=np.int64), place[whole]))
        longer = table.goes_on[place] & (at + length < n_words)
        at, hashes = at[longer], hashes[longer]
        inside = words.row[at + length] == words.row[at]
        at, hashes = at[inside], hashes[inside]
        hashes = extend_hashes(hashes, words.hash[at + length])
    first, lengths, places = zip(*parts, strict=True)
    return np.concatenate(first), np.concatenate(lengths), np.concatenate(places)


def _fits_case(rule: IntVector, at: IntVector, size: IntVector, pieces: Pieces) -> NDArray[np.bool_]:
    """Return whether each name is written as its rule wants it; only pieces with such names are read."""
    fits = np.ones(len(rule), dtype=np.bool_)
    picky = np.flatnonzero(rule != _ANY_CASE)
    if not len(picky):
        return fits
    at, end, rule = at[picky], (at + size)[picky] - 1, rule[picky]
    words = pieces.words
    rows, where, _ = number_terms(words.row[at])
    cased = [pieces.with_case(int(row)) for row in rows]
    joined = np.frombuffer(b"".join(cased), dtype=np.uint8)
    shift = (np.cumsum([0, *map(len, cased)])[:-1] - pieces.begin[rows])[where]
    first = _is_capital(joined[words.start[at] + shift])
    last = _is_capital(joined[words.end[end] - 1 + shift])
    has_small = np.array([not pieces.texts[row].isupper() for row in rows], dtype=np.bool_)[where]
    fits[picky] = first & (last | (rule < _CAPITALS)) & (has_small | (rule < _CAPITALS_AMONG_SMALL))
    return fits


def _is_capital(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (letters >= ord("A")) & (letters <= ord("Z"))


def _keep_longest(begin: IntVector, end: IntVector) -> IntVector:
    """Return which spans stay when, from the left, each hides all later ones that overlap it.

    Parameters: spans in order of ``begin``, of equal ones the longest first.
    """
    alive = np.arange(len(begin))
    while len(alive):
        ends = end[alive]
        is_free = np.ones(len(alive), dtype=np.bool_)
        is_free[1:] = begin[alive[1:]] >= np.maximum.accumulate(ends)[:-1]
        if is_free.all():
            break
        # What overlaps a span that nothing hides is hidden; the rest may be freed by that.
        reach = np.maximum.accumulate(np.where(is_free, ends, -1))
        alive = alive[is_free | (begin[alive] >= reach)]
    return alive
