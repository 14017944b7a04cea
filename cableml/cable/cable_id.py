"""Cable ids: two figures of the year, the post without blanks, the serial number (06TOKYO709)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cableml.cable._post_table import ALIASES, POSTS

_SHORTEST_REPAIR: Final = 4
_SHORTEST_STEM: Final = 6

# Words that stand in front of a post in a banner or address line; releases glued them to it.
_FRONT_WORDS: Final = (
    "UNCLASSIFIED", "CONFIDENTIAL", "CLASSIFIED", "AMCONSULATE", "SENSITIVE", "CONSULATE", "AMEMBASSY",
    "USMISSION", "AMCONGEN", "AMCONSUL", "EMBASSY", "SECTION", "NOFORN", "SIPDIS", "UNCLAS", "SECRET",
    "LIMITEDOFFICIALUSE", "NOCONTRACT", "USOFFICE", "CORRECTED", "AMEMB", "CONGEN", "CONSUL", "EXDIS",
    "LIMDIS", "STADIS", "USINT", "NODIS", "ORCON", "NOTAL", "FOUO", "EFTO", "CITE", "COPY", "EMB", "OF",
)  # fmt: skip
_FIRST_INSTITUTE_YEAR: Final = 1979
_LONGEST_FRONT: Final = 24
_LONGEST_SERIAL: Final = 12
_LONGEST_NAME: Final = 48
_LONGEST_ID: Final = 120

_YEAR: Final = r"(?:(?:19|20)(?=\d\d[^\d]))?(\d\d)"
_ID: Final = re.compile(_YEAR + r"([^\d].*?|0[A-Z].*?)(\d+)\Z", re.DOTALL)
_SECOND_NUMBER: Final = re.compile(r"(?<=\d)(?:Z[A-Z]{2}\d*|TOSEC\d+|CORRECTED\d*)\Z")
_CANONICAL: Final = re.compile(r"(\d\d)([A-Z]+)([1-9]\d*)")
_NOT_LETTER: Final = re.compile(r"[^A-Z0-9]+")
_LAST_FIGURE: Final = re.compile(r".*\d(?=[A-Z])", re.DOTALL)


class CableId(NamedTuple):
    """The parts of an id: ``year`` in four figures, ``post`` canonical, ``serial`` a number."""

    year: int
    post: str
    serial: int


def build_id(year: int, post: str, serial: int) -> str:
    """Return the canonical id of a cable.

    Parameters: ``year`` with two or four figures, ``post`` in any spelling, ``serial`` the number.
    """
    return f"{year % 100:02d}{post_in_year(canonical_post(post), year)}{serial}"


def canonical_id(text: str) -> str:
    """Return the id of the cable that ``text`` means, upper case and without blanks.

    Words glued to the front of the post (handling, SECTION 01 OF 02, AMEMBASSY) go, other
    names of a post become its canonical name, one slip is mended when a single post fits, a
    second number behind ZFR, ZDK or TOSEC and leading noughts of the number go. A text that
    is no id comes back upper case and without blanks. Source: ids of the development cables.
    """
    known = _CANONICAL.fullmatch(text)
    if known is not None and known[2] in POSTS:
        return text
    parts = _take_apart(text) if len(text) <= _LONGEST_ID else None
    if parts is None:
        return _NOT_LETTER.sub("", text.upper())
    year, post, serial = parts
    return f"{year}{post}{serial}"


def split_id(text: str) -> CableId | None:
    """Return year, post and serial of an id in any spelling, or None when it is no id.

    Years 66 to 99 are of the twentieth century, 00 to 65 of the next.
    """
    parts = _take_apart(text) if len(text) <= _LONGEST_ID else None
    if parts is None:
        return None
    year, post, serial = parts
    return CableId(full_year(int(year)), post, int(serial))


def post_in_year(post: str, year: int) -> str:
    """Return the name of a canonical post in a year: Taipei was an embassy until 1978, then an institute."""
    return "TAIPEI" if post == "AITTAIPEI" and full_year(year) < _FIRST_INSTITUTE_YEAR else post


def full_year(year: int) -> int:
    """Return a year of four figures for one of two (66 to 99 are 1966 to 1999, 00 to 65 are 2000 to 2065)."""
    if year >= 100:
        return year
    return year + (1900 if year >= 66 else 2000)


@lru_cache(maxsize=4096)
def canonical_post(name: str) -> str:
    """Return the canonical name of a post, or the name itself in capitals without blanks if none fits."""
    letters = _letters(name)
    return find_post(letters) or letters


def find_post(name: str, repair: bool = True) -> str | None:
    """Return the canonical name of the one known post that ``name`` means, or None.

    With ``repair`` false only exact names and other names count, not slips, stems or glued words.
    """
    return _find_post(name, repair) if len(name) <= _LONGEST_ID else None


@lru_cache(maxsize=16384)
def _find_post(name: str, repair: bool) -> str | None:
    letters = _letters(name)
    if letters in POSTS:
        return letters
    if letters in ALIASES:
        return ALIASES[letters]
    if not repair or len(letters) > _LONGEST_NAME:
        return None
    return _strip_front(letters) or _mend_slip(letters) or _find_stem(letters)


def _letters(name: str) -> str:
    """Return capitals only; a figure 0 in a name is the letter O (SANTIAG0)."""
    return _NOT_LETTER.sub("", name.upper()).replace("0", "O")


@lru_cache(maxsize=16384)
def _take_apart(text: str) -> tuple[str, str, str] | None:
    folded = _NOT_LETTER.sub("", text.upper())
    known = _CANONICAL.fullmatch(folded)
    if known and known[2] in POSTS:
        return known[1], known[2], known[3]
    if folded[:1] == "O" and folded[1:2].isdigit():
        folded = "0" + folded[1:]
    match = _ID.match(_SECOND_NUMBER.sub("", folded))
    if match is None:
        return None
    year, name, serial = match.groups()
    serial = serial.lstrip("0")
    if not serial or len(serial) > _LONGEST_SERIAL:
        return None
    return year, post_in_year(_post_of_name(name), int(year)), serial


def _post_of_name(name: str) -> str:
    """Return the post of an id's middle part; only SECTION 01 OF 02 puts figures inside it."""
    post = find_post(name)
    if post is None:
        post = find_post(_LAST_FIGURE.sub("", name))
    return post or _letters(_LAST_FIGURE.sub("", name))


