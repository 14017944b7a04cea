from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cableml.cable.blind import BlindCable
from cableml.config.load import load_config
from cableml.errors import OutputError
from cableml.workflows.gather import LabelledCable
from cableml.workflows.search_results import FoldResults, name_data, name_fold


def test_what_is_kept_is_found_again_by_another_search(tmp_path: Path) -> None:
    path = tmp_path / "best.trials.jsonl"
    first = FoldResults(path)
    first.keep("one", {"model.c": 2.0}, {"fold": 1, "metrics": {"lrap": 0.5}})
    first.keep("two", {}, {"fold": 2, "metrics": {"lrap": 0.25}})
    second = FoldResults(path)
    assert second.find("two") == {"fold": 2, "metrics": {"lrap": 0.25}}
    assert second.find("three") is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["best.trials.jsonl"]


def test_a_fresh_search_finds_nothing_and_writes_over(tmp_path: Path) -> None:
    path = tmp_path / "best.trials.jsonl"
    FoldResults(path).keep("one", {}, {"fold": 1})
    fresh = FoldResults(path, fresh=True)
    assert fresh.find("one") is None
    fresh.keep("two", {}, {"fold": 2})
    assert FoldResults(path).find("one") is None


def test_a_torn_line_is_left_out_and_a_foreign_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "best.trials.jsonl"
    FoldResults(path).keep("one", {}, {"fold": 1})
    path.write_text(path.read_text() + '{"key": "two", "chan')
    assert FoldResults(path).find("one") == {"fold": 1}
    path.write_text("my notes\n")
    with pytest.raises(OutputError, match="this file holds no results of a search"):
        FoldResults(path)
    assert path.read_text() == "my notes\n"


def test_keys_tell_apart_what_decides_a_result_and_nothing_else(checkout: Path) -> None:
    config = load_config(checkout / "configs/tags.yaml")
    cables = [
        LabelledCable(f"06TOKYO{n}", "a", BlindCable(subject=f"Rice {n}"), ("PREL",), None) for n in range(3)
    ]
    data = name_data(cables, config, 5)
    relabelled = [*cables[:2], replace(cables[2], tags=("ECON",))]
    reworded = [*cables[:2], replace(cables[2], cable=BlindCable(subject="Fish"))]
    keys = {
        data,
        name_data(relabelled, config, 5),
        name_data(reworded, config, 5),
        name_data(cables, config, 4),
    }
    assert len(keys) == 4
    assert name_data([replace(cable, source="b", level="SECRET") for cable in cables], config, 5) == data

    key = name_fold(data, config, 1)
    for change in (
        "model.c=3.0",
        "features.0.weight=3.0",
        "decision.rule=per_label",
        "seed=9",
        "fields=body",
    ):
        assert name_fold(data, load_config(checkout / "configs/tags.yaml", [change]), 1) != key
    for change in ("name=other", "jobs=7", "evaluation.bootstrap=3", "tracking.experiment=x", "corpus=a.csv"):
        assert name_fold(data, load_config(checkout / "configs/tags.yaml", [change]), 1) == key
    assert name_fold(data, config, 2) != key
    assert name_fold("other", config, 1) != key


def test_other_code_gives_other_keys(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import cableml

    config = load_config(checkout / "configs/tags.yaml")
    for room in ("cable", "features", "models", "evaluation", "cli"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(cableml, "__file__", str(tmp_path / "__init__.py"))
    before = name_data([], config, 5)
    (tmp_path / "cli" / "one.py").write_text("x = 2\n")
    assert name_data([], config, 5) == before
    (tmp_path / "models" / "one.py").write_text("x = 2\n")
    assert name_data([], config, 5) != before
