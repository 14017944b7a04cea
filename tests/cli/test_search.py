from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

CONFIG = """\
task: classification # one level a cable
name: small
demo: {cables: 240, seed: 1}
features:
  - { field: text, kind: words, min_cables: 3 }
  - { field: origin, kind: values, weight: 0.5 } # the post
labels_min_cables: 8
decision: {folds: 0}
search:
  method: grid
  trials: 5
  folds: 2
  space:
    model.c: [0.1, 1.0]
    features.1.weight: [0.5, 1.5]
"""


@pytest.fixture
def search(cableml: Any, tmp_path: Path) -> Any:
    """A function that searches a small config; more words go behind."""
    (tmp_path / "a.yaml").write_text(CONFIG)

    def command(*words: object) -> Any:
        return cableml("search", "a.yaml", *words)

    return command


def test_the_trials_are_a_table_and_the_best_is_a_config_that_train_takes(
    search: Any, cableml: Any, tmp_path: Path
) -> None:
    result = search("--no-tracking", "--output", "best.yaml")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "small: search on the training side of demo-240-1"
    start = lines.index("Trials, best first")
    assert lines[start + 2].split() == ["trial", "accuracy", "against", "as", "it", "stands", "changes"]
    rows = lines[start + 3 : start + 7]
    assert sorted(row.split()[0] for row in rows) == ["0", "1", "2", "3"]
    figures = [float(row.split()[1]) for row in rows]
    assert figures == sorted(figures, reverse=True)
    assert sum("(the config as it stands)" in row for row in rows) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"a.yaml", "best.yaml", "best.trials.jsonl"}
    assert "# the post" in (tmp_path / "best.yaml").read_text()
    trained = cableml("train", "best.yaml", "--no-tracking", "--set", "evaluation.bootstrap=5")
    assert trained.status == 0


def test_the_same_command_again_takes_what_is_there_and_trials_can_be_limited(
    search: Any, tmp_path: Path
) -> None:
    first = search("--no-tracking", "--format", "json", "--trials", 1)
    report = json.loads(first.out)
    assert (report["n_trials"], len(report["trials"])) == (1, 2)
    kept = (tmp_path / "small-best.trials.jsonl").read_text()
    again = search("--no-tracking", "--format", "json", "--trials", 1, "--jobs", 2)
    assert again.out == first.out
    assert (tmp_path / "small-best.trials.jsonl").read_text() == kept
    more = json.loads(search("--no-tracking", "--format", "json").out)
    assert [one["changes"] for one in more["trials"][:2]] == [one["changes"] for one in report["trials"]]
    assert (tmp_path / "small-best.trials.jsonl").read_text().startswith(kept)
    search("--no-tracking", "--trials", 1, "--fresh")
    assert len((tmp_path / "small-best.trials.jsonl").read_text().splitlines()) == 4


def test_smaller_is_better_where_the_figure_says_so(search: Any) -> None:
    report = json.loads(search("--no-tracking", "--format", "json", "--set", "search.metric=log_loss").out)
    means = [report["trials"][number]["means"]["log_loss"]["mean"] for number in report["ranking"]]
    assert means == sorted(means)
    assert report["best"] == report["ranking"][0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_each_trial_is_a_flat_run_of_one_group_and_the_best_is_marked(
    search: Any, tmp_path: Path, empty_run_store: Path
) -> None:
    from cableml.tracking.store import find_store

    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    result = search("--format", "json")
    assert result.status == 0
    assert result.err.startswith(
        "4 runs are in mlflow.db (experiment cableml-classification, tag cableml.group:"
    )
    from mlflow.tracking import MlflowClient

    client = MlflowClient(tracking_uri=find_store(tmp_path).uri)
    experiment = client.get_experiment_by_name("cableml-classification")
    runs = {run.data.params["trial"]: run for run in client.search_runs([experiment.experiment_id])}
    report = json.loads(result.out)
    assert sorted(runs) == ["0", "1", "2", "3"]
    assert len({run.data.tags["cableml.group"] for run in runs.values()}) == 1
    assert [name for name, run in runs.items() if "cableml.best" in run.data.tags] == [str(report["best"])]
    assert all("mlflow.parentRunId" not in run.data.tags for run in runs.values())
    for one in report["trials"]:
        run = runs[str(one["number"])]
        assert run.data.metrics["accuracy"] == one["means"]["accuracy"]["mean"]
        bounds = [run.data.metrics["accuracy_low"], run.data.metrics["accuracy_high"]]
        assert bounds == one["means"]["accuracy"]["interval"]
        (used,) = run.inputs.dataset_inputs
        assert (used.tags[0].value, used.dataset.name) == ("train", "demo-240-1 (train)")


def test_ctrl_c_is_one_sentence_that_says_how_to_go_on(search: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cableml.workflows import search as workflow

    def interrupt(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow, "score_fold", interrupt)
    result = search("--no-tracking")
    assert (result.status, result.out) == (130, "")
    assert result.err == (
        "Interrupted: 0 finished fits are kept in small-best.trials.jsonl. "
        "The same command goes on from there.\n"
    )


def test_a_config_without_a_search_or_with_nothing_to_try_is_one_sentence(
    cableml: Any, tmp_path: Path
) -> None:
    (tmp_path / "b.yaml").write_text(CONFIG.partition("search:")[0])
    result = cableml("search", "b.yaml", "--no-tracking")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "b.yaml: there is no search section, so nothing is to be tried; add search: with a space: of keys, "
        "such as model.c: [0.5, 1.0, 2.0]; see cableml search --help\n"
    )
    (tmp_path / "c.yaml").write_text(CONFIG.partition("  space:")[0])
    result = cableml("search", "c.yaml", "--no-tracking")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(
        "c.yaml:9: search.space: nothing is to be tried; name keys with values, such as"
    )


def test_an_output_that_cannot_be_is_refused_before_anything_is_read(search: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert search("--no-tracking", "--output", "folder").err == (
        "folder: this is a folder. Name a file with --output, such as best.yaml.\n"
    )
    assert search("--no-tracking", "--output", "none/best.yaml").err == (
        "none/best.yaml: the folder for it does not exist. Make it, or name another place with --output.\n"
    )
    result = search("--no-tracking", "--output", "a.yaml")
    assert (result.status, result.err) == (
        2,
        "a.yaml: the best config would be written over the config itself. Name another file with --output.\n",
    )
    assert (tmp_path / "a.yaml").read_text() == CONFIG


def test_check_says_what_a_search_would_try(cableml: Any, search: Any) -> None:
    out = cableml("check", "a.yaml").out
    assert out.endswith(
        "search       cableml search tries at most 5 settings (method grid) by accuracy in 2 folds:\n"
        "               model.c: 0.1, 1.0\n"
        "               features.1.weight: 0.5, 1.5\n"
    )


def test_a_run_store_that_fails_costs_the_record_and_not_the_search(
    search: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'a file' / 'runs.db'}")
    result = search("--trials", 1)
    assert result.status == 1
    assert "Verdict" in result.out
    assert "run store" in result.err.splitlines()[0]
    assert result.err.splitlines()[-1] == "The search itself is complete: small-best.yaml"
    assert (tmp_path / "small-best.yaml").is_file()
