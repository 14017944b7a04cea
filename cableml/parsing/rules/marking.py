"""The banner line, the captions and caveats below it, and the spelling of portion marks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cableml.cable.late_pattern import compile_late
from cableml.cable.level import Level
from cableml.parsing.finding import Finding

_SPACED: Final = (
    r"T ?O ?P {1,3}S ?E ?C ?R ?E ?T|S{0,2} ?S ?E ?C ?R ?E ?T|C? ?C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L"
    r"|U? ?U ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?"
    r"|L ?I ?M ?I ?T ?E ?D {1,3}O ?F ?F ?I ?C ?I ?A ?L {1,3}U ?S ?E"
    # 06AMMAN3564, 07BAGHDAD146, 09BRASILIA1017: the first letter is lost.
    r"|O N F I D E N T I A L|E C R E T|NCLAS"
)
# The look at the first letter by itself tells most lines in one step.
_BANNER: Final = re.compile(
    rf"\n[ \t\",.]*+(?=[CELNOSTU])(?P<level>{_SPACED})(?![A-Za-z])(?P<rest>[^\n]{{0,160}})", re.IGNORECASE
)
# 05LIMA3571: "Cable dated:2005-08-17T21:24:00]C O N F I D E N T I A L SECTION 01 OF 02 LIMA 003571SIPDISEB".
_INLINE: Final = compile_late(
    r"(?P<level>C O N F I D E N T I A L|S E C R E T|T O P {1,3}S E C R E T|U N C L A S(?: S I F I E D)?"
    r"|UNCLAS)(?![A-Z])(?P<rest>[^\n]{0,160})"
)
_SECTION: Final = re.compile(
    r"(?:S?E?C?TI?O?N?)[ \t]{0,3}(\d{1,2})[ \t]{0,3}(?:OF|O|F|0F|GF)[ \t]{0,3}(\d{1,2})(?!\d)", re.IGNORECASE
)
_NUMBER: Final = re.compile(
    r"(?P<post>[A-Z][A-Z.' -]{1,30}?)[ \t]{1,12}(?P<serial>\d{3,8})(?!\d)", re.IGNORECASE
)
_HANDLING: Final = (
    *("SIPDIS", "SENSITIVE", "NOFORN", "EXDIS", "NODIS", "LIMDIS", "STADIS", "FOUO", "FOR OFFICIAL USE ONLY"),
    *("LOU", "TERREP", "CODEL", "NOCONTRACT", "ORCON", "ROGER CHANNEL", "DS CHANNEL", "DISSENT CHANNEL"),
    *("EYES ONLY", "PROPIN", "RELIDO"),
)
_BEFORE_HANDLING: Final = compile_late(
    r"(?:SIPDIS|SENSITIVE|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|FOUO|TERREP|\d{3,6}|[SC] E C R E T|T I A L"
    r"|UNCLAS|SECRET)[ \t/,]*\Z"
)
_LONGEST_BEFORE: Final = 200

CAVEATS: Final = frozenset({"NOFORN", "NOCONTRACT", "ORCON", "PROPIN", "RELIDO"})
_CAVEAT: Final = re.compile(rf"\b(?:{'|'.join(sorted(CAVEATS))})\b")
_CAPTIONS: Final = frozenset(
    {"SIPDIS", "SENSITIVE", "EXDIS", "NODIS", "LIMDIS", "STADIS", "TERREP", "CODEL", "ROGER CHANNEL"}
    | {"DS CHANNEL", "DISSENT CHANNEL", "EYES ONLY", "FOUO", "LOU"}
)
_LEVELS: Final = {
    "UNCLAS": Level.UNCLASSIFIED,
    "NCLAS": Level.UNCLASSIFIED,
    "UNCLASSIFIED": Level.UNCLASSIFIED,
    "LIMITEDOFFICIALUSE": Level.LIMITED_OFFICIAL_USE,
    "CONFIDENTIAL": Level.CONFIDENTIAL,
    "ONFIDENTIAL": Level.CONFIDENTIAL,
    "SECRET": Level.SECRET,
    "ECRET": Level.SECRET,
    "TOPSECRET": Level.TOP_SECRET,
}


class Banner(NamedTuple):
    """``S E C R E T SECTION 01 OF 02 TOKYO 000709``: level, number of the message, section, caveats."""

    level: Level
    post: str | None = None
    serial: str | None = None
    section: int | None = None
    sections: int | None = None
    caveats: tuple[str, ...] = ()


def find_banner(text: str) -> Finding[Banner] | None:
    """Return the first banner: at the start of a line, else (letter-spaced) anywhere in the text."""
    match = _BANNER.search(text)
    while match is not None:
        banner = _read_banner(match["level"], match["rest"])
        # "Secret talks" opens a sentence; a banner has a number, a caveat, or nothing behind it.
        if banner is not None:
            return Finding(banner, match.start() + 1, match.end())
        match = _BANNER.search(text, match.end("level"))
    if (shifted := text[:1] != "\n") and (match := _BANNER.match("\n" + text[:200])) is not None:
        banner = _read_banner(match["level"], match["rest"])
        if banner is not None:
            return Finding(banner, 0, match.end() - shifted)
    match = _INLINE.search(text)
    if match is not None:
        banner = _read_banner(match["level"], match["rest"], inline=True)
        if banner is not None:
            return Finding(banner, match.start(), match.end("level") + len(match["rest"]))
    return None


def _read_banner(word: str, rest: str, *, inline: bool = False) -> Banner | None:
    level = _read_level(word)
    if level is None:
        return None
    spaced = " " in word.strip()
    section = _SECTION.search(rest)
    behind = rest[section.end() :] if section is not None else rest
    number = _NUMBER.search(behind[:60].lstrip(" \t/-,"))
    caveats = _read_caveats(rest[:60])
    if number is None and section is None and not caveats and not spaced:
        tail = rest.strip(" \t.\\/")
        if (tail and tail.upper() not in {"SENSITIVE", "FOR OFFICIAL USE ONLY"}) or inline:
            return None
    if rest.lstrip(" /").upper().startswith(("FOR OFFICIAL USE", "FOUO")) and level is Level.UNCLASSIFIED:
        level = Level.FOUO
    return Banner(
        level=level,
        post=" ".join(number["post"].split()).upper() if number is not None else None,
        serial=number["serial"] if number is not None else None,
        section=int(section[1]) if section is not None else None,
        sections=int(section[2]) if section is not None else None,
        caveats=caveats,
    )


def _read_caveats(rest: str) -> tuple[str, ...]:
    for caveat in CAVEATS:
        if caveat in rest:
            return tuple(dict.fromkeys(_CAVEAT.findall(rest)))
    return ()


@lru_cache(maxsize=256)
def _read_level(word: str) -> Level | None:
    return _LEVELS.get(_strip_doubled("".join(word.upper().split())))


def _strip_doubled(word: str) -> str:
    # 05PARIS1699 "SS E C R E T", 06MADRID779 "C C O N F ...", 06MANAGUA1002 "UUNCLAS".
    while len(word) > 1 and word[0] == word[1]:
        word = word[1:]
    return word


def find_handling(text: str) -> Finding[tuple[str, ...]] | None:
    """Return the handling words (captions and caveats alike) in a window of the head, each once.

    Counted are lines that hold nothing else, and the words a line begins or a banner ends with:
    CODEL in a line of addressees is no caption.
    """
    found: dict[str, None] = {}
    start = end = -1
    line = done = 0
    filled = False  # whether anything stands on the line up to here; each letter is looked at once
    for at, word in _handling_words(text):
        newline = text.rfind("\n", done, at)
        if newline >= 0:
            line = done = newline + 1
            filled = False
        filled = filled or bool(text[done:at].strip(' \t/,"'))
        done = at
        if filled and not _BEFORE_HANDLING.search(text[max(line, at - _LONGEST_BEFORE) : at]):
            continue
        found.setdefault(word)
        start = at if start < 0 else start
        end = at + len(word)
    if "SIPDIS" not in found and (glued := text.find("SIPDIS")) >= 0:
        # 05LIMA3571: "LIMA 003571SIPDISEB FOR A/S WAYNE", everything glued together.
        found["SIPDIS"] = None
        start = glued if start < 0 else min(start, glued)
        end = max(end, glued + 6)
    return Finding(tuple(found), start, end) if found else None


def _handling_words(text: str) -> list[tuple[int, str]]:
    """Return where handling words stand, whole words only, in the order of the text.

    They are looked for one by one: all in one pattern take six times as long.
    """
    places: list[tuple[int, str]] = []
    for word in _HANDLING:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not (at and _is_of_word(text[at - 1])) and not _is_of_word(text[end : end + 1]):
                places.append((at, word))
            at = text.find(word, end)
    places.sort()
    return places


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def split_handling(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return handling words parted into captions (SIPDIS, EXDIS) and caveats (NOFORN)."""
    captions = tuple(word for word in words if word in _CAPTIONS)
    return captions, tuple(word for word in words if word in CAVEATS)


