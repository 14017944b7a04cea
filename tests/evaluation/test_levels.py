from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

from cableml.cable.level_costs import LevelCosts, build_cost_matrix
from cableml.errors import TrainingError
from cableml.evaluation.levels import LevelsReport, score_levels
from cableml.evaluation.report import render_levels_report

LEVELS = ["UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET"]
CONTRACT_KEYS = {
    "accuracy",
    "macro_f1",
    "quadratic_kappa",
    "confusion_matrix",
    "levels",
    "roc_auc_classified",
    "average_precision_classified",
    "fpr_at_90_recall_classified",
    "log_loss",
    "expected_calibration_error",
    "n_cables",
}


class Table:
    """Random gold levels and probabilities; `steps` rounds them so that scores are tied."""

    def __init__(self, seed: int, n_cables: int, steps: int | None) -> None:
        generator = np.random.default_rng(seed)
        self.columns = generator.integers(0, 4, n_cables)
        raw = generator.random((n_cables, 4)) + 0.8 * np.eye(4)[self.columns]
        if steps is not None:
            raw = np.round(raw * steps) + 1
        self.probabilities = raw / raw.sum(axis=1, keepdims=True)
        self.predicted = self.probabilities.argmax(axis=1)
        self.gold = [LEVELS[column] for column in self.columns]

    def score(self, bootstrap: int = 0, seed: int = 0) -> LevelsReport:
        return score_levels(self.gold, self.probabilities, self.predicted, LEVELS, bootstrap, seed)


TABLES = [Table(0, 80, None), Table(1, 80, 2), Table(2, 300, 1)]


@pytest.mark.parametrize("table", TABLES)
def test_decision_metrics_equal_scikit_learn(table: Table) -> None:
    report = table.score()
    gold, predicted = table.columns, table.predicted
    assert report.metrics["accuracy"] == pytest.approx(accuracy_score(gold, predicted))
    assert report.metrics["macro_f1"] == pytest.approx(f1_score(gold, predicted, average="macro"))
    assert report.metrics["quadratic_kappa"] == pytest.approx(
        cohen_kappa_score(gold, predicted, weights="quadratic", labels=range(4))
    )
    assert report.confusion_matrix.tolist() == confusion_matrix(gold, predicted, labels=range(4)).tolist()
    precision, recall, f1, support = precision_recall_fscore_support(gold, predicted, labels=range(4))
    assert [score.support for score in report.per_level] == list(support)
    assert [score.precision for score in report.per_level] == pytest.approx(list(precision))
    assert [score.recall for score in report.per_level] == pytest.approx(list(recall))
    assert [score.f1 for score in report.per_level] == pytest.approx(list(f1))


@pytest.mark.parametrize("table", TABLES)
def test_classified_against_not_equals_scikit_learn(table: Table) -> None:
    metrics = table.score().metrics
    truth = table.columns >= 2
    scores = table.probabilities[:, 2:].sum(axis=1)
    assert metrics["roc_auc_classified"] == pytest.approx(roc_auc_score(truth, scores))
    assert metrics["average_precision_classified"] == pytest.approx(average_precision_score(truth, scores))
    false_rate, true_rate, _ = roc_curve(truth, scores, drop_intermediate=False)
    assert metrics["fpr_at_90_recall_classified"] == pytest.approx(false_rate[true_rate >= 0.9].min())


@pytest.mark.parametrize("table", TABLES)
def test_log_loss_equals_scikit_learn(table: Table) -> None:
    expected = log_loss(table.columns, table.probabilities, labels=range(4))
    assert table.score().metrics["log_loss"] == pytest.approx(expected)


