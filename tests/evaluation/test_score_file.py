from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cableml.errors import OutputError, UsageError
from cableml.evaluation.cable_scores import CableScores, collect_level_scores, collect_tag_scores, name_keys
from cableml.evaluation.score_file import read_scores, write_scores

LABELS = ("ECON", "JA", "PREL")
ABOUT: dict[str, Any] = {
    "keys": ["06TOKYO1", "06TOKYO2"],
    "posts": ["TOKYO", None],
    "model": "tags",
    "model_version": "0123",
    "corpus": "some",
    "settings": {"c": 0.5, "split.from": None},
}
PROBABILITIES = np.array([[0.9, 0.2, 0.001], [0.1, 0.3, 0.7]], dtype=np.float32)


@pytest.fixture
def scores() -> CableScores:
    return collect_tag_scores(
        [["ECON", "KISL"], ["PREL"]], PROBABILITIES, PROBABILITIES >= 0.5, LABELS, **ABOUT
    )


def same(one: CableScores, other: CableScores) -> bool:
    plain = [
        name for name in CableScores.__dataclass_fields__ if name not in ("ranking", "bin_gaps", "source")
    ]
    return all(getattr(one, name) == getattr(other, name) for name in plain) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("ranking", "bin_gaps")
    )


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "new/folder/a.scores.jsonl.gz"])
def test_what_is_written_reads_back_to_the_last_bit(scores: CableScores, tmp_path: Path, name: str) -> None:
    write_scores(scores, tmp_path / name)
    assert same(read_scores(tmp_path / name), scores)
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == [Path(name).name]


def test_levels_read_back_to_the_last_bit(tmp_path: Path) -> None:
    probabilities = np.random.default_rng(1).dirichlet((1, 1), 2).astype(np.float32)
    levels = collect_level_scores(
        ["SECRET", "SECRET"], probabilities, np.array([0, 1]), ("CONFIDENTIAL", "SECRET"), **ABOUT
    )
    write_scores(levels, tmp_path / "a")
    read = read_scores(tmp_path / "a")
    assert same(read, levels)
    assert [np.float32(row["SECRET"]) for row in read.probabilities] == list(probabilities[:, 1])


def test_the_same_scores_give_the_same_bytes_without_a_time(scores: CableScores, tmp_path: Path) -> None:
    write_scores(scores, tmp_path / "a.gz")
    write_scores(scores, tmp_path / "b.gz")
    written = (tmp_path / "a.gz").read_bytes()
    assert written == (tmp_path / "b.gz").read_bytes()
    assert written[4:8] == bytes(4)  # the time in a gzip head


def test_gold_assigned_and_likely_labels_of_each_cable_can_be_read(
    scores: CableScores, tmp_path: Path
) -> None:
    write_scores(scores, tmp_path / "a.jsonl")
    head, first, second = (json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines())
    assert (head["task"], head["n_cables"], head["settings"]["c"]) == ("tags", 2, 0.5)
    assert (first["id"], first["gold"], first["assigned"]) == ("06TOKYO1", ["ECON", "KISL"], ["ECON"])
    assert first["probabilities"] == {"ECON": 0.9, "JA": 0.2, "PREL": 0.001}
    assert (second["post"], second["precision_at_1"]) == (None, 1.0)


def test_unlikely_labels_are_left_out() -> None:
    labels = tuple(f"T{number}" for number in range(20))
    probabilities = np.full((1, 20), 0.001, dtype=np.float32)
    probabilities[0, 3], probabilities[0, 19] = 0.5, 0.0005
    one = {**ABOUT, "keys": ["a"], "posts": [None]}
    scores = collect_tag_scores([["T19"]], probabilities, probabilities >= 0.9, labels, **one)
    assert list(scores.probabilities[0]) == ["T3", "T0", "T1", "T2", "T4", "T19"]


def test_a_second_cable_of_a_name_gets_a_number() -> None:
    assert name_keys(["a", "b", "a", "a"]) == ("a", "b", "a#2", "a#3")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: "{}\n",
        lambda text: text[: len(text) // 2],
        lambda text: text.rpartition('{"id"')[0],
        lambda text: text.replace("06TOKYO2", "06TOKYO1"),
        lambda text: text.replace('"lrap":', '"larp":'),
        lambda text: text.replace('"scores"', '"model"'),
        lambda text: text.replace('"assigned":["ECON"]', '"assigned":["NEW"]'),
        lambda text: text.replace('"bin_gaps":{"', '"bin_gaps":{"9'),
        lambda text: text.replace('"gold":["PREL"]', '"gold":[3]'),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_is_no_score_file_is_one_sentence(
    scores: CableScores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Any, pack: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    write_scores(scores, "a.jsonl")
    text = Path("a.jsonl").read_text()
    assert damage(text) != text
    Path("b").write_bytes(pack(damage(text).encode()))
    with pytest.raises(UsageError) as raised:
        read_scores("b")
    assert str(raised.value) == (
        "b: this is no score file, or a damaged one; train or evaluate --scores writes them."
    )


def test_half_a_gzip_file_is_one_sentence(scores: CableScores, tmp_path: Path) -> None:
    write_scores(scores, tmp_path / "a.gz")
    (tmp_path / "b.gz").write_bytes((tmp_path / "a.gz").read_bytes()[:-60])
    with pytest.raises(UsageError, match="no score file, or a damaged one"):
        read_scores(tmp_path / "b.gz")


def test_a_later_format_is_named(scores: CableScores, tmp_path: Path) -> None:
    write_scores(scores, tmp_path / "a")
    (tmp_path / "a").write_text((tmp_path / "a").read_text().replace('"format":1', '"format":2'))
    with pytest.raises(
        UsageError, match=r"format 2, this cableml reads up to 1; install the one that wrote it"
    ):
        read_scores(tmp_path / "a")


def test_a_place_that_cannot_be_written_to_is_one_sentence(scores: CableScores, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"^.*file/a: the scores of the test cables cannot be written: "):
        write_scores(scores, tmp_path / "file" / "a")
