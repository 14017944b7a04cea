"""Records of raw text: one cable, or several behind each other, found as the text streams by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cableml.corpus.decoding import mend_encoding
from cableml.corpus.record import MAX_CHARS, Record
from cableml.errors import CorpusError, Location
from cableml.parsing.cables_in_text import split_cables

_SCAN_CHARS = 1 << 20
_TAIL_CHARS = 1 << 14
# Stands for a stretch that was dropped, so that the next cable's first line starts another cable.
_DROPPED = "VZCZCXXX0000\nUNCLAS DROPPED 000000\n"


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
        *whole, rest = split_cables("".join(held))
        while whole and len(rest) < _TAIL_CHARS:
            # Which cable a first line belongs to is told by the lines below it, and these may yet come.
            rest = whole.pop() + rest
        for cable in whole:
            yield from _records(cable, name, line)
            line += _count_lines(cable)
        dropping = dropping and not whole
        if len(rest) > MAX_CHARS or (dropping and len(rest) > 2 * _TAIL_CHARS):
            if not dropping:
                yield _too_long(name, line)
            dropping = True
            line += _count_lines(rest[:-_TAIL_CHARS])
            rest = _DROPPED + rest[-_TAIL_CHARS:]
        held, size = [rest], len(rest)
        next_scan = max(2 * size, _SCAN_CHARS)
    for cable in split_cables("".join(held)):
        if len(cable) > MAX_CHARS:
            yield _too_long(name, line)
        else:
            yield from _records(cable, name, line)
        line += _count_lines(cable)


def _records(cable: str, name: str, line: int) -> Iterator[Record]:
    if cable.strip() and not cable.startswith(_DROPPED):
        text, notes = mend_encoding(cable)
        yield Record(name, text, None, notes, line)


def _count_lines(text: str) -> int:
    return text.count("\n") - (_DROPPED.count("\n") if text.startswith(_DROPPED) else 0)


def _too_long(name: str, line: int) -> CorpusError:
    return CorpusError(
        f"more than {MAX_CHARS:,} characters without the start of another cable; no cable is that long. "
        "Check that the file holds cables, one behind the other.",
        Location(name, line),
    )
