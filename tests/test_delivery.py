"""README, Dockerfile, .ci/run and the constraints file tell the same story."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cableml.cli.app import run


def read_commands(readme: str) -> list[str]:
    """Return the commands of the README's shell blocks, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.S)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def commands(checkout: Path) -> list[str]:
    return read_commands((checkout / "README.md").read_text(encoding="utf-8"))


def test_the_first_two_commands_install_run_and_test(commands: list[str]) -> None:
    assert commands[0] == "pip install . && cableml train configs/tags.yaml"
    assert commands[1] == "pip install '.[test]' && pytest"


def test_every_command_named_in_the_readme_exists(
    commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2]
    known = {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "}
    used = {match for line in commands for match in re.findall(r"\bcableml ([a-z-]+)", line)}
    assert {"train", "evaluate", "predict", "parse"} <= used
    assert used <= known


def test_the_container_installs_as_the_readme_does_and_runs_as_nobody_special(checkout: Path) -> None:
    lines = (checkout / "Dockerfile").read_text(encoding="utf-8").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    by_word: dict[str, list[str]] = {}
    for word, rest in steps:
        by_word.setdefault(word, []).append(rest)
    assert by_word["FROM"] == ["python:3.11 AS build", "python:3.11-slim"]
    assert any(re.fullmatch(r"pip wheel .* \.", command) for command in by_word["RUN"])
    assert any(re.match(r"pip install .*--constraint constraints.txt", command) for command in by_word["RUN"])
    assert by_word["USER"] == ["cableml"]
    assert by_word["ENTRYPOINT"] == ['["cableml"]']
    lines = [line for line in by_word["COPY"] if not line.startswith("--from=build ")]
    copied = {word for line in lines for word in line.split()[:-1]}
    told = {"pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "constraints.txt"}
    assert copied == told | {"cableml", "configs"}
    assert all((checkout / name).exists() for name in copied)


def test_no_corpus_or_seed_reaches_the_container(checkout: Path) -> None:
    ignored = (checkout / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    assert not {"!seeds", "!experiments", "!tests"} & set(ignored)


def test_ci_installs_with_the_pinned_versions_and_runs_what_the_readme_says(checkout: Path) -> None:
    script = (checkout / ".ci" / "run").read_text(encoding="utf-8")
    for step in (
        "--constraint constraints.txt '.[test]'",
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "cableml train configs/tags.yaml",
        "pytest",
    ):
        assert step in script, step


def test_every_dependency_is_pinned_and_no_address_is_written_down(checkout: Path) -> None:
    text = (checkout / "constraints.txt").read_text(encoding="utf-8")
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in text.splitlines()}
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[<>=!~ \[]", requirement)[0].lower() for requirement in asked}
    assert names <= pinned
    assert "://" not in text
    assert "@" not in text


def test_the_seeds_are_the_users_files(checkout: Path) -> None:
    import hashlib

    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted((checkout / "seeds").iterdir())
    }
    assert digests == SEED_DIGESTS


SEED_DIGESTS: dict[str, str] = {
    "000_5c2a462b18e9faed.txt": "d8f7786d851d7030",
    "003_8d7e7457756bae5b.txt": "cb357b625de5c200",
    "004_656e30ece7fd541e.txt": "7f15c6e726fd9874",
}
