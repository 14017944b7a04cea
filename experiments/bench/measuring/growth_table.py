"""How each stage grows, as a table: seconds and cables a second at each size, and the fitted exponent."""

from __future__ import annotations

from typing import Any

from measuring.summary import fit_exponent

Result = dict[str, Any]


def render_growth(result: Result) -> str:
    """Return two tables, of time and of memory: a line a stage, a column a number of cables."""
    sizes = sorted({record["demo_cables"] for record in result["records"]})
    stages = list(dict.fromkeys(record["stage"] for record in result["records"]))
    cells = {(record["stage"], record["demo_cables"]): record for record in result["records"]}
    head = " | ".join(f"{size:,}" for size in sizes)
    rule = " | ".join("---:" for _ in sizes)
    lines = [f"| seconds (cables/s) | {head} | exponent |", f"| --- | {rule} | ---: |"]
    for stage in stages:
        row = [_time(cells.get((stage, size)), size) for size in sizes]
        lines.append(f"| {stage} | {' | '.join(row)} | {_exponent(stage, sizes, cells)} |")
    lines += ["", f"| peak, MB | {head} |", f"| --- | {rule} |"]
    for stage in stages:
        row = [_peak(cells.get((stage, size))) for size in sizes]
        lines.append(f"| {stage} | {' | '.join(row)} |")
    failed = [
        f"Not measured: {record['stage']} of {record['demo_cables']:,} cables ({record['error']})."
        for record in result["records"]
        if "error" in record
    ]
    good = [record for record in result["records"] if "error" not in record]
    settings = f" with {', '.join(result['settings'])}" if result["settings"] else ""
    what = f"Training: `configs/{result['config']}.yaml`{settings}; commit {result['commit']}."
    loads = [record["load"] for record in good]
    others = sorted(record["others"] for record in good)
    if good:
        what += (
            f" Load average before a measurement {min(loads):.1f} to {max(loads):.1f}; other work took "
            f"{others[len(others) // 2]:.1f} cores ({others[0]:.1f} to {others[-1]:.1f}) meanwhile."
        )
    return "\n".join([*lines, "", *failed, what])


def _time(record: Result | None, size: int) -> str:
    if record is None or "error" in record:
        return "—"
    seconds = record["seconds"]
    return f"{seconds:,.1f} ({size / seconds:,.0f})"


def _peak(record: Result | None) -> str:
    return "—" if record is None or "error" in record else f"{record['peak_mb']:,.0f}"


def _exponent(stage: str, sizes: list[int], cells: dict[tuple[str, int], Result]) -> str:
    found = [(size, cells[stage, size]) for size in sizes if (stage, size) in cells]
    points = [(size, record["seconds"]) for size, record in found if "error" not in record]
    if len(points) < 2:
        return "—"
    return f"{fit_exponent([size for size, _ in points], [seconds for _, seconds in points]):.2f}"
