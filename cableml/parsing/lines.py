"""Mended text: the cable with its line structure kept and its transport dirt gone.

Everything done here keeps the number of line ends, so a line of the mended text is the same
line of the text as given, and a field's span is a count of newlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cableml import native
from cableml.cable.late_pattern import compile_late
from cableml.parsing.searching import find_capital_lines, find_places, find_text

# Blanks of other kinds, as web pages and word processors leave them: all that Unicode knows, so that a
# mended text holds no white space but blank, tab and line end (09MEXICO2205: the line separator).
_BLANKS: Final = (
    "\xa0\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_ASCII_NOTHING: Final = "\x00\x0b\x0c\x1c\x1d\x1e\x1f"
_NOTHING: Final = "\u200b\u200c\u200d\u2060\ufeff\xad" + _ASCII_NOTHING

_LINK: Final = re.compile(r"\[([^\[\]\n]{0,120})\]\([^()\s]{0,300}\)")

# Page line: TOKYO 00000709 002 OF 002, also 001.2 OF 003 and a post cut short (PORT AU PR).
_PAGE_TAIL: Final = re.compile(r"(\d{5,8})[ \t]{1,4}(\d{3})(?:\.\d)?[ \t]{1,3}OF[ \t]{1,3}(\d{2,3})(?!\d)")
_CAPITALS: Final = re.compile(r"[A-Z][A-Z .']*\Z")
# The old form: PAGE 02        ROME  03639  02 OF 03  231627Z (02ROME3639).
_OLD_PAGE: Final = compile_late(
    r"\bPAGE[ \t]{1,4}\d{2,3}[ \t]{1,12}[A-Z][A-Z .']{1,18}\d{3,7}"
    r"(?:[ \t]{1,4}\d{2}[ \t]{1,3}OF[ \t]{1,3}\d{2,3})?(?:[ \t]{1,4}\d{6}Z)?"
)
# A classification alone on the line next to an old page line.
_LONE_LEVEL: Final = compile_late(
    r"(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE|NOFORN)[ \t]*\Z"
)

# Marks at the head and foot of a page, and at the end: a level alone on its line (90CAPETOWN97). The first
# two letters are looked at by themselves, which tells most lines in one step.
_MARKING_LINE: Final = re.compile(
    r"\n[ \t]*+(?=[CLSTU][ EINO])(?:T ?O ?P {1,3})?"
    r"(?:SECRET|S E C R E T|CONFIDENTIAL|C O N F I D E N T I A L|UNCLASSIFIED|UNCLAS"
    r"|U N C L A S(?: S I F I E D)?|LIMITED OFFICIAL USE|L I M I T E D {1,3}O F F I C I A L {1,3}U S E)"
    r"(?:[ /]{1,3}(?:NOFORN|N O F O R N|NODIS|EXDIS|LIMDIS|STADIS|SENSITIVE|SIPDIS|FOUO))*+[ \t]*(?=\n|\Z)"
)


def mend_lines(text: str) -> str:
    r"""Return the text led by one newline, with plain line ends and blanks, links unwrapped.

    The leading newline lets every rule look for ``\n`` in front of a line, the first one
    included; the number of the line at offset ``i`` is then ``text.count("\n", 0, i + 1)``.
    """
    kernels = native.kernels
    if kernels is not None and not kernels.may_hold_dirt(text):
        return "\n" + text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        for character in _ASCII_NOTHING:
            if character in text:
                text = text.replace(character, "")
    else:
        for character in _BLANKS:
            if character in text:
                text = text.replace(character, " ")
        for character in _NOTHING:
            if character in text:
                text = text.replace(character, "")
    if "\\" in text:
        # 06TASHKENT902: every line of a pasted database row ends in a backslash.
        text = text.replace("\\\n", "\n").replace("\\ \n", "\n")
    if "[" in text and "](" in text:
        text = _LINK.sub(r"\1", text)
    return "\n" + text


def cut_page_lines(text: str, post: str = "") -> tuple[str, list[str]]:
    """Return the text with page lines blanked out (line count kept), and the page lines found.

    A page line alone on its line leaves an empty line; one inside a line leaves a blank. ``post``
    is the name of the sending post: inside a line of capitals it tells where the page line begins.

    Source: 4,092 page lines of both kinds in 5,055 development cables.
    """
    cuts: list[tuple[int, int]] = []
    _collect_pages(text, post, cuts)
    if find_text(text, "PAGE") >= 0:
        _collect_old_pages(text, cuts)
        cuts.sort()
    if not cuts:
        return text, []
    pieces: list[str] = []
    found: list[str] = []
    done = 0
    for start, end in cuts:
        if start < done:
            continue
        pieces.append(text[done:start])
        found.append(" ".join(text[start:end].split()))
        removed = text.count("\n", start, end)
        pieces.append("\n" * removed if removed else " ")
        done = end
    pieces.append(text[done:])
    return "".join(pieces), found


def cut_marking_lines(text: str) -> str:
    """Return the text with the lines emptied that hold nothing but a classification marking."""
    places = find_capital_lines(text)
    matches: Iterable[re.Match[str] | None]
    if places is None:
        matches = _MARKING_LINE.finditer(text)
    else:
        matches = [_MARKING_LINE.match(text, place) for place in places]
    pieces: list[str] = []
    done = 0
    for match in matches:
        if match is not None:
            pieces.append(text[done : match.start()])
            pieces.append("\n")
            done = match.end()
    return "".join(pieces) + text[done:] if pieces else text


def _collect_pages(text: str, post: str, cuts: list[tuple[int, int]]) -> None:
    for position in find_places(text, " OF 0"):
        # Only ``nnn OF nnn`` behind a number of five to eight figures is a page line.
        if text[position - 1 : position].isdigit():
            match = _PAGE_TAIL.search(text, max(0, position - 20), position + 8)
            if match is not None:
                start = _page_start(text, match.start(), post, alone=_ends_line(text, match.end()))
                cuts.append((start, match.end()))


def _ends_line(text: str, at: int) -> bool:
    return not text[at : at + 4].partition("\n")[0].strip()


def _page_start(text: str, number: int, post: str, *, alone: bool) -> int:
    """Return where the post's name in front of a page number begins; ``alone`` if nothing follows it."""
    line = max(0, number - 40, text.rfind("\n", max(0, number - 40), number) + 1)
    before = text[line:number].rstrip()
    if alone and len(before) < 31 and _CAPITALS.match(before.lstrip()):
        return line
    words = before.split(" ")
    best = 0
    for taken in range(1, 5):
        name = " ".join(words[-taken:])
        if name not in post:
            break
        if len(name) >= 3 and post.startswith(name):
            best = len(name)
    if not best and _CAPITALS.match(words[-1]) and len(words[-1]) >= 3:
        best = len(words[-1])
    return line + len(before) - best if best else number


def _collect_old_pages(text: str, cuts: list[tuple[int, int]]) -> None:
    for match in _OLD_PAGE.finditer(text):
        start = match.start()
        # 02ROME3639: CONFIDENTIAL stands alone above PAGE 02, between them an empty line.
        before = text[max(0, start - 120) : start].rstrip()
        level = _LONE_LEVEL.search(before)
        # 01VATICAN3507: it ends the line above, two blanks behind the sentence that goes on below.
        lead = before[: level.start()] if level is not None else ""
        if level is not None and (lead.endswith("  ") or lead.rstrip(" \t")[-1:] in ("", "\n")):
            start = max(0, match.start() - 120) + level.start()
        cuts.append((start, match.end()))
