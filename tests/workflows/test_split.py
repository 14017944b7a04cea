from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.config.schema import Config
from cableml.errors import TrainingError
from cableml.features.near_duplicates import sample_runs
from cableml.workflows.gather import Corpus, LabelledCable
from cableml.workflows.split import describe_split, find_repeats, split_corpus
from cableml.workflows.train import build_fit_settings

FEATURES = ({"field": "text", "kind": "words"}, {"field": "origin", "kind": "values", "weight": 0.5})


def words(seed: int) -> str:
    draw = Random(seed)
    return " ".join("".join(draw.choices("abcdefghij", k=6)) for _ in range(200))


def cable(number: int, text: str | None = None, tags: tuple[str, ...] | None = ("PREL",)) -> LabelledCable:
    body = BlindParagraph(text if text is not None else words(number))
    return LabelledCable(f"06TOKYO{number}", f"{number}.txt", BlindCable(paragraphs=(body,)), tags, "SECRET")


def corpus(*cables: LabelledCable) -> Corpus:
    return Corpus("some", "ab" * 32, cables, 0, 0)


def config(**more: Any) -> Config:
    return Config.model_validate({"task": "tags", "features": list(FEATURES), **more})


def numbers(cables: tuple[LabelledCable, ...]) -> list[str]:
    return [one.source.removesuffix(".txt") for one in cables]


def test_each_cable_is_on_one_side_that_its_id_alone_decides() -> None:
    cables = [cable(number) for number in range(1, 60)]
    split = split_corpus(corpus(*cables), config())
    assert sorted(numbers(split.train) + numbers(split.test), key=int) == [str(n) for n in range(1, 60)]
    fewer = split_corpus(corpus(*cables[10:]), config())
    assert set(numbers(fewer.test)) == set(numbers(split.test)) - {str(n) for n in range(1, 11)}


def test_two_copies_of_a_cable_stand_on_one_side() -> None:
    cables = [cable(number) for number in range(1, 60)]
    split = split_corpus(corpus(*cables, *cables), config())
    assert set(numbers(split.train)) & set(numbers(split.test)) == set()


def test_a_training_cable_that_repeats_a_test_cable_is_left_out_and_counted() -> None:
    cables = [cable(number) for number in range(1, 60)]
    tested = split_corpus(corpus(*cables), config()).test[0]
    trained = split_corpus(corpus(*cables), config()).train[0]
    copy = cable(int(trained.source.removesuffix(".txt")), tested.cable.paragraphs[0].text)
    doubled = [copy if one.source == copy.source else one for one in cables]
    split = split_corpus(corpus(*doubled), config())
    assert (split.n_train_repeats, copy.source in {one.source for one in split.train}) == (1, False)
    kept = split_corpus(corpus(*doubled), config(split={"repeats": "keep"}))
    assert (kept.n_train_repeats, copy.source in {one.source for one in kept.train}) == (0, True)


def test_repeats_within_one_side_stay() -> None:
    text = words(1)
    assert find_repeats([cable(1, text), cable(2, text), cable(3)], [False, False, True]) == frozenset()
    assert find_repeats([cable(1, text), cable(2, text), cable(3)], [False, True, True]) == frozenset({0})


def test_the_training_side_brings_the_runs_of_its_own_cables() -> None:
    cables = [cable(n, words(n % 20), tags=None if n % 3 == 0 else ()) for n in range(1, 60)]
    split = split_corpus(corpus(*cables), config())
    own = sample_runs([one.cable for one in split.train])
    assert split.train_runs is not None
    assert np.array_equal(split.train_runs.run, own.run)
    assert np.array_equal(split.train_runs.owner, own.owner)


def test_training_cables_without_known_labels_are_left_out_and_counted() -> None:
    cables = [cable(number, tags=None if number % 3 == 0 else ()) for number in range(1, 60)]
    split = split_corpus(corpus(*cables), config())
    assert [one for one in split.train if one.tags is None] == []
    assert split.n_train_unknown + len(split.train) + len(split.test) == 59
    assert any(one.tags is None for one in split.test)


def test_a_side_without_a_labelled_cable_is_one_sentence() -> None:
    with pytest.raises(TrainingError) as raised:
        split_corpus(corpus(*(cable(number, tags=None) for number in range(1, 20))), config())
    assert str(raised.value) == (
        "of the 19 cables none with known labels is left to train on. "
        "Give more labelled cables, or another share with --set split.test=0.2."
    )


