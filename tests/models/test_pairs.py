"""Pairs of a cable and a likely tag: which are judged, what is known of each, and nothing of the answer."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.cable.label_space import LabelSpace
from cableml.features.block import Rows, cut_rows
from cableml.features.spec import BlockSpec
from cableml.features.union import FeatureUnion
from cableml.models.memory import build_memory
from cableml.models.neighbours import HEADER_VOTES, TEXT_VOTES
from cableml.models.pairs import (
    KINDS,
    Linearly,
    Pairs,
    build_pairs,
    count_together,
    kinds_of,
    pair_feature_names,
)

LABELS = ("ECON", "FR", "JA", "KDEM", "NATO", "PREL")
COUNTS = (40, 0, 30, 8, 12, 60)
BLOCK_NAMES = ("text:", "subject:")
NAMES = pair_feature_names(BLOCK_NAMES, use_header=True)

CABLES = [
    BlindCable(
        subject="JAPAN AND FRANCE ON TRADE",
        paragraphs=(BlindParagraph("Tokyo and Paris agreed."), BlindParagraph("Japan was glad.")),
        origin="EMBASSY TOKYO",
        year=2006,
        month=3,
        to=("STATE",),
        info=("EMBASSY PARIS", "EMBASSY ROME"),
    ),
    BlindCable(paragraphs=(BlindParagraph("Nothing of note."),)),
]
# Log-odds of the tags in the order of LABELS, FR left out where it is not learned.
ODDS = np.array([[1.0, -2.0, 0.0, -3.0, -4.0, 2.0], [-1.0, -1.0, -1.0, 3.0, -5.0, 0.5]], dtype=np.float32)


def label_space() -> LabelSpace:
    return LabelSpace(LABELS, MappingProxyType(dict(zip(LABELS, COUNTS, strict=True))))


def remember(cables: list[BlindCable], Y: np.ndarray):  # type: ignore[no-untyped-def]
    features = FeatureUnion((BlockSpec("text", "words", min_cables=1),))
    rows = features.fit_rows(cables)
    return build_memory(cables, rows, features.n_features, Y, [None] * len(Y), 50, 1.0), features


def build(
    candidates: int = 6,
    learned: tuple[int, ...] = (0, 1, 2, 3, 4, 5),
    *,
    odds: np.ndarray = ODDS,
    use_header: bool = True,
) -> Pairs:
    columns = np.array(learned)
    odds = odds[:, columns]
    blocks = np.stack([odds * 0.25, odds * 0.5], axis=1)
    Y = np.array([[1, 0, 1, 0, 0, 1], [0, 0, 0, 1, 0, 1]], dtype=bool)
    memory, features = remember(CABLES, Y)
    return build_pairs(
        CABLES,
        features.rows(CABLES),
        Linearly(odds, blocks, columns),
        memory,
        label_space(),
        count_together(Y),
        candidates,
        use_header=use_header,
    )


def value(pairs: Pairs, cable: int, label: str, name: str, names: tuple[str, ...] = NAMES) -> float:
    """Return what is known of one pair by the name of the column."""
    (at,) = np.flatnonzero((pairs.row == cable) & (pairs.column == LABELS.index(label)))
    return float(pairs.X[at, names.index(name)])


def test_columns_are_as_many_as_names_with_the_header_and_without() -> None:
    for use_header in (True, False):
        names = pair_feature_names(BLOCK_NAMES, use_header=use_header)
        pairs = build(use_header=use_header)
        assert pairs.X.shape == (len(pairs.row), len(names))
        assert pairs.X.dtype == np.float32
        assert len(set(names)) == len(names)
    assert set(NAMES) - set(pair_feature_names(BLOCK_NAMES, use_header=False)) == {
        *HEADER_VOTES,
        "addressees",
        "year",
    }


def test_the_body_alone_gives_the_same_as_the_body_beside_a_header() -> None:
    names = pair_feature_names(BLOCK_NAMES, use_header=False)
    with_header = build().X[:, [NAMES.index(name) for name in names]]
    np.testing.assert_array_equal(build(use_header=False).X, with_header)


def names_of(pairs: Pairs) -> list[tuple[int, str]]:
    return [(int(row), LABELS[column]) for row, column in zip(pairs.row, pairs.column, strict=True)]


def test_candidates_are_the_best_scores_and_what_is_named_and_ranks_are_by_score() -> None:
    pairs = build(2)
    assert names_of(pairs) == [
        *((0, label) for label in ("ECON", "FR", "JA", "PREL")),  # Japan and France are named
        *((1, label) for label in ("KDEM", "PREL")),
    ]
    assert [value(pairs, 0, label, "rank") for label in ("PREL", "ECON", "JA", "FR")] == [0, 1, 2, 3]


def test_half_as_many_candidates_stand_out_against_how_rare_they_are() -> None:
    # Log-odds less the log of the tag's share: PREL 2 - log(60 / 2), KDEM 0.1 - log(8 / 2) is more.
    odds = np.array([[-9, -9, -9, -9, -9, -9], [1, -9, 0.5, 0.1, -9, 2]], dtype=np.float32)
    assert [label for row, label in names_of(build(2, odds=odds)) if row == 1] == ["ECON", "KDEM", "PREL"]
    assert [label for row, label in names_of(build(1, odds=odds)) if row == 1] == ["PREL"]


def test_more_candidates_than_tags_are_all_tags() -> None:
    assert build(40).row.tolist() == [0] * 6 + [1] * 6


def test_a_tag_that_no_linear_model_knows_is_a_candidate_where_it_is_named() -> None:
    learned = (0, 2, 3, 4, 5)  # without FR
    pairs = build(2, learned)
    assert names_of(pairs) == [
        *((0, label) for label in ("ECON", "FR", "JA", "PREL")),
        *((1, label) for label in ("KDEM", "PREL")),
    ]
    assert np.isnan(value(pairs, 0, "FR", "score"))
    assert np.isnan(value(pairs, 0, "FR", "score of text:"))
    assert value(pairs, 0, "FR", "rank") == 5  # behind all that are learned
    assert value(pairs, 0, "FR", "named in subject") == 1
    assert value(pairs, 0, "FR", "tag's count") == pytest.approx(np.log(0.5))
    assert value(pairs, 0, "PREL", "score") == 2.0  # learned columns are not shifted


def test_scores_are_the_tags_own() -> None:
    pairs = build()
    for cable in range(2):
        for column, label in enumerate(LABELS):
            assert value(pairs, cable, label, "score") == ODDS[cable, column]
            assert value(pairs, cable, label, "score of text:") == ODDS[cable, column] * 0.25
            assert value(pairs, cable, label, "score of subject:") == ODDS[cable, column] * 0.5


def test_what_is_known_of_a_tag_is_its_count_kind_and_field() -> None:
    pairs = build()
    assert [KINDS[kind] for kind in kinds_of(LABELS)] == [
        "subject",
        "geo",
        "geo",
        "program",
        "organization",
        "subject",
    ]
    assert value(pairs, 0, "KDEM", "tag's count") == pytest.approx(np.log(8))
    assert value(pairs, 0, "KDEM", "tag's kind") == KINDS.index("program")
    assert value(pairs, 0, "PREL", "tag's field") == ord("P")
    assert value(pairs, 0, "ECON", "tag's field") == ord("E")
    assert value(pairs, 0, "JA", "tag's field") == 0


def test_what_is_known_of_a_cable_sums_up_its_chances() -> None:
    pairs = build()
    chances = 1 / (1 + np.exp(-ODDS[0].astype(float)))
    assert value(pairs, 0, "JA", "tags expected") == pytest.approx(chances.sum(), abs=1e-5)
    assert value(pairs, 0, "JA", "best subject") == pytest.approx(chances[5], abs=1e-6)
    assert value(pairs, 0, "PREL", "best geo") == pytest.approx(chances[2], abs=1e-6)
    assert value(pairs, 0, "PREL", "countries expected") == pytest.approx(chances[1] + chances[2], abs=1e-6)
    assert value(pairs, 0, "PREL", "paragraphs") == 2
    assert value(pairs, 1, "PREL", "paragraphs") == 1


def test_log_odds_beyond_all_measure_are_chances_of_zero_and_one() -> None:
    memory, features = remember(CABLES, np.eye(2, 6, dtype=bool))
    odds = np.array([[500, -500, 90, -90, 0, 0]] * 2, dtype=np.float32)
    said = Linearly(odds, np.zeros((2, 0, 6), dtype=np.float32), np.arange(6))
    pairs = build_pairs(
        CABLES, features.rows(CABLES), said, memory, label_space(), np.ones((6, 6), dtype=np.float32), 6
    )
    names = pair_feature_names((), use_header=True)
    assert value(pairs, 0, "PREL", "tags expected", names) == pytest.approx(3.0)


def test_what_the_gazetteer_finds_is_looked_up() -> None:
    pairs = build()
    assert value(pairs, 0, "JA", "named in subject") == 1
    assert value(pairs, 0, "JA", "named in body") == 2
    assert value(pairs, 0, "JA", "named in lead") == 1
    assert value(pairs, 0, "JA", "named share") == 1.0
    assert value(pairs, 0, "FR", "named share") == 0.5
    assert value(pairs, 0, "FR", "named rank") == 1
    assert value(pairs, 0, "JA", "named subject position") == 0.0
    assert value(pairs, 0, "PREL", "countries named") == 2
    assert value(pairs, 1, "PREL", "countries named") == 0


def test_a_tag_with_names_that_is_not_named_has_counts_of_zero_and_no_places() -> None:
    pairs = build()
    assert value(pairs, 1, "JA", "named in body") == 0
    assert value(pairs, 1, "JA", "named share") == 0
    assert np.isnan(value(pairs, 1, "JA", "named position"))
    assert np.isnan(value(pairs, 1, "JA", "named rank"))


def test_a_tag_without_names_has_no_mentions_at_all() -> None:
    space = LabelSpace(("SMITH, JOHN",), MappingProxyType({"SMITH, JOHN": 5}))
    memory, features = remember(CABLES, np.ones((2, 1), dtype=bool))
    said = Linearly(np.zeros((2, 1), "f4"), np.zeros((2, 0, 1), "f4"), np.arange(1))
    pairs = build_pairs(CABLES, features.rows(CABLES), said, memory, space, np.ones((1, 1), "f4"), 6)
    names = pair_feature_names((), use_header=True)
    mentioned = [place for place, name in enumerate(names) if name.startswith("named ")]
    assert len(mentioned) == 8
    assert np.isnan(pairs.X[:, mentioned]).all()
    assert pairs.X[:, names.index("tag's kind")].tolist() == [KINDS.index("person")] * 2


def test_the_header_is_counted() -> None:
    pairs = build()
    assert value(pairs, 0, "JA", "addressees") == 3
    assert value(pairs, 0, "JA", "year") == 2006
    assert value(pairs, 1, "PREL", "addressees") == 0
    assert np.isnan(value(pairs, 1, "PREL", "year"))


def test_tags_together_are_counted_with_their_own_count_in_the_middle() -> None:
    Y = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1]], dtype=bool)
    found = count_together(Y)
    assert found.tolist() == [[2, 1, 0], [1, 2, 1], [0, 1, 1]]
    assert found.dtype == np.float32


def test_what_is_seen_together_counts_by_the_chance_of_the_other_tag() -> None:
    pairs = build()
    chances = 1 / (1 + np.exp(-ODDS[0].astype(float)))
    # ECON and JA are carried once, PREL twice, and the first cable carries all three.
    terms = np.array([chances[0] * 1.0, chances[5] * 0.5])
    assert value(pairs, 0, "JA", "seen together") == pytest.approx(terms.sum() / chances.sum(), abs=1e-6)
    assert value(pairs, 0, "JA", "seen with one") == pytest.approx(terms.max(), abs=1e-6)
    assert value(pairs, 0, "NATO", "seen together") == 0


def test_no_cable_at_all_has_no_pairs() -> None:
    memory, features = remember(CABLES, np.eye(2, 6, dtype=bool))
    said = Linearly(np.zeros((0, 6), "f4"), np.zeros((0, 2, 6), "f4"), np.arange(6))
    pairs = build_pairs([], features.rows([]), said, memory, label_space(), np.ones((6, 6), "f4"), 3)
    assert pairs.X.shape == (0, len(NAMES))


@pytest.fixture(scope="module")
def training(corpus):  # type: ignore[no-untyped-def]
    """Return a function from labels and folds to the pairs of the toy cables: all tags of each."""
    cables = corpus.cables[:100]
    features = FeatureUnion((BlockSpec("text", "words", min_cables=2),))
    rows: Rows = features.fit_rows(cables)
    draw = np.random.default_rng(3)
    said = Linearly(
        draw.normal(size=(100, 6)).astype("f4"), draw.normal(size=(100, 2, 6)).astype("f4"), np.arange(6)
    )

    def make(Y: np.ndarray, folds: np.ndarray | None) -> np.ndarray:
        memory = build_memory(cables, rows, features.n_features, Y, [None] * 100, 50, 1.0)
        pairs = build_pairs(cables, rows, said, memory, label_space(), count_together(Y), 6, folds)
        return pairs.X.reshape(100, 6, -1)

    return make


def test_what_is_said_of_training_cables_is_the_same_some_at_a_time(corpus) -> None:  # type: ignore[no-untyped-def]
    cables = corpus.cables[:100]
    features = FeatureUnion((BlockSpec("text", "words", min_cables=2),))
    rows: Rows = features.fit_rows(cables)
    draw = np.random.default_rng(3)
    odds, blocks = draw.normal(size=(100, 6)).astype("f4"), draw.normal(size=(100, 2, 6)).astype("f4")
    Y = draw.random((100, 6)) < 0.3
    memory = build_memory(cables, rows, features.n_features, Y, [None] * 100, 50, 1.0)
    folds = np.arange(100) % 10

    def make(first: int, last: int) -> Pairs:
        part = slice(first, last)
        said = Linearly(odds[part], blocks[part], np.arange(6))
        own = cut_rows(rows, part)
        together = count_together(Y)
        return build_pairs(cables[part], own, said, memory, label_space(), together, 6, folds, first=first)

    whole, parts = make(0, 100), [make(0, 33), make(33, 34), make(34, 100)]
    np.testing.assert_array_equal(whole.X, np.concatenate([part.X for part in parts]))
    np.testing.assert_array_equal(whole.column, np.concatenate([part.column for part in parts]))


def test_nothing_known_of_a_cable_tells_its_own_tags(training) -> None:  # type: ignore[no-untyped-def]
    draw = np.random.default_rng(5)
    Y = draw.random((100, 6)) < 0.3
    Y[7] = [True, False, True, False, False, True]
    Y[27] = ~Y[7]
    folds = np.arange(100) % 10  # 7 and 27 are in one fold
    swapped = Y.copy()
    swapped[[7, 27]] = Y[[27, 7]]
    before, after = training(Y, folds), training(swapped, folds)
    np.testing.assert_array_equal(before[folds == 7], after[folds == 7])
    for name in ("nearest 3", "alike of the post"):
        place = NAMES.index(name)
        assert not np.array_equal(before[folds != 7, :, place], after[folds != 7, :, place])


def test_a_cables_own_tags_move_no_more_than_the_share_of_a_tag_among_all(training) -> None:  # type: ignore[no-untyped-def]
    Y = np.random.default_rng(5).random((100, 6)) < 0.3
    flipped = Y.copy()
    flipped[7] = ~Y[7]
    folds = np.arange(100) % 10
    before, after = training(Y, folds)[7], training(flipped, folds)[7]
    drawn_to_the_share = [NAMES.index(name) for name in HEADER_VOTES[:3]]
    others = np.setdiff1d(np.arange(len(NAMES)), drawn_to_the_share)
    np.testing.assert_array_equal(before[:, others], after[:, others])
    assert np.abs(before - after)[:, drawn_to_the_share].max() < 0.0101


def test_without_folds_a_cable_hears_its_own_tags(training) -> None:  # type: ignore[no-untyped-def]
    Y = np.random.default_rng(5).random((100, 6)) < 0.3
    flipped = Y.copy()
    flipped[7] = ~Y[7]
    place = [NAMES.index(name) for name in TEXT_VOTES]
    assert not np.array_equal(training(Y, None)[7][:, place], training(flipped, None)[7][:, place])
