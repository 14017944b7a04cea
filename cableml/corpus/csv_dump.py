"""Records of a dump in comma-separated columns: the eight of the published one, or named ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from cableml.cable.cable import KnownFields
from cableml.corpus.csv_rows import Row, read_rows
from cableml.corpus.record import Record
from cableml.errors import CorpusError, Location

COLUMNS = ("row", "created", "id", "origin", "classification", "references", "header", "body")
_OTHER_NAMES = {
    "number": "row",
    "date": "created",
    "reference id": "id",
    "referenceid": "id",
    "reference_id": "id",
    "cable id": "id",
    "cable_id": "id",
    "refid": "id",
    "source": "origin",
    "class": "classification",
    "refs": "references",
    "content": "body",
    "text": "body",
    "cable": "body",
    "message": "body",
}
_KNOWN_NAMES = frozenset(COLUMNS) | {"subject", "tags"}
_DATE_FORMATS = (
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%d",
)
_USUAL_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([1-9][0-9]{3}) ([0-9]{1,2}):([0-9]{2})")
_MAX_WRONG_AT_START = 5


def read_dump(pieces: Iterable[str] | Iterable[bytes], name: str) -> Iterator[Record | CorpusError]:
    """Yield one record a row, or the problem of a row that cannot be used.

    Columns are the dump's eight (row, created, id, origin, classification, references, header, body)
    or those that a first row of names gives, of which ``body`` is needed. Pieces of bytes are UTF-8.

    Raises
    ------
    CorpusError
        Not one of the first rows has the columns of a dump, or there is no row.
    """
    places: Mapping[str, int] | None = None
    wrong: list[CorpusError] = []
    good = False
    for number, row in enumerate(read_rows(pieces)):
        if number == 0 and row.problem is None:
            places = _named_columns(row.values)
            if places is not None:
                continue
        entry = _read_row(row, name, places)
        if good or isinstance(entry, Record):
            yield from wrong
            wrong.clear()
            good = True
            yield entry
            continue
        wrong.append(entry)
        if len(wrong) == _MAX_WRONG_AT_START:
            break
    if len(wrong) > 1:
        raise _not_a_dump(wrong[0], len(wrong))
    if not good and not wrong:
        raise CorpusError("the dump has no row of a cable. Give one that has some.", Location(name))
    yield from wrong


def _not_a_dump(first: CorpusError, n_rows: int) -> CorpusError:
    return CorpusError(
        f"none of the first {n_rows} rows is a cable (first: {first.message.rstrip('.')}). A dump has "
        f"the columns {', '.join(COLUMNS)}, or a first row that names its columns, body among them.",
        first.location,
    )


def _named_columns(values: Sequence[str]) -> Mapping[str, int] | None:
    """Return the place of each known column where the row is one of names, else None."""
    folded = [" ".join(value.strip().lower().split()) for value in values]
    names = [_OTHER_NAMES.get(value, value) for value in folded]
    places = {column: place for place, column in enumerate(names) if column in _KNOWN_NAMES}
    return places if "body" in places and len(places) == len(set(names) & _KNOWN_NAMES) else None


def _read_row(row: Row, name: str, places: Mapping[str, int] | None) -> Record | CorpusError:
    where = Location(name, row.line)
    if row.problem is not None:
        return CorpusError(f"{row.problem}. Check the quotes around and inside its columns.", where)
    n_columns = len(row.values)
    if places is None:
        if n_columns != len(COLUMNS):
            return CorpusError(
                f"row has {_counted(n_columns)}, expected {len(COLUMNS)} ({', '.join(COLUMNS)}). "
                "Check that quotes inside the body are escaped with a backslash or doubled.",
                where,
            )
        columns = dict(zip(COLUMNS, row.values, strict=True))
    else:
        if n_columns <= max(places.values()):
            message = (
                f"row has {_counted(n_columns)}, fewer than the row of names. Check its quotes and commas."
            )
            return CorpusError(message, where)
        columns = {column: row.values[place] for column, place in places.items()}
    created = columns.get("created", "").strip()
    date = parse_date(created)
    if created and date is None:
        message = f"date {created[:40]!r} cannot be read. Write it as month/day/year hour:minute."
        return CorpusError(message, where)
    header, body = columns.get("header", "").strip("\r\n"), columns["body"]
    if not header.strip() and not body.strip():
        return CorpusError("row has no text. Put the cable's text into its last column.", where)
    known = KnownFields(
        id=_value(columns, "id"),
        date=date,
        origin=_value(columns, "origin"),
        classification=_value(columns, "classification"),
        tags=tuple(columns["tags"].replace("|", " ").replace(",", " ").split())
        if _value(columns, "tags")
        else None,
        subject=_value(columns, "subject"),
        references=_references(columns.get("references", "")),
    )
    return Record(name, f"{header}\n{body}" if header else body, known, row.notes, row.line)


def _counted(n_columns: int) -> str:
    return "1 column" if n_columns == 1 else f"{n_columns} columns"


def _value(columns: Mapping[str, str], column: str) -> str | None:
    return columns.get(column, "").strip() or None


def _references(text: str) -> tuple[str, ...] | None:
    # An empty column means "not filled": it is empty in all 5,055 rows of the published part.
    if not text:
        return None
    return tuple(part.strip() for part in text.split("|") if part.strip()) or None


def parse_date(text: str) -> str | None:
    """Return the date as ISO 8601 UTC, or None."""
    usual = _USUAL_DATE.fullmatch(text)
    if usual is not None:  # as the first of the formats says it, many times as fast
        month, day, year, hour, minute = map(int, usual.groups())
        try:
            return datetime(year, month, day, hour, minute).isoformat() + "Z"
        except ValueError:
            return None
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form).strftime("%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            continue
    return None
