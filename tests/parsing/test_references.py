"""The REF line and its items."""

from __future__ import annotations

import time

import pytest

from cableml.cable.cable import Reference
from cableml.parsing.finding import Finding
from cableml.parsing.rules.references import find_references


def find(text: str, year: int | None = 2008, own_id: str | None = None) -> Finding[tuple[Reference, ...]]:
    finding = find_references(text, year=year, own_id=own_id)
    assert finding is not None
    return finding


def ids(text: str, year: int | None = 2008, own_id: str | None = None) -> list[str | None]:
    return [reference.id for reference in find(text, year, own_id).value if reference.kind == "cable"]


@pytest.mark.parametrize(
    "text",
    [
        "REF: A. OSLO 12 B. RIGA 7\n",
        "REFS: (A) OSLO 12, (B) RIGA 007\n",
        "Ref(s): A) Oslo 0012; B) Riga 7 and previous\n",
        "REF: A. A) OSLO 12\n\n     ¶B. B) RIGA 7\n",
        "REF: A. REF A: OSLO 12\n¶B. REF B: RIGA 7\n",
        "REF: A: OSLO 12; B: RIGA 7 (NOTAL)\n",
        "REF A OSLO 12 B RIGA 7\n",
        "REF.: [A] OSLO #12 [B] RIGA NO. 7\n",
        "REF: A. OSLO\n\n00012 B.\n\nRIGA 7\n",
        "REF: 12 OSLO; RIGA, 7\n",
    ],
)
def test_letters_separators_and_line_ends_are_no_part_of_a_post(text: str) -> None:
    assert ids(text) == ["08OSLO12", "08RIGA7"]


@pytest.mark.parametrize(
    "item",
    [
        "05 OSLO 112",
        "2005 OSLO 112",
        "'05 OSLO 112",
        "(05) OSLO 112",
        "05OSLO112",
        "O5 OSLO 112",
        "05-OSLO-112",
        "AND PREVIOUS 05 OSLO 112",
        "OSLO 112 (05)",
        "OSLO 112 (2005)",
        "OSLO 112-05",
        "OSLO 0112 05",
        "OSLO 05 112",
    ],
)
def test_a_year_at_the_item_wins_over_the_year_of_the_cable(item: str) -> None:
    assert ids(f"REF: {item}\n") == ["05OSLO112"]


def test_a_date_behind_the_number_gives_the_year() -> None:
    # 10STATE369: STATE 99488 24 SEP 2009
    assert ids("REF: A. STATE 99488 24 SEP 2009 B. OSLO 12\n", 2010) == ["09STATE99488", "10OSLO12"]


def test_further_numbers_share_post_year_and_letter() -> None:
    finding = find("REF: A. 05 OSLO 12 AND 14, 15 B. ROME 12/13\n")
    assert [(r.label, r.text, r.id) for r in finding.value] == [
        ("A", "05 OSLO 12", "05OSLO12"),
        ("A", "14", "05OSLO14"),
        ("A", "15", "05OSLO15"),
        ("B", "ROME 12", "08ROME12"),
        ("B", "13", "08ROME13"),
    ]


def test_two_figures_with_a_nought_behind_a_slash_are_a_year() -> None:
    # 09PANAMA523: PANAMA 00725/08
    assert ids("REF: PANAMA 00725/08\n", 2009) == ["08PANAMA725"]


def test_other_items_keep_their_text_and_kind() -> None:
    finding = find(
        "REF: A. OSLO 12\n"
        "     ¶B. SMITH-JONES E-MAIL OF 5/6/08\n"
        "     ¶C. SMITH/JONES TELCON 7 MAY\n"
        "     ¶D. IIR 6 802 0086 08\n"
        "     ¶E. 9 FAM Appendix K, 406\n"
    )
    assert [(r.label, r.kind, r.text, r.id) for r in finding.value] == [
        ("A", "cable", "OSLO 12", "08OSLO12"),
        ("B", "email", "SMITH-JONES E-MAIL OF 5/6/08", None),
        ("C", "call", "SMITH/JONES TELCON 7 MAY", None),
        ("D", "report", "IIR 6 802 0086 08", None),
        ("E", "document", "9 FAM Appendix K, 406", None),
    ]
    assert finding.notes == ()


def test_an_item_that_cannot_be_read_is_named_in_a_note() -> None:
    finding = find("REF: A. OSLO 12 B. EXP.LIC. D328589\n")
    assert [r.id for r in finding.value] == ["08OSLO12"]
    assert finding.notes == ("REF: 'EXP.LIC. D328589' is left out: no cable, e-mail, call, report or paper",)


