"""The compiled looks at a text find what Python's own methods find."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cableml import native
from cableml.parsing.lines import cut_marking_lines
from cableml.parsing.searching import find_lines, find_text, fold

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

same_room = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
letters = st.text(alphabet="\n \t12(CSa.\u00b6\u2019\u2003\x85", max_size=200) | st.text(
    alphabet="ab\n ", max_size=300
)
lines = st.lists(st.sampled_from(["CONFIDENTIAL", "S E C R E T", " UNCLAS//NOFORN ", "1. (C) a", "", "text"]))
texts = letters | lines.map("\n".join) | st.text(max_size=40)

_NUMBERED = re.compile(r"\n[ \t]*+(?=[\d\u00b6(])(?:\d|\u00b6|\(C\))[ \t]*+\n?+")


@same_room
@given(text=texts, word=st.text(alphabet="abC1\u00b6 ", min_size=1, max_size=5), start=st.integers(0, 80))
def test_a_word_is_found_at_the_same_place(both: Both, text: str, word: str, start: int) -> None:
    compiled, plain = both(lambda: find_text(text, word, start))
    assert compiled == plain == text.find(word, start)


@given(n_before=st.integers(0, 200), n_behind=st.integers(0, 200), size=st.integers(1, 9))
def test_a_word_is_found_wherever_it_stands_in_a_block(n_before: int, n_behind: int, size: int) -> None:
    for letter in "x\u00e9\u2019\U0001f600":
        text, word = letter * n_before + "y" * size + letter * n_behind, "y" * size
        assert find_text(text, word) == n_before
        assert find_text(text, word + "y") == -1
        assert find_text(text, word, n_before + 1) == -1


@same_room
@given(text=texts, start=st.integers(0, 50), end=st.integers(0, 200))
def test_the_same_lines_match(both: Both, text: str, start: int, end: int) -> None:
    stop = min(end, len(text))
    compiled, plain = both(
        lambda: [match.span() for match in find_lines(text, _NUMBERED, start, stop, " \t", "0123456789(")]
    )
    assert compiled == plain


def test_more_lines_than_are_asked_for_at_once_match() -> None:
    text = "\n1\n \n(C) a" * 5000
    expected = [match.span() for match in _NUMBERED.finditer(text)]
    assert [
        match.span() for match in find_lines(text, _NUMBERED, 0, len(text), " \t", "0123456789(")
    ] == expected


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
        kernels.find_text(b"text", "x", 0, False)
    with pytest.raises(TypeError):
        kernels.find_text("text", "x", "0", True)
    with pytest.raises(ValueError, match="letters to look for are ASCII"):
        kernels.find_lines("text", 0, 4, "\u00b6", "", "")
    assert kernels.find_lines("t\u00e9x\n a\n\u0661", 0, 8, " ", "a", "") == [3, 6]
    assert kernels.find_lines("\ud800", 0, 4, " ", "a", "") is None
    assert kernels.fold_text("a\u2028b") is None
    assert kernels.fold_text(" caf\u00e9  \u2019\n\t b ") == "caf\u00e9 \u2019 b"
    assert kernels.find_lines("a\nb", -5, 99, " ", "b", "") == [1]
    assert kernels.fold_text("a\x1cb") is None
    assert kernels.fold_text("\ud800") is None
    for is_ascii in (True, False):  # what the caller says of the text may be wrong
        assert kernels.find_text("\ud800x", "x", 0, is_ascii) == 1
        assert kernels.find_text("\u00e9xyz", "yz", 0, is_ascii) == 2
        assert kernels.find_text("wxyz", "yz", 1, is_ascii) == 2
        assert kernels.find_text("wxyz", "\U0001f600", 0, is_ascii) == -1
