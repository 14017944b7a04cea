"""Demo cables as a stream; each follows from the seed and its own number alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from cableml.cable.cable import KnownFields
from cableml.corpus.demo.bodies import Paragraph, write_body
from cableml.corpus.demo.dirt import draw_habits
from cableml.corpus.demo.heads import (
    EXTRACT_NOTICE,
    Moment,
    draw_moment,
    write_page_front,
    write_routed_header,
    write_unrouted_header,
)
from cableml.corpus.demo.marks import draw_marking
from cableml.corpus.demo.references import Item
from cableml.corpus.demo.story import build_story
from cableml.corpus.demo.telegrams import translate_tags, write_telegram
from cableml.corpus.record import Record

GENERATOR_VERSION = 2
"""Rises when the same seed gives other cables than before."""

_YEARS = {
    "routed": (2004, 2010),
    "unrouted": (1985, 2003),
    "extract": (2003, 2006),
    "comma": (2001, 2010),
    "telegram": (1973, 1979),
    "pasted": (2005, 2010),
}
_SERIAL_BLOCK = 9973
# A corpus of thousands has a few hundred tags, as a real one; one of hundreds of thousands has some 600.
_TAIL_FROM = 10_000
_HABITS = (
    *("wrapped", "trailing", "pilcrow", "numbered", "marked", "no_break"),
    *("crlf", "capitals", "glued", "backslash", "redacted", "corrected", "listed", "subject_marked"),
)


@dataclass(frozen=True, slots=True)
class DemoCable:
    """One made-up cable with what it was meant to say.

    ``text`` is ``header`` and ``body`` below each other. ``tags`` are the gold tags even where
    ``tags_line`` is False and the text does not state them. ``dirt`` names what befell the text.
    ``classifier`` and ``reasons`` are those of the classified-by statement, dates are ISO.
    """

    id: str
    header: str
    body: str
    tags: tuple[str, ...]
    tags_line: bool
    classification: str
    page_classification: str
    moment: Moment
    origin: str
    sender: str
    layout: str
    dirt: frozenset[str]
    subject: str
    references: tuple[Item, ...]
    paragraphs: tuple[Paragraph, ...]
    summary: str | None
    signer: str | None
    sections: int | None
    precedence: str | None
    noforn: bool
    declassify_on: str | None
    classifier: str | None
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """The raw cable."""
        return f"{self.header}\n{self.body}" if self.header else self.body

    @property
    def created(self) -> str:
        """When it was sent, ISO 8601 UTC."""
        return self.moment.iso


def generate_demo(cables: int, seed: int, start: int = 0) -> Iterator[DemoCable]:
    """Yield demo cables number ``start`` to ``start + cables - 1`` of the corpus that ``seed`` names.

    Each depends on the seed and its number alone, so that any slice can be made by itself, on any
    machine, and none but the current one is held.
    """
    for number in range(start, start + cables):
        yield build_demo_cable(seed, number)


def demo_records(cables: int, seed: int, start: int = 0) -> Iterator[Record]:
    """Yield demo cables as records, to be parsed like those of a file; sources are ``demo#1`` and so on."""
    for number in range(start, start + cables):
        cable = build_demo_cable(seed, number)
        # A dump says as much of each cable, and an extract's text does not even name its date.
        known = KnownFields(
            id=cable.id, date=cable.created, origin=cable.origin, classification=cable.page_classification
        )
        yield Record(f"demo#{number + 1}", cable.text, known)


def build_demo_cable(seed: int, number: int) -> DemoCable:
    """Return demo cable ``number`` (from 0) of a seed."""
    rng = Random(f"{seed}:{number}")
    draw = rng.random
    story = build_story(rng, with_tail=number >= _TAIL_FROM)
    marking = draw_marking(draw, story.level)
    habits = draw_habits(draw, story.level)
    layout = habits.layout
    moment = draw_moment(draw, *_YEARS[layout])
    # Every number below 9,973 gives another serial, so no two cables of a corpus share an id.
    serial = number // _SERIAL_BLOCK * _SERIAL_BLOCK + number % _SERIAL_BLOCK * 4391 % _SERIAL_BLOCK + 1
    post = story.post
    cable_id = f"{moment.year % 100:02d}{post.id_post}{serial}"
    dirt = {name for name in _HABITS if getattr(habits, name)}
    dirt |= {
        f"{kind} {value}"
        for kind in ("doubled", "apostrophe", "page_lines")
        if (value := getattr(habits, kind))
    }
    tags = story.tags
    header = ""
    precedence: str | None = None
    if layout == "telegram":
        tags = translate_tags(story.tags) or (post.tag,)
        body, precedence = write_telegram(draw, story, marking, moment, serial)
        dirt = {"telegram"}
    else:
        row = (str(number + 1), moment.iso[:10], cable_id, post.origin, marking.page_name)
        body = write_body(draw, story, marking, habits, moment.year, serial, row)
        if layout == "unrouted":
            header, precedence = write_unrouted_header(draw, post, story.partners, moment)
        elif layout == "extract":
            header = EXTRACT_NOTICE
        else:
            header, precedence = write_routed_header(draw, post, story.partners, serial, moment, marking)
        if layout == "pasted":
            header = f"{write_page_front(cable_id, moment, marking, post, story.subject)}\n{header}"
    return DemoCable(
        id=cable_id,
        header=_end_lines(header, habits.crlf),
        body=_end_lines(body.text, habits.crlf),
        tags=tags,
        tags_line=habits.tags_line or layout == "telegram",
        classification=marking.label,
        page_classification=marking.page_name,
        moment=moment,
        origin=post.origin,
        sender=post.sender,
        layout=layout,
        dirt=frozenset(dirt),
        subject=story.subject,
        references=body.references,
        paragraphs=body.paragraphs,
        summary=body.summary,
        signer=body.signer,
        sections=body.sections,
        precedence=precedence,
        noforn=marking.noforn,
        declassify_on=body.declassify_on,
        classifier=body.classifier,
        reasons=body.reasons,
    )


def _end_lines(text: str, crlf: bool) -> str:
    return text.replace("\n", "\r\n") if crlf else text
