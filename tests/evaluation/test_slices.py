from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cableml.evaluation.multilabel import score_tags
from cableml.evaluation.slices import OTHER, UNKNOWN, CableFacts, SliceRow, Slices, slice_levels, slice_tags

LABELS = ["JA", "PREL"]


def slice_up(gold: list[set[str]], assigned: list[list[int]], bootstrap: int = 0, **facts: Any) -> Slices:
    chosen = np.array(assigned, dtype=np.bool_)
    report = score_tags(gold, np.where(chosen, 0.9, 0.1), chosen, LABELS, None, bootstrap=0)
    n = len(gold)
    known = {"years": [2006] * n, "posts": ["TOKYO"] * n, "words": [200] * n, "levels": [None] * n, **facts}
    return slice_tags(report.statistics, gold, CableFacts(**known), {"JA": 30, "PREL": 200}, bootstrap, 1)


def rows(slices: Slices, by: str) -> dict[str, SliceRow]:
    return {row.name: row for table in slices.tables if table.by == by for row in table.rows}


def test_a_year_is_scored_on_its_own_cables() -> None:
    slices = slice_up([{"JA"}, {"PREL"}, {"PREL"}], [[1, 0], [0, 1], [1, 0]], years=[2006, 2007, 2007])
    found = rows(slices, "year")
    assert {name: (row.n_cables, row.value) for name, row in found.items()} == {
        "2006": (1, 1.0),
        "2007": (2, pytest.approx(0.5)),
    }
    assert found["2007"].more["precision"] == found["2007"].more["recall"] == 0.5


def test_posts_with_few_cables_are_counted_together_and_stand_last() -> None:
    gold = [{"JA"}] * 26
    posts = ["TOKYO"] * 20 + ["OSAKA"] * 5 + [None]
    found = rows(slice_up(gold, [[1, 0]] * 26, posts=posts), "post")
    assert [(name, row.n_cables) for name, row in found.items()] == [("TOKYO", 20), (OTHER, 5), (UNKNOWN, 1)]


def test_lengths_stand_in_rising_order_and_levels_in_theirs() -> None:
    slices = slice_up(
        [{"JA"}] * 3,
        [[1, 0]] * 3,
        words=[2000, 149, 150],
        levels=["SECRET", "UNCLASSIFIED", "CONFIDENTIAL"],
    )
    assert list(rows(slices, "length")) == ["under 150", "150 to 399", "1,600 or more"]
    assert list(rows(slices, "level")) == ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET"]


def test_kinds_and_bands_hold_their_own_tags_and_those_outside_the_labels() -> None:
    slices = slice_up([{"JA", "PREL"}, {"PREL", "VTPREL"}], [[1, 0], [1, 1]])
    kinds, bands = rows(slices, "kind"), rows(slices, "frequency")
    assert kinds["geo"].more == {
        "gold": 1,
        "assigned": 2,
        "precision": 0.5,
        "recall": 1.0,
        "share_gold_outside": 0.0,
    }
    assert kinds["subject"].value == pytest.approx(2 / 3)
    assert (bands["100 or more"].value, bands["20 to 99"].n_cables) == (pytest.approx(2 / 3), 2)
    assert (bands["outside the labels"].value, bands["outside the labels"].more["gold"]) == (0.0, 1)


def test_slices_by_year_kind_and_band_each_add_up_to_the_whole() -> None:
    generator = np.random.default_rng(0)
    gold = [{label for label in (*LABELS, "VTPREL") if generator.random() < 0.5} for _ in range(60)]
    assigned = (generator.random((60, 2)) < 0.5).astype(int).tolist()
    years = generator.integers(2004, 2008, 60).tolist()
    slices = slice_up(gold, assigned, years=years)
    for by in ("year", "kind", "frequency"):
        found = rows(slices, by).values()
        assert sum(row.more["gold"] for row in found) == sum(len(own) for own in gold), by
        assert sum(row.more["assigned"] for row in found) == int(np.sum(assigned)), by


def test_intervals_hold_the_score_and_a_handful_of_cables_has_none() -> None:
    generator = np.random.default_rng(1)
    gold = [{"JA"} if generator.random() < 0.5 else {"PREL"} for _ in range(60)]
    slices = slice_up(gold, [[1, 0]] * 60, bootstrap=60, years=[2006] * 55 + [2007] * 5)
    found = rows(slices, "year")
    interval = found["2006"].interval
    assert interval is not None
    assert interval.low < (found["2006"].value or 0) < interval.high
    assert found["2007"].interval is None


def test_drift_is_the_slope_over_years_with_enough_cables() -> None:
    gold, assigned, years = [], [], []
    for number, year in enumerate((2005, 2006, 2007)):
        gold += [{"JA"}] * 20
        assigned += [[1, 0]] * (12 + 4 * number) + [[0, 1]] * (8 - 4 * number)
        years += [year] * 20
    drift = slice_up([*gold, {"JA"}], [*assigned, [0, 1]], bootstrap=50, years=[*years, 1990]).drift
    assert drift is not None
    assert (drift.per_year, drift.first, drift.last) == (pytest.approx(0.2), 2005, 2007)
    assert drift.interval is not None
    assert drift.interval.low > 0.05


def test_two_years_are_no_trend() -> None:
    assert slice_up([{"JA"}] * 40, [[1, 0]] * 40, years=[2006] * 20 + [2007] * 20).drift is None


def test_accuracy_stands_beside_that_of_the_commonest_level() -> None:
    gold = ["SECRET", "SECRET", "CONFIDENTIAL", "SECRET"]
    said = ["SECRET", "CONFIDENTIAL", "CONFIDENTIAL", "SECRET"]
    facts = CableFacts([2006, 2006, 2006, 2007], ["TOKYO"] * 4, [10] * 4, gold)
    slices = slice_levels(gold, said, facts, 0, 1)
    found = rows(slices, "year")["2006"]
    assert (found.value, found.n_cables, found.more["right"]) == (pytest.approx(2 / 3), 3, 2)
    assert found.more["commonest_level"] == pytest.approx(2 / 3)
    assert {table.by for table in slices.tables} == {"year", "post", "length", "level"}


def test_a_table_for_viewers_has_the_slice_first_and_its_score_second() -> None:
    table = slice_up([{"JA"}], [[1, 0]]).tables[0]
    columns = table.to_columns()
    assert list(columns)[:5] == ["year", "micro_f1", "low", "high", "n_cables"]
    assert (columns["year"], columns["micro_f1"], columns["low"]) == (["2006"], [1.0], [None])
