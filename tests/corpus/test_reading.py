from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from cableml.cable.level import Level
from cableml.corpus.reading import read_cables, read_records
from cableml.corpus.record import Record
from cableml.errors import CablemlError, CorpusError, ParseError
from cableml.parsing.cables_in_text import split_cables

CABLE = "UNCLAS TOKYO 000001\nTAGS: PREL JA\nSUBJECT: A VISIT\n"
ROW = '"{0}","2/8/2006 08:46","06TOKYO{0}","Embassy Tokyo","SECRET","","FM AMEMBASSY TOKYO","UNCLAS {0}"\n'


def read(path: Path | str) -> tuple[list[Record], list[str]]:
    problems: list[CablemlError] = []
    records = list(read_records(path, on_problem=problems.append))
    return records, [str(problem) for problem in problems]


def test_a_file_that_is_one_cable_gives_its_name_as_source(tmp_path: Path) -> None:
    file = tmp_path / "cable.txt"
    file.write_text(CABLE)
    assert read(file) == ([Record(str(file), CABLE)], [])


def test_a_source_is_the_name_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "cable.txt").write_text(CABLE)
    monkeypatch.chdir(tmp_path)
    assert [record.source for record in read("in/cable.txt")[0]] == ["in/cable.txt"]
    assert [record.source for record in read("in")[0]] == ["in/cable.txt"]


def test_each_cable_of_a_file_with_several_bears_its_number_and_line(tmp_path: Path) -> None:
    file = tmp_path / "dump.csv"
    file.write_text(ROW.format(1) + '"2","x"\n' + ROW.format(3))
    records, problems = read(file)
    assert [(record.source, record.line) for record in records] == [(f"{file}#1", 1), (f"{file}#3", 3)]
    assert [problem.partition(":2: ")[2][:17] for problem in problems] == ["row has 2 columns"]


def test_an_only_row_bears_the_bare_name(tmp_path: Path) -> None:
    file = tmp_path / "dump.csv"
    file.write_text(ROW.format(1))
    assert [record.source for record in read(file)[0]] == [str(file)]


