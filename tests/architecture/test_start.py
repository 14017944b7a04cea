"""What each command loads, in a fresh interpreter: exact, not timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_LIST_MODULES = """
import json, sys
before = set(sys.modules)
code = 0
try:
    {action}
except SystemExit as end:
    code = end.code or 0
with open({output!r}, "w", encoding="utf-8") as stream:
    json.dump({{"code": code, "new": sorted(set(sys.modules) - before)}}, stream)
"""


class Loaded:
    """The modules that an action loaded, beyond those of a bare interpreter."""

    def __init__(self, modules: list[str]) -> None:
        self.modules = set(modules)

    @property
    def third_party(self) -> set[str]:
        """Top-level names of what is neither cableml nor the standard library."""
        names = {module.partition(".")[0] for module in self.modules}
        # What mypyc made of our own modules lies beside the package.
        ours = {"cableml", "cableml__mypyc"}
        return {name for name in names - ours if name not in sys.stdlib_module_names}

    def find(self, *packages: str) -> set[str]:
        """Return which of the packages or modules were loaded."""
        return {
            package
            for package in packages
            if any(module == package or module.startswith(package + ".") for module in self.modules)
        }


def run_action(action: str, folder: Path) -> Loaded:
    """Run Python statements in a fresh interpreter and return what they loaded."""
    output = folder / "modules.json"
    program = _LIST_MODULES.format(action=action, output=str(output))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    written = json.loads(output.read_text(encoding="utf-8"))
    assert written["code"] == 0, done.stderr
    return Loaded(written["new"])


def run_command(arguments: list[str], folder: Path) -> Loaded:
    """Run a cableml command in a fresh interpreter and return what it loaded."""
    call = f"sys.argv = ['cableml', *{arguments!r}]; from cableml.cli.app import main; main()"
    return run_action(call, folder)


@pytest.fixture(scope="module")
def seed_cable(checkout: Path) -> str:
    return str(checkout / "seeds" / "003_8d7e7457756bae5b.txt")


@pytest.fixture(scope="module", params=["tags", "classification"])
def model_folder(
    request: pytest.FixtureRequest, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A small model trained on demo cables."""
    folder = tmp_path_factory.mktemp("model")
    output = folder / "model"
    run_command(
        [
            "train",
            str(checkout / "configs" / f"{request.param}.yaml"),
            "--set",
            "demo.cables=300",
            "--set",
            "evaluation.bootstrap=10",
            "--set",
            "second_stage.trees=5",
            "--no-tracking",
            "--output",
            str(output),
        ],
        folder,
    )
    return output


def test_importing_cableml_loads_the_standard_library_only(tmp_path: Path) -> None:
    loaded = run_action("import cableml", tmp_path)
    assert loaded.third_party == set()
    assert loaded.modules & {"cableml.parsing", "cableml.corpus", "cableml.models"} == set()


def test_parsing_and_blinding_load_the_standard_library_only(tmp_path: Path) -> None:
    text = "UNCLAS TOKYO 000433\nTAGS: PREL, JA\nSUBJECT: A VISIT\n\n1. (U) A visit took place.\n"
    loaded = run_action(f"import cableml; cableml.blind(cableml.parse_cable({text!r}))", tmp_path)
    assert loaded.find("cableml.parsing.parser", "cableml.cable.blind") == {
        "cableml.parsing.parser",
        "cableml.cable.blind",
    }
    assert loaded.third_party == set()


def test_reading_a_text_file_loads_the_standard_library_only(tmp_path: Path, seed_cable: str) -> None:
    loaded = run_action(f"import cableml; list(cableml.read_cables([{seed_cable!r}]))", tmp_path)
    assert loaded.third_party == set()


def test_a_text_file_loads_no_reader_of_other_files(tmp_path: Path, seed_cable: str) -> None:
    loaded = run_action(f"import cableml; list(cableml.read_cables([{seed_cable!r}]))", tmp_path)
    assert loaded.find("cableml.corpus.text") == {"cableml.corpus.text"}
    assert loaded.find("cableml.corpus.csv_dump", "cableml.corpus.jsonl", "cableml.corpus.html_page") == set()


