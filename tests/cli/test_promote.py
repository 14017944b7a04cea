"""``cableml promote`` on real small runs, and predicting with the models that it named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def seed(checkout: Path) -> Path:
    return checkout / "seeds" / "003_8d7e7457756bae5b.txt"


@pytest.fixture
def inside(cableml: Any, tracked_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that runs ``cableml WORD...`` in a copy of the folder with the runs."""
    shutil.copytree(tracked_folder, tmp_path / "runs")
    monkeypatch.chdir(tmp_path / "runs")
    return cableml


def run_ids(command: Any) -> dict[str, str]:
    """The ids of the runs, by the name of their model."""
    lines = command("runs", "--format", "jsonl").out.splitlines()
    return {one["name"].partition(":")[0]: one["id"] for one in map(json.loads, lines)}


def test_an_alias_points_to_a_version_and_moves(inside: Any) -> None:
    ids = run_ids(inside)
    first = inside("promote", ids["one"][:8], "--alias", "champion")
    assert (first.status, first.err) == (0, "")
    assert first.out == (
        "champion of 'tags' points to version 1, which is new; "
        "use it with: cableml predict PATH --model models:/tags@champion\n"
    )
    second = inside("promote", f"runs:/{ids['two']}", "--alias", "champion")
    assert second.out.startswith("champion of 'tags' points to version 2, no longer to version 1; ")
    again = inside("promote", ids["two"], "--alias", "champion")
    assert again.out.startswith("champion of 'tags' points to version 2, as before; ")
    level = inside("promote", ids["level"], "--alias", "champion")
    assert level.out.startswith("champion of 'classification' points to version 1, which is new; ")


def test_a_model_of_the_store_predicts_as_its_folder_does(inside: Any, seed: Path) -> None:
    ids = run_ids(inside)
    inside("promote", ids["one"], "--alias", "champion")
    inside("promote", ids["two"], "--alias", "challenger")
    inside("promote", ids["level"], "--alias", "champion", "--name", "my level")

    def predict(*models: str) -> Any:
        words = [word for model in models for word in ("--model", model)]
        result = inside("predict", seed, *words, "--format", "jsonl")
        assert (result.status, result.err) == (0, "")
        return json.loads(result.out)

    for uri in (
        "models:/tags@champion",
        "models:/tags/1",
        f"runs:/{ids['one']}",
        f"runs:/{ids['one']}/model",
    ):
        assert predict(uri) == predict("one"), uri
    for uri in ("models:/tags@challenger", "models:/tags/latest"):
        assert predict(uri) == predict("two"), uri
    assert predict("models:/tags/1", "models:/my level@champion") == predict("one", "level")


def test_a_store_that_has_moved_as_a_whole_still_gives_its_models(
    inside: Any, seed: Path, tracked_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store knows where its artifacts were; ``inside`` works on a copy, so take the first one away."""
    inside("promote", run_ids(inside)["one"], "--alias", "champion")
    kept = tmp_path / "elsewhere"
    tracked_folder.rename(kept)
    try:
        result = inside("predict", seed, "--model", "models:/tags@champion", "--format", "jsonl")
    finally:
        kept.rename(tracked_folder)
    assert (result.status, result.err) == (0, "")
    assert json.loads(result.out)["models"][0]["name"] == "one"


def test_error_what_names_no_model_is_one_sentence(inside: Any, seed: Path) -> None:
    inside("promote", run_ids(inside)["one"], "--alias", "champion")
    absent = "there is no such model in mlflow.db. See the names with cableml ui, or give a run one with: "
    cases = {
        "models:/tags/7": (1, f"models:/tags/7: {absent}cableml promote RUN --alias champion\n"),
        "models:/tags@nobody": (1, f"models:/tags@nobody: {absent}cableml promote RUN --alias champion\n"),
        "models:/no/1": (1, f"models:/no/1: {absent}cableml promote RUN --alias champion\n"),
        "models:/tags": (
            2,
            "'models:/tags' names no model. Write models:/NAME@ALIAS, models:/NAME/VERSION or runs:/RUN.\n",
        ),
    }
    for uri, (status, message) in cases.items():
        result = inside("predict", seed, "--model", uri)
        assert (result.status, result.out, result.err) == (status, "", message)


def test_error_a_promotion_that_cannot_be_is_one_sentence(inside: Any) -> None:
    ids = run_ids(inside)
    inside("promote", ids["one"], "--alias", "champion")
    result = inside("promote", ids["level"], "--alias", "champion", "--name", "tags")
    assert (result.status, result.err) == (
        2,
        "the registered model 'tags' holds models for tags, this run's is for classification. "
        "Give another with --name.\n",
    )
    for alias in ("latest", "v2", "2", "a b", ""):
        result = inside("promote", ids["one"], "--alias", alias)
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith(f"{alias!r} cannot be an alias. Use a word such as champion: ")


def test_error_a_run_without_a_model_cannot_be_promoted(inside: Any, tmp_path: Path) -> None:
    from cableml.tracking.mlflow_tracker import MlflowTracker
    from cableml.tracking.store import find_store
    from cableml.tracking.tracker import KilledRecord

    about = {"task": "tags", "experiment": "e", "name": "half", "description": "", "params": {}}
    MlflowTracker(find_store(tmp_path / "runs")).log_killed(
        KilledRecord(**about, config_yaml="", stage="fit", started_at=1.0, ended_at=2.0)  # type: ignore[arg-type]
    )
    result = inside("promote", "half", "--alias", "champion")
    assert (result.status, result.err) == (
        1,
        "run 'half' in mlflow.db is killed, so it cannot be promoted. Name one that finished; "
        "see: cableml runs\n",
    )


def test_error_a_model_whose_files_are_gone_is_one_sentence(inside: Any, seed: Path) -> None:
    inside("promote", run_ids(inside)["one"], "--alias", "champion")
    result = inside("predict", seed, "--model", "models:/tags@champion")
    assert result.status == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cableml.tracking.model_registry.ModelFetcher._find_folder", lambda *_: Path("gone"))
        result = inside("predict", seed, "--model", "models:/tags@champion")
    assert (result.status, result.err) == (
        1,
        "models:/tags@champion: its files are gone from gone. Train it again, or name another.\n",
    )
