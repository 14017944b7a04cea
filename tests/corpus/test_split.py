from __future__ import annotations

from pathlib import Path

import pytest

from cableml.corpus.split import (
    draw_by_id,
    find_cut,
    split_by_date,
    split_by_file,
    split_by_id,
    split_by_post,
)

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


POSTS = [f"POST{number % 90}" for number in range(1000)]


def test_a_post_stands_on_one_side_as_a_whole() -> None:
    sides = set(zip(POSTS, split_by_post(POSTS, 0.3), strict=True))
    assert len(sides) == 90
    assert 15 <= sum(bool(in_test) for _, in_test in sides) <= 39


def test_added_posts_move_no_other() -> None:
    before = split_by_post(POSTS, 0.3)
    assert split_by_post([*POSTS, "TOKYO", "BERLIN"], 0.3)[: len(POSTS)] == before


def test_posts_are_drawn_apart_from_cables() -> None:
    posts = [f"06TOKYO{number}" for number in range(200)]
    assert split_by_post(posts, 0.5) != split_by_id(posts, 0.5)


def test_a_cable_without_post_stands_on_no_side() -> None:
    assert split_by_post([None, ""], 0.99) == [None, None]


def test_the_newest_cables_are_for_testing() -> None:
    dates = [f"2006-03-{day:02d}T08:00:00Z" for day in range(1, 11)]
    cut = find_cut(dates, 0.2)
    assert cut == "2006-03-09"
    assert split_by_date(dates, cut) == [False] * 8 + [True] * 2


def test_cables_of_one_day_stay_together() -> None:
    dates = ["2006-03-01", "2006-03-02T01:00:00Z", "2006-03-02T23:00:00Z", "2006-03-02"]
    assert find_cut(dates, 0.25) == "2006-03-02"
    assert split_by_date(dates, "2006-03-02") == [False, True, True, True]


def test_a_cable_without_date_stands_on_no_side() -> None:
    assert split_by_date([None, "2009-01-01"], "2009-01-01") == [None, True]
    assert find_cut([None, None], 0.2) is None


def test_test_files_and_folders_are_held_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sources = ["a.csv#1", "b.csv#2", "more/x.txt", "./b.csv", str(tmp_path / "more/deep/y.txt"), "b.csvx"]
    assert split_by_file(sources, ["b.csv", "more/"]) == [False, True, True, True, True, False]


def test_a_file_whose_name_holds_a_hash_sign_is_known_by_its_whole_name() -> None:
    assert split_by_file(["cable#old.txt", "cable#3"], ["cable#old.txt"]) == [True, False]
