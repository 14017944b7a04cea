from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

KEYS = {"id", "source", "subject", "tags", "classification", "models"}


@pytest.fixture
def seeds(checkout: Path) -> list[Path]:
    """The three seed cables."""
    return sorted((checkout / "seeds").glob("*.txt"))


@pytest.fixture
def predict(cableml: Any, demo_models: Path) -> Any:
    """A function that predicts with the small demo models of both tasks."""

    def command(*words: object) -> Any:
        models = [word for task in ("tags", "classification") for word in ("--model", demo_models / task)]
        return cableml("predict", *words, *models)

    return command


def lines_of(result: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.out.splitlines()]


def test_predictions_come_in_the_order_of_the_input(predict: Any, seeds: list[Path]) -> None:
    paths = [seeds[2], seeds[0], seeds[1], *seeds] * 8
    result = predict(*paths, "--format", "jsonl")
    assert (result.status, result.err) == (0, "")
    assert [line["source"] for line in lines_of(result)] == [str(path) for path in paths]


def test_one_object_holds_the_predictions_of_both_models(predict: Any, seeds: list[Path]) -> None:
    line = lines_of(predict(seeds[0], "--format", "jsonl"))[0]
    assert line.keys() == KEYS
    assert line["id"] == "06TOKYO709"
    assert [model["task"] for model in line["models"]] == ["tags", "classification"]
    assert sum(line["classification"]["probabilities"].values()) == pytest.approx(1.0, abs=1e-4)
    assert line["classification"]["level"] in line["classification"]["probabilities"]


def test_tags_fall_in_probability_and_assigned_ones_are_never_cut(predict: Any, seeds: list[Path]) -> None:
    every = lines_of(predict(seeds[0], "--format", "jsonl", "--top", 1000))[0]["tags"]
    none = lines_of(predict(seeds[0], "--format", "jsonl", "--top", 0))[0]["tags"]
    assert [tag["probability"] for tag in every] == sorted(
        (tag["probability"] for tag in every), reverse=True
    )
    assert none == [tag for tag in every if tag["assigned"]]
    assert len(lines_of(predict(seeds[0], "--format", "jsonl", "--top", 7))[0]["tags"]) == max(7, len(none))


def test_a_prediction_does_not_depend_on_the_other_cables(predict: Any, seeds: list[Path]) -> None:
    together = lines_of(predict(*seeds, "--format", "jsonl"))
    alone = [lines_of(predict(seed, "--format", "jsonl"))[0] for seed in seeds]
    assert together == alone


def test_what_a_cable_says_of_its_labels_changes_nothing(
    predict: Any, seeds: list[Path], tmp_path: Path
) -> None:
    text = seeds[0].read_text(encoding="utf-8")
    changed = text.replace("TAGS: ", "TAGS: XXXX, ").replace("S E C R E T", "C O N F I D E N T I A L")
    assert changed != text
    (tmp_path / "same.txt").write_text(changed, encoding="utf-8")
    shutil.copy(seeds[0], tmp_path / "first.txt")
    first, same = lines_of(predict("first.txt", "same.txt", "--format", "jsonl"))
    assert {**first, "source": ""} == {**same, "source": ""}


def test_explain_names_the_features_that_spoke(predict: Any, seeds: list[Path]) -> None:
    line = lines_of(predict(seeds[0], "--format", "jsonl", "--explain"))[0]
    evidence = line["tags"][0]["evidence"]
    assert 0 < len(evidence) <= 5
    assert set(evidence[0]) == {"feature", "weight"}
    assert line["classification"]["evidence"]
    assert "because of" in predict(seeds[0], "--explain").out


def test_text_is_for_reading(predict: Any, seeds: list[Path]) -> None:
    out = predict(seeds[0]).out
    assert out.startswith(f"06TOKYO709  {seeds[0]}"[:97])
    assert "\n  JAPAN-DPRK TALKS CONCLUDE WITH ZERO SERIOUSNESS\n  level      " in out


