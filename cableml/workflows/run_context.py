"""What a run's record says of the machine and the checkout: enough to repeat it, nothing of who and where."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cableml

if TYPE_CHECKING:
    from cableml.workflows.train import TrainRequest

_PACKAGES = ("numpy", "scipy", "scikit-learn", "mlflow")
_GIT_SECONDS = 5.0


def read_versions() -> dict[str, str]:
    """Return the versions that a run depends on, by package name, cableml and Python first."""
    versions = {"cableml": cableml.__version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def read_environment() -> dict[str, Any]:
    """Return versions and the kind of machine; no name of a host, a user or a folder."""
    return {
        "versions": read_versions(),
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_implementation(),
        "cpus": os.cpu_count(),
        "threads": {name: os.environ[name] for name in ("OMP_NUM_THREADS",) if name in os.environ},
    }


def read_commit(config_file: Path | None) -> dict[str, str]:
    """Return run tags that name the commit of the checkout in which the config lies; empty without one.

    ``git.changed`` is true where tracked files differ from that commit.
    """
    if config_file is None:
        return {}
    folder = config_file.absolute().parent
    commit = _ask_git(folder, "rev-parse", "HEAD")
    if not commit:
        return {}
    tags = {"mlflow.source.git.commit": commit, "git.commit": commit[:12]}
    changed = _ask_git(folder, "status", "--porcelain", "--untracked-files=no")
    return tags if changed is None else {**tags, "git.changed": str(bool(changed)).lower()}


def _ask_git(folder: Path, *words: str) -> str | None:
    """Return what git says, or None where there is no git, no checkout or no answer."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *words],
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def hide_places(text: str, places: Sequence[str]) -> str:
    """Return the text without the folders that lead to the places: of each the last name is left."""
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(place, "")
    return text


def find_places(request: TrainRequest) -> list[str]:
    """Return the beginnings of the absolute paths that a training knows of, each with its last slash."""
    config = request.config
    given = [*request.corpus, *config.corpus, *config.split.test_files, config.split.test_ids or ""]
    given += [request.labels_path or "", str(request.folder), str(request.report_file)]
    given += [str(request.config_file or ""), str(Path.cwd() / "x"), str(Path.home() / "x")]
    parents = {str(Path(path).parent) for path in given if Path(path).is_absolute()}
    return [f"{parent}/" for parent in parents if parent != "/"]
