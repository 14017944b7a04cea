"""Listener: whom a workflow tells what it does; StageClock: how long each stage took."""

from __future__ import annotations

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
    """Seconds of each stage of a workflow, in the order in which the stages began."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside the ``with`` block to the stage ``name``."""
        begun = time.perf_counter()
        self.seconds.setdefault(name, 0.0)
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - begun

    @property
    def total(self) -> float:
        """Seconds of all stages together."""
        return sum(self.seconds.values())
