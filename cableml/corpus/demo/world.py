"""The world that demo cables tell of: posts, topics, special fields, and the words of each.

It is the same for every seed, so that a model trained on one demo corpus can be scored on another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TypeVar

from cableml.corpus.demo import _place_table, _topic_table, _word_table

T = TypeVar("T")

_WORLD_SEED = "cableml demo world 1"
_POOL = 2048


@dataclass(frozen=True, slots=True)
class Post:
    """A sending post; ``lean`` says how guarded it writes."""

    banner: str
    sender: str
    origin: str
    route: str
    tag: str
    country: str
    adjective: str
    lean: float

    @property
    def id_post(self) -> str:
        """The post as it stands in a cable id."""
        return self.banner.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Field:
    """A special field of a topic: its tag, its words (a pool to draw from), how guarded it is."""

    tag: str
    words: tuple[str, ...]
    lean: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its tags with the share of cables that bear them; ``words`` and ``fields`` are pools."""

    name: str
    tags: tuple[tuple[str, float], ...]
    lean: float
    words: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class World:
    """All posts and topics; ``post_pool`` and ``topic_pool`` repeat each as often as it is written about."""

    posts: tuple[Post, ...]
    post_pool: tuple[Post, ...]
    topics: tuple[Topic, ...]
    topic_pool: tuple[Topic, ...]
    general: tuple[str, ...]
    adjectives: tuple[str, ...]
    with_article: tuple[str, ...]
    verbs: tuple[str, ...]


def pick(r: float, values: Sequence[T]) -> T:
    """Return the value at the share ``r`` (0 to 1, excluded) of a sequence."""
    return values[int(r * len(values))]


@cache
def build_world() -> World:
    """Return the one world of the demo corpus (built once, about 20 ms)."""
    rng = Random(_WORLD_SEED)
    posts = tuple(_build_post(line, rng) for line in _place_table.POSTS.strip().splitlines())
    topics = _build_topics(rng)
    return World(
        posts=posts,
        post_pool=_spread(posts, 0.6),
        topics=topics,
        topic_pool=_spread(topics, 0.8),
        general=_spread([*_word_table.GENERAL, *_invent_words(rng, 400)], 0.8),
        adjectives=_spread(_word_table.ADJECTIVES, 0.6),
        with_article=_spread([_with_article(word) for word in _word_table.ADJECTIVES], 0.6),
        verbs=_spread(_word_table.VERBS, 0.6),
    )


@cache
def build_tail() -> tuple[Field, ...]:
    """Return a pool of fields that only large corpora write of: the long tail of the vocabulary of TAGS."""
    rng = Random(f"{_WORLD_SEED} tail")
    fields = [
        Field(tag, _spread(_invent_words(rng, 30), 0.7, 256), draw_normal(rng) * 0.4)
        for tag in _word_table.TAIL_TAGS
    ]
    return _spread(fields, 0.9)


def _spread(values: Sequence[T], exponent: float, size: int = _POOL) -> tuple[T, ...]:
    """Return a pool with the k-th value about ``k ** -exponent`` as often as the first, at least once."""
    weights = [(rank + 1) ** -exponent for rank in range(len(values))]
    scale = size / sum(weights)
    return tuple(
        value
        for value, weight in zip(values, weights, strict=True)
        for _ in range(max(1, round(weight * scale)))
    )


def _with_article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _build_post(line: str, rng: Random) -> Post:
    banner, kind, tag, country, adjective = line.split("|")
    place = banner.title()
    senders = {"E": "AMEMBASSY", "C": "AMCONSUL", "I": "USINT", "M": "USMISSION"}
    origins = {"E": "Embassy", "C": "Consulate", "I": "US Interests Section", "M": "Mission"}
    letters = [letter for letter in banner if letter not in "AEIOU "]
    return Post(
        banner=banner,
        sender=f"{senders[kind]} {banner}",
        origin=f"{origins[kind]} {place}",
        route=f"RUEH{letters[0]}{letters[-1]}",
        tag=tag,
        country=country,
        adjective=adjective,
        lean=draw_normal(rng) * 0.55,
    )


def _build_topics(rng: Random) -> tuple[Topic, ...]:
    lines = _topic_table.TOPICS.strip().replace("\n    ", " ").splitlines()
    rare = _word_table.RARE_TAGS
    topics = []
    for place, line in enumerate(lines):
        name, tags, lean, special, words = (part.strip() for part in line.split(";"))
        parts = tags.split()
        own = words.split()
        invented = _invent_words(rng, 110)
        compounds = [f"{pick(rng.random(), own)} {pick(rng.random(), invented)}" for _ in range(60)]
        fields = [
            Field(tag, _spread(_invent_words(rng, 30), 0.7, 256), draw_normal(rng) * 0.4)
            for tag in dict.fromkeys([*special.split(), *rare[place :: len(lines)]])
        ]
        topics.append(
            Topic(
                name=name,
                tags=tuple((tag, float(share)) for tag, share in zip(parts[::2], parts[1::2], strict=True)),
                lean=float(lean),
                words=_spread([*own, *invented, *compounds], 0.75),
                fields=_spread(fields, 1.1, 64),
            )
        )
    return tuple(topics)


def _invent_words(rng: Random, count: int) -> list[str]:
    """Return different words that no dictionary has, of two or three syllables."""
    words: dict[str, None] = {}
    while len(words) < count:
        word = ""
        for _ in range(2 + (rng.random() < 0.4)):
            word += pick(rng.random(), _word_table.ONSETS) + pick(rng.random(), _word_table.VOWELS)
        words[word + pick(rng.random(), _word_table.CODAS)] = None
    return list(words)


def draw_normal(rng: Random) -> float:
    """Return a number of the standard normal distribution (Box and Muller), from two draws."""
    return math.sqrt(-2.0 * math.log(1.0 - rng.random())) * math.cos(2.0 * math.pi * rng.random())
