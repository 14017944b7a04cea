"""What each field reads from a cable."""

from __future__ import annotations

import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.features.field_text import read_text, read_values
from cableml.features.spec import BODY_FIELDS, HEADER_FIELDS

CABLE = BlindCable(
    subject="A VISIT",
    summary="He came.",
    paragraphs=(
        BlindParagraph("He came.", "Arrival"),
        BlindParagraph("He ate.", "Arrival"),
        BlindParagraph("He left.", "Departure"),
    ),
    origin="Amembassy  Tokyo",
    year=2006,
    month=2,
    precedence="ROUTINE",
    to=("SECSTATE WASHDC",),
    info=("AMEMBASSY SEOUL", "secstate washdc"),
    references=("06TOKYO433", "05STATE1", "07TOKYO2", "a memo"),
    pass_to=("STATE FOR EAP/J",),
    signer="Schieffer",
)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("subject", "A VISIT"),
        ("summary", "He came."),
        ("lead", "He came."),
        ("last", "He left."),
        ("headings", "Arrival\nDeparture"),
        ("body", "Arrival\nDeparture\nHe came.\nHe ate.\nHe left."),
        ("text", "A VISIT\nArrival\nDeparture\nHe came.\nHe ate.\nHe left."),
        ("addressees", "AMEMBASSY SEOUL\nSECSTATE WASHDC"),
        ("pass_to", "STATE FOR EAP/J"),
    ],
)
def test_text_of_a_field(field: str, text: str) -> None:
    assert read_text(CABLE, field) == text


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("origin", ("AMEMBASSY TOKYO",)),
        ("addressees", ("AMEMBASSY SEOUL", "SECSTATE WASHDC")),
        ("references", ("STATE", "TOKYO")),
        ("pass_to", ("STATE FOR EAP/J",)),
        ("year", ("2006",)),
        ("precedence", ("ROUTINE",)),
        ("signer", ("SCHIEFFER",)),
        ("to", ("SECSTATE WASHDC",)),
        ("cited", ("05STATE1", "06TOKYO433", "07TOKYO2", "A MEMO")),
        ("origin_period", ("AMEMBASSY TOKYO 2006", "AMEMBASSY TOKYO 2006 H1")),
        ("origin_precedence", ("AMEMBASSY TOKYO ROUTINE",)),
        ("signer_year", ("SCHIEFFER 2006",)),
    ],
)
def test_values_of_a_header_field(field: str, values: tuple[str, ...]) -> None:
    assert read_values(CABLE, field) == values


def test_a_header_without_references_says_so_but_half_a_pair_says_nothing() -> None:
    bare = BlindCable(origin="Embassy Rome", year=2009)
    assert read_values(bare, "cited") == ("(NONE)",)
    assert read_values(bare, "origin_precedence") == ()
    assert read_values(bare, "origin_period") == ("EMBASSY ROME 2009",)


def test_july_opens_the_second_half_of_a_year() -> None:
    july = BlindCable(origin="Embassy Rome", year=2009, month=7)
    assert read_values(july, "origin_period") == ("EMBASSY ROME 2009", "EMBASSY ROME 2009 H2")


@pytest.mark.parametrize("field", [*BODY_FIELDS, *HEADER_FIELDS])
def test_an_empty_cable_says_nothing(field: str) -> None:
    assert read_text(BlindCable(), field).strip() == ""


def test_body_fields_read_nothing_of_the_header() -> None:
    header_only = BlindCable(
        origin="X", year=2000, precedence="Y", to=("Z",), info=("W",), references=("06A1",), signer="V"
    )
    assert [read_text(header_only, field).strip() for field in BODY_FIELDS] == [""] * len(BODY_FIELDS)
