"""The subject line: where it begins, where it ends, what is dropped from it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.parsing.rules.subject import find_subject

HEAD = "E.O. 12958: N/A\nTAGS: PREL FR\n"


def subject(text: str, *, clean: bool = True) -> str | None:
    found = find_subject(text, clean=clean)
    return None if found is None else found.value


@pytest.mark.parametrize(
    "label",
    [
        "SUBJECT:",
        "Subject:",
        "subject:",
        "SUBJ:",
        "SUBJECT",
        "SUJECT:",
        "SUBECT:",
        "SUBJCET:",
        "SUBJECTT:",
        "SUBJECT;",
    ],
)
def test_the_label_is_found_in_every_spelling_that_was_counted(label: str) -> None:
    assert subject(f"{HEAD}{label} TALKS IN PARIS\n\nREF: PARIS 1\n") == "TALKS IN PARIS"


def test_a_label_with_a_colon_may_stand_inside_a_line() -> None:
    assert subject("E.O. 12958: N/A TAGS: PREL FR Subject: Talks in Paris\n") == "Talks in Paris"


@pytest.mark.parametrize(
    "prose",
    [
        "converters are\nsubject to export controls. No contracts have been signed.",
        "THIS WEEK'S SUBJECTS: ONE AND TWO",
        "raised the\nsubject and stated: no",
        "C O R R E C T E D COPY (SUBJECT LINE)",
        "ALL GOODS ARE\nSUBJECT TO THE RULES.",
    ],
)
def test_the_word_in_prose_is_no_label(prose: str) -> None:
    assert subject(f"{HEAD}\n{prose}\n") is None


def test_lines_are_joined_with_a_blank_and_behind_a_hyphen_without_one() -> None:
    assert subject("SUBJECT: US- \nFRENCH TALKS  ON \\\nTRADE\n\n") == "US-FRENCH TALKS ON TRADE"
    assert subject("SUBJECT: TALKS -\nPART TWO\n\n") == "TALKS - PART TWO"


def test_the_text_may_start_below_an_empty_line() -> None:
    assert subject("SUBJECT:\n\nTalks in Paris\n1.(U) Summary") == "Talks in Paris"


@pytest.mark.parametrize(
    "follows",
    [
        "\n\nMORE",
        "\nREF: A. PARIS 1",
        "\nREFTEL PARIS 1",
        " REF: A. PARIS 1",
        " Ref(s): A) PARIS 1",
        " REF A. PARIS 1",
        " REF 09 CAIRO 173",
        "REF: CAIRO 493",
        "REFS: (A) CAIRO 493",
        " Classified By: DCM",
        "CLASSIFIED BY: DCM",
        " CLASSIFIED\n\nBY: Gene Smith",
        "\n¶1. (U) Text",
        "\n1. (U) Text",
        "\n(SBU) Text",
        " ¶B. SANTO DOMINGO 21",
        " Sensitive But Unclassified - handle accordingly",
        "\nThis is an action request.",
        "\nPARIS 00000709  001.2 OF 002",
        " TEL AVIV 00000709  001.2 OF 002",
        "\n-------\nSUMMARY",
        " Summary\n-------\n",
        "\nC O N F I D E N T I A L PARIS 000709",
        " S E C R E T PARIS 000709",
        "\nSIPDIS",
    ],
)
def test_the_title_ends_at_the_next_part_of_the_cable(follows: str) -> None:
    assert subject(f"{HEAD}SUBJECT: TALKS IN PARIS{follows}\n") == "TALKS IN PARIS"


@pytest.mark.parametrize(
    "title",
    [
        "FRAUD SUMMARY - ICELAND",
        "PEACEKEEPING REMAINS SENSITIVE ISSUE",
        "E.O. 13382 ENTITIES: EXAMPLES",
        "(CORRECTED COPY) TALKS",
        "SAUDIS ON IRAN REF UPCOMING NAM MEETING",
        "CLASSIFIED BRIEFING ON TORPEDOES",
        "SEIZED DRUGS BURNED...OR WERE THEY?",
        "SECTION 1206 PROPOSALS",
    ],
)
def test_words_that_only_look_like_an_end_stay_in_the_title(title: str) -> None:
    assert subject(f"{HEAD}SUBJECT: {title}\n\nREF: PARIS 1\n") == title


@pytest.mark.parametrize("marking", ["(S)", "(C/NF)", "(SBU)", "(U)", "(S//NF)", "(LOU)", "(C/REL UK)"])
def test_a_marking_in_front_is_dropped_only_when_asked(marking: str) -> None:
    assert subject(f"SUBJECT: {marking} TALKS\n") == "TALKS"
    assert subject(f"SUBJECT: {marking} TALKS\n", clean=False) == f"{marking} TALKS"


def test_character_references_are_decoded() -> None:
    assert subject("SUBJECT: A &#8217; B &amp; C &#x41; &#0;\n") == "A ’ B & C A"


def test_a_copy_that_was_cut_off_gives_way_to_the_full_one() -> None:
    text = f"{HEAD}SUBJECT: TALKS IN PA...\n\n{HEAD}SUBJECT: TALKS IN PARIS GO ON\n\n"
    found = find_subject(text)
    assert found is not None
    assert found.value == "TALKS IN PARIS GO ON"
    assert found.notes == ("the first subject line was cut off; a later copy was read",)
    assert text[found.start : found.end] == "SUBJECT: TALKS IN PARIS GO ON"


def test_a_title_that_stays_cut_off_is_kept_with_a_note() -> None:
    found = find_subject("SUBJECT: TALKS IN PA...\n\nClassified By: X\n")
    assert found is not None
    assert (found.value, found.notes) == ("TALKS IN PA...", ("the subject line is cut off",))


def test_a_label_without_a_title_gives_none() -> None:
    assert subject("SUBJECT: \n\nREF: PARIS 1\n") is None


@given(st.text(alphabet="SUBJECTsubject:;. \n-()REF#&1¶İ\\", max_size=150))
def test_any_text_gives_one_line_and_offsets_inside_it(text: str) -> None:
    found = find_subject(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.value == " ".join(found.value.split())


@pytest.mark.parametrize(
    "unit", ["SUBJECT: ", "subj", "SUBJECT: x...\n", "REF ", "A B C 00000001 ", "&#1;", "\nSUBJ:\n"]
)
def test_a_long_hostile_text_takes_linear_time(unit: str) -> None:
    text = "SUBJECT: " + unit * (1_000_000 // len(unit))
    start = time.process_time()
    find_subject(text)
    assert time.process_time() - start < 1.5
