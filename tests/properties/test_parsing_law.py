"""What holds for every text: it parses or raises the project's error, its spans lie inside it, and
line ends, trailing blanks, no-break spaces and form feeds change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cableml.cable.cable import Cable
from cableml.errors import CablemlError
from cableml.parsing.cables_in_text import split_cables
from cableml.parsing.parser import parse_cable

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
RELAXED = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

PIECES = (
    "VZCZCXRO9451", "OO RUEHFK RUEHKSO", "DE RUEHKO #0709/01 0390846", "ZNY SSSSS ZZH", "O 080846Z FEB 06",
    "FM AMEMBASSY TOKYO", "TO RUEHC/SECSTATE WASHDC IMMEDIATE 8430", "INFO RUEHBJ/AMEMBASSY BEIJING 0487",
    "S E C R E T SECTION 01 OF 02 TOKYO 000709", "UNCLAS TOKYO 000709", "SECRET", "SIPDIS", "NOFORN",
    "E.O. 12958: DECL: 02/07/2016", "EO 12958 N/A", "TAGS: PARM PREL", "TAGS PARM, PREL, JA",
    "SUBJECT: A VISIT",
    "SUBJECT:", "REF: A. TOKYO 433", "B. 05 BEIJING 2089",
    "Classified By: DCM A. B. Smith, reasons 1.4 (b) and (d).",
    "1. (S) Summary: Text goes on.", "End Summary.", "2. (C/NF) More text", "¶3. (U) Comment: Yes.",
    "(SBU) No number.",
    "Heading", "--------", "TOKYO 00000709 002 OF 002", "PAGE 02 TOKYO 00709 01 OF 02 081730Z",
    "CONFIDENTIAL",
    "Message Text", "Message Attributes", "Document Number: 1975TOKYO02345", "Locator: TEXT ON-LINE",
    "XXXXXXXXXXXX",
    "Identifier", "Created", "06TOKYO709", "2006-02-08 08:46:00", "...", "\\", "[PREL](#)", "SCHIEFFER",
    "", " ", "\t",
    "This record is a partial extract of the original cable.",
    "19205,7/29/2004 5:59,04THEHAGUE1903,\"Embassy\",SECRET,",
)  # fmt: skip
CABLE_LIKE = st.lists(st.sampled_from(PIECES), max_size=40).flatmap(
    lambda pieces: st.lists(
        st.sampled_from(("\n", "\n\n", " ", "\r\n", "")), min_size=len(pieces), max_size=len(pieces)
    ).map(lambda joints: "".join(piece + joint for piece, joint in zip(pieces, joints, strict=True)))
)


def _check(cable: Cable, text: str) -> None:
    n_lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    spans = [*cable.spans.values(), *(p.span for p in cable.paragraphs if p.span is not None)]
    for span in spans:
        assert 1 <= span.first <= span.last <= n_lines
    for paragraph in cable.paragraphs:
        assert paragraph.text == " ".join(paragraph.text.split())
    assert json.loads(json.dumps(cable.to_json()))["source"] == cable.source
    assert cable.text == text


def _parse(text: str) -> Cable | None:
    try:
        return parse_cable(text)
    except CablemlError:
        return None


@RELAXED
@given(st.text(max_size=400))
@example("S\x00")
@example("TAGS\u2028: PREL")
@example("1. (S)" + "\x0c" * 3)
def test_any_text_parses_or_raises_the_projects_error(text: str) -> None:
    cable = _parse(text)
    if cable is not None:
        _check(cable, text)


@RELAXED
@given(st.binary(max_size=400))
def test_any_bytes_parse_or_raise_the_projects_error(data: bytes) -> None:
    for text in (data.decode("latin-1"), data.decode("utf-8", "replace")):
        cable = _parse(text)
        if cable is not None:
            _check(cable, text)


@RELAXED
@given(CABLE_LIKE)
def test_pieces_of_cables_in_any_order_parse(text: str) -> None:
    cable = _parse(text)
    if cable is not None:
        _check(cable, text)


@RELAXED
@given(CABLE_LIKE)
def test_the_parts_of_a_split_text_give_the_text_again(text: str) -> None:
    assert "".join(split_cables(text)) == text


def _seeds() -> list[str]:
    return [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]


@pytest.mark.parametrize("seed", range(3))
def test_carriage_returns_change_nothing(seed: int) -> None:
    text = _seeds()[seed]
    plain = parse_cable(text)
    for ends in ("\r\n", "\r"):
        other = parse_cable(text.replace("\n", ends))
        assert other.to_json() == plain.to_json()
        assert other.spans == plain.spans


@settings(RELAXED, max_examples=40)
@given(st.integers(0, 2), st.data())
def test_trailing_blanks_change_nothing(seed: int, data: st.DataObject) -> None:
    text = _seeds()[seed]
    lines = text.split("\n")
    chosen = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=30))
    blanks = data.draw(st.sampled_from((" ", "   ", "\t", "\xa0")))
    other = "\n".join(line + blanks if number in chosen else line for number, line in enumerate(lines))
    assert parse_cable(other).to_json() == parse_cable(text).to_json()


@settings(RELAXED, max_examples=40)
@given(st.integers(0, 2), st.data())
def test_no_break_spaces_in_place_of_blanks_change_nothing(seed: int, data: st.DataObject) -> None:
    text = _seeds()[seed]
    blanks = [at for at, character in enumerate(text) if character == " "]
    chosen = data.draw(st.sets(st.sampled_from(blanks), max_size=60))
    other = "".join("\xa0" if at in chosen else character for at, character in enumerate(text))
    assert parse_cable(other).to_json() == parse_cable(text).to_json()


@settings(RELAXED, max_examples=40)
@given(st.integers(0, 2), st.data())
def test_form_feeds_anywhere_change_nothing(seed: int, data: st.DataObject) -> None:
    text = _seeds()[seed]
    chosen = data.draw(st.sets(st.integers(0, len(text)), max_size=20))
    other = "".join(("\x0c" if at in chosen else "") + text[at : at + 1] for at in range(len(text) + 1))
    assert parse_cable(other).to_json() == parse_cable(text).to_json()
