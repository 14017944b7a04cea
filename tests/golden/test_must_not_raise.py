"""Broken and hostile files: each is read and blinded within its time, or refused in the project's own words.

Those that the fuzz run and the laws of tests/properties found are kept here.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cableml import blind
from cableml.corpus.reading import read_cables
from cableml.errors import CablemlError

FOLDER = Path(__file__).resolve().parent / "must_not_raise"
LIMIT_SECONDS = 3.0
REFUSED = {
    "column_names_alone.csv": "the dump has no row of a cable.",
    "half_a_surrogate.txt": "no word of a cable was found.",
    "nested_too_deeply.jsonl": "the line is no JSON",
    "null_bytes_between_lines.txt": "this is a binary file, not text.",
    "packed_without_content.txt.gz": "the gzip file breaks off before its end;",
}


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_hostile_file_is_read_or_refused_soon(path: Path) -> None:
    problems: list[CablemlError] = []
    started = time.process_time()
    cables = [blind(cable) for cable in read_cables([path], on_problem=problems.append)]
    assert time.process_time() - started < LIMIT_SECONDS
    if path.name in REFUSED:
        assert cables == []
        assert problems[0].message.startswith(REFUSED[path.name])
    else:
        assert problems == []
        assert cables[0].paragraphs[0].text.startswith("They met")
