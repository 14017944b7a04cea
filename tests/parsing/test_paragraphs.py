"""Paragraphs, headings, and what is neither."""

from __future__ import annotations

import pytest

from cableml.parsing.rules.paragraphs import Body, find_paragraphs


def _read(text: str) -> Body:
    text = "\n" + text
    return find_paragraphs(text, 0, len(text))


def _short(body: Body) -> list[tuple[int | None, str | None, str | None, str]]:
    return [(p.number, p.marking, p.heading, p.text) for p in body.paragraphs]


@pytest.mark.parametrize(
    ("line", "number", "marking", "text"),
    [
        ("1. (S) Text.", 1, "S", "Text."),
        ("¶1.  (C/NF)  Text.", 1, "C/NF", "Text."),
        ("¶1 (SBU) Text.", 1, "SBU", "Text."),
        ("1.(U) Text.", 1, "U", "Text."),
        ("1. SBU) Text.", 1, "SBU", "Text."),
        ("(C) 1. Text.", 1, "C", "Text."),
        ("1. TEXT.", 1, None, "TEXT."),
        ("1. (Afghanistan) Text.", 1, None, "(Afghanistan) Text."),
        ("(C) Text.", None, "C", "Text."),
    ],
)
def test_number_and_mark_are_taken_off_the_text(
    line: str, number: int | None, marking: str | None, text: str
) -> None:
    assert _short(_read(line)) == [(number, marking, None, text)]


def test_a_sentence_cut_by_an_empty_line_is_one_paragraph() -> None:
    body = _read("1. (C) They agreed to re-launch the\n\nsecurity discussion.\n\n2. (C) Next.")
    assert _short(body) == [
        (1, "C", None, "They agreed to re-launch the security discussion."),
        (2, "C", None, "Next."),
    ]


def test_sub_items_stay_in_their_paragraph() -> None:
    text = (
        "1. (S) On Abductions:\n\n-- Japan told the DPRK.\n-- It will.\n\n"
        "1) (C) Who?\n2) (C) Why?\n\n2. (S) Next."
    )
    assert _short(_read(text)) == [
        (1, "S", None, "On Abductions: -- Japan told the DPRK. -- It will. 1) (C) Who? 2) (C) Why?"),
        (2, "S", None, "Next."),
    ]


def test_a_number_that_continues_a_sentence_opens_no_paragraph() -> None:
    body = _read(
        "1. (C) He came in\n2008. In May\n20 percent left, on April\n14. Nobody cared.\n2. (C) Next."
    )
    assert [p.number for p in body.paragraphs] == [1, 2]
    assert body.paragraphs[0].text.endswith("on April 14. Nobody cared.")


@pytest.mark.parametrize(
    "between",
    [
        "\n\nNorth Korea\n\n",
        "\n\nNorth Korea\n-----------\n\n",
        "\n\n-----------\nNorth Korea\n-----------\n\n",
        "\nNorth Korea\n",
        " -------- North Korea --------\n\n",
        "\n\nNORTH\nKOREA\n\n",
    ],
)
def test_a_heading_is_told_with_and_without_its_rows_of_dashes(between: str) -> None:
    body = _read(f"1. (C) The end of it.{between}2. (C) Next.\n\n3. (C) Last.")
    assert [heading.upper() for heading in body.headings] == ["NORTH KOREA"]
    assert [p.text for p in body.paragraphs] == ["The end of it.", "Next.", "Last."]
    assert [p.heading is not None for p in body.paragraphs] == [False, True, True]


def test_the_last_line_of_a_wrapped_paragraph_is_no_heading() -> None:
    body = _read("1. (C) The talks went on, and then\nNorth Korea left\n\n2. (C) Next.")
    assert body.headings == ()
    assert body.paragraphs[0].text == "The talks went on, and then North Korea left"


def test_a_heading_in_front_of_the_first_paragraph_is_its_heading() -> None:
    body = _read("Summary\n-------\n\n1. (C) Text.")
    assert _short(body) == [(1, "C", "Summary", "Text.")]


def test_a_number_inside_a_line_opens_a_paragraph_with_a_note() -> None:
    # 08TRIPOLI577: the whole cable on one line.
    body = _read(
        "1. (C) Summary: It failed. End summary. WHAT NEXT NOW 2. (SBU) They said so. 3. (C) Comment: Yes."
    )
    assert _short(body) == [
        (1, "C", None, "Summary: It failed. End summary."),
        (2, "SBU", "WHAT NEXT NOW", "They said so."),
        (3, "C", "WHAT NEXT NOW", "Comment: Yes."),
    ]
    assert [message for message, _ in body.notes] == [
        "paragraph 2 begins inside a line",
        "paragraph 3 begins inside a line",
    ]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ("1 3", "paragraph 3 follows paragraph 1: numbers are missing"),
        ("1 2 2", "paragraph number 2 stands twice"),
        ("1 2 1", "paragraph 1 follows paragraph 2: the numbers start over"),
    ],
)
def test_a_break_of_the_sequence_is_noted(numbers: str, message: str) -> None:
    body = _read("\n\n".join(f"{number}. (C) Text." for number in numbers.split()))
    assert [str(p.number) for p in body.paragraphs] == numbers.split()
    assert [note for note, _ in body.notes] == [message]


def test_text_without_numbers_gives_its_blocks_without_numbers() -> None:
    body = _read("Daily report\n\nThe first block of it.\n\nThe second one goes on\n\nafter an empty line.")
    assert _short(body) == [
        (None, None, "Daily report", "The first block of it."),
        (None, None, "Daily report", "The second one goes on after an empty line."),
    ]


def test_an_unnumbered_first_paragraph_of_a_telegram_is_kept() -> None:
    body = _read("SUMMARY: HE LEFT.\n\n2. HE CAME BACK.\n\n3. HE STAYED.")
    assert [(p.number, p.text) for p in body.paragraphs] == [
        (None, "SUMMARY: HE LEFT."),
        (2, "HE CAME BACK."),
        (3, "HE STAYED."),
    ]


def test_offsets_point_at_the_paragraphs_first_and_last_character() -> None:
    text = "\n1. (C) One\nline.\n\n2. (C) Two.\n"
    first, second = find_paragraphs(text, 0, len(text)).paragraphs
    assert text[first.start : first.end] == "1. (C) One\nline."
    assert text[second.start : second.end] == "2. (C) Two."
