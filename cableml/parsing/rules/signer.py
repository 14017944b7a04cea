"""The signer: the name alone at the very end of a cable."""

from __future__ import annotations

import re
from typing import Final

from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding

_TAIL: Final = 3000
# Whole lines that may stand behind the name.
_TRAILER: Final = re.compile(
    r"[^A-Za-z0-9]*|\d{1,2}|N{3,}.*|#\d+|BT"
    r"|(?:SIPDIS|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|SENSITIVE|END CABLE TEXT|\*?\s*MISSING SECTION.*)\W*"
    r"|(?:\W*Classification: )?(?:(?:SENSITIVE BUT )?UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|TOP SECRET"
    r"|LIMITED OFFICIAL USE)(?:\W.{0,40})?"
    r"|C O N F I D E N T I A L.{0,40}|S E C R E T.{0,40}|U N C L A S S I F I E D.{0,40}"
    r"|Declassified/Released.*|Review \d\d.*|Margaret P\. Grafeld.*|Sheryl P\. Walter.*"
    r"|NOTE BY .*|NOTE: .*|SELECT \* FROM .*|.{0,80}CABLE END.*"
    r"|.{0,80} - (?:Classification: .*|UNCLASSIFIED|CONFIDENTIAL|SECRET)",
    re.IGNORECASE,
)
# Of the words that `_TRAILER` takes, those without a blank; NNNN and the like beside them.
_TRAILING_WORDS: Final = frozenset(
    {"BT", "SIPDIS", "NOFORN", "EXDIS", "NODIS", "LIMDIS", "STADIS", "SENSITIVE"}
    | {"UNCLASSIFIED", "UNCLAS", "CONFIDENTIAL", "SECRET"}
)
# What may stand behind the name on its own line: marks, NNNN, the date of a database row.
_MARKS: Final = " \t0.#*\\\"'/,>|=_-"
_END_OF_TEXT: Final = re.compile(r"\s+N{4} End Cable Text\s*$")
_LAST_WORD: Final = re.compile(r"N{4,}|\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4}", re.IGNORECASE)
_CAPITALS: Final = re.compile(
    r"(?:[A-Z]{1,2}['’])?[A-Z]{2,}(?:[-'’/][A-Z]{2,}){0,2}|Mc[A-Z]{2,}|Mac[A-Z]{2,}|[A-Z]\."
)
_MIXED: Final = compile_late(r"(?:[A-Z]['’]|Mc|Mac|De|La|Le|Du|Di)?[A-Z][a-z]{2,}(?:-[A-Z][a-z]{2,})?")
_PARTICLES: Final = frozenset(
    {"van", "von", "de", "der", "den", "la", "le", "di", "du", "da", "del", "Van", "Von", "De", "La", "Le"}
)
_ENDS_SENTENCE: Final = re.compile(
    r"(?:[.!?:;*/\])\"”’'\\_=-]|[Xx]{6}|OF \d{2,3}"
    r"|\b(?:COMMENT|Comment|comment|SUMMARY|TEXT|REQUEST|NOTE|c?fm|htm|gov|GP-?\d)\W?)\Z"
)
_LONGEST_END: Final = 12
_ROUTING: Final = re.compile(r"R[UH][A-Z]{3,5}/")
_GLUED: Final = re.compile(r"(?<=[.)])(?=[A-Z]{4,20}\Z)")
# Words that stand before a name, or at the end in place of one.
_NO_NAMES: Final = frozenset(
    {
        "COMMENT",
        "SUMMARY",
        "END",
        "TEXT",
        "REGARDS",
        "NOTE",
        "MESSAGE",
        "UNCLASSIFIED",
        "CONFIDENTIAL",
        "SECRET",
    }
    | {
        "MINIMIZE",
        "CONSIDERED",
        "UNQUOTE",
        "QUOTE",
        "SIPDIS",
        "SIGNED",
        "XXXXXXXXXXXX",
        "TABLE",
        "CABLE",
        "POINTS",
    }
    | {
        "THE",
        "AND",
        "OF",
        "FOR",
        "IN",
        "TO",
        "ON",
        "BY",
        "WITH",
        "AT",
        "OR",
        "AS",
        "IS",
        "WILL",
        "THAT",
        "THIS",
    }
)
# Words that open a sentence: a text that breaks off behind one has no signer.
_OPENERS: Final = frozenset(
    {
        "The",
        "This",
        "That",
        "These",
        "Those",
        "They",
        "There",
        "Then",
        "However",
        "While",
        "Although",
        "Some",
        "Many",
    }
    | {
        "Most",
        "Such",
        "When",
        "With",
        "After",
        "Before",
        "Since",
        "Also",
        "But",
        "And",
        "For",
        "From",
        "Our",
        "His",
    }
    | {
        "Her",
        "She",
        "Its",
        "Their",
        "What",
        "Where",
        "Which",
        "Who",
        "Why",
        "How",
        "Now",
        "Post",
        "Embassy",
        "Not",
    }
    | {
        "According",
        "Despite",
        "During",
        "Given",
        "Under",
        "Over",
        "Both",
        "Each",
        "Other",
        "Several",
        "End",
        "Comment",
    }
)
_BEFORE_NAME: Final = frozenset({"MINIMIZE", "CONSIDERED", "UNQUOTE", "REGARDS"})
_SHORT_LINE: Final = 40
_MAX_NAME_WORDS: Final = 3


