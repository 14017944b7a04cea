from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cableml.corpus.demo import generate_demo, write_demo, write_demo_labels
from cableml.corpus.demo.write import open_for_replacing
from cableml.corpus.labels import Labels, read_labels
from cableml.corpus.reading import read_records
from cableml.errors import OutputError

CABLES = list(generate_demo(40, 1))


@pytest.mark.parametrize("name", ["demo.csv", "demo.csv.gz", "demo.jsonl", "demo.jsonl.gz"])
def test_a_written_corpus_is_read_back_whole(tmp_path: Path, name: str) -> None:
    assert write_demo(tmp_path / name, 40, 1) == 40
    records = list(read_records(tmp_path / name))
    assert [record.text for record in records] == [cable.text for cable in CABLES]
    assert [record.known.id if record.known else None for record in records] == [cable.id for cable in CABLES]


@pytest.mark.parametrize("name", ["demo.txt", "demo.txt.gz"])
def test_raw_cables_behind_each_other_are_told_apart(tmp_path: Path, name: str) -> None:
    cables = list(generate_demo(1500, 1))
    write_demo(tmp_path / name, 1500, 1)
    records = list(read_records(tmp_path / name))
    assert [record.text.strip() for record in records] == [cable.text.strip() for cable in cables]
    assert records[-1].source == f"{tmp_path / name}#1500"


def test_a_dump_names_what_its_columns_hold(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo.csv", 40, 1)
    for record, cable in zip(read_records(tmp_path / "demo.csv"), CABLES, strict=True):
        assert record.known is not None
        assert record.known.date == cable.created
        assert record.known.origin == cable.origin
        assert record.known.classification == cable.page_classification
        assert record.known.references == (tuple(cable_id for _, _, cable_id in cable.references) or None)


def test_a_folder_gets_one_file_a_cable_in_mixed_formats(tmp_path: Path) -> None:
    write_demo(f"{tmp_path}/new/", 40, 1)
    records = list(read_records(tmp_path / "new"))
    assert {"".join(Path(record.source).suffixes) for record in records} == {
        ".txt",
        ".html",
        ".csv",
        ".jsonl",
        ".txt.gz",
        ".html.gz",
    }
    assert ["".join(record.text.split()) for record in records] == [
        "".join(cable.text.split()) for cable in CABLES
    ]


@pytest.mark.parametrize("name", ["demo.csv.gz", "demo.txt", "demo.jsonl"])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write_demo(tmp_path / "a" / name, 20, 1)
    write_demo(tmp_path / "b" / name, 20, 1)
    first = (tmp_path / "a" / name).read_bytes()
    assert first == (tmp_path / "b" / name).read_bytes()
    write_demo(tmp_path / "b" / name, 20, 2)
    assert first != (tmp_path / "b" / name).read_bytes()


def test_labels_are_the_gold_of_the_same_corpus(tmp_path: Path) -> None:
    write_demo_labels(tmp_path / "labels.jsonl", 40, 1)
    assert read_labels(tmp_path / "labels.jsonl") == {
        cable.id: Labels(cable.tags, cable.classification) for cable in CABLES
    }


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_demo(tmp_path / "demo.jsonl", 20, 1, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 20), (20, 20)]


@pytest.mark.parametrize("name", ["demo.parquet", "demo", "page.html"])
def test_error_for_a_format_that_cannot_be_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_demo(tmp_path / name, 1, 1)
    assert str(caught.value) == (
        f"{tmp_path / name}: cannot tell the format from '{name}'. "
        "End it in .csv, .jsonl or .txt (or one of these with .gz), or in / for a folder."
    )


def test_error_for_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_demo(tmp_path / "none" / "demo.csv", 1, 1)
    assert str(caught.value) == (
        f"{tmp_path / 'none' / 'demo.csv'}: cannot be written (No such file or directory). "
        "Check the folder, its permissions and the free space."
    )


@pytest.mark.parametrize("name", ["kept.jsonl", "kept.jsonl.gz"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("old")

    def fill_the_disk() -> None:
        with open_for_replacing(tmp_path / name) as stream:
            stream.write(b"new")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError) as caught:
        fill_the_disk()
    assert str(caught.value) == (
        f"{tmp_path / name}: cannot be written (No space left on device). "
        "Check the folder, its permissions and the free space."
    )
    assert (tmp_path / name).read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_demo(tmp_path / "demo.csv.gz", 20, 1, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_json_lines_hold_id_and_raw_text(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo.jsonl.gz", 2, 1)
    lines = gzip.decompress((tmp_path / "demo.jsonl.gz").read_bytes()).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": cable.id, "text": cable.text} for cable in CABLES[:2]
    ]
