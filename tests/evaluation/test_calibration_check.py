from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from cableml.evaluation.calibration_check import (
    apply_plain_logistic,
    apply_plain_softmax,
    build_truth,
    check_level_calibration,
    check_tag_calibration,
)

LABELS = ["CH", "JA", "PREL"]


def check(gold: list[set[str]], scores: Any, probabilities: Any, counts: dict[str, int]) -> dict[str, Any]:
    parts = check_tag_calibration(gold, scores, probabilities, probabilities >= 0.5, LABELS, counts)
    return {part.name: part for part in parts}


def test_the_plain_links_are_those_of_the_textbook() -> None:
    assert apply_plain_logistic(np.array([0.0, 2.0, -1000.0])).tolist() == pytest.approx([0.5, 0.880797, 0.0])
    shares = apply_plain_softmax(np.array([[0.0, np.log(3.0)], [800.0, 0.0]]))
    assert shares == pytest.approx(np.array([[0.25, 0.75], [1.0, 0.0]]))


def test_gold_tags_outside_the_labels_leave_no_mark() -> None:
    truth = build_truth([{"JA", "VTPREL"}, set()], LABELS)
    assert truth.tolist() == [[False, True, False], [False, False, False]]


def test_before_is_the_logistic_of_the_scores_and_after_the_probabilities() -> None:
    scores = np.array([[-3.0, 0.0, 3.0], [2.0, -2.0, 1.0]])
    probabilities = np.array([[0.1, 0.2, 0.9], [0.6, 0.1, 0.7]])
    gold = [{"PREL"}, {"CH"}]
    part = check(gold, scores, probabilities, {})["all (cable, tag) pairs"]
    truth = build_truth(gold, LABELS).ravel()
    assert (part.n, part.n_true) == (6, 2)
    assert part.before.brier == pytest.approx(brier_score_loss(truth, 1 / (1 + np.exp(-scores.ravel()))))
    assert part.after.brier == pytest.approx(brier_score_loss(truth, probabilities.ravel()))


def test_assigned_pairs_and_bands_are_measured_by_themselves() -> None:
    probabilities = np.array([[0.9, 0.6, 0.1], [0.8, 0.2, 0.1]])
    found = check([{"CH"}, {"CH"}], probabilities, probabilities, {"CH": 120, "JA": 30, "PREL": 0})
    assert (found["assigned"].n, found["assigned"].n_true) == (3, 2)
    assert found["tags with 100 or more cables"].after.error == pytest.approx(0.15)
    assert found["tags with 20 to 99 cables"].n_true == 0
    assert found["tags with no cable"].n == 2
    assert "tags with 5 to 19 cables" not in found


def test_the_best_of_each_cable_are_chosen_after_calibration_and_compared_before_and_after() -> None:
    labels = [f"T{number}" for number in range(7)]
    probabilities = np.linspace(0.9, 0.3, 7)[None]
    scores = np.linspace(-3.0, 3.0, 7)[None]
    parts = check_tag_calibration([{"T6"}], scores, probabilities, probabilities > 1, labels, {})
    best = next(part for part in parts if part.name == "the 5 best of each cable")
    assert (best.n, best.n_true) == (5, 0)
    assert best.before.brier == pytest.approx(np.mean((1 / (1 + np.exp(-scores[0, :5]))) ** 2))


def test_levels_are_checked_as_predicted_as_classified_and_one_by_one() -> None:
    levels = ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET"]
    gold = ["UNCLASSIFIED"] * 12 + ["CONFIDENTIAL"] * 12 + ["SECRET"] * 3
    probabilities = np.tile(np.array([[0.2, 0.5, 0.3]]), (len(gold), 1))
    parts = {part.name: part for part in check_level_calibration(gold, probabilities, probabilities, levels)}
    assert set(parts) == {"the predicted level", "classified at all", "UNCLASSIFIED", "CONFIDENTIAL"}
    assert parts["the predicted level"].after.error == pytest.approx(0.5 - 12 / 27)
    assert parts["classified at all"].after.error == pytest.approx(0.8 - 15 / 27)


def test_json_names_error_brier_and_leaves_empty_bins_out() -> None:
    probabilities = np.array([[0.9, 0.6, 0.1]])
    plain = check([{"CH"}], probabilities, probabilities, {})["assigned"].to_json()
    assert set(plain) == {"n", "n_true", "before", "after"}
    assert [one["count"] for one in plain["after"]["reliability"]] == [1, 1]
