"""Names in a Classified By line: the words left when titles and offices are cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cableml.cable.cable_id import find_post
from cableml.parsing.rules._title_table import ACRONYMS, FUZZY_TITLES, OFFICE_CODES, PLACE_WORDS, TITLE_WORDS

_WORD: Final = re.compile(r"[^\s,;:()\[\]]+|[,;:()\[\]]")
_SUFFIX: Final = re.compile(r"(?:JR|SR|II|III|IV|ESQ|PHD|PH\.D)\.?\Z", re.IGNORECASE)
_SHORT_FORMS: Final = re.compile(
    r"(?!MC)(?:MC|POLI?T?|ECON?|EC|ECONOMIC|POLITICAL|MIL|MIN|COUNS?|COUNSELO?R|CONS?|OFFI?C?E?R?|OFF|CHIEF|LAB|SCI|AGR?|ADMIN|MGM?T|PUB"
    r"|DEP|AMB|FIN|ATT|REP|DIR|SEC|GEN|ACT|ADV|DEV|INT|EST|ESTH|COM|CON|HEAD|SPEC|ASST|PROG|MILITARY|TDY|RSO|INTERNAL|EXTERNAL|UNIT|[.\-&+])+\Z"
)
_PARTICLES_TEXT: Final = """
DE DEL DELLA DI DU LA LE VAN VON DER DEN DOS DA EL AL BIN BEN TER TEN ST ZU
"""
_PARTICLES: Final = frozenset(_PARTICLES_TEXT.split())
_JOINERS: Final = frozenset(
    {
        "AND",
        "&",
        "OF",
        "FOR",
        "THE",
        "TO",
        "AT",
        "IN",
        "BY",
        "ON",
        "AS",
        "OR",
        "WITH",
        "FROM",
        "PER",
        "A",
        "IS",
        "WAS",
    }
)
_SOFT_TITLES: Final = frozenset(
    {
        "MAJOR",
        "GENERAL",
        "MARSHAL",
        "JUDGE",
        "HEAD",
        "GUARD",
        "POST",
        "LAW",
        "LEADER",
        "POLICE",
        "CHANCELLOR",
        "LEAD",
        "REP",
        "LABOR",
        "FIRST",
        "PO",
        "MIN",
        "COM",
        "SAO",
        "RAO",
        "COS",
        "LEGAT",
        "STATE",
        "PRESS",
        "UNION",
        "GROUP",
        "AIR",
    }
)
_REDACTED: Final = re.compile(r"[Xx.,-]{3,}")
_MARKING: Final = re.compile(r"^\s*\([A-Z/]{1,4}\)")
_CLOSING: Final = ".;:,-–"


class Persons(NamedTuple):
    """Names as written, in order, and the title of the first person as written (or None)."""

    names: tuple[str, ...]
    title: str | None


class _Word:
    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, text: str, kind: str, start: int, end: int) -> None:
        self.text = text
        self.kind = kind  # name, title, joiner
        self.start = start
        self.end = end


@lru_cache(maxsize=4096)
def read_persons(statement: str) -> Persons:
    """Return the persons that ``statement`` names; it is one line and holds no reasons any more.

    The line is cut at commas, colons and dashes; in each part the words behind the last title
    word are a name, or, when a title closes the part, the words before the first one.
    """
    names: list[tuple[str, int, int]] = []
    parts = _split_parts(statement)
    for place, words in enumerate(parts):
        if names and words and _SUFFIX.match(words[0].text):
            name, start, _ = names[-1]
            names[-1] = (f"{name}, {_clean_suffix(words[0].text)}", start, words[0].end)
            words = words[1:]
        if place == 1 and len(names) == 1 and _is_given_name(parts):
            names = [
                (
                    f"{names[0][0]}, {_as_written(statement, (words[0], words[-1]))[0]}",
                    names[0][1],
                    words[-1].end,
                )
            ]
            continue
        if names and not _joins(words):
            if words:
                break
            continue
        for chunk in _split_persons(words):
            span = _find_name(chunk, allow_single=not names)
            if span is not None:
                names.append(_as_written(statement, span))
    if not names:
        return Persons((), None)
    _, start, end = names[0]
    before = _MARKING.sub("", statement[:start]).strip(" ,;:.-–")
    title = before or statement[end:].strip(" ,;:.-–") or None
    return Persons(tuple(name for name, _, _ in names), title)


def title_case(name: str) -> str:
    """Return a name with first letters capital; a figure 0 becomes O, mixed words stay."""
    return " ".join(_title_word(word) for word in name.replace("0", "O").split())


def _title_word(word: str) -> str:
    bare = word.strip(".,")
    if bare in ("II", "III", "IV") or not (bare.isupper() or bare.islower()):
        return word
    pieces = re.split(r"([-'’.])", word.lower())
    cased = "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    if len(bare) > 4 and bare[:2].upper() == "MC":
        return f"Mc{cased[2:3].upper()}{cased[3:]}"
    return cased


def _split_parts(statement: str) -> list[list[_Word]]:
    """Return the words between commas, colons, semicolons and dashes; bracketed words are left out."""
    parts: list[list[_Word]] = [[]]
    depth = 0
    shouting = not any(map(str.islower, statement.replace("Classified By", "")))
    whispering = not any(map(str.isupper, statement))
    for match in _WORD.finditer(statement):
        text = match[0]
        if text in "([":
            depth += 1
        elif text in ")]":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif text in ",;:" or not text.strip("-–."):
            parts.append([])
        else:
            first = not parts[-1]
            kind = _kind(text, first, shouting or whispering)
            parts[-1].append(_Word(text, kind, match.start(), match.end()))
            if kind == "title" and text.endswith((".", "-")) and len(text) > 7:
                parts.append([])
    return parts


def _split_persons(words: Sequence[_Word]) -> list[Sequence[_Word]]:
    """Return the words cut at AND, which joins two persons or two parts of a title."""
    chunks: list[Sequence[_Word]] = []
    start = 0
    for index, word in enumerate(words):
        if word.text.upper() in ("AND", "&"):
            chunks.append(words[start:index])
            start = index + 1
    chunks.append(words[start:])
    if len(chunks) > 1 and not _has_title(chunks[0]) and _has_title(chunks[1]):
        return chunks[1:]
    return chunks


def _has_title(words: Sequence[_Word]) -> bool:
    return any(word.kind == "title" for word in words)


@lru_cache(maxsize=8192)
def _kind(text: str, first: bool, one_case: bool) -> str:
    word = text.strip(".-–'\"`*_").upper().replace("0", "O")
    if not word:
        return "title"
    if word in _JOINERS and not (word == "A" and text.endswith(".")):
        return "joiner"
    if "/" in text or any(letter.isdigit() and letter != "0" for letter in text):
        return "title"
    if len(word) == 1:
        return "title" if first and not text.endswith(".") else "name"
    if word in ACRONYMS or word in OFFICE_CODES:
        return "title" if one_case or first or text.isupper() else "name"
    if is_title_word(word):
        return "title"
    if not one_case:
        if text.islower() and word not in _PARTICLES:
            return "title"
        if (
            text.isupper()
            and len(word) <= 6
            and "." not in text
            and not _SUFFIX.match(word)
            and len(word) > 1
        ):
            return "code"
    return "name"


@lru_cache(maxsize=8192)
def is_title_word(word: str) -> bool:
    """Return True for a title, a part of one or a short form, in capitals, in spite of a slip."""
    if word in TITLE_WORDS:
        return True
    if word.startswith(("D'AFF", "D’AFF", "D`AFF", "D´AFF", "DAFF", "D'AFA")):
        return True
    if "-" in word:
        pieces = word.split("-")
        return all(
            piece in PLACE_WORDS or piece in OFFICE_CODES or is_title_word(piece) for piece in pieces if piece
        )
    if len(word) > 4 and _SHORT_FORMS.match(word):
        return True
    if len(word) == 4 and word in ("CIEF", "CHEF", "CHIF"):
        return True
    if len(word) < 5:
        return False
    allowed = 1 if len(word) < 9 else 2
    return any(
        abs(len(word) - len(title)) <= allowed and _is_near(word, title, allowed) for title in FUZZY_TITLES
    )


def is_known_word(word: str) -> bool:
    """Return True for a title word, an office or a joining word, in capitals."""
    return (
        word in ACRONYMS
        or word in OFFICE_CODES
        or word in _JOINERS
        or word in _PARTICLES
        or is_title_word(word)
    )


def _is_near(a: str, b: str, allowed: int) -> bool:
    """Return True when at most ``allowed`` letters are missing, added, wrong or swapped."""
    if a == b:
        return True
    if allowed == 0 or abs(len(a) - len(b)) > allowed:
        return False
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    if not a or not b:
        return len(a) + len(b) <= allowed
    return (
        _is_near(a[1:], b[1:], allowed - 1)
        or _is_near(a[1:], b, allowed - 1)
        or _is_near(a, b[1:], allowed - 1)
        or (a[:2] == b[:2][::-1] and _is_near(a[2:], b[2:], allowed - 1))
    )


def _find_name(words: Sequence[_Word], *, allow_single: bool) -> tuple[_Word, _Word] | None:
    """Return the first and last word of the name in a part, or None."""
    if not words:
        return None
    last_title = max((i for i, word in enumerate(words) if word.kind in ("title", "joiner")), default=-1)
    tail = list(words[last_title + 1 :])
    if not tail and words[-1].text.strip(".").upper() in _SOFT_TITLES | ACRONYMS and len(words) > 2:
        before = max((i for i, word in enumerate(words[:-1]) if word.kind != "name"), default=-1)
        if len(words) - 1 - before in (2, 3) and before >= 0:
            return words[before + 1], words[-1]
    if not tail:
        first_title = next((i for i, word in enumerate(words) if word.kind != "name"), len(words))
        tail = list(words[:first_title])
        if len(tail) < 2:
            return None
    else:
        after_joiner = last_title >= 0 and words[last_title].kind == "joiner"
        tail = _drop_places(_drop_codes(tail), after_joiner or last_title < 0 or len(tail) > 3)
    if any(_is_mixed(word) for word in tail):
        tail = [word for word in tail if word.kind != "code"]
    if tail and tail[-1].text.endswith("...") and _is_cut_title(tail):
        return None
    if not tail or not any(len(word.text.strip(".")) > 1 for word in tail):
        return None
    if _REDACTED.fullmatch("".join(word.text for word in tail)):
        return None
    if len(tail) > 6 or (len(tail) == 1 and not allow_single):
        return None
    if find_post("".join(word.text for word in tail), repair=False) or all(_is_place(word) for word in tail):
        return None
    return tail[0], tail[-1]


def _is_cut_title(tail: Sequence[_Word]) -> bool:
    """Return True when the only word is the beginning of a title that broke off (Ambass...)."""
    word = tail[-1].text.rstrip(".").upper()
    return len(tail) == 1 and any(title.startswith(word) for title in TITLE_WORDS)


def _drop_codes(tail: list[_Word]) -> list[_Word]:
    """Return the words behind the last office code; codes stand in capitals among words in mixed letters."""
    while len(tail) > 1 and tail[0].kind == "code" and any(_is_mixed(word) for word in tail[1:]):
        tail = tail[1:]
    return tail


def _is_mixed(word: _Word) -> bool:
    return word.kind == "name" and any(letter.islower() for letter in word.text)


def _drop_places(tail: list[_Word], after_joiner: bool) -> list[_Word]:
    """Return the words behind leading places (CENTRAL ASIA GEORGE KROL), as long as two are left."""
    if not after_joiner:
        return tail
    for size in (3, 2, 1):
        if len(tail) - size >= 2 and find_post("".join(word.text for word in tail[:size]), repair=False):
            return _drop_places(tail[size:], after_joiner)
    while len(tail) > 2 and _is_place(tail[0]):
        tail = tail[1:]
    return tail


def _is_place(word: _Word) -> bool:
    return word.text.strip(".'").upper() in PLACE_WORDS


def _is_given_name(parts: Sequence[Sequence[_Word]]) -> bool:
    """Return True for SURNAME, GIVEN, TITLE: two parts of names only, a third that begins a title."""
    return (
        len(parts) > 2
        and 0 < len(parts[0]) < 3
        and 0 < len(parts[1]) < 3
        and all(word.kind == "name" for word in (*parts[0], *parts[1]))
        and bool(parts[2])
        and parts[2][0].kind != "name"
    )


def _joins(words: Sequence[_Word]) -> bool:
    """Return True when a part opens with AND: a further person may follow."""
    return bool(words) and words[0].text.upper() in ("AND", "&")


def _clean_suffix(text: str) -> str:
    return text if re.match(r"(?i)[js]r\.", text) else text.rstrip(_CLOSING)


def _as_written(statement: str, span: tuple[_Word, _Word]) -> tuple[str, int, int]:
    first, last = span
    name = " ".join(statement[first.start : last.end].split()).lstrip("-–*'\"`_?!. ").rstrip("*_\"'`")
    tail = last.text.rstrip(_CLOSING)
    keeps_stop = len(tail) == 1 or re.fullmatch(r"(?i)[js]r|(?:[a-z]\.)+[a-z]", tail)
    return (name if keeps_stop and name.endswith(".") else name.rstrip(_CLOSING)), first.start, last.end
