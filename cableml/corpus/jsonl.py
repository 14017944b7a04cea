"""Records of JSON lines: cables that `parse --format jsonl` wrote, or ``{"id": ..., "text": raw cable}``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cableml.cable.cable import KnownFields
from cableml.corpus.cable_json import cable_from_json
from cableml.corpus.decoding import mend_encoding
from cableml.corpus.record import MAX_CHARS, Record
from cableml.errors import CorpusError, Location

_PARSED_KEYS = frozenset({"paragraphs", "subject", "source", "tags", "warnings"})


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line without its end; ``text`` is None where the line was too long to be kept."""

    number: int
    text: str | None


def read_lines(pieces: Iterable[str], max_chars: int = 4 * MAX_CHARS) -> Iterator[TextLine]:
    """Yield the lines of a text that arrives in pieces, counted from 1; longer ones without their text."""
    number = 1
    rest: list[str] = []
    size = 0
    for piece in pieces:
        *whole, last = piece.split("\n")
        for text in whole:
            yield TextLine(number, "".join((*rest, text)) if size + len(text) <= max_chars else None)
            rest.clear()
            size = 0
            number += 1
        size += len(last)
        if size > max_chars:
            rest.clear()
        else:
            rest.append(last)
    if size:
        yield TextLine(number, "".join(rest) if size <= max_chars else None)


def read_json_lines(pieces: Iterable[str], name: str) -> Iterator[Record | CorpusError]:
    """Yield one record a line, or the problem of a line that cannot be used; empty lines are passed over.

    Raises
    ------
    CorpusError
        The file is one JSON value over several lines.
    """
    first = True
    for line in read_lines(pieces):
        if line.text is not None and not line.text.strip():
            continue
        if first and line.text is not None and line.text.strip() in ("{", "[", "[{"):
            message = "the file is one JSON value over several lines. Write each cable's object on one line."
            raise CorpusError(message, Location(name, line.number))
        first = False
        yield _read_line(line, name)


def _read_line(line: TextLine, name: str) -> Record | CorpusError:
    where = Location(name, line.number)
    if line.text is None:
        message = f"the line has more than {4 * MAX_CHARS:,} characters. Put one cable on each line."
        return CorpusError(message, where)
    content, notes = mend_encoding(line.text)
    try:
        value = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        return CorpusError(f"the line is no JSON ({reason}). Put one whole object on each line.", where)
    if not isinstance(value, dict):
        return CorpusError("the line is no JSON object. Write one cable's object on each line.", where)
    text, cable_id = value.get("text"), value.get("id")
    if text is None and _PARSED_KEYS & value.keys():
        try:
            return Record(name, "", None, notes, line.number, cable_from_json(value))
        except CorpusError as error:
            return CorpusError(error.message, Location(name, line.number, error.location.key))
    if not isinstance(text, str):
        message = (
            'the object is no cable. Write a parsed cable, or {"id": ..., "text": "..."} with the raw text.'
        )
        return CorpusError(message, where)
    if not isinstance(cable_id, str | None):
        return CorpusError("the id is no text. Write it in quotes.", Location(name, line.number, "id"))
    return Record(name, text, KnownFields(id=cable_id) if cable_id else None, notes, line.number)
