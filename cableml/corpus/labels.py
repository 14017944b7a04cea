"""Labels of cables from JSON lines: they override what the cables themselves say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cableml.cable.level import Level, parse_level
from cableml.corpus.byte_stream import read_bytes
from cableml.corpus.decoding import SAMPLE_BYTES, decode_pieces, detect_encoding, mend_encoding
from cableml.corpus.jsonl import TextLine, read_lines
from cableml.errors import CorpusError, LabelsError, Location

_KEYS = ("id", "tags", "classification")


@dataclass(frozen=True, slots=True)
class Labels:
    """What a labels file says of one cable; None: it does not say, so the cable's own word stands.

    ``tags`` are canonical and unique, in the order given; ``classification`` is the contract's spelling.
    """

    tags: tuple[str, ...] | None = None
    classification: str | None = None


def read_labels(path: str | Path) -> dict[str, Labels]:
    """Return the labels by canonical cable id.

    Each line is an object with ``id`` and one or both of ``tags`` (list of texts) and ``classification``;
    other keys are passed over.

    Raises
    ------
    LabelsError
        The file cannot be read or is empty, or a line is broken, of wrong types, without labels, of an
        unknown level, or about a cable that an earlier line labels.
    """
    name = str(path)
    labels: dict[str, Labels] = {}
    lines: dict[str, int] = {}
    try:
        data = b"".join(read_bytes(path))
    except CorpusError as error:
        raise LabelsError(error.message, error.location) from error
    codec, n_mark = detect_encoding(data[:SAMPLE_BYTES])
    for line in read_lines(decode_pieces((data[n_mark:],), codec)):
        if line.text is None or not line.text.strip():
            continue
        where = Location(name, line.number)
        cable_id, read = _read_line(line, where)
        if cable_id in labels:
            message = f"{cable_id} was labelled on line {lines[cable_id]} already. Give each cable one line."
            raise LabelsError(message, where)
        labels[cable_id] = read
        lines[cable_id] = line.number
    if not labels:
        raise LabelsError(
            'the file holds no labels. Write one {"id", "tags", "classification"} a line.', Location(name)
        )
    return labels


def _read_line(line: TextLine, where: Location) -> tuple[str, Labels]:
    from cableml.cable.cable_id import canonical_id

    try:
        value: Any = json.loads(mend_encoding(line.text or "")[0])
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        message = f"the line is no JSON ({reason}). Put one whole object on each line."
        raise LabelsError(message, where) from error
    if not isinstance(value, dict):
        raise LabelsError('the line is no JSON object. Write {"id", "tags", "classification"}.', where)
    cable_id = value.get("id")
    if not isinstance(cable_id, str) or not cable_id.strip():
        raise _wrong(where, "id", "the cable's id is missing or no text", 'Write it like "06TOKYO709"')
    cable_id = canonical_id(cable_id.strip())
    tags, level = value.get("tags"), value.get("classification")
    if tags is None and level is None:
        message = "the line labels nothing. Give tags, classification or both."
        raise LabelsError(message, where)
    return cable_id, Labels(_read_tags(tags, cable_id, where), _read_level(level, where))


def _read_tags(tags: object, cable_id: str, where: Location) -> tuple[str, ...] | None:
    from cableml.cable.cable_id import split_id
    from cableml.cable.tag import canonical_tags

    if tags is None:
        return None
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _wrong(where, "tags", "the tags are no list of texts", 'Write them like ["PREL", "JA"]')
    parts = split_id(cable_id)
    words = [tag for tag in tags if tag.strip()]
    return tuple(dict.fromkeys(str(tag) for tag in canonical_tags(words, parts.year if parts else None)))


def _read_level(level: object, where: Location) -> str | None:
    if level is None:
        return None
    parsed = parse_level(level) if isinstance(level, str) else None
    if parsed is None:
        known = ", ".join(known.label for known in Level)
        raise _wrong(where, "classification", f"{level!r} is no level", f"Use one of {known}")
    return parsed.label


def _wrong(where: Location, key: str, what: str, remedy: str) -> LabelsError:
    return LabelsError(f"{what}. {remedy}.", Location(where.file, where.line, key))
