"""SVG by hand: scales, axes, lines, bars and labels, as text that is the same on every machine.

Every text is escaped and every number rounded to a tenth of a dot, so equal figures give equal bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLORS = ("#0b5fa5", "#d1600a", "#15803d", "#a3328b", "#a16207", "#0e7490", "#555555")
INK, GRID, FAINT = "#1f2933", "#e1e5ea", "#6b7480"
_CHAR = 6.3  # dots of an average character at the size of labels


@dataclass(frozen=True, slots=True)
class Axis:
    """Values ``low`` to ``high`` on dots ``start`` to ``end``; ``log`` for a scale of powers of ten."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def place(self, value: float) -> float:
        """Return the dot of a value, kept within the axis."""
        low, high, at = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, at = math.log10(low), math.log10(high), math.log10(at)
        share = (at - low) / (high - low) if high > low else 0.5
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's size and its two axes."""

    width: int
    height: int
    x: Axis
    y: Axis


def build_frame(
    width: int,
    height: int,
    x: tuple[float, float],
    y: tuple[float, float],
    left: int = 52,
    log_x: bool = False,
) -> Frame:
    """Return a frame of ``width`` x ``height`` dots with room for labels on the left and below."""
    return Frame(width, height, Axis(x[0], x[1], left, width - 14, log_x), Axis(y[0], y[1], height - 44, 12))


def render_svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    """Return a whole picture; ``title`` is read out where the picture cannot be seen."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-label="{escape(title)}" '
            'font-family="system-ui, sans-serif" font-size="12">',
            f"<title>{escape(title)}</title>",
            *parts,
            "</svg>",
        ]
    )


def draw_axes(
    frame: Frame,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    x_title: str,
    y_title: str,
) -> list[str]:
    """Return grid lines, their numbers and the two titles."""
    x, y = frame.x, frame.y
    parts = []
    for tick in y_ticks:
        at = y.place(tick)
        parts.append(draw_line(x.start, at, x.end, at, GRID))
        parts.append(draw_text(x.start - 7, at + 4, format_tick(tick), "end", FAINT))
    for tick in x_ticks:
        at = x.place(tick)
        parts.append(draw_line(at, y.start, at, y.end, GRID))
        parts.append(draw_text(at, y.start + 16, format_tick(tick), "middle", FAINT))
    parts.append(draw_line(x.start, y.start, x.end, y.start, FAINT))
    parts.append(draw_text((x.start + x.end) / 2, frame.height - 8, x_title, "middle", INK))
    middle = (y.start + y.end) / 2
    parts.append(
        f'<text x="14" y="{middle:.1f}" text-anchor="middle" fill="{INK}" '
        f'transform="rotate(-90 14 {middle:.1f})">{escape(y_title)}</text>'
    )
    return parts


def draw_path(frame: Frame, points: Sequence[tuple[float, float]], color: str, dashed: bool = False) -> str:
    """Return a line through the points."""
    steps = " ".join(f"{frame.x.place(x):.1f},{frame.y.place(y):.1f}" for x, y in points)
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{steps}" fill="none" stroke="{color}" stroke-width="2"{dashes}/>'


def draw_line(x1: float, y1: float, x2: float, y2: float, color: str, width: float = 1.0) -> str:
    """Return a straight line between dots."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
        f'stroke-width="{width:g}"/>'
    )


def draw_dot(x: float, y: float, radius: float, color: str, hint: str = "", opacity: float = 1.0) -> str:
    """Return a filled circle; ``hint`` shows when the pointer rests on it."""
    title = f"<title>{escape(hint)}</title>" if hint else ""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{color}" fill-opacity="{opacity:g}">'
        f"{title}</circle>"
    )


def draw_box(x: float, y: float, width: float, height: float, color: str, hint: str = "") -> str:
    """Return a filled rectangle."""
    title = f"<title>{escape(hint)}</title>" if hint else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{color}">'
        f"{title}</rect>"
    )


def draw_text(
    x: float, y: float, text: str, anchor: str = "start", color: str = INK, bold: bool = False
) -> str:
    """Return one line of text; ``anchor`` start, middle or end."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}"{weight}>{escape(text)}</text>'
    )


def draw_legend(x: float, y: float, entries: Sequence[tuple[str, str]]) -> list[str]:
    """Return lines of a legend from (x, y) down, on a ground that hides the grid; entries (text, color)."""
    if not entries:
        return []
    width = 26 + _CHAR * max(len(text) for text, _ in entries)
    parts = [
        f'<rect x="{x - 4:.1f}" y="{y - 12:.1f}" width="{width:.1f}" height="{17 * len(entries) + 2}" '
        'fill="#ffffff" fill-opacity="0.85"/>'
    ]
    for number, (text, color) in enumerate(entries):
        at = y + 17 * number
        parts.append(draw_line(x, at - 4, x + 14, at - 4, color, 3))
        parts.append(draw_text(x + 20, at, text))
    return parts


def format_tick(value: float) -> str:
    """Return a number as short as an axis needs it."""
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:g}"


def measure_text(text: str) -> float:
    """Return about how many dots a text is wide."""
    capitals = sum(letter.isupper() for letter in text)
    return _CHAR * len(text) + 2.2 * capitals
