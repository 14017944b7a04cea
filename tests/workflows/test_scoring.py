"""Headline figures of a report."""

from __future__ import annotations

from cableml.workflows.scoring import pick_headlines


def test_mean_costs_are_headlines_where_a_model_decides_by_costs() -> None:
    report = {"accuracy": 0.5, "mean_cost": 0.25, "mean_cost_most_probable": 0.5, "brier": 1.0}
    assert pick_headlines(report, "classification") == {
        "accuracy": 0.5,
        "mean_cost": 0.25,
        "mean_cost_most_probable": 0.5,
    }


def test_what_the_data_cannot_support_is_no_headline() -> None:
    assert pick_headlines({"accuracy": 0.5, "roc_auc_classified": None}, "classification") == {
        "accuracy": 0.5
    }
