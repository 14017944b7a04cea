from __future__ import annotations

from random import Random

import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.errors import TrainingError
from cableml.workflows.folds import build_folds, describe_folds
from cableml.workflows.gather import LabelledCable


def make(number: int, text: str, cable_id: str | None = None) -> LabelledCable:
    cable = BlindCable(paragraphs=(BlindParagraph(text),))
    return LabelledCable(cable_id or f"06TOKYO{number}", f"{number}.txt", cable, (), None)


def write_text(seed: int) -> str:
    random = Random(seed)
    return " ".join("".join(random.choices("abcdefghijklmnop", k=6)) for _ in range(200))


@pytest.fixture(scope="module")
def cables() -> list[LabelledCable]:
    """Forty cables; 41 and 42 repeat the text of 1, 43 bears the id of 2, 44 repeats the text of 43."""
    other = write_text(100)
    return [
        *(make(number, write_text(number)) for number in range(1, 41)),
        make(41, write_text(1)),
        make(42, write_text(1) + " and a few words more"),
        make(43, other, "06TOKYO2"),
        make(44, other),
    ]


def test_each_cable_is_scored_once_and_never_by_a_model_that_saw_it(cables: list[LabelledCable]) -> None:
    folds = build_folds(cables, 5, "cableml")
    assert sorted(place for fold in folds.folds for place in fold.test) == list(range(len(cables)))
    for fold in folds.folds:
        assert sorted((*fold.train, *fold.test)) == list(range(len(cables)))
    assert [fold.number for fold in folds.folds] == [1, 2, 3, 4, 5]


def test_cables_that_repeat_one_another_are_in_one_fold(cables: list[LabelledCable]) -> None:
    for salt in ("a", "b", "c"):
        folds = build_folds(cables, 4, salt)
        fold_of = {place: fold.number for fold in folds.folds for place in fold.test}
        assert fold_of[0] == fold_of[40] == fold_of[41]
        # An equal id joins 2 and 43, an equal text 43 and 44: a chain.
        assert fold_of[1] == fold_of[42] == fold_of[43]
        assert folds.n_repeated == 6
    assert "6 cables share much of their text or their id with another" in describe_folds(folds)[1]


def test_fewer_different_cables_than_folds_is_one_sentence(cables: list[LabelledCable]) -> None:
    with pytest.raises(TrainingError) as caught:
        build_folds([cables[0], cables[40], cables[41], cables[5]], 3, "x")
    assert str(caught.value) == (
        "the labelled cables (4, of which 2 different) cannot be dealt into 3 folds. "
        "Give more cables, or ask for fewer folds."
    )
