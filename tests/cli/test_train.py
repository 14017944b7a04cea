from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

TAGS = "configs/tags.yaml"
SMALL = [
    word
    for override in (
        "demo.cables=220",
        "evaluation.bootstrap=5",
        "second_stage=null",
        "decision.folds=2",
        "labels_min_cables=8",
    )
    for word in ("--set", override)
]


@pytest.fixture
def train(cableml: Any, checkout: Path) -> Any:
    """A function that trains a small model without tracking; more words go behind."""

    def command(*words: object, task: str = "tags", tracking: bool = False) -> Any:
        quiet = [] if tracking else ["--no-tracking"]
        return cableml("train", checkout / "configs" / f"{task}.yaml", *SMALL, *quiet, *words)

    return command


@pytest.fixture
def corpus(cableml: Any, tmp_path: Path) -> Path:
    """A dump of demo cables."""
    assert cableml("corpus", "demo", "--cables", 220, "--output", "demo.csv").status == 0
    return tmp_path / "demo.csv"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_a_config_alone_trains_scores_and_saves(task: str, train: Any, tmp_path: Path) -> None:
    result = train(task=task)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"{task}: trained on ")
    assert "These are demo cables, made by a generator: the figures say nothing about real" in result.out
    assert f"\nModel folder: models/{task}\n" in result.out
    assert (tmp_path / "models" / task / "manifest.json").is_file()


def test_the_report_says_how_long_each_stage_took_and_what_memory(train: Any) -> None:
    rows = train().out.partition("Time and memory\n---------------\n")[2].splitlines()[:5]
    assert [row[:20].strip() for row in rows] == [
        "read, parse, blind",
        "fit",
        "save",
        "score",
        "together",
    ]


def test_the_report_as_json_has_the_keys_of_the_contract(train: Any) -> None:
    report = json.loads(train("--format", "json").out)
    assert {"micro_f1", "macro_f1", "precision_at_5", "n_cables", "per_label", "intervals"} <= report.keys()


def test_without_tracking_nothing_but_the_model_is_written(train: Any, tmp_path: Path) -> None:
    train()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models"]


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_same_training_twice_gives_the_same_bytes(task: str, train: Any, tmp_path: Path) -> None:
    train("--output", "first", task=task)
    train("--output", "second", task=task)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_html_report_goes_beside_the_model_or_where_it_is_wanted(
    task: str, train: Any, tmp_path: Path
) -> None:
    assert f"\nHTML report:  models/{task}-report.html\n" in train(task=task).out
    beside = (tmp_path / "models" / f"{task}-report.html").read_bytes()
    assert b"<title>" + task.encode() + b": trained on " in beside
    assert train("--report", "pages/one.html", task=task).status == 0
    assert (tmp_path / "pages" / "one.html").read_bytes() == beside


def test_a_report_that_is_a_folder_is_refused_before_any_work(train: Any, tmp_path: Path) -> None:
    result = train("--report", tmp_path)
    assert (result.status, result.out) == (1, "")
    assert result.err == f"{tmp_path}: this is a folder. Name a file with --report.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_report_holds_calibration_slices_and_drift(train: Any) -> None:
    report = json.loads(train("--format", "json").out)
    pooled = report["calibration"]["all (cable, tag) pairs"]
    assert pooled["after"]["expected_calibration_error"] == pytest.approx(
        report["expected_calibration_error"], abs=1e-6
    )
    assert pooled["after"]["brier"] == pytest.approx(report["brier"], abs=1e-6)
    assert set(report["slices"]) == {"year", "post", "length", "level", "kind", "frequency"}
    for by in ("year", "post", "length", "level"):
        assert sum(row["n_cables"] for row in report["slices"][by]["rows"]) == report["n_cables"]
    kinds = {row["name"]: row["value"] for row in report["slices"]["kind"]["rows"]}
    known = {name: group["f1"] for name, group in report["by_kind"].items()}
    assert {name: known[name] for name in kinds} == pytest.approx(kinds)
    assert "drift" in report


