from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cableml.config.load import load_config
from cableml.config.schema import Config
from cableml.tracking.tracker import NullTracker, ValidationRecord
from cableml.workflows.cross_validate import CrossValidation, count_workers, cross_validate
from cableml.workflows.folds import build_folds
from cableml.workflows.gather import DemoRequest, gather_corpus
from cableml.workflows.listener import SilentListener
from cableml.workflows.scoring import HEADLINES, keep_labelled
from cableml.workflows.train import TrainRequest, build_fit_settings, pick_gold

SMALL = (
    "demo.cables=260",
    "evaluation.bootstrap=20",
    "labels_min_cables=8",
    "second_stage.trees=4",
    "second_stage.tree_folds=2",
)


def configure(checkout: Path, task: str, *more: str) -> Config:
    return load_config(checkout / "configs" / f"{task}.yaml", [*SMALL, *more])


def run(config: Config, n_folds: int = 3, jobs: int = 1, tracker: Any = None) -> CrossValidation:
    return cross_validate(TrainRequest(config), n_folds, jobs, tracker or NullTracker(), SilentListener())


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_figures_are_those_of_models_fitted_on_the_other_folds(task: str, checkout: Path) -> None:
    from cableml.models.training import fit_model

    config = configure(checkout, task)
    found = run(config).report
    cables = keep_labelled(gather_corpus(DemoRequest(260, 1), None, SilentListener()).cables, task)
    n_right, per_fold = 0, []
    for fold in build_folds(cables, 3, config.split.salt).folds:
        train, test = ([cables[place] for place in side] for side in (fold.train, fold.test))
        gold: list[Any] = [pick_gold(cable, task) for cable in train]
        model = fit_model(
            [cable.cable for cable in train],
            gold,
            build_fit_settings(config),
            ids=[cable.id for cable in train],
            side=[cable.side for cable in train],
        )
        decided = model.assign(model.probabilities([cable.cable for cable in test]))
        hits = 0
        for cable, row in zip(test, decided, strict=True):
            if task == "tags":
                assigned = {
                    label for label, is_assigned in zip(model.labels, row, strict=True) if is_assigned
                }
                hits += len(assigned & set(cable.tags or ()))
            else:
                hits += model.labels[row] == cable.level
        n_right += hits
        per_fold.append(hits / len(test))
    assert found["n_cables"] == len(cables)
    if task == "tags":
        assert 2 * n_right / (found["n_gold"] + found["n_assigned"]) == pytest.approx(found["micro_f1"])
    else:
        assert n_right / len(cables) == pytest.approx(found["accuracy"])
        assert [fold["metrics"]["accuracy"] for fold in found["folds"]] == pytest.approx(per_fold)
        assert sum(map(sum, found["confusion_matrix"])) == len(cables)


def test_every_headline_figure_has_a_pooled_interval_and_a_spread_between_folds(checkout: Path) -> None:
    for task, names in HEADLINES.items():
        found = run(configure(checkout, task))
        assert set(names) <= set(found.report["intervals"])
        assert set(found.report["fold_means"]) == set(names)
        means = found.report["fold_means"][names[0]]
        assert means["mean"] == pytest.approx(
            sum(fold["metrics"][names[0]] for fold in found.report["folds"]) / 3
        )
        assert means["standard_deviation"] > 0
        rows = found.report_text.partition("By fold\n-------\n")[2].splitlines()
        assert [row.split()[0] for row in rows[:6]] == ["fold", "1", "2", "3", "mean", "deviation"]


def test_the_number_of_jobs_and_the_split_decide_no_figure(checkout: Path) -> None:
    def strip(report: dict[str, Any]) -> dict[str, Any]:
        folds = [{key: value for key, value in fold.items() if key != "seconds"} for fold in report["folds"]]
        return {**report, "folds": folds}

    plain = strip(run(configure(checkout, "tags"), jobs=1).report)
    assert strip(run(configure(checkout, "tags"), jobs=2).report) == plain
    assert strip(run(configure(checkout, "tags", "split.test=0.5", "split.by=post")).report) == plain
    assert strip(run(configure(checkout, "tags", "model.c=0.01")).report) != plain


def test_an_estimator_with_one_generator_a_process_is_fitted_alone(checkout: Path) -> None:
    alone = configure(checkout, "tags", "model.estimator=linear_svc", "second_stage=null", "decision.folds=2")
    plain = configure(checkout, "tags")
    assert count_workers([plain, plain], 4) == 4
    assert count_workers([plain, alone], 4) == 1


def test_what_is_written_down_is_what_is_reported(checkout: Path) -> None:
    class Keeper(NullTracker):
        records: list[ValidationRecord]

        def log_validations(self, validations: Any) -> str | None:
            self.records = list(validations)
            return "kept"

    keeper = Keeper()
    # A tracker that is none is not asked for a record.
    assert run(configure(checkout, "tags")).tracked is None

    class Asked:
        def __getattr__(self, name: str) -> Any:
            return getattr(keeper, name)

    found = run(configure(checkout, "tags"), tracker=Asked())
    (record,) = keeper.records
    assert found.tracked == "kept"
    assert record.metrics["micro_f1"] == found.report["micro_f1"]
    assert [record.metrics["lrap_low"], record.metrics["lrap_high"]] == found.report["intervals"]["lrap"]
    assert [step.value for step in record.steps if step.name == "fold_micro_f1"] == record.tables["folds"][
        "micro_f1"
    ]
    assert [step.step for step in record.steps if step.name == "fold_micro_f1"] == [1, 2, 3]
    assert record.params["validation_folds"] == 3
    assert [side.context for side in record.corpus.sides] == ["cross-validation"]
