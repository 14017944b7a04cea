"""The compiled looks at a text find what Python's own methods find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cableml import native
from cableml.parsing.blocks import _may_repeat
from cableml.parsing.lines import cut_marking_lines, mend_lines
from cableml.parsing.searching import find_forms, find_places, find_text, find_words_in, fold

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

same_room = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
letters = st.text(alphabet="\n \t12(CSa.\u00b6\u2019\u2003\x85", max_size=200) | st.text(
    alphabet="ab\n ", max_size=300
)
lines = st.lists(st.sampled_from(["CONFIDENTIAL", "S E C R E T", " UNCLAS//NOFORN ", "1. (C) a", "", "text"]))
texts = letters | lines.map("\n".join) | st.text(max_size=40)


@same_room
@given(text=texts, word=st.text(alphabet="abC1\u00b6 ", min_size=1, max_size=5), start=st.integers(0, 80))
def test_a_word_is_found_at_the_same_place(both: Both, text: str, word: str, start: int) -> None:
    compiled, plain = both(
        lambda: (find_text(text, word, start), find_text(text, word), find_places(text, word))
    )
    assert compiled == plain
    assert plain[:2] == (text.find(word, start), text.find(word))
    assert len(plain[2]) == text.count(word)


@given(n_before=st.integers(0, 200), n_behind=st.integers(0, 200), size=st.integers(1, 9))
def test_a_word_is_found_wherever_it_stands_in_a_block(n_before: int, n_behind: int, size: int) -> None:
    for letter in "x\u00e9\u2019\U0001f600":
        text, word = letter * n_before + "y" * size + letter * n_behind, "y" * size
        assert find_text(text, word) == n_before
        assert find_text(text, word + "y") == -1
        assert find_text(text, word, n_before + 1) == -1


@same_room
@given(text=texts)
def test_marking_lines_are_cut_and_white_space_is_folded_alike(both: Both, text: str) -> None:
    compiled, plain = both(lambda: (cut_marking_lines(text), fold(text)))
    assert compiled == plain


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here, or switched off")
def test_what_does_not_fit_is_refused() -> None:
    kernels = native.kernels
    assert kernels is not None
    with pytest.raises(TypeError):
        kernels.find_text(b"text", "x")
    for word in ("", "?", "\u2019"):
        with pytest.raises(ValueError, match="a word to look for is of Latin-1"):
            kernels.find_text("text", word)
        with pytest.raises(ValueError, match="a word to look for is of Latin-1"):
            kernels.find_places("text", word)
    with pytest.raises(TypeError):
        kernels.find_capital_lines(b"text")
    assert kernels.find_capital_lines("A\nS E/\tC \n\n //\nAb\nB\u2019\n\ud800\nX") == [1, 22]
    assert kernels.fold_text("a\u2028b") is None
    assert kernels.fold_text(" caf\u00e9  \u2019\n\t b ") == "caf\u00e9 \u2019 b"
    assert kernels.fold_text(" caf\u00e9  ?\n\t b ") == "caf\u00e9 ? b"
    assert kernels.fold_text("a\x1cb") is None
    assert kernels.fold_text("\ud800") is None
    assert kernels.find_text("\ud800x", "x") == 1
    assert kernels.find_text("\u00e9xyz", "yz") == 2


@pytest.mark.parametrize("size", [0, 1, 7, 8, 63, 64, 65, 127, 128, 129, 200])
@pytest.mark.parametrize("blank", [" ", "\n", "\t", "  ", " \n\n "])
def test_white_space_is_folded_wherever_it_stands_in_a_block(size: int, blank: str) -> None:
    for n_before in range(70):
        text = "x" * n_before + blank + "y" * size + blank
        assert fold(text) == " ".join(text.split())


@same_room
@given(text=texts | st.text(alphabet="TAGS\nVZCEION .sumary\u2019", max_size=150), anchor=st.integers(0, 60))
def test_the_same_words_are_there(both: Both, text: str, anchor: int) -> None:
    words = ("TAGS", "a", "1 ", "ss", "\n")
    text = text.replace("a", "summary", 1).replace("b", "\nTAGS", 1)
    compiled, plain = both(
        lambda: (
            _may_repeat(text, min(anchor, len(text))),
            find_words_in(text, words),
            find_forms(text, "summary"),
            find_forms(text, "a"),
            mend_lines(text),
        )
    )
    assert compiled == plain


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\u2019"])
def test_forms_and_dirt_are_found_wherever_they_stand_in_a_block(letter: str) -> None:
    for n_before in range(140):
        text = letter * n_before + "SumMary" + letter * (n_before % 67)
        assert find_forms(text, "summary") == [n_before]
        for dirt in "\x00\x0b\x0c\x1c\x1f\xad\u200b":
            assert mend_lines(letter * n_before + dirt + letter) == "\n" + letter * (n_before + 1)
        for dirt in "\xa0\x85\u2028":
            assert mend_lines(letter * n_before + dirt) == "\n" + letter * n_before + " "
