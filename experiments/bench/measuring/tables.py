"""Results as the README's tables: between `<!-- NAME -->` and `<!-- end -->` stands what NAME.json says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring.sides import OURS
from measuring.summary import Spread, compare_turns, summarise

Result = dict[str, Any]
_PLACE = re.compile(r"(<!-- ([a-z0-9_]+) -->\n)(.*?)(<!-- end -->)", re.S)


def render_stage(result: Result) -> str:
    """Return the table of a stage: a line a side, the first is held against all others."""
    by_side: dict[str, list[Result]] = {}
    for record in result["records"]:
        by_side.setdefault(record["side"], []).append(record)
    good = {side: [record for record in rows if "error" not in record] for side, rows in by_side.items()}
    ours = good.get(OURS, [])
    keys = {key for rows in good.values() for row in rows for key in row}
    if not result["timed"]:
        keys -= _OF_TIME
    if result["stage"] not in _WHOLE:
        keys.discard("wall_seconds")
    columns = [column for column in _COLUMNS if column[2] in keys]
    lines = [
        "| side | " + " | ".join(column[0] for column in columns) + " |",
        "| --- | " + " | ".join("---:" for _ in columns) + " |",
    ]
    for side, rows in good.items():
        if rows:
            cells = [cell(rows, ours) for _, cell, _ in columns]
            lines.append(f"| {side} | " + " | ".join(cells) + " |")
    left_out = [
        f"Left out: {row['side']} ({row['error']})."
        for rows in by_side.values()
        for row in rows
        if "error" in row
    ]
    return "\n".join([*lines, "", *left_out, _describe(result)])


def fill_readme(text: str, folder: Path, render: Callable[[str, Result], str]) -> str:
    """Return the README's text with each place filled from its result file; a place without one is kept."""

    def fill(match: re.Match[str]) -> str:
        path = folder / f"{match[2]}.json"
        if not path.is_file():
            return match[0]
        return f"{match[1]}{render(match[2], json.loads(path.read_text('utf-8')))}\n{match[4]}"

    return _PLACE.sub(fill, text)


def fill_place(text: str, name: str, table: str) -> str:
    """Return the text with the place of this name filled, if it has one."""
    return _PLACE.sub(lambda match: f"{match[1]}{table}\n{match[4]}" if match[2] == name else match[0], text)


def find_places(text: str) -> list[str]:
    """Return the names of the places that wait for tables."""
    return [match[2] for match in _PLACE.finditer(text)]


def _describe(result: Result) -> str:
    rows = [row for row in result["records"] if "error" not in row]
    if not rows:
        return "Nothing could be measured."
    turns = max(row["turn"] for row in rows) + 1
    loads = summarise([row["load"] for row in rows])
    others = summarise([row["others"] for row in rows])
    build = result["cableml"]
    n_compiled = build["compiled_modules"] - build["native"]
    built = f"{n_compiled} modules compiled" if n_compiled else "no module compiled"
    native = ", C kernels" if build["native"] else ", no C kernels"
    cores = "one core" if result["one_core"] else f"{result['machine']['cores']} cores"
    return (
        f"{turns} turn{'s' if turns > 1 else ''}, {cores}; "
        f"{result['corpus']['n_cables']:,} cables; cableml {build['cableml']} at {result['commit']} "
        f"({built}{native}). Load average before a measurement {loads.least:.1f} to {loads.most:.1f}; other "
        f"work took {others.median:.1f} cores ({others.least:.1f} to {others.most:.1f}) meanwhile."
    )


def _number(value: float) -> str:
    if value >= 1:
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{value:.3f}"


def show_spread(spread: Spread) -> str:
    """Return ``1.23 (1.10 to 1.40)``; one measurement alone has no bounds."""
    if spread.turns == 1:
        return f"{_number(spread.median)} (once)"
    return f"{_number(spread.median)} ({_number(spread.least)} to {_number(spread.most)})"


def _seconds(rows: list[Result], ours: list[Result]) -> str:
    return show_spread(summarise([row["seconds"] for row in rows]))


def _ratio_of(key: str) -> Callable[[list[Result], list[Result]], str]:
    def cell(rows: list[Result], ours: list[Result]) -> str:
        if not ours or rows is ours:
            return "1"
        return show_spread(compare_turns([row[key] for row in rows], [row[key] for row in ours]))

    return cell


def _rate(rows: list[Result], ours: list[Result]) -> str:
    rates = [row["n_cables"] / row["seconds"] for row in rows if row.get("n_cables")]
    return _number(summarise(rates).median) if rates else ""


def _median_of(key: str, scale: float = 1.0, form: str = "") -> Callable[[list[Result], list[Result]], str]:
    def cell(rows: list[Result], ours: list[Result]) -> str:
        values = [row[key] * scale for row in rows if key in row]
        if not values:
            return ""
        median = summarise(values).median
        return f"{median:{form}}" if form else _number(median)

    return cell


# Elsewhere a whole process is what is timed, or it also reads texts and scores what it predicted.
_WHOLE = ("train", "train_whole")
_OF_TIME = {"seconds", "n_cables", "wall_seconds", "processor_seconds", "peak_mb"}
_COLUMNS: tuple[tuple[str, Callable[[list[Result], list[Result]], str], str], ...] = (
    ("seconds", _seconds, "seconds"),
    ("times cableml's", _ratio_of("seconds"), "seconds"),
    ("cables/s", _rate, "n_cables"),
    ("the same again, s", _median_of("again_seconds"), "again_seconds"),
    ("of it features, s", _median_of("features_seconds"), "features_seconds"),
    ("of it fit, s", _median_of("fit_seconds"), "fit_seconds"),
    ("whole process, s", _median_of("wall_seconds"), "wall_seconds"),
    ("processor, s", _median_of("processor_seconds"), "processor_seconds"),
    ("times cableml's", _ratio_of("processor_seconds"), "processor_seconds"),
    ("peak, MB", _median_of("peak_mb", form=",.0f"), "peak_mb"),
    ("model, MB", _median_of("model_bytes", 1e-6, ".1f"), "model_bytes"),
    ("labels", _median_of("n_labels", form=",.0f"), "n_labels"),
    ("columns", _median_of("n_features", form=",.0f"), "n_features"),
    ("micro-F1", _median_of("micro_f1", form=".3f"), "micro_f1"),
    ("flattered", _median_of("micro_f1_flattered", form=".3f"), "micro_f1_flattered"),
)
