"""What each feature field reads from a blind cable: one text, or a tuple of values.

The two tables are the whole list of fields; a new field is one function and one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from cableml.cable.blind import BlindCable
from cableml.features.spec import BODY_FIELDS, HEADER_FIELDS

_REFERENCE = re.compile(r"(\d{2})([A-Z]+)\d+")


def read_headings(cable: BlindCable) -> list[str]:
    """Return the cable's headings in order, each once where neighbouring paragraphs share it."""
    headings: list[str] = []
    for paragraph in cable.paragraphs:
        if paragraph.heading and (not headings or headings[-1] != paragraph.heading):
            headings.append(paragraph.heading)
    return headings


def _lead(cable: BlindCable) -> str:
    return cable.paragraphs[0].text if cable.paragraphs else ""


def _last(cable: BlindCable) -> str:
    return cable.paragraphs[-1].text if cable.paragraphs else ""


def _body(cable: BlindCable) -> str:
    return "\n".join([*read_headings(cable), *(paragraph.text for paragraph in cable.paragraphs)])


_TEXTS: dict[str, Callable[[BlindCable], str]] = {
    "subject": lambda cable: cable.subject,
    "summary": lambda cable: cable.summary,
    "lead": _lead,
    "last": _last,
    "headings": lambda cable: "\n".join(read_headings(cable)),
    "body": _body,
    "text": lambda cable: cable.subject + "\n" + _body(cable),
}


def _reference_posts(cable: BlindCable) -> tuple[str, ...]:
    matches = (_REFERENCE.fullmatch(reference) for reference in cable.references)
    return tuple(match[2] for match in matches if match)


def _cited_cables(cable: BlindCable) -> tuple[str, ...]:
    """Return the ids of the cables referred to: replies to one telegram share its subject and sensitivity.

    37 % of the development cables cite one that another cites too, or that stands in the corpus. That a
    cable cites nothing is said as well, unless it has no header to say so.
    """
    return cable.references or (("(none)",) if cable.origin else ())


def _origin_period(cable: BlindCable) -> tuple[str, ...]:
    """Return the post with the year, and with the half of the year: its habits change with its people."""
    if not cable.origin or cable.year is None:
        return ()
    year = f"{cable.origin} {cable.year}"
    return (year,) if cable.month is None else (year, f"{year} H{1 if cable.month <= 6 else 2}")


def _origin_precedence(cable: BlindCable) -> tuple[str, ...]:
    return (f"{cable.origin} {cable.precedence}",) if cable.origin and cable.precedence else ()


def _signer_year(cable: BlindCable) -> tuple[str, ...]:
    return (f"{cable.signer} {cable.year}",) if cable.signer and cable.year is not None else ()


_VALUES: dict[str, Callable[[BlindCable], tuple[str, ...]]] = {
    "origin": lambda cable: (cable.origin,),
    "addressees": lambda cable: cable.to + cable.info,
    "references": _reference_posts,
    "pass_to": lambda cable: cable.pass_to,
    "year": lambda cable: () if cable.year is None else (str(cable.year),),
    "precedence": lambda cable: (cable.precedence,),
    "signer": lambda cable: (cable.signer,),
    "to": lambda cable: cable.to,
    "cited": _cited_cables,
    "origin_period": _origin_period,
    "origin_precedence": _origin_precedence,
    "signer_year": _signer_year,
}

assert tuple(_TEXTS) == BODY_FIELDS
assert tuple(_VALUES) == HEADER_FIELDS


def read_text(cable: BlindCable, field: str) -> str:
    """Return the field as one text; a header field's values stand on lines of their own."""
    if field in _TEXTS:
        return _TEXTS[field](cable)
    return "\n".join(read_values(cable, field))


def read_values(cable: BlindCable, field: str) -> tuple[str, ...]:
    """Return a header field's values: upper case, blanks collapsed, sorted, each once, none empty."""
    values = _VALUES[field](cable)
    if len(values) < 2:
        return tuple(filter(None, map(_fold_value, values)))
    return tuple(sorted(filter(None, set(map(_fold_value, values)))))


@lru_cache(maxsize=1 << 16)
def _fold_value(value: str) -> str:
    return " ".join(value.upper().split())
