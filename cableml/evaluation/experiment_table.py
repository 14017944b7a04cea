"""An experiment's rows as the tables of its README, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cableml.evaluation.experiment_row import ExperimentRow

METRIC_WORDS = {
    "micro_f1": "micro-F1, all gold",
    "micro_f1_known": "micro-F1, learned tags",
    "macro_f1": "macro-F1",
    "samples_f1": "F1 a cable",
    "precision_at_1": "P@1",
    "precision_at_5": "P@5",
    "ndcg_at_5": "nDCG@5",
    "lrap": "LRAP",
    "expected_calibration_error": "calibration error",
    "accuracy": "accuracy",
    "quadratic_kappa": "quadratic kappa",
    "roc_auc_classified": "AUC, classified",
    "average_precision_classified": "average precision, classified",
    "fpr_at_90_recall_classified": "false alarms at 90 % recall",
    "log_loss": "log loss",
    "agreement": "agreement",
    "identical": "identical",
    "n_pairs": "pairs",
    "n_cables": "cables",
    "n_labels": "labels",
    "n_train": "training cables",
}
SMALLER_IS_BETTER = frozenset({"fpr_at_90_recall_classified", "log_loss", "expected_calibration_error"})
_COUNTS = frozenset({"n_pairs", "n_cables", "n_labels", "n_train"})
_COSTS = (("fit_seconds", "fit, s", "{:.0f}"), ("model_mb", "model, MB", "{:.1f}"))
_SMALL = 0.05


@dataclass(frozen=True, slots=True)
class TableView:
    """One table to be written: ``variants`` in order, each with its rows (none: not run yet).

    ``metrics`` are the columns, the first decides. ``ranked``: the rows are rivals, so the best is marked.
    """

    name: str
    title: str
    variants: Mapping[str, Sequence[ExperimentRow]]
    metrics: Sequence[str]
    baseline: str
    ranked: bool = True

    @property
    def rows(self) -> list[ExperimentRow]:
        """All rows, in order."""
        return [row for rows in self.variants.values() for row in rows]


def render_figures(view: TableView) -> list[str]:
    """Return the lines of the table of figures: one row a run, the best of each metric in bold.

    The number of test cables has a column where the rows do not have the same.
    """
    best = {metric: _find_best(view, metric) for metric in view.metrics} if view.ranked else {}
    costs = [cost for cost in _COSTS if any(cost[0] in row.metrics for row in view.rows)]
    has_sizes = len({row.n_test for row in view.rows}) > 1
    rows = []
    for variant, runs in view.variants.items():
        if not runs:
            rows.append([variant, "not run yet", *[""] * (len(view.metrics) - 1 + len(costs) + has_sizes)])
        for row in runs:
            cells = [render_figure(row, metric, best.get(metric)) for metric in view.metrics]
            cells += [
                form.format(row.metrics[name]) if name in row.metrics else "" for name, _, form in costs
            ]
            sizes = [f"{row.n_test:,}" if row.n_test is not None else ""] if has_sizes else []
            rows.append([row.variant, *sizes, *cells])
    header = [
        "",
        *["test cables"] * has_sizes,
        *(METRIC_WORDS.get(metric, metric) for metric in view.metrics),
        *(cost[1] for cost in costs),
    ]
    return render_markdown(header, rows, right=len(costs))


def render_differences(view: TableView) -> list[str]:
    """Return the lines of the table of differences to the baseline, the largest gain first; [] for none."""
    held = [row for row in view.rows if row.against is not None]
    if not held:
        return []
    first = view.metrics[0]
    metrics = [name for name in view.metrics if any(_difference(row, name) is not None for row in held)]
    sign = 1.0 if first in SMALLER_IS_BETTER else -1.0
    held.sort(key=lambda row: sign * (_difference(row, first) or 0.0))
    level = _SMALL / len(held)
    rows = [[row.variant, *(_render_difference(row, metric, level) for metric in metrics)] for row in held]
    return render_markdown(["", *(METRIC_WORDS.get(metric, metric) for metric in metrics)], rows)


def explain_differences(view: TableView) -> str:
    """Return what the table of differences says and by which test; an empty text where there is none."""
    held = [row.against for row in view.rows if row.against is not None]
    if not held:
        return ""
    return (
        f"Against **{view.baseline}**, the largest gain first: difference on the same cables, its 95 % "
        "interval (paired bootstrap), p (approximate randomisation, two-sided; "
        f"{held[0].replicates:,} resamples each). "
        f"`*` marks p < {_SMALL / len(held):.2g}: 0.05 shared among "
        f"{'the one comparison' if len(held) == 1 else f'{len(held)} comparisons'}."
    )


def render_figure(row: ExperimentRow, metric: str, best: str | None = None) -> str:
    """Return one figure with its interval, in bold where it reads as the best does."""
    value = row.metrics.get(metric)
    if value is None:
        return ""
    if metric in _COUNTS:
        return f"{value:,.0f}"
    shown = f"**{value:.3f}**" if f"{value:.3f}" == best else f"{value:.3f}"
    span = row.interval(metric)
    return shown if span is None else f"{shown} [{span[0]:.3f}, {span[1]:.3f}]"


def render_markdown(header: Sequence[str], rows: Sequence[Sequence[str]], right: int = 0) -> list[str]:
    """Return the lines of a Markdown table; the last ``right`` columns are flush right."""
    rules = ["---"] * (len(header) - right) + ["---:"] * right
    return [f"| {' | '.join(map(_escape, cells))} |" for cells in (header, rules, *rows)]


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|")


def _find_best(view: TableView, metric: str) -> str | None:
    """Return the best figure of a metric as it is shown, or None where there is no choice.

    Runs tested on different cables are no rivals.
    """
    scored = [row for row in view.rows if metric in row.metrics]
    if len(scored) < 2 or len({row.test_sha for row in scored}) > 1:
        return None
    choose = min if metric in SMALLER_IS_BETTER else max
    return f"{choose(row.metrics[metric] for row in scored):.3f}"


def _difference(row: ExperimentRow, metric: str) -> float | None:
    told: Mapping[str, Any] = {} if row.against is None else row.against.metrics.get(metric, {})
    return told.get("difference")


def _render_difference(row: ExperimentRow, metric: str, level: float) -> str:
    difference = _difference(row, metric)
    if difference is None or row.against is None:
        return ""
    told = row.against.metrics[metric]
    span, p_value = told.get("interval"), told.get("p_value")
    shown = _sign(difference) + (f" [{_sign(span[0])}, {_sign(span[1])}]" if span else "")
    if p_value is None:
        return shown
    return f"{shown} {p_value:.3f}{'*' if p_value < level else ''}"


def _sign(value: float) -> str:
    """Return a difference with its sign; what is shown as nothing has none."""
    return f"{value:+.3f}" if f"{abs(value):.3f}" != "0.000" else "0.000"
