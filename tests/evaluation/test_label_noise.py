from __future__ import annotations

import numpy as np
import pytest

from cableml.evaluation.label_candidates import MISSING, WRONG, find_level_candidates, find_tag_candidates
from cableml.evaluation.label_noise import (
    MOST,
    SAME,
    SAME_POST,
    TWO_POSTS,
    CablePairs,
    NoiseReport,
    measure_noise,
)


def pair_up(*pairs: tuple[int, int, float, float], n_cables: int) -> CablePairs:
    first, second, shared, ratio = (np.array(column) for column in zip(*pairs, strict=True))
    group = np.arange(n_cables)
    for a, b in zip(first, second, strict=True):
        group[group == group[b]] = group[a]
    return CablePairs(first, second, shared, ratio, group)


def measure(labels: list[set[str]], pairs: CablePairs, posts: list[str | None] | None = None) -> NoiseReport:
    return measure_noise(labels, pairs, posts or ["TOKYO"] * len(labels), 50, 1)


def test_agreement_is_the_f1_of_one_labelling_against_the_other() -> None:
    noise = measure(
        [{"A", "B", "C"}, {"A", "B"}, {"A"}, {"A"}], pair_up((0, 1, 1, 1), (2, 3, 1, 1), n_cables=4)
    )
    found = noise.agreements[0]
    assert (found.name, found.n_pairs, found.n_cables, found.n_groups) == (SAME, 2, 4, 2)
    assert found.value == pytest.approx(2 * 3 / 7)
    assert found.identical == 0.5


def test_a_cable_with_many_twins_counts_no_more_than_its_pairs_share() -> None:
    labels = [{"A"}, {"B"}, {"B"}, {"B"}, {"C"}, {"C"}]
    pairs = pair_up((0, 1, 1, 1), (0, 2, 1, 1), (0, 3, 1, 1), (4, 5, 1, 1), n_cables=6)
    # Pairs of cable 0 weigh 1/6 + 1/2 each, the last pair 1: 1 of 3 agrees, though 1 of 4 pairs does.
    assert measure(labels, pairs).agreements[0].identical == pytest.approx(1 / 3)


def test_pairs_are_told_apart_by_what_they_share_and_by_length_and_post() -> None:
    labels = [{"A"}, {"A"}, {"A"}, {"B"}, {"A"}, {"B"}]
    pairs = pair_up((0, 1, 0.9, 0.9), (2, 3, 0.9, 0.5), (4, 5, 0.9, 0.9), n_cables=6)
    noise = measure(labels, pairs, ["TOKYO", "TOKYO", "TOKYO", "OSAKA", "TOKYO", "OSAKA"])
    values = {agreement.name: agreement.value for agreement in noise.agreements}
    assert values == {SAME: 0.5, MOST: 0.0, SAME_POST: 1.0, TWO_POSTS: 0.0}


def test_the_ceiling_lies_between_the_agreement_and_its_root() -> None:
    ceiling = measure([{"A"}, {"A"}, {"A"}, {"B"}], pair_up((0, 1, 1, 1), (2, 3, 1, 1), n_cables=4)).ceiling
    assert ceiling is not None
    assert (ceiling.low, ceiling.even, ceiling.high) == pytest.approx((0.5, 2 / 3, 0.5**0.5))


@pytest.mark.parametrize("spread", [(0.5, 0.5), (0.2, 20.0), (5.0, 1.0)])
def test_the_best_reader_of_noisy_texts_scores_within_the_bounds(spread: tuple[float, float]) -> None:
    generator = np.random.default_rng(0)
    chances = generator.beta(*spread, (4000, 6))  # what the text says of six tags
    once, twice = generator.random((2, 4000, 6)) < chances
    names = np.array(list("ABCDEF"))
    labels = [set(names[row]) for drawn in (once, twice) for row in drawn]
    pairs = CablePairs(
        np.arange(4000), np.arange(4000) + 4000, np.ones(4000), np.ones(4000), np.tile(np.arange(4000), 2)
    )
    ceiling = measure_noise(labels, pairs, [None] * 8000, 0, 1).ceiling
    assert ceiling is not None
    scores = []
    for cut in np.linspace(0.02, 0.98, 49):
        said = chances >= cut
        scores.append(2 * (said & once).sum() / (said.sum() + once.sum()))
    assert ceiling.low - 0.01 <= max(scores) <= ceiling.high + 0.01


def test_chance_is_the_agreement_of_cables_drawn_at_random() -> None:
    labels = [{"A"}, {"A"}, {"B"}, {"B"}]
    assert measure(labels, pair_up((0, 1, 1, 1), n_cables=4)).chance == pytest.approx(0.5)


def test_labels_and_pairs_that_differ_are_named_the_most_different_first() -> None:
    labels = [{"A", "B"}, {"A"}, {"A", "B", "C"}, {"D"}]
    noise = measure(labels, pair_up((0, 1, 1, 1), (2, 3, 1, 1), n_cables=4))
    assert noise.parted == ((2, 3), (0, 1))
    assert [(one.label, one.both, one.one) for one in noise.labels][:2] == [("B", 0, 2), ("A", 1, 1)]


def test_posts_need_five_pairs_and_stand_with_the_worst_first() -> None:
    labels = [{"A"}] * 10 + [{"A"}, {"B"}] * 5 + [{"A"}] * 2
    pairs = pair_up(*((number, number + 1, 1, 1) for number in range(0, 22, 2)), n_cables=22)
    posts: list[str | None] = ["TOKYO"] * 10 + ["OSAKA"] * 10 + ["NAHA"] * 2
    assert [(post.name, post.value) for post in measure(labels, pairs, posts).posts] == [
        ("OSAKA", 0.0),
        ("TOKYO", 1.0),
    ]


def test_a_label_planted_or_taken_away_is_a_candidate() -> None:
    Y = np.array([[1]] * 6 + [[0]] * 14, dtype=np.bool_)
    probabilities = np.where(Y, 0.8, 0.1)
    Y[0], Y[19] = False, True  # 0 lost its label, 19 was given one
    found = find_tag_candidates(probabilities, Y, ["PREL"])
    assert [(one.cable, one.kind) for one in found] == [(19, WRONG), (0, MISSING)]
    usual = (5 * 0.8 + 0.1) / 6
    assert found[0].usual == pytest.approx(usual)
    assert (found[0].margin, found[1].margin) == (pytest.approx(usual - 0.1), pytest.approx(0.8 - usual))


def test_a_rare_label_is_missing_only_where_it_is_likelier_than_not() -> None:
    Y = np.array([[1]] * 6 + [[0]] * 14, dtype=np.bool_)
    probabilities = np.where(Y, 0.2, 0.01)
    probabilities[18:, 0] = (0.49, 0.6)
    found = find_tag_candidates(probabilities, Y, ["PREL"])
    assert [(one.cable, one.kind) for one in found] == [(19, MISSING)]


def test_a_label_of_few_cables_has_no_bar() -> None:
    Y = np.array([[1]] * 4 + [[0]] * 6, dtype=np.bool_)
    assert find_tag_candidates(np.full((10, 1), 0.5), Y, ["PREL"]) == ()


def test_a_level_is_a_candidate_where_another_reaches_its_usual_probability() -> None:
    probabilities = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.85, 0.15], [0.55, 0.45]])
    Y = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], dtype=np.bool_)
    (found,) = find_level_candidates(probabilities, Y, ["UNCLASSIFIED", "SECRET"])
    assert (found.cable, found.label, found.instead) == (3, "SECRET", "UNCLASSIFIED")
    assert found.margin == pytest.approx(0.7)