def test_a_corpus_of_the_command_line_replaces_the_configs(train: Any, corpus: Path) -> None:
    result = train("--corpus", corpus)
    assert result.status == 0
    assert " cables of demo.csv, tested on others\n" in result.out
    assert "These are demo cables" not in result.out


def test_an_input_that_cannot_be_used_is_named_and_the_rest_is_trained_on(
    train: Any, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = train("--corpus", corpus, "--corpus", "empty.txt")
    assert (result.status, result.err) == (1, "empty.txt: the file is empty. Give one that holds a cable.\n")
    assert "1 inputs could not be used" in result.out
    assert (tmp_path / "models" / "tags" / "manifest.json").is_file()


def test_a_missing_corpus_stops_before_anything_is_read(train: Any, corpus: Path, tmp_path: Path) -> None:
    result = train("--corpus", corpus, "--corpus", "absent.csv")
    assert (result.status, result.out) == (1, "")
    assert result.err == "absent.csv: there is no such file or folder. Check the spelling.\n"
    assert not (tmp_path / "models").exists()


def test_labels_override_what_the_cables_say(train: Any, corpus: Path, tmp_path: Path, cableml: Any) -> None:
    ids = [json.loads(line)["id"] for line in cableml("parse", corpus, "--format", "jsonl").out.splitlines()]
    lines = [
        json.dumps({"id": cable_id, "classification": "SECRET" if number % 2 else "UNCLASSIFIED"})
        for number, cable_id in enumerate(ids)
    ]
    (tmp_path / "gold.jsonl").write_text("\n".join([*lines, '{"id": "99NOWHERE1", "tags": []}']))
    result = train("--corpus", corpus, "--labels", "gold.jsonl", "--format", "json", task="classification")
    assert result.status == 0
    assert json.loads(result.out)["levels"] == ["UNCLASSIFIED", "SECRET"]
    assert result.err == f"gold.jsonl: 1 of {len(ids) + 1} labelled ids are not in the corpus.\n"


def test_a_broken_labels_file_is_one_sentence(train: Any, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": "06TOKYO1", "classification": "PINK"}\n')
    result = train("--corpus", corpus, "--labels", "gold.jsonl")
    assert result.status == 1
    assert result.err.startswith("gold.jsonl:1: classification: 'PINK' is no level. Use one of UNCLASSIFIED,")


def test_too_few_cables_are_one_sentence(train: Any, cableml: Any) -> None:
    cableml("corpus", "demo", "--cables", 10, "--output", "few.csv")
    result = train("--corpus", "few.csv")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(("8 labelled cables are too few to train on", "9 labelled", "7 labelled"))


def test_cables_without_any_label_are_one_sentence(train: Any, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for number in range(20):
        (tmp_path / "plain" / f"{number}.txt").write_text(
            f"FM AMEMBASSY TOKYO\nTO RUEHC/SECSTATE WASHDC {number}\nSUBJECT: A VISIT\n\n1. Text {number}.\n"
        )
    result = train("--corpus", "plain")
    assert (result.status, result.err) == (
        1,
        "of the 20 cables none with known labels is left to train on. "
        "Give more labelled cables, or another share with --set split.test=0.2.\n",
    )


def test_an_output_that_is_a_file_is_refused_before_any_work(train: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    result = train("--output", "taken")
    assert (result.status, result.err) == (
        1,
        "taken: this is a file, not a folder; give another folder.\n",
    )
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_with_something_else_is_never_overwritten(train: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    result = train("--output", "mine")
    assert (result.status, result.err) == (
        1,
        "mine: this folder holds something else than a model and is not overwritten; "
        "give an empty or new folder.\n",
    )
    assert contents(tmp_path / "mine") == {"letter.txt": b"dear"}


def test_an_unwritable_place_is_refused_before_any_work(
    train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    result = train("--output", "new/model")
    assert (result.status, result.err) == (
        1,
        f"new/model: {tmp_path} cannot be written to (Permission denied). "
        "Give another folder with --output, or change its permissions.\n",
    )


@pytest.mark.parametrize("stage", ["training.fit_model", "model_folder.save_model"])
def test_an_interrupted_training_leaves_nothing(
    stage: str, train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"cableml.models.{stage}", interrupt)
    result = train()
    assert (result.status, result.out) == (130, "")
    assert result.err == "Interrupted: nothing half-written was left behind.\n"
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("failure", "status"),
    [(KeyboardInterrupt(), 130), (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 1)],
    ids=["interrupted", "disk full"],
)
def test_a_save_that_breaks_off_leaves_the_old_model_as_it_was(
    failure: BaseException, status: int, train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    train("--output", "model")
    before = contents(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(np.lib.format, "write_array", fail)
    monkeypatch.setattr(np, "save", fail)
    result = train("--output", "model", "--set", "seed=2")
    assert (result.status, result.out) == (status, "")
    assert result.err.count("\n") == 1
    assert contents(tmp_path) == before
    names = ["model", "model-report.html", "model.scores.jsonl.gz"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_run_store_that_fails_costs_the_record_and_never_the_model(
    train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cableml.errors import TrackingError
    from cableml.tracking.recorder import Recorder

    def fail(*_: object) -> None:
        raise TrackingError("the store is gone.")

    monkeypatch.setattr(Recorder, "prepare", lambda recorder: None)
    monkeypatch.setattr(Recorder, "log", fail)
    result = train(tracking=True)
    assert result.status == 1
    assert result.out.startswith("tags: trained on ")
    assert result.err == "the store is gone.\nThe model itself is complete: models/tags\n"
    assert (tmp_path / "models" / "tags" / "manifest.json").is_file()


def interrupt_a_real_training(
    checkout: Path, folder: Path, number: signal.Signals, *words: str, seconds: float = 2.0
) -> tuple[int, str, str]:
    """Start a training that takes minutes, end it after some seconds; return status and both outputs."""
    running = subprocess.Popen(
        [
            *(sys.executable, "-c", "from cableml.cli.app import main; print(flush=True); main()"),
            *("train", str(checkout / TAGS), "--set", "demo.cables=100000", *words),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and its children with it: the tests may run in one.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(seconds)
        running.send_signal(number)
        out, err = running.communicate(timeout=120)
    finally:
        running.kill()
        running.communicate()
    return running.returncode, out, err


def test_ctrl_c_ends_a_real_training_with_one_sentence_and_nothing_left(
    checkout: Path, tmp_path: Path
) -> None:
    ended = interrupt_a_real_training(checkout, tmp_path, signal.SIGINT, "--no-tracking")
    assert ended == (130, "", "Interrupted: nothing half-written was left behind.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_tracked_training_that_is_told_to_end_is_a_killed_run(
    checkout: Path, tmp_path: Path, empty_run_store: Path
) -> None:
    from cableml.tracking.run_reader import read_runs
    from cableml.tracking.store import find_store

    shutil.copy(empty_run_store, tmp_path / "mlflow.db")
    status, out, err = interrupt_a_real_training(checkout, tmp_path, signal.SIGTERM, seconds=8.0)
    assert (status, out) == (130, "")
    assert re.fullmatch(
        r"Run 'ridge c=1\.2, 11 blocks, .* \(interrupted\)' is in mlflow\.db \(experiment cableml-tags\); "
        r"look at it with: cableml ui\nInterrupted: nothing half-written was left behind\.\n",
        err,
    )
    (run,) = read_runs(find_store(tmp_path))
    assert (run.status, run.tags["interrupted.in"], run.model_id) == ("KILLED", "read, parse, blind", None)
    assert not (tmp_path / "models").exists()
