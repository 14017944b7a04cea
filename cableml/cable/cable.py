"""Cable: one parsed State Department cable, every field of it, and where each was read.

All records are frozen. ``None`` means that the cable does not say; an empty tuple means
that it says none. ``Cable.to_json`` gives the contract's view (``parse --format jsonl``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from cableml.cable.level import Level
from cableml.cable.tag import Tag

# 07TOKYO2232 opens its last paragraph with "COMMENT."; "Commenting on" is no comment of the author.
_COMMENT = re.compile(r"[(\[ ]*(?:embassy |post |action |begin )?comments?\b(?! period)", re.IGNORECASE)


def _setters(record: type) -> Iterator[Callable[[Any, Any], None]]:
    """Yield what sets each field of a new record past the lock on its attributes."""
    return (vars(record)[name].__set__ for name in vars(record)["__slots__"])


class Span(NamedTuple):
    """Lines of the source text, counted from 1, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Note:
    """A finding that did not stop the parse; ``message`` is plain words, ``line`` counts from 1."""

    message: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line is not None else self.message


@dataclass(frozen=True, slots=True, init=False)
class Addressee:
    """One addressee line: ``RUEHC/SECSTATE WASHDC IMMEDIATE 8430``.

    ``precedence`` is the word on the line itself, or None (then the date-time line's holds).
    ``serial`` keeps its leading noughts. ``excluded`` lists the XMT posts of a collective.
    """

    post: str
    routing: str | None = None
    precedence: str | None = None
    serial: str | None = None
    excluded: tuple[str, ...] = ()

    # A frozen dataclass's own constructor takes twice as long, and a cable has a dozen of these.
    def __init__(
        self,
        post: str,
        routing: str | None = None,
        precedence: str | None = None,
        serial: str | None = None,
        excluded: tuple[str, ...] = (),
    ) -> None:
        _set_post(self, post)
        _set_routing(self, routing)
        _set_precedence(self, precedence)
        _set_serial(self, serial)
        _set_excluded(self, excluded)


_set_post, _set_routing, _set_precedence, _set_serial, _set_excluded = _setters(Addressee)


@dataclass(frozen=True, slots=True)
class Reference:
    """One item of the REF line; ``kind`` is cable, email, call, report or document; a cable has an ``id``."""

    text: str
    label: str | None = None
    id: str | None = None
    kind: str = "cable"


@dataclass(frozen=True, slots=True)
class ClassifiedBy:
    """The "Classified By" statement: whole text, who (names without titles), and why.

    ``reasons`` are written section, bracket, small letter: ``1.4(b)``, one entry a letter.
    """

    text: str
    names: tuple[str, ...] = ()
    title: str | None = None
    reasons: tuple[str, ...] = ()

    @property
    def name(self) -> str | None:
        """The first name, as written, or None where the statement names nobody."""
        return self.names[0] if self.names else None


@dataclass(frozen=True, slots=True, init=False)
class Paragraph:
    """One paragraph of the body; ``text`` has its number and mark removed and white space folded."""

    text: str
    number: int | None = None
    marking: str | None = None
    heading: str | None = None
    span: Span | None = None

    def __init__(
        self,
        text: str,
        number: int | None = None,
        marking: str | None = None,
        heading: str | None = None,
        span: Span | None = None,
    ) -> None:
        _set_text(self, text)
        _set_number(self, number)
        _set_marking(self, marking)
        _set_heading(self, heading)
        _set_span(self, span)


_set_text, _set_number, _set_marking, _set_heading, _set_span = _setters(Paragraph)


@dataclass(frozen=True, slots=True)
class KnownFields:
    """What a page, dump row, attribute list or labels file says of a cable outside its text."""

    id: str | None = None
    date: str | None = None
    origin: str | None = None
    classification: str | None = None
    tags: tuple[str, ...] | None = None
    subject: str | None = None
    references: tuple[str, ...] | None = None
    handling: tuple[str, ...] | None = None


