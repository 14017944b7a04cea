"""A parsed cable read back from the JSON that `Cable.to_json` wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cableml.cable.cable import Addressee, Cable, ClassifiedBy, Note, Paragraph, Reference
from cableml.cable.level import parse_level
from cableml.cable.tag import Tag
from cableml.errors import CorpusError, Location

_LINE_NOTE = re.compile(r"line (\d+): (.*)", re.S)


def cable_from_json(value: Mapping[str, Any]) -> Cable:
    """Return the cable whose contract view ``value`` is; spans and the text as read are not in it.

    Keys that are absent count as null or empty; keys that are not known are passed over.

    Raises
    ------
    CorpusError
        A key holds another type than the contract's; the location names the key.
    """
    tags = _texts(value, "tags")
    level = _text(value, "classification")
    classification = parse_level(level) if level is not None else None
    if level is not None and classification is None:
        raise _wrong(
            "classification", f"{level!r} is no level", "UNCLASSIFIED, CONFIDENTIAL, SECRET and so on"
        )
    by = _object(value, "classified_by")
    return Cable(
        source=_text(value, "source") or "",
        id=_text(value, "id"),
        date=_text(value, "date"),
        origin=_text(value, "origin"),
        classification=classification,
        caveats=_texts(value, "caveats"),
        captions=_texts(value, "captions"),
        precedence=_text(value, "precedence"),
        transmission_id=_text(value, "transmission_id"),
        dtg=_text(value, "dtg"),
        to=tuple(_addressee(entry) for entry in _objects(value, "to")),
        info=tuple(_addressee(entry) for entry in _objects(value, "info")),
        sections=_number(value, "sections"),
        executive_order=_text(value, "executive_order"),
        declassify_on=_text(value, "declassify_on"),
        # Without the key "tags_line" an empty list is taken for "no TAGS line": unknown, not none.
        tags=tuple(Tag(tag) for tag in tags) if tags or value.get("tags_line") else None,
        unknown_tags=tuple(Tag(tag) for tag in _texts(value, "unknown_tags")),
        subject=_text(value, "subject"),
        references=tuple(_reference(entry) for entry in _objects(value, "references")),
        classified_by=_classified_by(by) if by is not None else None,
        signer=_text(value, "signer"),
        paragraphs=tuple(_paragraph(entry) for entry in _objects(value, "paragraphs")),
        headings=_texts(value, "headings"),
        summary=_text(value, "summary"),
        pass_to=_texts(value, "pass_to"),
        notes=tuple(_note(warning) for warning in _texts(value, "warnings")),
    )


def _addressee(entry: Mapping[str, Any]) -> Addressee:
    return Addressee(
        post=_text(entry, "post") or "",
        routing=_text(entry, "routing"),
        precedence=_text(entry, "precedence"),
        serial=_text(entry, "serial"),
        excluded=_texts(entry, "excluded"),
    )


def _reference(entry: Mapping[str, Any]) -> Reference:
    text, cable_id = _text(entry, "text"), _text(entry, "id")
    kind = _text(entry, "kind") or ("cable" if cable_id is not None else "document")
    return Reference(text=text or "", label=_text(entry, "label"), id=cable_id, kind=kind)


def _classified_by(entry: Mapping[str, Any]) -> ClassifiedBy:
    name = _text(entry, "name")
    return ClassifiedBy(
        text=_text(entry, "text") or "",
        names=_texts(entry, "names") or ((name,) if name else ()),
        title=_text(entry, "title"),
        reasons=_texts(entry, "reasons"),
    )


def _paragraph(entry: Mapping[str, Any]) -> Paragraph:
    return Paragraph(
        text=_text(entry, "text") or "",
        number=_number(entry, "number"),
        marking=_text(entry, "marking"),
        heading=_text(entry, "heading"),
    )


def _note(warning: str) -> Note:
    found = _LINE_NOTE.fullmatch(warning)
    return Note(found[2], int(found[1])) if found else Note(warning)


def _wrong(key: str, seen: str, expected: str) -> CorpusError:
    return CorpusError(f"{seen}, expected {expected}.", Location(key=key))


def _text(value: Mapping[str, Any], key: str) -> str | None:
    entry = value.get(key)
    if entry is not None and not isinstance(entry, str):
        raise _wrong(key, _kind(entry), "a text or null")
    return entry


def _number(value: Mapping[str, Any], key: str) -> int | None:
    entry = value.get(key)
    if entry is not None and (not isinstance(entry, int) or isinstance(entry, bool)):
        raise _wrong(key, _kind(entry), "a whole number or null")
    return entry


def _texts(value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    entry = value.get(key)
    if entry is None:
        return ()
    if not isinstance(entry, list) or not all(isinstance(part, str) for part in entry):
        raise _wrong(key, _kind(entry), "a list of texts")
    return tuple(entry)


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    entry = value.get(key)
    if entry is not None and not isinstance(entry, dict):
        raise _wrong(key, _kind(entry), "an object or null")
    return entry


def _objects(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entry = value.get(key)
    if entry is None:
        return []
    if not isinstance(entry, list) or not all(isinstance(part, dict) for part in entry):
        raise _wrong(key, _kind(entry), "a list of objects")
    return entry


def _kind(entry: object) -> str:
    """Return what a JSON value is, in plain words."""
    if isinstance(entry, bool):
        return "true or false"
    if isinstance(entry, (int, float)):
        return "a number"
    if isinstance(entry, str):
        return "a text"
    if isinstance(entry, list):
        return "a list with other values" if entry else "an empty list"
    return "an object" if isinstance(entry, dict) else "null"
