from __future__ import annotations

import random
from collections import Counter

from cableml.corpus.split import split_by_id
from cableml.corpus.stratify import split_stratified

SHARE = 0.2


def make_cables(n_cables: int = 600) -> tuple[list[str], list[tuple[str, ...]]]:
    """Ids and tags with a long tail: tag number k is borne by about n / (k + 1) cables."""
    draw = random.Random(3)
    ids = [f"06TOKYO{number}" for number in range(n_cables)]
    tags = [tuple(f"T{k}" for k in range(60) if draw.random() < 0.5 / (k + 1)) for _ in ids]
    return ids, tags


IDS, TAGS = make_cables()


def count_off(in_test: list[bool]) -> float:
    """Return by how many cables the tags miss their share, summed over tags."""
    total = Counter(tag for tags in TAGS for tag in tags)
    held = Counter(tag for tags, test in zip(TAGS, in_test, strict=True) if test for tag in tags)
    return sum(abs(held[tag] - count * SHARE) for tag, count in total.items())


def test_every_tag_comes_within_one_cable_of_its_share_where_tags_rarely_meet() -> None:
    tags = [(f"T{number % 40}",) for number in range(len(IDS))]
    in_test = split_stratified(IDS, tags, SHARE)
    held = Counter(tag for (tag,), test in zip(tags, in_test, strict=True) if test)
    assert set(held.values()) == {3}
    assert len(held) == 40
    assert sum(in_test) == 120


def test_a_long_tail_is_shared_out_better_than_by_hash() -> None:
    assert count_off(split_stratified(IDS, TAGS, SHARE)) < count_off(split_by_id(IDS, SHARE)) / 3


def test_the_share_of_test_cables_is_kept() -> None:
    assert abs(sum(split_stratified(IDS, TAGS, SHARE)) - SHARE * len(IDS)) <= 0.02 * len(IDS)


def test_the_order_of_the_cables_does_not_matter() -> None:
    whole = dict(zip(IDS, split_stratified(IDS, TAGS, SHARE), strict=True))
    backwards = split_stratified(IDS[::-1], TAGS[::-1], SHARE)
    assert backwards == [whole[cable_id] for cable_id in IDS[::-1]]


def test_another_salt_gives_another_split() -> None:
    assert split_stratified(IDS, TAGS, SHARE) != split_stratified(IDS, TAGS, SHARE, "other")


def test_copies_of_one_id_go_together() -> None:
    ids, tags = [*IDS, *IDS[:50]], [*TAGS, *(("PREL",) for _ in range(50))]
    in_test = split_stratified(ids, tags, SHARE)
    assert in_test[:50] == in_test[len(IDS) :]


def test_cables_with_unknown_labels_go_by_the_hash_and_those_without_id_train() -> None:
    unknown: list[tuple[str, ...] | None] = [None] * len(IDS)
    assert split_stratified(IDS, unknown, SHARE) == split_by_id(IDS, SHARE)
    assert split_stratified([None], [("PREL",)], 0.9) == [False]


def test_cables_without_a_single_tag_are_shared_out_too() -> None:
    assert sum(split_stratified(IDS[:100], [()] * 100, SHARE)) == 20
