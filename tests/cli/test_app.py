from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cableml as package
from cableml.cli import app
from cableml.cli.app import run

COMMANDS = ["train", "predict", "evaluate", "parse", "check", "ui", "corpus"]


def test_no_command_shows_the_help(cableml: Any) -> None:
    result = cableml()
    assert result.status == 0
    assert result.out.startswith("Usage: cableml [OPTIONS] COMMAND [ARGS]...")
    assert result.err == ""


def test_help_names_every_command_and_the_exit_statuses(cableml: Any) -> None:
    out = cableml("--help").out
    assert [command for command in COMMANDS if f"\n  {command} " not in out] == []
    assert "0 done" in " ".join(out.split())


@pytest.mark.parametrize(
    "words", [["train"], ["predict"], ["evaluate"], ["parse"], ["check"], ["corpus", "demo"]]
)
def test_the_help_of_each_command_teaches_by_example(words: list[str], cableml: Any) -> None:
    result = cableml(*words, "--help")
    assert result.status == 0
    assert f"Examples:\n    cableml {' '.join(words)}" in result.out


def test_the_version_is_the_packages(cableml: Any) -> None:
    assert cableml("--version").out == f"cableml {package.__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["trani"], "No such command 'trani'. Did you mean 'train'? See: cableml --help\n"),
        (["parse"], "Missing argument 'PATH...'. See: cableml parse --help\n"),
        (["train"], "Missing argument 'CONFIG'. See: cableml train --help\n"),
        (["evaluate", "m"], "Missing option '--corpus'. See: cableml evaluate --help\n"),
        (
            ["parse", "x", "--format", "jsn"],
            "Invalid value for '--format': 'jsn' is not one of text, json, jsonl. Did you mean 'json'? "
            "See: cableml parse --help\n",
        ),
        (
            ["train", "x", "--corpos", "y"],
            "No such option: --corpos (Possible options: --corpus, --report). See: cableml train --help\n",
        ),
        (
            ["predict", "x", "--top", "-1"],
            "Invalid value for '--top': -1 is less than 0, the least that makes sense. "
            "See: cableml predict --help\n",
        ),
        (
            ["ui", "--port", "x"],
            "Invalid value for '--port': 'x' is not a whole number. See: cableml ui --help\n",
        ),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(words: list[str], message: str, cableml: Any) -> None:
    result = cableml(*words)
    assert (result.status, result.out, result.err) == (2, "", message)


def _names(words: list[str]) -> list[str | None]:
    picked = app._pick_command(words)
    return [command.name for command in picked.registered_commands]


def test_of_the_commands_only_the_one_asked_for_is_built() -> None:
    assert _names(["predict", "newcable.txt", "--top", "3"]) == ["predict"]
    assert _names(["--version", "parse"]) == ["parse"]


@pytest.mark.parametrize("words", [[], ["--help"], ["predikt"], ["runs", "list"], ["corpus", "demo"]])
def test_all_commands_are_there_where_none_is_named(words: list[str]) -> None:
    assert {"predict", "train", "parse"} < set(_names(words))
    assert app._pick_command(words) is app.app


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_offers_the_commands(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cableml"],
        env={
            "PYTHONPATH": str(Path(package.__file__).parent.parent),
            "_CABLEML_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": "cableml ",
            "COMP_CWORD": "1",
            "_TYPER_COMPLETE_ARGS": "cableml ",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert [command for command in COMMANDS if command not in done.stdout] == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "out.jsonl: No space left on device. Free some space, or write to another disk.\n"),
        (errno.EACCES, "out.jsonl: Permission denied. Check the permissions.\n"),
        (errno.EROFS, "out.jsonl: Read-only file system. Write to another place.\n"),
    ],
)
def test_what_the_system_refuses_is_one_sentence_and_status_1(
    number: int, sentence: str, cableml: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        import os

        raise OSError(number, os.strerror(number), "out.jsonl")

    monkeypatch.setattr("cableml.workflows.parse.parse", fail)
    result = cableml("parse", "x")
    assert (result.status, result.out, result.err) == (1, "", sentence)


def test_an_interrupted_command_says_so_with_status_130(
    cableml: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cableml.workflows.parse.parse", interrupt)
    result = cableml("parse", "x")
    assert (result.status, result.err) == (130, "Interrupted: nothing half-written was left behind.\n")


def test_too_little_memory_is_one_sentence(cableml: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("cableml.workflows.parse.parse", exhaust)
    result = cableml("parse", "x")
    assert result.status == 1
    assert result.err.startswith("The memory of this machine does not suffice.")


def test_a_bug_is_one_sentence_that_asks_for_debug(capsys: pytest.CaptureFixture[str]) -> None:
    error = ZeroDivisionError("division by zero")
    app._report_bug(type(error), error, None)
    assert capsys.readouterr().err == (
        "This is a bug in cableml (ZeroDivisionError: division by zero). "
        "Run the same command with --debug and report what it shows.\n"
    )


def test_a_bug_ends_the_process_with_status_1_and_no_traceback(checkout: Path, tmp_path: Path) -> None:
    program = (
        "import cableml.workflows.parse as room, sys\n"
        "def fail(*_): raise ZeroDivisionError('division by zero')\n"
        "room.parse = fail\n"
        "from cableml.cli.app import main\n"
        "main(['parse', 'x', *sys.argv[1:]])\n"
    )

    def outcome(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", program, *words], cwd=checkout, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr

    assert outcome() == (
        1,
        "This is a bug in cableml (ZeroDivisionError: division by zero). "
        "Run the same command with --debug and report what it shows.\n",
    )
    status, shown = outcome("--debug")
    assert status == 1
    assert shown.startswith("Traceback (most recent call last):")


def test_debug_shows_the_traceback_and_keeps_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["check", "absent.yaml"], debug=True)
    shown = capsys.readouterr().err
    assert status == 2
    assert shown.startswith("Traceback (most recent call last):")
    assert shown.endswith(
        "absent.yaml: no such file; give the path of a config, such as configs/tags.yaml.\n"
    )


def test_what_was_loaded_is_not_looked_through_for_garbage_at_the_end() -> None:
    program = (
        "import gc; from cableml.cli.app import main\n"
        "try: main(['--version'])\n"
        "finally: print(gc.get_freeze_count() > 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["True"]


def test_debug_may_stand_anywhere_before_a_bare_double_dash() -> None:
    words = ["parse", "--debug", "x", "--", "--debug"]
    assert app._take_debug(words)
    assert words == ["parse", "x", "--", "--debug"]
    assert not app._take_debug(words)


def test_a_reader_that_stops_early_is_no_error_message(checkout: Path) -> None:
    seed = next((checkout / "seeds").glob("*.txt"))
    done = subprocess.run(
        f"'{sys.executable}' -m cableml parse '{seed}' '{seed}' --format jsonl | head -c 1",
        shell=True,
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{", "")


def test_output_that_meets_a_full_disk_is_one_sentence(checkout: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    seed = next((checkout / "seeds").glob("*.txt"))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cableml", "parse", str(seed)],
            cwd=checkout,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "No space left on device. Free some space, or write to another disk.\n"


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path, checkout: Path) -> None:
    cable = tmp_path / "cable.txt"
    cable.write_text(
        "UNCLAS TOKYO 000433\nTAGS: PREL, JA\nSUBJECT: A VISIT À PARIS\n\n1. (U) Text.\n", "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "cableml", "parse", str(cable), "--format", "jsonl"],
        cwd=checkout,
        env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert "A VISIT À PARIS".encode() in done.stdout