def test_every_setting_of_the_config_reaches_the_fit() -> None:
    settings = build_fit_settings(
        config(
            name="mine",
            fields="body",
            model={"estimator": "ridge", "c": 0.5, "class_weight": "balanced", "keep_weights": 50},
            labels_min_cables=7,
            decision={"folds": 0, "rule": "global", "shrink": 3.0},
            calibration="none",
            seed=9,
            jobs=1,
        )
    )
    assert [block.field for block in settings.blocks] == ["text", "origin"]
    assert settings.blocks[1].weight == 0.5
    assert {name: getattr(settings, name) for name in settings.__dataclass_fields__ if name != "blocks"} == {
        "task": "tags",
        "name": "mine",
        "fields": "body",
        "estimator": "ridge",
        "c": 0.5,
        "class_weight": "balanced",
        "min_cables": 7,
        "folds": 0,
        "decision": "global",
        "shrink": 3.0,
        "calibration": "none",
        "seed": 9,
        "jobs": 1,
        "second_stage": None,
        "keep_weights": 50,
        "costs": None,
    }


POSTS = ("TOKYO", "OSAKAKOBE", "NAHA", "SAPPORO", "FUKUOKA", "NAGOYA")


def dated(number: int, text: str | None = None) -> LabelledCable:
    """Cable ``number``: a post of six, and the ``number``-th day from 2006-01-01 on."""
    day = f"2006-{1 + number // 28:02d}-{1 + number % 28:02d}T08:00:00Z"
    one = cable(number, text)
    return replace(one, id=f"06{POSTS[number % 6]}{number}", date=day)


def doubled_corpus() -> Corpus:
    """Ninety cables; number n and n + 45 have one text where n is a multiple of five."""
    return corpus(
        *(dated(number, words(number % 45) if number % 45 % 5 == 0 else None) for number in range(90))
    )


SPLITS: list[dict[str, Any]] = [
    {"by": "id"},
    {"by": "id", "stratify": True},
    {"by": "date"},
    {"by": "date", "from": "2006-03-01"},
    {"by": "post", "test": 0.4},
    {"by": "file", "test_files": ["45.txt", "50.txt", "51.txt"]},
]


@pytest.mark.parametrize("chosen", SPLITS, ids=str)
@pytest.mark.parametrize("repeats", ["drop", "together"])
def test_no_text_is_on_both_sides(chosen: dict[str, Any], repeats: str) -> None:
    def texts(cables: tuple[LabelledCable, ...]) -> set[str]:
        return {one.cable.paragraphs[0].text for one in cables}

    kept = split_corpus(doubled_corpus(), config(split={**chosen, "repeats": "keep"}))
    assert texts(kept.train) & texts(kept.test) != set()
    split = split_corpus(doubled_corpus(), config(split={**chosen, "repeats": repeats}))
    assert texts(split.train) & texts(split.test) == set()


@pytest.mark.parametrize("chosen", SPLITS, ids=str)
def test_kept_dropped_and_moved_repeats_are_the_same_cables_and_counted(chosen: dict[str, Any]) -> None:
    kept, dropped, moved = (
        split_corpus(doubled_corpus(), config(split={**chosen, "repeats": repeats}))
        for repeats in ("keep", "drop", "together")
    )
    across = set(numbers(kept.train)) - set(numbers(dropped.train))
    assert across == set(numbers(moved.test)) - set(numbers(kept.test))
    assert kept.n_kept_repeats == dropped.n_train_repeats == moved.n_moved == len(across) > 0
    assert numbers(moved.train) == numbers(dropped.train)
    assert {split.n_repeated for split in (kept, dropped, moved)} == {18}
    sentences = [describe_split(split, config(split=chosen)) for split in (kept, dropped, moved)]
    assert "were kept (split.repeats: keep): the figures flatter the model." in sentences[0][-1]
    assert sentences[1][-1] == (
        f"{len(across)} training cables repeat the text or the id of a test cable and were left out of "
        "training (split.repeats: drop)."
    )
    assert "went to the test because they belong to a group of near-duplicates" in sentences[2][-1]


def test_together_takes_the_whole_chain_and_copies_of_an_id() -> None:
    first, second, third = words(1), words(2), words(3)
    chain = [cable(1, first), cable(2, f"{first} {second}"), cable(3, f"{second} {third}"), cable(4, third)]
    again = replace(cable(4, words(500)), source="copy.txt")
    others = [cable(number) for number in range(5, 20)]
    chosen = {"by": "file", "test_files": ["1.txt"], "repeats": "together"}
    split = split_corpus(corpus(*chain, again, *others), config(split=chosen))
    assert numbers(split.test) == ["1", "2", "3", "4", "copy"]


