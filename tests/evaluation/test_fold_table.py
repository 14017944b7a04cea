from __future__ import annotations

from typing import Any

from cableml.evaluation.fold_table import SHOWN, render_fold_table
from cableml.workflows.scoring import HEADLINES


def test_every_fold_has_a_row_and_the_mean_and_deviation_stand_below() -> None:
    folds: list[dict[str, Any]] = [
        {
            "fold": 1,
            "n_train": 4000,
            "n_test": 1011,
            "n_labels": 262,
            "metrics": {"micro_f1": 0.7, "lrap": 0.8},
        },
        {"fold": 2, "n_train": 4001, "n_test": 1010, "n_labels": 266, "metrics": {"micro_f1": 0.8}},
    ]
    means = {"micro_f1": {"mean": 0.75, "standard_deviation": 0.0707}}
    lines = render_fold_table(folds, means, "tags")
    assert lines[2].split()[:5] == ["fold", "trained", "on", "scored", "labels"]
    assert lines[3].split() == ["1", "4,000", "1,011", "262", "0.700", "none", "none", "0.800", "none"]
    assert lines[5].split() == ["mean", "0.750", "none", "none", "none", "none"]
    assert lines[6].split() == ["deviation", "0.071", "none", "none", "none", "none"]


def test_what_is_shown_are_headline_figures() -> None:
    for task, shown in SHOWN.items():
        assert {name for name, _ in shown} <= set(HEADLINES[task])
