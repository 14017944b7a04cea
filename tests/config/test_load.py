from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from cableml.config.load import load_config, locate, parse_config
from cableml.errors import ConfigError

SMALLEST = "task: tags\nfeatures:\n  - {field: text, kind: words}\n"


def write(folder: Path, text: str) -> str:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def problems_of(folder: Path, text: str, overrides: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a config, its folder's name cut off."""
    with pytest.raises(ConfigError) as raised:
        load_config(write(folder, text), overrides)
    return str(raised.value).replace(f"{folder}{os.sep}", "").split("\n")


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_shipped_configs_load_and_name_their_task(checkout: Path, task: str) -> None:
    config = load_config(checkout / "configs" / f"{task}.yaml")
    assert (config.task, config.model_name, config.corpus) == (task, task, ("demo",))


@pytest.mark.parametrize("name", ["tags", "classification"])
def test_the_shipped_configs_write_every_key_out(checkout: Path, name: str) -> None:
    written = yaml.safe_load((checkout / "configs" / f"{name}.yaml").read_text(encoding="utf-8"))
    resolved = load_config(checkout / "configs" / f"{name}.yaml").to_plain()

    def keys(values: object, prefix: str = "") -> set[str]:
        if not isinstance(values, dict):
            return {prefix}
        return {key for name, value in values.items() for key in keys(value, f"{prefix}.{name}")}

    assert keys({**written, "features": 0}) == keys({**resolved, "features": 0})


def test_the_smallest_config_takes_all_else_from_defaults(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SMALLEST))
    assert (config.model.c, config.split.test, config.demo.cables) == (1.0, 0.2, 2400)


def test_a_resolved_config_reads_back_as_itself(checkout: Path) -> None:
    config = load_config(checkout / "configs" / "tags.yaml", ["corpus=[NO, b.csv]", "model.c=1e-5"])
    written = yaml.safe_dump(config.to_plain(), sort_keys=False)
    assert parse_config(yaml.safe_load(written)).to_plain() == config.to_plain()


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert load_config(path).task == "tags"


def test_every_problem_is_named_at_once_with_its_line_and_the_way_out(tmp_path: Path) -> None:
    text = """\
task: tagz
nam: x
corpus: [1, a]
demo: {cables: many, seed: 1.5}
split: {test: 1.5}
features:
  - {field: text, kind: words, ngrams: 0, wieght: 2}
  - {kind: words}
  - {field: text, kind: characters, min_chars: 5, max_chars: 3}
  - {field: text, kind: values}
  - 3
model: {estimator: linear_svc, c: "1", class_weight: balance}
decision: 3
labels_min_cables: true
"""
    assert problems_of(tmp_path, text) == [
        "a.yaml:1: task: the text 'tagz' is not one of the choices. Did you mean 'tags'? "
        "Choices: tags, classification.",
        "a.yaml:2: nam: unknown key. Did you mean 'name'? Known keys: task, name, corpus, demo, labels, "
        "split, fields, features, model, labels_min_cables, decision, calibration, second_stage, evaluation, "
        "tracking, search, seed, jobs.",
        "a.yaml:3: corpus.0: expected text, found 1 (demo, a path, or a list of paths).",
        "a.yaml:4: demo.cables: expected a whole number, found the text 'many' "
        "(how many demo cables are written).",
        "a.yaml:4: demo.seed: expected a whole number, found 1.5 (seed of the demo cables).",
        "a.yaml:5: split.test: must be less than 1, found 1.5 (share of cables kept for the test).",
        "a.yaml:7: features.0.ngrams: must be at least 1, found 0 "
        "(longest run of words that counts as one feature).",
        "a.yaml:7: features.0.wieght: unknown key. Did you mean 'weight'? Known keys: field, kind, ngrams, "
        "weight, min_cables, max_share, max_features, min_chars, max_chars, sublinear.",
        "a.yaml:8: features.1.field: this key is missing; add it (the part of the cable that is read).",
        "a.yaml:9: features.2: min_chars (5) is larger than max_chars (3).",
        "a.yaml:10: features.3: kind values does not fit the text field text; use words or characters.",
        "a.yaml:11: features.4: expected a group of keys, found 3 (the feature blocks).",
        "a.yaml:12: model.c: expected a number, found the text '1' "
        "(inverse strength of the penalty on large weights).",
        "a.yaml:12: model.class_weight: the text 'balance' is not one of the choices. "
        "Did you mean 'balanced'? Choices: balanced, null.",
        "a.yaml:13: decision: expected a group of keys, found 3 (how scores become decisions).",
        "a.yaml:14: labels_min_cables: expected a whole number, found true "
        "(a label with fewer training cables is not learned).",
    ]