def test_evaluation_loads_numpy_only(tmp_path: Path) -> None:
    loaded = run_action("import cableml.evaluation.report", tmp_path)
    assert loaded.third_party == {"numpy"}


def test_features_load_numpy_only(tmp_path: Path) -> None:
    loaded = run_action("import cableml.features.union", tmp_path)
    assert loaded.third_party == {"numpy"}


# typer itself brings pydantic once a command is looked at.
_NOT_FOR_HELP = (
    "numpy",
    "scipy",
    "sklearn",
    "joblib",
    "yaml",
    "mlflow",
    "pandas",
    "rich",
    "selectolax",
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "--help"], ["predict", "--help"]])
def test_help_loads_typer_only(arguments: list[str], tmp_path: Path) -> None:
    loaded = run_command(arguments, tmp_path)
    assert loaded.find(*_NOT_FOR_HELP) == set()
    assert loaded.find("cableml.parsing.parser", "cableml.models", "cableml.evaluation") == set()


@pytest.mark.parametrize("style", ["text", "json", "jsonl"])
def test_parse_loads_no_array_library_and_no_tracking(style: str, tmp_path: Path, seed_cable: str) -> None:
    loaded = run_command(["parse", seed_cable, "--format", style], tmp_path)
    assert loaded.find("cableml.parsing.parser")
    assert loaded.find("numpy", "scipy", "sklearn", "joblib", "yaml", "mlflow", "pandas", "rich") == set()
    assert (
        loaded.find("cableml.features", "cableml.models", "cableml.evaluation", "cableml.tracking") == set()
    )


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_check_loads_no_array_library_and_no_mlflow(task: str, tmp_path: Path, checkout: Path) -> None:
    loaded = run_command(["check", str(checkout / "configs" / f"{task}.yaml")], tmp_path)
    assert loaded.find("pydantic", "yaml") == {"pydantic", "yaml"}
    assert loaded.find("numpy", "scipy", "sklearn", "joblib", "mlflow", "pandas") == set()


@pytest.mark.parametrize("style", ["text", "jsonl", "csv", "html"])
def test_predict_loads_numpy_and_nothing_of_training(
    style: str, model_folder: Path, tmp_path: Path, seed_cable: str
) -> None:
    loaded = run_command(["predict", seed_cable, "--model", str(model_folder), "--format", style], tmp_path)
    assert loaded.find("numpy") == {"numpy"}
    assert loaded.find("scipy", "sklearn", "joblib", "mlflow", "pandas", "yaml", "numpy.ma") == set()
    assert (
        loaded.find("cableml.config", "cableml.tracking", "cableml.evaluation", "cableml.models.training")
        == set()
    )


def test_evaluate_loads_no_mlflow(model_folder: Path, tmp_path: Path, checkout: Path) -> None:
    loaded = run_command(["evaluate", str(model_folder), "--corpus", str(checkout / "seeds")], tmp_path)
    assert loaded.find("cableml.evaluation.report")
    assert loaded.find("mlflow", "pandas", "cableml.tracking.mlflow_tracker") == set()


def test_training_without_tracking_loads_no_mlflow(tmp_path: Path, checkout: Path) -> None:
    loaded = run_command(
        [
            "train",
            str(checkout / "configs" / "classification.yaml"),
            "--set",
            "demo.cables=300",
            "--set",
            "evaluation.bootstrap=10",
            "--set",
            "second_stage.trees=5",
            "--no-tracking",
            "--output",
            str(tmp_path / "model"),
        ],
        tmp_path,
    )
    assert loaded.find("cableml.models.training", "cableml.evaluation.report")
    assert loaded.find("mlflow", "cableml.tracking.mlflow_tracker") == set()


def test_training_with_tracking_leaves_mlflow_to_another_process(tmp_path: Path, checkout: Path) -> None:
    words = ["train", str(checkout / "configs" / "tags.yaml"), "--set", "demo.cables=300"]
    words += ["--set", "second_stage=null"]
    loaded = run_command([*words, "--set", "evaluation.bootstrap=10"], tmp_path)
    assert (tmp_path / "mlflow.db").is_file()
    assert loaded.find("mlflow", "sqlalchemy", "pandas") == set()