def _no_spans() -> Mapping[str, Span]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cable:
    """One parsed cable. Field names and meanings are those of the contract.

    ``date`` is ISO 8601 UTC (``2006-02-08T08:46:00Z``), ``declassify_on`` an ISO date,
    ``tags`` are canonical (see `cableml.cable.tag`); ``tags`` is None when the cable has no
    TAGS line at all, which is not the same as a TAGS line without a code (empty tuple).
    ``spans`` maps a field name to the lines it was read from; fields taken from a page or
    dump row have none. ``text`` is the cable as read, before any mending.
    """

    source: str = ""
    id: str | None = None
    date: str | None = None
    origin: str | None = None
    classification: Level | None = None
    caveats: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    precedence: str | None = None
    transmission_id: str | None = None
    dtg: str | None = None
    to: tuple[Addressee, ...] = ()
    info: tuple[Addressee, ...] = ()
    sections: int | None = None
    executive_order: str | None = None
    declassify_on: str | None = None
    tags: tuple[Tag, ...] | None = None
    unknown_tags: tuple[Tag, ...] = ()
    subject: str | None = None
    references: tuple[Reference, ...] = ()
    classified_by: ClassifiedBy | None = None
    signer: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    headings: tuple[str, ...] = ()
    summary: str | None = None
    pass_to: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=_no_spans)
    text: str = field(default="", repr=False)

    @property
    def comments(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the author's comment: opened by that word, or under a heading that begins so."""
        return tuple(
            paragraph
            for paragraph in self.paragraphs
            if _COMMENT.match(paragraph.text) or _COMMENT.match(paragraph.heading or "")
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the parser assumed or could not read, in plain words, in the order of the text."""
        return tuple(str(note) for note in self.notes)

    def to_json(self) -> dict[str, Any]:
        """Return the contract's keys, and a few more, as plain JSON types."""
        by = self.classified_by
        return {
            "id": self.id,
            "source": self.source,
            "date": self.date,
            "origin": self.origin,
            "classification": self.classification.label if self.classification is not None else None,
            "caveats": list(self.caveats),
            "captions": list(self.captions),
            "precedence": self.precedence,
            "transmission_id": self.transmission_id,
            "dtg": self.dtg,
            "to": [_addressee_json(addressee) for addressee in self.to],
            "info": [_addressee_json(addressee) for addressee in self.info],
            "sections": self.sections,
            "executive_order": self.executive_order,
            "declassify_on": self.declassify_on,
            "tags": list(self.tags) if self.tags is not None else [],
            "tags_line": self.tags is not None,
            "subject": self.subject,
            "references": [_reference_json(reference) for reference in self.references],
            "classified_by": None if by is None else _classified_by_json(by),
            "signer": self.signer,
            "paragraphs": [
                {"number": p.number, "marking": p.marking, "heading": p.heading, "text": p.text}
                for p in self.paragraphs
            ],
            "headings": list(self.headings),
            "summary": self.summary,
            "pass_to": list(self.pass_to),
            "unknown_tags": list(self.unknown_tags),
            "warnings": list(self.warnings),
        }


# The contract's keys always; a further key only where it says something, so that scripts which compare
# whole objects with the contract's hold.
def _addressee_json(addressee: Addressee) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "routing": addressee.routing,
        "post": addressee.post,
        "precedence": addressee.precedence,
        "serial": addressee.serial,
    }
    if addressee.excluded:
        plain["excluded"] = list(addressee.excluded)
    return plain


def _reference_json(reference: Reference) -> dict[str, Any]:
    plain: dict[str, Any] = {"label": reference.label, "text": reference.text, "id": reference.id}
    if reference.kind != ("cable" if reference.id is not None else "document"):
        plain["kind"] = reference.kind
    return plain


def _classified_by_json(by: ClassifiedBy) -> dict[str, Any]:
    plain: dict[str, Any] = {"text": by.text, "name": by.name, "reasons": list(by.reasons)}
    if len(by.names) > 1:
        plain["names"] = list(by.names)
    if by.title is not None:
        plain["title"] = by.title
    return plain
