"""Copies, cut-off copies and chains of them end in one group; a shared formula joins nobody."""

from __future__ import annotations

import itertools
import random

import numpy as np

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.features.batch import CABLES_PER_BATCH
from cableml.features.near_duplicates import (
    MAX_CABLES_PER_RUN,
    RunDrawer,
    compare_runs,
    find_near_duplicates,
    sample_runs,
)

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst"]


def make_text(seed: int, n_words: int = 400) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choices(WORDS, k=n_words))


def make_cable(*texts: str) -> BlindCable:
    return BlindCable(subject="a visit", paragraphs=tuple(BlindParagraph(text) for text in texts))


def test_a_copy_with_a_few_changed_words_is_found() -> None:
    words = make_text(1).split()
    words[50] = "changed"
    words[200] = "altered"
    found = find_near_duplicates(
        [make_cable(make_text(1)), make_cable(make_text(2)), make_cable(" ".join(words))]
    )
    assert found.group.tolist() == [0, 1, 0]
    assert found.n_repeated == 2
    assert (found.first.tolist(), found.second.tolist()) == ([0], [2])
    assert found.containment[0] > 0.8


def test_a_cut_off_copy_is_found_although_most_of_the_longer_cable_is_new() -> None:
    short, more = make_text(1, 120), make_text(3, 900)
    found = find_near_duplicates([make_cable(short), make_cable(short, more)])
    assert found.group.tolist() == [0, 0]


def test_a_chain_of_copies_is_one_group() -> None:
    parts = [make_text(seed, 300) for seed in range(5)]
    chain = [make_cable(a, b) for a, b in itertools.pairwise(parts)]
    assert find_near_duplicates(chain).group.tolist() == [0, 0, 0, 0]


def test_different_cables_stay_apart() -> None:
    found = find_near_duplicates([make_cable(make_text(seed)) for seed in range(40)])
    assert found.group.tolist() == list(range(40))
    assert found.n_repeated == 0


def test_a_formula_that_everybody_uses_joins_nobody() -> None:
    formula = make_text(99, 150)
    cables = [make_cable(formula, make_text(seed, 60)) for seed in range(MAX_CABLES_PER_RUN + 1)]
    assert find_near_duplicates(cables).n_repeated == 0


def test_no_cable_one_cable_and_empty_cables_are_no_duplicates() -> None:
    assert find_near_duplicates([]).group.tolist() == []
    assert find_near_duplicates([make_cable(make_text(1))]).group.tolist() == [0]
    assert find_near_duplicates([BlindCable(), BlindCable()]).group.tolist() == [0, 1]


def test_the_order_of_cables_changes_only_the_numbers() -> None:
    cables = [make_cable(make_text(seed % 7)) for seed in range(20)]
    straight = find_near_duplicates(cables).group
    turned = find_near_duplicates(cables[::-1]).group[::-1]
    assert np.array_equal(straight[:, None] == straight, turned[:, None] == turned)


def test_runs_are_sorted_by_run_and_cable_and_each_stands_once_a_cable() -> None:
    twice = make_text(1, 60)
    sampled = sample_runs([make_cable(twice, twice), make_cable(make_text(2, 60)), make_cable(twice)])
    pairs = list(zip(sampled.run.tolist(), sampled.owner.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert set(sampled.owner.tolist()) == {0, 1, 2}
    assert sampled.n_cables == 3


def test_runs_drawn_as_cables_come_are_those_drawn_at_once() -> None:
    cables = [make_cable(make_text(seed, 20)) for seed in range(CABLES_PER_BATCH + 40)]
    drawer = RunDrawer()
    for cable in cables:
        drawer.add(cable)
    for one, other in zip(drawer.finish(), sample_runs(cables), strict=True):
        assert np.array_equal(one, other)
    assert RunDrawer().finish().n_cables == 0


def test_runs_taken_of_some_cables_are_those_drawn_from_them_alone() -> None:
    cables = [make_cable(make_text(seed % 7, 200), make_text(seed, 100)) for seed in range(30)]
    places = [0, 3, 7, 10, 14, 21, 28, 29]
    taken = sample_runs(cables).take(places)
    alone = sample_runs([cables[place] for place in places])
    assert np.array_equal(taken.run, alone.run)
    assert np.array_equal(taken.owner, alone.owner)
    assert taken.n_cables == alone.n_cables == len(places)
    # Cable 14 repeats 0, 10 repeats 3, and 21, 28 repeat 0 too.
    assert compare_runs(taken).group.tolist() == [0, 1, 0, 1, 0, 0, 0, 7]
