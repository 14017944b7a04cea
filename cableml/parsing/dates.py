"""Dates as pages, dump rows and attribute lists write them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cableml.cable.late_pattern import compile_late

_NAMES: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES, start=1)}
_TIME: Final = r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?)?"
_ISO: Final = compile_late(rf"\s*(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_TIME}")
_AMERICAN: Final = compile_late(rf"\s*(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}){_TIME}")
_WORDS: Final = compile_late(
    r"\s*(?:[A-Za-z]{3,9}, ?)?(?P<day>\d{1,2})[- ]{1,3}(?P<name>[A-Za-z]{3})[A-Za-z]{0,6}[-, ]{1,3}"
    rf"(?P<year>\d{{4}}){_TIME}"
)
_WORDS_FIRST: Final = compile_late(
    r"\s*(?:[A-Za-z]{3,9}, ?)?(?P<name>[A-Za-z]{3})[a-z]{0,6} {1,2}(?P<day>\d{1,2}), ?"
    rf"(?P<year>\d{{4}}){_TIME}"
)


@lru_cache(maxsize=256)  # the date of a page is asked for twice
def parse_date(text: str) -> str | None:
    """Return the ISO 8601 UTC moment that a date names, or None.

    Read are ``2006-02-08 08:46:00``, ``2/8/2006 8:46``, ``Monday, 30 November 2009, 14:02``, ``08 FEB 1975``;
    a date without time gives midnight.
    """
    in_numbers = _ISO.match(text) or _AMERICAN.match(text)
    match = in_numbers or _WORDS.match(text) or _WORDS_FIRST.match(text)
    if match is None:
        return None
    if in_numbers is not None:
        year, month_text, day, hour, minute = match.group("year", "month", "day", "hour", "minute")
        month = int(month_text)
    else:
        year, name, day, hour, minute = match.group("year", "name", "day", "hour", "minute")
        month = _MONTHS.get(name.upper(), 0)
    day_number, hour_number, minute_number = int(day), int(hour or 0), int(minute or 0)
    if not (1 <= month <= 12 and 1 <= day_number <= 31 and hour_number < 24 and minute_number < 60):
        return None
    return f"{int(year):04d}-{month:02d}-{day_number:02d}T{hour_number:02d}:{minute_number:02d}:00Z"
