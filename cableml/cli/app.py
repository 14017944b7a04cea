"""The ``cableml`` command: its subcommands, and the one place where errors become sentences and a status."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from copy import copy
from types import TracebackType
from typing import Annotated

import typer

from cableml import __version__
from cableml.cli import (
    check,
    compare,
    corpus,
    cross_validate,
    evaluate,
    experiment,
    leaks,
    learning_curve,
    noise,
    parse,
    predict,
    promote,
    report,
    runs,
    search,
    train,
    ui,
)
from cableml.cli.plain_values import PlainCommand, PlainGroup
from cableml.errors import CablemlError, ConfigError, StoppedError, UsageError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="cableml",
    cls=PlainGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cableml {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error; may stand anywhere.")
    ] = False,
) -> None:
    """Parse State Department cables and predict their TAGS and classification level.

    \b
    First steps:
      cableml train configs/tags.yaml        train on demo cables, or on your own with --corpus
      cableml predict newcable.txt           tags and level of a new cable
      cableml parse newcable.txt             what is read from it
      cableml ui                             compare training runs

    Every command explains itself: cableml train --help

    Results go to standard output, everything else to standard error. Exit status: 0 done;
    1 failed, or some inputs could not be used; 2 wrong usage or a wrong config; 130 interrupted.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("train", cls=PlainCommand, short_help="Train, score, save and write down a model.")(train.command)
app.command("predict", cls=PlainCommand, short_help="Predict TAGS and level of new cables.")(predict.command)
app.command("evaluate", cls=PlainCommand, short_help="Score a saved model on labelled cables.")(
    evaluate.command
)
app.command("parse", cls=PlainCommand, short_help="Show what is read from raw cables.")(parse.command)
app.command("compare", cls=PlainCommand, short_help="Compare models on the same test cables.")(
    compare.command
)
app.command(
    "learning-curve", cls=PlainCommand, short_help="Train on growing shares: whether more cables help."
)(learning_curve.command)
app.command(
    "cross-validate", cls=PlainCommand, short_help="Score every cable by a model that did not see it."
)(cross_validate.command)
app.command("search", cls=PlainCommand, short_help="Choose settings by cross-validation.")(search.command)
app.command("check", cls=PlainCommand, short_help="Check a config, train nothing.")(check.command)
app.command("leaks", cls=PlainCommand, short_help="Look for labels in what a model reads.")(leaks.command)
app.command("noise", cls=PlainCommand, short_help="Measure how noisy labels are, and where.")(noise.command)
app.command("experiment", cls=PlainCommand, short_help="Train what an experiment compares.")(
    experiment.command
)
app.command("report", cls=PlainCommand, short_help="Write an experiment's tables from its runs.")(
    report.command
)
app.command("ui", cls=PlainCommand, short_help="Compare training runs in a browser.")(ui.command)
app.command("promote", cls=PlainCommand, short_help="Give a run's model a name that predict knows.")(
    promote.command
)
app.add_typer(runs.app, name="runs", short_help="List the tracked runs, or export them.")
app.add_typer(corpus.app, name="corpus", short_help="Write demo cables.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with the contract's exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = _take_debug(words)
    _prepare_output()
    sys.excepthook = _show_traceback if debug else _report_bug
    status = run(words, debug=debug)
    # The interpreter looks through all that was loaded for garbage as it ends, which takes 20 ms.
    gc.freeze()
    sys.exit(status)


def run(words: list[str], *, debug: bool = False) -> int:
    """Return the exit status of one command line; every expected failure is one sentence on standard error.

    Raises: whatever is not expected, a bug; `main` lets the interpreter's hook report it.
    """
    try:
        command = typer.main.get_command(_pick_command(words))
        status = command.main(words, prog_name="cableml", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "cableml"
        _say(f"{_as_sentence(error.format_message())} See: {path} --help")
        return WRONG_USAGE
    except StoppedError as error:
        _say(str(error))
        return INTERRUPTED
    except CablemlError as error:
        _trace(debug)
        _say(str(error))
        return WRONG_USAGE if isinstance(error, ConfigError | UsageError) else FAILED
    except BrokenPipeError:
        _drop_output()
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except OSError as error:
        _trace(debug)
        _say(_explain_system_error(error))
        return FAILED
    except MemoryError:
        _trace(debug)
        _say(
            "The memory of this machine does not suffice. Give fewer cables at once, or a machine with more."
        )
        return FAILED
    if status == INTERRUPTED:
        _say("Interrupted: nothing half-written was left behind.")
    return int(status or DONE)


def _pick_command(words: Sequence[str]) -> typer.Typer:
    """Return the app with the one command that the words name, or with all of them.

    Building what no one asked for takes a third of the time that importing numpy takes.
    """
    name = next((word for word in words if not word.startswith("-")), None)
    named = [command for command in app.registered_commands if command.name == name]
    if not named:
        return app
    picked = copy(app)
    picked.registered_commands, picked.registered_groups = named, []
    return picked


def _prepare_output() -> None:
    """Write UTF-8 into files and pipes whatever the locale; a terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _take_debug(words: list[str]) -> bool:
    """Remove ``--debug`` from the words before a bare ``--``; return whether it was there."""
    end = words.index("--") if "--" in words else len(words)
    kept = [word for word in words[:end] if word != "--debug"]
    found = len(kept) < end
    words[:end] = kept
    return found


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - the terminal is this floor's business


def _trace(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _as_sentence(message: str) -> str:
    text = " ".join(message.split())
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _explain_system_error(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error) or type(error).__name__
    remedy = {
        errno.ENOSPC: "Free some space, or write to another disk.",
        errno.EDQUOT: "Free some space, or write to another disk.",
        errno.EACCES: "Check the permissions.",
        errno.EROFS: "Write to another place.",
    }.get(error.errno or 0, "Check the place that was read from or written to.")
    return f"{place}{reason}. {remedy}"


def _drop_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush stays quiet."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())


def _report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        _say("Interrupted.")
        return
    _say(
        f"This is a bug in cableml ({kind.__name__}: {error}). "
        "Run the same command with --debug and report what it shows."
    )


def _show_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace)
