"""Records of raw text: one cable, or several behind each other, found as the text streams by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cableml.corpus.decoding import mend_encoding
from cableml.corpus.record import MAX_CHARS, Record
from cableml.errors import CorpusError, Location

_SCAN_CHARS = 1 << 20
_TAIL_CHARS = 1 << 14


def read_text(pieces: Iterable[str], name: str) -> Iterator[Record | CorpusError]:
    """Yield one record a cable; held in memory are about a million characters and one cable.

    A stretch longer than any cable is reported once, and reading goes on at the next cable's start.
    """
    held: list[str] = []
    size, next_scan = 0, _SCAN_CHARS
    line = 1
    dropping = False
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size < next_scan:
            continue
        *whole, rest = _split_cables("".join(held))
        for cable in whole:
            yield from _records(cable, name, line, dropping)
            dropping = False
            line += cable.count("\n")
        if len(rest) > MAX_CHARS:
            if not dropping:
                yield _too_long(name, line)
            dropping = True
            # The next cable's start may lie across the border, so the last lines stay.
            line += rest.count("\n", 0, len(rest) - _TAIL_CHARS)
            rest = rest[-_TAIL_CHARS:]
        held, size = [rest], len(rest)
        next_scan = max(2 * size, _SCAN_CHARS)
    for cable in _split_cables("".join(held)):
        if not dropping and len(cable) > MAX_CHARS:
            yield _too_long(name, line)
        else:
            yield from _records(cable, name, line, dropping)
        dropping = False
        line += cable.count("\n")


def _records(cable: str, name: str, line: int, dropping: bool) -> Iterator[Record]:
    if cable.strip() and not dropping:
        text, notes = mend_encoding(cable)
        yield Record(name, text, None, notes, line)


def _too_long(name: str, line: int) -> CorpusError:
    return CorpusError(
        f"more than {MAX_CHARS:,} characters without the start of another cable; no cable is that long. "
        "Check that the file holds cables, one behind the other.",
        Location(name, line),
    )


def _split_cables(text: str) -> list[str]:
    """Return the text cut before each cable's first line; joined, the parts give the text again."""
    try:
        from cableml.parsing.cables_in_text import split_cables
    except ImportError:
        return [text]
    return split_cables(text)
