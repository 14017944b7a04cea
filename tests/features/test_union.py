"""Blocks side by side: names, weights, the switch for header fields, arrays out and in."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.errors import ConfigError, TrainingError
from cableml.features.spec import BlockSpec
from cableml.features.union import FeatureUnion
from cableml.features.values import ValueBlock
from cableml.features.words import WordBlock

SPECS = (
    BlockSpec("text", "words", ngrams=2),
    BlockSpec("subject", "characters", weight=0.4),
    BlockSpec("origin", "values", weight=0.3),
)


def test_union_is_its_blocks_side_by_side(cables: list[BlindCable]) -> None:
    union = FeatureUnion(SPECS).fit(cables)
    words, origin = WordBlock("text", ngrams=2).fit(cables), ValueBlock("origin", weight=0.3).fit(cables)
    matrix = union.transform(cables).toarray()
    np.testing.assert_array_equal(matrix[:, : words.n_features], words.transform(cables).toarray())
    np.testing.assert_array_equal(matrix[:, -origin.n_features :], origin.transform(cables).toarray())


def test_names_tell_field_kind_and_term() -> None:
    cables = [
        BlindCable(subject="Iran", origin="Embassy Tokyo", paragraphs=(BlindParagraph("Nuclear test"),))
    ] * 2
    specs = (BlockSpec("lead", "words"), BlockSpec("subject", "characters"), BlockSpec("origin", "values"))
    assert sorted(FeatureUnion(specs).fit(cables).get_feature_names_out()) == [
        "lead:nuclear",
        "lead:test",
        "origin:EMBASSY TOKYO",
        "subject~an·",
        "subject~ira",
        "subject~iran",
        "subject~iran·",
        "subject~ran",
        "subject~ran·",
        "subject~·ir",
        "subject~·ira",
        "subject~·iran",
    ]


def test_fields_body_leaves_header_blocks_out(cables: list[BlindCable]) -> None:
    union = FeatureUnion(SPECS, fields="body").fit(cables)
    assert {name.partition(":")[0] for name in union.get_feature_names_out() if ":" in name} == {"text"}
    changed = [BlindCable(subject=c.subject, summary=c.summary, paragraphs=c.paragraphs) for c in cables]
    assert (union.transform(cables) != union.transform(changed)).nnz == 0


@pytest.mark.parametrize(
    ("specs", "fields", "message"),
    [
        ((), "all", "no feature block is left to learn from; name at least one that reads the body."),
        (
            (BlockSpec("origin", "values"),),
            "body",
            "no feature block is left to learn from; name at least one that reads the body.",
        ),
        (SPECS, "head", "fields is 'head'; use one of all, body."),
        (
            (BlockSpec("origin", "values"), BlockSpec("origin", "words")),
            "all",
            "two feature blocks would name their columns 'origin:'; merge them into one.",
        ),
        (
            (BlockSpec("subject", "values"),),
            "all",
            "kind 'values' does not fit the text field 'subject'; use 'words' or 'characters' there.",
        ),
        (
            (BlockSpec("text", "letters"),),
            "all",
            "feature kind 'letters' is unknown; use one of words, characters, values.",
        ),
        (
            (BlockSpec("text", "characters", min_chars=4, max_chars=3),),
            "all",
            "max_chars of the block text~characters is 3; use min_chars to 8.",
        ),
    ],
)
def test_blocks_that_cannot_be_built_are_refused(
    specs: tuple[BlockSpec, ...], fields: str, message: str, cables: list[BlindCable]
) -> None:
    with pytest.raises(ConfigError) as caught:
        FeatureUnion(specs, fields).fit(cables)
    assert str(caught.value) == message


def test_an_unknown_field_is_refused_with_the_known_ones(cables: list[BlindCable]) -> None:
    with pytest.raises(ConfigError, match=r"feature field 'title' is unknown; use one of subject, summary, "):
        FeatureUnion((BlockSpec("title", "words"),)).fit(cables)


def test_cables_without_a_single_term_are_refused() -> None:
    with pytest.raises(TrainingError) as caught:
        FeatureUnion((BlockSpec("text", "words"),)).fit([BlindCable()] * 3)
    assert str(caught.value) == (
        "not one term of the 3 cables became a feature; "
        "give more cables, or lower min_cables in the config's features."
    )


def test_a_union_made_from_its_arrays_gives_the_same_rows(cables: list[BlindCable]) -> None:
    union = FeatureUnion(SPECS).fit(cables)
    arrays, terms = union.to_arrays()
    again = FeatureUnion.from_arrays(SPECS, "all", arrays, terms)
    for ours, theirs in zip(again.rows(cables), union.rows(cables), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert list(again.get_feature_names_out()) == list(union.get_feature_names_out())


def test_more_than_one_batch_gives_the_same_rows_as_many_small_calls(cables: list[BlindCable]) -> None:
    many = cables * 10  # 600 cables: three batches
    union = FeatureUnion(SPECS)
    fitted = union.fit_transform(many)
    parts = [union.transform(many[first : first + 7]).toarray() for first in range(0, len(many), 7)]
    np.testing.assert_array_equal(fitted.toarray(), np.concatenate(parts))


def test_two_threads_learn_the_same_columns_and_give_the_same_rows(cables: list[BlindCable]) -> None:
    one, two = FeatureUnion(SPECS), FeatureUnion(SPECS)
    seen: list[tuple[int, int]] = []
    alone = one.fit_rows(cables * 10)
    shared = two.fit_rows(cables * 10, lambda done, total: seen.append((done, total)), jobs=2)
    for ours, theirs in zip(shared, alone, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    assert list(two.get_feature_names_out()) == list(one.get_feature_names_out())
    assert seen == [(256, 600), (512, 600), (600, 600)]


def test_what_goes_wrong_in_the_second_thread_is_raised(
    cables: list[BlindCable], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(block: ValueBlock, batch: object) -> None:
        raise TrainingError("no values today")

    monkeypatch.setattr(ValueBlock, "find_terms", fail)
    with pytest.raises(TrainingError, match="no values today"):
        FeatureUnion(SPECS).fit_rows(cables, jobs=2)


def test_fitting_tells_its_progress(cables: list[BlindCable]) -> None:
    seen: list[tuple[int, int]] = []
    FeatureUnion(SPECS).fit_rows(cables * 10, lambda done, total: seen.append((done, total)))
    assert seen == [(256, 600), (512, 600), (600, 600)]
