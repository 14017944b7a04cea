r"""Texts to hashed terms, by array operations over the bytes of many texts at once.

A word is what ``\b\w\w+\b`` finds in lower-cased ASCII text: two or more letters, digits or
underscores. Bytes from 128 up (UTF-8 of any other letter) count as letters; typographic punctuation is
blanked before encoding. A word's hash is a polynomial, modulo 2**64, over its bytes taken eight at a time
as little-endian numbers, followed by a mixing step: the same on every machine and in every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.features.spec import MAX_CHARS

if TYPE_CHECKING:
    from types import ModuleType

BLANK = 32
_WIDTH = 8  # bytes in one 64-bit word
_STEP = np.uint64(0x9E3779B97F4A7C15)  # odd, so that multiplying loses nothing
_JOIN = np.uint64(0xD1B54A32D192ED03)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_KEEP = np.array([(1 << (8 * k)) - 1 for k in range(_WIDTH + 1)], dtype=np.uint64)

# Latin-1 signs (without ª, µ, º) and general punctuation: no letters, although their UTF-8 bytes are
# above 127.
_PUNCTUATION = re.compile("[\x80-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u206f\ufeff\ufffd]")

_FOLD = bytes(
    code if code >= 128 else ord(chr(code).lower()) if chr(code).isalnum() or chr(code) == "_" else BLANK
    for code in range(256)
)


class Terms(NamedTuple):
    """The terms found in a batch of texts, in the order of the text.

    ``row`` int64 (number of the text, never falling), ``hash`` uint64, ``start`` and ``end`` int64
    offsets into ``letters``: equal shapes (n_terms,). ``letters`` are the folded bytes.
    """

    row: NDArray[np.int64]
    hash: NDArray[np.uint64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    letters: bytes

    def take(self, places: NDArray[np.int64]) -> Terms:
        """Return the terms at the places."""
        return Terms(self.row[places], self.hash[places], self.start[places], self.end[places], self.letters)

    def spell_words(self) -> list[str]:
        """Return the words or word sequences as text, without one-letter words between."""
        if native.kernels is not None:
            return self._spell_natively(0)
        words = ([word for word in span.split() if len(word) > 1] for span in self._spans())
        return [b" ".join(own).decode("utf-8", "replace") for own in words]

    def spell_values(self) -> list[str]:
        """Return the values as text."""
        if native.kernels is not None:
            return self._spell_natively(1)
        return [span.decode("utf-8", "replace") for span in self._spans()]

    def spell_characters(self) -> list[str]:
        """Return the character n-grams as text, with a middle dot for a blank."""
        if native.kernels is not None:
            return self._spell_natively(2)
        spans = self._spans()
        return [span.decode("utf-8", "replace").replace(" ", "\N{MIDDLE DOT}") for span in spans]

    def _spans(self) -> Iterator[bytes]:
        bounds = zip(self.start.tolist(), self.end.tolist(), strict=True)
        return (self.letters[start:end] for start, end in bounds)

    def _spell_natively(self, way: int) -> list[str]:
        assert native.kernels is not None
        spelled: list[str] = native.kernels.spell_spans(self.letters, self.start, self.end, way)
        return spelled


def fold_text(text: str) -> bytes:
    """Return the text's bytes in lower case with every byte outside a word made a blank."""
    if not text.isascii():
        text = _blank_signs(text)
        # Most texts that are not ASCII only have such quotes and dashes.
        text = text if text.isascii() else text.lower()
    return text.encode("utf-8", "replace").translate(_FOLD)


def encode_with_case(text: str) -> bytes:
    """Return the bytes that `fold_text` starts from, capitals kept.

    The two are equally long, byte for byte, but for the few letters whose small form is longer (dotted
    capital I).
    """
    return (text if text.isascii() else _blank_signs(text)).encode("utf-8", "replace")


def _blank_signs(text: str) -> str:
    if native.kernels is not None:
        blanked: str | None = native.kernels.blank_signs(text)
        if blanked is not None:
            return blanked
    return _PUNCTUATION.sub(" ", text)


def find_words(texts: Sequence[str]) -> Terms:
    """Return the words of the texts, as hashed terms.

    Parameters: texts, any number, each of any length, may be empty.
    """
    return find_joined_words(*join_texts(texts))


