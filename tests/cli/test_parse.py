from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

GOOD = (
    "UNCLAS TOKYO 000433\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: PREL, JA\nSUBJECT: A VISIT\n\n"
    "1. (U) A visit took place.\n\n2. (U) It ended.\n"
)
ROW = '"{}","2/8/2006 8:46","06TOKYO{}","Embassy Tokyo","SECRET","","","1. (U) Text of it."\n'
COLUMNS = "row, created, id, origin, classification, references, header, body"

UNUSABLE = {
    "empty": (b"", ": the file is empty. Give one that holds a cable.\n"),
    "blank": (b"\n\n  \n", ": the file is empty. Give one that holds a cable.\n"),
    "binary": (
        bytes(range(256)) * 12,
        ": this is a binary file, not text. Give raw cables, cable pages, a dump or JSON lines.\n",
    ),
    "picture": (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(2000),
        ": this is a JPEG picture, not text. Give raw cables, cable pages, a dump or JSON lines.\n",
    ),
    "wrong columns": (
        b'"1","2","3"\n' * 3,
        f":1: none of the first 3 rows is a cable (first: row has 3 columns, expected 8 ({COLUMNS}). "
        "Check that quotes inside the body are escaped with a backslash or doubled). "
        f"A dump has the columns {COLUMNS}, or a first row that names its columns, body among them.\n",
    ),
    "huge line": (
        b"UNCLAS TOKYO 000435\nTAGS: PREL\nSUBJECT: LONG\n\n1. (U) " + b"word " * 900_000,
        ":1: more than 4,000,000 characters without the start of another cable; no cable is that long. "
        "Check that the file holds cables, one behind the other.\n",
    ),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_an_input_that_cannot_be_used_is_one_sentence_and_the_rest_is_done(
    kind: str, cableml: Any, tmp_path: Path
) -> None:
    content, message = UNUSABLE[kind]
    name = "cable.csv" if kind == "wrong columns" else "cable.txt"
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(GOOD)
    result = cableml("parse", name, "good.txt", "--format", "jsonl")
    assert (result.status, result.err) == (1, f"{name}{message}")
    assert [json.loads(line)["source"] for line in result.out.splitlines()] == ["good.txt"]


def test_a_missing_file_is_one_sentence(cableml: Any) -> None:
    result = cableml("parse", "missing.txt")
    assert (result.status, result.out) == (1, "")
    assert result.err == "missing.txt: there is no such file or folder. Check the spelling.\n"


def test_an_empty_folder_is_one_sentence(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    assert cableml("parse", "inbox").err == "inbox: the folder holds no file. Give one with cables.\n"


def test_what_stands_before_the_end_of_a_truncated_file_is_still_read(cableml: Any, tmp_path: Path) -> None:
    packed = gzip.compress((GOOD + "\n3. (U) " + "abc def ghi " * 500).encode())
    (tmp_path / "cut.txt.gz").write_bytes(packed[:-20])
    result = cableml("parse", "cut.txt.gz", "--format", "jsonl")
    assert result.status == 1
    assert result.err == (
        "cut.txt.gz: the gzip file breaks off before its end; the cables before that were read. "
        "Get it again.\n"
    )
    assert json.loads(result.out)["tags"] == ["PREL", "JA"]


def test_another_encoding_is_read_and_noted(cableml: Any, tmp_path: Path) -> None:
    text = "UNCLAS TOKYO 000434\nTAGS: PREL\nSUBJECT: VISIT À PARIS\n\n1. (U) Télégramme.\n"
    (tmp_path / "latin.txt").write_bytes(text.encode("latin-1"))
    result = cableml("parse", "latin.txt", "--format", "jsonl")
    assert (result.status, result.err) == (0, "")
    assert json.loads(result.out)["subject"] == "VISIT À PARIS"


def test_one_broken_row_among_good_ones_costs_only_itself(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "dump.csv").write_text(ROW.format(1, 709) + '"2","2/8/2006","x"\n' + ROW.format(3, 710))
    result = cableml("parse", "dump.csv", "--format", "jsonl")
    assert [json.loads(line)["id"] for line in result.out.splitlines()] == ["06TOKYO709", "06TOKYO710"]
    assert (result.status, result.err) == (
        1,
        f"dump.csv:2: row has 3 columns, expected 8 ({COLUMNS}). "
        "Check that quotes inside the body are escaped with a backslash or doubled.\n",
    )


def test_json_lines_read_back_what_parse_wrote(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    first = cableml("parse", "good.txt", "--format", "jsonl").out
    (tmp_path / "parsed.jsonl").write_text(first)
    second = cableml("parse", "parsed.jsonl", "--format", "jsonl").out
    assert {**json.loads(second), "source": "good.txt"} == json.loads(first)


def test_json_is_one_list(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    assert [
        cable["subject"]
        for cable in json.loads(cableml("parse", "good.txt", "good.txt", "--format", "json").out)
    ] == [
        "A VISIT",
        "A VISIT",
    ]


def test_json_of_nothing_is_an_empty_list(cableml: Any) -> None:
    assert json.loads(cableml("parse", "missing.txt", "--format", "json").out) == []


def test_standard_input_is_read_behind_a_dash(cableml: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    result = cableml("parse", "-", "--format", "jsonl")
    assert (result.status, json.loads(result.out)["source"]) == (0, "-")


def test_text_shows_one_field_a_line_and_then_the_paragraphs(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    assert cableml("parse", "good.txt").out == (
        "good.txt\n"
        "--------\n"
        "classification  UNCLASSIFIED\n"
        "captions        SIPDIS\n"
        "executive order 12958\n"
        "tags            PREL JA\n"
        "subject         A VISIT\n"
        "\n"
        "1. (U) A visit took place.\n"
        "\n"
        "2. (U) It ended.\n"
        "\n"
    )


def test_explain_shows_the_line_of_each_field(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    lines = cableml("parse", "good.txt", "--explain").out.splitlines()
    assert "        6  tags            PREL JA" in lines
    assert "        7  subject         A VISIT" in lines
    assert "[9] 1. (U) A visit took place." in lines


def test_explain_adds_the_spans_to_json(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    spans = json.loads(cableml("parse", "good.txt", "--format", "jsonl", "--explain").out)["spans"]
    assert (spans["tags"], spans["subject"]) == ([6, 6], [7, 7])


def test_a_cable_without_a_tags_line_says_so(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "cable.txt").write_text(GOOD.replace("TAGS: PREL, JA\n", ""))
    assert "tags            (no TAGS line)\n" in cableml("parse", "cable.txt").out


def test_progress_is_silent_where_nobody_watches(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "dump.csv").write_text("".join(ROW.format(n, n) for n in range(1, 200)))
    result = cableml("parse", "dump.csv", "--format", "jsonl")
    assert (result.status, result.err, result.out.count("\n")) == (0, "", 199)
