"""NOFORN beside the level: fitted, printed, saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cableml.cable.side_labels import SideLabels
from cableml.errors import ModelFolderError
from cableml.features.spec import BlockSpec
from cableml.models.cable_model import CableModel
from cableml.models.caveats import (
    CaveatJudge,
    caveats_from_arrays,
    caveats_to_arrays,
    fit_caveats,
    score_caveats,
)
from cableml.models.model_folder import load_model, save_model
from cableml.models.settings import FitSettings
from cableml.models.training import fit_model

SETTINGS = FitSettings("classification", "toy", (BlockSpec("text", "words", min_cables=1),), folds=0, jobs=1)


@pytest.fixture(scope="module")
def model(corpus) -> CableModel:  # type: ignore[no-untyped-def]
    side = [SideLabels((), level == "SECRET") for level in corpus.levels]
    assert 20 < sum(bool(one.is_noforn) for one in side) < 280
    return fit_model(corpus.cables, corpus.levels, SETTINGS, side=side)


def test_a_score_that_tells_noforn_apart_gives_a_cut_between(tmp_path: Path) -> None:
    is_noforn = np.arange(200) % 4 == 0
    scores = np.column_stack([np.zeros(200), np.where(is_noforn, 1.0, -1.0)]).astype(np.float32)
    judge, figures = fit_caveats(scores, is_noforn, 1)
    assert figures == {
        "left_out_noforn_auc": 1.0,
        "left_out_noforn_average_precision": 1.0,
        "left_out_noforn_f1": 1.0,
    }
    found = [caveats[0].assigned for caveats in score_caveats(judge, scores)]
    assert found == is_noforn.tolist()


def test_a_prediction_prints_noforn_beside_the_level(model, other_corpus) -> None:  # type: ignore[no-untyped-def]
    predictions = model.predict(other_corpus.cables)
    (plain,) = predictions[0].to_json()["caveats"]
    assert set(plain) == {"caveat", "probability", "assigned"}
    assert plain["caveat"] == "NOFORN"
    assigned = np.array([one.caveats[0].assigned for one in predictions])
    right = assigned == (np.array(other_corpus.levels) == "SECRET")
    assert right.mean() > 0.8
    assert model.summary["left_out_noforn_auc"] > 0.8


def test_without_side_labels_there_are_no_caveats(corpus) -> None:  # type: ignore[no-untyped-def]
    plain = fit_model(corpus.cables, corpus.levels, SETTINGS)
    assert plain.caveats is None
    assert "caveats" not in plain.predict(corpus.cables[:1])[0].to_json()


def test_a_saved_model_knows_its_caveats(model, other_corpus, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    loaded = load_model(save_model(model, tmp_path / "level"))
    assert loaded.predict(other_corpus.cables) == model.predict(other_corpus.cables)


def test_damaged_caveats_are_refused(model) -> None:  # type: ignore[no-untyped-def]
    arrays = caveats_to_arrays(model.caveats)
    n_scores = len(model.linear.intercepts)
    assert isinstance(caveats_from_arrays(arrays, n_scores), CaveatJudge)
    with pytest.raises(ModelFolderError, match="do not fit the scores"):
        caveats_from_arrays(arrays, n_scores + 1)
    with pytest.raises(KeyError, match="cut"):
        caveats_from_arrays({k: v for k, v in arrays.items() if k != "caveats.cut"}, n_scores)


def test_side_labels_of_another_task_change_nothing(corpus) -> None:  # type: ignore[no-untyped-def]
    side = [SideLabels((), True)] * len(corpus.cables)
    settings = replace(SETTINGS, task="tags")
    assert fit_model(corpus.cables, corpus.tags, settings, side=side).caveats is None
