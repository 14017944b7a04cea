"""An experiment's table as a picture: one dot a run with its interval, below each other."""

from __future__ import annotations

import math

from cableml.evaluation.experiment_row import ExperimentRow
from cableml.evaluation.experiment_table import METRIC_WORDS, TableView
from cableml.evaluation.svg import (
    COLORS,
    FAINT,
    GRID,
    INK,
    Axis,
    draw_box,
    draw_dot,
    draw_line,
    draw_text,
    measure_text,
    render_svg,
)

_WIDTH, _LINE, _TOP, _RIGHT = 900, 24, 34, 190
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


def draw_table(view: TableView) -> str:
    """Return the table's first metric as SVG; the dashed line marks the baseline."""
    metric = view.metrics[0]
    rows = [row for row in view.rows if metric in row.metrics]
    left = 24 + max((measure_text(row.variant) for row in rows), default=0)
    height = _TOP + _LINE * len(rows) + 34
    words = METRIC_WORDS.get(metric, metric)
    axis, ticks = _build_axis(rows, metric, left)
    bottom = height - 30
    # A ground of its own: the words are dark, a page that shows them may be too.
    parts = [
        draw_box(0, 0, _WIDTH, height, "#ffffff"),
        draw_text(left, 18, f"{words}, 95 % interval", bold=True),
    ]
    for tick in ticks:
        parts.append(draw_line(axis.place(tick), _TOP - 6, axis.place(tick), bottom, GRID))
        parts.append(draw_text(axis.place(tick), bottom + 18, f"{tick:g}", "middle", FAINT))
    baseline = next((row for row in rows if row.variant == view.baseline), None)
    if baseline is not None and view.ranked:
        at = axis.place(baseline.metrics[metric])
        parts.append(
            f'<line x1="{at:.1f}" y1="{_TOP - 6}" x2="{at:.1f}" y2="{bottom}" stroke="{FAINT}" '
            'stroke-dasharray="4 3"/>'
        )
    for number, row in enumerate(rows):
        parts += _draw_row(row, metric, axis, _TOP + _LINE * number + _LINE / 2, row is baseline)
    return render_svg(_WIDTH, height, f"{view.title or view.name}: {words}", parts) + "\n"


def _build_axis(rows: list[ExperimentRow], metric: str, left: float) -> tuple[Axis, list[float]]:
    """Return an axis as wide as the figures need, not from 0: differences are what is looked for."""
    ends = [bound for row in rows for bound in (row.metrics[metric], *(row.interval(metric) or ()))]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    step = next((step for step in _STEPS if (high - low) / step <= 8), 0.25)
    first, last = math.floor(low / step), math.ceil(high / step)
    last += last == first
    ticks = [round(place * step, 6) for place in range(first, last + 1)]
    return Axis(ticks[0], ticks[-1], left, _WIDTH - _RIGHT), ticks


def _draw_row(row: ExperimentRow, metric: str, axis: Axis, middle: float, is_baseline: bool) -> list[str]:
    value, span = row.metrics[metric], row.interval(metric)
    parts = [draw_text(axis.start - 12, middle + 4, row.variant, "end", INK, is_baseline)]
    if span is not None:
        low, high = axis.place(span[0]), axis.place(span[1])
        parts.append(draw_line(low, middle, high, middle, INK, 1.4))
        parts += [draw_line(end, middle - 3, end, middle + 3, INK, 1.4) for end in (low, high)]
    parts.append(draw_dot(axis.place(value), middle, 4.5, COLORS[1] if is_baseline else COLORS[0]))
    figures = f"{value:.3f}" + (f"  [{span[0]:.3f}, {span[1]:.3f}]" if span is not None else "")
    parts.append(draw_text(axis.end + 16, middle + 4, figures))
    return parts
