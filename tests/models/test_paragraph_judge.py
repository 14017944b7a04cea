"""Paragraphs judged by what portion marks taught, and what they say of their cable."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.cable.level import Level
from cableml.cable.side_labels import SideLabels
from cableml.errors import ConfigError, ModelFolderError
from cableml.features.paragraph_rows import find_word_block, paragraph_rows
from cableml.features.spec import BlockSpec
from cableml.features.union import FeatureUnion
from cableml.models.cable_model import CableModel
from cableml.models.fit_paragraphs import fit_marks, fit_paragraphs, read_marks
from cableml.models.level_stage import LevelStage, level_stage_from_arrays, level_stage_to_arrays
from cableml.models.model_folder import load_model, save_model
from cableml.models.paragraph_judge import ScoredParagraphs, judge_marks, roll_up
from cableml.models.settings import FitSettings, StageSettings
from cableml.models.training import fit_model

NAMES = ("UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET")
MARKS = (Level.UNCLASSIFIED, Level.FOUO, Level.CONFIDENTIAL, Level.SECRET)
WORDS = ("press public fair", "visa fraud staff", "candid private hinted", "missile covert agent")
BLOCKS = (BlockSpec("text", "words", min_cables=2), BlockSpec("origin", "values", min_cables=1))
STAGE = StageSettings(trees=12, leaves=4, min_pairs=5, folds=4, tree_folds=2, paragraphs=True)
SETTINGS = FitSettings("classification", "toy", BLOCKS, folds=0, second_stage=STAGE)


class Marked(NamedTuple):
    """Cables of marked paragraphs; each cable's level is the highest of its marks."""

    cables: list[BlindCable]
    levels: list[str]
    side: list[SideLabels]


def make_marked(n_cables: int, seed: int) -> Marked:
    draw = random.Random(seed)
    noise = [f"word{number}" for number in range(200)]
    made = Marked([], [], [])
    for _ in range(n_cables):
        places = [draw.randrange(4) for _ in range(draw.randrange(1, 5))]
        texts = [
            " ".join([*draw.choices(noise, k=12), *draw.choices(WORDS[place].split(), k=4)])
            for place in places
        ]
        marks = tuple(MARKS[place] for place in places)
        made.cables.append(BlindCable(paragraphs=tuple(map(BlindParagraph, texts)), origin="X"))
        made.levels.append(max(marks).label)
        made.side.append(SideLabels(marks, False, marks))
    return made


@pytest.fixture(scope="module")
def marked() -> Marked:
    return make_marked(240, 1)


@pytest.fixture(scope="module")
def judging(marked: Marked) -> CableModel:
    return fit_model(marked.cables, marked.levels, SETTINGS, side=marked.side)


def test_a_paragraph_is_read_as_if_it_stood_alone(marked: Marked) -> None:
    features = FeatureUnion(BLOCKS).fit(marked.cables)
    assert find_word_block(features) == 0
    rows, starts = paragraph_rows(features.blocks_[0], marked.cables[:5])
    assert np.diff(starts).tolist() == [len(cable.paragraphs) for cable in marked.cables[:5]]
    third = marked.cables[2].paragraphs[0]
    alone = features.blocks_[0].rows([BlindCable(paragraphs=(third,))])
    own = slice(rows.indptr[starts[2]], rows.indptr[starts[2] + 1])
    assert np.array_equal(rows.indices[own], alone.indices)
    assert np.array_equal(rows.data[own], alone.data)


def test_without_a_block_of_words_no_paragraph_is_judged(marked: Marked) -> None:
    features = FeatureUnion((BlockSpec("subject", "words", min_cables=1), BLOCKS[1])).fit(marked.cables)
    assert find_word_block(features) is None
    marks = read_marks(marked.cables, marked.side, marked.levels, NAMES)
    assert fit_paragraphs(marked.cables, marks, features, 4, np.arange(240) % 3, 1) is None


