"""What stands in front of a pasted cable: the labels of a web page, or a database row."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from cableml.cable.cable import KnownFields
from cableml.cable.late_pattern import compile_late
from cableml.parsing.dates import parse_date
from cableml.parsing.finding import Finding

_LABELS: Final = {
    "IDENTIFIER": "id",
    "REFERENCE ID": "id",
    "REFERENCE": "id",
    "CANONICAL ID": "id",
    "CABLE ID": "id",
    "REFID": "id",
    "CREATED": "date",
    "DATE": "date",
    "CABLE TIME": "date",
    "RELEASED": "",
    "CLASSIFICATION": "classification",
    "ORIGINAL CLASSIFICATION": "classification",
    "ORIGIN": "origin",
    "FROM": "origin",
    "SOURCE": "",
    "SUBJECT": "subject",
    "TITLE": "subject",
    "CABLE TITLE": "subject",
    "TAGS": "tags",
    "ID": "",
    "HISTORY": "",
    "DESTINATION": "",
    "HEADER": "",
}
_ID: Final = re.compile(r"\b(?:19|20)?\d{2}[A-Z][A-Z0-9]{2,30}?\d{1,7}\b")
_ROW_DATE: Final = compile_late(
    r"\b(?:\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?|\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d)\b"
)
_LEVEL_WORDS: Final = compile_late(
    r"\A(?:UNCLASSIFIED(?://FOR OFFICIAL USE ONLY)?|CONFIDENTIAL(?://NOFORN)?|SECRET(?://NOFORN)?"
    r"|TOP SECRET)\Z",
    re.IGNORECASE,
)
_POST: Final = compile_late(
    r"\b(?:Embassy|Consulate|Mission|US Mission|US Delegation|US Office|Secretary of State|American Institute"
    r"|USUN|USEU|UNVIE|Iran RPO|REO)\b[A-Za-z .,'-]{0,40}"
)
# A page's date line above the banner: "Monday, 30 November 2009, 14:02" (09ZAGREB694).
_DAY_LINE: Final = compile_late(
    r"\n[ \t]*+(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day, (\d{1,2} [A-Z][a-z]+ \d{4}, \d{1,2}:\d\d)[ \t]*+(?=\n|\Z)"
)
_DATED: Final = re.compile(r"Cable dated: ?(\d{4}-\d\d-\d\dT\d\d:\d\d)")


def find_preamble(text: str, end: int) -> Finding[KnownFields] | None:
    """Return what the lines in front of the header say of the cable; ``end`` is where the header begins."""
    window = text[: min(end, 4000)]
    if not window.strip():
        return None
    labelled = _read_labels(window)
    if labelled is not None:
        return Finding(labelled, 1, end)
    row = _read_row(window)
    return Finding(row, 1, end) if row is not None else None


def find_day_line(text: str, end: int) -> Finding[str] | None:
    """Return the ISO date of a page's date line in the first ``end`` characters."""
    match = _DAY_LINE.search(text, 0, end) or _DATED.search(text, 0, end)
    if match is None:
        return None
    iso = parse_date(match[1])
    return Finding(iso, match.start() + 1, match.end()) if iso is not None else None


def _read_labels(window: str) -> KnownFields | None:
    """Read labels with their values behind a colon, or labels on lines of their own and then the values."""
    values: dict[str, str] = {}
    lines = [line.strip() for line in window.split("\n")]
    pending: list[str] = []
    waiting = ""
    for line in lines:
        if not line:
            continue
        name, colon, value = line.partition(":")
        label = _LABELS.get(name.strip().upper())
        if label is not None and colon and value.strip():
            values.setdefault(label, value.strip())
        elif label is not None and colon:
            waiting = label
        elif label is not None:
            pending.append(label)
        elif waiting:
            values.setdefault(waiting, line)
            waiting = ""
        elif pending:
            values.setdefault(pending.pop(0), line)
    if len(values) < 2 or not any(key in values for key in ("id", "date")):
        return None
    tags = tuple(values["tags"].replace(",", " ").split()) if "tags" in values else None
    return replace(
        _fields(values.get("id"), values.get("date"), values.get("classification")),
        origin=values.get("origin"),
        subject=" ".join(values["subject"].split()) if "subject" in values else None,
        tags=tags,
    )


def _read_row(window: str) -> KnownFields | None:
    date = _ROW_DATE.search(window)
    if date is None:
        return None
    found = _ID.search(window, date.end())
    if found is None or found.start() - date.end() > 40:
        return None
    behind = window[found.end() : found.end() + 200]
    origin = _POST.search(behind)
    level: str | None = None
    for word in re.split(r"[\n\t,\"]|  ", behind):
        if _LEVEL_WORDS.match(word.strip()):
            level = word.strip()
            break
    fields = _fields(found[0], date[0], level)
    return replace(fields, origin=" ".join(origin[0].split()).strip(" ,") if origin is not None else None)


def _fields(id_text: str | None, date: str | None, classification: str | None) -> KnownFields:
    found = _ID.search(id_text.upper().replace(" ", "")) if id_text else None
    return KnownFields(
        id=found[0] if found is not None else None,
        date=parse_date(date) if date else None,
        classification=classification,
    )
