"""Demo cables through the parser: what the generator meant is what the parser reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import pytest

from cableml.cable.cable import Cable, KnownFields
from cableml.corpus.demo import DemoCable, generate_demo
from cableml.parsing.parser import parse_cable

_MARKS = {"C//NF": "C/NF", "S//NF": "S/NF", "S/NOFORN": "S/NF", "S-NF": "S/NF"}


@cache
def meant_cables() -> list[DemoCable]:
    return list(generate_demo(600, 3))


@cache
def parsed_cables() -> list[Cable]:
    return [
        parse_cable(cable.text, f"demo#{number}", _dump_row(cable))
        for number, cable in enumerate(meant_cables(), 1)
    ]


def _dump_row(cable: DemoCable) -> KnownFields | None:
    """Return the date of an extract, which its text does not tell and its references need."""
    return KnownFields(date=cable.created) if cable.layout == "extract" else None


def plain_mark(mark: str | None) -> str | None:
    return None if mark is None else _MARKS.get(mark.upper(), mark.upper())


# An extract's text names neither its date nor its sender; the dump's columns do.
FIELDS: dict[str, tuple[Callable[[Cable], object], Callable[[DemoCable], object], float]] = {
    "tags": (lambda cable: cable.tags, lambda meant: meant.tags if meant.tags_line else None, 0.995),
    "classification": (
        lambda cable: cable.classification.label if cable.classification is not None else None,
        lambda meant: meant.classification,
        0.995,
    ),
    "subject": (lambda cable: cable.subject, lambda meant: meant.subject, 0.995),
    "signer": (lambda cable: cable.signer, lambda meant: meant.signer, 0.99),
    "summary": (lambda cable: cable.summary, lambda meant: meant.summary, 0.995),
    "sections": (lambda cable: cable.sections, lambda meant: meant.sections, 0.995),
    "caveats": (lambda cable: cable.caveats, lambda meant: ("NOFORN",) if meant.noforn else (), 0.995),
    "declassify_on": (lambda cable: cable.declassify_on, lambda meant: meant.declassify_on, 0.99),
    "classified_by": (
        lambda cable: (
            (cable.classified_by.name, cable.classified_by.reasons) if cable.classified_by else None
        ),
        lambda meant: (meant.classifier, meant.reasons) if meant.classifier else None,
        0.995,
    ),
    "references": (
        lambda cable: [(reference.label, reference.id) for reference in cable.references],
        lambda meant: [(label, cable_id) for label, _, cable_id in meant.references],
        0.995,
    ),
    "numbers and marks": (
        lambda cable: [(part.number, plain_mark(part.marking)) for part in cable.paragraphs],
        lambda meant: [(number, mark) for number, mark, _ in meant.paragraphs],
        0.99,
    ),
    "paragraphs": (
        lambda cable: [part.text for part in cable.paragraphs],
        lambda meant: [text for _, _, text in meant.paragraphs],
        0.99,
    ),
}
HEADER_FIELDS: dict[str, tuple[Callable[[Cable], object], Callable[[DemoCable], object]]] = {
    "id": (lambda cable: cable.id, lambda meant: meant.id),
    "date": (lambda cable: cable.date, lambda meant: meant.created),
    "origin": (lambda cable: cable.origin, lambda meant: meant.sender),
    "precedence": (lambda cable: cable.precedence, lambda meant: meant.precedence),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_read_as_it_was_meant(field: str) -> None:
    read, meant, least = FIELDS[field]
    wrong = [
        (number, cable.layout, sorted(cable.dirt))
        for number, (found, cable) in enumerate(zip(parsed_cables(), meant_cables(), strict=True))
        if read(found) != meant(cable)
    ]
    assert len(wrong) <= (1 - least) * len(meant_cables()), wrong


@pytest.mark.parametrize("field", HEADER_FIELDS)
def test_a_header_field_is_read_as_it_was_meant(field: str) -> None:
    read, meant = HEADER_FIELDS[field]
    for found, cable in zip(parsed_cables(), meant_cables(), strict=True):
        if cable.layout != "extract":
            assert read(found) == meant(cable), (cable.id, cable.layout)


def test_every_layout_is_read_nearly_as_well_as_the_others() -> None:
    counts: dict[str, list[bool]] = defaultdict(list)
    for found, cable in zip(parsed_cables(), meant_cables(), strict=True):
        meant = (cable.tags if cable.tags_line else None, cable.subject)
        counts[cable.layout].append((found.tags, found.subject) == meant)
    assert {layout: sum(right) / len(right) >= 0.97 for layout, right in counts.items()} == dict.fromkeys(
        ["routed", "unrouted", "extract", "comma", "telegram", "pasted"], True
    )
