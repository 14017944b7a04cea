"""The models that cableml brings along: how they are built and checked, and that a wheel holds them."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from cableml.models.model_folder import load_model

TASKS = ("tags", "classification")


@pytest.fixture(scope="module")
def build(checkout: Path) -> ModuleType:
    """The build script as a module."""
    path = checkout / "experiments" / "pretrained" / "build.py"
    spec = importlib.util.spec_from_file_location("build_pretrained", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.fixture
def built(demo_models: Path, tmp_path: Path) -> Path:
    """Two small models with cards, as the script builds them."""
    for task in TASKS:
        shutil.copytree(demo_models / task, tmp_path / "built" / task)
        (tmp_path / "built" / task / "README.md").write_text("a card", encoding="utf-8")
    return tmp_path / "built"


def test_models_with_rare_terms_are_not_shipped(build: ModuleType, built: Path) -> None:
    problems = build.find_problems(built)  # the demo configs take terms of two cables
    assert any(problem.startswith("tags: block subject: has terms of 2 cables") for problem in problems)


def test_models_of_common_terms_are_shipped_if_they_are_small(
    build: ModuleType, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "FEWEST_CABLES", 2)
    assert build.find_problems(built) == []
    monkeypatch.setattr(build, "MOST_BYTES", 1000)
    (problem,) = build.find_problems(built)
    assert "bytes together, more than 1,000. Lower model.keep_weights" in problem


def test_a_file_that_differs_is_named(build: ModuleType, built: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(built, shipped)
    assert build.compare(built, shipped) == []
    (shipped / "tags" / "README.md").write_text("another card", encoding="utf-8")
    (shipped / "classification" / "more.npy").write_bytes(b"")
    assert build.compare(built, shipped) == [
        "tags/README.md: differs from what training gives.",
        "classification/more.npy: only shipped.",
    ]


def test_an_earlier_model_is_replaced_whole(build: ModuleType, built: Path, tmp_path: Path) -> None:
    place = tmp_path / "shipped" / "tags"
    place.mkdir(parents=True)
    (place / "old.npy").write_bytes(b"old")
    build.replace(built / "tags", place)
    assert load_model(place).task == "tags"
    assert not (place / "old.npy").exists()


@pytest.mark.parametrize("task", TASKS)
def test_a_card_without_figures_says_so(build: ModuleType, built: Path, task: str) -> None:
    model = load_model(built / task)  # a card beside the arrays does not disturb it
    card = build.render_card(model, {})
    assert "**Not measured for this configuration:**" in card
    assert f"version `{model.version}`" in card
    assert f"{model.summary['n_cables']:,} State Department cables" in card
    assert "No decision on declassification" in card
    assert "No evidence against a person" in card
    assert "{" not in card


def test_a_card_shows_figures_with_their_intervals(build: ModuleType, built: Path) -> None:
    names = ("micro_f1", "macro_f1", "precision_at_5", "lrap", "expected_calibration_error")
    report = {
        "n_cables": 5052,
        **dict.fromkeys(names, 0.75),
        "intervals": {"micro_f1": [0.7401, 0.7599]},
    }
    card = build.render_card(load_model(built / "tags"), build.pick_figures(report, "tags"))
    assert (
        "| micro-F1 over all gold tags | 0.750 [0.740, 0.760] |\n| macro-F1 over the model's tags | 0.750 |"
        in card
    )
    assert "over 5,052 cables" in card


def test_figures_of_another_config_are_not_shown(build: ModuleType) -> None:
    config = build.load("tags")
    other = config.model_copy(update={"seed": 2})
    moved = config.model_copy(update={"corpus": ("elsewhere.csv",), "jobs": 7})
    assert build.digest(config) == build.digest(moved) != build.digest(other)


def test_a_wheel_holds_models_that_lie_in_the_package(checkout: Path, built: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    package = source / "cableml"
    package.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(checkout / name, source)
    for name in ("__init__.py", "errors.py"):
        shutil.copy(checkout / "cableml" / name, package)
    shutil.copytree(built, package / "pretrained")
    program = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode and ("setuptools" in done.stderr or "license" in done.stderr):
        pytest.skip("building a wheel needs the setuptools that pyproject.toml names")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / done.stdout.splitlines()[-1]) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("cableml/pretrained/")}
    for task in TASKS:
        names = {path.name for path in (built / task).iterdir()}
        assert {f"cableml/pretrained/{task}/{name}" for name in names} <= held


def shipped_folder(checkout: Path, task: str) -> Path:
    folder = checkout / "cableml" / "pretrained" / task
    if not folder.is_dir():
        pytest.skip("no model is shipped yet: see experiments/pretrained")
    return folder


@pytest.mark.parametrize("task", TASKS)
def test_what_is_shipped_passes_the_checks_of_the_build(checkout: Path, build: ModuleType, task: str) -> None:
    folder = shipped_folder(checkout, task)
    assert build.find_problems(folder.parent) == []
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert build.UNMEASURED not in card
    assert f"version `{load_model(folder).version}`" in card


@pytest.mark.parametrize("task", TASKS)
def test_what_is_shipped_was_trained_as_its_config_says(checkout: Path, build: ModuleType, task: str) -> None:
    from dataclasses import replace

    from cableml.workflows.train import build_fit_settings

    model = load_model(shipped_folder(checkout, task))
    assert replace(model.settings, jobs=2) == replace(build_fit_settings(build.load(task)), jobs=2)


def test_predict_uses_what_is_shipped_and_says_so(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import cableml
    from cableml.cli.app import run

    # Those of the installed package, which need not be the checkout's folder but must hold its models.
    folders = [Path(cableml.__file__).parent / "pretrained" / task for task in TASKS]
    for folder, task in zip(folders, TASKS, strict=True):
        shipped = shipped_folder(checkout, task) / "manifest.json"
        assert (folder / "manifest.json").read_bytes() == shipped.read_bytes()
    monkeypatch.chdir(tmp_path)
    cable = checkout / "seeds" / "003_8d7e7457756bae5b.txt"
    assert run(["predict", str(cable), "--format", "jsonl"]) == 0
    shown = capsys.readouterr()
    assert shown.err == f"No --model was given; using {folders[0]} and {folders[1]}.\n"
    assert {model["task"] for model in json.loads(shown.out)["models"]} == set(TASKS)
