from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

# Of other people's packages, while they are loaded.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

SMALL = "demo.cables=120, evaluation.bootstrap=5, labels_min_cables=8, second_stage=null"
EXPERIMENT = """\
tables:
  - name: tags
    config: {config}
    set: [{small}]
    variants:
      - name: ours
      - {{name: weak, set: [model.c=0.01]}}
"""
MORE = """\
  - {{name: growth, config: {config}, mode: learning-curve, set: [{small}], variants: [{{name: all}}]}}
  - {{name: noise, config: {config}, mode: noise, set: [{small}], variants: [{{name: all}}]}}
  - name: folds
    config: {config}
    mode: cross-validate
    folds: 2
    set: [{small}]
    variants: [{{name: all}}]
"""
PAGE = "# Q\n\n<!-- runs: begin -->\n<!-- runs: end -->\n"


@pytest.fixture
def folder(tmp_path: Path, empty_run_store: Path) -> Path:
    """An experiment of two variants beside an empty run store."""
    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    place = tmp_path / "experiments" / "q"
    place.mkdir(parents=True)
    (place / "README.md").write_text(PAGE, encoding="utf-8")
    return place


def describe(folder: Path, checkout: Path, text: str) -> None:
    config = checkout / "configs" / "tags.yaml"
    (folder / "experiment.yaml").write_text(text.format(config=config, small=SMALL), encoding="utf-8")


@pytest.mark.slow
def test_an_experiment_trains_what_is_missing_and_writes_its_readme(
    cableml: Any, folder: Path, checkout: Path
) -> None:
    describe(folder, checkout, EXPERIMENT)
    first = cableml("experiment", "experiments/q")
    assert (first.status, first.out) == (0, "")
    assert first.err == (
        "1 of 2: tags, ours\n2 of 2: tags, weak\n2 runs were made; the group is q.\n"
        "experiments/q: README.md, runs.jsonl, tags.svg written.\n"
    )
    rows = [json.loads(line) for line in (folder / "runs.jsonl").read_text("utf-8").splitlines()]
    assert [(row["variant"], row["corpus"]) for row in rows] == [
        ("ours", "demo-120-1"),
        ("weak", "demo-120-1"),
    ]
    assert rows[1]["against"]["baseline"] == rows[0]["id"]
    again = cableml("experiment", "experiments/q")
    assert again.err == ("0 runs were made; the group is q.\nexperiments/q: all is as the runs say.\n")
    assert cableml("report", "experiments/q", "--check").status == 0

    # Another experiment with the same settings, written otherwise, needs no training.
    twin = folder.with_name("twin")
    twin.mkdir()
    (twin / "README.md").write_text(PAGE, encoding="utf-8")
    describe(twin, checkout, EXPERIMENT.replace("weak, set: [model.c=0.01]", "slack, set: [model.c=1e-2]"))
    assert cableml("experiment", "experiments/twin").err == (
        "0 runs were made; the group is twin.\nexperiments/twin: README.md, runs.jsonl, tags.svg written.\n"
    )
    borrowed = [json.loads(line) for line in (twin / "runs.jsonl").read_text("utf-8").splitlines()]
    assert [(row["variant"], row["id"], row["changes"][-1]) for row in borrowed] == [
        ("ours", rows[0]["id"], "second_stage=null"),
        ("slack", rows[1]["id"], "model.c=1e-2"),
    ]

    text = EXPERIMENT.replace("model.c=0.01", "model.c=0.02") + MORE
    describe(folder, checkout, text)
    more = cableml("experiment", "experiments/q")
    assert more.status == 0
    assert more.err.splitlines()[:5] == [
        "1 of 4: tags, weak",
        "2 of 4: growth, all",
        "3 of 4: noise, all",
        "4 of 4: folds, all",
        "4 runs were made; the group is q.",
    ]
    page = (folder / "README.md").read_text(encoding="utf-8")
    for words in ("| 100% | ", "| two cables drawn at random | ", "![folds](folds.svg)"):
        assert words in page
    assert cableml("report", "experiments/q", "--check", "--from-file").status == 0

    (folder / "README.md").write_text(page.replace("| ours | ", "| ours | 9"), encoding="utf-8")
    checked = cableml("report", "experiments/q", "--check", "--from-file")
    assert (checked.status, checked.out) == (1, "")
    assert "README.md:" in checked.err
    assert "differs from what the runs say" in checked.err


def test_error_no_run_of_the_group(cableml: Any, folder: Path, checkout: Path) -> None:
    describe(folder, checkout, EXPERIMENT)
    result = cableml("report", "experiments/q")
    assert (result.status, result.err) == (
        2,
        "experiments/q: no finished run of the group 'q' is tracked. Make them with: cableml experiment "
        "experiments/q\n",
    )


@pytest.mark.slow
def test_a_config_that_has_changed_since_its_runs_is_told(
    cableml: Any, folder: Path, checkout: Path, tmp_path: Path
) -> None:
    config = tmp_path / "tags.yaml"
    shutil.copy(checkout / "configs" / "tags.yaml", config)
    text = EXPERIMENT.format(config=config, small=SMALL).replace(
        "      - {name: weak, set: [model.c=0.01]}\n", ""
    )
    (folder / "experiment.yaml").write_text(text, encoding="utf-8")
    assert cableml("experiment", "experiments/q").status == 0
    config.write_text(config.read_text("utf-8").replace("\nseed: 1\n", "\nseed: 2\n"), encoding="utf-8")
    assert cableml("report", "experiments/q").err == (
        "experiments/q: all is as the runs say.\nThe config of the table tags has changed since its runs "
        "were made. To make them anew: cableml experiment experiments/q\n"
    )
