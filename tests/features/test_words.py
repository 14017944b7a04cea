"""WordBlock against scikit-learn's TfidfVectorizer, and its own limits."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.errors import ConfigError
from cableml.features.words import WordBlock


def make_texts(n_texts: int = 700) -> list[str]:
    """ASCII texts of a long-tailed vocabulary, more than two batches of them."""
    draw = random.Random(4)
    words = [
        f"{a}{b}{c}" for a in ("ba", "ko", "international", "x9") for b in "aeiou" for c in ("", "n", "st_")
    ]
    weights = [1.0 / (rank + 1) for rank in range(len(words))]
    texts = []
    for number in range(n_texts):
        chosen = draw.choices(words, weights, k=draw.randrange(0, 60))
        chosen += [f"Rare{draw.randrange(400)}", "a", "EVERY"]
        texts.append((". " if number % 2 else "\n").join(chosen).title())
    return texts


@pytest.mark.parametrize(("ngrams", "sublinear"), [(1, True), (2, True), (3, False)])
def test_words_equal_those_of_scikit_learn_on_ascii_text(ngrams: int, sublinear: bool) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = make_texts()
    cables = [BlindCable(paragraphs=(BlindParagraph(text),)) for text in texts]
    block = WordBlock("body", ngrams=ngrams, min_cables=3, max_share=0.5, sublinear=sublinear)
    ours = block.fit_transform(cables)
    reference = TfidfVectorizer(
        ngram_range=(1, ngrams), min_df=3, max_df=0.5, sublinear_tf=sublinear, dtype=np.float32
    )
    theirs = reference.fit_transform(texts)
    assert sorted(block.terms_) == sorted(reference.vocabulary_)
    columns = [reference.vocabulary_[term] for term in block.terms_]
    assert ours.nnz == theirs.nnz > 1000
    assert abs(ours - theirs[:, columns]).max() < 2e-5
    new_texts = [text.upper() + " unknown" for text in texts[:50]]
    ours = block.transform([BlindCable(paragraphs=(BlindParagraph(text),)) for text in new_texts])
    assert abs(ours - reference.transform(new_texts)[:, columns]).max() < 2e-5


@pytest.mark.corpus
def test_words_equal_those_of_scikit_learn_on_the_development_cables(shared_folder, checkout) -> None:
    from itertools import islice

    from sklearn.feature_extraction.text import TfidfVectorizer

    from cableml.cable.blind import blind
    from cableml.corpus.reading import read_cables
    from cableml.features.field_text import read_text

    read = read_cables([shared_folder / "corpora" / "cablegate" / "cables.csv.gz"], on_problem=lambda _: None)
    cables = [cable for cable in map(blind, islice(read, 500)) if read_text(cable, "text").isascii()]
    block = WordBlock("text", min_cables=2)
    ours = block.fit_transform(cables)
    reference = TfidfVectorizer(min_df=2, sublinear_tf=True, dtype=np.float32)
    theirs = reference.fit_transform([read_text(cable, "text") for cable in cables])
    columns = [reference.vocabulary_[term] for term in block.terms_]
    assert ours.nnz == theirs.nnz > 50_000
    assert abs(ours - theirs[:, columns]).max() < 2e-5


def make_cables(*subjects: str) -> list[BlindCable]:
    return [BlindCable(subject=subject) for subject in subjects]


def test_a_term_needs_min_cables_and_no_more_than_max_share() -> None:
    cables = make_cables("talks iran", "talks iran", "talks wheat", "talks oil")
    assert sorted(WordBlock("subject", min_cables=2).fit(cables).terms_) == ["iran", "talks"]
    assert sorted(WordBlock("subject", min_cables=1, max_share=0.5).fit(cables).terms_) == [
        "iran",
        "oil",
        "wheat",
    ]


def test_the_most_frequent_terms_are_kept() -> None:
    cables = make_cables("talks iran oil", "talks iran", "talks")
    assert sorted(WordBlock("subject", min_cables=1, max_features=2).fit(cables).terms_) == ["iran", "talks"]


def test_rows_have_the_length_of_the_weight() -> None:
    cables = make_cables("talks iran", "iran oil oil", "talks")
    matrix = WordBlock("subject", min_cables=1, weight=0.7).fit_transform(cables)
    np.testing.assert_allclose(np.sqrt(matrix.multiply(matrix).sum(axis=1)), 0.7, rtol=1e-6)


def test_names_hold_field_and_term() -> None:
    block = WordBlock("lead", min_cables=1).fit([BlindCable(paragraphs=(BlindParagraph("Nuclear."),))])
    assert list(block.get_feature_names_out()) == ["lead:nuclear"]


def test_a_weight_of_nought_is_refused_when_fitting() -> None:
    with pytest.raises(ConfigError) as caught:
        WordBlock("subject", weight=0.0).fit(make_cables("talks"))
    assert str(caught.value) == "weight of the block subject:words is 0.0; use above 0, at most 1000."
