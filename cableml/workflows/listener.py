"""Listener: whom a workflow tells what it does; StageClock: how long each stage took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from cableml.errors import CablemlError


class Listener(Protocol):
    """Told of progress, of what was assumed, and of inputs that could not be used."""

    def notice(self, text: str) -> None:
        """Take one sentence that the user should read."""

    def problem(self, error: CablemlError) -> None:
        """Take an input that could not be used; the rest of the work goes on."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Take how far a stage is; ``total`` is 0 where it is not known."""


class SilentListener:
    """Takes everything and says nothing; counts the problems."""

    def __init__(self) -> None:
        self.problems: list[CablemlError] = []

    def notice(self, text: str) -> None:
        """Do nothing."""

    def problem(self, error: CablemlError) -> None:
        """Keep the problem."""
        self.problems.append(error)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Do nothing."""


class StageClock:
    """Seconds of each stage of a workflow, in the order in which the stages began.

    ``peak_mb`` is the most memory that the process had held when the stage ended: where it does not
    rise, an earlier stage needed more. Empty where the system does not tell. ``began_at`` is when the
    clock was made, in epoch seconds; ``is_over`` is set by the workflow when its last stage has ended.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.peak_mb: dict[str, float] = {}
        self.began_at = time.time()
        self.is_over = False

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside the ``with`` block to the stage ``name``."""
        begun = time.perf_counter()
        self.seconds.setdefault(name, 0.0)
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - begun
            peak = read_peak_mb()
            if peak is not None:
                self.peak_mb[name] = peak

    @property
    def total(self) -> float:
        """Seconds of all stages together."""
        return sum(self.seconds.values())

    def render(self) -> list[str]:
        """Return a table: the seconds of each stage and, where known, the most memory held until its end."""
        lines = ["Time and memory", "---------------"]
        for name, seconds in self.seconds.items():
            peak = f" {self.peak_mb[name]:9,.0f} MB" if name in self.peak_mb else ""
            lines.append(f"{name:<20} {seconds:8.1f} s{peak}")
        return [*lines, f"{'together':<20} {self.total:8.1f} s"]

    @property
    def last_stage(self) -> str:
        """The stage that began last; before the first it is the start."""
        return next(reversed(self.seconds), "start")


def read_peak_mb() -> float | None:
    """Return the most memory that this process has held, in MB; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak) / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
