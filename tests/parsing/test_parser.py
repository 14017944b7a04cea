"""parse_cable: whole cables, fragments, and the dirt between them."""

from __future__ import annotations

import pytest

from cableml.cable.cable import KnownFields
from cableml.cable.level import Level
from cableml.errors import ParseError
from cableml.parsing.parser import parse_cable

HEADER = """VZCZCXRO9451
OO RUEHFK
DE RUEHKO #0709/01 0390846
ZNY CCCCC ZZH
O 080846Z FEB 06
FM AMEMBASSY TOKYO
TO RUEHC/SECSTATE WASHDC IMMEDIATE 8430
INFO RUEHBJ/AMEMBASSY BEIJING PRIORITY 0487
"""
BLOCK = """C O N F I D E N T I A L SECTION 01 OF 02 TOKYO 000709

SIPDIS

STATE FOR EAP/J

E.O. 12958: DECL: 02/07/2016
TAGS: PREL, JA
SUBJECT: TALKS WITH
THE MINISTRY

REF: A. TOKYO 433
     B. 05 BEIJING 2089

Classified By: DCM JOSEPH R. DONOVAN. REASONS: 1.4 (b),(d).

"""
BODY = """1. (C) Summary: The talks failed. End summary.

North Korea
-----------

2. (C) He said that it was
over.

3. (SBU) Comment: It was.
SMITH
"""


def test_a_whole_cable_gives_every_field() -> None:
    cable = parse_cable(HEADER + BLOCK + BODY, "tokyo.txt")
    got = cable.to_json()
    assert got["id"] == "06TOKYO709"
    assert got["date"] == "2006-02-08T08:46:00Z"
    assert got["origin"] == "AMEMBASSY TOKYO"
    assert got["classification"] == "CONFIDENTIAL"
    assert got["captions"] == ["SIPDIS"]
    assert got["precedence"] == "IMMEDIATE"
    assert got["sections"] == 2
    assert got["executive_order"] == "12958"
    assert got["declassify_on"] == "2016-02-07"
    assert got["tags"] == ["PREL", "JA"]
    assert got["subject"] == "TALKS WITH THE MINISTRY"
    assert [reference["id"] for reference in got["references"]] == ["06TOKYO433", "05BEIJING2089"]
    assert got["classified_by"]["name"] == "JOSEPH R. DONOVAN"
    assert got["signer"] == "SMITH"
    assert got["summary"] == "The talks failed."
    assert [(p["number"], p["marking"], p["heading"], p["text"]) for p in got["paragraphs"]] == [
        (1, "C", None, "Summary: The talks failed. End summary."),
        (2, "C", "North Korea", "He said that it was over."),
        (3, "SBU", "North Korea", "Comment: It was."),
    ]
    assert cable.pass_to == ("STATE FOR EAP/J",)
    assert cable.warnings == ()
    assert cable.text == HEADER + BLOCK + BODY


@pytest.mark.parametrize("copies", [2, 3])
def test_a_doubled_header_block_gives_every_field_once(copies: int) -> None:
    cable = parse_cable(HEADER + BLOCK * copies + BODY)
    plain = parse_cable(HEADER + BLOCK + BODY)
    assert (cable.tags, cable.subject, cable.references) == (plain.tags, plain.subject, plain.references)
    assert [p.text for p in cable.paragraphs] == [p.text for p in plain.paragraphs]
    assert cable.pass_to == plain.pass_to
    assert any("the header stands more than once; the last copy was read" in note for note in cable.warnings)


def test_a_cut_off_first_copy_gives_way_to_the_full_text() -> None:
    cut = (
        "UNCLAS THE HAGUE 001903\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: ASEC NL PTER\n"
        "SUBJECT: SURVEILLANCE OF U.S...\n\n\nSOBEL\n"
    )
    row = '19205,7/29/2004 5:59,04THEHAGUE1903,"Embassy The Hague",UNCLASSIFIED,,"A partial extract.\n\n","'
    full = (
        "UNCLAS THE HAGUE 001903\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: ASEC NL PTER\n"
        "SUBJECT: SURVEILLANCE OF U.S. EMBASSY THE HAGUE\n\n1. (U) A man stood there.\nSOBEL\n"
    )
    cable = parse_cable(f"{cut}{row}\n{full}", known=KnownFields(id="04THEHAGUE1903", date="7/29/2004 5:59"))
    assert cable.subject == "SURVEILLANCE OF U.S. EMBASSY THE HAGUE"
    assert cable.tags == ("ASEC", "NL", "PTER")
    assert [p.text for p in cable.paragraphs] == ["A man stood there."]


def test_the_header_of_a_later_section_is_no_text() -> None:
    section = (
        "CONFIDENTIAL\n\n\nR 080846Z FEB 06\nFM AMEMBASSY TOKYO\nTO SECSTATE WASHDC 5366\n"
        "INFO AMEMBASSY ROME\n\n"
        "C O N F I D E N T I A L SECTION 02 OF 02 TOKYO 000709\n\nSIPDIS\n\nE.O. 12958: DECL: 02/07/2016\n"
        "TAGS: PREL, JA\nSUBJECT: TALKS WITH\nTHE MINISTRY\n\n"
    )
    first, rest = BODY.split("3. (SBU)")
    filler = "He went on for a long time about it. " * 20
    cable = parse_cable(f"{HEADER}{BLOCK}{first}\n{filler}\n{section}3. (SBU){rest}")
    assert [p.number for p in cable.paragraphs] == [1, 2, 3]
    assert cable.paragraphs[1].text.endswith("about it.")
    assert cable.paragraphs[2].text == "Comment: It was."
    assert any("the header of section 2 was left out" in note for note in cable.warnings)


