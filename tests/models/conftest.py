"""Cables whose labels follow from their words, and models fitted on them once for all tests."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.features.spec import BlockSpec
from cableml.models.cable_model import CableModel
from cableml.models.settings import FitSettings
from cableml.models.training import fit_model

TOPICS = {
    "PREL": "minister ambassador bilateral relations meeting",
    "ECON": "budget inflation growth deficit finance",
    "MNUC": "reactor enrichment centrifuge plutonium inspection",
    "KDEM": "election ballot party parliament democracy",
    "SENV": "forest climate emission water wildlife",
    "JA": "tokyo japan japanese diet yen",
    "FR": "paris france french senate elysee",
}
LEVELS = {
    "UNCLASSIFIED": "press public visit fair exhibit",
    "UNCLASSIFIED//FOUO": "visa fraud staff housing consular",
    "CONFIDENTIAL": "candid private complained hinted strategy",
    "SECRET": "intelligence missile covert terrorist smuggling",
}
BLOCKS = (
    BlockSpec("text", "words", min_cables=2, max_share=0.8),
    BlockSpec("subject", "words", ngrams=2, weight=0.6),
    BlockSpec("origin", "values", weight=0.4),
)


@dataclass(frozen=True)
class Corpus:
    """Cables with their tags and their level."""

    cables: list[BlindCable]
    tags: list[tuple[str, ...]]
    levels: list[str]


def make_corpus(n_cables: int, seed: int) -> Corpus:
    """Return cables of noisy topics; about one tag in ten is left out."""
    draw = random.Random(seed)
    noise = [f"word{number}" for number in range(300)]
    corpus = Corpus([], [], [])
    for _ in range(n_cables):
        tags = draw.sample(sorted(TOPICS), draw.randrange(1, 4))
        level = draw.choice(sorted(LEVELS))
        words = draw.choices(noise, k=25)
        for tag in tags:
            words += draw.choices(TOPICS[tag].split(), k=3)
        words += draw.choices(LEVELS[level].split(), k=2)
        draw.shuffle(words)
        corpus.cables.append(
            BlindCable(
                subject=" ".join(words[:4]),
                paragraphs=(BlindParagraph(" ".join(words[4:15])), BlindParagraph(" ".join(words[15:]))),
                origin=draw.choice(["EMBASSY TOKYO", "EMBASSY PARIS", "STATE"]),
            )
        )
        corpus.tags.append(tuple(tag for tag in tags if draw.random() > 0.1))
        corpus.levels.append(level)
    return corpus


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Three hundred cables to train on."""
    return make_corpus(300, seed=1)


@pytest.fixture(scope="session")
def other_corpus() -> Corpus:
    """Two hundred other cables."""
    return make_corpus(200, seed=2)


@pytest.fixture(scope="session")
def tags_settings() -> FitSettings:
    """Settings for tags."""
    return FitSettings("tags", "toy", BLOCKS)


@pytest.fixture(scope="session")
def tags_model(corpus: Corpus, tags_settings: FitSettings) -> CableModel:
    """A model for tags."""
    return fit_model(corpus.cables, corpus.tags, tags_settings)


@pytest.fixture(scope="session")
def level_model(corpus: Corpus) -> CableModel:
    """A model for levels."""
    return fit_model(corpus.cables, corpus.levels, FitSettings("classification", "toy", BLOCKS))