_FIRST: Final = frozenset(
    [
        "TS",
        "S",
        "C",
        "U",
        "SBU",
        "LOU",
        "FOUO",
        "CONFIDENTIAL",
        "SECRET",
        "UNCLASSIFIED",
        "UNCLAS",
        "SENSITIVE",
        "NF",
        "NOFORN",
        "REL",
        "CUI",
        "UU",
        "CC",
        "SS",
    ]
)
_FURTHER: Final = frozenset(
    [
        "NF",
        "NOFORN",
        "NOFOR",
        "NFORN",
        "NORFORN",
        "FOUO",
        "SBU",
        "FGI",
        "NATO",
        "ISAF",
        "OTAN",
        "REL",
        "RELEASABLE",
        "TO",
        "AND",
        "ENTIRE",
        "TEXT",
        "N",
        "F",
        "NO",
        "FORN",
        "EXDIS",
        "NODIS",
        "LES",
        "LIMDIS",
        "SENSITIVE",
        "BUT",
        "UNCLASSIFIED",
        "ONLY",
        "ORCON",
        "OC",
        "PR",
        "PROPIN",
        "MCFI",
        "GCTF",
        "SI",
        "TK",
        "C",
        "S",
        "U",
        "R",
        "RELIDO",
        "USE",
        "OFFICIAL",
        "FOR",
        "EYES",
        "PASSAGE",
        "PARAGRAPH",
        "XD",
        "CHANNEL",
    ]
)
_JOINTS: Final = re.compile(r"[/,;&\\ -]+")
_ENTIRE: Final = re.compile(r"[ ,/-]*ENTIRE TEXT\Z")


@lru_cache(maxsize=4096)
def parse_mark(inside: str) -> str | None:
    """Return the portion mark that stands inside a pair of brackets, in capitals, or None.

    The mark keeps its own spelling (``S/NF`` and ``S//NF`` both occur); only "entire text" goes
    and a level written out becomes its letter. Words such as (Afghanistan) or (U.S.) are no marks.
    """
    folded = " ".join(inside.upper().split()).rstrip(".:")
    folded = _ENTIRE.sub("", folded)
    words = [word for word in _JOINTS.split(folded) if word]
    if not words or words[0] not in _FIRST or "." in folded:
        return None
    releasable = "REL" in words
    for word in words[1:]:
        if word not in _FURTHER and not (releasable and word.isalpha()):
            return None
    if folded in {"CONFIDENTIAL", "SECRET", "UNCLASSIFIED", "UNCLAS"}:
        return folded[0]
    if folded == "SENSITIVE BUT UNCLASSIFIED":
        return "SBU"
    if folded in {"SENSITIVE", "N", "NF"}:
        return None if folded == "SENSITIVE" else folded
    return folded.replace(" / ", "/").replace("/ ", "/").replace(" /", "/")
