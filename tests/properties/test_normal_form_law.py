"""What was made canonical once stays as it is: tags, ids, and the text of paragraphs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cableml.cable.cable_id import canonical_id, split_id
from cableml.cable.tag import canonical_tag, canonical_tags, mend_word
from cableml.parsing.rules.tag_words import assemble_tags

WORDS = st.one_of(
    st.sampled_from(
        (
            "PREL",
            "PGOV",
            "PRELPGOV",
            "PREL.",
            "OVIP",
            "CLINTON, HILLARY",
            "JA",
            "KS",
            "prel",
            "KNPP",
            "AMEDCASC",
            "UK",
        )
    ),
    st.text("ABCDEFGHIKLMNOPRSTUVY", min_size=1, max_size=9),
    st.text(max_size=12),
)
YEARS = st.one_of(st.none(), st.integers(1966, 2011))
bounded = settings(max_examples=300, deadline=None)


@bounded
@given(WORDS, YEARS)
def test_a_tag_made_canonical_twice_is_as_after_once(word: str, year: int | None) -> None:
    once = canonical_tag(word, year)
    assert canonical_tag(once, year) == once


@bounded
@given(st.lists(WORDS, max_size=8), YEARS)
def test_tags_made_canonical_twice_are_as_after_once(words: list[str], year: int | None) -> None:
    once = canonical_tags(words, year)
    assert canonical_tags(once, year) == once
    assert len(set(once)) == len(once)


@bounded
@given(WORDS)
def test_a_word_mended_twice_is_as_after_once(word: str) -> None:
    once = mend_word(word.upper())
    assert tuple(part for piece in once for part in mend_word(piece)) == once


@bounded
@given(st.lists(WORDS, max_size=8))
def test_entries_of_a_list_are_each_one_entry_of_the_next(words: list[str]) -> None:
    for entry in assemble_tags(", ".join(words)):
        assert entry == entry.strip()
        assert entry.upper() == entry


@bounded
@given(
    st.one_of(
        st.text(max_size=25),
        st.builds(
            "{:02d}{}{}".format,
            st.integers(0, 99),
            st.sampled_from(
                ("TOKYO", "THE HAGUE", "STATE", "USUNNEWYORK", "PORT AU PRINCE", "SANTO DOMINGO", "X")
            ),
            st.integers(0, 99999),
        ),
    )
)
def test_an_id_made_canonical_twice_is_as_after_once(text: str) -> None:
    once = canonical_id(text)
    assert canonical_id(once) == once
    assert split_id(once) == split_id(canonical_id(once))
