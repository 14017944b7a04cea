"""Details: what a report says beyond its headline figures: calibration, slices, curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cableml.evaluation.calibration_check import CalibrationPart
from cableml.evaluation.operating_curves import OperatingCurve
from cableml.evaluation.report_tables import render_count, render_heading, render_notes, render_table
from cableml.evaluation.slices import MIN_CABLES, SURE_CABLES, Drift, SliceRow, Slices, SliceTable

METRIC_WORDS = {"micro_f1": "micro-F1", "accuracy": "accuracy"}
_SHORT = 6
"""So many posts are named in the text; the JSON and the HTML report hold all of them."""


@dataclass(frozen=True, slots=True)
class Details:
    """Everything that one scoring gave beside the contract's metrics."""

    calibration: tuple[CalibrationPart, ...]
    slices: Slices
    curves: tuple[OperatingCurve, ...]

    def to_json(self) -> dict[str, Any]:
        """Return ``calibration``, ``slices``, ``drift`` and ``curves`` (areas only) as plain JSON types."""
        return {
            "calibration": {part.name: part.to_json() for part in self.calibration},
            **self.slices.to_json(),
            "curves": {curve.name: curve.to_json() for curve in self.curves},
        }


def render_details(details: Details) -> list[str]:
    """Return calibration and slices as lines of text, short."""
    lines = render_heading("Calibration: before (raw scores through a plain logistic curve) and after")
    lines += render_table(
        ("over", "pairs", "true", "error before", "after", "Brier before", "after"),
        [
            (
                part.name,
                f"{part.n:,}",
                f"{part.n_true:,}",
                f"{part.before.error:.4f}",
                f"{part.after.error:.4f}",
                f"{part.before.brier:.4f}",
                f"{part.after.brier:.4f}",
            )
            for part in details.calibration
        ],
    )
    for table in details.slices.tables:
        if table.by in ("year", "post", "length", "level"):
            lines += render_heading(f"{METRIC_WORDS[table.metric]} by {table.title}")
            lines += _render_slices(table)
    drift = details.slices.drift
    if drift is not None:
        lines += ["", *render_notes([describe_drift(drift)])]
    return lines


def describe_drift(drift: Drift) -> str:
    """Return the trend over years as one sentence."""
    span = (
        f", 95 % interval {drift.interval.low:+.4f} to {drift.interval.high:+.4f}" if drift.interval else ""
    )
    verdict = ""
    if drift.interval:
        sure = drift.interval.low > 0 or drift.interval.high < 0
        verdict = "; the interval excludes no change." if sure else "; no change lies within it."
    return (
        f"Drift: {METRIC_WORDS[drift.metric]} changes by {drift.per_year:+.4f} a year from {drift.first} to "
        f"{drift.last} (years with {MIN_CABLES} cables or more{span}){verdict or '.'}"
    )


def _render_slices(table: SliceTable) -> list[str]:
    rows = list(table.rows)
    left = 0
    if table.by == "post" and len(rows) > _SHORT + 2:
        left = len(rows) - _SHORT
        named = [row for row in rows if row.more.get("gold", 1) and row.value is not None]
        worst = sorted(named, key=lambda row: (row.value or 0.0, row.name))
        rows = [*worst[: _SHORT // 2], *worst[-_SHORT // 2 :]]
    elif table.by == "year":
        rows = [row for row in rows if row.n_cables >= SURE_CABLES]
    few = [row for row in table.rows if row.n_cables < SURE_CABLES] if table.by == "year" else []
    extra = "recall" if table.metric == "micro_f1" else "commonest_level"
    lines = render_table(
        (table.by, "cables", METRIC_WORDS[table.metric], "95 % interval", _EXTRA_WORDS[extra]),
        [(row.name, f"{row.n_cables:,}", *_show(row), f"{row.more[extra]:.3f}") for row in rows],
    )
    if few:
        n_few = sum(row.n_cables for row in few)
        lines.append(
            f"  ({render_count(len(few), 'year')} with fewer than {SURE_CABLES} cables, {n_few:,} in all, "
            "only in the JSON and HTML report)"
        )
    if left:
        lines.append(
            f"  (the worst and best {_SHORT // 2} of {len(table.rows)}; all are in the JSON and HTML report)"
        )
    return lines


_EXTRA_WORDS = {"recall": "recall", "commonest_level": "share of commonest level"}


def _show(row: SliceRow) -> tuple[str, str]:
    value = "none" if row.value is None else f"{row.value:.3f}"
    span = f"[{row.interval.low:.3f}, {row.interval.high:.3f}]" if row.interval else ""
    return value, span
