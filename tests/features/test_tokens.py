"""Bytes to hashed terms: what a word is, what separates, what collides with nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.features.tokens import find_characters, find_values, find_words, fold_text, join_ngrams


def spell_words(texts: list[str], ngrams: int = 1) -> list[list[str]]:
    terms = join_ngrams(find_words(texts), ngrams)
    found: list[list[str]] = [[] for _ in texts]
    for index, row in enumerate(terms.row):
        found[row] += terms.take(np.array([index])).spell_words()
    return found


def test_words_are_two_or_more_letters_digits_or_underscores() -> None:
    assert spell_words(["The U.S. sent 2 aides -- F-16s, EAP/J & un_report 20%"]) == [
        ["the", "sent", "aides", "16s", "eap", "un_report", "20"]
    ]


def test_texts_do_not_run_into_each_other() -> None:
    assert spell_words(["", "nuclear", "", "test", ""]) == [[], ["nuclear"], [], ["test"], []]
    assert spell_words([]) == []


def test_other_letters_are_letters_in_lower_case() -> None:
    assert spell_words(["São PAULO, ÇANKAYA, Ёлка"]) == [["são", "paulo", "çankaya", "ёлка"]]


def test_typographic_punctuation_separates_words() -> None:
    assert spell_words(["“nuclear” Iran’s test–site¶paragraph…end\u00a0now"]) == [
        ["nuclear", "iran", "test", "site", "paragraph", "end", "now"]
    ]


def test_a_lone_surrogate_is_a_separator() -> None:
    assert spell_words(["one\ud800two"]) == [["one", "two"]]


def test_sequences_stay_inside_their_text_and_skip_single_letters() -> None:
    assert spell_words(["peace a plan talks", "now"], ngrams=3) == [
        ["peace", "plan", "talks", "peace plan", "plan talks", "peace plan talks"],
        ["now"],
    ]


def test_equal_words_have_equal_hashes_and_different_words_different_ones() -> None:
    words = ["ab", "ba", "abcdefgh", "abcdefghi", "abcdefghij", "internationalisation", "xabcdefgh"]
    words += [f"word{number}" for number in range(20_000)] + [f"a{'b' * k}c" for k in range(1, 70)]
    terms = find_words([" ".join(words), " ".join(reversed(words))])
    half = len(words)
    assert len(set(terms.hash[:half].tolist())) == half
    np.testing.assert_array_equal(terms.hash[:half], terms.hash[half:][::-1])


def test_hashes_are_the_same_in_every_run() -> None:
    terms = find_words(["nuclear internationalisation"])
    assert [hex(value) for value in terms.hash] == ["0x4a159bf033d2952", "0xfbf67ea223b91f85"]


@given(st.lists(st.text(alphabet="aB1_ -.\n", max_size=40), max_size=6))
def test_words_are_those_of_the_usual_pattern(texts: list[str]) -> None:
    assert spell_words(texts) == [re.findall(r"\b\w\w+\b", text.lower()) for text in texts]


@given(st.text(max_size=60))
def test_any_text_folds_and_folding_lower_case_changes_nothing(text: str) -> None:
    folded = fold_text(text)
    assert folded == fold_text(text.lower()) or not text.isascii()
    assert not any(65 <= byte <= 90 for byte in folded)


def spell_characters(text: str, shortest: int, longest: int) -> list[str]:
    terms = find_characters([text], shortest, longest)
    return terms.spell_characters()


def test_character_runs_stay_inside_words_and_keep_their_ends() -> None:
    assert spell_characters("Iran -- a", 3, 4) == [
        "·ir", "ira", "ran", "an·", "·a·", "·ira", "iran", "ran·",
    ]  # fmt: skip


def test_character_runs_belong_to_their_text() -> None:
    terms = find_characters(["ab", "", "cd ef"], 3, 3)
    spelled = terms.spell_characters()
    found = list(zip(terms.row.tolist(), spelled, strict=True))
    assert found == [(0, "·ab"), (0, "ab·"), (2, "·cd"), (2, "cd·"), (2, "·ef"), (2, "ef·")]


@given(st.lists(st.text(alphabet="ab -", max_size=20), max_size=5), st.integers(2, 8))
def test_character_runs_are_those_of_the_padded_words(texts: list[str], length: int) -> None:
    terms = find_characters(texts, length, length)
    spelled = terms.spell_characters()
    found = sorted(zip(terms.row.tolist(), spelled, strict=True))
    expected = []
    for row, text in enumerate(texts):
        for word in re.findall(r"\w+", text):
            padded = f"·{word}·"
            expected += [(row, padded[i : i + length]) for i in range(len(padded) - length + 1)]
    assert found == sorted(expected)


@pytest.mark.parametrize(("shortest", "longest"), [(1, 3), (3, 9), (5, 4)])
def test_character_runs_that_do_not_fit_a_machine_word_are_refused(shortest: int, longest: int) -> None:
    with pytest.raises(ValueError, match="use 2 to 8"):
        find_characters(["text"], shortest, longest)


def test_values_are_hashed_whole() -> None:
    terms = find_values(["AMEMBASSY ROME", "ROME", "AMEMBASSY ROME", ""])
    assert terms.hash[0] == terms.hash[2] != terms.hash[1]
    assert terms.spell_values() == [
        "AMEMBASSY ROME",
        "ROME",
        "AMEMBASSY ROME",
        "",
    ]
