"""Rows of comma-separated text as a stream: one damaged row costs no other."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from cableml.corpus.decoding import mend_encoding
from cableml.corpus.record import MAX_CHARS

# A line that starts with a short quoted value and goes on with another one starts a row: inside a
# quoted value that text would be escaped, in either dialect.
_ROW_START = re.compile(r'\n(?="[^"\n\\]{0,60}",")')
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


def read_rows(pieces: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of comma-separated text; quotes may be escaped by a backslash or doubled."""
    backslash: bool | None = None
    for line, text in _row_texts(pieces):
        if text is None:
            yield Row(line, problem=f"more than {MAX_CHARS:,} characters hold no start of a row")
            continue
        if backslash is None:
            backslash = _uses_backslash(text)
        yield from _parse(text, line, backslash if backslash is not None else True)


def _row_texts(pieces: Iterable[str]) -> Iterator[tuple[int, str | None]]:
    """Yield line and text of one row each (or of several small ones); None for one that is too long."""
    held: list[str] = []
    size = scanned = 0
    line = 1
    dropping = False
    for piece in chain(pieces, (None,)):
        if piece is not None:
            held.append(piece)
            size += len(piece)
            if size - scanned < _MIN_SCAN:
                continue
        text = "".join(held)
        begin = 0
        # A row's start may lie across the border of two pieces, hence the step back.
        for found in _ROW_START.finditer(text, max(0, scanned - _STEP_BACK)):
            if not dropping:
                yield line, text[begin : found.end()]
            dropping = False
            line += text.count("\n", begin, found.end())
            begin = found.end()
        text = text[begin:]
        if piece is None and text and not dropping:
            yield line, text
        if len(text) > MAX_CHARS and not dropping:
            dropping = True
            yield line, None
        if dropping:
            line += text.count("\n", 0, max(0, len(text) - _STEP_BACK))
            text = text[-_STEP_BACK:]
        held, size = [text], len(text)
        scanned = size


def _uses_backslash(text: str) -> bool | None:
    """Return whether quotes are escaped by a backslash (else doubled), or None where the row has neither."""
    if _BACKSLASH_QUOTE.search(text):
        return True
    if _DOUBLED_QUOTE.search(text):
        return False
    if "\\" in text:
        return text.count("\\") == 2 * text.count("\\\\")
    return None


def _parse(text: str, line: int, backslash: bool) -> Iterator[Row]:
    if csv.field_size_limit() < MAX_CHARS:
        csv.field_size_limit(MAX_CHARS)
    text, notes = mend_encoding(text)
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
