from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

SMALL = (
    "demo.cables=220",
    "evaluation.bootstrap=5",
    "second_stage=null",
    "decision.folds=2",
    "labels_min_cables=8",
)


@pytest.fixture(scope="module")
def trained(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three small models: two alike but for ``model.c``, one of another split."""
    from cableml.config.load import load_config
    from cableml.tracking.tracker import NullTracker
    from cableml.workflows.listener import SilentListener
    from cableml.workflows.train import TrainRequest, train

    folder = tmp_path_factory.mktemp("trained")
    for name, more in (("one", ()), ("two", ("model.c=0.05",)), ("other", ("split.salt=b",))):
        config = load_config(checkout / "configs" / "tags.yaml", [*SMALL, *more])
        outcome = train(TrainRequest(config, output=folder / name), NullTracker(), SilentListener())
        (folder / f"{name}.report.json").write_text(json.dumps(outcome.report))
    return folder


def test_two_model_folders_are_compared_by_the_figures_of_their_reports(cableml: Any, trained: Path) -> None:
    result = cableml("compare", trained / "one", trained / "two", "--format", "json", "--bootstrap", 50)
    assert (result.status, result.err) == (0, "")
    found = json.loads(result.out)
    for side, name in (("first", "one"), ("second", "two")):
        report = json.loads((trained / f"{name}.report.json").read_text())
        assert found["n_cables"] == found[side]["n_cables"] == report["n_cables"]
        for metric, values in found["metrics"].items():
            assert values[side] == pytest.approx(report[metric], abs=1e-12), metric
    assert found["settings"] == {"c": [1.2, 0.05]}
    assert 0 < found["metrics"]["micro_f1"]["p_value"] <= 1


def test_the_text_names_both_and_what_moved(cableml: Any, trained: Path) -> None:
    result = cableml("compare", trained / "one", trained / "two", "--bootstrap", 20)
    assert result.status == 0
    assert result.out.startswith("tags: B against A on ")
    for words in (
        "Metrics\n-------",
        "Tags that moved most",
        "Posts that moved most",
        "  c        1.2  0.05\n",
    ):
        assert words in result.out


def test_a_score_file_is_compared_with_a_model_folder(cableml: Any, trained: Path, tmp_path: Path) -> None:
    shutil.copy(trained / "two.scores.jsonl.gz", tmp_path / "b.gz")
    by_file = json.loads(cableml("compare", trained / "one", "b.gz", "--format", "json").out)
    by_folder = json.loads(cableml("compare", trained / "one", trained / "two", "--format", "json").out)
    assert by_file["metrics"] == by_folder["metrics"]


def test_scores_of_evaluate_are_compared(cableml: Any, trained: Path, tmp_path: Path) -> None:
    cableml("corpus", "demo", "--cables", 60, "--seed", 7, "--output", "new.csv")
    for name in ("one", "other"):
        words = ("--corpus", "new.csv", "--bootstrap", 0, "--format", "json", "--scores", f"{name}.jsonl")
        result = cableml("evaluate", trained / name, *words)
        assert result.status == 0
        (tmp_path / f"{name}.json").write_text(result.out)
    found = json.loads(cableml("compare", "one.jsonl", "other.jsonl", "--format", "json").out)
    for side, name in (("first", "one"), ("second", "other")):
        report = json.loads((tmp_path / f"{name}.json").read_text())
        assert found["metrics"]["macro_f1"][side] == pytest.approx(report["macro_f1"], abs=1e-12)
    assert found["settings"] == {}


def test_other_test_cables_are_refused_with_the_count_of_common_ones(cableml: Any, trained: Path) -> None:
    result = cableml("compare", trained / "one", trained / "other")
    assert (result.status, result.out) == (2, "")
    assert re.search(r"the test cables differ: .* and \d+ are common\. Compare models tested on", result.err)
    assert result.err.count("\n") == 1
    alone = cableml("compare", trained / "one", trained / "other", "--common", "--bootstrap", 5)
    assert (alone.status, alone.err) == (0, "")
    assert "cables were scored for A alone and" in alone.out


def test_scores_that_belong_to_another_model_are_refused(cableml: Any, trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained / "one", tmp_path / "mine")
    shutil.copy(trained / "two.scores.jsonl.gz", tmp_path / "mine.scores.jsonl.gz")
    result = cableml("compare", "mine", trained / "two")
    assert result.status == 2
    assert result.err.startswith("mine: mine.scores.jsonl.gz beside it belongs to another model (version ")


def test_a_model_without_scores_says_where_they_come_from(
    cableml: Any, trained: Path, tmp_path: Path
) -> None:
    shutil.copytree(trained / "one", tmp_path / "mine")
    result = cableml("compare", "mine", trained / "two")
    assert (result.status, result.err) == (
        2,
        "mine: there are no scores of its test cables (mine.scores.jsonl.gz beside it). Train it again, or "
        "write some with evaluate --scores FILE.\n",
    )


def test_what_is_nothing_of_all_that_is_one_sentence(cableml: Any, trained: Path) -> None:
    result = cableml("compare", "absent", trained / "one")
    assert (result.status, result.err) == (
        2,
        "absent: this is no model folder, no score file and no run id. Name one of them, such as "
        "models/tags.\n",
    )


def test_three_models_are_held_against_the_first(cableml: Any, trained: Path, tmp_path: Path) -> None:
    names = (trained / "one", trained / "two", trained / "one")
    result = cableml("compare", *names, "--format", "json", "--bootstrap", 50)
    assert (result.status, result.err) == (0, "")
    found = json.loads(result.out)
    reports = [json.loads((trained / f"{name}.report.json").read_text()) for name in ("one", "two", "one")]
    pair = json.loads(
        cableml("compare", trained / "one", trained / "two", "--format", "json", "--bootstrap", 50).out
    )
    for metric, values in found["metrics"].items():
        assert values["values"] == pytest.approx([report[metric] for report in reports], abs=1e-12), metric
        assert values["differences"][0] is None
        assert values["differences"][1] == pair["metrics"][metric]["difference"]
        assert values["difference_intervals"][1] == pair["metrics"][metric]["interval"]
        assert values["p_values"] == [None, pair["metrics"][metric]["p_value"], 1.0]
    low, high = found["metrics"]["micro_f1"]["intervals"][0]
    assert low < reports[0]["micro_f1"] < high
    assert found["settings"] == {"c": [1.2, 0.05, 1.2]}


def test_three_models_as_text_stand_side_by_side(cableml: Any, trained: Path) -> None:
    result = cableml("compare", trained / "one", trained / "two", trained / "two", "--bootstrap", 20)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("tags: 3 models on ")
    assert re.search(r"\n  metric +B - A +C - A\n", result.out)
    assert re.search(r"\n  micro_f1 +0\.\d{3} \[0\.\d{3}, 0\.\d{3}\]  0\.", result.out)
    assert "* marks p < 0.025: 0.05 shared among 2 models that " in " ".join(result.out.split())
    assert result.out.endswith("  setting  A    B     C\n  c        1.2  0.05  0.05\n")


def test_three_models_of_other_test_cables_are_compared_on_those_that_all_share(
    cableml: Any, trained: Path
) -> None:
    names = (trained / "one", trained / "two", trained / "other")
    assert cableml("compare", *names).status == 2
    found = json.loads(cableml("compare", *names, "--common", "--format", "json", "--bootstrap", 5).out)
    keys = [set(find_keys(name)) for name in names]
    assert found["n_cables"] == len(keys[0] & keys[1] & keys[2]) > 0


def find_keys(folder: Path) -> tuple[str, ...]:
    from cableml.workflows.compare import find_scores

    return find_scores(str(folder)).keys


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_tracked_runs_are_compared_by_id_beginning_name_and_address(
    cableml: Any, tracked_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tracked_folder)
    runs = [json.loads(line) for line in cableml("runs", "--format", "jsonl").out.splitlines()]
    ids = {run["name"].partition(":")[0]: run["id"] for run in runs}
    (name,) = (run["name"] for run in runs if run["id"] == ids["two"])
    expected = json.loads(cableml("compare", "one", "two", "--format", "json", "--bootstrap", 5).out)
    for one, two in (
        (ids["one"], ids["two"]),
        (ids["one"][:8], f"runs:/{ids['two']}"),
        ("one", name),
    ):
        result = cableml("compare", one, two, "--format", "json", "--bootstrap", 5)
        assert (result.status, result.err) == (0, "")
        assert json.loads(result.out)["metrics"] == expected["metrics"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_error_a_word_that_is_no_run_and_no_folder_is_one_sentence(
    cableml: Any, tracked_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tracked_folder)
    result = cableml("compare", "one", "nobody")
    assert (result.status, result.err) == (
        1,
        "there is no run 'nobody' in mlflow.db. Name one by its id, the first four or more letters of it, or "
        "its name; see: cableml runs\n",
    )


def test_error_one_model_alone_is_no_comparison(cableml: Any, trained: Path) -> None:
    result = cableml("compare", trained / "one")
    assert (result.status, result.err) == (2, "one model alone cannot be compared. Name two or more.\n")


def test_a_run_id_without_a_run_store_is_one_sentence(cableml: Any, trained: Path, tmp_path: Path) -> None:
    result = cableml("compare", "0" * 32, trained / "one")
    assert (result.status, result.err) == (
        1,
        "there is no run store mlflow.db. Train first (cableml train configs/tags.yaml), change to the "
        "folder in which you trained, or set MLFLOW_TRACKING_URI.\n",
    )
    assert not (tmp_path / "mlflow.db").exists()
