from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CONFIG = """\
task: tags
corpus: {corpus}
labels: {labels}
features:
  - {{field: text, kind: words}}
  - {{field: origin, kind: values, weight: 0.5}}
"""


def write(folder: Path, corpus: str = "demo", labels: str = "null") -> None:
    (folder / "a.yaml").write_text(CONFIG.format(corpus=corpus, labels=labels))


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_shipped_configs_are_valid(task: str, cableml: Any, checkout: Path) -> None:
    result = cableml("check", checkout / "configs" / f"{task}.yaml")
    assert (result.status, result.err) == (0, "")
    assert f"output       models/{task}, unless --output names another folder\n" in result.out


def test_check_says_what_training_would_do(cableml: Any, tmp_path: Path) -> None:
    write(tmp_path)
    assert cableml("check", "a.yaml", "--set", "fields=body", "--set", "split.test=0.3").out == (
        "a.yaml is valid. Training with it would use:\n"
        "\n"
        "task         tags: predicts the TAGS of a cable\n"
        "corpus       the demo corpus that cableml makes: 2,400 cables, seed 1\n"
        "labels       as the cables state them\n"
        "test         30% of the cables, by a hash of the id (salt 'cableml'); repeats: drop\n"
        "features     2 blocks, fields: body\n"
        "               text        single words, in at least 2 cables, weight 1\n"
        "               origin      whole values, in at least 2 cables, weight 0.5 "
        "(switched off by fields: body)\n"
        "model        squared_hinge, c 1, all labels weighted alike\n"
        "labels kept  those with at least 5 training cables\n"
        "decision     per_label cut-offs from 5 folds\n"
        "calibration  platt\n"
        "second stage none: the linear model decides\n"
        "seed         1\n"
        "output       models/tags, unless --output names another folder\n"
        "run store    experiment cableml-tags in mlflow.db, unless --no-tracking\n"
    )


def test_a_wrong_config_is_status_2_with_every_problem_on_a_line(cableml: Any, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("task: tagz\nfeatures:\n  - {field: text, kind: words, ngram: 2}\n")
    result = cableml("check", "a.yaml")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "a.yaml:1: task: the text 'tagz' is not one of the choices. Did you mean 'tags'? "
        "Choices: tags, classification.\n"
        "a.yaml:3: features.0.ngram: unknown key. Did you mean 'ngrams'? Known keys: field, kind, ngrams, "
        "weight, min_cables, max_share, max_features, min_chars, max_chars, sublinear.\n"
    )


def test_files_that_are_missing_are_named_with_their_lines(cableml: Any, tmp_path: Path) -> None:
    write(tmp_path, "[a.yaml, absent.csv]", "gold.jsonl")
    result = cableml("check", "a.yaml")
    assert (result.status, result.err) == (
        2,
        "a.yaml:2: corpus.1: there is no file or folder 'absent.csv'. "
        "Paths count from the folder in which the command runs.\n"
        "a.yaml:3: labels: there is no file or folder 'gold.jsonl'. "
        "Paths count from the folder in which the command runs.\n",
    )


def test_train_refuses_a_config_with_a_missing_file_before_any_work(cableml: Any, tmp_path: Path) -> None:
    write(tmp_path, "absent.csv")
    result = cableml("train", "a.yaml", "--no-tracking")
    assert (result.status, result.err) == (
        2,
        "a.yaml:2: corpus: there is no file or folder 'absent.csv'. "
        "Paths count from the folder in which the command runs.\n",
    )


def test_a_missing_file_of_an_override_names_the_override(cableml: Any, tmp_path: Path) -> None:
    write(tmp_path)
    result = cableml("check", "a.yaml", "--set", "corpus=absent.csv")
    assert result.err == (
        "--set corpus=absent.csv: corpus: there is no file or folder 'absent.csv'. "
        "Paths count from the folder in which the command runs.\n"
    )


def test_a_missing_config_is_status_2(cableml: Any) -> None:
    result = cableml("check", "absent.yaml")
    assert (result.status, result.err) == (
        2,
        "absent.yaml: no such file; give the path of a config, such as configs/tags.yaml.\n",
    )