def test_csv_has_one_row_a_cable(predict: Any, seeds: list[Path]) -> None:
    rows = list(csv.DictReader(io.StringIO(predict(*seeds, "--format", "csv").out)))
    assert [row["id"] for row in rows] == ["06TOKYO709", "08TOKYO1571", "07TOKYO2232"]


def test_html_is_one_page(predict: Any, seeds: list[Path]) -> None:
    out = predict(*seeds, "--format", "html").out
    assert out.startswith("<!DOCTYPE html>")
    assert out.endswith("</html>\n")
    assert out.count("<article>") == 3


def test_standard_input_is_read_behind_a_dash(
    predict: Any, seeds: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(seeds[0].read_bytes())))
    assert lines_of(predict("-", "--format", "jsonl"))[0]["id"] == "06TOKYO709"


def test_a_broken_cable_among_good_ones_is_named_and_the_rest_predicted(
    predict: Any, seeds: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "broken.txt").write_bytes(b"\x00\x01\x02" * 500)
    result = predict(seeds[0], "broken.txt", seeds[1], "--format", "jsonl")
    assert (result.status, len(lines_of(result))) == (1, 2)
    assert result.err == (
        "broken.txt: this is a binary file, not text. Give raw cables, cable pages, a dump or JSON lines.\n"
    )


def test_models_trained_here_are_used_and_named_where_none_is_given(
    cableml: Any, demo_models: Path, seeds: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cableml.workflows.predict.SHIPPED", tmp_path / "nothing")
    shutil.copytree(demo_models, tmp_path / "models")
    result = cableml("predict", seeds[0], "--format", "jsonl")
    assert (result.status, result.err) == (
        0,
        "No --model was given; using models/tags and models/classification.\n",
    )
    assert lines_of(result)[0].keys() == KEYS


def test_shipped_models_come_before_those_trained_here(
    cableml: Any, demo_models: Path, seeds: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo_models / "tags", tmp_path / "shipped" / "tags")
    shutil.copytree(demo_models, tmp_path / "models")
    monkeypatch.setattr("cableml.workflows.predict.SHIPPED", tmp_path / "shipped")
    result = cableml("predict", seeds[0], "--format", "jsonl")
    assert result.err == (
        f"No --model was given; using {tmp_path / 'shipped' / 'tags'} and models/classification.\n"
        "The model in models/tags was trained here; use it with --model models/tags.\n"
    )


def test_no_model_at_all_is_wrong_usage(
    cableml: Any, seeds: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cableml.workflows.predict.SHIPPED", tmp_path / "nothing")
    result = cableml("predict", seeds[0])
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "no model was named and none is found in models/tags or models/classification. "
        "Train one with: cableml train configs/tags.yaml, or name a model folder with --model.\n"
    )


def test_two_models_for_one_task_are_wrong_usage(cableml: Any, demo_models: Path, seeds: list[Path]) -> None:
    tags = demo_models / "tags"
    result = cableml("predict", seeds[0], "--model", tags, "--model", tags)
    assert (result.status, result.err) == (
        2,
        f"{tags}: holds a model for tags, as {tags} does. Give one model a task.\n",
    )


def test_a_missing_model_folder_is_one_sentence(cableml: Any, seeds: list[Path]) -> None:
    result = cableml("predict", seeds[0], "--model", "absent")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("absent")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("damage", ["cut array", "foreign manifest", "future format", "missing file"])
def test_a_damaged_model_folder_is_one_sentence(
    damage: str, cableml: Any, demo_models: Path, seeds: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(demo_models / "tags", folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    array = max(folder.rglob("*.npy"), key=lambda path: path.stat().st_size)
    if damage == "cut array":
        array.write_bytes(array.read_bytes()[:-10])
    elif damage == "missing file":
        array.unlink()
    elif damage == "foreign manifest":
        (folder / "manifest.json").write_text('{"name": "something else"}', encoding="utf-8")
    else:
        manifest["format"] = 999
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    result = cableml("predict", seeds[0], "--model", "model")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("model")
    assert result.err.count("\n") == 1
