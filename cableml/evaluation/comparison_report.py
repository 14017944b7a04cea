"""A comparison on a terminal: metrics with interval and p-value, what moved, which settings differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cableml.cable.tag import tag_name
from cableml.evaluation.moves import Move
from cableml.evaluation.paired import Comparison, Difference
from cableml.evaluation.report_tables import render_heading, render_notes, render_table


def render_comparison(comparison: Comparison, show: int = 10) -> str:
    """Return the comparison as text, without a trailing line break; ``show`` labels and posts are named."""
    first, second = comparison.first, comparison.second
    title = f"{first.task}: B against A on {comparison.n_cables:,} cables that both were tested on"
    lines = [title, "=" * min(len(title), 100)]
    lines += [f"A  {first.source} (model {first.model}, version {first.model_version[:12]}, {first.corpus})"]
    lines += [
        f"B  {second.source} (model {second.model}, version {second.model_version[:12]}, {second.corpus})"
    ]
    n_left_out = comparison.n_only_first + comparison.n_only_second
    if n_left_out:
        lines += render_notes(
            [
                f"{comparison.n_only_first:,} cables were scored for A alone and "
                f"{comparison.n_only_second:,} for B alone; they are left out."
            ]
        )
    lines += render_heading("Metrics")
    lines += render_table(
        ("metric", "A", "B", "B - A", "95 % interval", "p"),
        [_render_difference(one) for one in comparison.differences],
    )
    lines += ["", *render_notes(_explain(comparison))]
    what = "tag" if first.task == "tags" else "level"
    lines += _render_moves(comparison.labels, what, ("gold", "F1 A", "F1 B"), show)
    score = "F1" if what == "tag" else "right"
    lines += _render_moves(comparison.posts, "post", ("cables", f"{score} A", f"{score} B"), show)
    lines += render_heading("Settings that differ")
    if comparison.settings:
        rows = [
            (key, render_setting(one), render_setting(other))
            for key, (one, other) in comparison.settings.items()
        ]
        lines += render_table(("setting", "A", "B"), rows, left=(0, 1, 2))
    else:
        lines += ["  none"]
    return "\n".join(lines)


def _explain(comparison: Comparison) -> list[str]:
    if comparison.replicates < 2:
        return ["No intervals and p-values were asked for."]
    n_small = sum(one.p_value is not None and one.p_value < 0.05 for one in comparison.differences)
    return [
        f"Interval: paired bootstrap over cables; p: approximate randomisation, two-sided; "
        f"{comparison.replicates:,} resamples each, seed {comparison.seed}. {n_small} of "
        f"{len(comparison.differences)} metrics have p < 0.05; so many metrics are looked at, and they hang "
        "together, that a single one just below it means little."
    ]


def _render_difference(one: Difference) -> tuple[str, ...]:
    if one.first is None or one.second is None or one.difference is None:
        return (one.name, _figure(one.first), _figure(one.second), "", "", "")
    span = f"[{one.interval.low:+.3f}, {one.interval.high:+.3f}]" if one.interval is not None else ""
    p_value = f"{one.p_value:.4f}" if one.p_value is not None else ""
    return (one.name, _figure(one.first), _figure(one.second), f"{one.difference:+.3f}", span, p_value)


def _render_moves(moves: Sequence[Move], what: str, heads: tuple[str, str, str], show: int) -> list[str]:
    lines = render_heading(f"{what.capitalize()}s that moved most ({len(moves):,} moved)")
    if not moves:
        return [*lines, "  none"]
    rows = [
        (
            move.name,
            f"{move.n:,}",
            f"{move.first:.3f}",
            f"{move.second:.3f}",
            f"{move.difference:+.3f}",
            f"{move.n_better:,}",
            f"{move.n_worse:,}",
            f"{move.p_value:.3f}",
            (tag_name(move.name) or "(not in the vocabulary)") if what == "tag" else "",
        )
        for move in moves[:show]
    ]
    heading = (
        what,
        *heads,
        "B - A",
        "better",
        "worse",
        "sign p",
        "what it stands for" if what == "tag" else "",
    )
    return lines + render_table(heading, rows, left=(0, 8))


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def render_setting(value: Any) -> str:
    """Return the value of a setting, cut where it is long; ``-`` where a model does not state it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
