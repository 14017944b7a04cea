"""Plain-text building blocks of the reports: headline lines, aligned tables, wrapped notes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from cableml.evaluation.bootstrap import Interval

WIDTH = 100


def render_heading(text: str) -> list[str]:
    """Return a heading with a line under it, and a blank line before."""
    return ["", text, "-" * min(len(text), WIDTH)]


def render_notes(notes: Sequence[str], bullet: str = "") -> list[str]:
    """Return the notes wrapped to the width, each after the bullet."""
    lines: list[str] = []
    for note in notes:
        lines += textwrap.wrap(
            note,
            WIDTH,
            initial_indent=bullet,
            subsequent_indent=" " * len(bullet),
            break_on_hyphens=False,
        )
    return lines


def render_metrics(
    rows: Sequence[tuple[str, str, str]],
    metrics: Mapping[str, float | None],
    intervals: Mapping[str, Interval],
) -> list[str]:
    """Return one line a metric: words, value, interval, remark.

    ``rows`` holds the metric's name, what to call it, and a remark (may be empty). A metric
    without a value shows its remark alone.
    """
    widest = max(len(words) for _, words, _ in rows)
    lines = []
    for name, words, remark in rows:
        value = metrics.get(name)
        interval = intervals.get(name)
        shown = "  none" if value is None else f"{value:6.3f}"
        span = f"[{interval.low:.3f}, {interval.high:.3f}]" if interval is not None else ""
        lines.append(f"  {words:<{widest}}  {shown}  {span:<14}  {remark}".rstrip())
    return lines


def render_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)
) -> list[str]:
    """Return an aligned table, indented by two; columns in `left` are flush left, the others right.

    The first column is cut at 32 characters (some tags are whole names), and the last one where a
    line would leave the width.
    """
    rows = [(_cut(row[0], 32), *row[1:]) for row in rows]
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    room = WIDTH - 2 - sum(widths[:-1]) - 2 * (len(widths) - 1)
    widths[-1] = min(widths[-1], room)
    lines = []
    for row in (header, *rows):
        cells = [
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip((*row[:-1], _cut(row[-1], room)), widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines


def render_count(count: int, one: str, many: str = "") -> str:
    """Return the count with its noun: ``1 cable``, ``1,501 cables``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3].rstrip() + "..."
