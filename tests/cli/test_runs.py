"""``cableml runs`` on a store with four runs, two of them tested on the same cables."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.store import find_store
from cableml.tracking.tracker import CorpusRecord, KilledRecord, RunRecord, SideRecord

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def record(folder: Path, name: str, f1: float, test: str, **more: Any) -> RunRecord:
    from cableml.workflows.run_context import read_versions

    return RunRecord(
        task="tags",
        experiment="cableml-tags",
        name=name,
        description="",
        params={"estimator": name.split()[1], "c": 1.0},
        metrics={"micro_f1": f1, "macro_f1": f1 / 2, "micro_f1_low": f1 - 0.1, "micro_f1_high": f1 + 0.1},
        stage_seconds={"fit": 1.0},
        config_yaml="task: tags\n",
        report_text="",
        report={},
        per_label={},
        corpus=CorpusRecord("demo", "ab" * 32, 8, 2, (SideRecord("test", 2, 2, test * 32),)),
        model_folder=folder,
        model_version="0123abcd",
        versions=read_versions(),
        **more,
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_run_store: Path) -> Path:
    """A folder with a store."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(empty_run_store, folder / "mlflow.db")
    (folder / "model").mkdir()
    (folder / "model" / "manifest.json").write_text("{}")
    tracker = MlflowTracker(find_store(folder))
    for place, (name, f1, test) in enumerate(
        [("tags: ridge", 0.5, "aa"), ("tags: linear_svc", 0.6, "aa"), ("tags: other", 0.9, "bb")]
    ):
        begun = 1_700_000_000.0 + 100 * place
        times = {"started_at": begun, "ended_at": begun + 90.4, "group": "weights" if place else None}
        tracker.log(record(folder / "model", name, f1, test, **times))
    tracker.log_killed(
        KilledRecord(
            task="classification",
            experiment="cableml-classification",
            name="classification: ridge (interrupted)",
            description="",
            params={},
            config_yaml="",
            stage="fit",
            started_at=1_700_001_000.0,
            ended_at=1_700_004_700.0,
        )
    )
    return folder


