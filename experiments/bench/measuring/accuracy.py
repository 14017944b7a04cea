"""Micro-F1 of tags on the cables kept apart, counted the same way for every side."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path


def score_micro_f1(gold: Iterable[Collection[str]], predicted: Iterable[Collection[str]]) -> float:
    """Return micro-F1 over all gold tags, those that no model could have learned included."""
    both = n_gold = n_predicted = 0
    for own, given in zip(gold, predicted, strict=True):
        both += len(set(own) & set(given))
        n_gold += len(set(own))
        n_predicted += len(set(given))
    return 2.0 * both / (n_gold + n_predicted) if n_gold + n_predicted else 0.0


def read_assigned(path: Path) -> list[tuple[str, ...]]:
    """Return the assigned tags of each line that ``cableml predict --format jsonl`` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [
            tuple(entry["tag"] for entry in json.loads(line).get("tags", ()) if entry["assigned"])
            for line in lines
        ]


def pick_tested(rows: Sequence[tuple[str, ...]], tested: Sequence[bool]) -> list[tuple[str, ...]]:
    """Return the rows of the cables kept apart.

    Raises: ValueError where there are not as many rows as cables.
    """
    if len(rows) != len(tested):
        raise ValueError(f"{len(rows)} predictions for {len(tested)} cables")
    return [row for row, is_tested in zip(rows, tested, strict=True) if is_tested]
