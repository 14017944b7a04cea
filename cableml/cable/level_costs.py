"""LevelCosts: what a wrong level costs, so that a model can decide for the level that costs least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cableml.cable.level import Level, parse_level

_RUNG: dict[Level, int] = {
    Level.UNCLASSIFIED: 0,
    # the 1970s' administrative marking and its successor: neither is a step above the other
    Level.LIMITED_OFFICIAL_USE: 1,
    Level.FOUO: 1,
    Level.CONFIDENTIAL: 2,
    Level.SECRET: 3,
    Level.TOP_SECRET: 4,
}


@dataclass(frozen=True, slots=True)
class LevelCosts:
    """What mistakes cost, in any unit; only their ratios decide.

    ``too_low`` and ``too_high``: each step by which a level is decided too low or too high. On top of
    these, ``missed``: a classified cable decided unclassified, and ``overmarked``: an unclassified one
    decided classified.
    """

    too_low: float = 1.0
    too_high: float = 1.0
    missed: float = 0.0
    overmarked: float = 0.0


def build_cost_matrix(costs: LevelCosts, labels: Sequence[str]) -> tuple[tuple[float, ...], ...]:
    """Return what each decision costs: one row a true level, one column a decided one, as ``labels``.

    Parameters: ``labels`` names of levels; a name that is none has no place here and raises ValueError.
    """
    levels = [parse_level(label) for label in labels]
    known = [level for level in levels if level is not None]
    if len(known) < len(levels):
        raise ValueError(f"{labels[levels.index(None)]!r} is no level")
    return tuple(tuple(_cost(costs, true, decided) for decided in known) for true in known)


def _cost(costs: LevelCosts, true: Level, decided: Level) -> float:
    steps = _RUNG[decided] - _RUNG[true]
    cost = costs.too_high * steps if steps > 0 else costs.too_low * -steps
    if true.is_classified and not decided.is_classified:
        cost += costs.missed
    if decided.is_classified and not true.is_classified:
        cost += costs.overmarked
    return cost
