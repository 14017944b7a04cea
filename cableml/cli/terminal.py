"""Terminal: results to standard output; notices, problems and a progress line to standard error.

The progress line is drawn only where standard error is a terminal.
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from cableml.errors import CablemlError

_REDRAW_SECONDS = 0.1
_BAR_CELLS = 24


class Terminal:
    """What a command has to say, each thing on its stream; counts the problems."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._draws = self._stream.isatty()
        self._drawn_at = 0.0
        self._begun_at = 0.0
        self._stage = ""
        self._line_open = False
        self.n_problems = 0

    @property
    def status(self) -> int:
        """The exit status: 1 if an input could not be used, else 0."""
        return 1 if self.n_problems else 0

    def result(self, text: str) -> None:
        """Write a part of the result, with a line break behind it, to standard output."""
        self.clear()
        sys.stdout.write(f"{text}\n")

    def notice(self, text: str) -> None:
        """Write one sentence."""
        self.clear()
        print(text, file=self._stream, flush=True)

    def problem(self, error: CablemlError) -> None:
        """Write why an input could not be used, and count it."""
        self.n_problems += 1
        self.notice(str(error))

    def progress(self, stage: str, done: int, total: int) -> None:
        """Redraw the progress line, ten times a second at most; nothing where nobody watches.

        Results written so far are sent off: who reads them should not wait for a full buffer.
        """
        sys.stdout.flush()
        if not self._draws:
            return
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._begun_at, self._drawn_at = stage, now, 0.0
        if now - self._drawn_at < _REDRAW_SECONDS and done != total:
            return
        self._drawn_at = now
        width = shutil.get_terminal_size().columns - 1
        line = render_progress(stage, done, total, now - self._begun_at)[:width]
        self._stream.write(f"\r{line:<{width}}")
        self._stream.flush()
        self._line_open = True

    def clear(self) -> None:
        """Wipe the progress line, so that what follows starts on an empty one."""
        if self._line_open:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r{'':<{width}}\r")
            self._stream.flush()
            self._line_open = False


def render_progress(stage: str, done: int, total: int, elapsed_seconds: float) -> str:
    """Return one line on how far a stage is: a bar and the time left where the total is known."""
    if total <= 0:
        count = f" {done:,}" if done else ""
        return f"{stage}{count}  {_clock(elapsed_seconds)}"
    share = min(done / total, 1.0)
    filled = round(share * _BAR_CELLS)
    bar = "#" * filled + "." * (_BAR_CELLS - filled)
    left = f"  {_clock(elapsed_seconds * (1 - share) / share)} left" if 0 < share < 1 else ""
    return f"{stage} [{bar}] {done:,} of {total:,}{left}"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
