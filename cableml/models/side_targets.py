"""Side targets: columns that are fitted beside the levels, from portion marks and caveats.

A cable of nothing but (C) paragraphs and one with a single (C) among (U) bear the same level, yet the
second could easily have borne another. Fitting "half of its paragraphs are at least ..." beside the
levels tells the two apart; calibration then weighs all columns. At predict time only text is read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cableml.cable.level import Level, parse_level
from cableml.cable.side_labels import SideLabels

BoolMatrix = NDArray[np.bool_]

SHARES = (0.5, 1.0)
"""A column asks whether so large a share of the marked paragraphs stands at or above a cut."""
MIN_CABLES = 10  # of each kind, or a column is left out


def side_targets(
    labels: Sequence[str], side: Sequence[SideLabels | None], levels: Sequence[str]
) -> tuple[BoolMatrix, int | None]:
    """Return the side columns, bool (n_cables, n_columns), and which of them is NOFORN, or None.

    Parameters: ``labels`` the cables' levels by name, ``side`` one a cable, ``levels`` the learnable
    ones in rising order. A cable without marks, or of which nothing is known (None), counts as one
    marked with its own level throughout.
    There may be no column at all.
    """
    own = [_parse(label) for label in labels]
    stated = [one or SideLabels() for one in side]
    columns: list[NDArray[np.bool_]] = []
    cuts = [_parse(level) for level in levels][1:]
    for cut in cuts:
        shares = np.array(
            [_share(one.paragraph_levels or (level,), cut) for one, level in zip(stated, own, strict=True)]
        )
        columns += [shares >= share for share in SHARES]
    kept = [column for column in columns if _is_learnable(column)]
    noforn = np.array([bool(one.is_noforn) for one in stated])
    place = len(kept) if _is_learnable(noforn) else None
    kept += [noforn] if place is not None else []
    return np.column_stack(kept) if kept else np.empty((len(own), 0), dtype=np.bool_), place


def _parse(label: str) -> Level:
    level = parse_level(label)
    assert level is not None  # names of levels were checked when the label space was built
    return level


def _share(levels: Sequence[Level], cut: Level) -> float:
    return sum(level >= cut for level in levels) / len(levels)


def _is_learnable(column: NDArray[np.bool_]) -> bool:
    return MIN_CABLES <= int(column.sum()) <= len(column) - MIN_CABLES
