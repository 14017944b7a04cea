"""ExperimentRow: one tracked run as a row of an experiment's table, and `runs.jsonl`, which keeps rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from cableml.errors import CorpusError, Location

_DIGITS = 6  # behind the point: ten times more than any table shows, and the same on every machine


@dataclass(frozen=True, slots=True)
class Against:
    """A row held against its table's baseline on the same cables.

    ``metrics`` maps a metric to its difference, the bounds of its 95 % interval and its p-value; None
    where there is none.
    """

    baseline: str
    replicates: int
    metrics: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """One row: where it stands, what gave it, its figures.

    ``changes`` are the overrides of its config. ``metrics`` hold the bounds of NAME as ``NAME_low`` and
    ``NAME_high``. ``n_train`` and ``n_test`` None: not a training. ``against`` None: nothing to hold it
    against. Nothing says who made the run on which machine.
    """

    table: str
    variant: str
    id: str
    task: str
    changes: tuple[str, ...]
    metrics: Mapping[str, float]
    params: Mapping[str, str]
    corpus: str
    corpus_sha: str
    started: str
    seconds: float | None = None
    n_train: int | None = None
    n_test: int | None = None
    test_sha: str = ""
    base: str = ""
    commit: str = ""
    is_changed: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)
    against: Against | None = None

    def interval(self, metric: str) -> tuple[float, float] | None:
        """Return the bounds of a metric's 95 % interval, or None where the run has none."""
        low, high = self.metrics.get(f"{metric}_low"), self.metrics.get(f"{metric}_high")
        return None if low is None or high is None else (low, high)


def render_rows(rows: Iterable[ExperimentRow]) -> str:
    """Return the rows as JSON lines, figures rounded, the same rows to the same bytes."""
    return "".join(f"{json.dumps(_round(asdict(row)), ensure_ascii=False)}\n" for row in rows)


def parse_rows(text: str, file: str) -> list[ExperimentRow]:
    """Return the rows that JSON lines hold, in order.

    Raises: CorpusError where a line is no row.
    """
    known = {one.name for one in fields(ExperimentRow)}
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            plain = json.loads(line)
            against = plain.pop("against")
            row = {name: value for name, value in plain.items() if name in known}
            row["changes"] = tuple(row["changes"])
            rows.append(ExperimentRow(**row, against=Against(**against) if against else None))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CorpusError(
                "this line is no run of an experiment. Write the file anew with cableml report FOLDER.",
                Location(file, number),
            ) from None
    return rows


def round_rows(rows: Sequence[ExperimentRow]) -> list[ExperimentRow]:
    """Return the rows as they come back from their file: what is shown must not hang on further digits."""
    return parse_rows(render_rows(rows), "runs")


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _round(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_round(one) for one in value]
    return value