def test_log_loss_of_an_excluded_level_is_finite_and_depends_on_the_number_type() -> None:
    probabilities = np.array([[1.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    report = score_levels(["SECRET"], probabilities, [0], LEVELS, bootstrap=0)
    assert report.metrics["log_loss"] == pytest.approx(-np.log(np.finfo(np.float32).eps))


def test_hand_made_curve_gives_the_figures_worked_out_on_paper() -> None:
    # Scores of classified: 0.9 C, 0.8 U, 0.8 S (tied), 0.4 C, 0.3 U, 0.1 U.
    classified = np.array([0.9, 0.8, 0.8, 0.4, 0.3, 0.1])
    probabilities = np.column_stack((1 - classified, classified))
    gold = ["CONFIDENTIAL", "UNCLASSIFIED", "CONFIDENTIAL", "CONFIDENTIAL", "UNCLASSIFIED", "UNCLASSIFIED"]
    report = score_levels(
        gold, probabilities, (classified > 0.5).astype(int), ["UNCLASSIFIED", "CONFIDENTIAL"], bootstrap=0
    )
    # 9 pairs: 0.9 beats 3, 0.8 beats 2 and ties 1, 0.4 beats 2.
    assert report.metrics["roc_auc_classified"] == pytest.approx(7.5 / 9)
    assert report.metrics["average_precision_classified"] == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    assert report.metrics["fpr_at_90_recall_classified"] == pytest.approx(1 / 3)
    assert report.metrics["accuracy"] == pytest.approx(4 / 6)
    assert report.confusion_matrix.tolist() == [[2, 1], [1, 2]]


def test_exactly_ninety_percent_recall_is_enough() -> None:
    # Ten classified cables; nine of them stand above the only unclassified one.
    scores = np.array([0.9, 0.88, 0.86, 0.84, 0.82, 0.8, 0.78, 0.76, 0.74, 0.5, 0.6])
    gold = ["SECRET"] * 10 + ["UNCLASSIFIED"]
    report = score_levels(
        gold, np.column_stack((1 - scores, scores)), [1] * 11, ["UNCLASSIFIED", "SECRET"], bootstrap=0
    )
    assert report.metrics["fpr_at_90_recall_classified"] == 0.0


def test_calibration_error_compares_the_predicted_level_with_how_often_it_was_right() -> None:
    probabilities = np.array([[0.8, 0.2], [0.8, 0.2], [0.8, 0.2], [0.8, 0.2], [0.3, 0.7]])
    gold = ["UNCLASSIFIED", "UNCLASSIFIED", "UNCLASSIFIED", "SECRET", "SECRET"]
    report = score_levels(gold, probabilities, [0, 0, 0, 0, 1], ["UNCLASSIFIED", "SECRET"], bootstrap=0)
    assert report.metrics["expected_calibration_error"] == pytest.approx(0.8 * 0.05 + 0.2 * 0.3)
    assert report.metrics["brier"] == pytest.approx((3 * 0.08 + 1.28 + 0.18) / 5)


def test_levels_stand_in_order_of_protection_whatever_the_order_of_the_model() -> None:
    table = TABLES[0]
    turned = [3, 0, 2, 1]
    report = score_levels(
        table.gold,
        table.probabilities[:, turned],
        [turned.index(column) for column in table.predicted],
        [LEVELS[column] for column in turned],
        bootstrap=0,
    )
    assert report.levels == tuple(LEVELS)
    assert report.metrics == pytest.approx(dict(table.score().metrics))
    assert report.confusion_matrix.tolist() == table.score().confusion_matrix.tolist()


def test_a_gold_level_outside_the_model_gets_its_own_row_and_is_always_wrong() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8]])
    report = score_levels(
        ["LIMITED OFFICIAL USE", "SECRET"], probabilities, [0, 1], ["UNCLASSIFIED", "SECRET"], bootstrap=0
    )
    assert report.levels == ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "SECRET")
    assert report.confusion_matrix.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert report.metrics["accuracy"] == 0.5
    assert report.metrics["roc_auc_classified"] == 1.0


def test_one_kind_of_cable_gives_no_curve_metrics_and_says_why() -> None:
    probabilities = np.tile([0.2, 0.1, 0.3, 0.4], (5, 1))
    report = score_levels(["SECRET"] * 4 + ["CONFIDENTIAL"], probabilities, [3] * 5, LEVELS, bootstrap=50)
    names = ["roc_auc_classified", "average_precision_classified", "fpr_at_90_recall_classified"]
    for name in names:
        assert report.metrics[name] is None
        assert report.reasons[name] == "all 5 gold cables are classified"
        assert name not in report.intervals
    assert set(report.reasons) == set(names)
    assert json.loads(json.dumps(report.to_json(), allow_nan=False))["roc_auc_classified"] is None


