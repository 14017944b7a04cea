"""The scores of finished folds, kept in a file so that an interrupted search goes on where it was.

Each line holds one fold of one setting under a key: a hash of the training cables and their labels, the
folds, the whole resolved config and the code. A line whose key is not asked for is left alone, so a
search with more trials, another space or another figure takes what it can use.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import Location, OutputError
from cableml.workflows.kept_scores import name_cable
from cableml.workflows.train import pick_gold

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.workflows.gather import LabelledCable

_DECIDES_NOTHING = ("name", "corpus", "demo", "labels", "evaluation", "tracking", "search", "jobs", "split")
_DECIDING_ROOMS = ("cable", "features", "models", "evaluation")


class FoldResults:
    """Results by key, in a JSON-lines file that is whole at every moment."""

    def __init__(self, path: Path, fresh: bool = False) -> None:
        self._path = path
        self._lines: dict[str, dict[str, Any]] = {} if fresh else _read(path)

    def find(self, key: str) -> dict[str, Any] | None:
        """Return the result under the key, or None."""
        line = self._lines.get(key)
        return None if line is None else line["result"]

    def keep(self, key: str, changes: Mapping[str, Any], result: dict[str, Any]) -> None:
        """Write the result into the file.

        Raises: OutputError where that is not possible.
        """
        self._lines[key] = {"key": key, "changes": dict(changes), "result": result}
        text = "".join(json.dumps(line, allow_nan=False) + "\n" for line in self._lines.values())
        aside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            aside.write_text(text, encoding="utf-8")
            aside.replace(self._path)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise OutputError(
                f"cannot be written to ({error.strerror}). Name another place with --output.",
                Location(str(self._path)),
            ) from error


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise OutputError(
            f"cannot be read ({error.strerror}). Name another place with --output.", Location(str(path))
        ) from error
    lines: dict[str, dict[str, Any]] = {}
    for written in text.splitlines():
        try:
            line = json.loads(written)
            if isinstance(line["result"], dict) and isinstance(line["changes"], dict):
                lines[str(line["key"])] = line
        except (ValueError, KeyError, TypeError):
            continue
    if text.strip() and not lines:
        raise OutputError(
            "this file holds no results of a search. Move it away, or name another place with --output.",
            Location(str(path)),
        )
    return lines


def name_data(cables: Sequence[LabelledCable], config: Config, n_folds: int) -> str:
    """Return a hash of what every trial of a search has in common: cables, labels, folds and code."""
    digest = hashlib.sha256(f"{config.task} {n_folds} {config.split.salt} {_hash_code()}\n".encode())
    for cable in cables:
        digest.update(
            f"{name_cable(cable)} {pick_gold(cable, config.task)!r} {cable.cable!r}\n".encode(
                "utf-8", "surrogatepass"
            )
        )
    return digest.hexdigest()


def name_fold(data: str, config: Config, fold: int) -> str:
    """Return the key of a fold's result under a config."""
    plain = {key: value for key, value in config.to_plain().items() if key not in _DECIDES_NOTHING}
    return hashlib.sha256(f"{data} {fold} {json.dumps(plain, sort_keys=True)}".encode()).hexdigest()


def _hash_code() -> str:
    """Return a hash of the source files that decide a result: other code, other results.

    What reads and blinds cables is not among them: the cables themselves are in the key.
    """
    import cableml

    digest = hashlib.sha256()
    folder = Path(cableml.__file__).parent
    for path in sorted(path for room in _DECIDING_ROOMS for path in (folder / room).rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()
