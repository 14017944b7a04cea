"""Splits as a user asks for them: on the command line, with files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SMALL = [
    word
    for override in ("evaluation.bootstrap=0", "second_stage=null", "decision.folds=2", "labels_min_cables=8")
    for word in ("--set", override)
]


@pytest.fixture
def train(cableml: Any, checkout: Path, tmp_path: Path) -> Any:
    """A function that trains on a small corpus with changes to the split."""
    cableml("corpus", "demo", "--cables", 220, "--output", "corpus.csv")

    def command(*changes: str, corpus: str = "corpus.csv") -> Any:
        words = [word for change in changes for word in ("--set", f"split.{change}")]
        return cableml(
            *("train", checkout / "configs/tags.yaml", "--corpus", corpus, "--no-tracking", *SMALL, *words)
        )

    return command


def test_a_test_file_beside_the_corpus_is_read_and_held_out(train: Any, cableml: Any) -> None:
    cableml("corpus", "demo", "--cables", 60, "--seed", 9, "--output", "newer.csv")
    result = train("by=file", "test_files=[newer.csv]")
    assert result.status == 0
    assert "cables of corpus.csv newer.csv, tested on others" in result.out
    assert "Split by file: tested on the cables of newer.csv, trained on all others." in result.out


def test_a_test_file_that_the_corpus_holds_is_read_once(train: Any, cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name, seed in (("a", 1), ("b", 9)):
        cableml("corpus", "demo", "--cables", 200, "--seed", seed, "--output", f"folder/{name}.csv")
    result = train("by=file", "test_files=folder/b.csv", corpus="folder")
    assert result.status == 0
    assert " cables of folder, tested on others" in result.out
    assert "cables repeat the id of an earlier one" not in result.out


@pytest.mark.parametrize("change", ["test_files=[absent.csv]", "test_ids=absent.txt"])
def test_a_missing_test_file_is_named_with_its_key(train: Any, change: str) -> None:
    result = train("by=file", change)
    key, _, file = change.replace("[", "").replace("]", "").partition("=")
    place = f"split.{key}" + (".0" if key == "test_files" else "")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        f"--set split.{change}: {place}: there is no file or folder {file!r}. Paths count from the folder in "
        "which the command runs.\n"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (("by=date",), "Split by date: tested on cables of "),
        (
            ("by=post",),
            " posts are tested and were not trained on, by a hash of their names (test share 0.2,",
        ),
        (("stratify=true",), "evened out so that each label has its share of test cables."),
        (("repeats=together",), "Split by a hash of the cable's id (test share 0.2, salt 'cableml')"),
    ],
)
def test_the_report_says_what_decided_the_sides(train: Any, changes: tuple[str, ...], sentence: str) -> None:
    result = train(*changes)
    assert (result.status, result.err) == (0, "")
    assert sentence in " ".join(result.out.split())


def test_a_first_test_day_behind_all_cables_is_one_sentence(train: Any) -> None:
    result = train("by=date", "from=2030-01-01")
    assert result.status == 1
    assert result.err.endswith(
        "cables none with known labels is left to test on. Give more labelled cables, or another first test "
        "day with --set split.from=2009-01-01.\n"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (("by=date",), "the newest 20%"),
        (("by=date", "from=2009-01-01"), "the cables of 2009-01-01 and later"),
        (("by=post",), "20% of the posts, by a hash of the name (salt 'cableml')"),
        (("stratify=true",), "20% of each label, by a hash of the id (salt 'cableml')"),
        (("by=file", "test_files=[corpus.csv]"), "corpus.csv"),
    ],
)
def test_check_says_what_will_be_tested_on(
    train: Any, cableml: Any, checkout: Path, changes: tuple[str, ...], words: str
) -> None:
    options = [word for change in changes for word in ("--set", f"split.{change}")]
    result = cableml("check", checkout / "configs/tags.yaml", *options)
    assert result.status == 0
    assert f"\ntest         {words}; repeats: drop\n" in result.out
