"""Running the command line inside the test process, in a folder of its own."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def tracked_folder(checkout: Path, tmp_path_factory: pytest.TempPathFactory, empty_run_store: Path) -> Path:
    """A folder with a run store and three small tracked models: tags ``one`` and ``two``, ``level``."""
    from cableml.config.load import load_config
    from cableml.tracking.mlflow_tracker import MlflowTracker
    from cableml.tracking.store import find_store
    from cableml.workflows.listener import SilentListener
    from cableml.workflows.train import TrainRequest, train

    small = (
        "demo.cables=220",
        "evaluation.bootstrap=20",
        "second_stage=null",
        "decision.folds=2",
        "labels_min_cables=8",
    )
    folder = tmp_path_factory.mktemp("runs")
    shutil.copy(empty_run_store, folder / "mlflow.db")
    tracker = MlflowTracker(find_store(folder))
    for name, task, more in (
        ("one", "tags", ()),
        ("two", "tags", ("model.c=0.05",)),
        ("level", "classification", ()),
    ):
        config = load_config(checkout / "configs" / f"{task}.yaml", [*small, f"name={name}", *more])
        outcome = train(TrainRequest(config, output=folder / name), tracker, SilentListener())
        assert outcome.tracking_problem is None
    return folder
