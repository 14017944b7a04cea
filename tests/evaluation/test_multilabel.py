from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import (
    f1_score,
    label_ranking_average_precision_score,
    ndcg_score,
    precision_recall_fscore_support,
    precision_score,
    recall_score,
)

from cableml.errors import TrainingError
from cableml.evaluation.multilabel import TagsReport, score_tags

CONTRACT_KEYS = {
    "micro_f1",
    "micro_f1_known",
    "macro_f1",
    "samples_f1",
    "precision_at_1",
    "precision_at_3",
    "precision_at_5",
    "ndcg_at_5",
    "lrap",
    "expected_calibration_error",
    "n_cables",
    "n_unknown",
    "n_labels",
    "n_gold_outside",
    "per_label",
}


class Table:
    """A random table of gold tags and predictions, with what scikit-learn needs to score it."""

    def __init__(self, seed: int, n_cables: int, n_labels: int, n_outside: int, steps: int | None) -> None:
        generator = np.random.default_rng(seed)
        self.labels = [f"L{number:02}" for number in range(n_labels)]
        self.gold_matrix = generator.random((n_cables, n_labels)) < generator.random(n_labels) * 0.5
        self.outside_matrix = generator.random((n_cables, n_outside)) < 0.2
        scores = np.clip(generator.random((n_cables, n_labels)) * 0.7 + 0.3 * self.gold_matrix, 0, 1)
        if steps is not None:
            scores = np.round(scores * steps) / steps
        self.probabilities = scores.astype(np.float32)
        self.assigned = self.probabilities > 0.6
        self.gold = [
            {self.labels[column] for column in np.flatnonzero(known)}
            | {f"X{column}" for column in np.flatnonzero(outside)}
            for known, outside in zip(self.gold_matrix, self.outside_matrix, strict=True)
        ]
        self.all_gold = np.hstack((self.gold_matrix, self.outside_matrix)).astype(int)
        self.all_assigned = np.hstack((self.assigned, np.zeros_like(self.outside_matrix))).astype(int)
        self.all_scores = np.hstack((self.probabilities, np.full(self.outside_matrix.shape, -1.0)))

    def score(self, **options: Any) -> TagsReport:
        thresholds = np.full(len(self.labels), 0.6)
        return score_tags(
            self.gold,
            self.probabilities,
            self.assigned,
            self.labels,
            thresholds,
            **{"bootstrap": 0, **options},
        )


# Without ties, with many ties, with a constant score, and without tags outside the labels.
TABLES = [
    Table(0, 60, 12, 3, None),
    Table(1, 60, 12, 3, 4),
    Table(2, 40, 7, 2, 1),
    Table(3, 30, 25, 0, 10),
]


@pytest.mark.parametrize("table", TABLES)
def test_set_metrics_equal_scikit_learn_over_all_gold_tags(table: Table) -> None:
    metrics = table.score().metrics
    gold, assigned = table.all_gold, table.all_assigned
    assert metrics["micro_f1"] == pytest.approx(f1_score(gold, assigned, average="micro"))
    assert metrics["micro_precision"] == pytest.approx(precision_score(gold, assigned, average="micro"))
    assert metrics["micro_recall"] == pytest.approx(recall_score(gold, assigned, average="micro"))
    assert metrics["samples_f1"] == pytest.approx(
        f1_score(gold, assigned, average="samples", zero_division=0.0)
    )
    assert metrics["micro_f1_known"] == pytest.approx(
        f1_score(table.gold_matrix, table.assigned, average="micro")
    )


@pytest.mark.parametrize("table", TABLES)
def test_macro_f1_averages_over_labels_with_a_gold_cable(table: Table) -> None:
    present = np.flatnonzero(table.gold_matrix.any(axis=0))
    expected = f1_score(table.gold_matrix, table.assigned, average="macro", labels=present, zero_division=0.0)
    assert table.score().metrics["macro_f1"] == pytest.approx(expected)


