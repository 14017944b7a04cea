from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cableml.config.experiment import list_overrides, load_experiment
from cableml.config.load import load_config
from cableml.errors import ConfigError

TABLE = "tables:\n  - name: tags\n    config: configs/tags.yaml\n    variants:\n"


def problems_of(folder: Path, text: str) -> list[str]:
    (folder / "experiment.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_experiment(folder)
    return str(raised.value).replace(f"{folder}{os.sep}", "").split("\n")


def test_a_table_has_its_first_variant_as_the_baseline(tmp_path: Path) -> None:
    (tmp_path / "experiment.yaml").write_text(
        TABLE + "      - name: ours\n      - {name: other, set: [model.c=2]}\n", encoding="utf-8"
    )
    (table,) = load_experiment(tmp_path).tables
    assert (table.baseline_name, table.mode, table.variants[1].changes) == ("ours", "train", ("model.c=2",))


def test_error_unknown_key_names_its_line(tmp_path: Path) -> None:
    assert problems_of(tmp_path, TABLE + "      - {name: a, sett: [x=1]}\n") == [
        "experiment.yaml:5: tables.0.variants.0.sett: unknown key. Did you mean 'set'? Known keys: name, "
        "set, without, only."
    ]


def test_error_two_variants_of_one_name(tmp_path: Path) -> None:
    assert problems_of(tmp_path, TABLE + "      - name: a\n      - name: a\n") == [
        "experiment.yaml:2: tables.0: two variants are called 'a'; give each a name of its own."
    ]


def test_error_two_tables_of_one_name(tmp_path: Path) -> None:
    table = "- {name: t, config: c.yaml, variants: [{name: a}]}\n"
    assert problems_of(tmp_path, f"tables:\n{table}{table}") == [
        "experiment.yaml:1: two tables are called 't'; give each a name of its own."
    ]


def test_error_baseline_that_is_no_variant(tmp_path: Path) -> None:
    text = "tables:\n- {name: t, config: c.yaml, baseline: b, variants: [{name: a}]}\n"
    assert problems_of(tmp_path, text) == [
        "experiment.yaml:2: tables.0: the baseline 'b' is none of the variants: a."
    ]


def test_error_without_and_only(tmp_path: Path) -> None:
    assert problems_of(tmp_path, TABLE + "      - {name: a, without: [text], only: [lead]}\n") == [
        "experiment.yaml:5: tables.0.variants.0: without and only exclude each other; keep one of them."
    ]


def test_error_unknown_mode_and_missing_name_are_told_together(tmp_path: Path) -> None:
    text = "tables:\n- {config: c.yaml, mode: fit, variants: [{name: a}]}\n"
    assert problems_of(tmp_path, text) == [
        "experiment.yaml:2: tables.0.name: this key is missing; add it (names the table and its picture).",
        "experiment.yaml:2: tables.0.mode: the text 'fit' is not one of the choices. Choices: train, "
        "cross-validate, learning-curve, noise.",
    ]


def test_error_folder_without_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_experiment(tmp_path)
    assert raised.value.message == (
        "there is no such file, so nothing says what to train. See one in experiments/fields."
    )


def test_blocks_left_out_become_overrides_that_a_training_takes(checkout: Path, tmp_path: Path) -> None:
    config = checkout / "configs" / "tags.yaml"
    (tmp_path / "experiment.yaml").write_text(
        f"tables:\n- name: t\n  config: {config}\n  set: [seed=2]\n  variants:\n"
        "  - {name: less, without: [origin, year], set: [model.c=2]}\n  - {name: one, only: [text]}\n",
        encoding="utf-8",
    )
    (table,) = load_experiment(tmp_path).tables
    less, one = (load_config(config, list_overrides(table, variant)) for variant in table.variants)
    whole = load_config(config)
    assert less.features == tuple(b for b in whole.features if b.field not in ("origin", "year"))
    assert (less.seed, less.model.c) == (2, 2)
    assert [block.field for block in one.features] == ["text"]


def test_error_block_that_the_config_does_not_have(checkout: Path, tmp_path: Path) -> None:
    config = checkout / "configs" / "tags.yaml"
    (tmp_path / "experiment.yaml").write_text(
        json.dumps(
            {"tables": [{"name": "t", "config": str(config), "variants": [{"name": "a", "only": ["cited"]}]}]}
        ),
        encoding="utf-8",
    )
    (table,) = load_experiment(tmp_path).tables
    with pytest.raises(ConfigError) as raised:
        list_overrides(table, table.variants[0])
    assert raised.value.message == (
        f"variant 'a' names the field cited, of which {config} has no block. Name one of its "
        "features' fields."
    )
