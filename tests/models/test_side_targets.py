"""Side targets: which columns portion marks and caveats give."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.cable.level import Level
from cableml.cable.side_labels import SideLabels
from cableml.models.side_targets import MIN_CABLES, side_targets

U, C, S = Level.UNCLASSIFIED, Level.CONFIDENTIAL, Level.SECRET
LEVELS = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET")
MANY = MIN_CABLES


def targets(*kinds: tuple[str, SideLabels]) -> tuple[np.ndarray, int | None]:
    labels = [label for label, _ in kinds for _ in range(MANY)]
    side = [one for _, one in kinds for _ in range(MANY)]
    columns, noforn = side_targets(labels, side, LEVELS)
    return columns[::MANY], noforn


def test_columns_ask_for_half_and_for_all_paragraphs_at_each_cut() -> None:
    columns, noforn = targets(
        ("UNCLASSIFIED", SideLabels((U, U))),
        ("CONFIDENTIAL", SideLabels((U, C))),
        ("SECRET", SideLabels((S, C))),
        ("SECRET", SideLabels((S, S))),
    )
    assert noforn is None
    # half at least C, all at least C, half at least S, all at least S
    assert columns.tolist() == [
        [False, False, False, False],
        [True, False, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]


def test_a_cable_without_marks_counts_as_marked_with_its_own_level() -> None:
    bare, _ = targets(
        ("UNCLASSIFIED", SideLabels()), ("CONFIDENTIAL", SideLabels()), ("SECRET", SideLabels())
    )
    marked, _ = targets(
        ("UNCLASSIFIED", SideLabels((U,))),
        ("CONFIDENTIAL", SideLabels((C,))),
        ("SECRET", SideLabels((S, S))),
    )
    assert np.array_equal(bare, marked)


def test_noforn_stands_last() -> None:
    columns, noforn = targets(
        ("UNCLASSIFIED", SideLabels((U,), False)),
        ("SECRET", SideLabels((S,), True)),
        ("SECRET", SideLabels((S,), None)),
    )
    assert noforn == columns.shape[1] - 1
    assert columns[:, noforn].tolist() == [False, True, False]


@pytest.mark.parametrize("n_positive", [0, MIN_CABLES - 1])
def test_a_column_of_too_few_cables_is_left_out(n_positive: int) -> None:
    labels = ["UNCLASSIFIED"] * 40 + ["SECRET"] * n_positive
    side = [SideLabels() for _ in labels]
    columns, noforn = side_targets(labels, side, ("UNCLASSIFIED", "SECRET"))
    assert columns.shape == (len(labels), 0)
    assert noforn is None
