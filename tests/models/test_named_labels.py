"""Countries known by name alone: which are offered, which are learned, and where scores stand."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from cableml.cable.label_space import LabelSpace, build_label_space
from cableml.cable.tag import is_region, tag_kind
from cableml.features.gazetteer import gazetteer_codes
from cableml.models.named_labels import add_named_labels, learned_columns, spread_columns

ALL = "every training cable carries it, so there is nothing to tell apart"
RARE = "fewer than 5 training cables"


def space(counts: dict[str, int], dropped: dict[str, tuple[int, str]]) -> LabelSpace:
    return LabelSpace(tuple(counts), MappingProxyType(counts), MappingProxyType(dropped))


def test_every_country_with_a_name_is_offered_and_keeps_its_count() -> None:
    before = space({"JA": 9, "PREL": 40}, {"CD": (2, RARE), "KPAO": (3, RARE)})
    after = add_named_labels(before, 5)
    assert after.labels == tuple(sorted(after.labels))
    assert tuple(after.counts) == after.labels
    assert (after.counts["JA"], after.counts["PREL"], after.counts["CD"]) == (9, 40, 2)
    added = set(after.labels) - set(before.labels)
    assert all(tag_kind(label) == "geo" and not is_region(label) for label in added)
    assert added <= set(gazetteer_codes())
    assert all(after.counts[label] < 5 for label in added)
    assert len(added) > 150
    assert dict(after.dropped) == {"KPAO": (3, RARE)}


def test_regions_organizations_and_programs_are_not_offered() -> None:
    after = add_named_labels(space({"PREL": 40}, {"XF": (2, RARE), "NATO": (2, RARE)}), 5)
    assert not {"XF", "NATO", "UN", "EU", "KNNP"} & set(after.labels)
    assert set(after.dropped) == {"XF", "NATO"}


def test_a_country_that_every_cable_carries_stays_dropped() -> None:
    labels = [("JA", "PREL"), ("JA", "ECON")] * 6
    after = add_named_labels(build_label_space(labels, 5), 5)
    assert "JA" not in after.labels
    assert dict(after.dropped) == {"JA": (12, ALL)}


def test_offering_twice_changes_nothing() -> None:
    once = add_named_labels(space({"JA": 9}, {"CD": (2, RARE)}), 5)
    assert add_named_labels(once, 5) == once


def test_the_label_space_given_is_left_as_it_is() -> None:
    before = space({"JA": 9}, {"CD": (2, RARE)})
    add_named_labels(before, 5)
    assert (before.labels, dict(before.dropped)) == (("JA",), {"CD": (2, RARE)})


def test_learned_are_the_labels_of_enough_cables() -> None:
    found = learned_columns(space({"AA": 4, "BB": 5, "CC": 0, "DD": 9}, {}), 5)
    assert found.tolist() == [1, 3]
    assert found.dtype == np.int64


def test_values_are_spread_to_their_columns_and_the_rest_is_filled() -> None:
    values = np.array([[[1, 2], [3, 4]]], dtype=np.float32)
    found = spread_columns(values, np.array([2, 0]), 4, -7.0)
    assert found.tolist() == [[[2, -7, 1, -7], [4, -7, 3, -7]]]
    assert found.dtype == np.float32


def test_values_of_all_labels_stay_as_they_are() -> None:
    values = np.zeros((2, 3), dtype=np.float32)
    assert spread_columns(values, np.arange(3), 3, np.nan) is values
