"""Which stages of `scrub` a cable's texts call for: by the compiled kernel in one look, or word by word.

Both ways lead to the same texts. The kernel may ask for more than the other way does, never for less than
could change a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from cableml import native
from cableml.cable.marking_stages import Stage, stages

_TO_WORDS = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else code if code >= 128 else 32
    for code in range(256)
)
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_SMALL_LETTERS = bytes(range(ord("a"), ord("z") + 1))


class Hints(NamedTuple):
    """Stages as bits, the first the lowest: those that the words of all texts allow, and those hinted at.

    ``texts`` are the places of texts that hold a hint of any stage, each with the bits of those stages.
    """

    allowed: int
    texts: list[tuple[int, int]]


def is_all_capitals(text: str) -> bool:
    """Return whether a text is written in capitals alone (1970s telegrams, 1 % of later ones).

    >>> is_all_capitals("EMBASSY REPORTS NO CHANGE.")
    True
    """
    sample = text[:4000].encode("ascii", "ignore")
    n_capitals = len(sample) - len(sample.translate(None, _CAPITALS))
    n_small = len(sample) - len(sample.translate(None, _SMALL_LETTERS))
    return n_capitals > 4 * n_small


def find_hints(texts: Sequence[str]) -> Hints:
    """Return which stages to try on which of one cable's texts (no line feed inside)."""
    whole = "\n".join(texts)
    kernels = native.kernels
    if kernels is not None and whole.count("\n") == len(texts) - 1:
        found = kernels.find_hints(_for_kernel(), whole)
        if found is not None:
            words, in_capitals, lines = found
            allowed = _allow(words, in_capitals)
            anywhere = allowed & _tables().anywhere
            if anywhere:
                bits = dict(lines)
                lines = [(line, bits.get(line, 0) | anywhere) for line in range(len(texts))]
            return Hints(allowed, lines)
    return _find_in_words(texts, whole)


def hint_at(text: str, allowed: int) -> int:
    """Return the bits of the stages, of those allowed, that a text hints at; more may be set."""
    kernels = native.kernels
    if kernels is not None and "\n" not in text:
        found = kernels.find_hints(_for_kernel(), text)
        if found is not None:
            lines: list[tuple[int, int]] = found[2]
            return (lines[0][1] if lines else 0) | _tables().anywhere
    return _hinted(text, allowed)


class _Tables(NamedTuple):
    """What the kernel looks for, and how its answer is read.

    ``hints`` are letters, bits of stages, and whether capitals count; ``words`` are whole ones. The bits of
    stages that need no word are ``always`` allowed, those that need no hint set ``anywhere``; ``sets`` are a
    stage's bit with its sets of letters.
    """

    hints: list[tuple[bytes, int, bool]]
    words: list[tuple[bytes, int]]
    always: int
    anywhere: int
    sets: tuple[tuple[int, tuple[int, ...]], ...]


@cache
def _tables() -> _Tables:
    hints: list[tuple[bytes, int, bool]] = []
    words: dict[bytes, int] = {}
    letters: dict[bytes, int] = {}
    always = anywhere = 0
    sets: list[tuple[int, tuple[int, ...]]] = []
    for place, stage in enumerate(stages()):
        bit = 1 << place
        hinted = stage.spelled or stage.hints
        if min(map(len, hinted)) > 1:
            hints += [(hint.encode(), bit, stage.capitals) for hint in hinted]
        else:
            anywhere |= bit
        if not stage.words:
            always |= bit
        for word in stage.words:
            words[word] = words.get(word, 0) | bit
        for letter in sorted(frozenset().union(*stage.sets)):
            letters.setdefault(letter, 1 << len(stages()) + len(letters))
        if stage.sets:
            sets.append((bit, tuple(sum(letters[letter] for letter in one) for one in stage.sets)))
    asked = [(word, words.get(word, 0) | letters.get(word, 0)) for word in sorted(words.keys() | letters)]
    return _Tables(hints, asked, always, anywhere, tuple(sets))


@cache
def _for_kernel() -> Any:
    kernels = native.kernels
    assert kernels is not None
    return kernels.build_hints(_tables().hints, _tables().words)


def _allow(words: int, in_capitals: bool) -> int:
    """Return the bits of the stages that a cable's words allow, as the kernel tells them."""
    tables = _tables()
    allowed = words | tables.always
    for bit, sets in tables.sets:
        if allowed & bit and not any(words & one == one for one in sets):
            allowed &= ~bit
    return allowed & ((1 << len(stages())) - 1) & ~_left_out(in_capitals)


def _left_out(in_capitals: bool) -> int:
    """Return the bit of the one of the last two stages that the cable does not take."""
    last = len(stages()) - 1
    return 1 << (last - 1 if in_capitals else last)


@cache
def _asked_words() -> frozenset[bytes]:
    """Return the words that any stage asks for."""
    return frozenset().union(*(stage.words.union(*stage.sets) for stage in stages()))


def _find_in_words(texts: Sequence[str], whole: str) -> Hints:
    words = _asked_words().intersection(whole.encode("utf-8", "replace").translate(_TO_WORDS).split())
    allowed = sum(1 << place for place, stage in enumerate(stages()) if stage.is_called_for(words))
    allowed &= ~_left_out(is_all_capitals(whole))
    small = [text.lower() for text in texts]
    lowered = "\n".join(small)
    bits = [0] * len(texts)
    for place, stage in enumerate(stages()):
        if not allowed >> place & 1:
            continue
        hints = [hint for hint in stage.hints if hint in (whole if stage.capitals else lowered)]
        for index, searched in enumerate(texts if stage.capitals else small):
            if hints and _holds(searched, hints):
                bits[index] |= 1 << place
    return Hints(allowed, [(index, bit) for index, bit in enumerate(bits) if bit])


def _hinted(text: str, allowed: int) -> int:
    small = text.lower()
    bits = 0
    for place, stage in enumerate(stages()):
        if allowed >> place & 1 and _holds(_searched(stage, text, small), stage.hints):
            bits |= 1 << place
    return bits


def _holds(text: str, hints: Sequence[str]) -> bool:
    return any(hint in text for hint in hints)


def _searched(stage: Stage, text: str, small: str) -> str:
    return text if stage.capitals else small
