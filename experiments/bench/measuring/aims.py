"""What was aimed at beside what the result files say, as one table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from measuring.sides import ONE_THREAD, OURS
from measuring.summary import Spread, compare_turns, summarise
from measuring.tables import show_spread

Rows = dict[str, list[dict[str, Any]]]
_THEIRS = "scikit-learn"
_NUMPY = "import numpy"


class Aim(NamedTuple):
    """One aim in words, the stage that tells, how to read it from the stage's rows, and whether it is met."""

    words: str
    stage: str
    read: Callable[[Rows, str], Spread]
    is_met: Callable[[float], bool]


def _times(theirs: str, ours: str = OURS) -> Callable[[Rows, str], Spread]:
    def read(rows: Rows, key: str) -> Spread:
        return compare_turns([row[key] for row in rows[theirs]], [row[key] for row in rows[ours]])

    return read


def _whole(theirs: str) -> Callable[[Rows, str], Spread]:
    """Return cableml's time over the other's, each of the whole process from its start to its end."""

    def read(rows: Rows, key: str) -> Spread:
        whole = {"seconds": "wall_seconds", "processor_seconds": "cpu_seconds"}[key]
        return compare_turns([row[whole] for row in rows[OURS]], [row[whole] for row in rows[theirs]])

    return read


def _rate(rows: Rows, key: str) -> Spread:
    return summarise([row["n_cables"] / row[key] for row in rows[OURS]])


AIMS: tuple[Aim, ...] = (
    Aim(
        "features: scikit-learn's time over cableml's, at least 8",
        "features",
        _times(_THEIRS),
        lambda x: x >= 8,
    ),
    Aim(
        "training: cableml's time over scikit-learn's in one thread, as it fits by itself, at most 0.25",
        "train",
        _times(OURS, ONE_THREAD),
        lambda x: x <= 0.25,
    ),
    Aim("the same over scikit-learn's in two threads", "train", _times(OURS, _THEIRS), lambda x: x <= 0.25),
    Aim(
        "training on the whole dump, whole processes: cableml's time over scikit-learn's in one thread, "
        "at most 0.25",
        "train_whole",
        _whole(ONE_THREAD),
        lambda x: x <= 0.25,
    ),
    Aim(
        "the same on the whole dump over scikit-learn's in two threads",
        "train_whole",
        _whole(_THEIRS),
        lambda x: x <= 0.25,
    ),
    Aim(
        "predicting TAGS from the raw dump, cables a second, at least 4,000",
        "predict",
        _rate,
        lambda x: x >= 4e3,
    ),
    Aim(
        "predicting: scikit-learn's time over cableml's, at least 3",
        "predict",
        _times(_THEIRS),
        lambda x: x >= 3,
    ),
    Aim(
        "one cable cold over `import numpy` cold, at most 3.75 (0.45 s over 0.12 s)",
        "cold",
        _times("cableml, TAGS and level, shipped", _NUMPY),
        lambda x: x <= 3.75,
    ),
)


def render_aims(folder: Path) -> str:
    """Return a line an aim; one without a result says so. By the wall it is met or not.

    Other work beside the measurement slows the wall clock much, and processor time little.
    """
    lines = ["| aim | measured | by processor time | met |", "| --- | ---: | ---: | --- |"]
    for aim in AIMS:
        rows = _read_rows(folder / f"{aim.stage}.json")
        try:
            by_wall, by_processor = aim.read(rows, "seconds"), aim.read(rows, "processor_seconds")
        except (KeyError, ValueError):
            lines.append(f"| {aim.words} | not measured | | |")
        else:
            met = "yes" if aim.is_met(by_wall.median) else "no"
            lines.append(f"| {aim.words} | {show_spread(by_wall)} | {show_spread(by_processor)} | {met} |")
    return "\n".join(lines)


def _read_rows(path: Path) -> Rows:
    rows: Rows = {}
    if path.is_file():
        for record in json.loads(path.read_text("utf-8"))["records"]:
            if "error" not in record:
                rows.setdefault(record["side"], []).append(record)
    return rows
