from __future__ import annotations

from pathlib import Path

import pytest

from cableml.errors import OutputError
from cableml.workflows.report_file import check_report, report_beside, write_report


def test_a_report_lies_beside_the_model_folder() -> None:
    assert report_beside(Path("models/tags")) == Path("models/tags-report.html")


def test_a_report_makes_its_folders_and_replaces_the_last_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "report.html"
    for text in ("one", "two"):
        write_report(file, text)
    assert [(path.name, path.read_text()) for path in file.parent.iterdir()] == [("report.html", "two")]


def test_a_folder_in_the_way_is_named_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as raised:
        check_report(tmp_path)
    assert str(raised.value) == f"{tmp_path}: this is a folder. Name a file with --report."


def test_a_report_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as raised:
        write_report(tmp_path / "file" / "report.html", "text")
    assert "the report could not be written (" in str(raised.value)
    with pytest.raises(OutputError):
        check_report(tmp_path / "file" / "report.html")
