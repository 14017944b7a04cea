from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from cableml.cli.app import app
from cableml.cli.plain_values import PlainValue


def commands() -> dict[str, Any]:
    """Every command by its words."""
    root: Any = typer.main.get_command(app)
    found = {"": root, **root.commands}
    found |= {f"corpus {name}": command for name, command in root.commands["corpus"].commands.items()}
    return found


@pytest.mark.parametrize("words", commands())
def test_no_option_is_left_to_the_reader_that_loads_pydantic(words: str) -> None:
    command = commands()[words]
    parameters = command.get_params(typer.Context(command))
    assert [p.name for p in parameters if not isinstance(p._runtime_param, PlainValue)] == []


def test_a_command_runs_without_pydantic(checkout: Path, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from cableml.cli.app import run\n"
        "assert run(['corpus', 'demo', '--cables', '3', '--output', sys.argv[1]]) == 0\n"
        "assert run(['parse', sys.argv[1], '--format', 'json']) == 0\n"
        "print('pydantic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "demo.csv")],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "False"
