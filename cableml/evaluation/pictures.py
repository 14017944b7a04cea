"""The pictures of a report: each function turns figures into one SVG, and computes nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from cableml.evaluation.calibration_check import CalibrationPart
from cableml.evaluation.details import METRIC_WORDS, Details
from cableml.evaluation.levels import LevelsReport
from cableml.evaluation.multilabel import LabelScore, TagsReport
from cableml.evaluation.operating_curves import OperatingCurve
from cableml.evaluation.slices import SliceRow, SliceTable
from cableml.evaluation.svg import (
    COLORS,
    FAINT,
    GRID,
    INK,
    build_frame,
    draw_axes,
    draw_box,
    draw_dot,
    draw_legend,
    draw_line,
    draw_path,
    draw_text,
    format_tick,
    measure_text,
    render_svg,
)

_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_WIDTH, _HEIGHT = 460, 340
_BAR, _WIDE = 22, 940
SURE_PAIRS = 30
"""A bin of a reliability curve with fewer pairs is drawn pale, and no line leads to it."""


def draw_all(
    report: TagsReport | LevelsReport, details: Details, train_counts: Mapping[str, int]
) -> dict[str, str]:
    """Return every picture of a report by name; ``train_counts`` are the training cables of each tag."""
    pictures: dict[str, str] = {}
    if isinstance(report, TagsReport):
        metrics = report.metrics
        chosen = (metrics["micro_recall"], metrics["micro_precision"])
        pictures["precision_recall"] = draw_precision_recall(details.curves, chosen)
        pictures["f1_by_frequency"] = draw_tag_frequency(report.per_label, train_counts)
        overall = metrics.get("micro_f1")
    else:
        pictures["precision_recall"] = draw_precision_recall(details.curves)
        pictures["confusion"] = draw_confusion(report)
        overall = report.metrics.get("accuracy")
    pictures["roc"] = draw_roc(details.curves)
    for number, part in enumerate(details.calibration):
        pictures[f"reliability_{number}"] = draw_reliability(part)
    for table in details.slices.tables:
        pictures[f"slice_{table.by}"] = draw_slices(table, METRIC_WORDS[table.metric], overall)
    return pictures


def draw_precision_recall(curves: Sequence[OperatingCurve], chosen: tuple[float, float] | None = None) -> str:
    """Return precision against recall; ``chosen`` (recall, precision) marks what the cut-offs give."""
    frame = build_frame(_WIDTH, _HEIGHT, (0, 1), (0, 1))
    parts = draw_axes(frame, _SHARES, _SHARES, "recall", "precision")
    for curve, color in zip(curves, COLORS, strict=False):
        parts.append(draw_path(frame, curve.precision_recall, color))
    if chosen is not None:
        x, y = frame.x.place(chosen[0]), frame.y.place(chosen[1])
        parts.append(draw_dot(x, y, 5, INK, f"recall {chosen[0]:.3f}, precision {chosen[1]:.3f}"))
        parts.append(draw_text(x + 8, y - 6, "decided", bold=True))
    entries = [
        (f"{curve.name}: {curve.average_precision:.3f}", color)
        for curve, color in zip(curves, COLORS, strict=False)
    ]
    parts += draw_legend(66, _HEIGHT - 52 - 17 * (len(entries) - 1), entries)
    return render_svg(_WIDTH, _HEIGHT, "Precision against recall", parts)


def draw_roc(curves: Sequence[OperatingCurve]) -> str:
    """Return recall against the false-positive rate."""
    frame = build_frame(_WIDTH, _HEIGHT, (0, 1), (0, 1))
    parts = draw_axes(frame, _SHARES, _SHARES, "false-positive rate", "recall")
    parts.append(draw_path(frame, ((0, 0), (1, 1)), FAINT, dashed=True))
    for curve, color in zip(curves, COLORS, strict=False):
        parts.append(draw_path(frame, curve.roc, color))
    entries = [
        (f"{curve.name}: {curve.roc_auc:.3f}", color) for curve, color in zip(curves, COLORS, strict=False)
    ]
    parts += draw_legend(220, _HEIGHT - 52 - 17 * (len(entries) - 1), entries)
    return render_svg(_WIDTH, _HEIGHT, "ROC: recall against false-positive rate", parts)


def draw_reliability(part: CalibrationPart) -> str:
    """Return how often probabilities came true, before and after calibration, over the number in each bin."""
    frame = build_frame(_WIDTH, _HEIGHT, (0, 1), (0, 1))
    parts = draw_axes(frame, _SHARES, _SHARES, "probability", "share that came true")
    most = max((one.count for one in part.after.bins), default=0)
    for one in part.after.bins:
        if one.count:
            left, right = frame.x.place(one.low), frame.x.place(one.high)
            # Square root: a bin of a hundred beside one of a hundred thousand can still be seen.
            tall = 70 * (one.count / most) ** 0.5
            hint = f"{one.count:,} probabilities from {one.low:.2f} to {one.high:.2f}"
            parts.append(draw_box(left + 1, frame.y.start - tall, right - left - 2, tall, GRID, hint))
    parts.append(draw_path(frame, ((0, 0), (1, 1)), FAINT, dashed=True))
    for figures, color in ((part.before, COLORS[1]), (part.after, COLORS[0])):
        points = [
            (one.mean_probability, one.share_true, one.count)
            for one in figures.bins
            if one.mean_probability is not None and one.share_true is not None
        ]
        for (x1, y1, n1), (x2, y2, n2) in pairwise(points):
            if min(n1, n2) >= SURE_PAIRS:
                parts.append(draw_path(frame, ((x1, y1), (x2, y2)), color))
        for x, y, count in points:
            hint = f"{y:.3f} of {count:,} at {x:.3f}"
            opacity = 1.0 if count >= SURE_PAIRS else 0.3
            parts.append(draw_dot(frame.x.place(x), frame.y.place(y), 3.5, color, hint, opacity))
    parts += draw_legend(
        62,
        26,
        [
            (f"before: error {part.before.error:.4f}, Brier {part.before.brier:.4f}", COLORS[1]),
            (f"after: error {part.after.error:.4f}, Brier {part.after.brier:.4f}", COLORS[0]),
        ],
    )
    return render_svg(_WIDTH, _HEIGHT, f"Reliability over {part.name}", parts)


def draw_slices(table: SliceTable, metric: str, overall: float | None = None) -> str:
    """Return one bar a slice with its interval and its number of cables; ``overall`` is a line across."""
    # The same left edge for all slices, so that one can be read against the other.
    left = 16 + max([measure_text("UNCLASSIFIED//FOUO"), *(measure_text(row.name) for row in table.rows)])
    right = 190
    height = 34 + _BAR * len(table.rows)
    span = _WIDE - left - right
    parts = []
    for tick in _SHARES:
        at = left + tick * span
        parts.append(draw_line(at, 14, at, height - 18, GRID))
        parts.append(draw_text(at, height - 4, format_tick(tick), "middle", FAINT))
    for number, row in enumerate(table.rows):
        parts += _draw_slice(row, metric, left, span, 16 + _BAR * number)
    if overall is not None:
        at = left + overall * span
        parts.append(
            f'<line x1="{at:.1f}" y1="14" x2="{at:.1f}" y2="{height - 18}" stroke="{INK}" '
            'stroke-dasharray="4 3"/>'
        )
    return render_svg(_WIDE, height, f"{metric} by {table.title}", parts)


def _draw_slice(row: SliceRow, metric: str, left: float, span: float, top: float) -> list[str]:
    middle = top + _BAR / 2 - 1
    parts = [draw_text(left - 8, middle + 4, row.name, "end")]
    if row.value is None:
        return [*parts, draw_text(left + 6, middle + 4, "nothing to score", "start", FAINT)]
    hint = f"{row.name}: {metric} {row.value:.3f} over {row.n_cables:,} cables"
    # Few cables: pale, so that the eye rests on what can be believed.
    parts.append(draw_box(left, top + 3, row.value * span, _BAR - 8, _shade(row), hint))
    figures = f"{row.value:.3f}"
    if row.interval is not None:
        low, high = left + row.interval.low * span, left + row.interval.high * span
        parts.append(draw_line(low, middle, high, middle, INK, 1.4))
        parts += [draw_line(end, middle - 3, end, middle + 3, INK, 1.4) for end in (low, high)]
        figures += f"  [{row.interval.low:.2f}, {row.interval.high:.2f}]"
    parts.append(draw_text(left + span + 14, middle + 4, figures))
    count = f"{row.n_cables:,}"
    parts.append(draw_text(_WIDE - 4, middle + 4, count, "end", FAINT))
    return parts


def _shade(row: SliceRow) -> str:
    return "#7fb2dd" if row.n_cables >= 20 else "#d3e3f1"


def draw_tag_frequency(scores: Sequence[LabelScore], counts: Mapping[str, int]) -> str:
    """Return each tag's F1 over its training cables on a logarithmic scale; dots grow with support."""
    known = [score for score in scores if score.support and counts.get(score.label)]
    most = max((counts[score.label] for score in known), default=10)
    frame = build_frame(
        _WIDE,
        400,
        (max(1, min((counts[s.label] for s in known), default=1)), most * 1.15),
        (0, 1),
        log_x=True,
    )
    ticks = [
        tick
        for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000)
        if frame.x.low <= tick <= frame.x.high
    ]
    parts = draw_axes(
        frame, ticks, _SHARES, "training cables that carry the tag (powers of ten)", "F1 on the test"
    )
    for score in known:
        n_train = counts[score.label]
        hint = f"{score.label}: F1 {score.f1:.3f}, {score.support:,} test and {n_train:,} training cables"
        x, y = frame.x.place(counts[score.label]), frame.y.place(score.f1)
        parts.append(draw_dot(x, y, 2.5 + min(score.support, 400) ** 0.5 / 3, COLORS[0], hint, 0.4))
    named = sorted(known, key=lambda score: (-counts[score.label], score.label))[:12]
    taken: list[tuple[float, float]] = []
    for score in named:
        x, y = frame.x.place(counts[score.label]), frame.y.place(score.f1)
        radius = 2.5 + min(score.support, 400) ** 0.5 / 3
        if all(abs(x - left) > 32 or abs(y - radius - top) > 12 for left, top in taken):
            parts.append(draw_text(x, y - radius - 3, score.label, "middle"))
            taken.append((x, y - radius))
    return render_svg(_WIDE, 400, "F1 of each tag by its number of training cables", parts)