@pytest.mark.parametrize(
    "text",
    [
        "REF: OSLO 12\nCLASSIFIED BY: DCM SMITH, RIGA 7\n",
        "REF: OSLO 12 Classiied By: CDA Smith, Riga 77\n",
        "REF: OSLO 12\n\n¶1. (C) SUMMARY: See RIGA 77.\n",
        "REF: OSLO 12  1. (SBU) RIGA 77 reported\n",
        "REF: OSLO 12\n\nSUMMARY\n-------\nRIGA 77 reported\n",
        "REF: OSLO 12\n\n(U) Post delivered the points of RIGA 77 on May 5.\n",
        "REF: OSLO 12 SENSITIVE BUT UNCLASSIFIED, RIGA 77\n",
        "REF: OSLO 12\nC O R R E C T E D COPY OF RIGA 77\n",
    ],
)
def test_nothing_behind_the_block_is_a_reference(text: str) -> None:
    assert ids(text) == ["08OSLO12"]


@pytest.mark.parametrize(
    "text",
    [
        "REF: RIGA 77 PORT AU PR 00002230 001.2 OF 002\n",
        "REF: RIGA 77 \n \nOSLO 00000564  001.2 of 003 \n",
        "REF: RIGA 77 \n \n       CONFIDENTIAL \n \nPAGE 02        VATICA  05095  281347Z \n",
        "REF: NSC 281347Z MAY 06; RIGA 77\n",
        "REF: PARIS POINTS JULY 15; RIGA 77\n",
        "REF: POLITICS IN THE NETHERLANDS.11/8-9/05; RIGA 77\n",
        "REF: RIGA 77 -- Oslo Fears the Year 2009\n",
    ],
)
def test_page_lines_dates_and_titles_are_no_references(text: str) -> None:
    assert ids(text) == ["08RIGA77"]


def test_the_cable_itself_is_left_out() -> None:
    assert ids("REF: OSLO 12; RIGA 7\n", own_id="08RIGA7") == ["08OSLO12"]


def test_a_broken_first_copy_is_completed_from_the_second() -> None:
    text = (
        "SUBJECT: X\n\nREF: A. OSLO 12\n     ¶B. RIGA 7 \n    C. PARIS 1...\n"
        "SUBJECT: X\n\nREF: A. OSLO 12\n     ¶B. RIGA 7 \n     ¶C. PARIS 1999\n\n¶1. (U) Text.\n"
    )
    assert ids(text) == ["08OSLO12", "08RIGA7", "08PARIS1999"]


def test_a_second_mention_of_refs_is_no_second_block() -> None:
    assert ids("REF: OSLO 12\n\nSummary: as in REF: RIGA 7\n") == ["08OSLO12"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SUBJECT: A BRIEF: OF 12\n",
        "as discussed in ref A and reftel, OSLO 12\n",
        "\n¶1. (U) X\nREF: OSLO 1",
    ],
)
def test_a_text_without_a_ref_line_gives_none(text: str) -> None:
    assert find_references(text, year=2008) is None


def test_an_empty_ref_line_is_found_and_empty() -> None:
    finding = find("SUBJECT: X\nREF: N/A\n")
    assert finding.value == ()
    assert finding.notes == ()


def test_the_place_reaches_from_the_label_to_the_last_item() -> None:
    text = "SUBJECT: X\n\nREF: A. OSLO 12\n\nB. RIGA 7\n\nClassified By: X\n"
    finding = find(text)
    assert text[finding.start : finding.end] == "REF: A. OSLO 12\n\nB. RIGA 7"


def test_without_any_year_an_item_has_no_id() -> None:
    assert ids("REF: OSLO 12; 05 RIGA 7\n", None) == [None, "05RIGA7"]
    assert ids("REF: OSLO 12\n", None, "07RIGA8") == ["07OSLO12"]


@pytest.mark.parametrize(
    "filler",
    [
        "A. ",
        "(",
        "1",
        " ",
        "\n \n",
        "05 TOKYO ",
        "1/",
        "TOKYO 00000564 ",
        "REF ABCD 1234 ",
        "a",
        "\nPAGE 02 ",
    ],
)
def test_a_megabyte_of_filler_takes_linear_time(filler: str) -> None:
    text = "REF: " + filler * (1_000_000 // len(filler))
    start = time.process_time()
    find_references(text, year=2008)
    assert time.process_time() - start < 2
