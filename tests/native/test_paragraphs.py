"""The compiled look at a body finds the paragraphs, lines and records that plain Python finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cableml import native
from cableml.cable.cable import Cable, Paragraph, Span
from cableml.parsing.line_counter import LineCounter
from cableml.parsing.parser import parse_cable
from cableml.parsing.rules.headings import split_heading
from cableml.parsing.rules.paragraphs import _cut_paragraphs, _find_starts, find_paragraphs

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

same_room = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400
)
needs_kernels = pytest.mark.skipif(
    native.kernels is None, reason="the compiled kernels are not built here, or switched off"
)
PIECES = [
    "\n", "\n", "\n", "\n\n", " ", "  ", "\t", ">", "1", "2", "3", "12", "123", "1234", "\u00b6", ".",
    ")", ":", ",", "(",
    "[", "{", "]", "}",
    "C", "S", "U", "SBU", "TS", "/NF", "//NF", "/", "-", "%", "1.", "1. (C) ",
    "\n2. (SBU) ",
    "\n3. ",
    "\n\u00b64. ", "\n(U) ", "(S//NF)", "(U) 2.", "2. (Afghanistan)", "Text.", " text ", "Heading",
    "\n-----\n",
    "?", "!",
    "x" * 61, " " * 301, " " * 13, "\u00e9", "\u2019", "\u0663", "\u3000", "\x85", "\xa0", "\x1c",
    "\ud800", "\U0001d7d8",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)


@same_room
@given(text=texts, start=st.integers(0, 30), end=st.integers(0, 200))
def test_the_same_lines_open_paragraphs(both: Both, text: str, start: int, end: int) -> None:
    compiled, plain = both(lambda: _find_starts("\n" + text, start, min(end, len(text) + 1)))
    assert compiled == plain


@same_room
@given(text=texts, places=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=5))
def test_the_same_paragraphs_are_cut(both: Both, text: str, places: list[tuple[int, int]]) -> None:
    starts = [(one, other, None, None) for one, other in places]
    for known, plain, (_, begin, _, _), (stop, _, _, _) in zip(
        *both(lambda: _cut_paragraphs(text, starts)),  # type: ignore[arg-type]
        starts[:-1],
        starts[1:],
        strict=True,
    ):
        cut, heading = plain[1:] if plain is not None else split_heading(text, begin, stop, whole=True)
        if known is not None:
            assert known[1:] == (cut, heading)
            assert known[0] in (None, " ".join(text[begin:cut].split()))


@same_room
@given(text=texts)
def test_the_same_paragraphs_are_found(both: Both, text: str) -> None:
    compiled, plain = both(lambda: find_paragraphs("\n" + text, 0, len(text) + 1))
    assert compiled == plain


@same_room
@given(
    text=texts,
    first=st.integers(-3, 5),
    places=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6),
)
def test_the_same_lines_are_counted(both: Both, text: str, first: int, places: list[tuple[int, int]]) -> None:
    compiled, plain = both(lambda: LineCounter(text, first).spans(places))
    assert compiled == plain
    assert all(type(span) is Span for span in compiled)


def test_the_same_records_are_built(both: Both) -> None:
    text = "VZCZCXRO9451\nTO RUEHC/SECSTATE WASHDC 0001\nTAGS: PREL\n\n1. (C) Text.\n\n2. (U) More.\nSMITH\n"
    compiled, plain = both(lambda: parse_cable(text))
    assert compiled == plain
    assert type(compiled) is Cable
    assert [type(paragraph) for paragraph in compiled.paragraphs] == [Paragraph, Paragraph]
    assert hash(compiled.paragraphs[0]) == hash(plain.paragraphs[0])


@needs_kernels
def test_what_does_not_fit_is_refused() -> None:
    kernels = native.kernels
    assert kernels is not None
    with pytest.raises(TypeError):
        kernels.find_starts(b"text", 0, 4)
    with pytest.raises(TypeError):
        kernels.find_starts("text", 0, "4")
    assert kernels.find_starts("\n1. x", -9, 99) == [(0, 4, 1, None, True, False, False, 2, -1)]
    assert kernels.find_starts("\n1. x", 5, 2) == []
    assert kernels.find_starts("\n\u0661. x", 0, 5) is None
    for starts in ([1, 2], [(), ()], [("a", "b"), (0, 0)], [(0, 0), ("a", "b")]):
        with pytest.raises(TypeError):
            kernels.cut_paragraphs("text", starts)
    with pytest.raises(SystemError):
        kernels.cut_paragraphs("text", ())
    assert kernels.cut_paragraphs("text.", [(0, -3), (99, 0)]) == [("text.", 5, None)]
    with pytest.raises(TypeError, match="a span is a kind of tuple"):
        kernels.span_lines("text", 1, [(0, 1)], list)
    with pytest.raises(TypeError):
        kernels.span_lines("text", 1, [(0, "1")], Span)
    with pytest.raises(TypeError, match="a tuple of places"):
        kernels.span_lines("text", 1, [0], Span)
    with pytest.raises(TypeError, match="a class and the names"):
        kernels.build_records("Paragraph", (), [])
    with pytest.raises(TypeError, match="a class and the names"):
        kernels.build_records(int, (), [])
    with pytest.raises(ValueError, match="one value a field"):
        kernels.build_records(Paragraph, ("text",), [()])
    with pytest.raises(ValueError, match="one value a field"):
        kernels.build_records(Paragraph, ("text",), ["a"])
    with pytest.raises(TypeError, match="a class and the names"):
        kernels.build_records(Paragraph, ("text",) * 65, [("a",) * 65])
    with pytest.raises(AttributeError):
        kernels.build_records(Paragraph, ("nothing",), [("a",)])
