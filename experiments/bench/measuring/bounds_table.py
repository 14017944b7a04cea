"""Each stage's measured speed held against what the machine could do at best with the least work."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any, NamedTuple

from measuring.sides import OURS

Result = dict[str, Any]


class Bound(NamedTuple):
    """The least work of a stage in words, and the seconds that the dump would take at that."""

    stage: str
    work: str
    seconds: float


def find_bounds(result: Result) -> list[Bound]:
    """Return the bound of each stage for the whole dump, on one core; that of reading is not its own."""
    work, best = result["work"], result["best"]
    n_cables, n_train = work["n_cables"], work["n_train"]
    copy, table, flops = best["copy_gb_s"] * 1e9, best["byte_table_gb_s"] * 1e9, best["float64_gflops"] * 1e9
    raw, text = work["unpacked_bytes"], work["characters"]
    stored = 8.0 * work["stored_per_cable"]
    weights = work["stored_per_cable"] * work["n_labels"]
    words = work["n_words"] / n_cables
    algebra = sum(work[f"{part}_flops"] for part in ("gram", "factor", "inverse", "solve"))
    return [
        Bound("read", f"inflate {raw / n_cables:,.0f} bytes a cable", work["inflate_seconds"]),
        Bound("parse", f"look at {raw / n_cables:,.0f} bytes a cable once", raw / table),
        Bound("blind", f"read and write {text / n_cables:,.0f} characters a cable", 2.0 * text / copy),
        Bound(
            "features",
            f"read {text / n_cables:,.0f} characters, write and read {words:,.0f} hashes of 8 bytes, "
            f"write {stored:,.0f} bytes of a row",
            (text + 16.0 * work["n_words"] + stored * n_cables) / copy,
        ),
        Bound(
            "train",
            f"{algebra / 1e9:,.0f} thousand million operations of the matrix of {n_train:,} cables",
            algebra / flops,
        ),
        Bound(
            "predict",
            f"read {weights / 1000:,.0f} kB of weights a cable, a byte each",
            weights * n_cables / copy,
        ),
    ]


def render_bounds(result: Result, folder: Path) -> str:
    """Return the machine's best and a line a stage, with what ``folder`` holds of its measured time."""
    best, work = result["best"], result["work"]
    inflated = work["unpacked_bytes"] / max(work["inflate_seconds"], 1e-9) / 1e6
    lines = [
        f"One core copies {best['copy_gb_s']:.1f} GB a second (read and write counted), sums three arrays at "
        f"{best['triad_gb_s']:.1f} GB a second, maps bytes by a table at {best['byte_table_gb_s']:.2f} GB a "
        f"second, inflates {inflated:,.0f} MB a second; "
        f"the linear algebra library does {best['float64_gflops']:.0f} (float64) and "
        f"{best['float32_gflops']:.0f} (float32) thousand million operations a second, on the cores that it "
        "takes.",
        "",
        "| stage | least work | bound, s | measured, s | times the bound |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for stage, least, seconds in find_bounds(result):
        measured = _read_median(folder, stage)
        shown = "" if measured is None else f"{measured:,.2f}"
        times = "" if measured is None or not seconds else _number(measured / seconds)
        lines.append(f"| {stage} | {least} | {seconds:,.3f} | {shown} | {times} |")
    lines += [
        "",
        f"{work['n_cables']:,} cables; commit {result['commit']}; load average {result['load']}, "
        f"other work took {result['others']} cores.",
    ]
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _read_median(folder: Path, stage: str) -> float | None:
    name, side = ("parse", "read only") if stage == "read" else (stage, OURS)
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    records = json.loads(path.read_text("utf-8"))["records"]
    seconds = [row["seconds"] for row in records if row["side"] == side and "error" not in row]
    return statistics.median(seconds) if seconds else None