def test_kappa_is_none_where_gold_and_predicted_are_one_level() -> None:
    report = score_levels(
        ["UNCLASSIFIED"], np.array([[0.9, 0.1]]), [0], ["UNCLASSIFIED", "SECRET"], bootstrap=50
    )
    assert report.metrics["quadratic_kappa"] is None
    assert report.reasons["quadratic_kappa"] == "gold and predicted are one and the same level"
    assert report.reasons["roc_auc_classified"] == "all 1 gold cables are unclassified"
    assert report.metrics["accuracy"] == 1.0
    assert "accuracy" not in report.intervals


def test_json_has_every_key_of_the_contract_and_plain_types() -> None:
    written = TABLES[0].score(bootstrap=50).to_json()
    assert set(written) >= CONTRACT_KEYS
    assert json.loads(json.dumps(written, allow_nan=False)) == written


@pytest.mark.parametrize("table", TABLES)
def test_every_metric_has_an_interval_round_it_and_the_seed_fixes_it(table: Table) -> None:
    report = table.score(bootstrap=200, seed=5)
    assert set(report.intervals) == set(report.metrics)
    for name, value in report.metrics.items():
        assert value is not None
        assert report.intervals[name].low < value < report.intervals[name].high, name
    assert table.score(bootstrap=200, seed=5).intervals == report.intervals
    assert table.score(bootstrap=200, seed=6).intervals != report.intervals


def test_interval_of_accuracy_is_that_of_a_share() -> None:
    table = TABLES[2]
    report = table.score(bootstrap=2000)
    accuracy = report.metrics["accuracy"]
    assert accuracy is not None
    half = 1.96 * np.sqrt(accuracy * (1 - accuracy) / 300)
    assert report.intervals["accuracy"].low == pytest.approx(accuracy - half, abs=0.006)
    assert report.intervals["accuracy"].high == pytest.approx(accuracy + half, abs=0.006)


def test_no_cable_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(TrainingError) as caught:
        score_levels([], np.zeros((0, 4)), [], LEVELS)
    assert str(caught.value) == (
        "there is no cable with a known level to score; give cables that bear a marking"
    )


def test_a_gold_level_that_does_not_exist_is_named() -> None:
    with pytest.raises(TrainingError, match="unknown level 'COSMIC'; known levels: UNCLASSIFIED, LIMITED"):
        score_levels(["COSMIC"], np.full((1, 4), 0.25), [0], LEVELS)


@pytest.mark.parametrize(
    ("probabilities", "predicted", "levels", "message"),
    [
        (np.full((1, 3), 0.25), [0], LEVELS, "must have the shape"),
        (np.full((1, 4), 0.25), [0, 1], LEVELS, "one entry a cable"),
        (np.full((1, 4), 0.25), [4], LEVELS, "columns of levels, 0 to 3"),
        (np.full((1, 4), 0.25), [0.5], LEVELS, "columns of levels, 0 to 3"),
        (np.full((1, 4), -0.25), [0], LEVELS, "between 0 and 1"),
        (np.full((1, 2), 0.5), [0], ["SECRET", "SECRET"], "unique"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(
    probabilities: np.ndarray, predicted: list[int], levels: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        score_levels(["SECRET"], probabilities, predicted, levels)


def test_costs_are_those_of_the_decisions_and_of_the_most_probable_levels() -> None:
    table = TABLES[0]
    costs = LevelCosts(too_low=2.0, too_high=1.0, missed=4.0, overmarked=0.5)
    matrix = np.array(build_cost_matrix(costs, LEVELS))
    decided = (table.probabilities @ matrix).argmin(axis=1)
    report = score_levels(table.gold, table.probabilities, decided, LEVELS, 50, costs=costs)
    assert report.metrics["mean_cost"] == pytest.approx(matrix[table.columns, decided].mean())
    assert report.metrics["mean_cost_most_probable"] == pytest.approx(
        matrix[table.columns, table.predicted].mean()
    )
    low, high = report.to_json()["intervals"]["mean_cost"]
    assert 0 <= low < report.metrics["mean_cost"] < high
    assert "  mean cost " in render_levels_report(report)


def test_without_costs_nothing_is_said_on_them() -> None:
    report = TABLES[0].score()
    assert not [name for name in report.metrics if "cost" in name]
    assert "cost" not in render_levels_report(report)