@pytest.mark.parametrize("name", ["dump.csv.gz", "misnamed.txt"])
def test_gzip_is_known_by_its_bytes(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(gzip.compress((ROW.format(1) + ROW.format(2)).encode()))
    assert [record.text for record in read(file)[0]] == [
        "FM AMEMBASSY TOKYO\nUNCLAS 1",
        "FM AMEMBASSY TOKYO\nUNCLAS 2",
    ]


def test_two_gzip_members_are_read_as_one_file(tmp_path: Path) -> None:
    file = tmp_path / "dump.csv.gz"
    file.write_bytes(
        gzip.compress(ROW.format(1).encode()) + gzip.compress(ROW.format(2).encode()) + bytes(512)
    )
    records, problems = read(file)
    assert len(records) == 2
    assert problems == []


def test_a_gzip_file_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    file = tmp_path / "dump.csv.gz"
    rows = [ROW.format(number).replace("UNCLAS", os.urandom(300).hex()) for number in range(1, 301)]
    packed = gzip.compress("".join(rows).encode())
    file.write_bytes(packed[: len(packed) // 2])
    records, problems = read(file)
    assert 140 <= len(records) <= 151
    assert [record.notes for record in records[:-1]] == [()] * (len(records) - 1)
    assert problems[-1] == (
        f"{file}: the gzip file breaks off before its end; the cables before that were read. Get it again."
    )


def test_a_damaged_gzip_file_is_read_up_to_there(tmp_path: Path) -> None:
    file = tmp_path / "cable.txt.gz"
    packed = gzip.compress((CABLE + os.urandom(400_000).hex()).encode())
    file.write_bytes(packed[:100_000] + b"\xff" * 1000 + packed[101_000:])
    records, problems = read(file)
    assert records[0].text.startswith(CABLE)
    assert records[0].notes == ("the file breaks off inside this cable or right behind it",)
    assert problems == [
        f"{file}: the gzip data is damaged here; the cables before it were read. Get the file again."
    ]


def test_a_folder_is_searched_in_sorted_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".hidden/x.txt", ".DS_Store", "C.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(CABLE)
    names = [str(Path(record.source).relative_to(tmp_path)) for record in read(tmp_path)[0]]
    assert names == ["C.txt", "b.txt", "a/z.txt", "a/b/c.txt"]


def test_standard_input_is_told_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (
        (ROW.format(1) + ROW.format(2)).encode(),
        gzip.compress((ROW.format(1) + ROW.format(2)).encode()),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert [record.source for record in read("-")[0]] == ["-#1", "-#2"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty. Give one that holds a cable."),
        (b"\xef\xbb\xbf \n\n", "the file is empty. Give one that holds a cable."),
        (gzip.compress(b""), "the file is empty. Give one that holds a cable."),
        (
            bytes(range(256)) * 9,
            "this is a binary file, not text. Give raw cables, cable pages, a dump or JSON lines.",
        ),
        (
            gzip.compress(b"PK\x03\x04..."),
            "this is a ZIP archive or office document, not text. "
            "Give raw cables, cable pages, a dump or JSON lines.",
        ),
        (
            gzip.compress(CABLE.encode())[:10],
            "the gzip file breaks off before its end; the cables before that were read. Get it again.",
        ),
        (
            b"VZCZCXRO0001\n" + b"x" * 5_000_000,
            "more than 4,000,000 characters without the start of another cable; no cable is that long. "
            "Check that the file holds cables, one behind the other.",
        ),
    ],
    ids=["empty", "blank", "empty-gzip", "binary", "zip", "cut-gzip", "long-line"],
)
def test_error_names_the_file_and_the_next_one_is_read(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "b.txt").write_text(CABLE)
    records, problems = read(tmp_path)
    assert [record.source for record in records] == [str(tmp_path / "b.txt")]
    assert [problem.replace(f"{tmp_path / 'a'}:1: ", f"{tmp_path / 'a'}: ") for problem in problems] == [
        f"{tmp_path / 'a'}: {message}"
    ]


def test_a_line_of_fifty_megabytes_is_refused_without_holding_it(tmp_path: Path) -> None:
    import tracemalloc

    file = tmp_path / "long.txt.gz"
    file.write_bytes(gzip.compress(b"UNCLAS " + b"x" * 50_000_000 + b"\n", 1))
    tracemalloc.start()
    records, problems = read(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert records == []
    assert len(problems) == 1
    assert peak < 30_000_000


@pytest.mark.parametrize(
    ("codec", "notes"),
    [
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("utf-16-le", ()),
        ("cp1252", ("the text is not UTF-8 throughout; its other bytes were read as Windows-1252",)),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, codec: str, notes: tuple[str, ...]) -> None:
    text = CABLE + "¶1. (U) Ministère “non”\n" * 3
    (tmp_path / "cable.txt").write_bytes(text.encode(codec))
    assert read(tmp_path / "cable.txt") == ([Record(str(tmp_path / "cable.txt"), text, notes=notes)], [])


def test_a_badly_encoded_row_is_noted_on_its_own_cable_only(tmp_path: Path) -> None:
    file = tmp_path / "dump.csv"
    rows = [ROW.format(1), ROW.format(2).replace("UNCLAS", "Québec"), ROW.format(3)]
    file.write_bytes("".join(rows).encode("latin-1"))
    records, problems = read(file)
    assert [bool(record.notes) for record in records] == [False, True, False]
    assert records[1].text.endswith("Québec 2")
    assert problems == []


def test_error_for_a_missing_file(tmp_path: Path) -> None:
    file = tmp_path / "none.txt"
    assert read(file) == ([], [f"{file}: there is no such file or folder. Check the spelling."])


def test_error_for_a_folder_without_files(tmp_path: Path) -> None:
    assert read(tmp_path) == ([], [f"{tmp_path}: the folder holds no file. Give one with cables."])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_error_for_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "cable.txt"
    file.write_text(CABLE)
    file.chmod(0)
    assert read(file) == (
        [],
        [f"{file}: cannot be read (Permission denied). Check the file and its permissions."],
    )


def test_without_a_place_for_problems_the_first_is_raised(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"there is no such file or folder"):
        list(read_records(tmp_path / "none.txt"))


def test_one_broken_cable_among_good_ones_costs_itself_only(tmp_path: Path) -> None:
    file = tmp_path / "cables.jsonl"
    lines = [{"text": CABLE}, {"text": "..."}, {"text": CABLE.replace("000001", "000002")}]
    file.write_text("\n".join(json.dumps(line) for line in lines))
    problems: list[CablemlError] = []
    cables = list(read_cables([file, tmp_path / "none.txt", file], on_problem=problems.append))
    assert [(cable.source, cable.subject) for cable in cables] == [
        (f"{file}#1", "A VISIT"),
        (f"{file}#3", "A VISIT"),
    ] * 2
    assert [str(problem).partition(": ")[0] for problem in problems] == [
        f"{file}:2",
        str(tmp_path / "none.txt"),
        f"{file}:2",
    ]


def test_the_first_problem_is_raised_where_none_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "cable.txt"
    file.write_text("...")
    with pytest.raises(ParseError) as caught:
        list(read_cables([file]))
    assert str(caught.value).startswith(f"{file}: ")


def test_what_a_file_says_beside_the_text_reaches_the_cable(tmp_path: Path) -> None:
    file = tmp_path / "dump.csv"
    file.write_text(ROW.format(7).replace("UNCLAS 7", "TAGS: PREL\nSUBJECT: A VISIT\n\n1. Text."))
    [cable] = read_cables([file])
    assert (cable.id, cable.date, cable.subject) == ("06TOKYO7", "2006-02-08T08:46:00Z", "A VISIT")
    assert cable.classification is Level.SECRET


def test_what_the_reader_assumed_is_among_the_warnings(tmp_path: Path) -> None:
    file = tmp_path / "cable.txt"
    file.write_bytes((CABLE + "1. Café.\n").encode("latin-1"))
    [cable] = read_cables([file])
    assert cable.warnings[0] == "the text is not UTF-8 throughout; its other bytes were read as Windows-1252"


def test_a_cable_parsed_before_keeps_its_fields_and_gets_the_new_source(tmp_path: Path) -> None:
    (tmp_path / "cable.txt").write_text(CABLE)
    [parsed] = read_cables([tmp_path / "cable.txt"])
    (tmp_path / "parsed.jsonl").write_text(json.dumps(parsed.to_json()))
    [again] = read_cables([tmp_path / "parsed.jsonl"])
    assert again.source == str(tmp_path / "parsed.jsonl")
    assert (again.tags, again.subject, again.classification) == (
        ("PREL", "JA"),
        "A VISIT",
        Level.UNCLASSIFIED,
    )


@pytest.mark.corpus
def test_every_row_of_the_development_dump_is_a_cable(shared_folder: Path) -> None:
    dump = shared_folder / "corpora" / "cablegate" / "cables.csv.gz"
    records, problems = read(dump)
    assert problems == []
    assert len(records) == 5055
    assert records[0].source == f"{dump}#1"
    assert all(record.text and record.known and record.known.date for record in records)
    assert [record.notes for record in records if record.notes] == []


@pytest.mark.corpus
def test_a_cable_of_the_development_dump_is_hardly_ever_cut_in_two(shared_folder: Path) -> None:
    records = read_records(shared_folder / "corpora" / "cablegate" / "cables.csv.gz")
    cut = [record.known.id for record in records if len(split_cables(record.text)) > 1 and record.known]
    assert len(cut) <= 2, cut


@pytest.mark.corpus
def test_most_cables_of_a_text_file_with_all_of_them_are_told_apart(
    shared_folder: Path, tmp_path: Path
) -> None:
    dump = shared_folder / "corpora" / "cablegate" / "cables.csv.gz"
    texts = [record.text.strip() for record in read_records(dump)]
    (tmp_path / "all.txt").write_text("\n\n\n".join(texts))
    found = {record.text.strip() for record in read_records(tmp_path / "all.txt")}
    # Missing are those whose header names another number or none, and their neighbours.
    assert len(found & set(texts)) > 0.95 * len(texts)