def test_another_cable_behind_the_first_header_is_left_out_with_a_note() -> None:
    # 73TEHRAN2077 ends with a cable of The Hague, thirty years younger.
    other = BLOCK.replace("TOKYO 000709", "ROME 000131").replace("PREL, JA", "PREL, IT") + "1. (C) Rome.\n"
    cable = parse_cable(f"{HEADER}{BLOCK}{other}")
    assert cable.tags == ("PREL", "JA")
    assert [p.text for p in cable.paragraphs] == []
    assert any("headed ROME 131, another cable; it was left out" in note for note in cable.warnings)


@pytest.mark.parametrize(
    "page_line",
    [
        "TOKYO 00000709 002 OF 002",
        "TOKYO 00000709  001.2 OF 002",
        "CONFIDENTIAL\n\nPAGE 02        TOKYO  00709  01 OF 02  081730Z",
    ],
)
def test_page_lines_are_cut_wherever_they_stand(page_line: str) -> None:
    plain = parse_cable(HEADER + BLOCK + BODY)
    own_line = parse_cable(HEADER + BLOCK + BODY.replace("it was\nover", f"it was\n\n{page_line}\n\nover"))
    inside = parse_cable(
        HEADER + BLOCK + BODY.replace("it was\nover", f"it was {page_line.split(chr(10))[-1]} over")
    )
    for cable in (own_line, inside):
        assert [p.text for p in cable.paragraphs] == [p.text for p in plain.paragraphs]


def test_labels_of_a_web_page_give_what_the_header_lacks() -> None:
    page = (
        "Identifier\nCreated\nClassification\nOrigin\n06TOKYO709\n2006-02-08 08:46:00\n"
        "CONFIDENTIAL\nEmbassy Tokyo\n"
        "Cable title:\xa0 \xa0\n\nTALKS\n\nTags:\xa0 \xa0 PREL\xa0 JA\xa0\npdf\xa0how-to read a cable\n"
    )
    cable = parse_cable(page + BLOCK + BODY)
    assert (cable.id, cable.date, cable.origin) == ("06TOKYO709", "2006-02-08T08:46:00Z", "Embassy Tokyo")
    assert cable.classification is Level.CONFIDENTIAL
    assert cable.subject == "TALKS WITH THE MINISTRY"


def test_markdown_links_around_tags_are_unwrapped() -> None:
    cable = parse_cable(BLOCK.replace("PREL, JA", "[PREL](#) [JA](#)") + BODY)
    assert cable.tags == ("PREL", "JA")


def test_the_pages_level_is_kept_where_the_banner_names_another() -> None:
    cable = parse_cable(HEADER + BLOCK + BODY, known=KnownFields(classification="SECRET//NOFORN"))
    assert cable.classification is Level.SECRET
    assert cable.caveats == ("NOFORN",)
    assert "the text is marked CONFIDENTIAL, the page SECRET; SECRET was kept" in cable.warnings


def test_a_banner_unclas_above_sensitive_is_the_administrative_level() -> None:
    cable = parse_cable(
        "UNCLAS TRIPOLI 000126\n\nSENSITIVE\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: EPET, LY\n\n1. (SBU) Text.\n"
    )
    assert cable.classification is Level.FOUO


def test_without_a_banner_the_letters_of_the_header_name_the_level() -> None:
    text = HEADER + BLOCK.split("\n", 1)[1] + BODY
    cable = parse_cable(text)
    assert cable.classification is Level.CONFIDENTIAL
    assert any("was read from the letters of the ZNR or ZNY group" in note for note in cable.warnings)


def test_the_pages_id_is_kept_where_the_banner_names_another() -> None:
    cable = parse_cable(HEADER + BLOCK + BODY, known=KnownFields(id="06TOKYO710"))
    assert cable.id == "06TOKYO710"
    assert "the banner names the cable 06TOKYO709, the page 06TOKYO710; 06TOKYO710 was kept" in cable.warnings


def test_a_fragment_parses() -> None:
    cable = parse_cable("TAGS PREL, \nJA")
    assert cable.tags == ("PREL", "JA")
    assert cable.spans["tags"] == (1, 2)


def test_prose_without_a_label_parses_with_a_warning() -> None:
    cable = parse_cable("The minister left yesterday.\n\nHe will come back.")
    assert [(p.number, p.text) for p in cable.paragraphs] == [
        (None, "The minister left yesterday."),
        (None, "He will come back."),
    ]
    assert cable.tags is None
    assert cable.warnings == ("no TAGS line was found",)


def test_a_tags_line_without_a_code_is_not_the_same_as_no_tags_line() -> None:
    assert parse_cable("TAGS:\nSUBJECT: A VISIT\n").tags == ()
    assert parse_cable("SUBJECT: A VISIT\n").tags is None


@pytest.mark.parametrize(
    "text", ["", "   \n\n\t", "\x00\x00\x00\x00", "\ufeff\n", "12 34 --- ...\n", "\x0c\x0c"]
)
def test_error_a_text_without_a_word_is_no_cable(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_cable(text, "empty.txt")
    assert str(caught.value) == (
        "empty.txt: no word of a cable was found. Give the text of a cable, from its header to its last line."
    )


def test_an_extract_without_its_header_says_so() -> None:
    notice = "This record is a partial extract of the original cable. The full text is not available.\n"
    cable = parse_cable(notice + BLOCK + BODY, known=KnownFields(date="2006-02-08T08:46:00Z"))
    assert cable.id == "06TOKYO709"
    assert cable.warnings == (
        "line 1: the source says that this is a partial extract of the cable, without its header",
    )
