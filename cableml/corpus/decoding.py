"""Bytes to text: UTF-8, UTF-16 and the Windows code page, told apart by the bytes themselves.

Bytes that are no UTF-8 pass through the readers as lone surrogates, so that a dump with one badly
encoded cable is read as a stream; `mend_encoding` turns them into characters cable by cable.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

SAMPLE_BYTES = 1 << 16

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNDECODED = re.compile("[\udc80-\udcff]+")
_NOTE = "the text is not UTF-8 throughout; its other bytes were read as Windows-1252"


def detect_encoding(sample: bytes) -> tuple[str, int]:
    """Return the codec's name and the length of the byte order mark (0 where there is none)."""
    for mark, codec in _BOMS:
        if sample.startswith(mark):
            return codec, len(mark)
    even, odd = sample[0::2], sample[1::2]
    if odd and odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le", 0
    if odd and even.count(0) > 0.8 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be", 0
    return "utf-8", 0


def decode_pieces(pieces: Iterable[bytes], codec: str) -> Iterator[str]:
    """Yield the pieces as text; bytes that are no UTF-8 become lone surrogates (see `mend_encoding`)."""
    errors = "surrogateescape" if codec == "utf-8" else "replace"
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for piece in pieces:
        if text := decoder.decode(piece):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def mend_encoding(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text with undecoded bytes read as Windows-1252, and a note where there were any.

    >>> mend_encoding("caf\\udce9")[0]
    'café'
    """
    try:
        text.encode()  # only lone surrogates have no encoding; ten times faster than a search for them
    except UnicodeEncodeError:
        pass
    else:
        return text, ()
    return _UNDECODED.sub(_windows_characters, text), (_NOTE,)


def _windows_characters(found: re.Match[str]) -> str:
    raw = found.group().encode("utf-8", "surrogateescape")
    # Windows-1252 leaves five bytes undefined; Latin-1 gives every byte a character.
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)
