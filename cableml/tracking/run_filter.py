"""Which runs a person means: words of a name, and conditions such as ``micro_f1>0.7``."""

from __future__ import annotations

import operator
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from cableml.errors import UsageError
from cableml.tracking.run_reader import TrackedRun

_CONDITION = re.compile(r"([\w.:]+)(>=|<=|!=|=|>|<)(.*)", re.DOTALL)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_ABOUT = ("id", "name", "task", "experiment", "status", "group")


@dataclass(frozen=True, slots=True)
class Condition:
    """One word of a filter; ``key`` None: a text that the run's name, id, experiment or group must hold."""

    key: str | None
    sign: str
    value: str


def parse_filter(text: str) -> tuple[Condition, ...]:
    """Return the conditions of a filter; all of them must hold. Quotes keep blanks together.

    Raises: UsageError where a quote is not closed, or a condition has no value.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"a quote in --filter {text!r} is not closed. Close it.") from error
    conditions = []
    for word in words:
        found = _CONDITION.fullmatch(word)
        if found is None:
            conditions.append(Condition(None, "", word))
        elif not found.group(3) or (found.group(2) not in ("=", "!=") and _as_number(found.group(3)) is None):
            raise UsageError(
                f"{word!r} in --filter cannot be compared. Write it like micro_f1>0.7 or estimator=ridge."
            )
        else:
            conditions.append(Condition(*found.groups()))
    return tuple(conditions)


def select_runs(runs: Sequence[TrackedRun], text: str | None) -> list[TrackedRun]:
    """Return the runs that fulfil every condition of the filter, in order; no filter: all.

    Raises: UsageError for a filter that cannot be read, or a name that no run has.
    """
    conditions = parse_filter(text or "")
    known = {name for run in runs for name in (*_ABOUT, *run.metrics, *run.params, *run.tags)}
    for condition in conditions:
        if runs and condition.key is not None and condition.key not in known:
            close = get_close_matches(condition.key, known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else "See them with: cableml runs --format jsonl"
            raise UsageError(f"no run has a metric, parameter or tag {condition.key!r}. {hint}")
    return [run for run in runs if all(_holds(run, condition) for condition in conditions)]


def _holds(run: TrackedRun, condition: Condition) -> bool:
    if condition.key is None:
        words = f"{run.name}\n{run.id}\n{run.experiment}\n{run.group or ''}".casefold()
        return condition.value.casefold() in words
    value = _find_value(run, condition.key)
    if value is None:
        return condition.sign == "!="
    compare = _COMPARE[condition.sign]
    numbers = (_as_number(value), _as_number(condition.value))
    if None not in numbers:
        return compare(*numbers)
    return condition.sign in ("=", "!=") and compare(str(value).casefold(), condition.value.casefold())


def _find_value(run: TrackedRun, key: str) -> Any:
    if key in _ABOUT:
        return getattr(run, key)
    for values in (run.metrics, run.params, run.tags):
        if key in values:
            return values[key]
    return None


def _as_number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
