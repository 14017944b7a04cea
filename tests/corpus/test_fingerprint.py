from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cableml.corpus.fingerprint import fingerprint_demo, fingerprint_paths
from cableml.errors import CorpusError


def test_a_corpus_is_named_by_its_bytes_not_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "b.txt").write_text("second")
    (tmp_path / "one" / "a.txt").write_text("first")
    (tmp_path / "one" / ".hidden").write_text("not read")
    (tmp_path / "first.txt").write_text("first")
    (tmp_path / "second.txt").write_text("second")
    by_folder = fingerprint_paths([tmp_path / "one"])
    assert by_folder == fingerprint_paths([tmp_path / "first.txt", tmp_path / "second.txt"])
    assert by_folder != fingerprint_paths([tmp_path / "second.txt", tmp_path / "first.txt"])
    assert by_folder is not None
    assert len(by_folder) == 64


def test_one_changed_byte_changes_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "a.gz"
    file.write_bytes(gzip.compress(b"one", mtime=0))
    before = fingerprint_paths([file])
    file.write_bytes(gzip.compress(b"two", mtime=0))
    assert fingerprint_paths([file]) != before


def test_standard_input_has_no_fingerprint() -> None:
    assert fingerprint_paths(["-"]) is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        fingerprint_paths([tmp_path / "none.txt"])
    assert str(caught.value) == (
        f"{tmp_path / 'none.txt'}: cannot be read (No such file or directory). "
        "Check the file and its permissions."
    )


def test_a_demo_corpus_is_named_by_how_it_is_made() -> None:
    fingerprints = {
        fingerprint_demo(2400, 1),
        fingerprint_demo(2400, 2),
        fingerprint_demo(2401, 1),
        fingerprint_demo(2400, 1),
    }
    assert {len(fingerprint) for fingerprint in fingerprints} == {64}
    assert len(fingerprints) == 3
