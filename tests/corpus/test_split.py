from __future__ import annotations

from cableml.corpus.split import draw_by_id, split_by_id

IDS = [f"06TOKYO{number}" for number in range(1, 5001)]


def test_the_split_is_the_same_on_every_machine() -> None:
    assert [number for number, is_test in enumerate(split_by_id(IDS[:40], 0.2), 1) if is_test] == [
        1,
        7,
        20,
        22,
        25,
        26,
        38,
    ]
    assert draw_by_id("06TOKYO709", "cableml") == 0.5433282647266625


def test_about_the_asked_share_is_for_testing() -> None:
    assert 0.19 < sum(split_by_id(IDS, 0.2)) / len(IDS) < 0.21
    assert sum(split_by_id(IDS, 0.0)) == 0
    assert sum(split_by_id(IDS, 1.0)) == len(IDS)


def test_other_cables_and_their_order_move_none() -> None:
    whole = dict(zip(IDS, split_by_id(IDS, 0.2), strict=True))
    part = IDS[100:50:-1]
    assert split_by_id(part, 0.2) == [whole[cable_id] for cable_id in part]


def test_another_salt_gives_another_split() -> None:
    same = sum(a == b for a, b in zip(split_by_id(IDS, 0.2), split_by_id(IDS, 0.2, "other"), strict=True))
    assert 0.65 < same / len(IDS) < 0.71


def test_a_cable_without_id_trains() -> None:
    assert split_by_id([None, None], 1.0) == [False, False]
