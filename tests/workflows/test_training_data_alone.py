"""Everything that a model folder holds was chosen inside the training cables."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cableml.config.load import load_config
from cableml.config.schema import Config
from cableml.tracking.tracker import NullTracker
from cableml.workflows.gather import Corpus, DemoRequest, gather_corpus
from cableml.workflows.listener import SilentListener
from cableml.workflows.split import split_corpus
from cableml.workflows.train import TrainRequest, train

SMALL = ("demo.cables=400", "evaluation.bootstrap=20", "second_stage=null", "decision.folds=2")
TASKS = ("tags", "classification")
SPLITS = ("by=id", "by=date", "by=post")


def configure(checkout: Path, task: str, *more: str) -> Config:
    return load_config(checkout / "configs" / f"{task}.yaml", [*SMALL, *more])


@pytest.fixture(scope="module")
def demo() -> Corpus:
    return gather_corpus(DemoRequest(400, 1), None, SilentListener())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(config: Config, folder: Path, labels: Path | None = None) -> dict[str, Any]:
    request = TrainRequest(config, labels=str(labels) if labels else None, output=folder)
    return train(request, NullTracker(), SilentListener()).report


def write_labels(path: Path, labels: dict[str, Any], key: str) -> Path:
    path.write_text("".join(json.dumps({"id": one, key: label}) + "\n" for one, label in labels.items()))
    return path


def shuffle_labels(corpus: Corpus, config: Config, side: str) -> dict[str, Any]:
    """Give each cable of one side the label of another of that side."""
    split = split_corpus(corpus, config)
    cables = {one.id: one for one in getattr(split, side) if one.id is not None}
    labels = [one.tags if config.task == "tags" else one.level for one in cables.values()]
    Random(7).shuffle(labels)
    return {
        str(cable_id): list(label) if isinstance(label, tuple) else label
        for cable_id, label in zip(cables, labels, strict=True)
        if label is not None
    }


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("task", TASKS)
def test_shuffled_test_labels_change_the_scores_and_not_a_byte_of_the_model(
    task: str, split: str, checkout: Path, tmp_path: Path, demo: Corpus
) -> None:
    config = configure(checkout, task, f"split.{split}")
    key, figure = ("tags", "micro_f1") if task == "tags" else ("classification", "accuracy")
    shuffled = write_labels(tmp_path / "labels", shuffle_labels(demo, config, "test"), key)
    plain = run(config, tmp_path / "plain")
    altered = run(config, tmp_path / "altered", shuffled)
    assert altered[figure] < plain[figure] - 0.02
    assert contents(tmp_path / "altered") == contents(tmp_path / "plain")


@pytest.mark.parametrize("task", TASKS)
def test_labels_never_seen_in_training_change_not_a_byte_of_the_model(
    task: str, checkout: Path, tmp_path: Path, demo: Corpus
) -> None:
    config = configure(checkout, task)
    tested = [one.id for one in split_corpus(demo, config).test if one.id is not None]
    key, label = ("tags", ["ZZZZ"]) if task == "tags" else ("classification", "TOP SECRET")
    new = write_labels(tmp_path / "labels", dict.fromkeys(tested, label), key)
    run(config, tmp_path / "plain")
    run(config, tmp_path / "altered", new)
    assert contents(tmp_path / "altered") == contents(tmp_path / "plain")


def test_test_cables_that_come_and_go_change_not_a_byte_of_the_model(
    checkout: Path, tmp_path: Path, demo: Corpus
) -> None:
    from cableml.workflows.demo import write_demo_corpus

    config = configure(checkout, "tags")
    write_demo_corpus(str(tmp_path / "all.jsonl"), None, 400, 1, SilentListener())
    tested = [one.id for one in split_corpus(demo, config).test]
    gone = set(tested[::2])
    lines = (tmp_path / "all.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "fewer.jsonl").write_text(
        "".join(line for line in lines if json.loads(line)["id"] not in gone)
    )
    reports = {}
    for name in ("all", "fewer"):
        request = TrainRequest(config, (str(tmp_path / f"{name}.jsonl"),), output=tmp_path / name)
        reports[name] = train(request, NullTracker(), SilentListener()).report
    assert reports["fewer"]["n_cables"] < 0.6 * reports["all"]["n_cables"]
    assert contents(tmp_path / "fewer") == contents(tmp_path / "all")


def test_other_training_labels_do_change_the_model(checkout: Path, tmp_path: Path, demo: Corpus) -> None:
    config = configure(checkout, "tags")
    shuffled = write_labels(tmp_path / "labels", shuffle_labels(demo, config, "train"), "tags")
    run(config, tmp_path / "plain")
    run(config, tmp_path / "altered", shuffled)
    assert contents(tmp_path / "altered") != contents(tmp_path / "plain")


def test_tags_learned_from_shuffled_training_labels_score_at_chance(
    checkout: Path, tmp_path: Path, demo: Corpus
) -> None:
    config = configure(checkout, "tags")
    shuffled = write_labels(tmp_path / "labels", shuffle_labels(demo, config, "train"), "tags")
    report = run(config, tmp_path / "model", shuffled)
    plain = run(config, tmp_path / "plain")
    # Chance for precision at 1 and 5 is the share of test cables that bear the commonest tags: a list
    # that is the same for every cable needs no text.
    tested = [set(one.tags) for one in split_corpus(demo, config).test if one.tags is not None]
    trained = Counter(tag for one in split_corpus(demo, config).train for tag in one.tags or ())
    common = [tag for tag, _ in trained.most_common(5)]
    at_1 = sum(common[0] in tags for tags in tested) / len(tested)
    at_5 = sum(len(tags & set(common)) / 5 for tags in tested) / len(tested)
    assert report["precision_at_1"] <= at_1 + 0.1
    assert report["precision_at_5"] <= at_5 + 0.03
    assert plain["precision_at_1"] > at_1 + 0.2
    assert plain["precision_at_5"] > at_5 + 0.1
    # Chance for macro-F1: a tag that p of the cables bear, given to each, has F1 2 p / (1 + p).
    shares = [sum(tag in tags for tags in tested) / len(tested) for tag in report["per_label"]]
    known = [2 * share / (1 + share) for share in shares if share]
    assert report["macro_f1"] <= sum(known) / len(known) + 0.03
    assert plain["macro_f1"] > sum(known) / len(known) + 0.1


def test_levels_learned_from_shuffled_training_labels_score_at_chance(
    checkout: Path, tmp_path: Path, demo: Corpus
) -> None:
    config = configure(checkout, "classification")
    shuffled = write_labels(tmp_path / "labels", shuffle_labels(demo, config, "train"), "classification")
    report = run(config, tmp_path / "model", shuffled)
    plain = run(config, tmp_path / "plain")
    # Chance: kappa 0 and an area of 0.5, each within three standard errors of some 80 test cables
    # (about 0.1 and 0.065); accuracy that of always naming the commonest level.
    tested = Counter(one.level for one in split_corpus(demo, config).test if one.level is not None)
    assert abs(report["quadratic_kappa"]) < 0.3
    assert abs(report["roc_auc_classified"] - 0.5) < 0.2
    assert report["accuracy"] <= max(tested.values()) / sum(tested.values()) + 0.05
    assert plain["roc_auc_classified"] > 0.75
