"""Texts that would hang a parser whose patterns backtrack, in every place of a cable.

The limit is generous: the slowest of them takes half a second on a slow machine, a pattern that
backtracks takes minutes.
"""

from __future__ import annotations

import time

import pytest

from cableml.errors import ParseError
from cableml.parsing.cables_in_text import split_cables
from cableml.parsing.parser import parse_cable

SIZE = 120_000
LIMIT_SECONDS = 15.0

HEAD = """VZCZCXRO9451
DE RUEHKO #0709/01 0390846
O 080846Z FEB 06
FM AMEMBASSY TOKYO
TO RUEHC/{to} IMMEDIATE 8430
S E C R E T SECTION 01 OF 02 TOKYO 000709

E.O. 12958: DECL: 02/07/2016
TAGS: {tags}
SUBJECT: {subject}

REF: A. {reference}

Classified By: {by} REASONS: 1.4 (b).

1. (S) {text}
SMITH
"""
PLAIN = {"to": "STATE", "tags": "PREL", "subject": "X", "reference": "TOKYO 433", "by": "A B.", "text": "Hi."}

REPEATED = [
    " ", "\n", " \n", "-", "-\n", "1", "A", "a", "(", "[", "A. ", "A.\n", "TAGS: ", "TAGS: PREL\n",
    "SUBJECT: a\n",
    "REF: ", "REF: A. TOKYO 1\n", "E.O. 12958: ", "Classified By: ", "1. (S) a\n", "2. (S) x. 3. (S) y. ",
    "1.\n",
    "TOKYO 00000709 002 OF 002 ", "CONFIDENTIAL\n\nPAGE 02 TOKYO 1234\n", "VZCZ", "VZCZCXRO1\n",
    "FM AMEMBASSY TOKYO\n",
    "TO RUEHC/SECSTATE\n", "S E C R E T ", "S E C R E T TOKYO 000709\n", "summary ", "End Summary. ",
    "[A](", "(S) ",
    "\n(S) a\n", "¶1. ", "...\n", "12345678 002 OF ", "\r", "\\\n", "Smith, ", "TOKYO 12 AND ", "12/",
    "Message Text\n",
    "Message Attributes\n", "Subject: b\n", "a\n\n", "\t", "\xa0", "080846Z FEB 06 ", "XXXX", "SIPDIS ",
    "&#", ", ",
    "Abc\n----\n", "\x0c", "\u2028",
]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED, ids=[repr(piece) for piece in REPEATED])
def test_a_hundred_thousand_repetitions_end_soon_wherever_they_stand(piece: str) -> None:
    filler = piece * (SIZE // len(piece))
    texts = [filler, filler + HEAD.format(**PLAIN)]
    texts.extend(HEAD.format(**{**PLAIN, place: filler}) for place in PLAIN)
    started = time.process_time()
    for text in texts:
        try:
            cable = parse_cable(text)
        except ParseError:
            continue
        assert cable.text == text
        assert "".join(split_cables(text)) == text
    assert time.process_time() - started < LIMIT_SECONDS


def test_more_paragraphs_than_any_cable_has_are_kept_in_the_last_one() -> None:
    cable = parse_cable("TAGS: PREL\n\n" + "".join(f"{number % 900 + 1}. (S) a\n" for number in range(5100)))
    assert len(cable.paragraphs) == 5000
    assert cable.paragraphs[-1].text.endswith("(S) a")
    assert any(
        "more than 5000 paragraphs; the rest was left in the last one" in note for note in cable.warnings
    )
