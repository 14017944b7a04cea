"""Comparisons give the reports' own figures, find what differs, and stay quiet where nothing does."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cableml.errors import UsageError
from cableml.evaluation.cable_scores import CableScores, collect_level_scores, collect_tag_scores
from cableml.evaluation.comparison_report import render_comparison
from cableml.evaluation.levels import score_levels
from cableml.evaluation.multilabel import score_tags
from cableml.evaluation.paired import compare_scores

LEVELS = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET")
TAGS = ("PREL", "PGOV", "ECON", "JA", "UK")
N = 120
KEYS = [f"06TOKYO{number}" for number in range(1, N + 1)]
POSTS = ["TOKYO" if number % 3 else "OSAKAKOBE" for number in range(N)]


def about(model: str, **settings: Any) -> dict[str, Any]:
    return {
        "keys": KEYS,
        "posts": POSTS,
        "model": model,
        "model_version": f"{model}-version",
        "corpus": "some",
        "settings": {"task": "tags", "c": 1.0, **settings},
    }


def make_tags(seed: int, labels: tuple[str, ...] = TAGS, noise: float = 1.0) -> tuple[Any, ...]:
    """Gold tags (the same for every seed), and a noisy model's probabilities and decisions on them."""
    truth = np.random.default_rng(1).random((N, len(TAGS))) < (0.6, 0.4, 0.2, 0.1, 0.05)
    gold = [[tag for tag, has in zip(TAGS, row, strict=True) if has] for row in truth]
    columns = [TAGS.index(label) for label in labels]
    scores = truth[:, columns] * 2.0 - 1.0 + noise * np.random.default_rng(seed).normal(size=(N, len(labels)))
    probabilities = (1 / (1 + np.exp(-2 * scores))).astype(np.float32)
    return gold, probabilities, probabilities >= 0.5, labels