def test_a_training_cable_with_the_id_of_a_test_cable_is_dropped() -> None:
    again = replace(cable(1, words(99)), source="copy.txt")
    chosen = {"by": "file", "test_files": ["1.txt"]}
    split = split_corpus(corpus(*(cable(number) for number in range(1, 9)), again), config(split=chosen))
    assert (split.n_train_repeats, "copy" in numbers(split.train)) == (1, False)


def test_by_date_all_that_is_trained_on_is_older_than_all_that_is_tested() -> None:
    split = split_corpus(corpus(*map(dated, range(60))), config(split={"by": "date"}))
    assert max(one.date or "" for one in split.train) < min(one.date or "" for one in split.test)
    assert (len(split.test), split.first_test_day) == (12, "2006-02-21")
    assert describe_split(split, config())[0] == (
        "Split by date: tested on cables of 2006-02-21 and later, trained on older ones."
    )


def test_by_date_from_a_day_on_tests_what_is_as_new_and_does_not_look_at_the_share() -> None:
    split = split_corpus(
        corpus(*map(dated, range(60))), config(split={"by": "date", "from": "2006-03-01", "test": 0.9})
    )
    assert numbers(split.test) == ["56", "57", "58", "59"]


def test_cables_without_date_stand_on_neither_side_and_are_counted() -> None:
    undated = [replace(one, date=None) if one.source == "5.txt" else one for one in map(dated, range(30))]
    split = split_corpus(corpus(*undated), config(split={"by": "date"}))
    assert (split.n_unplaced, "5" in numbers(split.train + split.test)) == (1, False)
    assert "1 cables have no date and stand on neither side." in describe_split(
        split, config(split={"by": "date"})
    )


def test_a_corpus_without_dates_cannot_be_split_by_date() -> None:
    with pytest.raises(TrainingError, match=r"^no cable bears a date, so none is the newest\."):
        split_corpus(corpus(*(cable(number) for number in range(9))), config(split={"by": "date"}))


def test_by_post_no_tested_post_was_trained_on() -> None:
    def posts(cables: tuple[LabelledCable, ...]) -> set[str]:
        return {POSTS[int(number) % 6] for number in numbers(cables)}

    chosen = {"by": "post", "test": 0.4}
    split = split_corpus(corpus(*map(dated, range(60))), config(split=chosen))
    assert posts(split.train) | posts(split.test) == set(POSTS)
    assert posts(split.train) & posts(split.test) == set()
    assert f"{len(posts(split.test))} of 6 posts are tested and were not trained on" in split.how


@pytest.mark.parametrize("chosen", [{"by": "id"}, {"by": "post", "test": 0.4}], ids=str)
def test_added_cables_move_no_other(chosen: dict[str, Any]) -> None:
    fewer = split_corpus(corpus(*map(dated, range(40))), config(split=chosen))
    more = split_corpus(corpus(*map(dated, range(60))), config(split=chosen))
    assert set(numbers(fewer.test)) == {one for one in numbers(more.test) if int(one) < 40}
    assert set(numbers(fewer.train)) == {one for one in numbers(more.train) if int(one) < 40}


def test_stratified_a_rare_label_has_its_share_on_both_sides() -> None:
    cables = [cable(number, tags=("RARE",) if number % 10 == 0 else ("PREL",)) for number in range(1, 60)]
    split = split_corpus(corpus(*cables), config(split={"stratify": True}))
    assert sum(one.tags == ("RARE",) for one in split.test) == 1
    assert "evened out so that each label has its share" in split.how


def test_by_file_a_list_of_ids_is_tested(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("# held out\n06 Tokyo 3\n06TOKYO7\n06TOKYO99\n")
    (tmp_path / "ids.jsonl").write_text("".join(json.dumps({"id": f"06TOKYO{n}"}) + "\n" for n in (3, 7)))
    cables = corpus(*(cable(number) for number in range(1, 20)))
    for name in ("ids.txt", "ids.jsonl"):
        chosen = {"by": "file", "test_ids": str(tmp_path / name)}
        assert numbers(split_corpus(cables, config(split=chosen)).test) == ["3", "7"]
    chosen = {"by": "file", "test_ids": str(tmp_path / "ids.txt")}
    assert (
        f"2 of the 3 cables that {tmp_path / 'ids.txt'} lists"
        in split_corpus(cables, config(split=chosen)).how
    )


def test_a_test_file_without_cables_is_named() -> None:
    chosen = {"by": "file", "test_files": ["3.txt", "9.txt"]}
    with pytest.raises(TrainingError) as raised:
        split_corpus(corpus(*(cable(number) for number in range(5))), config(split=chosen))
    assert str(raised.value) == "no cable comes from split.test_files '9.txt'. Check the name."
