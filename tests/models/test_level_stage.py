"""The second stage of a levels model: evidence, judges, and the folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.errors import ConfigError, ModelFolderError
from cableml.features.block import Rows
from cableml.features.spec import BlockSpec
from cableml.features.union import FeatureUnion
from cableml.models.cable_model import CableModel
from cableml.models.level_evidence import build_level_evidence, count_level_evidence
from cableml.models.level_stage import (
    LevelStage,
    LinearJudge,
    judge_evidence,
    level_stage_from_arrays,
    level_stage_to_arrays,
)
from cableml.models.memory import build_memory
from cableml.models.model_folder import load_model, save_model
from cableml.models.settings import FitSettings, StageSettings
from cableml.models.training import fit_model, predict_left_out
from cableml.models.trees import Trees

BLOCKS = (BlockSpec("text", "words", min_cables=1), BlockSpec("origin", "values", min_cables=1))
STAGE = StageSettings(trees=12, leaves=4, min_pairs=5, folds=4, tree_folds=2)
SETTINGS = FitSettings("classification", "toy", BLOCKS, folds=0, second_stage=STAGE)


@pytest.fixture(scope="module")
def staged(corpus) -> CableModel:  # type: ignore[no-untyped-def]
    return fit_model(corpus.cables, corpus.levels, SETTINGS)


def evidence_of(corpus, levels, folds, use_header: bool = True):  # type: ignore[no-untyped-def]
    features = FeatureUnion(BLOCKS)
    rows = features.fit_rows(corpus.cables)
    names = sorted(set(corpus.levels))
    Y = np.array([[level == name for name in names] for level in levels])
    memory = build_memory(corpus.cables, rows, features.n_features, Y, [None] * len(Y), 50, 2.0)
    scores = np.zeros((len(Y), len(names)), dtype=np.float32)
    return build_level_evidence(corpus.cables, rows, scores, memory, len(names), folds, use_header=use_header)


def test_evidence_has_as_many_columns_as_announced(corpus) -> None:  # type: ignore[no-untyped-def]
    n_levels = len(set(corpus.levels))
    for use_header in (True, False):
        found = evidence_of(corpus, corpus.levels, np.arange(300), use_header)
        assert found.dtype == np.float32
        assert found.shape == (300, count_level_evidence(n_levels, n_levels, use_header=use_header))


def test_no_evidence_on_a_cable_comes_from_its_own_label(corpus) -> None:  # type: ignore[no-untyped-def]
    others = [level for level in sorted(set(corpus.levels)) if level != corpus.levels[7]]
    changed = [*corpus.levels[:7], others[0], *corpus.levels[8:]]
    before = evidence_of(corpus, corpus.levels, np.arange(300))
    after = evidence_of(corpus, changed, np.arange(300))
    # The prior that all votes are drawn to is the share of each level: it moves by 1/300 of its weight.
    assert np.nanmax(np.abs(before[7] - after[7])) < 0.02
    assert np.nanmax(np.abs(before - after)) > 0.02


def test_without_the_header_nothing_of_it_is_evidence() -> None:
    body = (BlindParagraph("He came to the ministry and went."),)
    bare = BlindCable(paragraphs=body)
    full = BlindCable(
        paragraphs=body, origin="X", year=2001, precedence="ROUTINE", to=("Y",), references=("06A1",)
    )
    features = FeatureUnion(BLOCKS, "body").fit([bare, full])
    rows: Rows = features.rows([bare, full])
    memory = build_memory([bare, full], rows, features.n_features, np.eye(2, dtype=bool), [None] * 2, 9, 1.0)
    scores = np.zeros((2, 2), dtype=np.float32)
    found = build_level_evidence([bare, full], rows, scores, memory, 2, use_header=False)
    assert np.array_equal(found[0], found[1])


def test_probabilities_of_cuts_never_rise_and_rows_sum_to_one() -> None:
    def constant(odds: float) -> Trees:
        empty = np.empty(0)
        kinds = ("u4", "u1", "f4", "u4", "u4", "u1", "f4")
        return Trees(*(empty.astype(kind) for kind in kinds), np.array([odds], dtype=np.float32))

    judge = LinearJudge(np.zeros(1, "f4"), np.zeros((1, 3), "f4"), np.zeros(3, "f4"))
    # the second cut is said to be likelier than the first: it is taken to be as likely
    found = judge_evidence(judge, (constant(0.0), constant(2.0)), np.zeros((1, 1), dtype=np.float32))
    assert found[0] == pytest.approx([0.5 / 2 + 1 / 6, 1 / 6, 0.5 / 2 + 1 / 6])


def test_what_is_not_known_leaves_the_linear_judge_unmoved() -> None:
    judge = LinearJudge(np.array([5.0], "f4"), np.array([[1.0, -1.0]], "f4"), np.zeros(2, "f4"))
    found = judge_evidence(judge, (_leafless(),), np.array([[np.nan], [5.0]], dtype=np.float32))
    assert np.array_equal(found[0], found[1])


def _leafless() -> Trees:
    kinds = ("u4", "u1", "f4", "u4", "u4", "u1", "f4", "f4")
    arrays = [np.empty(0, dtype=kind) for kind in kinds[:-1]]
    return Trees(*arrays, np.zeros(1, dtype="f4"))


def test_the_model_learns_what_there_is_to_learn(staged, other_corpus) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(staged.second_stage, LevelStage)
    probabilities = staged.probabilities(other_corpus.cables)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(len(probabilities)), abs=1e-5)
    predicted = [staged.labels[place] for place in staged.assign(probabilities)]
    right = np.mean([one == other for one, other in zip(predicted, other_corpus.levels, strict=True)])
    plain = fit_model(other_corpus.cables, other_corpus.levels, replace(SETTINGS, second_stage=None))
    assert right > 0.5
    assert plain.second_stage is None


def test_fitting_twice_gives_the_same_bytes(corpus, staged, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    again = fit_model(corpus.cables, corpus.levels, replace(SETTINGS, jobs=1))
    save_model(staged, tmp_path / "a")
    save_model(again, tmp_path / "b")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_a_saved_model_says_the_same(staged, other_corpus, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    loaded = load_model(save_model(staged, tmp_path / "level"))
    assert np.array_equal(
        loaded.probabilities(other_corpus.cables), staged.probabilities(other_corpus.cables)
    )
    assert loaded.predict(other_corpus.cables[:1], explain=2)[0].evidence


def test_left_out_probabilities_are_one_row_a_cable(corpus) -> None:  # type: ignore[no-untyped-def]
    left_out = predict_left_out(corpus.cables, corpus.levels, SETTINGS)
    assert left_out.probabilities.shape == left_out.Y.shape
    assert left_out.probabilities.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)


def test_damaged_arrays_are_refused(staged) -> None:  # type: ignore[no-untyped-def]
    arrays, terms = level_stage_to_arrays(staged.second_stage)
    sizes = {
        "n_features": staged.features.n_features,
        "n_scores": len(staged.linear.intercepts),
        "n_levels": len(staged.labels),
    }
    level_stage_from_arrays(arrays, terms, use_header=True, **sizes)
    short = {**arrays, "judge.slopes": arrays["judge.slopes"][:-1]}
    with pytest.raises(ModelFolderError, match="do not fit the levels"):
        level_stage_from_arrays(short, terms, use_header=True, **sizes)
    broken = {**arrays, "judge.offsets": arrays["judge.offsets"] * np.float32(np.nan)}
    with pytest.raises(ModelFolderError, match="do not fit the levels"):
        level_stage_from_arrays(broken, terms, use_header=True, **sizes)
    with pytest.raises(KeyError, match="level_cut_1"):
        level_stage_from_arrays(
            {name: array for name, array in arrays.items() if "cut_1" not in name},
            terms,
            use_header=True,
            **sizes,
        )


def test_a_second_stage_needs_cables_left_out_one_at_a_time() -> None:
    with pytest.raises(ConfigError, match="second_stage needs folds 0, and for tags the estimator ridge"):
        fit_model([BlindCable()] * 20, ["SECRET"] * 20, replace(SETTINGS, folds=5))