def test_paragraphs_without_a_mark_are_of_their_cable_if_that_is_unclassified() -> None:
    one = BlindCable(paragraphs=(BlindParagraph("a"), BlindParagraph("b")))
    side = [
        SideLabels(marks=(None, Level.FOUO)),
        SideLabels(marks=(None, Level.TOP_SECRET)),
        None,
        SideLabels(marks=(Level.SECRET,)),  # fits no paragraph: nothing is known
    ]
    labels = ["UNCLASSIFIED//FOUO", "SECRET", "UNCLASSIFIED", "SECRET"]
    found = read_marks([one] * 4, side, labels, NAMES)
    assert found.tolist() == [1, 1, -1, 3, 0, 0, -1, -1]


def test_a_mark_between_two_learned_levels_counts_as_the_lower() -> None:
    one = BlindCable(paragraphs=(BlindParagraph("a"),))
    side = [SideLabels(marks=(Level.CONFIDENTIAL,))]
    assert read_marks([one], side, ["SECRET"], ("UNCLASSIFIED", "SECRET")).tolist() == [0]


def test_too_few_marks_above_a_cut_leave_paragraphs_unjudged(marked: Marked) -> None:
    features = FeatureUnion(BLOCKS).fit(marked.cables)
    marks = read_marks(marked.cables, marked.side, marked.levels, NAMES)
    few = np.where((marks == 3) & (np.cumsum(marks == 3) > 19), 2, marks)
    folds = np.arange(240) % 3
    assert fit_paragraphs(marked.cables, few, features, 4, folds, 1) is None
    assert fit_paragraphs(marked.cables, marks, features, 4, folds, 1) is not None


def test_the_roll_up_is_highest_average_first_and_last() -> None:
    scores = np.array([[1, 0], [3, -1], [2, 4], [7, 8]], dtype=np.float32)
    scored = ScoredParagraphs(scores, np.array([0, 3, 3, 4]), np.ones(4, dtype=np.float32))
    found = roll_up(scored)
    assert found[0].tolist() == [3, 4, 2, 1, 1, 0, 2, 4]
    assert np.isnan(found[1]).all()
    assert found[2].tolist() == [7, 8] * 4
    empty = ScoredParagraphs(scores[:0], np.array([0, 0]), np.ones(0, dtype=np.float32))
    assert np.isnan(roll_up(empty)).all()


def test_no_paragraph_of_a_training_cable_is_scored_by_what_it_taught(marked: Marked) -> None:
    features = FeatureUnion(BLOCKS).fit(marked.cables)
    marks = read_marks(marked.cables, marked.side, marked.levels, NAMES)
    folds = np.arange(240) % 3
    before = fit_paragraphs(marked.cables, marks, features, 4, folds, 1)
    own = np.repeat(folds, [len(cable.paragraphs) for cable in marked.cables]) == 0
    after = fit_paragraphs(marked.cables, np.where(own, 3 - marks, marks), features, 4, folds, 1)
    assert before is not None
    assert after is not None
    assert np.array_equal(before.left_out.scores[own], after.left_out.scores[own])
    assert not np.allclose(before.left_out.scores[~own], after.left_out.scores[~own], atol=0.05)


def test_marks_of_paragraphs_are_found(marked: Marked, judging: CableModel) -> None:
    others = make_marked(80, 2)
    predicted = judging.predict(others.cables, paragraphs=True)
    pairs = [
        (said.level, mark.label)
        for one, side in zip(predicted, others.side, strict=True)
        for said, mark in zip(one.paragraphs, side.marks, strict=True)  # type: ignore[union-attr]
    ]
    assert np.mean([said == mark for said, mark in pairs]) > 0.8
    assert all(
        sum(said.probabilities.values()) == pytest.approx(1.0, abs=1e-5)
        for one in predicted
        for said in one.paragraphs  # type: ignore[union-attr]
    )


def test_paragraphs_are_said_only_if_asked_for_and_change_nothing_else(
    marked: Marked, judging: CableModel
) -> None:
    plain = judging.predict(marked.cables[:9])
    asked = judging.predict(marked.cables[:9], paragraphs=True)
    assert [replace(one, paragraphs=()) for one in asked] == plain  # type: ignore[type-var]


