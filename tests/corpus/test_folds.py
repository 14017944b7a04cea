from __future__ import annotations

from collections import Counter

from cableml.corpus.folds import deal_folds

NAMES = [f"06TOKYO{number}" for number in range(1, 201)]
ALONE = list(range(200))


def test_folds_of_cables_that_stand_alone_are_equal_in_size() -> None:
    assert sorted(Counter(deal_folds(NAMES, ALONE, 5, "x")).values()) == [40] * 5


def test_a_group_is_never_torn_apart_and_sizes_stay_close() -> None:
    groups = [number // 7 for number in range(200)]
    folds = deal_folds(NAMES, groups, 4, "x")
    assert all(len({folds[place] for place in range(200) if groups[place] == group}) == 1 for group in groups)
    sizes = Counter(folds).values()
    assert max(sizes) - min(sizes) <= 7


def test_the_order_of_the_corpus_and_the_numbers_of_groups_decide_nothing() -> None:
    groups = [number // 3 for number in range(200)]
    folds = dict(zip(NAMES, deal_folds(NAMES, groups, 5, "x"), strict=True))
    backwards = deal_folds(NAMES[::-1], [1000 - group for group in groups[::-1]], 5, "x")
    assert dict(zip(NAMES[::-1], backwards, strict=True)) == folds


def test_another_salt_deals_otherwise_and_the_same_alike() -> None:
    assert deal_folds(NAMES, ALONE, 5, "x") == deal_folds(NAMES, ALONE, 5, "x")
    assert deal_folds(NAMES, ALONE, 5, "x") != deal_folds(NAMES, ALONE, 5, "y")