def _strip_front(letters: str) -> str | None:
    """Return the post behind glued handling words (EFTOATHENS, SECTIONO1OFO2PRAGUE), or None."""
    for cut in range(1, min(len(letters) - 2, _LONGEST_FRONT)):
        rest = letters[cut:]
        post = rest if rest in POSTS else ALIASES.get(rest) if len(rest) > 3 else None
        if post is not None and _is_front(letters[:cut]):
            return post
    for cut in range(len(letters) - _SHORTEST_REPAIR, 3, -1):
        post = _mend_slip(letters[cut:])
        if post is not None and _is_front(letters[:cut]):
            return post
    return None


@lru_cache(maxsize=4096)
def _is_front(prefix: str) -> bool:
    """Return True when the prefix is made of front words, the first perhaps without its beginning."""
    for word in _FRONT_WORDS:
        if prefix == word or (len(prefix) >= 4 and len(prefix) < len(word) and word.endswith(prefix)):
            return True
        if len(word) >= 6 and abs(len(prefix) - len(word)) <= 1 and is_one_slip(prefix, word):
            return True
        if prefix.endswith(word) and len(prefix) > len(word) and _is_front(prefix[: -len(word)]):
            return True
    return False


def _mend_slip(letters: str) -> str | None:
    """Return the only known post one slip away, or None.

    Full names are tried first; other names only from seven letters on, as short ones fit too much.
    """
    if len(letters) < _SHORTEST_REPAIR:
        return None
    near = _names_by_gap()
    names = {name for key in (letters, *_gaps(letters)) for name in near.get(key, ())}
    names = {name for name in names if is_one_slip(letters, name)}
    fits = names & POSTS or {ALIASES[name] for name in names}
    return fits.pop() if len(fits) == 1 else None


@lru_cache(maxsize=1)
def _names_by_gap() -> dict[str, tuple[str, ...]]:
    """Return names by themselves and by what is left without one letter: words one slip apart share a key."""
    index: dict[str, tuple[str, ...]] = {}
    for name in (*POSTS, *(other for other in ALIASES if len(other) > 6)):
        for key in {name, *_gaps(name)}:
            index[key] = (*index.get(key, ()), name)
    return index


def _gaps(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _find_stem(letters: str) -> str | None:
    """Return the only post that begins with the letters: page lines cut posts short (VATICA, PORTAUPR)."""
    return _posts_by_stem().get(letters) if len(letters) >= _SHORTEST_STEM else None


@lru_cache(maxsize=1)
def _posts_by_stem() -> dict[str, str | None]:
    """Return posts by each beginning of six letters or more; None where several posts begin so."""
    index: dict[str, str | None] = {}
    for post in POSTS:
        for end in range(_SHORTEST_STEM, len(post)):
            index[post[:end]] = None if post[:end] in index else post
    return index


def is_one_slip(a: str, b: str) -> bool:
    """Return True when one letter missing, added, wrong or swapped with its neighbour parts the words."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    if len(a) == len(b):
        if a[start + 1 :] == b[start + 1 :]:
            return True
        return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    if len(a) < len(b):
        a, b = b, a
    return a[start + 1 :] == b[start:]
