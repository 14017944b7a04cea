from __future__ import annotations

from random import Random

from cableml.corpus.demo.dirt import change_quotes, cut_lines, wrap, write_page_lines

TEXT = "The quick brown envoy jumps over the lazy attache and files a report about it."


def test_wrapping_breaks_at_blanks_only() -> None:
    lines = wrap(TEXT, 20).split("\n")
    assert " ".join(lines) == TEXT
    assert max(map(len, lines)) <= 20


def test_a_word_longer_than_the_line_stays_whole() -> None:
    assert wrap("a " + "x" * 30 + " b", 10) == "a\n" + "x" * 30 + "\nb"


def test_cutting_may_fall_inside_a_word() -> None:
    assert cut_lines("abcdef", 4) == "abcd\nef"


def test_page_lines_stand_alone_or_inside_a_line() -> None:
    blocks = [f"{number}. {wrap(TEXT, 30)}" for number in range(1, 7)]
    alone = list(blocks)
    assert write_page_lines(Random(2).random, alone, "TOKYO", 709, inside=False) == 2
    assert "\n\nTOKYO 00000709  002 OF 002 \n\n\n" in alone[3]
    blocks = [TEXT] * 6
    write_page_lines(Random(2).random, blocks, "TOKYO", 709, inside=True)
    assert " TOKYO 00000709 002 OF 002 " in blocks[3]
    assert blocks[3].replace("TOKYO 00000709 002 OF 002 ", "") == TEXT


def test_quotes_become_curly_or_commas() -> None:
    text = 'The Embassy\'s view is "no."'
    assert change_quotes(text, "curly") == "The Embassy’s view is “no.”"
    assert change_quotes(text, "comma") == 'The Embassy,s view is "no."'
    assert change_quotes(text, "") == text
