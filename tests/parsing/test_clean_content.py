"""Text for language tools: what goes, what stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.parsing.rules.clean_content import clean_content


def clean(text: str) -> str:
    return " ".join(clean_content(text).split())


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "1. (C) One.\n¶2. (S//NF) Two.\n3.(SBU) Three.\n4. SBU) Four.\n¶5 (U) Five.",
            "One. Two. Three. Four. Five.",
        ),
        ("¶1. (C) Summary: One. End Summary.\n\n2. Comment: Two. End comment.", "One. Two."),
        ("SUMMARY AND COMMENT\n-------------------\n1. (U) One. (End Summary and Comment.)", "One."),
        ("One. Comment: Two. END COMMENT.", "One. Two."),
        ("One\nPARIS 00000709  002 OF 002\ntwo.", "One two."),
        ("One\n\nSIPDIS\n\ntwo.", "One two."),
        ("Heading\n-------\nText ==== more", "Heading Text more"),
        ("He met XXXXXXXXXXXX and xxxxx, then gentlexxx", "He met and , then gentle"),
        ("(C) One without a number.", "One without a number."),
    ],
)
def test_what_is_not_prose_goes(text: str, rest: str) -> None:
    assert clean(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Exxon and Mr. Foxx met in the XXI century, XX members.",
        "In 2006. the comment was late; a summary note followed.",
        "The 3.5 percent rise (Economic) went on.",
        "His comment: none.",
        "A - B -- C",
        "Calls for SIPDIS inside a line stay.",
    ],
)
def test_prose_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_line_ends_between_paragraphs_stay() -> None:
    assert clean_content("1. One\n2. Two\n") == "One\nTwo\n"


@given(st.text(alphabet="1.(C) \n-XxSUMMARYEND:ab¶", max_size=150))
def test_nothing_is_added(text: str) -> None:
    left = iter("".join(text.split()))
    assert all(character in left for character in "".join(clean_content(text).split()))


@pytest.mark.parametrize(
    "unit", ["\n", " ", "x", "(C) ", "1. ", "END SUMMARY ", "Comment: ", "-", "A B 00000001 "]
)
def test_a_long_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    clean_content(text)
    assert time.process_time() - start < 3
