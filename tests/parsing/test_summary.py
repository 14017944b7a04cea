"""The summary: its headings, its end marks, and what is cleaned out of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.parsing.rules.summary import find_summary


def summary(text: str) -> str | None:
    found = find_summary(text)
    return None if found is None else found.value


@pytest.mark.parametrize(
    "opening",
    [
        "1. (C) Summary: ",
        "1. (C) SUMMARY. ",
        "¶1. (SBU) Summary and Comment: ",
        "¶1. (C/NF) SUMMARY AND ACTION REQUEST. ",
        "1.  Summary: (SBU) ",
        "SUMMARY\n-------\n\n¶1. (C) ",
        "------- SUMMARY -------\n\n1. ",
        "------- SUMMARY -------\n\n1. Summary: ",
        "Summary/Comment\n---------------\n¶1. (U) ",
        "Introduction and Summary\n----\n1. ",
        "EXECUTIVE SUMMARY\n\n1. (U) ",
        "¶I. Summary\n",
        " (1) SUMMARY: ",
        "REASON: 1.4 (b), (d) 1. (C) Summary: ",
        "1, (C) Summary. ",
    ],
)
@pytest.mark.parametrize(
    "closing", [" End Summary.", " END\nSUMMARY.", " End of Summary", " (End Summary and Comment.)"]
)
def test_the_text_between_heading_and_end_mark_is_the_summary(opening: str, closing: str) -> None:
    text = f"Classified By: X\n\n{opening}The talks\nwent well.{closing}\n\n2. (C) More text.\n"
    assert summary(text) == "The talks went well."


def test_without_an_end_mark_it_goes_to_the_next_blank_line_rule_or_paragraph() -> None:
    assert summary("1. (C) Summary: The talks\nwent well.\n\nMore.") == "The talks went well."
    assert (
        summary("1. (C) Summary: The talks went well. -------- Training --------\n") == "The talks went well."
    )
    assert summary("1. (C) Summary: The talks went well.\n2. (C) More.\n") == "The talks went well."


def test_a_blank_line_inside_a_sentence_ends_nothing() -> None:
    assert (
        summary("1. Summary: He met the DCM,\n\nand they spoke.\n\nMore.")
        == "He met the DCM, and they spoke."
    )


def test_without_a_heading_the_first_paragraph_is_the_summary() -> None:
    assert summary("Classified By: X\n\n1. (C) The talks went well. END SUMMARY.\n") == "The talks went well."


def test_numbers_marks_rules_and_page_lines_inside_are_removed() -> None:
    text = (
        "¶1. (S//NF) SUMMARY: One.\n\n¶2. (C) Two 2. of 3.\n\nPARIS 00000709  002 OF 002\n\n"
        "--------\n¶3. (SBU) Three (SBU). END SUMMARY.\n"
    )
    assert summary(text) == "One. Two 2. of 3. Three (SBU)."


@pytest.mark.parametrize(
    "text",
    [
        "1. (C) The quarterly\nsummary report was late.\n",
        "1. (C) In summary, all is well.\n",
        "SUBJECT: FRAUD SUMMARY - ICELAND\n1. Text.\n",
        "Extrajudicial or Summary Executions in Kenya\n",
        "",
    ],
)
def test_the_word_in_prose_is_no_heading(text: str) -> None:
    assert summary(text) is None


def test_the_words_of_an_end_mark_are_no_heading_when_a_line_end_parts_them() -> None:
    text = "1. (C) Summary. One. End\nSummary.\n\nTHE PERSPECTIVE\n-----\n2. (C) Two.\n"
    assert summary(text) == "One."


def test_a_copy_that_was_cut_off_gives_way_to_the_full_one() -> None:
    text = "1. (C) Summary. The ta...\n\nS E C R E T\n\n1. (C) Summary. The talks went well. End Summary."
    assert summary(text) == "The talks went well."


def test_the_finding_reaches_from_the_heading_to_the_end_mark() -> None:
    text = "X\n1. (C) Summary: One. End Summary.\nY"
    found = find_summary(text)
    assert found is not None
    assert text[found.start : found.end].strip() == "1. (C) Summary: One. End Summary"


@given(st.text(alphabet="SUMARYsumaryEND endof:.-\n1()C¶İ ", max_size=150))
def test_any_text_gives_folded_text_and_offsets_inside_it(text: str) -> None:
    found = find_summary(text)
    if found is not None:
        assert 0 <= found.start <= found.end <= len(text)
        assert found.value == " ".join(found.value.split())


@pytest.mark.parametrize(
    "unit", ["summary ", "\nSUMMARY:", "end summary ", "summary and ", "- ", "\n1. (C) ", "\n\n"]
)
def test_a_long_hostile_text_takes_linear_time(unit: str) -> None:
    text = "1. Summary: " + unit * (1_000_000 // len(unit))
    start = time.process_time()
    find_summary(text)
    assert time.process_time() - start < 3