def find_signer(text: str, *, canonicalize: bool = False) -> Finding[tuple[str, ...]] | None:
    """Return the name at the very end of the cable, or None where the text breaks off.

    A name set twice counts once. ``canonicalize`` gives upper case and parts two names that a
    stroke or AND joins; otherwise the name is as written.

    Source: 3,185 of 5,055 development cables end in a line that looks like a signer.
    """
    base = max(0, len(text) - _TAIL)
    lines = text[base:].split("\n")
    start = len(text)
    while lines:
        start -= len(lines[-1])
        line = lines[-1].strip()
        if _is_name_alone(line):
            return _read_alone(line, lines, start, canonicalize=canonicalize)
        if not line.endswith("...") or line == "...":
            if not _TRAILER.fullmatch(line):
                break
        elif any(map(str.isalpha, line)):
            return None  # the copy was cut off here
        lines.pop()
        start -= 1
    if not lines:
        return None
    body = _without_marks(lines[-1])
    name, front = _last_name(body)
    if not name or not _is_name(name, front, lines):
        return None
    return Finding(_names(name, canonicalize=canonicalize), start + len(front), start + len(body))


def _is_name_alone(line: str) -> bool:
    """Return whether a line is one word of capitals, and none that may stand behind the name."""
    return (
        line.isalpha()
        and line.isupper()
        and line.isascii()
        and len(line) > 1
        and line not in _TRAILING_WORDS
        and line[:3] != "NNN"
    )


def _read_alone(
    word: str, lines: list[str], start: int, *, canonicalize: bool
) -> Finding[tuple[str, ...]] | None:
    """Return the name of a last line that holds nothing else: the usual case in few steps."""
    if word in _NO_NAMES or not word.strip("Xx"):
        return None
    line = lines[-1]
    at = line.index(word)
    if not _is_name([word], line[:at], lines):
        return None
    return Finding(_names([word], canonicalize=canonicalize), start + at, start + at + len(word))


def _without_marks(line: str) -> str:
    body = (_END_OF_TEXT.sub("", line) if "End Cable Text" in line else line).rstrip(_MARKS)
    while body and _LAST_WORD.fullmatch(body.rsplit(None, 1)[-1]):
        body = body.rsplit(None, 1)[0].rstrip(_MARKS) if len(body.split(None, 1)) > 1 else ""
    return body


def _last_name(body: str) -> tuple[list[str], str]:
    """Return the words shaped like a name that end the line, and the line in front of them."""
    words = _GLUED.sub(" ", body[-200:]).split()[-8:]  # 05TELAVIV4403: Ha'asara.KURTZER
    shape = _CAPITALS if words and _CAPITALS.fullmatch(words[-1]) else _MIXED
    name: list[str] = []
    for word in reversed(words):
        if (
            word.upper() in _NO_NAMES
            or not word.strip("Xx")
            or not (shape.fullmatch(word) or (name and word in _PARTICLES))
        ):
            break
        name.insert(0, word)
    front = body
    for word in reversed(name):
        front = front[: front.rindex(word)]
    return name, front


def _is_name(name: list[str], front: str, lines: list[str]) -> bool:
    """Return whether the words are a signer and not the end of a text that breaks off."""
    if any("/" in word for word in name) and (len(name) > 1 or _ROUTING.match(name[0])):
        return False
    half = len(name) // 2
    doubled = len(name) > 1 and name[:half] == name[half:]
    if (len(name) > _MAX_NAME_WORDS and not doubled) or name[-1].endswith("."):
        return False
    capitals = name[-1].isupper() or (name[-1].startswith(("Mc", "Mac")) and name[-1][3:].isupper())
    if not capitals and (
        name[0] in _OPENERS or (front.strip() and len(name) > 1 and name[0] not in _PARTICLES)
    ):
        return False
    if front.strip():
        rest = front.rstrip()
        return not rest.endswith(":") and (
            _ends_sentence(rest)
            or rest.split()[-1].strip(".") in _BEFORE_NAME
            or "http" in rest[-120:]
            or (capitals and (front.endswith("  ") or rest[-1].isdigit()))
            or (capitals and _stands_out(name, rest, lines))
        )
    above = lines[-2].rstrip(" \t\\") if len(lines) > 1 else ""
    if not above.strip() or _ends_sentence(above) or "http" in above or above.split() == name:
        return True
    # Capitals below a line of small letters stand out; below a full line of capitals they go on
    # with it.
    return capitals and (not above.isupper() or len(above) < _SHORT_LINE)


def _ends_sentence(line: str) -> bool:
    return _ENDS_SENTENCE.search(line, max(0, len(line) - _LONGEST_END)) is not None


def _stands_out(name: list[str], front: str, lines: list[str]) -> bool:
    """Return whether a name in capitals follows a name in small letters (09CAIRO1220: Ahmed Megahed SCOBEY).

    It must be new to the text: a word of capitals that comes again is an abbreviation.
    """
    if len(name) > 1 or len(name[0]) < 4 or not front.split()[-1][0].isupper() or front.isupper():
        return False
    return not any(name[0] in line for line in (front, *lines[:-1]))


def _names(name: list[str], *, canonicalize: bool) -> tuple[str, ...]:
    half = len(name) // 2
    if half and name[:half] == name[half:]:
        name = name[:half]  # 10BRASILIA15: KUBISKE KUBISKE
    joined = " ".join(name)
    if not canonicalize:
        return (joined,)
    whole = (
        len(name) != 2 or name[0] in _PARTICLES or name[0].title() in _PARTICLES or name[1].upper() == "JR"
    )
    return (joined.upper(),) if whole and "/" not in joined else tuple(re.split(r"[ /]", joined.upper()))
