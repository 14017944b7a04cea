"""Bytes of a file or of standard input, in pieces, unpacked where they are gzip."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cableml.errors import CorpusError, Location

STANDARD_INPUT = "-"
PIECE_BYTES = 1 << 18
_GZIP_MAGIC = b"\x1f\x8b"
_SALVAGED_BYTES = 256
_GZIP_WINDOW = 31  # zlib's number for "gzip header and trailer"


def read_bytes(path: str | Path) -> Iterator[bytes]:
    """Yield the content of a file, or of standard input for ``-``, in pieces of bounded size.

    A gzip file is known by its first two bytes and is unpacked; what stands before a damaged or
    missing end is still yielded.

    Raises
    ------
    CorpusError
        The file is missing, may not be read, is a folder, or is a damaged gzip file.
    """
    name = str(path)
    if name == STANDARD_INPUT:
        yield from _unpack(_pieces(sys.stdin.buffer), name)
        return
    try:
        with Path(path).open("rb") as stream:
            yield from _unpack(_pieces(stream), name)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> CorpusError:
    if isinstance(error, FileNotFoundError):
        return CorpusError("there is no such file or folder. Check the spelling.", Location(name))
    reason = error.strerror or str(error)
    return CorpusError(f"cannot be read ({reason}). Check the file and its permissions.", Location(name))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(PIECE_BYTES):
        yield piece


def _unpack(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    first = next(pieces, b"")
    while len(first) == 1 and (more := next(pieces, b"")):  # a pipe may hand out one byte at a time
        first += more
    if not first.startswith(_GZIP_MAGIC):
        if first:
            yield first
        yield from pieces
        return
    yield from _inflate(first, pieces, name)


def _inflate(data: bytes, pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    while True:
        if not data:
            data = next(pieces, b"")
            if not data:
                break
        before = inflater.copy()
        try:
            unpacked = inflater.decompress(data, PIECE_BYTES)
        except zlib.error as error:
            yield from _salvage(before, data)
            message = "the gzip data is damaged here; the cables before it were read. Get the file again."
            raise CorpusError(message, Location(name)) from error
        if unpacked:
            yield unpacked
        data = inflater.unconsumed_tail
        if inflater.eof:
            # Several gzip members may follow each other; anything else behind the end is padding.
            data = inflater.unused_data or next(pieces, b"")
            if not data.startswith(_GZIP_MAGIC[:1]):
                return
            inflater = zlib.decompressobj(_GZIP_WINDOW)
    if not inflater.eof:
        message = "the gzip file breaks off before its end; the cables before that were read. Get it again."
        raise CorpusError(message, Location(name))


def _salvage(inflater: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what can be unpacked in front of a damaged place; a call that fails gives nothing at all."""
    while data:
        try:
            unpacked = inflater.decompress(data, _SALVAGED_BYTES)
        except zlib.error:
            return
        if unpacked:
            yield unpacked
        data = inflater.unconsumed_tail
