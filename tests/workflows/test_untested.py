"""Training without a test: everything is trained on, and nobody is told that something was tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cableml.config.load import load_config
from cableml.errors import TrainingError
from cableml.tracking.tracker import RunRecord
from cableml.workflows.learning_curve import measure_learning_curve
from cableml.workflows.listener import SilentListener
from cableml.workflows.train import TrainOutcome, TrainRequest, train

SMALL = (
    "demo.cables=220",
    "second_stage=null",
    "decision.folds=2",
    "decision.rule=global",
    "labels_min_cables=8",
    "split.by=none",
)


class RememberingTracker:
    """A tracker that keeps the record."""

    def __init__(self) -> None:
        self.record: RunRecord | None = None

    def prepare(self) -> None:
        """Do nothing."""

    def log(self, run: RunRecord) -> str:
        """Keep the record."""
        self.record = run
        return "kept"


class Noticing(SilentListener):
    """A listener that keeps its notices."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[str] = []

    def notice(self, text: str) -> None:
        """Keep the notice."""
        self.notices.append(text)


def run(checkout: Path, folder: Path, task: str = "tags") -> tuple[TrainOutcome, RunRecord, list[str]]:
    config = load_config(checkout / "configs" / f"{task}.yaml", SMALL)
    tracker, listener = RememberingTracker(), Noticing()
    outcome = train(TrainRequest(config, output=folder), tracker, listener)  # type: ignore[arg-type]
    assert tracker.record is not None
    return outcome, tracker.record, listener.notices


@pytest.fixture(scope="module")
def trained(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainOutcome, RunRecord]:
    outcome, record, notices = run(checkout, tmp_path_factory.mktemp("untested") / "tags")
    assert notices == []
    return outcome, record


def test_every_cable_with_known_tags_is_trained_on(trained: Any) -> None:
    outcome, record = trained
    assert record.corpus.n_test == 0
    assert record.corpus.n_train == outcome.report["n_train"]
    assert outcome.report["n_train"] > 200


def test_the_report_says_that_nothing_was_tested_and_shows_the_cables_left_out(trained: Any) -> None:
    outcome, _ = trained
    text = outcome.report_text
    n_train, figure = outcome.report["n_train"], outcome.report["left_out_micro_f1"]
    assert text.startswith(f"tags: trained on {n_train} cables of demo-220-1, not tested\n")
    assert "\nNothing was tested: no cable was kept apart.\n" in text
    assert (
        f"\nmicro-F1 over all gold tags, each training cable left out in turn: {figure:.4f}\n"
        "Cut-offs and calibration were fitted on the same cables; other cables will score lower.\n" in text
    )
    assert "No split: every cable was trained on, and nothing was tested." in text
    assert "HTML report" not in text
    assert outcome.report_file is None
    assert outcome.report == {
        "task": "tags",
        "n_cables": 0,
        "n_train": n_train,
        "left_out_micro_f1": figure,
    }


def test_the_run_is_tracked_with_the_left_out_figure_and_no_test(trained: Any) -> None:
    outcome, record = trained
    assert record.metrics["left_out_micro_f1"] == outcome.report["left_out_micro_f1"]
    assert "micro_f1" not in record.metrics
    assert record.params["split"] == "none"
    assert record.params["n_test"] == 0
    assert record.scores_file is None
    assert (record.report_html, dict(record.per_label), dict(record.pictures)) == ("", {}, {})
    assert record.description.startswith("**tags** model `tags`, left_out_micro_f1 **")
    assert "left out in turn: no test." in record.description


def test_nothing_lies_beside_the_model(trained: Any) -> None:
    outcome, _ = trained
    assert [path.name for path in outcome.folder.parent.iterdir()] == ["tags"]


def test_a_levels_model_is_trained_without_a_test_too(checkout: Path, tmp_path: Path) -> None:
    outcome, _, _ = run(checkout, tmp_path / "classification", "classification")
    assert outcome.report["left_out_accuracy"] > 0.2
    assert "accuracy over the levels that are learned" in outcome.report_text


def test_scores_and_report_of_an_earlier_model_do_not_stay_beside_it(checkout: Path, tmp_path: Path) -> None:
    scores, report = tmp_path / "tags.scores.jsonl.gz", tmp_path / "tags-report.html"
    for file in (scores, report):
        file.write_text("earlier", encoding="utf-8")
    _, _, notices = run(checkout, tmp_path / "tags")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tags"]
    assert notices == [
        f"{file} was of an earlier model and is removed: this one has no test." for file in (scores, report)
    ]


def test_a_learning_curve_needs_a_test(checkout: Path) -> None:
    config = load_config(checkout / "configs" / "tags.yaml", SMALL)
    with pytest.raises(TrainingError) as caught:
        measure_learning_curve(TrainRequest(config), (1.0,), RememberingTracker(), SilentListener())
    assert str(caught.value) == (
        "split.by: none keeps nothing apart to measure a learning curve on; use --set split.by=id."
    )