def draw_confusion(report: LevelsReport) -> str:
    """Return the confusion matrix: rows gold, columns predicted, shaded by the row's share."""
    levels = report.levels
    left = 24 + max(measure_text(level) for level in levels)
    cell_width, cell_height = 128, 46
    width, height = int(left + cell_width * len(levels) + 16), 46 + cell_height * len(levels) + 8
    parts = [draw_text(left - 8, 16, "gold \\ predicted", "end", FAINT)]
    for column, level in enumerate(levels):
        shown = level if measure_text(level) < cell_width - 6 else level.replace("UNCLASSIFIED", "U")
        parts.append(draw_text(left + cell_width * (column + 0.5), 34, shown, "middle", INK))
    for place, level in enumerate(levels):
        top = 42 + cell_height * place
        counts = [int(count) for count in report.confusion_matrix[place]]
        total = sum(counts)
        parts.append(draw_text(left - 8, top + 27, level, "end"))
        for column, count in enumerate(counts):
            share = count / total if total else 0.0
            x = left + cell_width * column
            hint = f"{count:,} of {total:,} {level} cables predicted as {levels[column]}"
            parts.append(draw_box(x, top, cell_width - 2, cell_height - 2, _tint(share), hint))
            ink = "#ffffff" if share > 0.55 else INK
            parts.append(draw_text(x + cell_width / 2 - 1, top + 20, f"{count:,}", "middle", ink, bold=True))
            parts.append(draw_text(x + cell_width / 2 - 1, top + 36, f"{share:.0%}", "middle", ink))
    return render_svg(width, height, "Confusion matrix", parts)


def _tint(share: float) -> str:
    """Return a blue between near-white (0) and full (1)."""
    white, full = (243, 246, 250), (11, 95, 165)
    mixed = (round(a + (b - a) * share) for a, b in zip(white, full, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