def make_levels(seed: int, noise: float = 1.0) -> tuple[Any, ...]:
    truth = np.random.default_rng(2).integers(0, 3, N)
    scores = np.eye(3)[truth] * 2 + noise * np.random.default_rng(seed).normal(size=(N, 3))
    probabilities = np.exp(scores).astype(np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return [LEVELS[place] for place in truth], probabilities, probabilities.argmax(axis=1), LEVELS


def tag_scores(seed: int, model: str = "a", noise: float = 1.0, **settings: Any) -> CableScores:
    return collect_tag_scores(*make_tags(seed, noise=noise), **about(model, **settings))


def test_both_models_figures_are_those_of_their_reports_although_their_labels_differ() -> None:
    one, other = make_tags(3), make_tags(4, labels=("ECON", "PREL", "UK"))
    found = compare_scores(
        collect_tag_scores(*one, **about("a")), collect_tag_scores(*other, **about("b")), replicates=0
    )
    reports = [score_tags(*arguments, None, bootstrap=0).metrics for arguments in (one, other)]
    for difference in found.differences:
        expected = [report[difference.name] for report in reports]
        assert [difference.first, difference.second] == pytest.approx(expected, abs=1e-12), difference.name
        assert difference.difference == pytest.approx(expected[1] - expected[0], abs=1e-12)
    assert {"micro_f1", "macro_f1", "lrap", "expected_calibration_error"} <= {
        one.name for one in found.differences
    }


def test_levels_figures_are_those_of_their_reports() -> None:
    one, other = make_levels(3), make_levels(4)
    found = compare_scores(
        collect_level_scores(*one, **about("a")), collect_level_scores(*other, **about("b")), replicates=0
    )
    reports = [score_levels(*arguments, bootstrap=0).metrics for arguments in (one, other)]
    for difference in found.differences:
        expected = [report[difference.name] for report in reports]
        assert [difference.first, difference.second] == pytest.approx(expected, abs=1e-9), difference.name


def test_a_model_does_not_differ_from_itself() -> None:
    found = compare_scores(tag_scores(3), tag_scores(3, "b"), replicates=50)
    assert {(one.difference, one.interval, one.p_value) for one in found.differences} == {(0.0, None, 1.0)}
    assert (found.labels, found.posts, dict(found.settings)) == ((), (), {})


def test_a_much_better_model_is_found_better_and_the_other_way_round_worse() -> None:
    there = {
        one.name: one
        for one in compare_scores(tag_scores(3), tag_scores(4, noise=0.2), replicates=200).differences
    }
    back = {
        one.name: one
        for one in compare_scores(tag_scores(4, noise=0.2), tag_scores(3), replicates=200).differences
    }
    for name in ("micro_f1", "samples_f1", "lrap"):
        better, worse = there[name], back[name]
        assert better.p_value == worse.p_value == 1 / 201
        assert better.interval is not None
        assert better.interval.low > 0.0
        assert better.difference == pytest.approx(-(worse.difference or 0.0))


def test_equally_good_models_are_rarely_told_apart() -> None:
    small = 0
    for seed in range(40):
        found = compare_scores(tag_scores(100 + seed), tag_scores(200 + seed), replicates=99, seed=seed)
        p_values = {one.name: one.p_value for one in found.differences}
        small += (p_values["micro_f1"] or 0.0) <= 0.1
    assert small <= 10  # four of forty are to be expected; 10 or more happen once in 200 times


def test_the_p_value_of_accuracy_is_that_of_the_exact_sign_test() -> None:
    gold, probabilities, predicted, _ = make_levels(3)
    other = predicted.copy()
    right = np.array([LEVELS.index(level) for level in gold])
    wrong_places = np.flatnonzero(other != right)[:9]
    other[wrong_places] = right[wrong_places]
    right_places = np.flatnonzero(predicted == right)[:3]
    other[right_places] = (right[right_places] + 1) % 3
    first = collect_level_scores(gold, probabilities, predicted, LEVELS, **about("a"))
    second = collect_level_scores(gold, probabilities, other, LEVELS, **about("b"))
    found = compare_scores(first, second, replicates=4000)
    accuracy = next(one for one in found.differences if one.name == "accuracy")
    exact = 2 * sum(math.comb(12, k) for k in range(4)) / 2**12
    assert accuracy.difference == pytest.approx(6 / N)
    assert accuracy.p_value == pytest.approx(exact, abs=0.02)
    # The paired variance of a difference of shares, and the normal interval that follows.
    spread = 1.96 * math.sqrt((12 / N - (6 / N) ** 2) / N)
    assert accuracy.interval is not None
    assert accuracy.interval.low == pytest.approx(6 / N - spread, abs=0.01)
    assert accuracy.interval.high == pytest.approx(6 / N + spread, abs=0.01)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    found = [
        compare_scores(tag_scores(3), tag_scores(4), replicates=60, seed=seed).to_json()["metrics"]
        for seed in (1, 1, 2)
    ]
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_labels_and_posts_that_moved_are_counted_by_cables() -> None:
    gold, probabilities, assigned, labels = make_tags(3)
    other = assigned.copy()
    rows = [number for number in range(N) if POSTS[number] == "OSAKAKOBE" and "PREL" in gold[number]]
    missed = [number for number in rows if not assigned[number, 0]]
    hit = [number for number in rows if assigned[number, 0]][:1]
    other[missed, 0] = True
    other[hit, 0] = False
    found = compare_scores(
        collect_tag_scores(gold, probabilities, assigned, labels, **about("a")),
        collect_tag_scores(gold, probabilities, other, labels, **about("b")),
        replicates=0,
    )
    assert [(move.name, move.n_better, move.n_worse) for move in found.labels] == [("PREL", len(missed), 1)]
    assert [(move.name, move.n, move.n_better, move.n_worse) for move in found.posts] == [
        ("OSAKAKOBE", 40, len(missed), 1)
    ]
    report = score_tags(gold, probabilities, other, labels, None, bootstrap=0)
    assert found.labels[0].second == pytest.approx(report.per_label[0].f1)
    assert found.labels[0].n == report.per_label[0].support


def test_settings_that_differ_are_named_with_both_values() -> None:
    found = compare_scores(tag_scores(3, folds=2), tag_scores(3, c=0.1), replicates=0)
    assert dict(found.settings) == {"c": (1.0, 0.1), "folds": (2, None)}


def without(scores: CableScores, start: int) -> CableScores:
    """Leave out the cables before ``start``."""
    cut = {
        name: getattr(scores, name)[start:]
        for name in ("keys", "posts", "gold", "assigned", "probabilities", "ranking", "bin_gaps")
    }
    return replace(scores, **cut)


def test_other_test_cables_are_refused_unless_the_common_ones_are_asked_for() -> None:
    first, second = replace(tag_scores(3), source="A"), replace(without(tag_scores(4), 20), source="B")
    with pytest.raises(UsageError) as raised:
        compare_scores(first, second, replicates=0)
    assert str(raised.value) == (
        "the test cables differ: A has 120, B 100, and 100 are common. Compare models tested on the same "
        "cables, or with --common on these 100 alone."
    )
    found = compare_scores(first, second, replicates=0, common=True)
    assert (found.n_cables, found.n_only_first, found.n_only_second) == (100, 20, 0)
    alone = compare_scores(without(first, 20), second, replicates=0)
    assert found.differences == alone.differences
    assert "20 cables were scored for A alone and 0 for B alone" in render_comparison(found)


def test_no_common_cable_is_refused_even_then() -> None:
    second = replace(tag_scores(4), keys=tuple(f"07OSAKA{number}" for number in range(N)))
    with pytest.raises(UsageError, match=r"and 0 are common\. Compare models tested on the same cables\.$"):
        compare_scores(tag_scores(3), second, common=True)


def test_the_order_of_the_cables_does_not_matter() -> None:
    first, second = tag_scores(3), tag_scores(4)
    turned = {
        name: getattr(second, name)[::-1]
        for name in ("keys", "posts", "gold", "assigned", "probabilities", "ranking", "bin_gaps")
    }
    whole, other = (compare_scores(first, one, replicates=20) for one in (second, replace(second, **turned)))
    assert whole.differences == other.differences


def test_other_gold_labels_and_another_task_are_refused() -> None:
    first = replace(tag_scores(3), source="A")
    gold = (("XX",), *first.gold[1:])
    with pytest.raises(
        UsageError, match=r"^the gold labels of 1 of 120 common cables differ between A and B\."
    ):
        compare_scores(first, replace(first, gold=gold, source="B"))
    levels = replace(collect_level_scores(*make_levels(3), **about("b")), source="B")
    with pytest.raises(UsageError, match=r"^A holds tags, B classification\."):
        compare_scores(first, levels)


def test_a_comparison_is_plain_json_and_a_text_within_the_width() -> None:
    found = compare_scores(tag_scores(3), tag_scores(4, noise=0.2, c=0.5), replicates=50)
    assert json.loads(json.dumps(found.to_json(), allow_nan=False)) == found.to_json()
    text = render_comparison(found)
    assert max(len(line) for line in text.splitlines()) <= 100
    for words in ("micro_f1", "95 % interval", "Tags that moved most", "Posts that moved most", "External"):
        assert words in text