def test_doubled_and_unknown_keys_are_reported_together(tmp_path: Path) -> None:
    assert problems_of(tmp_path, SMALLEST + "seed: 1\nseed: 2\nsplits: {}\n")[0].startswith(
        "a.yaml:5: seed: this key stands twice, first on line 4"
    )
    assert problems_of(tmp_path, SMALLEST + "seed: 1\nseed: 2\nsplits: {}\n")[1].startswith(
        "a.yaml:6: splits: unknown key. Did you mean 'split'?"
    )


def test_body_only_with_header_blocks_alone_leaves_nothing_to_learn_from(tmp_path: Path) -> None:
    text = "task: tags\nfields: body\nfeatures:\n  - {field: origin, kind: values}\n"
    assert problems_of(tmp_path, text) == [
        "a.yaml:1: fields: body switches off every block in features; add one that reads the body, "
        "such as text."
    ]


def test_a_name_that_is_no_folder_name_is_refused(tmp_path: Path) -> None:
    assert problems_of(tmp_path, SMALLEST + "name: ../up\n") == [
        "a.yaml:4: name: '../up' cannot name a folder; use letters, digits, '.', '_' and '-'."
    ]


@pytest.mark.parametrize(
    ("split", "problem"),
    [
        (
            "{by: file}",
            "split: by: file needs split.test_files (files or folders) or split.test_ids (a file).",
        ),
        (
            "{test_files: [a.csv]}",
            "split: split.test_files does nothing with by: id; it belongs to by: file.",
        ),
        (
            "{by: date, stratify: true}",
            "split: split.stratify does nothing with by: date; it belongs to by: id.",
        ),
        (
            "{by: date, from: 2009}",
            "split.from: expected text, found 2009 (by date only: first day of the test; null: "
            "the newest share).",
        ),
        ("{by: date, from: 2009-02-30}", "split.from: '2009-02-30' is no date; write it like 2009-01-01."),
        (
            "{by: dates}",
            "split.by: the text 'dates' is not one of the choices. Did you mean 'date'? "
            "Choices: id, date, post, file, none.",
        ),
        (
            "{form: x}",
            "split.form: unknown key. Did you mean 'from'? Known keys: by, test, salt, repeats, "
            "stratify, from, test_files, test_ids.",
        ),
    ],
)
def test_a_split_that_cannot_be_meant_is_named_with_its_line(
    tmp_path: Path, split: str, problem: str
) -> None:
    assert problems_of(tmp_path, f"{SMALLEST}split: {split}\n") == [f"a.yaml:4: {problem}"]


def test_the_first_test_day_is_a_date_as_written(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SMALLEST), ["split.by=date", "split.from=2009-01-01"])
    assert config.split.from_ == "2009-01-01"
    assert config.to_plain()["split"]["from"] == "2009-01-01"
    assert parse_config(config.to_plain()).split == config.split


def test_no_features_at_all_are_refused(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "task: tags\nfeatures: []\n") == [
        "a.yaml:2: features: must not be empty (the feature blocks)."
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml: is empty; copy configs/tags.yaml and change it."),
        ("# only a comment\n", "a.yaml: is empty; copy configs/tags.yaml and change it."),
        (
            "- task\n",
            "a.yaml:1: holds no keys at its top level; it must begin like configs/tags.yaml, "
            "with task: tags.",
        ),
    ],
)
def test_a_file_that_states_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    assert problems_of(tmp_path, text) == [message]


def test_a_missing_file_is_one_sentence() -> None:
    with pytest.raises(ConfigError) as raised:
        load_config("absent.yaml")
    assert str(raised.value) == (
        "absent.yaml: no such file; give the path of a config, such as configs/tags.yaml."
    )


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path)
    assert str(raised.value) == f"{tmp_path}: this is a folder; name the config file inside it."


def test_bytes_that_are_no_text_are_one_sentence_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"task: tags\nname: \xff\xfe\n")
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert str(raised.value) == f"{path}:2: is not UTF-8 text; save the config as UTF-8."


def test_a_corpus_given_as_config_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "cables.csv"
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert (
        str(raised.value) == f"{path}: has 1,000,001 bytes, a config has at most 1,000,000; is it a corpus?"
    )


def test_a_key_can_be_located_in_the_file_or_in_an_override(tmp_path: Path) -> None:
    path = write(tmp_path, SMALLEST + "labels: gold.jsonl\n")
    assert str(locate(path, "labels")) == f"{path}:4: labels"
    assert str(locate(path, "labels", ["labels=other.jsonl"])) == "--set labels=other.jsonl: labels"
