"""The compiled kernels of the features give the same bits as numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.features.block import renumber
from cableml.features.counting import GrowingVocabulary, number_terms
from cableml.features.gazetteer import mentions
from cableml.features.spec import BlockSpec
from cableml.features.tokens import (
    Terms,
    encode_with_case,
    find_characters,
    find_values,
    find_words,
    fold_text,
    join_ngrams,
)
from cableml.features.union import FeatureUnion

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

# Words of the gazetteer, long words, single letters, capitals, punctuation that is no letter, other scripts.
SPOKEN = """
    Iran Turkey turkey TURKEY UN un NATO North Korea South peace talks a b I Ankara's U.S. EU WHO who
    internationalisation counterproliferation x_1 2008 São PAULO ÇANKAYA Ёлка İstanbul “quoted” end…now
    \ud800 x\u00a0y ... -- United Nations Security Council Saudi Arabia Guinea Equatorial
"""
WORDS = tuple(SPOKEN.split(" "))
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=40).map(" ".join)
same_room = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def assert_same_bits(pair: tuple[Iterable[Any], Iterable[Any]]) -> None:
    compiled, plain = pair
    for one, other in zip(compiled, plain, strict=True):
        if isinstance(other, np.ndarray):
            assert (one.dtype, one.shape) == (other.dtype, other.shape)
            assert one.tobytes() == other.tobytes()
        else:
            assert one == other


@st.composite
def cables(draw: st.DrawFn) -> list[BlindCable]:
    paragraph = st.builds(BlindParagraph, text=texts, heading=st.none() | texts)
    cable = st.builds(
        BlindCable,
        subject=texts,
        paragraphs=st.lists(paragraph, max_size=4).map(tuple),
        to=st.lists(st.sampled_from(("EMBASSY TOKYO", "embassy  ankara", "")), max_size=3).map(tuple),
    )
    return draw(st.lists(cable, max_size=5))


@same_room
@given(found=st.lists(texts, max_size=6), ngrams=st.integers(1, 4))
def test_words_and_their_sequences_are_the_same(both: Both, found: list[str], ngrams: int) -> None:
    assert_same_bits(both(lambda: find_words(found)))
    assert_same_bits(both(lambda: join_ngrams(find_words(found), ngrams)))


@pytest.mark.parametrize("plane", range(0, 0x11000, 0x1000))
def test_every_sign_and_letter_is_folded_alike(both: Both, plane: int) -> None:
    signs = [chr(code) for code in range(plane, plane + 0x1000)]
    # Lone surrogates have no encoding: a text that holds one is left to Python.
    for text in ("".join(signs), "a".join(signs), " visits ".join(signs)):
        compiled, plain = both(partial(fold_text, text))
        assert compiled == plain


@same_room
@given(
    text=st.text() | st.text(alphabet="aB \u2019\u2014\u00b5\u00aa\u00e9\u00d7\u0130\ufeff\ufffd\u206f\u2070")
)
def test_texts_with_signs_are_folded_alike(both: Both, text: str) -> None:
    compiled, plain = both(lambda: (fold_text(text), encode_with_case(text)))
    assert compiled == plain


@pytest.mark.parametrize("size", [*range(1, 20), 62, 63, 64, 65, 127, 128, 129])
def test_words_at_the_edges_of_a_block_of_bytes_are_the_same(both: Both, size: int) -> None:
    assert_same_bits(both(lambda: find_words(["x" * size, "y" * size + " a " + "z" * size])))
    assert_same_bits(both(lambda: find_words([" " * size + "word"] * 3)))


@same_room
@given(values=st.lists(st.text(max_size=30), max_size=8))
def test_values_are_hashed_alike(both: Both, values: list[str]) -> None:
    assert_same_bits(both(lambda: find_values(values)))


@same_room
@given(terms=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200)), max_size=300))
def test_terms_are_numbered_and_counted_alike(both: Both, terms: list[tuple[int, int]]) -> None:
    hashes = np.array([term for _, term in terms], dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    (distinct, number, place), (expected, expected_number, _) = both(lambda: number_terms(hashes))
    assert_same_bits(((distinct, number), (expected, expected_number)))
    assert hashes[place].tobytes() == expected.tobytes()


def learn(batches: list[Terms], longest: int, n_cables: int) -> list[Any]:
    """Return all that is learned of some batches, whatever numbers the terms were given meanwhile."""
    vocabulary = GrowingVocabulary(2)
    counts = [vocabulary.learn(batch, longest, n_cables, Terms.spell_words) for batch in batches]
    hashes, numbers = vocabulary.settle(n_cables * len(batches), 0.9, None)
    seen_in = vocabulary.n_cables[numbers]
    column_of = np.full(len(vocabulary.n_cables), -1, dtype=np.int64)
    column_of[numbers] = np.arange(len(numbers))
    rows = [renumber(own, column_of, len(numbers)) for own in counts]
    spelled = [vocabulary.spellings[number] for number in numbers.tolist()]
    return [hashes, seen_in, len(vocabulary.n_cables), spelled, *(part for own in rows for part in own)]


def make_terms(row: NDArray[np.int64], term: NDArray[np.int64]) -> Terms:
    hashes = term.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    start = 1 + 5 * np.arange(len(row))
    letters = "".join(f" {number:04d}" for number in term.tolist()) + " "
    return Terms(row, hashes, start, start + 4, letters.encode())


@same_room
@given(
    batches=st.lists(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=100), min_size=1, max_size=3
    ),
    longest=st.integers(1, 3),
)
def test_a_vocabulary_learns_and_counts_the_same(
    both: Both, batches: list[list[tuple[int, int]]], longest: int
) -> None:
    drawn = [np.array(batch, dtype=np.int64).reshape(-1, 2) for batch in batches]
    falling = [make_terms(own[:, 0].copy(), own[:, 1].copy()) for own in drawn]
    assert_same_bits(both(lambda: learn(falling, 1, 6)))
    rising = [make_terms(np.sort(own[:, 0]), own[:, 1].copy()) for own in drawn]
    assert_same_bits(both(lambda: learn(rising, longest, 6)))


@pytest.mark.parametrize("n_terms", [1_023, 1_024, 1_025, 9_000])
def test_a_vocabulary_that_grows_within_a_batch_learns_the_same(both: Both, n_terms: int) -> None:
    rng = np.random.default_rng(n_terms)
    row = np.sort(rng.integers(0, 50, 3 * n_terms))
    batches = [make_terms(row, rng.integers(0, n_terms, len(row))) for _ in range(2)]
    assert_same_bits(both(lambda: learn(batches, 2, 50)))
    # One cable with more terms than there was room for.
    alone = [make_terms(np.zeros(n_terms, dtype=np.int64), np.arange(n_terms))] * 2
    assert_same_bits(both(lambda: learn(alone, 1, 1)))


@same_room
@given(read=cables(), learned=cables())
def test_rows_of_all_kinds_of_blocks_are_the_same(
    both: Both, read: list[BlindCable], learned: list[BlindCable]
) -> None:
    specs = [
        BlockSpec("text", "words", ngrams=3, min_cables=1),
        BlockSpec("subject", "words", min_cables=1, sublinear=False),
        BlockSpec("body", "characters", min_chars=2, max_chars=8, min_cables=1),
        BlockSpec("to", "values", min_cables=1, weight=0.3),
    ]
    known = [*learned, BlindCable(subject="peace talks", to=("EMBASSY TOKYO",))]
    fitted, plain = both(lambda: FeatureUnion(specs).fit(known))
    for one, other in zip(fitted.blocks_, plain.blocks_, strict=True):
        assert_same_bits(((one.vocabulary_, one.idf_), (other.vocabulary_, other.idf_)))
        assert list(one.terms_) == list(other.terms_)
    assert_same_bits(both(lambda: fitted.rows(read)))
    assert_same_bits(both(lambda: FeatureUnion(specs).fit_rows(known)))


@same_room
@given(read=cables())
def test_named_tags_are_the_same(both: Both, read: list[BlindCable]) -> None:
    compiled, plain = both(lambda: mentions(read))
    assert_same_bits((astuple(compiled), astuple(plain)))


@same_room
@given(found=st.lists(texts, max_size=6), shortest=st.integers(2, 8))
def test_runs_of_letters_are_the_same(both: Both, found: list[str], shortest: int) -> None:
    compiled, plain = both(lambda: find_characters(found, shortest, 8))
    assert_same_bits((compiled[:2], plain[:2]))
    spelled, expected = both(plain.spell_characters)
    assert spelled == expected


@same_room
@given(found=st.lists(texts, max_size=6))
def test_spellings_are_the_same(both: Both, found: list[str]) -> None:
    terms = join_ngrams(find_words(found), 3)
    compiled, plain = both(terms.spell_words)
    assert compiled == plain
    values = find_values(found)
    compiled, plain = both(values.spell_values)
    assert compiled == plain


def refuses(name: str, arguments: list[Any], place: int, value: Any) -> bool:
    """Return whether a kernel refuses its arguments with one of them changed."""
    changed = [value if number == place else own for number, own in enumerate(arguments)]
    try:
        getattr(native.kernels, name)(*changed)
    except ValueError as error:
        return str(error) == "the arrays do not fit one another"
    return False


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here, or switched off")
def test_what_does_not_fit_a_growing_vocabulary_is_refused() -> None:
    long, short = np.int64, np.int32
    slots = np.empty((8, 2), dtype=np.uint64)
    assert not refuses("place_terms", [np.empty(0, np.uint64), slots], -1, None)
    assert refuses("place_terms", [np.empty(8, np.uint64), slots], -1, None)  # no slot would stay empty
    assert refuses("place_terms", [np.empty(0, np.uint64), slots[:3]], -1, None)  # no power of two
    learn = [
        *(np.array([0, 0, 1]), np.array([5, 6, 5], dtype=np.uint64), 1, 2),
        *(np.empty(4, np.uint64), slots, np.zeros(4, long)),
        *(np.zeros(3, long), np.empty(3, short), np.empty(3, np.uint32), np.empty((3, 2), long)),
        np.zeros(6, long),
    ]
    assert refuses("learn_terms", learn, 0, np.array([0, 0, 2]))  # a cable that does not exist
    assert refuses("learn_terms", learn, 0, np.array([0, -1, 1]))
    assert refuses("learn_terms", learn, 1, np.array([5, 6], dtype=np.uint64))
    assert refuses("learn_terms", learn, 2, 2)  # no room for pairs
    assert refuses("learn_terms", learn, 2, 0)
    assert refuses("learn_terms", learn, 4, np.empty(9, np.uint64))  # more than there are slots
    assert refuses("learn_terms", learn, 6, np.zeros(3, long))
    assert refuses(
        "learn_terms", learn, 11, np.array([5, 0, 0, 0, 0, 0])
    )  # more are known than there is room
    assert refuses("learn_terms", learn, 11, np.array([0, 0, 0, 0, -1, 0]))
    assert refuses("learn_terms", learn, 11, np.zeros(5, long))
    assert not refuses("learn_terms", learn, -1, None)
    settle = [
        *(np.array([0, 2, 3]), np.array([0, 1, 0], dtype=short), np.ones(3, np.uint32), np.array([1, 0]), 2),
        *(np.empty(3, long), np.empty(3, long), np.empty(3, long)),
    ]
    assert not refuses("settle_counts", settle, -1, None)
    assert refuses("settle_counts", settle, 0, np.array([0, 3, 2]))
    assert refuses("settle_counts", settle, 0, np.array([0, 2, 4]))
    assert refuses("settle_counts", settle, 1, np.array([0, 2, 0], dtype=short))
    assert refuses("settle_counts", settle, 3, np.array([2, 0]))
    assert refuses("settle_counts", settle, 6, np.empty(2, long))
