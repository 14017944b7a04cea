from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cableml.corpus.labels import Labels, read_labels
from cableml.errors import LabelsError

GOOD = '{"id": "06TOKYO709", "tags": ["PREL"]}\n'


def test_labels_are_read_in_canonical_spelling(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl.gz"
    file.write_bytes(
        gzip.compress(
            b'{"id": "06 Tokyo 00709", "tags": ["prel", "JA", "PREL"], '
            b'"classification": "secret//noforn"}\n\n'
            b'{"id": "07SEOUL1", "classification": "UNCLAS", "more": 1}\n'
            b'{"id": "07SEOUL2", "tags": []}'
        )
    )
    assert read_labels(file) == {
        "06TOKYO709": Labels(("PREL", "JA"), "SECRET"),
        "07SEOUL1": Labels(None, "UNCLASSIFIED"),
        "07SEOUL2": Labels((), None),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ': the file holds no labels. Write one {"id", "tags", "classification"} a line.'),
        (
            GOOD + "{",
            ":2: the line is no JSON (Expecting property name enclosed in double quotes). "
            "Put one whole object on each line.",
        ),
        (GOOD + "7", ':2: the line is no JSON object. Write {"id", "tags", "classification"}.'),
        (
            GOOD + '{"tags": ["PREL"]}',
            ':2: id: the cable\'s id is missing or no text. Write it like "06TOKYO709".',
        ),
        (
            GOOD + '{"id": "06TOKYO1", "tags": "PREL"}',
            ':2: tags: the tags are no list of texts. Write them like ["PREL", "JA"].',
        ),
        (
            GOOD + '{"id": "06TOKYO1", "classification": "HIDDEN"}',
            ":2: classification: 'HIDDEN' is no level. Use one of UNCLASSIFIED, LIMITED OFFICIAL USE, "
            "UNCLASSIFIED//FOUO, CONFIDENTIAL, SECRET, TOP SECRET.",
        ),
        (GOOD + '{"id": "06TOKYO1"}', ":2: the line labels nothing. Give tags, classification or both."),
        (
            GOOD + "\n" + GOOD.replace("0670", "06 "),
            ":3: 06TOKYO709 was labelled on line 1 already. Give each cable one line.",
        ),
    ],
)
def test_error_names_the_line_and_the_remedy(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(text)
    with pytest.raises(LabelsError) as caught:
        read_labels(file)
    assert str(caught.value) == f"{file}{message}"


def test_error_for_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LabelsError) as caught:
        read_labels(tmp_path / "none.jsonl")
    assert caught.value.message == "there is no such file or folder. Check the spelling."
