"""Any file gives cables or the project's own errors, each with the file's name."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cableml import blind
from cableml.corpus.demo import DemoCable, build_demo_cable
from cableml.corpus.reading import read_cables
from cableml.errors import CablemlError

RELAXED = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
STARTS = (
    b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b\x08\x00", b"{", b'{"text": "', b"<html><pre>",
    b'"1","2/8/2006 8:46","06TOKYO709","Embassy Tokyo","SECRET","","","', b"Message Text\n", b"PK\x03\x04",
    b"id,date,body\n", b"<table class='cable'>",
)  # fmt: skip


def read_all(path: Path, data: bytes) -> tuple[int, list[CablemlError]]:
    """Return how many cables and which problems a file of these bytes gives."""
    path.write_bytes(data)
    problems: list[CablemlError] = []
    n_cables = 0
    for cable in read_cables([path], on_problem=problems.append):
        n_cables += 1
        assert cable.source.startswith(str(path))
        blind(cable)
    for problem in problems:
        assert str(problem).startswith(str(path))
    return n_cables, problems


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".jsonl", ".html", ".gz", ""])
@settings(RELAXED, max_examples=60)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=600))
@example(start=b"", rest=b"")
@example(start=b"\x1f\x8b", rest=b"")
@example(start=b"\xff\xfe", rest=b"\xd8")
def test_any_bytes_give_cables_or_problems(tmp_path: Path, suffix: str, start: bytes, rest: bytes) -> None:
    n_cables, problems = read_all(tmp_path / f"file{suffix}", start + rest)
    assert n_cables + len(problems) >= 1


@settings(RELAXED, max_examples=60)
@given(data=st.binary(max_size=300))
def test_without_a_listener_the_first_problem_is_raised(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    _, problems = read_all(path, data)
    if not problems:
        assert list(read_cables([path])) != []
        return
    with pytest.raises(CablemlError) as caught:
        list(read_cables([path]))
    assert str(caught.value) == str(problems[0])


def _as_row(cable: DemoCable) -> bytes:
    stream = io.StringIO()
    known = (cable.id, cable.origin, cable.page_classification, "")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerow(("1", cable.created, *known, cable.header, cable.body))
    return stream.getvalue().encode()


FORMS: dict[str, Callable[[DemoCable], bytes]] = {
    "text": lambda cable: cable.text.encode(),
    "dump": _as_row,
    "lines": lambda cable: json.dumps({"id": cable.id, "text": cable.text}).encode(),
    "page": lambda cable: f"<html><body><pre>{html.escape(cable.text)}</pre></body></html>".encode(),
}


@pytest.mark.parametrize("form", FORMS)
@settings(RELAXED, max_examples=40)
@given(seed=st.integers(0, 10_000), n_wounds=st.integers(1, 6))
def test_a_damaged_file_gives_cables_or_problems(tmp_path: Path, form: str, seed: int, n_wounds: int) -> None:
    rng = Random(seed)
    data = bytearray(FORMS[form](build_demo_cable(seed % 50, seed)))
    for _ in range(n_wounds):
        place = rng.randrange(len(data))
        data[place : place + rng.choice((0, 1, 5, 300))] = rng.choice(
            (b"", rng.randbytes(3), b'"', b"\n", b"<", b"\x00")
        )
        data = data or bytearray(b" ")
    n_cables, problems = read_all(tmp_path / "file", bytes(data))
    assert n_cables + len(problems) >= 1


@pytest.mark.parametrize("form", FORMS)
@settings(RELAXED, max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_the_kind_of_file_changes_no_paragraph(tmp_path: Path, form: str, seed: int) -> None:
    cable = build_demo_cable(2, seed)
    path = tmp_path / "file"
    path.write_bytes(FORMS[form](cable))
    (read,) = read_cables([path])
    path.write_bytes(FORMS["text"](cable))
    (plain,) = read_cables([path])
    assert [part.text for part in read.paragraphs] == [part.text for part in plain.paragraphs]
