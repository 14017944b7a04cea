"""Votes of the training cables: by likeness, post, month and reference, and never by a cable's own fold."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.cable.blind import BlindCable
from cableml.features.block import Rows
from cableml.features.spec import BlockSpec
from cableml.features.union import FeatureUnion
from cableml.models.memory import CableMemory, build_memory
from cableml.models.neighbours import HEADER_VOTES, TEXT_VOTES, vote

EMPTY = np.zeros(0, dtype=np.int64)


def on_columns(*columns: int) -> Rows:
    """Return rows of one feature each, of value 1; a row of column -1 has none."""
    held = np.array([column for column in columns if column >= 0], dtype=np.int64)
    indptr = np.concatenate([[0], np.cumsum([column >= 0 for column in columns])]).astype(np.int64)
    return Rows(indptr, held, np.ones(len(held), dtype=np.float32))


# Four kept cables; the tags are A (column 0) and B (column 1).
KEPT = [
    BlindCable(origin="EMBASSY PARIS", year=2006, month=1),
    BlindCable(origin="EMBASSY PARIS", year=2006, month=3),
    BlindCable(origin="EMBASSY TOKYO", year=2006, month=1),
    BlindCable(),
]
TAGS = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=bool)
SHARE = np.array([0.5, 0.75])


def remember() -> CableMemory:
    ids = ["06PARIS1", "06PARIS2", "06TOKYO1", None]
    return build_memory(KEPT, on_columns(0, 0, 1, 2), 4, TAGS, ids, 10, 1.0)


def votes_on(cable: BlindCable, column: int, **options: bool) -> dict[str, list[float]]:
    votes = vote([cable], on_columns(column), remember(), 2, **options)
    assert all(one.dtype == np.float32 and one.shape == (1, 2) for one in votes.values())
    return {name: one[0].tolist() for name, one in votes.items()}


def near(expected: np.ndarray) -> object:
    return pytest.approx(expected.tolist(), abs=1e-6)


def test_the_nearest_by_words_vote_by_the_square_of_their_likeness() -> None:
    alike = votes_on(BlindCable(), 0)
    for name in TEXT_VOTES:
        assert alike[name] == near(np.array([1.0, 0.5]))
    rows = Rows(np.array([0, 2]), np.array([0, 1]), np.array([1.0, 2.0], dtype=np.float32))
    unequal = vote([BlindCable()], rows, remember(), 2)["nearest 3"][0]
    assert unequal.tolist() == near(np.array([2.0, 5.0]) / 6.0)


def test_a_cable_like_none_gets_no_vote_by_words() -> None:
    for column in (3, -1):
        found = votes_on(BlindCable(), column)
        assert [found[name] for name in TEXT_VOTES] == [[0.0, 0.0]] * 3


def test_only_the_three_nearest_vote_among_three() -> None:
    cables = [BlindCable()] * 5
    rows = Rows(np.arange(6), np.zeros(5, dtype=np.int64), np.array([1, 2, 3, 4, 5], dtype=np.float32))
    memory = build_memory(cables, rows, 1, np.eye(5, dtype=bool), [None] * 5, 10, 1.0)
    found = vote([BlindCable()], on_columns(0), memory, 5)
    assert found["nearest 3"][0].tolist() == near(np.array([0, 0, 9, 16, 25]) / 50)
    assert found["nearest 15"][0].tolist() == near(np.array([1, 4, 9, 16, 25]) / 55)


def test_the_months_of_the_post_fade_by_the_month() -> None:
    found = votes_on(BlindCable(origin="Embassy  Paris", year=2006, month=1), -1)["months of the post"]
    weights = np.array([1.0, np.exp(-2 / 2.0)])
    expected = (weights @ TAGS[:2] + 0.3 * SHARE) / (weights.sum() + 0.3)
    assert found == near(expected)


def test_those_alike_of_the_post_are_of_the_post_and_alike() -> None:
    paris = BlindCable(origin="EMBASSY PARIS")
    expected = (np.array([2.0, 1.0]) + 0.02 * SHARE) / 2.02
    assert votes_on(paris, 0)["alike of the post"] == near(expected)
    assert votes_on(paris, 1)["alike of the post"] == near(SHARE)


def test_those_alike_of_the_month_may_be_of_any_post() -> None:
    found = votes_on(BlindCable(origin="STATE", year=2006, month=2), 1)["alike of the month"]
    weight = np.exp(-1.0)
    assert found == near((weight * TAGS[2] + 0.02 * SHARE) / (weight + 0.02))


def test_a_cable_without_date_has_no_month_to_go_by() -> None:
    found = votes_on(BlindCable(origin="EMBASSY PARIS"), 0)
    assert found["months of the post"] == near(SHARE)
    assert found["alike of the month"] == near(SHARE)
    dated = votes_on(BlindCable(year=2006, month=1), 2)  # like the kept cable without a date
    assert dated["alike of the month"] == near(SHARE)


@pytest.mark.parametrize("origin", ["", "EMBASSY ROME"])
def test_a_cable_without_post_or_of_a_new_one_has_no_post_to_go_by(origin: str) -> None:
    found = votes_on(BlindCable(origin=origin, year=2006, month=1), 2)  # like the cable without origin
    assert found["alike of the post"] == near(SHARE)
    assert found["months of the post"] == near(SHARE)


def test_references_vote_with_equal_weight_and_those_not_kept_are_silent() -> None:
    cable = BlindCable(references=("06TOKYO1", "06PARIS2", "06PARIS2", "99ROME1"))
    assert votes_on(cable, -1)["references"] == near(np.array([0.5, 1.0]))
    for references in ((), ("99ROME1",), ("",)):
        assert np.isnan(votes_on(BlindCable(references=references), -1)["references"]).all()


def test_without_the_header_only_words_vote() -> None:
    full = BlindCable(origin="EMBASSY PARIS", year=2006, month=1, references=("06TOKYO1",))
    assert tuple(votes_on(full, 0)) == (*TEXT_VOTES, *HEADER_VOTES)
    bare = votes_on(full, 0, use_header=False)
    assert tuple(bare) == TEXT_VOTES
    assert bare == votes_on(BlindCable(), 0, use_header=False)


def test_without_any_kept_cable_nothing_is_said() -> None:
    memory = build_memory(
        [], Rows(np.zeros(1, dtype=np.int64), EMPTY, EMPTY.astype("f4")), 4, TAGS[:0], [], 9, 1.0
    )
    found = vote([BlindCable(origin="X", year=2006)], on_columns(0), memory, 2)
    assert not any(np.nan_to_num(one).any() for one in found.values())


@pytest.fixture(scope="module")
def training(corpus) -> tuple[list[BlindCable], Rows, int, list[str | None]]:  # type: ignore[no-untyped-def]
    """Return dated toy cables that refer to one another, their features and ids."""
    draw = np.random.default_rng(8)
    cables = [
        BlindCable(
            subject=cable.subject,
            paragraphs=cable.paragraphs,
            origin=cable.origin,
            year=2006,
            month=int(draw.integers(1, 13)),
            references=tuple(f"06A{draw.integers(0, 120)}" for _ in range(3)),
        )
        for cable in corpus.cables[:120]
    ]
    features = FeatureUnion((BlockSpec("text", "words", min_cables=2),))
    return cables, features.fit_rows(cables), features.n_features, [f"06A{number}" for number in range(120)]


def vote_in_folds(training, Y: np.ndarray, folds: np.ndarray) -> dict[str, np.ndarray]:  # type: ignore[no-untyped-def]
    cables, rows, n_features, ids = training
    memory = build_memory(cables, rows, n_features, Y, ids, 50, 1.5)
    return vote(cables, rows, memory, Y.shape[1], folds)


def test_no_cable_hears_its_own_fold(training) -> None:  # type: ignore[no-untyped-def]
    draw = np.random.default_rng(6)
    folds = np.arange(120) % 4
    Y = draw.random((120, 6)) < 0.3
    own = np.flatnonzero(folds == 2)
    dealt = Y.copy()
    dealt[own] = Y[np.roll(own, 1)]  # other tags within the fold, and every tag as frequent as before
    before, after = vote_in_folds(training, Y, folds), vote_in_folds(training, dealt, folds)
    for name in (*TEXT_VOTES, *HEADER_VOTES):
        np.testing.assert_array_equal(before[name][own], after[name][own], err_msg=name)
        others = folds != 2
        assert not np.array_equal(before[name][others], after[name][others], equal_nan=True), name


def test_a_fold_turned_over_moves_nothing_but_the_share_among_all(training) -> None:  # type: ignore[no-untyped-def]
    draw = np.random.default_rng(6)
    folds = np.arange(120) % 4
    Y = draw.random((120, 6)) < 0.3
    own = np.flatnonzero(folds == 2)
    flipped = Y.copy()
    flipped[own] = ~Y[own]
    before, after = vote_in_folds(training, Y, folds), vote_in_folds(training, flipped, folds)
    for name in (*TEXT_VOTES, "references"):
        np.testing.assert_array_equal(before[name][own], after[name][own], err_msg=name)
    moved = flipped.mean(axis=0) - Y.mean(axis=0)
    for name in ("alike of the post", "months of the post", "alike of the month"):
        change = (after[name] - before[name])[own]
        weight = change / moved  # of the share: the same for all tags of a cable
        assert np.ptp(weight, axis=1).max() < 1e-4
        assert weight.min() >= 0.0
        assert weight.max() <= 1.0 + 1e-5


def test_votes_do_not_depend_on_the_cables_beside(training) -> None:  # type: ignore[no-untyped-def]
    cables, rows, n_features, ids = training
    Y = np.random.default_rng(6).random((120, 6)) < 0.3
    memory = build_memory(cables, rows, n_features, Y, ids, 50, 1.5)
    together = vote(cables, rows, memory, 6)
    for row in range(0, 120, 10):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        alone = Rows(np.array([0, part.stop - part.start]), rows.indices[part], rows.data[part])
        for name, one in vote(cables[row : row + 1], alone, memory, 6).items():
            np.testing.assert_array_equal(one[0], together[name][row], err_msg=name)