def test_what_is_said_of_a_cable_does_not_depend_on_those_beside_it(
    marked: Marked, judging: CableModel
) -> None:
    together = judging.predict(marked.cables[:20], paragraphs=True)
    alone = [judging.predict([cable], paragraphs=True)[0] for cable in marked.cables[:20]]
    assert together == alone


def test_a_cable_without_paragraphs_is_judged_too(judging: CableModel) -> None:
    predicted = judging.predict([BlindCable(subject="missile")], paragraphs=True)[0]
    assert predicted.paragraphs == ()  # type: ignore[union-attr]
    assert sum(predicted.probabilities.values()) == pytest.approx(1.0, abs=1e-5)  # type: ignore[union-attr]


def test_a_saved_model_judges_paragraphs_alike(marked: Marked, judging: CableModel, tmp_path: Path) -> None:
    loaded = load_model(save_model(judging, tmp_path / "level"))
    assert loaded.judges_paragraphs
    cables = marked.cables[:20]
    assert loaded.predict(cables, paragraphs=True) == judging.predict(cables, paragraphs=True)


def test_fitting_twice_gives_the_same_bytes(marked: Marked, judging: CableModel, tmp_path: Path) -> None:
    again = fit_model(marked.cables, marked.levels, replace(SETTINGS, jobs=1), side=marked.side)
    save_model(judging, tmp_path / "a")
    save_model(again, tmp_path / "b")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_without_side_labels_the_model_judges_no_paragraphs(marked: Marked) -> None:
    model = fit_model(marked.cables, marked.levels, SETTINGS)
    assert not model.judges_paragraphs
    assert model.predict(marked.cables[:1], paragraphs=True)[0].paragraphs == ()  # type: ignore[union-attr]


def test_damaged_arrays_are_refused(judging: CableModel) -> None:
    stage = judging.second_stage
    assert isinstance(stage, LevelStage)
    arrays, terms = level_stage_to_arrays(stage)
    sizes = {
        "n_features": judging.features.n_features,
        "n_scores": len(judging.linear.intercepts),
        "n_levels": 4,
        "n_words": judging.features.blocks_[0].n_features,
    }
    level_stage_from_arrays(arrays, terms, use_header=True, **sizes)
    short = {**arrays, "paragraphs.weights": arrays["paragraphs.weights"][:-1]}
    with pytest.raises(ModelFolderError, match="do not fit the model"):
        level_stage_from_arrays(short, terms, use_header=True, **sizes)
    lacking = {name: array for name, array in arrays.items() if name != "paragraphs.mark_offsets"}
    with pytest.raises(KeyError, match="mark_offsets"):
        level_stage_from_arrays(lacking, terms, use_header=True, **sizes)


def test_of_two_levels_marks_have_two(marked: Marked) -> None:
    kept = [place for place, level in enumerate(marked.levels) if level in ("CONFIDENTIAL", "SECRET")]
    cables = [marked.cables[place] for place in kept]
    marks = np.array([0, 1] * 400)[: sum(len(cable.paragraphs) for cable in cables)]
    features = FeatureUnion(BLOCKS).fit(cables)
    fitted = fit_paragraphs(cables, marks, features, 2, np.arange(len(cables)) % 3, 1)
    assert fitted is not None
    probabilities = np.full((len(cables), 2), 0.5, dtype=np.float32)
    found = judge_marks(fit_marks(fitted, probabilities), fitted.left_out, probabilities)
    assert found.sum(axis=1) == pytest.approx(np.ones(len(found)), abs=1e-5)
    assert found.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.05)


def test_error_tags_have_no_paragraphs_to_judge() -> None:
    settings = FitSettings("tags", blocks=BLOCKS, estimator="ridge", folds=0, second_stage=STAGE)
    with pytest.raises(ConfigError, match=r"second_stage.paragraphs is for classification; use false"):
        fit_model([BlindCable()] * 20, [("PREL",)] * 20, settings)
