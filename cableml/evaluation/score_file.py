"""Score files: `CableScores` as JSON lines, gzipped where the name ends in ``.gz``; read back checked.

The first line says what was scored and how, each further line is one cable. The same scores give the
same bytes: no time and no host goes in.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from cableml.errors import Location, OutputError, UsageError
from cableml.evaluation.cable_scores import RANKING, CableScores, gather_gaps, spread_gaps

FORMAT = 1
PROJECT = "cableml"
SUFFIX = ".scores.jsonl.gz"
_GZIP = b"\x1f\x8b"


def render_scores(scores: CableScores) -> Iterator[str]:
    """Yield the lines of a score file, without line breaks."""
    yield _dump(
        {
            "project": PROJECT,
            "kind": "scores",
            "format": FORMAT,
            "task": scores.task,
            "model": {"name": scores.model, "version": scores.model_version},
            "corpus": scores.corpus,
            "n_cables": scores.n_cables,
            "labels": list(scores.labels),
            "settings": dict(scores.settings),
        }
    )
    is_tags = scores.task == "tags"
    for place, key in enumerate(scores.keys):
        line: dict[str, Any] = {
            "id": key,
            "post": scores.posts[place],
            "gold": list(scores.gold[place]),
            "assigned": list(scores.assigned[place]),
            "probabilities": dict(scores.probabilities[place]),
        }
        if is_tags:
            line |= dict(zip(RANKING, scores.ranking[place].tolist(), strict=True))
            line["bin_gaps"] = spread_gaps(scores.bin_gaps[place])
        yield _dump(line)


def write_scores(scores: CableScores, path: str | Path) -> None:
    """Write a score file: whole, or not at all.

    Raises: OutputError where the place cannot be written to.
    """
    target = Path(path)
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    content = "".join(f"{line}\n" for line in render_scores(scores)).encode("utf-8")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(_compress(content) if target.suffix == ".gz" else content)
        aside.replace(target)
    except OSError as error:
        raise OutputError(
            f"the scores of the test cables cannot be written: {error.strerror or error}; "
            "free the place or give another.",
            Location(str(target)),
        ) from None
    finally:
        with suppress(OSError):  # where the folder is none, there is nothing to take away
            aside.unlink()


def read_scores(path: str | Path, source: str = "") -> CableScores:
    """Return the scores of a file, named ``source`` in messages (the path where empty).

    Raises: UsageError where it cannot be read, is no score file, damaged or of a later format.
    """
    name = source or str(path)
    try:
        data = Path(path).read_bytes()
        plain = gzip.decompress(data) if data.startswith(_GZIP) else data
        return _parse([json.loads(line) for line in plain.splitlines()], name)
    except OSError as error:
        raise UsageError(f"the scores cannot be read: {error.strerror or error}.", Location(name)) from None
    except (EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            "this is no score file, or a damaged one; train or evaluate --scores writes them.", Location(name)
        ) from None


def _parse(lines: list[Any], name: str) -> CableScores:
    head, cables = lines[0] if lines else {}, lines[1:]
    if head.get("project") != PROJECT or head.get("kind") != "scores":
        raise ValueError("not a score file")
    if head["format"] > FORMAT:
        raise UsageError(
            f"format {head['format']}, this cableml reads up to {FORMAT}; install the one that wrote it.",
            Location(name),
        )
    if head["task"] not in ("tags", "classification") or head["n_cables"] != len(cables) or not cables:
        raise ValueError("the head does not fit")
    is_tags = head["task"] == "tags"
    scores = CableScores(
        task=head["task"],
        model=str(head["model"]["name"]),
        model_version=str(head["model"]["version"]),
        corpus=str(head["corpus"]),
        labels=_texts(head["labels"]),
        keys=_texts([line["id"] for line in cables]),
        posts=tuple(str(line["post"]) if line["post"] is not None else None for line in cables),
        gold=tuple(_texts(line["gold"]) for line in cables),
        assigned=tuple(_texts(line["assigned"]) for line in cables),
        probabilities=tuple(_figures(line["probabilities"]) for line in cables),
        ranking=np.array([[float(line[one]) for one in RANKING if is_tags] for line in cables]),
        bin_gaps=np.array([gather_gaps(line["bin_gaps"]) if is_tags else [] for line in cables]),
        settings=dict(head["settings"]),
        source=name,
    )
    if len(set(scores.keys)) != scores.n_cables:
        raise ValueError("a cable stands twice")
    if not is_tags and not all(len(one) == 1 for one in (*scores.gold, *scores.assigned)):
        raise ValueError("a cable has one level")
    if not {label for one in scores.assigned for label in one} <= set(scores.labels):
        raise ValueError("an assigned label is none of the model's")
    return scores


def _texts(values: Any) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise TypeError("not a text")
    return tuple(values)


def _figures(values: Mapping[str, Any]) -> dict[str, float]:
    return {label: float(value) for label, value in values.items()}


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _compress(content: bytes) -> bytes:
    """Return the content gzipped, without a time or name in the head."""
    return gzip.compress(content, compresslevel=6, mtime=0)
