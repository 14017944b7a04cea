"""The executive-order line: which order on classification, and until when the cable is closed."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding

# Also glued to the word before it (05LIMA3571: AGUILERAE.O. 12958), with a nought for the letter
# (09BERLIN485: E.0.), or with a wrong letter (08SECTION01GF02BISHIEK21: E.M.).
_LABEL: Final = re.compile(
    r"E ?\. ?[OM0] ?\.?(?=[ :.]{0,4}\d)|EO(?<![A-Z]..)(?=[ .:]{0,3}\d)"
    r"|[Ee](?<![A-Za-z].) ?\.? ?o ?\.?(?=[ :.]{0,3}1\d)"
)
_NUMBER: Final = re.compile(r"[ :.]{0,4}(\d{4,6})(?!\d)")
# What tells the line from an order named in prose (09STATE2552: sanctions under E.O. 12938).
_IS_LINE: Final = compile_late(r"[ \t]{0,3}(?:[:;]|DECL|N/?A\b|(?:GDS|ADS|XGDS|OADR|TAGS)\b)", re.IGNORECASE)
_DATE: Final = re.compile(r"(?<![\d/])(\d{1,4}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{2,4})(?![\d/])")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WRITTEN_DATE: Final = re.compile(
    r"(?:(\d{1,2}) ([A-Z]{3,9}),?|([A-Z]{3,9}) (\d{1,2}),?) ((?:19|20)\d{2})(?!\d)", re.IGNORECASE
)
_NEXT_LABEL: Final = re.compile(r"(?:TAGS?\b|SUBJECT|SUBJ\b|REFS?\b|(?<!DE)CLASSIFIED)[ :;]", re.IGNORECASE)
_ORDERS: Final = ("10501", "11652", "12065", "12356", "12958", "13292", "13526")
# Orders before 12958 closed papers for six to twenty years: their two-figure years are 19xx.
_FIRST_ORDER_OF_2000S: Final = "12958"
_MAX_VALUE: Final = 240
_USUAL_LABEL: Final = "\nE.O. 1"
_LONGEST_USUAL: Final = 200


class ExecutiveOrder(NamedTuple):
    """The order's number (``12958``), the ISO date of declassification, and the line as written."""

    order: str
    declassify_on: str | None
    raw: str


def find_executive_order(text: str) -> Finding[ExecutiveOrder] | None:
    """Return the first executive-order line, or None.

    ``declassify_on`` is None for N/A, for an event (AFTER KOREAN UNIFICATION), and for a mark
    without a date (OADR, X1, GDS). Month, day, year is the usual order; a four-figure number in
    front is the year; two figures mean 20xx under E.O. 12958 and later.
    """
    if text.startswith(_USUAL_LABEL) and (stop := text.find("\n", 1, _LONGEST_USUAL)) > 0:
        usual = _read_first_line(text[1:stop])
        if usual is not None:
            return usual
    cut_off: Finding[ExecutiveOrder] | None = None
    for label in _LABEL.finditer(text):
        found = _read_line(text, label)
        if found is None:
            continue
        if not found.value.raw.endswith("..."):
            return found
        cut_off = cut_off or found
    return cut_off


@lru_cache(maxsize=2048)  # what is closed for ten years from one day is closed until the same day
def _read_first_line(line: str) -> Finding[ExecutiveOrder] | None:
    """Return the finding of a text that begins with a newline and this line; None if it may go on below."""
    text = f"\n{line}\n"
    label = _LABEL.match(text, 1)
    number = _NUMBER.match(text, label.end()) if label is not None else None
    if label is None or number is None or _is_unfinished(text[number.end() : -1]):
        return None
    found = _read_line(text, label)
    return found if found is not None and not found.value.raw.endswith("...") else None


def _read_line(text: str, label: re.Match[str]) -> Finding[ExecutiveOrder] | None:
    number = _NUMBER.match(text, label.end())
    if number is None or not (number.group(1) in _ORDERS or _IS_LINE.match(text, number.end())):
        return None
    end = _value_end(text, number.end())
    notes: list[str] = []
    order = _read_order(number.group(1), notes)
    declassify_on = _read_date(text[number.end() : end], order, notes)
    raw = " ".join(text[label.start() : end].split())
    return Finding(ExecutiveOrder(order, declassify_on, raw), label.start(), end, tuple(notes))


def _value_end(text: str, start: int) -> int:
    """Return where the line ends: at the next label or the line end, one line on if it is empty."""
    limit = min(len(text), start + _MAX_VALUE)
    line_end = text.find("\n", start, limit)
    line_end = limit if line_end < 0 else line_end
    if _is_unfinished(text[start:line_end]):
        following = text.find("\n", line_end + 1, limit)
        line_end = limit if following < 0 else following
    label = _NEXT_LABEL.search(text, start, line_end)
    end = label.start() if label else line_end
    return start + len(text[start:end].rstrip())


def _is_unfinished(value: str) -> bool:
    return not value.strip(" :.") or value.rstrip(" :").upper().endswith("DECL")


def _read_order(number: str, notes: list[str]) -> str:
    if number in _ORDERS:
        return number
    near = [order for order in _ORDERS if _is_one_slip(number, order)]
    if len(near) == 1:
        notes.append(f"executive order {number} read as {near[0]}")
        return near[0]
    return number


def _is_one_slip(number: str, order: str) -> bool:
    """Return whether one figure is missing, too many, wrong, or two are swapped."""
    if len(number) == len(order):
        wrong = [i for i in range(len(order)) if number[i] != order[i]]
        return len(wrong) == 1 or (
            len(wrong) == 2 and number[wrong[0]] == order[wrong[1]] and number[wrong[1]] == order[wrong[0]]
        )
    short, long = sorted((number, order), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _read_date(value: str, order: str, notes: list[str]) -> str | None:
    match = _DATE.search(value)
    if match is None:
        return _read_written_date(value)
    first, second, third = match.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    elif len(first) <= 2 and len(third) in (2, 4):
        month, day, year = int(first), int(second), int(third)
        if len(third) == 2:
            year += 1900 if order < _FIRST_ORDER_OF_2000S and year >= 50 else 2000
    else:
        notes.append(f"declassification date {match.group()} is no date")
        return None
    if month > 12 >= day:
        month, day = day, month
        notes.append(f"declassification date {match.group()} read as day, month")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        notes.append(f"declassification date {match.group()} is no date")
        return None


def _read_written_date(value: str) -> str | None:
    """Return the date of ``08 OCTOBER 2019`` or ``OCTOBER 8, 2019``."""
    match = _WRITTEN_DATE.search(value)
    if match is None:
        return None
    day, month, month_first, day_behind, year = match.groups()
    try:
        return date(
            int(year), _MONTHS.index((month or month_first)[:3].upper()) + 1, int(day or day_behind)
        ).isoformat()
    except ValueError:
        return None
