"""A search chooses inside the training cables: the law, going on, and what no number of threads changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest

from cableml.config.load import load_config
from cableml.errors import StoppedError, TrainingError
from cableml.tracking.tracker import NullTracker
from cableml.workflows import search as search_module
from cableml.workflows.gather import Corpus, DemoRequest, LabelledCable, gather_corpus
from cableml.workflows.listener import SilentListener
from cableml.workflows.search import SearchOutcome, SearchRequest, search_parameters
from cableml.workflows.split import Split, split_corpus
from cableml.workflows.train import TrainRequest

SMALL = ["demo.cables=260", "labels_min_cables=8", "second_stage.trees=4", "second_stage.tree_folds=2"]
SEARCH = """
search:
  method: coordinate
  trials: 3
  folds: 2
  space:
    model.c: [0.1, 1.0]
    features.1.weight: {low: 0.2, high: 1.8, steps: 2}
"""


@pytest.fixture
def config_file(checkout: Path, tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    text = (checkout / "configs/tags.yaml").read_text(encoding="utf-8").partition("\nsearch:")[0]
    path.write_text(text + SEARCH, encoding="utf-8")
    return path


def run(
    config_file: Path, *more: str, output: str = "best.yaml", labels: Path | None = None, **changes: Any
) -> SearchOutcome:
    config = load_config(config_file, [*SMALL, *more])
    assert config.search is not None
    request = SearchRequest(
        train=TrainRequest(config, labels=str(labels) if labels else None, config_file=config_file),
        search=config.search,
        output=config_file.parent / output,
        jobs=changes.pop("jobs", 1),
        config_text=config_file.read_text(encoding="utf-8"),
        **changes,
    )
    return search_parameters(request, NullTracker(), SilentListener())


def drop_seconds(plain: Any) -> Any:
    """Return plain values without how long each fit took."""
    if isinstance(plain, dict):
        return {key: drop_seconds(value) for key, value in plain.items() if key != "seconds"}
    return [drop_seconds(value) for value in plain] if isinstance(plain, list) else plain


def read_files(folder: Path, name: str) -> tuple[str, list[Any]]:
    """Return the best config without its heading, which names the file, and the results in its trials."""
    _, _, best = (folder / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")
    lines = (folder / f"{name}.trials.jsonl").read_text(encoding="utf-8").splitlines()
    return best, sorted((drop_seconds(json.loads(line)) for line in lines), key=lambda line: line["key"])


class Poison(tuple[LabelledCable, ...]):
    """A test side that nobody may look at."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise AssertionError("the search looked at the test side")

    __iter__ = __getitem__ = __len__ = __contains__ = __bool__ = __reversed__ = _refuse  # type: ignore[assignment]


def test_the_test_side_is_never_looked_at(config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Split] = []

    def poison(corpus: Corpus, config: Any) -> Split:
        split = split_corpus(corpus, config)
        seen.append(split)
        return replace(split, test=Poison())

    monkeypatch.setattr(search_module, "split_corpus", poison)
    outcome = run(config_file)
    assert outcome.report["n_train"] == len(seen[0].train)
    with pytest.raises(AssertionError, match="looked at the test side"):
        list(Poison())


def test_shuffled_test_labels_change_not_a_byte_and_shuffled_training_labels_do(
    config_file: Path, tmp_path: Path
) -> None:
    config = load_config(config_file, SMALL)
    corpus = gather_corpus(DemoRequest(260, 1), None, SilentListener())
    split = split_corpus(corpus, config)
    outcomes = {"plain": run(config_file, output="plain.yaml")}
    for side in ("test", "train"):
        cables = [cable for cable in getattr(split, side) if cable.id is not None and cable.tags is not None]
        tags = [list(cable.tags) for cable in cables]
        Random(7).shuffle(tags)
        labels = tmp_path / f"{side}.jsonl"
        labels.write_text(
            "".join(
                json.dumps({"id": cable.id, "tags": own}) + "\n"
                for cable, own in zip(cables, tags, strict=True)
            )
        )
        outcomes[side] = run(config_file, output=f"{side}.yaml", labels=labels)
    assert drop_seconds(outcomes["test"].report) == drop_seconds(outcomes["plain"].report)
    assert read_files(tmp_path, "test") == read_files(tmp_path, "plain")
    assert outcomes["train"].report["trials"] != outcomes["plain"].report["trials"]


