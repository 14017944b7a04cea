"""Folds of labelled cables: near-duplicates and copies of one id are always in the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cableml.errors import TrainingError
from cableml.workflows.kept_scores import name_cable

if TYPE_CHECKING:
    from cableml.workflows.gather import LabelledCable


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold: the places of the cables that are trained on and of those that are scored, both rising."""

    number: int
    train: tuple[int, ...]
    test: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Folds:
    """The folds of some cables; ``n_repeated`` of these have a near-duplicate or a copy among the others."""

    folds: tuple[Fold, ...]
    n_repeated: int

    def __len__(self) -> int:
        return len(self.folds)


def build_folds(cables: Sequence[LabelledCable], n_folds: int, salt: str) -> Folds:
    """Return the folds of the cables, about equal in size; a hash of the ids decides, not their order.

    Raises: TrainingError where the cables that repeat no other are fewer than the folds.
    """
    from cableml.corpus.folds import deal_folds

    groups = _group_repeats(cables)
    n_groups = len(set(groups))
    if n_groups < n_folds:
        raise TrainingError(
            f"the labelled cables ({len(cables):,}, of which {n_groups:,} different) cannot be dealt into "
            f"{n_folds} folds. Give more cables, or ask for fewer folds."
        )
    dealt = deal_folds([name_cable(cable) for cable in cables], groups, n_folds, f"{salt} folds")
    folds = tuple(
        Fold(
            number + 1,
            tuple(place for place, fold in enumerate(dealt) if fold != number),
            tuple(place for place, fold in enumerate(dealt) if fold == number),
        )
        for number in range(n_folds)
    )
    sizes = Counter(groups)
    return Folds(folds, sum(size for size in sizes.values() if size > 1))


def describe_folds(folds: Folds) -> list[str]:
    """Return sentences on how the cables were dealt."""
    notes = [
        f"{len(folds)} folds, dealt by a hash of the cables' ids; each is scored by a model that saw the "
        "others alone: features, weights, calibration and cut-offs.",
    ]
    if folds.n_repeated:
        notes.append(
            f"{folds.n_repeated:,} cables share much of their text or their id with another: all cables that "
            "repeat one another are in one fold."
        )
    return notes


def _group_repeats(cables: Sequence[LabelledCable]) -> list[int]:
    """Return a number for each cable, equal for cables that near-duplicates or equal ids join in a chain."""
    from cableml.features.near_duplicates import find_near_duplicates

    near = find_near_duplicates([cable.cable for cable in cables])
    groups = near.group.tolist()
    parent = list(range(len(cables)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first_of: dict[str, int] = {}
    for place, cable in enumerate(cables):
        parent[root(place)] = root(groups[place])
        if cable.id is not None:
            parent[root(place)] = root(first_of.setdefault(cable.id, place))
    return [root(place) for place in range(len(cables))]