@pytest.fixture
def runs(cableml: Any, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that runs ``cableml runs WORD...`` in the folder of the store."""

    def command(*words: object) -> Any:
        monkeypatch.chdir(filled)
        return cableml("runs", *words)

    return command


def test_the_runs_are_listed_by_experiment_with_scores_and_the_best_marked(runs: Any) -> None:
    result = runs()
    assert (result.status, result.err) == (0, "")
    lines = [re.sub(r"[0-9a-f]{8}  |2023-11-1\d \d\d:\d\d", "", line) for line in result.out.splitlines()]
    assert [re.sub(r"  +", "  ", line) for line in lines] == [
        "cableml-classification (1 run)",
        "-" * 30,
        "  id  run  started  took  status",
        "  classification: ridge (interrupted)  1 h 01 min  killed",
        "",
        "cableml-tags (3 runs)",
        "-" * 21,
        "  id  run  started  took  micro_f1  macro_f1  status",
        "  tags: other [weights]  1 min 30 s  0.900 [0.800, 1.000]  0.450",
        "*  tags: linear_svc [weights]  1 min 30 s  0.600 [0.500, 0.700]  0.300",
        "  tags: ridge  1 min 30 s  0.500 [0.400, 0.600]  0.250",
        "",
        "* the best of the runs tested on the same cables, by the first metric, or of its search.",
    ]


def test_the_best_of_a_search_is_marked_by_its_tag(
    filled: Path,
) -> None:
    from cableml.tracking.run_reader import read_runs
    from cableml.workflows.runs import find_best

    listed = read_runs(find_store(filled))
    marked = replace(listed[0], tags={**listed[0].tags, "cableml.best": "true"})
    assert find_best([marked, *listed[1:]]) == {marked.id} | find_best(listed)


def test_json_lines_hold_each_run_whole(runs: Any) -> None:
    found = [json.loads(line) for line in runs("--format", "jsonl").out.splitlines()]
    assert [(one["name"], one["best"]) for one in found] == [
        ("classification: ridge (interrupted)", False),
        ("tags: other", False),
        ("tags: linear_svc", True),
        ("tags: ridge", False),
    ]
    assert found[2]["metrics"]["micro_f1_low"] == 0.5
    assert found[0]["status"] == "KILLED"
    assert found[0]["seconds"] == 3700


def test_a_filter_and_an_experiment_narrow_the_list_and_the_mark_stays_the_stores(runs: Any) -> None:
    def names(*words: str) -> list[tuple[str, bool]]:
        lines = runs(*words, "--format", "jsonl").out.splitlines()
        return [(one["name"], one["best"]) for one in map(json.loads, lines)]

    assert names("--filter", "ridge", "--experiment", "cableml-tags") == [("tags: ridge", False)]
    assert names("--filter", "micro_f1>0.55 group=weights micro_f1<0.8") == [("tags: linear_svc", True)]
    assert runs("--filter", "nothing-like-it").out == "No run fits.\n"


def test_error_a_wrong_filter_is_wrong_usage(runs: Any) -> None:
    result = runs("--filter", "micro_f2>0.5")
    assert (result.status, result.out) == (2, "")
    assert result.err == "no run has a metric, parameter or tag 'micro_f2'. Did you mean 'micro_f1'?\n"


def test_an_export_holds_one_row_a_run(runs: Any, tmp_path: Path) -> None:
    result = runs("export", tmp_path / "new" / "runs.csv", "--experiment", "cableml-tags")
    assert (result.status, result.out) == (0, "")
    assert result.err == f"3 runs are in {tmp_path / 'new' / 'runs.csv'}.\n"
    with (tmp_path / "new" / "runs.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["name"], row["metrics.micro_f1"], row["params.estimator"]) for row in rows] == [
        ("tags: other", "0.9", "other"),
        ("tags: linear_svc", "0.6", "linear_svc"),
        ("tags: ridge", "0.5", "ridge"),
    ]
    assert rows[2]["group"] == ""


def test_the_groups_options_hold_for_an_export_too(runs: Any, tmp_path: Path) -> None:
    assert runs("--filter", "ridge", "export", tmp_path / "r.csv").err.startswith("2 runs are in ")


def test_parquet_holds_numbers_as_numbers(runs: Any, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert runs("export", tmp_path / "runs.parquet").status == 0
    table = parquet.read_table(tmp_path / "runs.parquet").to_pydict()
    assert table["metrics.micro_f1"] == [None, 0.9, 0.6, 0.5]
    assert table["started"][3] == "2023-11-14T22:13:20Z"
    assert [path.name for path in tmp_path.iterdir()] == ["runs.parquet"]


def test_error_a_file_that_cannot_be_written_is_one_sentence(
    runs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = runs("export", "runs.xls")
    assert (result.status, result.err) == (
        2,
        "runs.xls: the name must end in .csv or .parquet. Name such a file.\n",
    )
    (tmp_path / "taken").write_text("")
    result = runs("export", tmp_path / "taken" / "runs.csv")
    assert result.status == 1
    assert result.err.startswith(f"{tmp_path / 'taken' / 'runs.csv'}: the runs could not be written (")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = runs("export", tmp_path / "runs.parquet")
    assert (result.status, result.err) == (
        2,
        f"{tmp_path / 'runs.parquet'}: Parquet needs the package pyarrow, which is not installed. "
        "Install it, or name a .csv file.\n",
    )


def test_error_a_folder_without_a_store_is_one_sentence(cableml: Any, tmp_path: Path) -> None:
    result = cableml("runs")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("there is no run store mlflow.db. Train first (cableml train configs/tags.")
    assert list(tmp_path.iterdir()) == []
