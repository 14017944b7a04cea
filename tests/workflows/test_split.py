from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.config.schema import Config
from cableml.errors import TrainingError
from cableml.workflows.gather import Corpus, LabelledCable
from cableml.workflows.train import build_fit_settings, find_repeats, split_corpus

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
            model={"estimator": "ridge", "c": 0.5, "class_weight": "balanced"},
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
    }