def test_macro_f1_leaves_out_a_label_without_gold_even_if_it_is_assigned() -> None:
    probabilities = np.array([[0.9, 0.8], [0.1, 0.8]])
    report = score_tags(
        [{"PREL"}, set()], probabilities, probabilities > 0.5, ["PREL", "PGOV"], None, bootstrap=0
    )
    assert report.metrics["macro_f1"] == 1.0
    assert report.metrics["micro_precision"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("table", TABLES)
def test_ndcg_equals_scikit_learn_with_ties_and_tags_outside_the_labels(table: Table) -> None:
    expected = ndcg_score(table.all_gold, table.all_scores, k=5)
    assert table.score().metrics["ndcg_at_5"] == pytest.approx(expected)


@pytest.mark.parametrize("table", TABLES)
def test_lrap_equals_scikit_learn_less_what_it_gives_unretrieved_tags(table: Table) -> None:
    # scikit-learn ranks a tag outside the labels last and gives it (gold tags / columns); we give it 0.
    n_columns = table.all_gold.shape[1]
    n_gold = table.all_gold.sum(axis=1)
    outside = table.outside_matrix.sum(axis=1)
    credit = np.divide(outside * n_gold / n_columns, n_gold, out=np.zeros(len(n_gold)), where=n_gold > 0)
    expected = label_ranking_average_precision_score(table.all_gold, table.all_scores) - credit.mean()
    assert table.score().metrics["lrap"] == pytest.approx(expected)


@pytest.mark.parametrize("table", TABLES)
def test_lrap_known_equals_scikit_learn_on_cables_with_a_gold_label(table: Table) -> None:
    rows = table.gold_matrix.any(axis=1)
    expected = label_ranking_average_precision_score(table.gold_matrix[rows], table.probabilities[rows])
    assert table.score().metrics["lrap_known"] == pytest.approx(expected)


def test_precision_at_k_without_ties_is_the_share_of_gold_among_the_first_k() -> None:
    table = TABLES[0]
    order = np.argsort(-table.probabilities, axis=1)
    metrics = table.score().metrics
    for k in (1, 3, 5):
        first = np.take_along_axis(table.gold_matrix, order[:, :k], axis=1)
        assert metrics[f"precision_at_{k}"] == pytest.approx(first.mean())


def test_precision_at_k_gives_tied_labels_their_mean_whatever_their_order() -> None:
    probabilities = np.array([[0.5, 0.5, 0.5, 0.1]])
    for gold in ("A", "B", "C"):
        report = score_tags(
            [{gold}], probabilities, probabilities > 1, ["A", "B", "C", "D"], None, bootstrap=0
        )
        assert report.metrics["precision_at_1"] == pytest.approx(1 / 3)
        assert report.metrics["precision_at_3"] == pytest.approx(1 / 3)
        assert report.metrics["precision_at_5"] == pytest.approx(1 / 5)


@pytest.mark.parametrize("table", TABLES)
def test_per_label_scores_equal_scikit_learn(table: Table) -> None:
    precision, recall, f1, support = precision_recall_fscore_support(
        table.gold_matrix, table.assigned, zero_division=0.0
    )
    per_label = table.score().per_label
    assert [score.label for score in per_label] == table.labels
    assert [score.support for score in per_label] == list(support)
    assert [score.assigned for score in per_label] == list(table.assigned.sum(axis=0))
    assert [score.precision for score in per_label] == pytest.approx(list(precision))
    assert [score.recall for score in per_label] == pytest.approx(list(recall))
    assert [score.f1 for score in per_label] == pytest.approx(list(f1))


def test_hand_made_table_gives_the_figures_worked_out_on_paper() -> None:
    # Cable 1: PREL hit, JA missed. Cable 2: PGOV false, PREL missed, VTPREL outside. Cable 3: no gold tag.
    labels = ["PREL", "PGOV", "JA"]
    probabilities = np.array([[0.9, 0.2, 0.4], [0.3, 0.8, 0.1], [0.1, 0.1, 0.1]])
    assigned = probabilities > 0.5
    report = score_tags(
        [{"PREL", "JA"}, ("PREL", "VTPREL", "PREL"), []],
        probabilities,
        assigned,
        labels,
        [0.5, 0.5, 0.5],
        n_unknown=4,
        bootstrap=0,
    )
    metrics = report.metrics
    assert (report.n_cables, report.n_unknown, report.n_labels) == (3, 4, 3)
    assert (report.n_gold, report.n_gold_outside, report.n_assigned, report.n_without_gold) == (4, 1, 2, 1)
    assert report.outside == {"VTPREL": 1}
    assert metrics["micro_f1"] == pytest.approx(2 * 1 / (4 + 2))
    assert metrics["micro_f1_known"] == pytest.approx(2 * 1 / (3 + 2))
    assert metrics["share_gold_outside"] == pytest.approx(1 / 4)
    assert metrics["macro_f1"] == pytest.approx((2 / 3 + 0) / 2)
    assert metrics["samples_f1"] == pytest.approx((2 / 3 + 0 + 0) / 3)
    assert metrics["precision_at_1"] == pytest.approx(1 / 3)
    # PREL is first of one, JA second of two; PREL of cable 2 is second with one gold tag so far.
    assert metrics["lrap"] == pytest.approx(((1 + 1) / 2 + (1 / 2) / 2 + 1) / 3)
    assert metrics["lrap_known"] == pytest.approx((1 + 1 / 2) / 2)
    truth = np.array([[1, 0, 1], [1, 0, 0], [0, 0, 0]])
    assert metrics["brier"] == pytest.approx(np.square(probabilities - truth).mean())
    assert report.per_label[0].to_json() == {
        "support": 2,
        "assigned": 1,
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "threshold": 0.5,
    }


def test_calibration_error_pools_all_decisions_into_fifteen_bins() -> None:
    table = TABLES[0]
    bins = np.minimum((table.probabilities * 15).astype(int), 14)
    expected = 0.0
    for number in range(15):
        inside = bins == number
        if inside.any():
            gap = table.probabilities[inside].astype(float).mean() - table.gold_matrix[inside].mean()
            expected += inside.mean() * abs(gap)
    report = table.score()
    assert report.metrics["expected_calibration_error"] == pytest.approx(expected)
    assert sum(one.count for one in report.reliability) == table.probabilities.size


def test_calibration_error_of_the_best_five_looks_at_the_best_five_only() -> None:
    probabilities = np.array([[1.0, 1.0, 1.0, 1.0, 1.0, 0.5]])
    report = score_tags([set("ABCDE")], probabilities, probabilities > 0.6, list("ABCDEF"), None, bootstrap=0)
    assert report.metrics["calibration_error_top_5"] == 0.0
    assert report.metrics["expected_calibration_error"] == pytest.approx(0.5 / 6)


def test_json_has_every_key_of_the_contract_and_plain_types() -> None:
    written = TABLES[0].score(bootstrap=50, n_unknown=3).to_json()
    assert set(written) >= CONTRACT_KEYS
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert written["per_label"]["L00"].keys() >= {"support", "precision", "recall", "f1", "threshold"}
    assert written["per_label"]["L00"]["threshold"] == 0.6


def test_every_headline_has_an_interval_round_it_and_the_seed_fixes_it() -> None:
    report = TABLES[0].score(bootstrap=200, seed=7)
    headlines = set(report.metrics) - {"calibration_error_top_5", "brier"}
    assert set(report.intervals) == headlines
    for name in headlines:
        interval = report.intervals[name]
        assert 0 <= interval.low < report.metrics[name] < interval.high <= 1, name
    assert TABLES[0].score(bootstrap=200, seed=7).intervals == report.intervals
    assert TABLES[0].score(bootstrap=200, seed=8).intervals != report.intervals


def test_bootstrap_resamples_whole_cables() -> None:
    # Every cable stands nine times in the second table, so its spread is a third.
    table = TABLES[0]
    replicate = score_tags(
        table.gold * 9,
        np.tile(table.probabilities, (9, 1)),
        np.tile(table.assigned, (9, 1)),
        table.labels,
        None,
    )
    once = table.score(bootstrap=1000)
    assert replicate.metrics["micro_f1"] == pytest.approx(once.metrics["micro_f1"])
    width = once.intervals["micro_f1"].high - once.intervals["micro_f1"].low
    narrow = replicate.intervals["micro_f1"].high - replicate.intervals["micro_f1"].low
    assert width / narrow == pytest.approx(3, rel=0.15)


def test_bootstrap_of_macro_f1_equals_scoring_the_drawn_cables() -> None:
    from cableml.evaluation.bootstrap import draw_weights
    from cableml.evaluation.tag_statistics import build_statistics, measure_headline

    table = TABLES[1]
    statistics = build_statistics(table.gold, table.probabilities, table.assigned, table.labels)
    weights = next(draw_weights(len(table.gold), 5, seed=3))
    values = measure_headline(statistics, weights)
    for row in range(5):
        drawn = np.repeat(np.arange(len(table.gold)), weights[row].astype(int))
        again = score_tags(
            [table.gold[cable] for cable in drawn],
            table.probabilities[drawn],
            table.assigned[drawn],
            table.labels,
            None,
            bootstrap=0,
        )
        for name in values:
            assert values[name][row] == pytest.approx(again.metrics[name]), name


def test_bands_go_by_training_cables_where_they_are_given() -> None:
    labels = ["PREL", "PGOV", "KNNP"]
    probabilities = np.array([[0.9, 0.9, 0.1], [0.9, 0.1, 0.1]])
    gold = [{"PREL", "KNNP"}, {"PREL", "XYZZ"}]
    counts = {"PREL": 100, "PGOV": 99, "KNNP": 19}
    report = score_tags(
        gold, probabilities, probabilities > 0.5, labels, None, bootstrap=0, train_counts=counts
    )
    assert report.counted_in == "training"
    assert [(band.name, band.n_tags, band.support, band.f1) for band in report.bands] == [
        ("100 or more", 1, 2, 1.0),
        ("20 to 99", 1, 0, 0.0),
        ("5 to 19", 1, 1, 0.0),
        ("outside the labels", 1, 1, 0.0),
    ]
    by_evaluated = score_tags(gold, probabilities, probabilities > 0.5, labels, None, bootstrap=0)
    assert by_evaluated.counted_in == "evaluated"
    assert [band.name for band in by_evaluated.bands] == ["1 to 4", "none", "outside the labels"]


def test_kinds_count_gold_tags_outside_the_labels_as_missed_in_their_kind() -> None:
    labels = ["PREL", "KNNP", "JA"]
    probabilities = np.array([[0.9, 0.9, 0.9]])
    gold = [{"PREL", "JA", "CH", "VTPRELX"}]
    report = score_tags(gold, probabilities, probabilities > 0.5, labels, None, bootstrap=0)
    kinds = {group.name: group for group in report.kinds}
    assert list(kinds) == ["subject", "program", "geo", "unknown"]
    assert (kinds["subject"].precision, kinds["subject"].recall) == (1.0, 1.0)
    assert (kinds["program"].precision, kinds["program"].support) == (0.0, 0)
    assert (kinds["geo"].n_tags, kinds["geo"].support, kinds["geo"].outside, kinds["geo"].recall) == (
        2,
        2,
        1,
        0.5,
    )
    assert (kinds["unknown"].support, kinds["unknown"].outside) == (1, 1)


def test_a_cable_without_gold_and_without_assigned_tags_scores_as_in_scikit_learn() -> None:
    probabilities = np.array([[0.2, 0.1]])
    report = score_tags([()], probabilities, probabilities > 0.5, ["PREL", "PGOV"], None, bootstrap=20)
    assert report.metrics["samples_f1"] == 0.0
    assert report.metrics["lrap"] == 1.0
    assert report.metrics["ndcg_at_5"] == 0.0
    assert report.metrics["micro_f1"] == 0.0


def test_a_model_without_labels_misses_every_gold_tag() -> None:
    empty = np.zeros((1, 0))
    report = score_tags([{"PREL"}], empty, empty.astype(bool), [], None, bootstrap=20)
    assert (report.metrics["micro_f1"], report.metrics["lrap"], report.n_gold_outside) == (0.0, 0.0, 1)


def test_no_cable_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(TrainingError) as caught:
        score_tags([], np.zeros((0, 1)), np.zeros((0, 1), dtype=bool), ["PREL"], None)
    assert str(caught.value) == (
        "there is no cable with known tags to score; give cables that have a TAGS line"
    )


@pytest.mark.parametrize(
    ("probabilities", "labels", "thresholds", "message"),
    [
        (np.zeros((1, 2)), ["A"], None, "must both have the shape"),
        (np.array([[1.5]]), ["A"], None, "between 0 and 1"),
        (np.array([[np.nan]]), ["A"], None, "between 0 and 1"),
        (np.zeros((1, 2)), ["A", "A"], None, "unique"),
        (np.zeros((1, 1)), ["A"], [0.1, 0.2], "thresholds has 2 entries for 1 labels"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(
    probabilities: np.ndarray, labels: list[str], thresholds: list[float] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        score_tags([{"A"}], probabilities, np.zeros((1, 1), dtype=bool), labels, thresholds)


@pytest.mark.slow
def test_twenty_thousand_cables_and_six_hundred_labels_take_seconds() -> None:
    import time

    generator = np.random.default_rng(0)
    labels = [f"L{number}" for number in range(600)]
    rates = np.minimum(5 / np.arange(1, 601) / 7, 0.6)
    matrix = generator.random((20_000, 600), dtype=np.float32) < rates
    scores = np.clip(generator.random((20_000, 600), dtype=np.float32) * 0.7 + 0.3 * matrix, 0, 1)
    gold = [[labels[column] for column in np.flatnonzero(row)] for row in matrix]
    started = time.perf_counter()
    score_tags(gold, scores, matrix & (scores > 0.4), labels, None, bootstrap=200)
    assert time.perf_counter() - started < 40
