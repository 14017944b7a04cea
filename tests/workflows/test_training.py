"""What holds while a model is trained, whatever it learns."""

from __future__ import annotations

import gc
from pathlib import Path

from cableml.config.load import load_config
from cableml.tracking.tracker import NullTracker
from cableml.workflows.listener import SilentListener
from cableml.workflows.train import TrainRequest, train

SMALL = ("demo.cables=220", "second_stage=null", "decision.folds=2", "evaluation.bootstrap=0", "jobs=1")


class LookingListener(SilentListener):
    """A listener that keeps, of each stage, whether garbage is looked for meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: dict[str, bool] = {}

    def progress(self, stage: str, done: int, total: int) -> None:
        """Look at the interpreter."""
        self.looks[stage] = gc.isenabled()


def test_garbage_is_not_looked_for_until_the_model_is_saved(checkout: Path, tmp_path: Path) -> None:
    listener = LookingListener()
    config = load_config(checkout / "configs" / "tags.yaml", SMALL)
    assert gc.isenabled()
    train(TrainRequest(config, output=tmp_path / "model"), NullTracker(), listener)
    assert listener.looks["reading cables"] is False
    assert listener.looks["reading features"] is False
    assert listener.looks["scoring cables"] is True
    assert gc.isenabled()
