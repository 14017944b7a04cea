"""Fixtures that every room of the tests may use."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
# Tests make stores of their own; none may write into the one of the person who runs them.
os.environ.pop("MLFLOW_TRACKING_URI", None)

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The project's top folder."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of development cables and conformance cases beside the checkout; skips where absent."""
    folder = CHECKOUT.parent / "shared"
    if not (folder / "corpora" / "cablegate" / "cables.csv.gz").is_file():
        pytest.skip("the development corpus is not beside the checkout (../shared)")
    return folder


@pytest.fixture(scope="session")
def empty_run_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a run store without runs; made once, because its tables cost seconds. Copy it."""
    from cableml.tracking.connection import open_store
    from cableml.tracking.store import find_store, set_quiet_environment

    set_quiet_environment()
    store = find_store(tmp_path_factory.mktemp("store"))
    open_store(store)
    assert store.database is not None
    return store.database


SMALL = (
    "demo.cables=220",
    "evaluation.bootstrap=5",
    "second_stage=null",
    "decision.folds=2",
    "labels_min_cables=8",
)
"""Overrides that make training on demo cables a matter of seconds."""


@pytest.fixture(scope="session")
def demo_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small models of both tasks, trained on demo cables: ``tags`` and ``classification``."""
    from cableml.config.load import load_config
    from cableml.tracking.tracker import NullTracker
    from cableml.workflows.listener import SilentListener
    from cableml.workflows.train import TrainRequest, train

    folder = tmp_path_factory.mktemp("models")
    for task in ("tags", "classification"):
        config = load_config(CHECKOUT / "configs" / f"{task}.yaml", SMALL)
        train(TrainRequest(config, output=folder / task), NullTracker(), SilentListener())
    return folder
