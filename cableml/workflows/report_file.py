"""The HTML report of a scoring: where it lies, and what identifies the run on it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cableml.errors import Location, OutputError

if TYPE_CHECKING:
    from cableml.models.cable_model import CableModel
    from cableml.workflows.assess import Assessment
    from cableml.workflows.gather import Corpus

_SUFFIX = "-report.html"


def report_beside(folder: Path) -> Path:
    """Return where a model folder's report lies: beside it, since test figures are no part of a model."""
    return folder.with_name(f"{folder.name}{_SUFFIX}")


def check_report(file: Path) -> None:
    """Return nothing if a report can be written there; asked before hours are spent on its figures.

    Raises: OutputError where a folder is in the way or the place cannot be written to.
    """
    if file.is_dir():
        raise OutputError("this is a folder. Name a file with --report.", Location(str(file)))
    parent = file.absolute().parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise OutputError(
            f"{parent} cannot be written to. Give another file with --report, or change its permissions.",
            Location(str(file)),
        )


def render_report(
    assessed: Assessment,
    model: CableModel,
    corpus: Corpus,
    title: str,
    *,
    notes: Sequence[str],
    facts: Mapping[str, str] | None = None,
    config_yaml: str | None = None,
) -> str:
    """Return the report as one HTML page; ``facts`` are named beside model, version and corpus.

    No time and no place is on it: the same training gives the same page.
    """
    import cableml
    from cableml.evaluation.html_report import render_html_report

    return render_html_report(
        assessed.report,
        assessed.details,
        title,
        notes=notes,
        dropped=model.label_space.dropped,
        facts={
            "model": f"{model.name} ({model.task})",
            "version": model.version,
            "corpus": corpus.name,
            "corpus sha256": corpus.fingerprint,
            **(facts or {}),
            "cableml": cableml.__version__,
        },
        config_yaml=config_yaml,
        train_counts=model.label_space.counts,
    )


def write_report(file: Path, html: str) -> None:
    """Write the page, whole or not at all, creating folders on the way.

    Raises: OutputError where it cannot be written.
    """
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(html, encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise OutputError(
            f"the report could not be written ({error.strerror}). Give another file with --report.",
            Location(str(file)),
        ) from error
