"""A finished run, made by hand, for every test of the run store."""

from __future__ import annotations

from pathlib import Path

import pytest

from cableml.tracking.tracker import CorpusRecord, RunRecord, SideRecord, Step
from cableml.workflows.run_context import read_versions


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A folder that stands for a model: the tracker copies it and never looks inside."""
    folder = tmp_path / "some model"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / "weights.npy").write_bytes(b"\x00\x01")
    return folder


@pytest.fixture
def run_record(model_folder: Path) -> RunRecord:
    """A run with every part filled in."""
    return RunRecord(
        task="tags",
        experiment="cableml-tags",
        name="tags linear_svc c=1 on demo",
        description="**tags** model",
        params={"estimator": "linear_svc", "c": 1.0, "class_weight": None, "n_train": 80, "tidy": True},
        metrics={"micro_f1": 0.71, "macro_f1": 0.4},
        stage_seconds={"fit": 1.25},
        config_yaml="task: tags\n",
        report_text="a report\n",
        report={"micro_f1": 0.71, "per_label": {"PREL": {"f1": 0.9}}},
        per_label={"tag": ["PREL", "NO"], "f1": [0.9, 0.5], "threshold": [0.3, None]},
        corpus=CorpusRecord(
            "demo",
            "ab" * 32,
            80,
            20,
            (
                SideRecord("train", 80, 78, "cd" * 32, {"PREL": 40, "NO": 2}),
                SideRecord("test", 20, 20, "ef" * 32, {"PREL": 9}),
            ),
        ),
        model_folder=model_folder,
        model_version="0123abcd",
        versions=read_versions(),
        stage_peak_mb={"fit": 310.5},
        started_at=1_700_000_000.0,
        ended_at=1_700_000_090.5,
        steps=(
            Step("fit_elapsed_seconds", 1, 0.5, 1_700_000_001.0),
            Step("fit_elapsed_seconds", 2, 1.2, 1_700_000_002.0),
        ),
        warnings=("a.txt: the file is empty.",),
        environment={"system": "Linux", "cpus": 2},
        input_example="SUBJECT: A VISIT\n",
    )
