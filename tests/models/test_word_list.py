"""Word lists over the bytes of a file."""

from __future__ import annotations

import pytest

from cableml.models.word_list import WordList, render_word_list

TERMS = ["visit", "caf\u00e9", "", "nuclear talks"]


def test_terms_come_back_as_they_were_written() -> None:
    words = WordList(render_word_list(TERMS))
    assert (len(words), list(words), words[1], words[1:]) == (4, TERMS, "caf\u00e9", TERMS[1:])


def test_terms_can_be_gone_through_again() -> None:
    words = WordList(render_word_list(TERMS))
    assert list(words) == list(words) == TERMS
    assert list(WordList(b"")) == []


def test_going_through_the_terms_does_not_ask_for_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordList, "__getitem__", lambda self, index: pytest.fail("asked for one by one"))
    assert list(WordList(render_word_list(TERMS))) == TERMS
