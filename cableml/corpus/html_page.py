"""Records of a cable page: the table of what the site knows, then header and body as preformatted text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cableml.cable.cable import KnownFields
from cableml.corpus.csv_dump import parse_date
from cableml.corpus.decoding import mend_encoding
from cableml.corpus.record import Record
from cableml.errors import CorpusError, Location

MAX_PAGE_CHARS = 32_000_000
_SPACES = re.compile(r"\s+")
# Names of the table's cells: those of the cable site, then those of the archive of the 1970s.
_FIELDS = {
    "reference id": "id",
    "canonical id": "id",
    "document number": "id",
    "identifier": "id",
    "created": "date",
    "date": "date",
    "origin": "origin",
    "from": "origin",
    "classification": "classification",
    "original classification": "classification",
    "tags": "tags",
    "subject": "subject",
}


def read_page(pieces: Iterable[str], name: str) -> Iterator[Record | CorpusError]:
    """Yield the cable or cables of one page; a page without preformatted text gives its visible text.

    Raises
    ------
    CorpusError
        The page holds no text, or too much.
    """
    from selectolax.lexbor import LexborHTMLParser

    text, notes = mend_encoding(_join(pieces, name))
    tree = LexborHTMLParser(text)
    known: KnownFields | None = None
    texts: list[str] = []
    found = False
    for node in tree.css("table, pre"):
        if node.tag == "pre":
            texts.append(node.text(deep=True, separator="", strip=False))
            continue
        fields = _table_fields(
            [[_fold(cell.text(deep=True)) for cell in row.css("th, td")] for row in node.css("tr")]
        )
        if not fields:
            continue
        if any(part.strip() for part in texts):
            found = True
            yield _record(name, texts, known, notes)
        texts = []
        known = _known_fields(fields)
    if not any(part.strip() for part in texts):
        if found:
            return
        body = tree.body
        for node in tree.css("script, style, nav"):
            node.decompose()
        texts = [body.text(deep=True, separator="\n", strip=False)] if body is not None else []
        if not any(part.strip() for part in texts):
            message = "the page holds no text. Save the whole page, not only its frame."
            raise CorpusError(message, Location(name))
    yield _record(name, texts, known, notes)


def _join(pieces: Iterable[str], name: str) -> str:
    parts: list[str] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > MAX_PAGE_CHARS:
            message = f"the page has more than {MAX_PAGE_CHARS:,} characters. Give one cable a page."
            raise CorpusError(message, Location(name))
    return "".join(parts)


def _record(name: str, texts: list[str], known: KnownFields | None, notes: tuple[str, ...]) -> Record:
    text = "\n".join(part.strip("\r\n") for part in texts if part.strip())
    return Record(name, text, known, notes)


def _fold(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _table_fields(rows: list[list[str]]) -> dict[str, str]:
    """Return field -> value of a table: a row of names above one of values, or one pair a row."""
    if len(rows) >= 2 and "reference id" in (name.lower() for name in rows[0]):
        pairs = list(zip(rows[0], rows[1], strict=False))
    else:
        pairs = [(row[0], row[1]) for row in rows if len(row) == 2]
    fields: dict[str, str] = {}
    for label, value in pairs:
        field = _FIELDS.get(label.lower().rstrip(": "))
        if field is not None and value and value.lower() not in ("n/a", "-- n/a or blank --"):
            fields.setdefault(field, value)
    return fields if "id" in fields else {}


def _known_fields(fields: dict[str, str]) -> KnownFields:
    tags = fields.get("tags")
    return KnownFields(
        id=fields["id"],
        date=parse_date(fields.get("date", "")),
        origin=fields.get("origin"),
        classification=fields.get("classification"),
        tags=tuple(part.strip() for part in re.split(r"[,|]", tags) if part.strip()) if tags else None,
        subject=fields.get("subject"),
    )
