"""The lines between banner and labels that name further readers: STATE FOR EUR/PPD, NSC PASS TO ..."""

from __future__ import annotations

import re
from typing import Final

from cableml.parsing.finding import Finding

# The first letter stands in front of the look behind it, which makes the search fast.
_PASS: Final = re.compile(r"(?:F(?<!\w.)OR|P(?<!\w.)(?:ASS|LEASE)|A(?<!\w.)LSO)\b")
_NO_PASS: Final = re.compile(
    r"SIPDIS|(?:NODIS|EXDIS|STADIS|LIMDIS|NOFORN)\b|SENSITIVE$|E\.?O\.? 1|TAGS|SUBJ|FM |TO |INFO |DE RU"
    r"|.{0,80}OFFICIAL USE ONLY|CORRECTED",
    re.I,
)
# A banner line passes nothing on, whatever its level and spelling: no level may decide what is read here.
_BANNER: Final = re.compile(
    r"[^A-Z\n]*(?:T ?O ?P +)?(?:S?S? ?E ?C ?R ?E ?T|C? ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L"
    r"|U?U? ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?|L ?I ?M ?I ?T ?E ?D +O ?F ?F ?I ?C ?I ?A ?L +U ?S ?E)"
    r"(?![A-Za-z])"
)


def _stops(line: str) -> bool:
    """Return whether a line is a banner, a caption, a label or an address, which passes nothing on."""
    spaced = " E C R E T" in line or "F I D E N" in line
    return spaced or _NO_PASS.match(line) is not None or _BANNER.match(line) is not None


def _may_pass(text: str) -> bool:
    """Return whether one of the words of `_PASS` stands in a text."""
    return "FOR" in text or "PASS" in text or "PLEASE" in text or "ALSO" in text


def find_pass_to(text: str) -> Finding[tuple[str, ...]] | None:
    """Return the lines that pass the cable on, each folded and once, a wrapped one joined.

    ``text`` is the window between the addressees and the first label.
    """
    if not _may_pass(text):
        return None
    found: list[str] = []
    start = end = -1
    position = 0
    open_line = False
    for line in text.split("\n"):
        stop = position + len(line)
        if not open_line and not _may_pass(line):
            position = stop + 1
            continue
        folded = " ".join(line.split())
        passes = _PASS.search(folded) is not None
        if not (passes or open_line) or not folded or _stops(folded):
            open_line = False
        elif passes:
            found.append(folded)
            start = position if start < 0 else start
            end = stop
            open_line = True
        elif open_line and len(found[-1]) + len(folded) < 2000:
            found[-1] = f"{found[-1]} {folded}"
            end = stop
        position = stop + 1
    return Finding(tuple(dict.fromkeys(found)), start, end) if found else None
