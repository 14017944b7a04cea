"""Mended text: line ends, blanks, links, page lines."""

from __future__ import annotations

import pytest

from cableml.parsing.lines import cut_page_lines, mend_lines


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a\r\nb\rc\n", "\na\nb\nc\n"),
        ("PARM\xa0 PREL\u2003X", "\nPARM  PREL X"),
        ("a\u200bb\ufeff\x0cc\x00", "\nabc"),
        ("TAGS: [PREL](#) [JA](http://x/y)", "\nTAGS: PREL JA"),
        ("PP RUEHDBU\\\nDE RUEHNT\\ \nFM", "\nPP RUEHDBU\nDE RUEHNT\nFM"),
        ("[not a link] (text)", "\n[not a link] (text)"),
    ],
)
def test_transport_dirt_goes_and_lines_stay(text: str, mended: str) -> None:
    assert mend_lines(text) == mended


@pytest.mark.parametrize(
    ("text", "post", "cut"),
    [
        ("\nabove\n\nTOKYO 00000709 002 OF 002\n\nbelow", "TOKYO", "\nabove\n\n \n\nbelow"),
        ("\nthe post PORT AU PR 00000123  001.2 OF 003 said", "PORT AU PRINCE", "\nthe post   said"),
        ("\nTHE GOC PORT AU PR 00000123 002 OF 003 SAID", "PORT AU PRINCE", "\nTHE GOC   SAID"),
        (
            "\nit was\n\n   CONFIDENTIAL \n \nPAGE 02        ROME  03639  02 OF 03  231627Z \nover",
            "",
            "\nit was\n\n   \n\n \nover",
        ),
        ("\n2 of 3 and 002 OF 003 items", "", "\n2 of 3 and 002 OF 003 items"),
    ],
)  # fmt: skip
def test_page_lines_go_and_the_number_of_lines_stays(text: str, post: str, cut: str) -> None:
    got, found = cut_page_lines(text, post)
    assert got == cut
    assert got.count("\n") == text.count("\n")
    assert len(found) == (1 if "PAGE" in text or " 00000" in text else 0)
