from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cableml.cable.blind import blind
from cableml.cable.cable import (
    Addressee,
    Cable,
    ClassifiedBy,
    KnownFields,
    Note,
    Paragraph,
    Reference,
)
from cableml.cable.level import Level
from cableml.cable.tag import Tag
from cableml.corpus.demo import demo_records
from cableml.corpus.jsonl import TextLine, read_json_lines, read_lines
from cableml.corpus.reading import parse_records
from cableml.corpus.record import Record
from cableml.errors import CorpusError

CABLE = Cable(
    source="a.txt",
    id="06TOKYO709",
    date="2006-02-08T08:46:00Z",
    origin="AMEMBASSY TOKYO",
    classification=Level.FOUO,
    caveats=("NOFORN",),
    captions=("SIPDIS",),
    precedence="IMMEDIATE",
    transmission_id="VZCZCXRO9451",
    dtg="080846Z FEB 06",
    to=(Addressee("SECSTATE WASHDC", "RUEHC", "IMMEDIATE", "8430"),),
    info=(Addressee("ALL POSTS", excluded=("AMEMBASSY SEOUL",)),),
    sections=2,
    executive_order="12958",
    declassify_on="2016-02-07",
    tags=(Tag("PREL"), Tag("JA")),
    subject="A VISIT",
    references=(Reference("TOKYO 433", "A", "06TOKYO433"), Reference("A LETTER", "B", None, "email")),
    classified_by=ClassifiedBy("DCM A. B, C. D", ("A. B", "C. D"), "DCM", ("1.4(b)",)),
    signer="DOE",
    paragraphs=(Paragraph("Text.", 1, "SBU", "A HEADING"), Paragraph("More.")),
    headings=("A HEADING",),
    summary="Text.",
    pass_to=("STATE FOR EUR",),
    unknown_tags=(Tag("JA"),),
    notes=(Note("a guess", 3), Note("another")),
)


def read(text: str) -> list[Record | CorpusError]:
    return list(read_json_lines([text[:40], text[40:]], "c.jsonl"))


def test_a_cable_written_by_parse_is_read_back_whole() -> None:
    [entry] = read(json.dumps(CABLE.to_json()) + "\n")
    assert isinstance(entry, Record)
    assert entry.cable == CABLE


def test_a_cable_without_tags_line_stays_of_unknown_tags() -> None:
    for tags in (None, ()):
        [entry] = read(json.dumps(Cable(subject="X", tags=tags).to_json()))
        assert isinstance(entry, Record)
        assert entry.cable is not None
        assert entry.cable.tags == tags


def test_a_raw_cable_in_a_line_is_a_record_of_its_text() -> None:
    assert read('{"id": "06TOKYO709", "text": "UNCLAS\\nTAGS: PREL"}\n\n{"text": "X"}') == [
        Record("c.jsonl", "UNCLAS\nTAGS: PREL", KnownFields(id="06TOKYO709"), line=1),
        Record("c.jsonl", "X", line=3),
    ]


def test_each_unusable_line_is_named_and_the_others_are_read() -> None:
    lines = [
        '{"text": "A"}',
        '{"text": "B"',
        "[1]",
        '{"other": 1}',
        '{"text": "C", "id": 7}',
        '{"subject": 5}',
        '{"subject": "X", "tags": "PREL"}',
        '{"subject": "X", "classification": "HIDDEN"}',
        '{"subject": "X", "paragraphs": [{"number": "1"}]}',
        '{"text": "D"}',
    ]
    entries = read("\n".join(lines))
    assert [entry.text if isinstance(entry, Record) else str(entry) for entry in entries] == [
        "A",
        "c.jsonl:2: the line is no JSON (Expecting ',' delimiter). Put one whole object on each line.",
        "c.jsonl:3: the line is no JSON object. Write one cable's object on each line.",
        'c.jsonl:4: the object is no cable. Write a parsed cable, or {"id": ..., "text": "..."} '
        "with the raw text.",
        "c.jsonl:5: id: the id is no text. Write it in quotes.",
        "c.jsonl:6: subject: a number, expected a text or null.",
        "c.jsonl:7: tags: a text, expected a list of texts.",
        "c.jsonl:8: classification: 'HIDDEN' is no level, "
        "expected UNCLASSIFIED, CONFIDENTIAL, SECRET and so on.",
        "c.jsonl:9: number: a text, expected a whole number or null.",
        "D",
    ]


def test_a_line_nested_without_end_is_named() -> None:
    assert [str(entry) for entry in read("[" * 200_000)] == [
        "c.jsonl:1: the line is no JSON (nested too deeply). Put one whole object on each line."
    ]


def test_a_line_that_is_too_long_is_not_kept() -> None:
    assert list(read_lines(["ab", "c\nde", "fghi\nj"], max_chars=3)) == [
        TextLine(1, "abc"),
        TextLine(2, None),
        TextLine(3, "j"),
    ]


def test_every_field_but_spans_and_text_survives_the_way_through_json() -> None:
    for cable in parse_records(demo_records(60, 4)):
        [entry] = read(json.dumps(cable.to_json()))
        assert isinstance(entry, Record)
        assert entry.cable is not None
        assert entry.cable.warnings == cable.warnings
        assert blind(entry.cable) == blind(cable)
        paragraphs = tuple(replace(paragraph, span=None) for paragraph in cable.paragraphs)
        without = replace(cable, text="", spans=Cable().spans, paragraphs=paragraphs, notes=entry.cable.notes)
        assert entry.cable == without


@pytest.mark.parametrize("start", ["{", "[", "[{"])
def test_a_value_over_several_lines_gives_one_sentence(start: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read(f'{start}\n  "id": "06TOKYO709",\n  "text": "UNCLAS"\n}}')
    assert str(caught.value) == (
        "c.jsonl:1: the file is one JSON value over several lines. Write each cable's object on one line."
    )