def test_two_models_beside_each_other_give_the_very_same_results(config_file: Path, tmp_path: Path) -> None:
    one = run(config_file, output="one.yaml", jobs=1)
    two = run(config_file, output="two.yaml", jobs=2)

    assert drop_seconds(one.report) == drop_seconds(two.report)
    assert read_files(tmp_path, "one") == read_files(tmp_path, "two")


def test_an_interrupted_search_goes_on_where_it_was(
    config_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(config_file, output="whole.yaml")
    score_fold, fitted = search_module.score_fold, []

    def interrupt_after_three(*words: Any) -> Any:
        if len(fitted) == 3:
            raise KeyboardInterrupt
        fitted.append(words)
        return score_fold(*words)

    monkeypatch.setattr(search_module, "score_fold", interrupt_after_three)
    with pytest.raises(StoppedError) as caught:
        run(config_file)
    assert str(caught.value) == (
        f"Interrupted: 3 finished fits are kept in {tmp_path / 'best.trials.jsonl'}. "
        "The same command goes on from there."
    )
    assert not (tmp_path / "best.yaml").exists()
    n_after: list[Any] = []

    def count(*words: Any) -> Any:
        n_after.append(words)
        return score_fold(*words)

    monkeypatch.setattr(search_module, "score_fold", count)
    resumed = run(config_file)
    assert len(n_after) == 2 * (resumed.report["n_trials"] + 1) - 3
    assert resumed.report["ranking"] == whole.report["ranking"]
    assert [one["changes"] for one in resumed.report["trials"]] == [
        one["changes"] for one in whole.report["trials"]
    ]
    # A third search fits nothing, one by another figure neither, a fresh one everything.
    n_after.clear()
    assert run(config_file).report == resumed.report
    run(config_file, "search.metric=lrap", "search.space={model.c: [0.1]}")
    assert n_after == []
    run(config_file, fresh=True)
    assert len(n_after) == 2 * (resumed.report["n_trials"] + 1)


def test_a_setting_that_cannot_be_trained_is_named_and_passed_over(config_file: Path) -> None:
    outcome = run(config_file, "search.space={labels_min_cables: [100000, 9]}", output="none.yaml")
    failed = [one for one in outcome.report["trials"] if "problem" in one]
    assert [one["changes"] for one in failed] == [{"labels_min_cables": 100000}]
    assert failed[0]["problem"].startswith("fold 1 cannot be trained on: no tag of the ")
    assert "Trial 1 has no figure: fold 1 cannot be trained on: no tag" in " ".join(
        outcome.report_text.split()
    )
    assert 1 not in outcome.report["ranking"]


def test_a_config_that_cannot_be_trained_itself_is_one_sentence(config_file: Path) -> None:
    with pytest.raises(TrainingError, match="fold 1 cannot be trained on: no tag of the"):
        run(config_file, "labels_min_cables=100000")


def test_the_best_is_written_with_its_comments_and_is_what_its_trial_was(
    config_file: Path, tmp_path: Path
) -> None:
    outcome = run(config_file, "seed=4")
    report = outcome.report
    best = report["trials"][report["best"]]
    assert report["set"] == [f"{key}={value}" for key, value in best["changes"].items()]
    means = [one["means"]["micro_f1"]["mean"] for one in report["trials"]]
    assert best["means"]["micro_f1"]["mean"] == max(means)
    written = load_config(tmp_path / "best.yaml")
    assert written == load_config(config_file, [*SMALL, "seed=4", *report["set"]])
    text = (tmp_path / "best.yaml").read_text(encoding="utf-8")
    assert text.startswith("# The best settings that cableml search found. Train with them: cableml train ")
    assert "# larger: closer to the training cables" in text


def test_where_a_value_is_not_written_out_the_best_is_written_anew(config_file: Path, tmp_path: Path) -> None:
    text = config_file.read_text(encoding="utf-8").replace("calibration: platt", "#calibration: platt")
    config_file.write_text(text, encoding="utf-8")
    outcome = run(config_file, "calibration=none", "second_stage=null")
    written = load_config(tmp_path / "best.yaml")
    assert (written.calibration, written.search) == ("none", load_config(config_file).search)
    assert outcome.report["set"] == [] or written.model_name == "tags"
