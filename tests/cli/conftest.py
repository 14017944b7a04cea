"""Running the command line inside the test process, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cableml.cli.app import run


@dataclass(frozen=True)
class Result:
    """What a command line gave: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Command = Callable[..., Result]


@pytest.fixture
def cableml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A function that runs ``cableml WORD...`` in ``tmp_path``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)

    def command(*words: object) -> Result:
        capsys.readouterr()
        status = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return command
