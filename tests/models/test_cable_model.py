"""A model's predictions: shapes, order, evidence, and their JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.models.cable_model import CableModel
from cableml.models.prediction import Evidence, LevelPrediction, ScoredTag, TagsPrediction


def test_probabilities_are_one_a_cable_and_label(tags_model: CableModel, other_corpus) -> None:
    probabilities = tags_model.probabilities(other_corpus.cables)
    assert probabilities.shape == (200, 7)
    assert probabilities.dtype == np.float32
    assert tags_model.assign(probabilities).dtype == np.bool_
    assert tags_model.probabilities([]).shape == (0, 7)
    assert tags_model.predict([]) == []


def test_level_probabilities_sum_to_one(level_model: CableModel, other_corpus) -> None:
    probabilities = level_model.probabilities(other_corpus.cables)
    assert probabilities.shape == (200, 4)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    columns = level_model.assign(probabilities)
    assert columns.shape == (200,)
    assert columns.max() <= 3


def test_classified_is_the_sum_of_the_classified_levels(level_model: CableModel, other_corpus) -> None:
    probabilities = level_model.probabilities(other_corpus.cables)
    classified = level_model.classified_probabilities(probabilities)
    np.testing.assert_allclose(classified, probabilities[:, 2] + probabilities[:, 3], atol=1e-6)


def test_scores_are_those_of_the_training_pipeline(
    tags_model: CableModel, level_model: CableModel, other_corpus
) -> None:
    for model in (tags_model, level_model):
        X = model.features.transform(other_corpus.cables)
        pipeline = X @ model.linear.weights + model.linear.intercepts
        np.testing.assert_allclose(model.scores(other_corpus.cables), pipeline, atol=1e-5)


def test_a_cable_scores_the_same_alone_and_among_others(tags_model: CableModel, other_corpus) -> None:
    together = tags_model.probabilities(other_corpus.cables)
    alone = tags_model.probabilities(other_corpus.cables[7:8])
    np.testing.assert_array_equal(alone[0], together[7])


@pytest.mark.parametrize("top", [0, 1, 3, 7, 50])
def test_all_assigned_tags_are_listed_and_the_next_best_up_to_top(
    top: int, tags_model: CableModel, other_corpus
) -> None:
    probabilities = tags_model.probabilities(other_corpus.cables)
    assigned = tags_model.assign(probabilities)
    for row, prediction in enumerate(tags_model.predict(other_corpus.cables, top=top)):
        listed = [scored.tag for scored in prediction.tags]
        expected = {tag for tag, on in zip(tags_model.labels, assigned[row], strict=True) if on}
        assert set(prediction.assigned) == expected <= set(listed)
        assert len(listed) == max(len(expected), min(top, 7))
        values = [scored.probability for scored in prediction.tags]
        assert values == sorted(values, reverse=True)


def test_level_prediction_names_the_most_probable_level(level_model: CableModel, other_corpus) -> None:
    for prediction in level_model.predict(other_corpus.cables):
        assert list(prediction.probabilities) == list(level_model.labels)
        assert prediction.probabilities[prediction.level] == max(prediction.probabilities.values())


def test_evidence_names_the_words_that_spoke_for_a_tag(tags_model: CableModel) -> None:
    cable = BlindCable(paragraphs=(BlindParagraph("reactor enrichment word1 word2"),))
    prediction = tags_model.predict([cable], explain=2)[0]
    best = prediction.tags[0]
    assert best.tag == "MNUC"
    assert {entry.feature for entry in best.evidence} == {"text:reactor", "text:enrichment"}
    assert best.evidence[0].weight >= best.evidence[1].weight > 0


def test_evidence_names_the_words_that_spoke_for_a_level(level_model: CableModel) -> None:
    cable = BlindCable(paragraphs=(BlindParagraph("missile covert word1 word2"),))
    prediction = level_model.predict([cable], explain=2)[0]
    assert prediction.level == "SECRET"
    assert {entry.feature for entry in prediction.evidence} == {"text:missile", "text:covert"}


def test_evidence_adds_up_to_the_log_odds(tags_model: CableModel, other_corpus) -> None:
    cable = other_corpus.cables[3]
    everything = tags_model.predict([cable], top=7, explain=10_000)[0]
    _, indices, data = tags_model.features.rows([cable])
    for scored in everything.tags:
        column = tags_model.labels.index(scored.tag)
        weights = tags_model.linear.weights[indices, column] * tags_model.calibration.slopes[column]
        positive = (data * weights).clip(min=0).sum()
        assert sum(entry.weight for entry in scored.evidence) == pytest.approx(positive, rel=1e-4)


def test_no_evidence_unless_asked_for(tags_model: CableModel, other_corpus) -> None:
    prediction = tags_model.predict(other_corpus.cables[:1])[0]
    assert all(scored.evidence == () for scored in prediction.tags)


def test_an_empty_cable_is_predicted_too(tags_model: CableModel, level_model: CableModel) -> None:
    assert len(tags_model.predict([BlindCable()])[0].tags) == 7
    assert level_model.predict([BlindCable()], explain=3)[0].evidence == ()


def test_json_of_tags_is_the_contracts() -> None:
    prediction = TagsPrediction(
        (
            ScoredTag("PREL", 0.97, True, (Evidence("lead:minister", 1.23456),)),
            ScoredTag("JA", 0.1234567, False),
        )
    )
    assert json.loads(json.dumps(prediction.to_json())) == [
        {
            "tag": "PREL",
            "probability": 0.97,
            "assigned": True,
            "evidence": [{"feature": "lead:minister", "weight": 1.2346}],
        },
        {"tag": "JA", "probability": 0.123457, "assigned": False},
    ]


def test_json_of_a_level_is_the_contracts() -> None:
    prediction = LevelPrediction("CONFIDENTIAL", {"UNCLASSIFIED": 0.02, "CONFIDENTIAL": 0.98})
    assert json.loads(json.dumps(prediction.to_json())) == {
        "level": "CONFIDENTIAL",
        "probabilities": {"UNCLASSIFIED": 0.02, "CONFIDENTIAL": 0.98},
    }
