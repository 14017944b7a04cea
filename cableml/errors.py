"""Every error that cableml raises on purpose.

    CablemlError
    ├── ParseError          a text that is no cable at all
    ├── CorpusError         a file, row or page that cannot be read as cables
    │   └── LabelsError     a labels file that cannot be used
    ├── ConfigError         a config that cannot be used (may hold several problems)
    ├── ModelFolderError    a model folder that is missing, damaged, foreign or too new
    ├── TrainingError       data that no model can be trained or scored on
    ├── WorkError           a process that shared the work and ended before it was done
    ├── OutputError         a result that could not be written
    ├── UsageError          a command or call that asks for something that cannot be meant
    ├── TrackingError       a run store that cannot be reached or used
    └── StoppedError        a long job that was interrupted and can be taken up again

Each message says what is wrong, where, and what to do. ``str(error)`` is what a
command prints, after the location: ``FILE:LINE: KEY: message``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """Where a problem lies: a file (or cable) name, a line counted from 1, a key or column."""

    file: str | None = None
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        """Return ``FILE:LINE: KEY`` with the absent parts left out, or an empty string."""
        place = self.file or ""
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
        if self.key:
            place = f"{place}: {self.key}" if place else self.key
        return place


class CablemlError(Exception):
    """Base of all errors raised by cableml; ``message`` is one sentence, ``location`` may be empty."""

    def __init__(self, message: str, location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.location = location or Location()

    def __str__(self) -> str:
        place = str(self.location)
        return f"{place}: {self.message}" if place else self.message


class ParseError(CablemlError):
    """The text is no cable: empty, binary, or without a single line a cable would have."""


class CorpusError(CablemlError):
    """A file, row or page cannot be read as cables."""


class LabelsError(CorpusError):
    """A labels file cannot be used."""


class ConfigError(CablemlError):
    """A config cannot be used.

    ``problems`` holds every problem found (at least one); ``str()`` prints one a line.
    """

    def __init__(
        self,
        message: str,
        location: Location | None = None,
        problems: Sequence[CablemlError] = (),
    ) -> None:
        super().__init__(message, location)
        self.problems: tuple[CablemlError, ...] = tuple(problems)

    def __str__(self) -> str:
        if self.problems:
            return "\n".join(str(problem) for problem in self.problems)
        return super().__str__()


class ModelFolderError(CablemlError):
    """A model folder is missing, damaged, foreign, or of a format this version cannot read."""


class TrainingError(CablemlError):
    """The data cannot be trained on or scored: too few labelled cables, a single class, no feature."""


class WorkError(CablemlError):
    """A process that shared the work ended before its work did."""


class OutputError(CablemlError):
    """A result could not be written."""


class UsageError(CablemlError):
    """A command or call asks for something that cannot be meant: two models for one task, none at all."""


class TrackingError(CablemlError):
    """The run store cannot be reached or used."""


class StoppedError(CablemlError):
    """A long job was interrupted by the user; the message says how to take it up again."""
