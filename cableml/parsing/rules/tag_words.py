"""From the text of a TAGS list to its entries: codes, personal names, free-text phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cableml.cable.tag import is_known, mend_word

_TOKEN: Final = re.compile(r"\(([^()]{1,120})\)?|([,;])|([^\s,;()]+)")
_MARKINGS: Final = frozenset({"U", "C", "S", "SBU", "C/NF", "S/NF", "LOU", "FOUO", "SIPDIS"})
_EDGES: Final = "\"'`:*.¶<>\\"
_MAX_NAME_WORDS: Final = 3
# Names of several words that posts use as one tag: those of the vocabulary, and phrases that
# stand beside other words on lines of the development cables (06TELAVIV145, 05ROME3585).
_PHRASES: Final = frozenset(
    (
        "AER LINGUS",
        "AEROLINEAS ARGENTINAS",
        "COLOMBO PLAN",
        "COUNTER TERRORISM",
        "COUNTRY CLEARANCE",
        "DOMESTIC POLITICS",
        "EL AL",
        "GAZA DISENGAGEMENT",
        "GENERAL MOTORS",
        "GOI EXTERNAL",
        "GOI INTERNAL",
        "IRAQI FREEDOM",
        "ISRAELI PALESTINIAN AFFAIRS",
        "ITALIAN POLITICS",
        "ITALY NATIONAL ELECTIONS",
        "PHALANGE PARTY",
        "USEU BRUSSELS",
    )
)
_PHRASE_STARTS: Final = frozenset(phrase.split()[0] for phrase in _PHRASES)


@dataclass(slots=True)
class _Token:
    """A word, phrase or bracket of the list; ``segment`` counts the commas in front of it."""

    text: str
    segment: int
    settled: bool  # a code, a known phrase or the content of a bracket: no part of a run


def assemble_tags(value: str) -> list[str]:
    """Return the entries of a TAGS list in upper case, in order, doubles dropped.

    A personal name is one entry (``CLINTON, HILLARY``): in brackets, or after OVIP. Words that
    are no codes are one entry when commas part them off, or when they end the list.
    """
    tokens = _tokens(value.upper())
    if all(token.settled for token in tokens):
        return list(dict.fromkeys([token.text for token in tokens]))
    by_blanks = _is_list_by_blanks(tokens)
    entries: list[str] = []
    i = 0
    while i < len(tokens):
        if tokens[i].settled:
            entries.append(tokens[i].text)
            i += 1
            continue
        run = _run(tokens, i)
        given = _run(tokens, i + run)
        official = _follows_ovip(entries)
        if run == 1 and 1 <= given <= _MAX_NAME_WORDS and (official or by_blanks):
            # The comma of a bare name: OVIP CLINTON, HILLARY.
            entries.append(f"{tokens[i].text}, {_join(tokens[i + 1 : i + 1 + given])}")
            i += 1 + given
            continue
        words = [token.text for token in tokens[i : i + run]]
        if official and run in (2, 3):
            entries.append(_name(words))
        elif official and run == 4:
            entries += [_name(words[:2]), _name(words[2:])]
        elif run > 1 and _is_phrase(tokens, i, run):
            entries.append(" ".join(words))
        else:
            entries += words
        i += run
    return list(dict.fromkeys(entries))


def _tokens(value: str) -> list[_Token]:
    tokens: list[_Token] = []
    segment = 0
    for bracket, comma, word in _TOKEN.findall(value):
        if comma:
            segment += 1
        elif bracket:
            tokens += [_Token(entry, segment, True) for entry in _read_bracket(bracket)]
        else:
            for part, is_code in _parts(word):
                tokens.append(_Token(part, segment, is_code))
    return _settle_phrases(tokens)


@lru_cache(maxsize=8192)
def _parts(word: str) -> tuple[tuple[str, bool], ...]:
    """Return the codes of a word that a stroke or full stop parts, else the word; and if it is a code."""
    word = word.strip(_EDGES)
    if word in _MARKINGS or not any(map(str.isalnum, word)):
        return ()
    if ("/" in word or "." in word) and not is_known(word):
        parts = [part for part in re.split(r"[/.]", word) if part]
        if all(map(_is_code, parts)):
            return tuple((part, True) for part in parts)
    return ((word, _is_code(word)),)


def is_settled_code(word: str) -> bool:
    """Return whether a word of capitals is one code wherever it stands in a list, and no part of a phrase."""
    return word not in _PHRASE_STARTS and _parts(word) == ((word, True),)


@lru_cache(maxsize=8192)
def _is_code(word: str) -> bool:
    """Return whether the word is a code, can be cut into codes, or has the form of a program code."""
    return all(map(is_known, mend_word(word))) or (len(word) == 4 and word[0] == "K" and word.isalpha())


def _read_bracket(content: str) -> list[str]:
    """Return the entries of a bracket: a name, a phrase, or codes; nothing for a marking."""
    parts = [part.split() for part in content.split(",")]
    words = [word.strip("\"'`") for part in parts for word in part]
    if not words or content.strip() in _MARKINGS:
        return []
    if all(map(_is_code, words)):
        return words
    if len(parts) > 1 and parts[0]:
        return [f"{' '.join(parts[0])}, {' '.join(word for part in parts[1:] for word in part)}".strip(", ")]
    return [_name(words) if 2 <= len(words) <= _MAX_NAME_WORDS else " ".join(words)]


def _settle_phrases(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens with the words of a known phrase joined."""
    if _PHRASE_STARTS.isdisjoint([token.text for token in tokens]):
        return tokens
    settled: list[_Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        for length in (3, 2):
            phrase = _join(tokens[i : i + length])
            if token.text in _PHRASE_STARTS and phrase in _PHRASES:
                settled.append(_Token(phrase, token.segment, True))
                i += length
                break
        else:
            settled.append(token)
            i += 1
    return settled


def _is_list_by_blanks(tokens: list[_Token]) -> bool:
    """Return whether blanks, not commas, part most of the codes."""
    pairs = [(a.segment == b.segment) for a, b in pairwise(tokens) if a.settled and b.settled]
    return 2 * sum(pairs) > len(pairs)


def _run(tokens: list[_Token], start: int) -> int:
    """Return how many unsettled words stand together from ``start`` on, without a comma."""
    end = start
    while end < len(tokens) and not tokens[end].settled and tokens[end].segment == tokens[start].segment:
        end += 1
    return end - start


def _is_phrase(tokens: list[_Token], start: int, run: int) -> bool:
    """Return whether the run of words is one free-text tag."""
    end = start + run
    segment = tokens[start].segment
    first = start == 0 or tokens[start - 1].segment != segment
    last = end == len(tokens) or tokens[end].segment != segment
    parted = first and last and tokens[-1].segment > 0
    long = any(len(token.text) > 4 for token in tokens[start:end])
    return parted or (last and long)


def _follows_ovip(entries: list[str]) -> bool:
    """Return whether only names stand between OVIP, the tag of official visits, and here."""
    for entry in reversed(entries):
        if "," not in entry:
            return entry == "OVIP"
    return False


def _name(words: list[str]) -> str:
    return f"{words[0]}, {' '.join(words[1:])}"


def _join(tokens: list[_Token]) -> str:
    return " ".join(token.text for token in tokens)