def join_texts(texts: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Return the folded texts as one, a blank before, between and behind them, and where each one ends.

    The place of the blank behind text i is entry i: int64 (n_texts,).
    """
    if native.kernels is None:
        return _join([fold_text(text) for text in texts])
    row_ends = np.empty(len(texts), dtype=np.int64)
    letters: bytes = native.kernels.join_folded(list(texts), row_ends, fold_text)
    return letters, row_ends


def find_joined_words(letters: bytes, row_ends: NDArray[np.int64]) -> Terms:
    """Return the words of texts joined by `join_texts`."""
    if native.kernels is not None:
        return _find_words_natively(native.kernels, letters, row_ends)
    is_letter = np.frombuffer(letters, dtype=np.uint8) != BLANK
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1])
    # The joined bytes begin and end with a blank, so edges alternate: before a word, its last byte.
    start, end = edges[0::2] + 1, edges[1::2] + 1
    long_enough = end - start > 1
    start, end = start[long_enough], end[long_enough]
    return Terms(_row_of(start, row_ends), _hash_spans(letters, start, end), start, end, letters)


def _find_words_natively(kernels: ModuleType, letters: bytes, row_ends: NDArray[np.int64]) -> Terms:
    room = len(letters) // 3 + 1
    row, start, end = (np.empty(room, dtype=np.int64) for _ in range(3))
    hashes = np.empty(room, dtype=np.uint64)
    n_words = kernels.find_words(letters, row_ends, row, hashes, start, end)
    return Terms(row[:n_words], hashes[:n_words], start[:n_words], end[:n_words], letters)


def join_ngrams(words: Terms, longest: int) -> Terms:
    """Return all sequences of 1 to ``longest`` neighbouring words of one text, shorter ones first."""
    if native.kernels is not None:
        return _concatenate([words, *(_join_natively(words, length) for length in range(2, longest + 1))])
    parts = [words]
    for length in range(2, longest + 1):
        n_terms = len(words.row) - length + 1
        if n_terms < 1:
            break
        inside = words.row[:n_terms] == words.row[length - 1 :]
        hashes = words.hash[:n_terms].copy()
        for step in range(1, length):
            hashes = extend_hashes(hashes, words.hash[step : step + n_terms])
        parts.append(
            Terms(
                words.row[:n_terms][inside],
                hashes[inside],
                words.start[:n_terms][inside],
                words.end[length - 1 :][inside],
                words.letters,
            )
        )
    return _concatenate(parts)


def _join_natively(words: Terms, length: int) -> Terms:
    assert native.kernels is not None
    row, start, end = (np.empty(len(words.row), dtype=np.int64) for _ in range(3))
    hashes = np.empty(len(words.row), dtype=np.uint64)
    whole = (words.row, words.hash, words.start, words.end)
    n_terms = native.kernels.join_ngrams(*whole, length, row, hashes, start, end)
    return Terms(row[:n_terms], hashes[:n_terms], start[:n_terms], end[:n_terms], words.letters)


def extend_hashes(sequences: NDArray[np.uint64], words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the hashes of word sequences that grew by one word each, as `join_ngrams` has them."""
    return _mix(sequences * _JOIN + words)


def find_characters(texts: Sequence[str], shortest: int, longest: int) -> Terms:
    """Return the character n-grams of ``shortest`` to ``longest`` bytes (2 to 8), as hashed terms.

    An n-gram lies inside one word, of which the blank before and behind are part; so its eight bytes
    are its hash, and no two n-grams collide.
    """
    if not 2 <= shortest <= longest <= MAX_CHARS:
        raise ValueError(f"character n-grams of {shortest} to {longest} bytes; use 2 to {MAX_CHARS}")
    joined, row_ends = join_texts(texts)
    if native.kernels is not None:
        lengths = range(shortest, longest + 1)
        return _concatenate([_find_runs(joined, row_ends, length) for length in lengths])
    codes = np.frombuffer(joined, dtype=np.uint8)
    is_blank = codes == BLANK
    kept = np.ones(len(codes), dtype=np.bool_)
    kept[1:] = ~(is_blank[1:] & is_blank[:-1])
    place = np.flatnonzero(kept)
    letters = codes[place].tobytes()
    is_blank = is_blank[place]
    blanks = np.flatnonzero(is_blank)
    n_bytes = len(place)
    # room[i]: longest n-gram that begins at i, up to and with the next blank behind it
    next_blank = np.append(blanks, n_bytes)[np.cumsum(is_blank)]
    room = next_blank - np.arange(n_bytes) + 1
    room[next_blank == n_bytes] = 0
    # A blank belongs to the word behind it.
    owner = place[np.minimum(np.arange(n_bytes) + is_blank, n_bytes - 1)]
    windows = _windows(letters)
    parts = []
    for length in range(shortest, longest + 1):
        start = np.flatnonzero(room >= length)
        hashes = windows[start] & _KEEP[length]
        parts.append(Terms(_row_of(owner[start], row_ends), hashes, start, start + length, letters))
    return _concatenate(parts)


def _find_runs(letters: bytes, row_ends: NDArray[np.int64], length: int) -> Terms:
    assert native.kernels is not None
    row, start = (np.empty(len(letters), dtype=np.int64) for _ in range(2))
    hashes = np.empty(len(letters), dtype=np.uint64)
    n_runs = native.kernels.find_characters(letters, row_ends, length, row, hashes, start)
    # Copied: what is left over of the room, most of it where words are short, is not kept.
    row, hashes, start = row[:n_runs].copy(), hashes[:n_runs].copy(), start[:n_runs].copy()
    return Terms(row, hashes, start, start + length, letters)


def find_values(values: Sequence[str]) -> Terms:
    """Return each value as one term, hashed as a whole; ``row`` is the value's own number."""
    joined = "".join(values)
    if joined.isascii():
        letters, sizes = joined.encode(), map(len, values)
    else:
        encoded = [value.encode("utf-8", "replace") for value in values]
        letters, sizes = b"".join(encoded), map(len, encoded)
    end = np.cumsum(np.fromiter(sizes, dtype=np.int64, count=len(values)))
    start = np.concatenate([np.zeros(1, dtype=np.int64), end])[: len(end)]
    return Terms(np.arange(len(end)), _hash_spans(letters, start, end), start, end, letters)


def _join(folded: Sequence[bytes]) -> tuple[bytes, NDArray[np.int64]]:
    sizes = np.fromiter(map(len, folded), dtype=np.int64, count=len(folded))
    return b" " + b" ".join(folded) + b" ", np.cumsum(sizes + 1)


def _row_of(place: NDArray[np.int64], row_ends: NDArray[np.int64]) -> NDArray[np.int64]:
    # Text i lies before row_ends[i] + 1; places may repeat rows but never go back within one length.
    before = np.searchsorted(place, row_ends + 1)
    sizes = np.diff(before, prepend=0)
    return np.repeat(np.arange(len(row_ends)), sizes)


def _windows(letters: bytes) -> NDArray[np.uint64]:
    """Return, for each byte and the end, the number that the eight bytes from there spell (little-endian)."""
    padded = letters + bytes(_WIDTH)
    return np.ndarray((len(letters) + 1,), dtype="<u8", buffer=padded, strides=(1,))


def _hash_spans(letters: bytes, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.uint64]:
    if native.kernels is not None:
        hashes = np.empty(len(start), dtype=np.uint64)
        native.kernels.hash_values(letters, start, end, hashes)
        return hashes
    windows = _windows(letters)
    length = end - start
    hashes = windows[start] & _KEEP[np.minimum(length, _WIDTH)]
    rest = np.flatnonzero(length > _WIDTH)
    done = _WIDTH
    while len(rest):
        more = windows[start[rest] + done] & _KEEP[np.minimum(length[rest] - done, _WIDTH)]
        hashes[rest] = hashes[rest] * _STEP + more
        done += _WIDTH
        rest = rest[length[rest] > done]
    return _mix(hashes)


def _mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX_1
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX_2
    mixed: NDArray[np.uint64] = hashes ^ (hashes >> np.uint64(31))
    return mixed


def _concatenate(parts: Sequence[Terms]) -> Terms:
    if len(parts) == 1:
        return parts[0]
    return Terms(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.hash for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        parts[0].letters,
    )
