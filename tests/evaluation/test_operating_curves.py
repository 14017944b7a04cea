from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from cableml.evaluation.operating_curves import trace_curve, trace_level_curves, trace_tag_curves


def test_areas_equal_those_of_scikit_learn_and_points_end_where_they_must() -> None:
    generator = np.random.default_rng(0)
    scores, truth = generator.random(3000), generator.random(3000) < 0.2
    curve = trace_curve("any", scores + truth * 0.2, truth)
    assert curve is not None
    assert curve.average_precision == pytest.approx(average_precision_score(truth, scores + truth * 0.2))
    assert curve.roc_auc == pytest.approx(roc_auc_score(truth, scores + truth * 0.2))
    assert (curve.roc[0], curve.roc[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert curve.precision_recall[-1] == (1.0, pytest.approx(truth.mean()))
    assert len(curve.precision_recall) < 280


def test_outcomes_of_one_kind_have_no_curve() -> None:
    assert trace_curve("any", np.array([0.1, 0.9]), np.array([True, True])) is None


def test_gold_tags_outside_the_labels_bound_recall_and_lower_precision() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8]])
    pooled = trace_tag_curves(
        [{"JA", "VTPREL"}, {"PREL"}], probabilities, ["JA", "PREL"], {"JA": 5, "PREL": 5}
    )[0]
    assert (pooled.n_positive, pooled.n_lost) == (2, 1)
    assert max(recall for recall, _ in pooled.precision_recall) == pytest.approx(2 / 3)
    assert pooled.average_precision == pytest.approx(2 / 3)


def test_levels_have_a_curve_each_where_they_have_enough_cables() -> None:
    gold = ["UNCLASSIFIED"] * 15 + ["SECRET"] * 12 + ["CONFIDENTIAL"] * 3
    probabilities = np.random.default_rng(0).dirichlet([1, 1, 1], len(gold))
    curves = trace_level_curves(gold, probabilities, ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET"])
    assert [curve.name for curve in curves] == ["classified at all", "UNCLASSIFIED", "SECRET"]
