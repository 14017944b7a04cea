"""The TO and INFO lists of the transmission header."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cableml import native
from cableml.cable.cable import Addressee
from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding

_TO: Final = re.compile(r"\nTO(?=[ \t:]|RU|RH)[ \t:]*+")
_INFO: Final = re.compile(r"\n(?:INFO|ZEN/INFO)(?=[ \t:]|RU|RH)[ \t:]*+")
_ROUTE: Final = re.compile(r"(?:ZEN ?/ ?)?([A-Z]{4,8}) ?/ ?(?=[A-Z0-9])")
# Nine of ten lines: RUEHBJ/AMEMBASSY BEIJING PRIORITY 0487.
_USUAL: Final = re.compile(
    r"([A-Z]{4,8})/([A-Z]{2,16}(?: (?!PRIORITY|IMMEDIATE|NIACT|ROUTINE|FLASH)[A-Z]{2,16}){0,5})"
    r"(?: (PRIORITY|IMMEDIATE|ROUTINE|FLASH))?(?: (\d{2,7}))?\Z"
)
_PAGE: Final = re.compile(r"PAGE[ \t]{1,4}\d{2}\b[^\n]*")
_EXEMPT: Final = re.compile(r"XMT(?:[ /:]|$)[ /:]*")
# What stands behind the last addressee: a banner, a caption, a label, the counter line of the
# Department's printer, or the next label of the header itself.
_END: Final = re.compile(
    r"(?:.{0,3}?(?:[A-Z] ){4}|U?U ?N ?C ?L ?A ?S|NCLAS |C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L\b"
    r"|S ?E ?C ?R ?E ?T\b|T ?O ?P ?S ?E ?C|LIMITED OFF|L I M I T"
    r"|SIPDIS|(?:NODIS|EXDIS|STADIS|LIMDIS)\b|SENSITIVE$|NOFORN$|E\.? ?O\.? ?1|EO 1|TAGS|SUBJ|BT$|-{6,}"
    r"|FM |TO |INFO |CONFIDENTIAL|DE RU|VZCZ"
    r"|ZN[RY] |TELEGRAM|DISTRIBUTION|ACTION |UNCLASSIFIED)",
    re.IGNORECASE,
)
# Behind an empty line only what surely is an address goes on with the list.
_POST: Final = compile_late(
    r"[A-Z]{4,8} ?/|AM(?:EMBASSY|CONSUL|CONGEN)\b|US(?:MISSION|INT|LO|UN|NATO|DOC|IA)\b|SECSTATE|XMT"
)
_FIELDS: Final[tuple[str, ...]] = Addressee.__slots__
_WORDS: Final = {"FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"}


def find_recipients(text: str) -> Finding[tuple[Addressee, ...]] | None:
    """Return the addressees from TO up to INFO, in order.

    ``text`` is a header (or a piece of one). Posts behind XMT are ``excluded`` of the address above.
    """
    return _find_list(text, _TO)


def find_info_recipients(text: str) -> Finding[tuple[Addressee, ...]] | None:
    """Return the addressees from INFO on, in order; see `find_recipients`."""
    return _find_list(text, _INFO)


def _find_list(text: str, label: re.Pattern[str]) -> Finding[tuple[Addressee, ...]] | None:
    shift = 0
    match = label.search(text)
    if match is None and not text.startswith("\n"):
        match, shift = label.match("\n" + text[:40]), 1
    if match is None:
        return None
    start, position = match.start() + 1 - shift, match.end() - shift
    addressees: list[Addressee] = []
    exempting = False
    end = position
    n_blank = 0
    at, size = position, len(text)
    while at < size:
        usual, stop, behind = _read_usual_lines(text, at)
        if usual:
            addressees += usual
            exempting = False
            n_blank = 0
            end, at = stop, behind
            continue
        stop = text.find("\n", at)
        if stop < 0:
            stop = size
        line = text[at:stop].strip()
        at = stop + 1
        if not line:
            n_blank += 1
            if n_blank > 2:
                break
        else:
            if line.startswith("PAGE"):
                line = _PAGE.sub("", line).strip()
            if line:
                # SECRET//NOFORN is a banner, RUEHC/SECSTATE an address: routing begins with R or Z.
                if "/" not in line[:9] or line[0] not in "RZX":
                    if _END.match(line) or (n_blank and not _POST.match(line)):
                        break
                    exempt = _EXEMPT.match(line)
                elif line.startswith("XMT"):
                    exempt = _EXEMPT.match(line)
                else:
                    exempt = None
                if exempt is not None:
                    exempting = True
                    line = line[exempt.end() :]
                exempting = _add(addressees, line, exempting)
            n_blank = 0
            end = stop
    return Finding(tuple(addressees), start, end)


def _read_usual_lines(text: str, at: int) -> tuple[list[Addressee], int, int]:
    """Return the addressees of lines in the usual form, from a line's beginning up to the first other line.

    Behind them: the offset behind the last of these lines, and where the next line begins.
    """
    kernels = native.kernels
    if kernels is not None:
        return kernels.read_usual_lines(text, at, Addressee, _FIELDS)  # type: ignore[no-any-return]
    found: list[Addressee] = []
    behind = at
    while at < len(text):
        stop = text.find("\n", at)
        if stop < 0:
            stop = len(text)
        usual = _read_usual(text[at:stop].strip())
        if usual is None:
            break
        found.append(usual)
        behind, at = stop, stop + 1
    return found, behind, at


@lru_cache(maxsize=4096)  # posts write to the same posts
def _read_usual(line: str) -> Addressee | None:
    """Return the addressee of a line in the usual form: a route that begins with R or Z, a post."""
    if line[:1] not in ("R", "Z"):
        return None
    usual = _USUAL.match(line)
    if usual is None:
        return None
    routing, name, word, figures = usual.groups()
    return Addressee(name, routing, word, figures)


def _add(addressees: list[Addressee], line: str, exempting: bool) -> bool:
    addressee = parse_addressee(line)
    if addressee is None:
        return exempting
    # A route or a precedence marks a new address; a bare post below XMT is exempted too.
    if exempting and addressees and addressee.routing is None and addressee.precedence is None:
        last = addressees[-1]
        addressees[-1] = Addressee(
            last.post, last.routing, last.precedence, last.serial, (*last.excluded, addressee.post)
        )
        return True
    addressees.append(addressee)
    return False


@lru_cache(maxsize=4096)
def parse_addressee(line: str) -> Addressee | None:
    """Return the addressee that one line of a list names, or None if it names no post."""
    usual = _USUAL.match(line)
    if usual is not None:
        routing_word, name, word, figures = usual.groups()
        return Addressee(name, routing_word, word, figures)
    routing: str | None = None
    match = _ROUTE.match(line)
    if match is not None:
        routing = match[1]
        line = line[match.end() :]
    words = line.rstrip("\\,. ").split()
    serial: str | None = None
    precedence: str | None = None
    if len(words) > 1 and words[-1].isdigit() and 2 <= len(words[-1]) <= 7:
        serial = words.pop()
    if len(words) > 1 and words[-1] in _WORDS:
        precedence = words.pop()
        if precedence == "IMMEDIATE" and len(words) > 1 and words[-1] == "NIACT":
            words.pop()
            precedence = "NIACT IMMEDIATE"
    post = " ".join(words)
    if not any(character.isalpha() for character in post):
        return None
    return Addressee(post=post, routing=routing, precedence=precedence, serial=serial)
