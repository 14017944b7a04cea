"""The transmission header: identifier, routing lines, date-time group and the FM line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding

# Seen: VZCZCXRO9451, VZCZCXYZ0000, VZCZCMDI661, VZCZCCRO880; glued to a routing line in pasted rows
# (07BERN881: ``VZCZCXRO4549`` then a backslash).
_IDENTIFIER: Final = re.compile(r"VZCZ[A-Z]{1,6}\d{1,5}")
_DE_LINE: Final = compile_late(
    r"\bDE (?P<station>[A-Z]{4,8}) ?#(?P<serial>\d{3,5})(?:/(?P<section>\d{2}))?"
    r"[ \n]{1,3}(?P<day>\d{3})(?P<time>\d{4})"
)
_SECURITY: Final = re.compile(r"\bZN[RY] ?(?P<letters>U{3,5}|C{3,5}|S{3,5}|T{3,5}|E{3,5})\b")
# Stray blanks inside the figures come with the reproduced telegrams of 1973-79.
_DTG: Final = re.compile(
    r"\d ?\d ?\d ?\d ?\d ?\d[ \t]?Z[ \t]{0,4}(?P<month>[A-Za-z]{3})[A-Za-z]{0,6}[ \t]{1,4}"
    r"(?P<year>\d{4}|\d ?\d)(?!\d)"
)
_LONGEST_FIGURES: Final = 12
_BEFORE_DTG: Final = re.compile(r"(?<![A-Z])([ZOPR])(?:[ \t]?[ZOPR])?[ \t]{1,4}\Z")
_FROM: Final = re.compile(r"\n[ \t]*+(?=F)(?:FM|FROM:?|From:)[ \t]+(?P<sender>[^\n]{2,80})")
_FROM_GLUED: Final = compile_late(
    r"FM ?(?P<sender>(?:AM|US|SEC)[A-Z]{3,12} [A-Z ]{3,30}?)(?=\n|TO ?RUE|TO ?AM|$)"
)
_ROUTE: Final = re.compile(r"\A[A-Z]{4,8} ?/ ?")

_NAMES: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES, start=1)}
_LETTERS: Final = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}


class DateTimeGroup(NamedTuple):
    """``080846Z FEB 06``: as written, its moment in ISO 8601 UTC, and the precedence in words."""

    text: str
    iso: str | None
    year: int
    precedence: str | None = None


@dataclass(frozen=True, slots=True)
class StationLine:
    """``DE RUEHKO #0709/01 0390846``: the sending station's own number and section."""

    station: str
    serial: str
    section: int | None


def find_transmission_id(text: str) -> Finding[str] | None:
    """Return the identifier of the transmission (``VZCZCXRO9451``), wherever in the header it stands."""
    start = text.find("VZCZ")
    while start >= 0:
        match = _IDENTIFIER.match(text, start)
        if match is not None:
            return Finding(match[0], match.start(), match.end())
        start = text.find("VZCZ", start + 4)
    return None


def find_station_line(text: str) -> Finding[StationLine] | None:
    """Return the DE line: station, serial and section."""
    match = _DE_LINE.search(text)
    if match is None:
        return None
    section = int(match["section"]) if match["section"] else None
    return Finding(StationLine(match["station"], match["serial"], section), match.start(), match.end())


def find_security_letters(text: str) -> Finding[str] | None:
    """Return the letter that the ZNR or ZNY group repeats: U, C, S, T or E."""
    match = _SECURITY.search(text)
    if match is None:
        return None
    return Finding(match["letters"][0], match.start(), match.end())


def find_dtg(text: str) -> Finding[DateTimeGroup] | None:
    """Return the date-time group; with two precedence letters the first (the action's) counts."""
    # The pattern begins with a figure, so it is tried from where a figure stands in front of a Z.
    place = text.find("Z", 6)
    while place >= 0 and not (
        text[place - 1].isdecimal() or (text[place - 1] in " \t" and text[place - 2].isdecimal())
    ):
        place = text.find("Z", place + 1)
    if place < 0:
        return None
    for match in _DTG.finditer(text, max(0, place - _LONGEST_FIGURES)):
        month = _MONTHS.get(match["month"].upper())
        if month is not None:
            return _read_dtg(text, match, month)
    return None


def _read_dtg(text: str, match: re.Match[str], month: int) -> Finding[DateTimeGroup]:
    written, month_name, year_text = match.group(0, "month", "year")
    figures = written[:6]
    if not figures.isdecimal():
        figures = written.partition("Z")[0].replace(" ", "").rstrip("\t")
    if len(year_text) == 3:
        year_text = year_text.replace(" ", "")
    year = int(year_text)
    if year < 100:
        year += 1900 if year >= 60 else 2000
    day, hour, minute = int(figures[:2]), int(figures[2:4]), int(figures[4:])
    notes: tuple[str, ...] = ()
    iso: str | None = None
    if 1 <= day <= 31 and hour < 24 and minute < 60:
        iso = f"{year:04d}-{month:02d}-{day:02d}T{figures[2:4]}:{figures[4:]}:00Z"
    else:
        notes = (f"the date-time group {figures}Z names no possible time",)
    start = match.start()
    front = text[max(0, start - 12) : start]
    precedence, length = _read_precedence(front[front.rfind("\n") + 1 :] if "\n" in front else front)
    value = DateTimeGroup(f"{figures}Z {month_name.upper()} {year_text}", iso, year, precedence)
    return Finding(value, start - length, match.end(), notes)


@lru_cache(maxsize=256)
def _read_precedence(front: str) -> tuple[str | None, int]:
    """Return the precedence that the letters in front of a date-time group name, and how long they are."""
    letters = _BEFORE_DTG.search(front)
    return (_LETTERS[letters[1]], len(front) - letters.start()) if letters is not None else (None, 0)


def find_sender(text: str) -> Finding[str] | None:
    """Return the post on the FM line, without its route."""
    match = _FROM.search(text) or _FROM_GLUED.search(text)
    if match is None:
        return None
    sender = " ".join(_ROUTE.sub("", match["sender"].strip().strip("\\")).split())
    if not sender:
        return None
    return Finding(sender, match.start("sender") - 3, match.end())
