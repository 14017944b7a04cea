"""Tag: one canonical TAGS code, and what the vocabulary knows of it.

Two steps lead from the words of a TAGS line to canonical tags. `mend_word` repairs only what
is certain whatever the year: codes written together, one letter too many, a few well-known
slips. `canonical_tags` then resolves every alias of the vocabulary, with the cable's year
where a code has changed its meaning. A word that neither knows stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, NewType

from cableml.cable import _tag_table

Tag = NewType("Tag", str)
"""A tag in canonical spelling: upper case, aliases resolved (see `canonical_tags`)."""

_LAST_1970S_YEAR: Final = 1979
"""Up to here a code of two meanings has that of the 1970s (handbook of 1974)."""
_LAST_TWO_YEMENS_YEAR: Final = 1990
_FIRST_2020S_YEAR: Final = 2020
"""From here the ISO letters and the figure codes of the 2024 handbook hold."""

# Certain in every year: no code scheme has these words (04SANAA2346 for the last one).
_CERTAIN_SLIPS: Final = {
    "RU": "RS",
    "SYR": "SY",
    "UNFCYP": "UNFICYP",
    "COUNTER TERRORISM": "COUNTERTERRORISM",
}
_LONGEST_RUN: Final = 80
_KIND_OF: Final = {
    "region": "geo",
    "subject_1970s": "subject",
    "geo_1970s": "geo",
    "geo_2020s": "geo",
    "region_2020s": "geo",
}
_KINDS_2020S: Final = frozenset({"geo_2020s", "region_2020s"})
_TRIM: Final = " \t\n\r\f\v,;:.*\"'`()[]{}<>\\|"
_ENDS_IN_INITIAL: Final = re.compile(r", .* [A-Z]$")
_BLANKS: Final = re.compile(r"\s+")


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return code -> kind -> description, in the order of the vocabulary's kinds."""
    table: dict[str, dict[str, str]] = {}
    for kind, text in _tag_table.KINDS:
        for line in text.splitlines():
            code, _, description = line.partition("|")
            table.setdefault(code, {})[kind] = description
    return table


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    rows = (line.partition("|") for line in _tag_table.ALIAS.splitlines())
    aliases = {alias: tuple(codes.split("+")) for alias, _, codes in rows}
    return aliases | {slip: (code,) for slip, code in _CERTAIN_SLIPS.items()}


@cache
def _pieces() -> frozenset[str]:
    """Return the codes that a run-together word may be cut into."""
    kinds = {"subject", "program", "geo", "region", "organization"}
    return frozenset(code for code, by_kind in _table().items() if kinds & by_kind.keys() and code.isalpha())


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(_tag_table.PLAIN_WORDS.split())


@cache
def field_codes() -> frozenset[str]:
    """Return the subject and program codes of four letters in use after the 1970s (PREL, KNNP)."""
    return frozenset(code for code in _table() if len(code) == 4 and code.isalpha() and _is_field_code(code))


def _is_field_code(word: str) -> bool:
    """Return whether the word is a subject or program code in use after the 1970s."""
    kinds = _table().get(word)
    return kinds is not None and ("subject" in kinds or "program" in kinds)


@lru_cache(maxsize=8192)
def is_known(tag: str, year: int | None = None) -> bool:
    """Return whether the vocabulary has the tag; a personal name counts as known.

    Codes of the 1970s count in every year, those of the 2020s only in a cable of that time.
    """
    word = _clean(tag)
    kinds = _table().get(word)
    if kinds is None:
        return "," in word
    return _is_2020s(year) or not kinds.keys() <= _KINDS_2020S


def _is_2020s(year: int | None) -> bool:
    return year is not None and year >= _FIRST_2020S_YEAR


def is_region(tag: str) -> bool:
    """Return whether the tag is a world region (XF Middle East) and not a country."""
    kinds = _table().get(_clean(tag))
    return kinds is not None and not kinds.keys().isdisjoint(("region", "region_2020s"))


def tag_kind(tag: str) -> str:
    """Return ``subject``, ``program``, ``geo``, ``organization``, ``person`` or ``unknown``.

    Letters may be of either case. Regions count as geo (see `is_region`). A comma makes a person;
    two letters are geo except UN and EU; four letters with K are a program unless the table
    has them as something else (KANU); the others go by the table.
    """
    word = _clean(tag)
    if "," in word:
        return "person"
    if len(word) == 2 and word.isalpha():
        return "organization" if word in ("UN", "EU") else "geo"
    kinds = _table().get(word)
    if kinds is not None:
        kind = next(iter(kinds))
        return _KIND_OF.get(kind, kind)
    return "program" if len(word) == 4 and word[0] == "K" and word.isalpha() else "unknown"


