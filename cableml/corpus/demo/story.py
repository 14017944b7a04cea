"""What a demo cable says, before any layout: its topic, countries, tags, level and sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo.world import Post, Topic, World, build_tail, build_world, draw_normal, pick

Draw = Callable[[], float]
Pattern = tuple[str, str, bool]
"""A form with ``%s`` for each slot, the letters of its slots, whether it begins with one."""

LEVELS = ("UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET")
# Shares of the four levels near those of 5,055 published cables: 13, 18, 51 and 19 percent.
_LEVEL_BOUNDS = (-1.29, -0.56, 1.06)
_LEVEL_SHARES = (0.13, 0.31, 0.82)
_SPREAD_OF_GUARD = 0.55
_SPREAD_OF_LEVEL = 0.3
_RANDOM_LEVEL = 0.05
_KEEP_TAG = 0.93
_STRAY_TAG = 0.03
_TAIL_SHARE = 0.33


@dataclass(frozen=True, slots=True)
class Story:
    """One cable's content: ``paragraphs`` and ``headings`` (None where none) are of one length.

    ``level`` counts from 0 (UNCLASSIFIED) to 3 (SECRET); ``tags`` are canonical, unique and in the order
    of a TAGS line.
    """

    post: Post
    partners: tuple[Post, ...]
    level: int
    tags: tuple[str, ...]
    subject: str
    headings: tuple[str | None, ...]
    paragraphs: tuple[str, ...]
    names: tuple[str, ...]


def build_story(rng: Random, *, with_tail: bool = False) -> Story:
    """Return the content of one cable; the draws of ``rng`` decide all of it.

    ``with_tail``: one cable in three also writes of a field from the long tail of TAGS.
    """
    draw = rng.random
    world = build_world()
    post = pick(draw(), world.post_pool)
    topic = pick(draw(), world.topic_pool)
    second = pick(draw(), world.topic_pool) if draw() < 0.35 else topic
    n_fields = int(draw() * 1.9 + 0.2)
    fields = [pick(draw(), (second if draw() < 0.2 else topic).fields) for _ in range(n_fields)]
    if with_tail and draw() < _TAIL_SHARE:
        fields.append(pick(draw(), build_tail()))
    partners = tuple(pick(draw(), world.post_pool) for _ in range(1 if draw() < 0.6 else int(draw() * 4)))
    guard = topic.lean + post.lean + sum(field.lean for field in fields) + _SPREAD_OF_GUARD * draw_normal(rng)
    tags = _draw_tags(draw, world, post, partners, topic, second, [field.tag for field in fields])
    field_words = sum((field.words for field in fields), ()) or second.words
    names = tuple(draw_name(draw) for _ in range(2 + int(draw() * 3)))
    slots: dict[str, Sequence[str]] = {
        "N": topic.words,
        "M": field_words,
        "G": world.general,
        "J": world.adjectives,
        "A": world.with_article,
        "V": world.verbs,
        "P": [f"{pick(draw(), table.TITLES)} {name}" for name in names] + list(names),
        "O": _draw_offices(draw, topic),
        "C": [post.country] * 2 + [partner.country for partner in partners],
        "K": [post.adjective] * 3 + [partner.adjective for partner in partners],
        "D": [*table.WEEKDAYS, *(f"{pick(draw(), table.MONTHS)} {1 + int(draw() * 28)}" for _ in range(5))],
        "Q": [str(2 + int(draw() ** 3 * 900)) for _ in range(3)],
        "T": [post.banner.title(), draw_place(draw), draw_place(draw)],
    }
    patterns = _patterns()
    n_paragraphs = 3 + int(draw() ** 2 * 13)
    others = dict(slots, N=second.words) if second is not topic else slots
    paragraphs = tuple(
        _draw_paragraph(draw, patterns, others if draw() < 0.3 else slots, guard) for _ in range(n_paragraphs)
    )
    return Story(
        post=post,
        partners=partners,
        level=_draw_level(draw, guard + _SPREAD_OF_LEVEL * draw_normal(rng)),
        tags=tags,
        subject=fill(pick(draw(), patterns["subject"]), slots, draw).upper(),
        headings=_draw_headings(draw, patterns, slots, n_paragraphs),
        paragraphs=paragraphs,
        names=names,
    )


def fill(pattern: Pattern, slots: Mapping[str, Sequence[str]], draw: Draw) -> str:
    """Return the pattern with each slot filled from its pool, beginning with a capital."""
    form, letters, starts_with_slot = pattern
    text = form % tuple([(pool := slots[letter])[int(draw() * len(pool))] for letter in letters])
    return text[0].upper() + text[1:] if starts_with_slot else text


def draw_name(draw: Draw) -> str:
    """Return a surname made of syllables (some 150,000 different ones)."""
    name = pick(draw(), table.NAME_STARTS) + pick(draw(), table.NAME_MIDDLES)
    return name + pick(draw(), table.NAME_ENDS)


def draw_place(draw: Draw) -> str:
    """Return a town's name made of syllables."""
    return pick(draw(), table.NAME_STARTS) + pick(draw(), table.NAME_MIDDLES) + pick(draw(), table.PLACE_ENDS)


