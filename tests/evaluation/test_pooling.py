from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cableml.evaluation.multilabel import report_tags, score_tags
from cableml.evaluation.pooling import pool_tag_statistics

LABELS = ["A", "B", "C"]


def make(n_cables: int, labels: list[str], seed: int) -> tuple[list[tuple[str, ...]], Any, Any]:
    generator = np.random.default_rng(seed)
    gold = [tuple(label for label in [*LABELS, "Z"] if generator.random() < 0.4) for _ in range(n_cables)]
    probabilities = generator.random((n_cables, len(labels)), dtype=np.float32)
    return gold, probabilities, probabilities > 0.5


def test_folds_with_the_same_labels_pool_to_the_report_of_all_cables_at_once() -> None:
    gold, probabilities, assigned = make(40, LABELS, 1)
    places = [list(range(0, 40, 2)), list(range(1, 40, 2))]
    parts = [
        score_tags(
            [gold[place] for place in own], probabilities[own], assigned[own], LABELS, None, bootstrap=0
        )
        for own in places
    ]
    pooled = report_tags(
        pool_tag_statistics([part.statistics for part in parts], places), None, bootstrap=50, seed=3
    )
    whole = score_tags(gold, probabilities, assigned, LABELS, None, bootstrap=50, seed=3)
    assert pooled.metrics == pytest.approx(whole.metrics)
    assert pooled.per_label == whole.per_label
    assert pooled.outside == whole.outside
    assert {name: one.to_json() for name, one in pooled.intervals.items()} == {
        name: pytest.approx(one.to_json()) for name, one in whole.intervals.items()
    }
    assert [one.count for one in pooled.reliability] == [one.count for one in whole.reliability]


def test_a_tag_that_a_fold_had_not_learned_is_missed_there_but_not_in_macro_f1() -> None:
    yes, no = np.float32(0.9), np.float32(0.1)
    first = score_tags(
        [("A", "B")], np.array([[yes, yes]]), np.array([[True, True]]), ["A", "B"], None, bootstrap=0
    )
    second = score_tags([("A", "B")], np.array([[no]]), np.array([[False]]), ["A"], None, bootstrap=0)
    pooled = report_tags(
        pool_tag_statistics([first.statistics, second.statistics], [[0], [1]]), None, bootstrap=0
    )
    # Two of four gold tags hit, none falsely assigned; A: F1 2/3; B: 1, on the one cable whose model knew it.
    assert pooled.metrics["micro_f1"] == pytest.approx(2 * 2 / (4 + 2))
    assert pooled.metrics["macro_f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert (pooled.n_labels, pooled.n_gold, pooled.n_gold_outside) == (2, 4, 1)
    assert dict(pooled.outside) == {"B": 1}
    (group,) = [group for group in pooled.kinds if group.name == "unknown"]
    assert (group.n_tags, group.support) == (2, 4)


def test_the_calibration_error_is_the_mean_over_decisions_whatever_the_number_of_labels() -> None:
    probability = np.float32(0.5)
    first = score_tags(
        [()], np.full((1, 2), probability), np.zeros((1, 2), bool), ["A", "B"], None, bootstrap=0
    )
    second = score_tags([()], np.full((1, 1), probability), np.zeros((1, 1), bool), ["A"], None, bootstrap=0)
    pooled = report_tags(
        pool_tag_statistics([first.statistics, second.statistics], [[0], [1]]), None, bootstrap=0
    )
    assert pooled.metrics["expected_calibration_error"] == pytest.approx(0.5)
    assert pooled.metrics["brier"] == pytest.approx(0.25)