def tag_name(tag: str, year: int | None = None) -> str | None:
    """Return what the tag stands for in plain words, or None where that is not known.

    ``year`` is the year of the cable: UV is Upper Volta up to 1979, Burkina Faso later.
    Without a year the meaning of about 1980-2010 comes first.
    """
    kinds = _table().get(_clean(tag))
    if kinds is None:
        return None
    ranked = sorted(kinds, key=lambda kind: _era_rank(kind, year))
    return next((kinds[kind] for kind in ranked if kinds[kind]), None)


def _era_rank(kind: str, year: int | None) -> int:
    if kind.endswith("_1970s"):
        return 0 if year is not None and year <= _LAST_1970S_YEAR else 2
    if kind.endswith("_2020s"):
        return 0 if _is_2020s(year) else 3
    return 1


def canonical_tag(word: str, year: int | None = None) -> Tag:
    """Return the one tag that the word stands for; a word for several tags comes back trimmed only."""
    tags = canonical_tags((word,), year)
    return tags[0] if len(tags) == 1 else Tag(_clean(word))


def canonical_tags(words: Iterable[str], year: int | None = None) -> tuple[Tag, ...]:
    """Return the canonical tags of a list of words, in their order, each once.

    Parameters: ``words``, one tag or run of tags each (a name or phrase is one word, see
    `cableml.parsing.rules.tags_line`); ``year``, that of the cable, or None if unknown.
    Unknown words are kept. Empty words and SIPDIS are dropped. Applying it twice changes nothing.
    """
    tags: dict[str, None] = {}
    for word in words:
        for mended in (_clean(word),) if _is_present_code(word, year) else mend_word(word):
            for tag in _resolve(mended, year):
                tags.setdefault(tag)
    return tuple(Tag(tag) for tag in tags)


def _resolve(word: str, year: int | None) -> tuple[str, ...]:
    codes = _aliases().get(word)
    if codes is None:
        return (word,)
    if word == "YE" and (year is None or year <= _LAST_TWO_YEMENS_YEAR):
        return (word,)  # Yemen (Sanaa) until 1990: an alias of YM only where the year is certain
    return (word,) if _is_present_code(word, year) else codes


def _is_present_code(word: str, year: int | None) -> bool:
    """Return whether the word is a code of the present list, which has ISO letters: JP is no slip there."""
    return _is_2020s(year) and not _KINDS_2020S.isdisjoint(_table().get(_clean(word), ()))


@lru_cache(maxsize=8192)
def _clean(word: str) -> str:
    word = _BLANKS.sub(" ", word.upper()).strip(_TRIM)
    if _ENDS_IN_INITIAL.search(word):
        return word + "."  # of a name: STEINBERG, JAMES B.
    return word


@lru_cache(maxsize=8192)
def mend_word(word: str) -> tuple[str, ...]:
    """Return the codes that one word of a TAGS line certainly stands for, else the word itself.

    AMEDCASCKFLO gives three codes, POGOV gives PGOV, RU gives RS, GOV stays GOV.
    SIPDIS and words without a letter or figure give nothing.
    """
    word = _clean(word)
    if word == "SIPDIS" or not any(map(str.isalnum, word)):
        return ()
    if word in _CERTAIN_SLIPS:
        return (_CERTAIN_SLIPS[word],)
    if word in _table() or word in _plain_words():
        return (word,)
    if not word.isascii() or not word.isalpha():
        return (word,)
    return _without_extra_letter(word) or _cut_run(word) or (word,)


def _without_extra_letter(word: str) -> tuple[str, ...]:
    """Return the only known code that is left when one letter goes, or nothing."""
    if not 5 <= len(word) <= 10:
        return ()
    left = {word[:i] + word[i + 1 :] for i in range(len(word))}
    if len(word) == 5:
        codes = [code for code in left if _is_field_code(code)]
    elif len(word) >= 7:  # shorter organizations are too close to words: CENTRO is not CENTO
        codes = [code for code in left if "organization" in _table().get(code, ())]
    else:
        codes = []
    return (codes[0],) if len(codes) == 1 else ()


def _cut_run(word: str) -> tuple[str, ...]:
    """Return the known codes that the word is made of, in fewest pieces, or nothing.

    At least half of the pieces must be subject or program codes: CUBA is not CU and BA.
    """
    if not 6 <= len(word) <= _LONGEST_RUN:
        return ()
    pieces = _pieces()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for length in (4, 2, 5, 6, 7, 3):
            head = best[end - length] if length <= end else None
            if head is None or word[end - length : end] not in pieces:
                continue
            old = best[end]
            if old is None or len(head) + 1 < len(old):
                best[end] = (*head, word[end - length : end])
    cut = best[-1]
    if cut is None or 2 * sum(map(_is_field_code, cut)) < len(cut):
        return ()
    return tuple(dict.fromkeys(cut))
