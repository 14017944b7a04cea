"""Dumps are cut into the same rows and values with and without the compiled kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cableml import native
from cableml.corpus import csv_rows
from cableml.corpus.csv_rows import read_rows

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

same_room = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
parts = st.sampled_from(
    [
        '"',
        '\\"',
        '","',
        '"\n"',
        "\n",
        "\\",
        ",",
        "a",
        "ab c",
        "\u00e9",
        "\u2019",
        '"1","2","',
        '"\n',
        '""',
        '\\\\"',
    ]
)
rows = st.lists(parts, max_size=30).map("".join)
values = st.lists(
    st.lists(st.sampled_from(["a", '\\"', "\u00e9", ",", "\n", " b"]), max_size=6).map("".join),
    min_size=1,
    max_size=9,
)
usual = values.map(lambda row: '"' + '","'.join(row) + '"\n')
pieces = st.lists(usual | rows | st.binary(max_size=4).map(lambda raw: raw.decode("latin-1")), max_size=12)


def split_as_python(row: bytes) -> tuple[str, ...] | None:
    try:
        return csv_rows._split_usual(row.decode())
    except UnicodeDecodeError:
        return None


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here")
@given(row=usual | rows.map(lambda inner: f'"{inner}"\n') | rows)
@example(row='"\n')
@example(row='""\n')
@example(row='"","","y"\n')
@example(row='"a\\","b"\n')
@example(row='"a\\"\n')
@example(row='"a\\\\","b"\n')
@example(row='"","" a"\n')
def test_a_row_is_split_as_python_splits_it(row: str) -> None:
    assert native.kernels is not None
    assert native.kernels.split_row(row.encode()) == split_as_python(row.encode())


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here")
def test_what_is_no_utf8_is_left_to_python() -> None:
    assert native.kernels is not None
    assert native.kernels.split_row(b'"caf\xe9","x"\n') is None
    assert native.kernels.split_row('"caf\u00e9 \U0001f600","x\\"y"\n'.encode()) == (
        "caf\u00e9 \U0001f600",
        'x"y',
    )


@same_room
@given(raw=pieces.map("".join), start=st.integers(0, 40), counted=st.integers(0, 20))
def test_the_next_row_is_found_at_the_same_place(both: Both, raw: str, start: int, counted: int) -> None:
    compiled, plain = both(lambda: csv_rows._find_row(raw.encode(), min(counted, start), start))
    assert compiled == plain


@same_room
@given(texts=pieces, size=st.integers(1, 40))
def test_a_dump_has_the_same_rows(both: Both, texts: list[str], size: int) -> None:
    raw = ('"1","2","x"\n"2","say \\"no\\" to","y"\n' + "".join(texts)).encode("utf-8")
    cut = [raw[place : place + size] for place in range(0, len(raw), size)]
    compiled, plain = both(lambda: list(read_rows(cut)))
    assert compiled == plain


def test_lines_are_counted_to_the_row_that_is_told(both: Both) -> None:
    row = '"1","a\nb\n","c \\"d\\"\n\n"\n'
    raw = (row * 5).encode()
    compiled, plain = both(lambda: [found.line for found in read_rows([raw[:40], raw[40:]])])
    assert compiled == plain == [1, 6, 11, 16, 21]
