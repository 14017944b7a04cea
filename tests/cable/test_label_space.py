"""Which labels are learned, and what becomes of the others."""

from __future__ import annotations

from cableml.cable.label_space import build_label_space


def test_labels_of_enough_cables_are_kept_in_alphabetical_order() -> None:
    space = build_label_space([("PREL", "JA"), ("PREL",), ("JA",), ()], min_cables=2)
    assert space.labels == ("JA", "PREL")
    assert dict(space.counts) == {"JA": 2, "PREL": 2}
    assert dict(space.dropped) == {}
    assert len(space) == 2
    assert "JA" in space
    assert "FR" not in space


def test_rare_labels_are_dropped_with_count_and_reason() -> None:
    space = build_label_space([("PREL", "OVIP"), ("PREL",), ()], min_cables=2)
    assert space.labels == ("PREL",)
    assert dict(space.dropped) == {"OVIP": (1, "fewer than 2 training cables")}
    assert space.n_dropped_uses == 1


def test_a_label_of_every_cable_is_dropped() -> None:
    space = build_label_space([("PREL", "JA"), ("PREL",)], min_cables=1)
    assert space.labels == ("JA",)
    reason = "every training cable carries it, so there is nothing to tell apart"
    assert dict(space.dropped) == {"PREL": (2, reason)}


def test_a_label_twice_on_one_cable_counts_once() -> None:
    assert build_label_space([("JA", "JA"), ()], min_cables=2).labels == ()


def test_a_given_order_is_kept() -> None:
    space = build_label_space([("SECRET",), ("CONFIDENTIAL",), ("NEW",)], 1, ["CONFIDENTIAL", "SECRET"])
    assert space.labels == ("CONFIDENTIAL", "SECRET", "NEW")
