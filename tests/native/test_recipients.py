"""The compiled reading of address lines finds the addressees that plain Python finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cableml import native
from cableml.cable.cable import Addressee
from cableml.parsing.rules.recipients import _read_usual_lines, find_info_recipients, find_recipients

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

same_room = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400
)
WORDS = [
    "RUEHC", "RHEH", "ZEN", "RUE",
    "RUEHABCDE", "SUEHC", "/", "/", "SECSTATE", "WASHDC", "A", "AMEMBASSY",
    "PRIORITY", "IMMEDIATE", "ROUTINE", "FLASH", "NIACT", "PRIORITYX", "ROUTINES",
    "0487", "1", "12345678",
    "\u0661\u0662",
    " ", " ", "  ", "\t", "\n", "\n", "TO ", "INFO ", "XMT ", "\u00e9", "\u2019", "\x85", "\\",
    "ABCDEFGHIJKLMNOPQ", "RUEHC/SECSTATE WASHDC IMMEDIATE 8430\n", "RUEHBJ/AMEMBASSY BEIJING 0487\n",
    "\ud800",
]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=25).map("".join)
usual = st.lists(
    st.sampled_from(["AA", "BB", "PRIORITY", "FLASHX", "IMMEDIATE", "12", "1234567", "C"]), max_size=9
)


@same_room
@given(text=texts | usual.map(lambda words: "RUEHC/" + " ".join(words)), at=st.integers(0, 20))
def test_the_same_addressees_are_read(both: Both, text: str, at: int) -> None:
    compiled, plain = both(lambda: _read_usual_lines(text, at))
    assert compiled == plain
    assert all(type(addressee) is Addressee for addressee in compiled[0])


@same_room
@given(text=texts)
def test_the_same_lists_are_read(both: Both, text: str) -> None:
    compiled, plain = both(
        lambda: [
            found and (found.value, found.start, found.end)
            for found in (find_recipients("\nTO " + text), find_info_recipients("\nINFO " + text))
        ]
    )
    assert compiled == plain


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here, or switched off")
def test_what_does_not_fit_is_refused() -> None:
    kernels = native.kernels
    assert kernels is not None
    names: tuple[str, ...] = Addressee.__slots__
    with pytest.raises(TypeError):
        kernels.read_usual_lines(b"text", 0, Addressee, names)
    with pytest.raises(TypeError, match="a class and the names"):
        kernels.read_usual_lines("text", 0, Addressee, names[:3])
    with pytest.raises(TypeError, match="a class and the names"):
        kernels.read_usual_lines("text", 0, int, names)
    with pytest.raises(AttributeError):
        kernels.read_usual_lines("RUEHC/AA", 0, Addressee, tuple("abcde"))
    assert kernels.read_usual_lines("RUEHC/AA", -5, Addressee, names) == ([Addressee("AA", "RUEHC")], 8, 9)
    assert kernels.read_usual_lines("RUEHC/AA", 99, Addressee, names) == ([], 99, 99)
