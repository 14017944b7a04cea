"""Where two models differ on the same cables: by label and by post."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cableml.evaluation.cable_scores import CableScores


@dataclass(frozen=True, slots=True)
class Move:
    """A label or a post and how two models do on it.

    ``n`` counts gold cables of a label, test cables of a post; ``first`` and ``second`` are a label's
    F1, a post's mean over cables of their own F1 (for levels: share right). ``n_better`` cables are
    right by the second model and wrong by the first (a post: nearer to right), ``n_worse`` the other
    way round. ``p_value`` is the sign test's on these two counts.
    """

    name: str
    n: int
    first: float
    second: float
    n_better: int
    n_worse: int

    @property
    def difference(self) -> float:
        """Second less first."""
        return self.second - self.first

    @property
    def p_value(self) -> float:
        """How often chance alone would split the changed cables as unevenly, 0 to 1."""
        changed = self.n_better + self.n_worse
        tail = sum(math.comb(changed, k) for k in range(min(self.n_better, self.n_worse) + 1))
        return min(1.0, float(2 * tail / 2**changed))

    def to_json(self) -> dict[str, Any]:
        """Return the values as plain JSON types."""
        return {
            "name": self.name,
            "n": self.n,
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "n_better": self.n_better,
            "n_worse": self.n_worse,
            "p_value": self.p_value,
        }


def find_moves(
    first: CableScores, rows_first: Sequence[int], second: CableScores, rows_second: Sequence[int]
) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """Return the labels and the posts that differ, each sorted by better less worse cables, largest first."""
    rows = list(zip(rows_first, rows_second, strict=True))
    labels = _rank(_move_labels(first, second, rows))
    return labels, _rank(_move_posts(first, second, rows))


def _move_labels(first: CableScores, second: CableScores, rows: Sequence[tuple[int, int]]) -> list[Move]:
    gold: Counter[str] = Counter()
    hits: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    assigned: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    better: Counter[str] = Counter()
    worse: Counter[str] = Counter()
    for one, other in rows:
        truth = set(first.gold[one])
        given = (set(first.assigned[one]), set(second.assigned[other]))
        gold.update(truth)
        for side in (0, 1):
            hits[side].update(truth & given[side])
            assigned[side].update(given[side])
        for label in given[0] ^ given[1]:
            (better if (label in given[1]) == (label in truth) else worse)[label] += 1
    return [
        Move(
            label,
            gold[label],
            _divide(2 * hits[0][label], gold[label] + assigned[0][label]),
            _divide(2 * hits[1][label], gold[label] + assigned[1][label]),
            better[label],
            worse[label],
        )
        for label in better | worse
    ]


def _move_posts(first: CableScores, second: CableScores, rows: Sequence[tuple[int, int]]) -> list[Move]:
    sums: dict[str, list[float]] = {}
    for one, other in rows:
        before, after = _score(first, one), _score(second, other)
        own = sums.setdefault(first.posts[one] or "not known", [0, 0.0, 0.0, 0, 0])
        for place, value in enumerate((1, before, after, after > before, after < before)):
            own[place] += value
    return [
        Move(post, int(n), before / n, after / n, int(n_better), int(n_worse))
        for post, (n, before, after, n_better, n_worse) in sums.items()
        if n_better or n_worse
    ]


def _score(scores: CableScores, row: int) -> float:
    gold, assigned = set(scores.gold[row]), set(scores.assigned[row])
    return _divide(2 * len(gold & assigned), len(gold) + len(assigned))


def _rank(moves: list[Move]) -> tuple[Move, ...]:
    return tuple(
        sorted(moves, key=lambda move: (-abs(move.n_better - move.n_worse), -abs(move.difference), move.name))
    )


def _divide(above: int, below: int) -> float:
    return above / below if below else 0.0
