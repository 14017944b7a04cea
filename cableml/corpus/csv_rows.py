"""Rows of comma-separated text as a stream: one damaged row costs no other."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from cableml import native
from cableml.corpus.decoding import mend_encoding
from cableml.corpus.record import MAX_CHARS

# A line that starts with a short quoted value and goes on with another one starts a row: inside a
# quoted value that text would be escaped, in either dialect. Rows are cut before they are decoded: most hold
# ASCII alone, and such a text takes a step a character less than a piece of the file in which one does not.
_ROW_START = re.compile(rb'"[^"\n\\]{0,60}","')
_LINE_AND_QUOTE = b'\n"'
_BACKSLASH_QUOTE = re.compile(r'\\"(?!\s*(?:,|\r?\n|\Z))')
_DOUBLED_QUOTE = re.compile(r'[^,\n"]""|""[^,\r\n"]')
_MIN_SCAN = 1 << 16
_STEP_BACK = 130


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values, or why it could not be read; ``line`` counts from 1."""

    line: int
    values: tuple[str, ...] = ()
    problem: str | None = None
    notes: tuple[str, ...] = ()


def read_rows(pieces: Iterable[str] | Iterable[bytes]) -> Iterator[Row]:
    """Yield the rows of comma-separated text; quotes may be escaped by a backslash or doubled.

    Pieces of bytes are UTF-8; what is not is read as `mend_encoding` says, row by row.
    """
    backslash: bool | None = None
    for line, raw in _raw_rows(pieces):
        if raw is None:
            yield Row(line, problem=f"more than {MAX_CHARS:,} characters hold no start of a row")
            continue
        if backslash and native.kernels is not None and len(raw) <= MAX_CHARS:
            cut = native.kernels.split_row(raw)
            if cut is not None:
                yield Row(line, cut)
                continue
        text, notes = _decode(raw)
        if backslash is None:
            backslash = _uses_backslash(text)
        values = _split_usual(text) if backslash is not False else None
        if values is not None:
            yield Row(line, values, None, notes)
        else:
            yield from _parse(text, line, backslash if backslash is not None else True, notes)


def _raw_rows(pieces: Iterable[str] | Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield line and bytes of one row each (or of several small ones); None for one that is too long."""
    held: list[bytes] = []
    size = scanned = 0
    line = 1
    dropping = False
    for piece in chain(pieces, (None,)):
        if piece is not None:
            held.append(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape"))
            size += len(held[-1])
            if size - scanned < _MIN_SCAN:
                continue
        raw = b"".join(held)
        begin = n_lines = 0
        # A row's start may lie across the border of two pieces, hence the step back.
        place, n_more = _find_row(raw, 0, max(0, scanned - _STEP_BACK))
        while place >= 0:
            end = place + 1
            n_lines += n_more
            if _ROW_START.match(raw, end) is not None:
                if not dropping:
                    yield line, raw[begin:end]
                dropping = False
                line += n_lines
                begin, n_lines = end, 0
            place, n_more = _find_row(raw, end, end)
        raw = raw[begin:]
        if piece is None and raw and not dropping:
            yield line, raw
        if not dropping and len(raw) > MAX_CHARS and len(raw.decode("utf-8", "replace")) > MAX_CHARS:
            dropping = True
            yield line, None
        if dropping:
            line += raw.count(b"\n", 0, max(0, len(raw) - _STEP_BACK))
            raw = raw[-_STEP_BACK:]
        held, size = [raw], len(raw)
        scanned = size


def _find_row(raw: bytes, counted: int, start: int) -> tuple[int, int]:
    """Return where a line feed and a quote stand from ``start`` on, and the line feeds up to there.

    Line feeds are counted from ``counted``; (-1, 0) where there is no such place.
    """
    if native.kernels is not None:
        found: tuple[int, int] = native.kernels.find_row(raw, counted, start)
        return found
    place = raw.find(_LINE_AND_QUOTE, start)
    return place, raw.count(b"\n", counted, place + 1) if place >= 0 else 0


def _decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return raw.decode(), ()
    except UnicodeDecodeError:
        return mend_encoding(raw.decode("utf-8", "surrogateescape"))


def _split_usual(text: str) -> tuple[str, ...] | None:
    """Return the values of a row that has all of them in quotes and quotes inside them behind a backslash.

    None where anything else stands in it: an escaped backslash, a doubled quote, a value without quotes.
    """
    if not text.startswith('"') or not text.endswith('"\n') or not 3 < len(text) <= MAX_CHARS:
        return None
    values = text[1:-2].split('","')
    for place, value in enumerate(values):
        if '"' in value or "\\" in value:
            n_quotes = value.count('"')
            if value.count("\\") != n_quotes or value.count('\\"') != n_quotes:
                return None
            values[place] = value.replace('\\"', '"')
    return tuple(values)


def _uses_backslash(text: str) -> bool | None:
    """Return whether quotes are escaped by a backslash (else doubled), or None where the row has neither."""
    if _BACKSLASH_QUOTE.search(text):
        return True
    if _DOUBLED_QUOTE.search(text):
        return False
    if "\\" in text:
        return text.count("\\") == 2 * text.count("\\\\")
    return None


def _parse(text: str, line: int, backslash: bool, notes: tuple[str, ...]) -> Iterator[Row]:
    if csv.field_size_limit() < MAX_CHARS:
        csv.field_size_limit(MAX_CHARS)
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, escapechar="\\" if backslash else None, doublequote=True)
    start = line
    while True:
        try:
            values = next(reader, None)
        except csv.Error as error:
            yield Row(start, problem=f"the row cannot be split into columns ({error})")
            return
        if values is None:
            return
        if values and values != [""]:
            yield Row(start, tuple(values), notes=notes)
        start = line + reader.line_num
