from __future__ import annotations

from collections import defaultdict
from functools import cache
from random import Random

from cableml.corpus.demo.story import Story, build_story
from cableml.corpus.demo.world import build_world

OPEN_WORDS = {"press", "brochure", "seminar", "newspapers", "web"}
GUARDED_WORDS = {"confided", "contact", "protected", "private", "source", "Liaison"}


@cache
def stories() -> list[Story]:
    return [build_story(Random(f"stories:{number}")) for number in range(2000)]


def share_with(words: set[str], level: int) -> float:
    chosen = [story for story in stories() if story.level == level]
    return sum(bool(words & set(" ".join(story.paragraphs).split())) for story in chosen) / len(chosen)


def test_higher_levels_are_written_more_guardedly() -> None:
    assert share_with(OPEN_WORDS, 0) > share_with(OPEN_WORDS, 2) > share_with(OPEN_WORDS, 3)
    assert share_with(GUARDED_WORDS, 3) > share_with(GUARDED_WORDS, 2) > share_with(GUARDED_WORDS, 0)


def test_level_does_not_follow_from_the_topic_alone() -> None:
    levels = defaultdict(set)
    for story in stories():
        if "PTER" in story.tags:
            levels["PTER"].add(story.level)
        if "ETRD" in story.tags:
            levels["ETRD"].add(story.level)
    assert levels["PTER"] == levels["ETRD"] == {0, 1, 2, 3}


def test_the_text_names_no_level_and_no_tag() -> None:
    words = {
        "UNCLASSIFIED",
        "CONFIDENTIAL",
        "SECRET",
        "classified",
        "confidential",
        "secret",
        "NOFORN",
        "SBU",
    }
    tags = {tag for topic in build_world().topics for tag, _ in topic.tags if len(tag) == 4}
    for story in stories()[:300]:
        text = set(" ".join((*story.paragraphs, story.subject)).replace(",", " ").split())
        assert not text & (words | tags)


def test_a_tag_of_the_post_stands_on_most_cables() -> None:
    share = sum(story.post.tag in story.tags for story in stories()) / len(stories())
    assert 0.9 < share < 0.98


def test_subjects_and_paragraphs_are_one_line_each() -> None:
    for story in stories()[:300]:
        assert story.subject == " ".join(story.subject.upper().split())
        assert len(story.headings) == len(story.paragraphs) >= 3
        assert all(text == " ".join(text.split()) and text[0].isupper() for text in story.paragraphs)
