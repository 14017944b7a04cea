from __future__ import annotations

from pathlib import Path

import pytest

from cableml.config.load import load_config
from cableml.errors import ConfigError

TEXT = """\
task: tags
name: first
features:
  - {field: text, kind: words}
  - {field: subject, kind: words}
model: {c: 1.0}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "a.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return str(file)


def test_values_are_read_as_in_the_file(path: str) -> None:
    config = load_config(path, ["model.c=0.5", "name=second", "model.class_weight=balanced", "labels=null"])
    assert (config.model.c, config.name, config.model.class_weight, config.labels) == (
        0.5,
        "second",
        "balanced",
        None,
    )


def test_a_list_item_is_named_by_its_number_from_0(path: str) -> None:
    config = load_config(path, ["features.1.ngrams=3"])
    assert [block.ngrams for block in config.features] == [1, 3]


def test_a_whole_list_can_be_replaced(path: str) -> None:
    config = load_config(path, ["features=[{field: lead, kind: words}]", "corpus=[a.csv, NO]"])
    assert [block.field for block in config.features] == ["lead"]
    assert config.corpus == ("a.csv", "NO")


def test_a_group_that_the_file_leaves_out_is_made(path: str) -> None:
    assert load_config(path, ["demo.cables=50"]).demo.cables == 50


def test_the_last_of_two_overrides_wins(path: str) -> None:
    assert load_config(path, ["seed=2", "seed=3"]).seed == 3


def test_a_value_may_hold_an_equals_sign(path: str) -> None:
    assert load_config(path, ["split.salt=a=b"]).split.salt == "a=b"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "model.c",
            "--set model.c: an override is written KEY=VALUE, such as --set model.c=0.5 or "
            "--set features.0.weight=2.",
        ),
        (
            "=3",
            "--set =3: an override is written KEY=VALUE, such as --set model.c=0.5 or "
            "--set features.0.weight=2.",
        ),
        (
            "features.7.weight=1",
            "--set features.7.weight=1: features.7.weight: features has no item 7; "
            "its 2 items are counted from 0.",
        ),
        (
            "features.first.weight=1",
            "--set features.first.weight=1: features.first.weight: features is a list; "
            "name one of its items by number, from 0 to 1.",
        ),
        (
            "name.x=1",
            "--set name.x=1: name.x: name is a single value; nothing can be set inside it.",
        ),
        (
            "model.0=1",
            "--set model.0=1: model.0: model is no list; name one of its keys instead of 0.",
        ),
        (
            "model.c=x",
            "--set model.c=x: model.c: expected a number, found the text 'x' "
            "(inverse strength of the penalty on large weights).",
        ),
        (
            "model.c=0",
            "--set model.c=0: model.c: must be greater than 0, found 0 "
            "(inverse strength of the penalty on large weights).",
        ),
        (
            "modell.c=1",
            "--set modell.c=1: modell: unknown key. Did you mean 'model'? Known keys: task, name, corpus, "
            "demo, labels, split, fields, features, model, labels_min_cables, decision, calibration, "
            "second_stage, evaluation, tracking, search, seed, jobs.",
        ),
    ],
)
def test_a_wrong_override_is_named_as_it_was_written(path: str, override: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(path, [override])
    assert str(raised.value) == message


def test_an_override_whose_value_is_no_yaml_is_named(path: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(path, ["corpus=[a"])
    assert str(raised.value).startswith("--set corpus=[a:1: no valid YAML (")
