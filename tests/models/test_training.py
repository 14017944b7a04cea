"""From cables and labels to a model: what is learned, what is chosen inside, what is refused."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from cableml.cable.blind import BlindCable
from cableml.errors import ConfigError, TrainingError
from cableml.features.spec import BlockSpec
from cableml.models.cable_model import CableModel
from cableml.models.settings import ESTIMATORS, FitSettings
from cableml.models.training import encode_labels, fit_model, level_targets


def micro_f1(model: CableModel, corpus) -> float:
    Y = encode_labels(corpus.tags, model.label_space, model.task)
    assigned = model.assign(model.probabilities(corpus.cables))
    return 2.0 * (assigned & Y).sum() / (assigned.sum() + Y.sum())


def level_accuracy(model: CableModel, corpus) -> float:
    columns = model.assign(model.probabilities(corpus.cables))
    predicted = np.array(model.labels)[columns]
    return float(np.mean(predicted == corpus.levels))


def test_tags_are_learned(tags_model: CableModel, other_corpus) -> None:
    assert tags_model.labels == ("ECON", "FR", "JA", "KDEM", "MNUC", "PREL", "SENV")
    assert micro_f1(tags_model, other_corpus) > 0.85


def test_levels_are_learned_in_rising_order(level_model: CableModel, other_corpus) -> None:
    assert level_model.labels == ("UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET")
    assert level_accuracy(level_model, other_corpus) > 0.8


def test_shuffled_tags_fall_to_chance(corpus, other_corpus, tags_settings: FitSettings) -> None:
    from sklearn.metrics import roc_auc_score

    shuffled = list(corpus.tags)
    random.Random(3).shuffle(shuffled)
    model = fit_model(corpus.cables, shuffled, tags_settings)
    Y = encode_labels(other_corpus.tags, model.label_space, "tags")
    probabilities = model.probabilities(other_corpus.cables)
    by_tag = [roc_auc_score(Y[:, tag], probabilities[:, tag]) for tag in range(Y.shape[1])]
    assert abs(np.mean(by_tag) - 0.5) < 0.06


def test_shuffled_levels_fall_to_chance(corpus, other_corpus) -> None:
    shuffled = list(corpus.levels)
    random.Random(3).shuffle(shuffled)
    model = fit_model(corpus.cables, shuffled, FitSettings("classification", "toy", BLOCKS))
    assert level_accuracy(model, other_corpus) < 0.35
    assert model.probabilities(other_corpus.cables).max() < 0.6  # and the model knows that it knows little


BLOCKS = (BlockSpec("text", "words", max_share=0.8),)


def test_probabilities_of_new_cables_are_calibrated(tags_model: CableModel, other_corpus) -> None:
    Y = encode_labels(other_corpus.tags, tags_model.label_space, "tags")
    probabilities = tags_model.probabilities(other_corpus.cables)
    assert abs(probabilities.mean() - Y.mean()) < 0.03
    bins = np.digitize(probabilities, np.linspace(0.1, 0.9, 9))
    gaps = [abs(float((probabilities - Y)[bins == number].sum())) for number in range(10)]
    assert sum(gaps) / Y.size < 0.05


def test_the_summary_foretells_the_score_on_new_cables(tags_model: CableModel, other_corpus) -> None:
    assert abs(tags_model.summary["left_out_micro_f1"] - micro_f1(tags_model, other_corpus)) < 0.05
    assert tags_model.summary["n_cables"] == 300
    assert tags_model.summary["n_labels"] == 7
    assert sum(tags_model.summary["block_features"]) == tags_model.summary["n_features"]


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("task", ["tags", "classification"])
def test_every_estimator_trains_both_tasks(task: str, estimator: str, corpus, other_corpus) -> None:
    labels = corpus.tags if task == "tags" else corpus.levels
    model = fit_model(corpus.cables, labels, FitSettings(task, "toy", BLOCKS, estimator=estimator, folds=3))
    score = micro_f1 if task == "tags" else level_accuracy
    assert score(model, other_corpus) > 0.7


@pytest.mark.parametrize("task", ["tags", "classification"])
@pytest.mark.parametrize(
    "change",
    [{"folds": 0}, {"decision": "global"}, {"calibration": "none"}, {"class_weight": "balanced"}],
    ids=str,
)
def test_every_setting_trains_both_tasks(task: str, change: dict, corpus, other_corpus) -> None:
    labels = corpus.tags if task == "tags" else corpus.levels
    model = fit_model(corpus.cables, labels, replace(FitSettings(task, "toy", BLOCKS, folds=3), **change))
    score = micro_f1 if task == "tags" else level_accuracy
    assert score(model, other_corpus) > 0.7


def test_rare_tags_are_left_out_and_named(corpus, tags_settings: FitSettings) -> None:
    tags = [(*own, "KPAO") if number < 4 else own for number, own in enumerate(corpus.tags)]
    model = fit_model(corpus.cables, tags, tags_settings)
    assert "KPAO" not in model.labels
    assert dict(model.label_space.dropped) == {"KPAO": (4, "fewer than 5 training cables")}


def test_a_rare_level_is_left_out_and_named(corpus) -> None:
    levels = ["TOP SECRET" if number < 2 else level for number, level in enumerate(corpus.levels)]
    model = fit_model(corpus.cables, levels, FitSettings("classification", "toy", BLOCKS))
    assert model.labels == ("UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET")
    assert dict(model.label_space.dropped) == {"TOP SECRET": (2, "fewer than 5 training cables")}


def test_two_levels_are_enough(corpus, other_corpus) -> None:
    def merge(level: str) -> str:
        return "SECRET" if level in ("CONFIDENTIAL", "SECRET") else "UNCLASSIFIED"

    settings = FitSettings("classification", "toy", BLOCKS)
    model = fit_model(corpus.cables, [merge(level) for level in corpus.levels], settings)
    assert model.labels == ("UNCLASSIFIED", "SECRET")
    merged = replace(other_corpus, levels=[merge(level) for level in other_corpus.levels])
    assert level_accuracy(model, merged) > 0.85


def test_levels_with_caveats_are_the_level(corpus) -> None:
    levels = [f"{level}//NOFORN" if level == "SECRET" else level for level in corpus.levels]
    model = fit_model(corpus.cables, levels, FitSettings("classification", "toy", BLOCKS))
    assert model.labels[-1] == "SECRET"


def test_cuts_of_the_order_are_fitted_beside_the_levels() -> None:
    Y = np.eye(4, dtype=np.bool_)
    np.testing.assert_array_equal(level_targets(Y)[:, 4:], [[False], [False], [True], [True]])
    assert level_targets(np.eye(3, dtype=np.bool_)).shape == (3, 3)
    assert level_targets(np.eye(5, dtype=np.bool_)).shape == (5, 7)


def test_training_tells_its_stages(corpus, tags_settings: FitSettings) -> None:
    stages: list[str] = []
    fit_model(corpus.cables, corpus.tags, tags_settings, lambda stage, done, total: stages.append(stage))
    assert list(dict.fromkeys(stages)) == [
        "reading features",
        "fitting labels",
        *(f"refitting without fold {fold}" for fold in range(1, 6)),
        "calibrating",
    ]


@pytest.mark.parametrize(
    ("n_cables", "labels", "task", "message"),
    [
        (5, [("JA",)] * 5, "tags", "5 labelled cables are too few to train on; give at least 10."),
        (12, [("JA",)] * 11, "tags", "12 cables came with 11 labels; give one a cable."),
        (
            12,
            [("JA",)] * 12,
            "tags",
            "no tag of the 12 training cables can be learned: each is carried by fewer than 5 cables or by "
            "all; give more cables or lower labels_min_cables.",
        ),
        (
            12,
            [()] * 12,
            "tags",
            "no tag of the 12 training cables can be learned: each is carried by fewer than 5 cables or by "
            "all; give more cables or lower labels_min_cables.",
        ),
        (
            12,
            ["SECRET"] * 12,
            "classification",
            "the 12 training cables give fewer than two levels with 5 cables (seen: SECRET); "
            "give cables of more levels or lower labels_min_cables.",
        ),
        (
            12,
            ["SECRET"] * 11 + ["HUSH"],
            "classification",
            "'HUSH' is no classification level; use one such as UNCLASSIFIED or SECRET.",
        ),
    ],
)
def test_data_that_cannot_be_learned_from_is_refused(
    n_cables: int, labels: list, task: str, message: str, corpus
) -> None:
    with pytest.raises(TrainingError) as caught:
        fit_model(corpus.cables[:n_cables], labels, FitSettings(task, "toy", BLOCKS))
    assert str(caught.value) == message


def test_cables_without_text_are_refused(corpus) -> None:
    with pytest.raises(TrainingError, match="not one term of the 20 cables became a feature"):
        fit_model([BlindCable()] * 20, corpus.tags[:20], FitSettings("tags", "toy", BLOCKS))


def test_a_dozen_cables_and_ten_folds_train(corpus) -> None:
    labels = [("JA",) if number % 2 else ("FR",) for number in range(12)]
    model = fit_model(corpus.cables[:12], labels, FitSettings("tags", "toy", BLOCKS, folds=10))
    assert np.isfinite(model.probabilities(corpus.cables)).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"task": "mood"}, "task is 'mood'; use one of tags, classification."),
        (
            {"estimator": "forest"},
            "estimator is 'forest'; use one of "
            "squared_hinge, linear_svc, logistic_regression, ridge, complement_nb.",
        ),
        ({"c": 0.0}, "c is 0.0; use a number above 0."),
        ({"folds": 1}, "folds is 1; use 2 or more, or 0 to leave out one cable at a time."),
        (
            {"folds": 0, "estimator": "linear_svc"},
            "folds is 0, which linear_svc cannot do; use 2 or more, or another estimator.",
        ),
        ({"decision": "best"}, "decision is 'best'; use one of global, per_label, expected_f1."),
        ({"shrink": -1.0}, "shrink is -1.0; use 0 or more."),
        ({"min_cables": 0}, "min_cables is 0; use 1 or more."),
        ({"class_weight": "equal"}, "class_weight is 'equal'; use one of None, balanced."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_settings_out_of_bounds_are_refused(
    change: dict, message: str, corpus, tags_settings: FitSettings
) -> None:
    with pytest.raises(ConfigError) as caught:
        fit_model(corpus.cables, corpus.tags, replace(tags_settings, **change))
    assert str(caught.value) == message
