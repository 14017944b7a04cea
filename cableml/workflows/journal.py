"""Journal: a listener that keeps what it hears for the run's record, and hands it on."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from cableml.tracking.tracker import Step

if TYPE_CHECKING:
    from cableml.errors import CablemlError
    from cableml.workflows.listener import Listener

FIT_PROGRESS = "fit_elapsed_seconds"
_MOST_STEPS = 200
_MOST_WARNINGS = 200


class Journal:
    """Told what a workflow's listener is told.

    ``warnings`` holds notices, inputs that could not be used, and Python's warnings, each once.
    ``steps`` says how long fitting has taken after each of its parts.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._seen: dict[str, None] = {}
        self._fit_begun_at: float | None = None
        self.steps: list[Step] = []

    @property
    def warnings(self) -> list[str]:
        """What was noticed, in the order in which it came."""
        return list(self._seen)

    def notice(self, text: str) -> None:
        """Keep the sentence and hand it on."""
        self._keep(text)
        self._listener.notice(text)

    def problem(self, error: CablemlError) -> None:
        """Keep the problem and hand it on."""
        self._keep(str(error))
        self._listener.problem(error)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Hand the progress on."""
        self._listener.progress(stage, done, total)

    def fit_progress(self, stage: str, done: int, total: int) -> None:
        """Keep how long fitting has taken when a part of it is done, and hand the progress on."""
        now = time.time()
        if self._fit_begun_at is None:
            self._fit_begun_at = now
        if done and len(self.steps) < _MOST_STEPS:
            self.steps.append(Step(FIT_PROGRESS, len(self.steps) + 1, now - self._fit_begun_at, now))
        self._listener.progress(stage, done, total)

    @contextmanager
    def hearing_warnings(self) -> Iterator[None]:
        """Keep Python's warnings inside the ``with`` block; they are shown as ever."""
        shown = warnings.showwarning

        def keep(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            self._keep(f"{category.__name__}: {message}")
            shown(message, category, filename, lineno, file, line)

        warnings.showwarning = keep
        try:
            yield
        finally:
            warnings.showwarning = shown

    def _keep(self, text: str) -> None:
        if len(self._seen) < _MOST_WARNINGS:
            self._seen.setdefault(text)
