"""LabelSpace: the labels that a model learns, how often each was seen, and what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _nothing() -> Mapping[str, tuple[int, str]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LabelSpace:
    """Ordered labels of a model; a label's position is its column.

    ``counts`` maps every label to its number of training cables; ``dropped`` maps each label that is not
    learned to its number of training cables and a reason in plain words.
    """

    labels: tuple[str, ...]
    counts: Mapping[str, int]
    dropped: Mapping[str, tuple[int, str]] = field(default_factory=_nothing)

    def __len__(self) -> int:
        return len(self.labels)

    def __contains__(self, label: str) -> bool:
        return label in self.counts

    @property
    def n_dropped_uses(self) -> int:
        """How many uses of a label in the training cables the model can never predict."""
        return sum(count for count, _ in self.dropped.values())


def build_label_space(
    label_sets: Iterable[Collection[str]], min_cables: int, order: Iterable[str] | None = None
) -> LabelSpace:
    """Return the labels that at least ``min_cables`` cables carry and at least one does not.

    Labels stand in alphabetical order, or in that of ``order`` (labels it does not name come last).
    A label that a cable carries twice counts once.
    """
    n_cables = 0
    seen: Counter[str] = Counter()
    for labels in label_sets:
        n_cables += 1
        seen.update(set(labels))
    kept: dict[str, int] = {}
    dropped: dict[str, tuple[int, str]] = {}
    place = {label: number for number, label in enumerate(order or ())}
    for label in sorted(seen, key=lambda name: (place.get(name, len(place)), name)):
        count = seen[label]
        if count < min_cables:
            dropped[label] = (count, f"fewer than {min_cables} training cables")
        elif count == n_cables:
            dropped[label] = (count, "every training cable carries it, so there is nothing to tell apart")
        else:
            kept[label] = count
    return LabelSpace(tuple(kept), MappingProxyType(kept), MappingProxyType(dropped))
