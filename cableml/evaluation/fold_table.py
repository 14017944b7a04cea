"""The figures of each fold as a table, with their mean and how far they lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cableml.evaluation.report_tables import render_notes, render_table

SHOWN = {
    "tags": (
        ("micro_f1", "micro-F1"),
        ("macro_f1", "macro-F1"),
        ("precision_at_5", "P at 5"),
        ("lrap", "LRAP"),
        ("expected_calibration_error", "cal. error"),
    ),
    "classification": (
        ("accuracy", "accuracy"),
        ("macro_f1", "macro-F1"),
        ("roc_auc_classified", "AUC"),
        ("fpr_at_90_recall_classified", "false alarms"),
        ("expected_calibration_error", "cal. error"),
    ),
}
"""What is shown of each fold: metric and column heading."""


def render_fold_table(
    folds: Sequence[Mapping[str, Any]], means: Mapping[str, Mapping[str, Any]], task: str
) -> list[str]:
    """Return the lines of the table; ``folds`` and ``means`` are JSON values by metric names."""
    rows = [
        [
            str(fold["fold"]),
            f"{fold['n_train']:,}",
            f"{fold['n_test']:,}",
            f"{fold['n_labels']:,}",
            *(_figure(fold["metrics"].get(name)) for name, _ in SHOWN[task]),
        ]
        for fold in folds
    ]
    for words, key in (("mean", "mean"), ("deviation", "standard_deviation")):
        rows.append([words, "", "", "", *(_figure(means.get(name, {}).get(key)) for name, _ in SHOWN[task])])
    header = ("fold", "trained on", "scored", "labels", *(words for _, words in SHOWN[task]))
    note = (
        "The figures at the top pool the predictions of all folds; their brackets leave out how much the "
        "draw of the training cables matters, which the deviation between folds shows."
    )
    return ["By fold", "-------", *render_table(header, rows), "", *render_notes([note])]


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
