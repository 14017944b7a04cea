from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CONTRACT = {
    "tags": {
        *("micro_f1", "micro_f1_known", "macro_f1", "samples_f1", "precision_at_1", "precision_at_3"),
        *("precision_at_5", "ndcg_at_5", "lrap", "expected_calibration_error", "n_cables", "n_unknown"),
        *("n_labels", "n_gold_outside", "per_label"),
    },
    "classification": {
        *("accuracy", "macro_f1", "quadratic_kappa", "confusion_matrix", "levels", "roc_auc_classified"),
        *("average_precision_classified", "fpr_at_90_recall_classified", "log_loss"),
        *("expected_calibration_error", "n_cables"),
    },
}


@pytest.fixture
def corpus(cableml: Any, tmp_path: Path) -> Path:
    """Demo cables of another seed."""
    assert cableml("corpus", "demo", "--cables", 80, "--seed", 5, "--output", "other.csv").status == 0
    return tmp_path / "other.csv"


@pytest.mark.parametrize("task", CONTRACT)
def test_json_holds_every_key_of_the_contract(
    task: str, cableml: Any, demo_models: Path, corpus: Path
) -> None:
    result = cableml("evaluate", demo_models / task, "--corpus", corpus, "--format", "json", "--bootstrap", 5)
    assert (result.status, result.err) == (0, "")
    report = json.loads(result.out)
    assert CONTRACT[task] - report.keys() == set()
    assert report["model"]["task"] == task
    assert report["corpus"]["name"] == "other.csv"


def test_text_is_the_report(cableml: Any, demo_models: Path, corpus: Path) -> None:
    result = cableml("evaluate", demo_models / "tags", "--corpus", corpus, "--bootstrap", 0)
    assert result.status == 0
    assert result.out.startswith("tags (tags, version ")
    assert "micro-F1, all gold tags" in result.out


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_html_report_is_written_where_it_is_asked_for(
    task: str, cableml: Any, demo_models: Path, corpus: Path, tmp_path: Path
) -> None:
    words = ("evaluate", demo_models / task, "--corpus", corpus, "--bootstrap", 5)
    plain = cableml(*words)
    assert list(tmp_path.rglob("*.html")) == []
    asked = cableml(*words, "--report", "page.html")
    assert (asked.status, asked.out, asked.err) == (0, plain.out, "")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"<title>{task} ({task}, version " in page
    assert "Reliability over" in page


def test_cables_without_a_tags_line_are_left_out_and_counted(
    cableml: Any, demo_models: Path, corpus: Path
) -> None:
    report = json.loads(cableml("evaluate", demo_models / "tags", "--corpus", corpus, "--format", "json").out)
    parsed = [json.loads(line) for line in cableml("parse", corpus, "--format", "jsonl").out.splitlines()]
    without = sum(not cable["tags_line"] for cable in parsed)
    assert without > 0
    assert (report["n_unknown"], report["n_cables"]) == (without, len(parsed) - without)


def test_corpus_takes_several_paths_behind_each_other(
    cableml: Any, demo_models: Path, corpus: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.jsonl"
    assert cableml("corpus", "demo", "--cables", "30", "--seed", "77", "--output", second).status == 0
    model = demo_models / "tags"
    one = json.loads(cableml("evaluate", model, "--corpus", corpus, "--format", "json").out)
    two = json.loads(cableml("evaluate", model, "--corpus", corpus, second, "--format", "json").out)
    n_more = two["n_cables"] + two["n_unknown"] - one["n_cables"] - one["n_unknown"]
    assert n_more == 30


def test_a_labels_file_makes_unknown_tags_known(
    cableml: Any, demo_models: Path, corpus: Path, tmp_path: Path
) -> None:
    cableml("corpus", "demo", "--cables", 80, "--seed", 5, "--output", "x.csv", "--labels", "gold.jsonl")
    report = json.loads(
        cableml(
            "evaluate",
            demo_models / "tags",
            *("--corpus", corpus, "--labels", "gold.jsonl", "--format", "json"),
        ).out
    )
    assert (report["n_unknown"], report["n_cables"]) == (0, 80)


def test_the_test_cables_of_a_training_give_its_figures_again(
    cableml: Any, checkout: Path, corpus: Path, tmp_path: Path
) -> None:
    from cableml.corpus.split import split_by_id

    overrides = [
        "--set",
        "second_stage=null",
        "--set",
        "decision.folds=2",
        "--set",
        "evaluation.bootstrap=0",
        "--set",
        "labels_min_cables=3",
    ]
    trained = cableml(
        "train",
        checkout / "configs" / "tags.yaml",
        *("--corpus", corpus, "--no-tracking", "--format", "json", *overrides),
    )
    assert trained.status == 0
    lines = cableml("parse", corpus, "--format", "jsonl").out.splitlines()
    in_test = split_by_id([json.loads(line)["id"] for line in lines], 0.2, "cableml")
    (tmp_path / "test.jsonl").write_text(
        "".join(f"{line}\n" for line, side in zip(lines, in_test, strict=True) if side), encoding="utf-8"
    )
    again = json.loads(cableml("evaluate", "models/tags", "--corpus", "test.jsonl", "--format", "json").out)
    first = json.loads(trained.out)
    names = CONTRACT["tags"] - {"per_label"}
    assert {name: again[name] for name in names} == pytest.approx({name: first[name] for name in names})


def test_cables_without_labels_are_one_sentence(cableml: Any, demo_models: Path, tmp_path: Path) -> None:
    (tmp_path / "cable.txt").write_text("UNCLAS TOKYO 000433\nSUBJECT: A VISIT\n\n1. (U) Text.\n")
    result = cableml("evaluate", demo_models / "tags", "--corpus", "cable.txt")
    assert (result.status, result.out, result.err) == (
        1,
        "",
        "none of the 1 cables has a TAGS line, so nothing can be scored. "
        "Give labelled cables, or a labels file with --labels.\n",
    )


def test_a_missing_corpus_is_one_sentence(cableml: Any, demo_models: Path) -> None:
    result = cableml("evaluate", demo_models / "tags", "--corpus", "absent.csv")
    assert (result.status, result.err) == (
        1,
        "absent.csv: there is no such file or folder. Check the spelling.\n",
    )


def test_an_empty_corpus_is_one_sentence_each(cableml: Any, demo_models: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = cableml("evaluate", demo_models / "tags", "--corpus", "empty.txt")
    assert (result.status, result.err) == (
        1,
        "empty.txt: the file is empty. Give one that holds a cable.\n"
        "empty.txt: no cable could be read. Give a corpus of cables.\n",
    )


def test_a_missing_model_is_one_sentence(cableml: Any, corpus: Path) -> None:
    result = cableml("evaluate", "absent", "--corpus", corpus)
    assert result.status == 1
    assert result.err.startswith("absent")
    assert result.err.count("\n") == 1
