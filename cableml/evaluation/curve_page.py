"""A learning curve as a picture, and as one HTML page that opens offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cableml.evaluation.html_page import render_code, render_figure, render_list, render_page
from cableml.evaluation.svg import (
    COLORS,
    build_frame,
    draw_axes,
    draw_dot,
    draw_legend,
    draw_line,
    draw_path,
    render_svg,
)

_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_WIDTH, _HEIGHT = 940, 400


def draw_learning_curve(points: Sequence[Mapping[str, Any]], shown: Sequence[tuple[str, str]]) -> str:
    """Return one SVG: each shown metric over the number of training cables, with its intervals.

    Parameters
    ----------
    points
        Rising in ``n_train``; one without ``metrics`` (no model could be trained) is left out.
    shown
        Pairs of a metric's key and its words in the legend.
    """
    scored = [point for point in points if "metrics" in point]
    most = max((point["n_train"] for point in scored), default=1)
    frame = build_frame(_WIDTH, _HEIGHT, (0, most * 1.05), (0, 1))
    parts = draw_axes(
        frame, [0, *(point["n_train"] for point in scored)], _SHARES, "training cables", "score on the test"
    )
    for (name, words), color in zip(shown, COLORS, strict=False):
        drawn = [
            (point["n_train"], point["metrics"][name], point["intervals"].get(name))
            for point in scored
            if point["metrics"].get(name) is not None
        ]
        parts.append(draw_path(frame, [(n_train, value) for n_train, value, _ in drawn], color))
        for n_train, value, interval in drawn:
            x = frame.x.place(n_train)
            if interval:
                low, high = (frame.y.place(bound) for bound in interval)
                parts.append(draw_line(x, low, x, high, color, 1.5))
            parts.append(draw_dot(x, frame.y.place(value), 4, color, f"{words} {value:.3f} at {n_train:,}"))
    entries = [(words, color) for (_, words), color in zip(shown, COLORS, strict=False)]
    parts += draw_legend(_WIDTH - 200, _HEIGHT - 60 - 17 * len(entries), entries)
    return render_svg(_WIDTH, _HEIGHT, "Learning curve", parts)


def render_curve_page(title: str, svg: str, table: str, notes: Sequence[str], config_yaml: str) -> str:
    """Return the page: the picture, the table as text, what to know of it, and the config."""
    return render_page(
        title,
        "Each point is a model trained on so many cables; all are scored on the same test cables.",
        [
            ("Curve", render_figure("Scores with 95 % intervals over the test cables", svg)),
            ("Figures", render_code(table)),
            ("What to know", render_list(notes)),
            ("Config", render_code(config_yaml)),
        ],
    )
