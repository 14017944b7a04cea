"""The labels at the top of a demo cable's body: banner, captions, E.O. line, TAGS, subject, references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo.dirt import Habits, cut_lines, wrap
from cableml.corpus.demo.marks import (
    CUT_WIDTH,
    Marking,
    draw_portion_marks,
    write_captions,
    write_classified_by,
    write_order,
)
from cableml.corpus.demo.references import Item, draw_references, write_references
from cableml.corpus.demo.story import Draw, Story
from cableml.corpus.demo.world import pick


@dataclass(frozen=True, slots=True)
class LabelBlock:
    """The block's text and what it was meant to say; ``declassify_on`` is an ISO date."""

    text: str
    references: list[Item]
    declassify_on: str | None
    classifier: str | None
    reasons: tuple[str, ...]


def write_label_block(
    draw: Draw,
    story: Story,
    marking: Marking,
    habits: Habits,
    year: int,
    serial: int,
    sections: int | None,
) -> LabelBlock:
    """Return the block from the banner to the classified-by statement, in the habits given."""
    comma = habits.layout == "comma"
    section = f" SECTION 01 OF {sections:02d}" if sections else ""
    end = " \\" if habits.backslash else ""
    banner = f"{marking.banner}{section} {story.post.banner} {serial:06d}{end}"
    head = [banner, *write_captions(draw, marking)]
    if habits.corrected:
        head.append("C O R R E C T E D  C O P Y")
    if draw() < 0.45:
        form = pick(draw(), table.PASS_TO)
        head.append(form.format(pick(draw(), table.BUREAUS), pick(draw(), story.names).upper()))
    order, declassify_on = write_order(draw, marking, year, colon=not comma)
    mark = draw_portion_marks(draw, marking, 1)[0]
    subject = f"({mark}) {story.subject}" if habits.subject_marked else story.subject
    wrapped = wrap(f"SUBJECT: {subject}", 62) if habits.wrapped or draw() < 0.3 else f"SUBJECT: {subject}"
    lines = [order]
    if habits.tags_line:
        lines.append(_write_tags(draw, story.tags, comma))
    lines.append(wrapped)
    references = draw_references(draw, story.post, year, serial)
    tail = [write_references(draw, references, habits.pilcrow)]
    classifier: str | None = None
    reasons: tuple[str, ...] = ()
    if marking.level > 1:
        statement, classifier, reasons = write_classified_by(draw, story.names)
        if draw() < 0.08:
            statement = cut_lines(statement, CUT_WIDTH)
        elif habits.wrapped:
            statement = wrap(statement, 68)
        tail.append(statement)
    blank = "\n\n"
    if habits.glued and not comma:
        text = f"{head[0]}{blank}{' '.join((*head[1:], *lines[:-1]))}\n{lines[-1]}"
    else:
        text = blank.join(head) + blank + "\n".join(lines)
    text = blank.join((text, *(part for part in tail if part)))
    if habits.doubled == "labels":
        text = f"{text}{blank}{text}"
    return LabelBlock(text, references, declassify_on, classifier, reasons)


def _write_tags(draw: Draw, tags: Sequence[str], comma: bool) -> str:
    if comma:
        return "TAGS " + ", ".join(tags)
    value = draw()
    if value < 0.02 and len(tags) > 4:
        return f"TAGS: {' '.join(tags[:4])}\n{' '.join(tags[4:])}"
    if value < 0.08:
        return "TAGS: " + ", ".join(tags)
    if value < 0.09:
        return "Tags: " + " ".join(tags).lower()
    return "TAGS: " + " ".join(tags)
