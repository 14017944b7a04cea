from __future__ import annotations

from pathlib import Path

import pytest

from cableml.corpus.id_list import read_ids
from cableml.errors import CorpusError


def test_ids_are_read_in_any_spelling_from_lines_and_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "ids"
    path.write_bytes(b'\xef\xbb\xbf06 Tokyo 709\r\n\r\n# a remark\r\n{"id": "08SANJOSE0012", "tags": []}\r\n')
    assert read_ids(path) == {"06TOKYO709", "08SANJOSE12"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# none\n", "ids: the file lists no cable."),
        ('06TOKYO1\n{"id": 3}\n', "ids:2: the line holds no id."),
        ('{"id": \n', "ids:1: the line is no JSON."),
        ("a line that is no id at all\n", "ids:1: the line holds no id."),
    ],
)
def test_what_lists_no_cable_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ids").write_text(text)
    with pytest.raises(CorpusError) as raised:
        read_ids("ids")
    assert str(raised.value) == f'{problem} Write one id a line, like 06TOKYO709, or {{"id": "06TOKYO709"}}.'