@cache
def _patterns() -> dict[str, tuple[Pattern, ...]]:
    kinds = {
        "open": table.OPEN,
        "neutral": table.NEUTRAL,
        "delicate": table.DELICATE,
        "guarded": table.GUARDED,
        "hidden": table.HIDDEN,
        "subject": table.SUBJECTS,
        "heading": table.HEADINGS,
    }
    return {kind: tuple(_compile(line) for line in lines) for kind, lines in kinds.items()}


def _compile(line: str) -> Pattern:
    return re.sub(r"\{\w\}", "%s", line), "".join(re.findall(r"\{(\w)\}", line)), line.startswith("{")


def _draw_paragraph(
    draw: Draw, patterns: Mapping[str, Sequence[Pattern]], slots: Mapping[str, Sequence[str]], guard: float
) -> str:
    # How a cable is written follows from how guarded it is: this, the topic and the post are all
    # that the blinded text tells of the level.
    guarded = 1.0 / (1.0 + math.exp(-1.6 * guard))
    delicate = 0.5 * math.exp(-(((guard + 0.9) / 0.5) ** 2))
    hidden = 1.0 / (1.0 + math.exp(-2.0 * (guard - 1.5)))
    sentences = []
    for _ in range(1 + int(draw() * 5)):
        if draw() < 0.45:
            kind = "neutral"
        elif draw() < delicate:
            kind = "delicate"
        elif draw() >= guarded:
            kind = "open"
        else:
            kind = "hidden" if draw() < hidden else "guarded"
        sentences.append(fill(pick(draw(), patterns[kind]), slots, draw))
    return " ".join(sentences)


def _draw_headings(
    draw: Draw, patterns: Mapping[str, Sequence[Pattern]], slots: Mapping[str, Sequence[str]], count: int
) -> tuple[str | None, ...]:
    if draw() < 0.6:
        return (None,) * count
    # The first paragraph stands under no heading; the later ones under a new one now and then.
    headings: list[str | None] = [None]
    for _ in range(count - 1):
        headings.append(fill(pick(draw(), patterns["heading"]), slots, draw) if draw() < 0.35 else None)
    return tuple(headings)


def _draw_offices(draw: Draw, topic: Topic) -> list[str]:
    kinds = table.OFFICE_KINDS
    offices = [pick(draw(), kinds).format(pick(draw(), topic.words).title()) for _ in range(2)]
    return [*offices, "Ministry of Foreign Affairs"]


def _draw_tags(
    draw: Draw,
    world: World,
    post: Post,
    partners: Sequence[Post],
    topic: Topic,
    second: Topic,
    field_tags: Sequence[str],
) -> tuple[str, ...]:
    tags = [tag for tag, share in topic.tags if draw() < share]
    if second is not topic:
        tags += [tag for tag, share in second.tags if draw() < 0.35 * share]
    tags += [tag for tag in field_tags if draw() < 0.85]
    if draw() < _STRAY_TAG:
        tags.append(pick(draw(), pick(draw(), world.topics).tags)[0])
    geography = [partner.tag for partner in partners if draw() < 0.6]
    if draw() < _KEEP_TAG or not tags:
        geography.append(post.tag)
    if draw() < 0.5:
        geography.reverse()
    return tuple(dict.fromkeys([*tags, *geography]))


def _draw_level(draw: Draw, value: float) -> int:
    if draw() < _RANDOM_LEVEL:
        bounds, value = _LEVEL_SHARES, draw()
    else:
        bounds = _LEVEL_BOUNDS
    return sum(value >= bound for bound in bounds)
