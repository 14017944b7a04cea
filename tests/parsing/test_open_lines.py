"""Numbers and words that a wrap put at a line's start: they open neither a paragraph nor a summary."""

from __future__ import annotations

import pytest

from cableml.parsing.parser import parse_cable
from cableml.parsing.rules.open_lines import is_open_above, is_wrapped_number
from cableml.parsing.rules.summary import find_summary


def read_paragraphs(text: str) -> list[tuple[int | None, str]]:
    return [(part.number, part.text) for part in parse_cable(text).paragraphs]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # 08REYKJAVIK225, 05PARIS4659, 09QUITO233, 09WARSAW855.
        ("The ministry wants an answer by July", "2. Asked about this, he smiled."),
        ("Since he took office on June", "2, much of the press has turned against him."),
        ("The judge returned the case on March", "2, so she is still in charge."),
        ("The sides agreed on articles 1,", "2, 14 and 20."),
    ],
)
def test_a_wrapped_number_stays_in_its_sentence(first: str, second: str) -> None:
    text = f"TAGS: PREL\n\n1. (C) {first}\n{second}\n\n2. (U) Nothing more was said.\n"
    assert read_paragraphs(text) == [(1, f"{first} {second}"), (2, "Nothing more was said.")]


def test_a_number_whose_paragraph_comes_later_with_a_pilcrow_is_a_wrapped_one() -> None:
    lines = [
        "TAGS: PREL",
        "",
        "¶1. (C) He has read chapter",
        "2. Nothing in it was new.",
        "",
        "¶2. (C) He left.",
    ]
    assert read_paragraphs("\n".join(lines)) == [
        (1, "He has read chapter 2. Nothing in it was new."),
        (2, "He left."),
    ]


@pytest.mark.parametrize(
    "above", ["They met.", "Background", "NEXT STEPS", "Next steps in July\n-------------"]
)
def test_a_number_below_a_sentence_or_a_heading_opens_a_paragraph(above: str) -> None:
    text = f"TAGS: PREL\n\n1. They met again.\n{above}\n2. Nothing more was said.\n3. They left.\n"
    assert [number for number, _ in read_paragraphs(text)] == [1, 2, 3]


def test_a_marked_number_below_an_open_line_opens_a_paragraph() -> None:
    text = "TAGS: PREL\n\n1. (C) They met by July\n2. (C) Nothing more was said.\n"
    assert read_paragraphs(text) == [(1, "They met by July"), (2, "Nothing more was said.")]


def test_a_summary_keeps_the_number_of_a_wrapped_date() -> None:
    # 06GENEVA2030, 08SANJOSE745.
    text = "\n1. (C) Summary: The court will rule by August\n11. The minister waits.\nEnd Summary.\n"
    finding = find_summary(text)
    assert finding is not None
    assert finding.value == "The court will rule by August 11. The minister waits."


def test_a_summary_without_an_end_keeps_the_number_of_a_wrapped_date() -> None:
    finding = find_summary(
        "\nSummary: The court will rule by August\n11. The minister waits.\n\n2. He left.\n"
    )
    assert finding is not None
    assert finding.value == "The court will rule by August 11. The minister waits."


def test_a_summary_over_two_paragraphs_loses_their_numbers() -> None:
    finding = find_summary("\n1. Summary: The court will rule.\n2. (C) The minister waits. End summary.\n")
    assert finding is not None
    assert finding.value == "The court will rule. The minister waits."


def test_a_wrapped_word_opens_no_summary() -> None:
    text = "\n1. (C) They met.\n\n2. (C) The adviser gave a short\nsummary. It was well received.\n"
    assert find_summary(text) is None


@pytest.mark.parametrize("above", ["They met.", ""])
def test_a_small_summary_below_a_whole_sentence_is_a_heading(above: str) -> None:
    finding = find_summary(f"\n{above}\nsummary: It was well received. end summary\n")
    assert finding is not None
    assert finding.value == "It was well received."


def test_an_open_line_ends_in_a_word_or_a_comma() -> None:
    for line, is_open in (
        ("by July", True),
        ("first,", True),
        ("They met.", False),
        ("  ", False),
        ("", False),
    ):
        assert is_open_above(f"\n{line}\n6. x", len(line) + 1) is is_open, line


@pytest.mark.parametrize(
    ("above", "below", "wrapped"),
    [
        ("by July", "6. Asked", True),
        ("by JUNE", "6. Asked", True),
        ("they may", "6. Asked", True),
        ("by noon", "6. Asked", False),
        ("by noon", "6, as", True),
        ("by noon", "6. as", True),
        ("by noon.", "6. as", False),
        ("July:", "6. Asked", False),
    ],
)
def test_what_makes_a_number_a_wrapped_one(above: str, below: str, wrapped: bool) -> None:
    at = len(above) + 1
    assert is_wrapped_number(f"\n{above}\n{below}", at, at + 2) is wrapped
