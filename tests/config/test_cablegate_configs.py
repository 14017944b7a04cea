"""The configs of the models that cableml brings along follow the shipped ones, but for what they must."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cableml.config.load import load_config

TASKS = ("tags", "classification")


def load(checkout: Path, name: str) -> dict[str, Any]:
    plain = load_config(checkout / "configs" / f"{name}.yaml").to_plain()
    for key in ("corpus", "demo", "split", "search"):
        plain.pop(key, None)
    del plain["model"]["keep_weights"]
    for block in plain["features"]:
        del block["min_cables"]
    return plain


@pytest.mark.parametrize("task", TASKS)
def test_they_differ_in_corpus_split_rarity_and_size_alone(task: str, checkout: Path) -> None:
    assert load(checkout, f"cablegate/{task}") == load(checkout, task)


@pytest.mark.parametrize("task", TASKS)
def test_every_term_stands_in_five_cables_and_the_model_is_small(task: str, checkout: Path) -> None:
    config = load_config(checkout / "configs" / "cablegate" / f"{task}.yaml")
    assert all(block.min_cables >= 5 for block in config.features)
    assert config.model.keep_weights is not None
    assert config.split.by == "none"
    assert config.corpus == ("cables.csv.gz",)
