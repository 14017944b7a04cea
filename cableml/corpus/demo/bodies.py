"""Bodies of demo cables in the layouts of published ones, with what each part was meant to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo.dirt import Habits, change_quotes, cut_lines, wrap, write_page_lines
from cableml.corpus.demo.marks import (
    CUT_WIDTH,
    Marking,
    draw_portion_marks,
    spell_portion_mark,
    write_captions,
    write_classified_by,
    write_order,
)
from cableml.corpus.demo.references import Item, draw_references, write_references
from cableml.corpus.demo.story import Draw, Story
from cableml.corpus.demo.world import pick

Paragraph = tuple[int | None, str | None, str]
"""Number, portion mark in plain spelling, text in one line."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body and what it was meant to say."""

    text: str
    references: tuple[Item, ...]
    paragraphs: tuple[Paragraph, ...]
    summary: str | None
    signer: str | None
    sections: int | None


def write_body(
    draw: Draw, story: Story, marking: Marking, habits: Habits, year: int, serial: int, row: tuple[str, ...]
) -> Body:
    """Return the body in the habits given; ``row`` holds what a database said of the cable (for copies)."""
    texts = list(story.paragraphs)
    if draw() < 0.3:
        texts[-1] = f"{texts[-1]} {change_quotes(pick(draw(), table.QUOTED), habits.apostrophe)}"
    if habits.redacted:
        texts[-1] = texts[-1].replace(story.names[0], "XXXXXXXXXXXX")
    if habits.listed:
        # Sentences of the middle paragraph become sub-items with dashes.
        middle = len(texts) // 2
        texts[middle] = texts[middle].replace(". ", ".\n-- ")
    form = draw()
    summary = None
    if form < 0.65:
        summary = texts[0]
        texts[0] = f"Summary: {summary} End Summary." if form < 0.4 else f"SUMMARY. {summary} END SUMMARY."
    if len(texts) > 2 and draw() < 0.55:
        texts[-1] = f"Comment: {texts[-1]} End comment." if draw() < 0.5 else f"Comment: {texts[-1]}"
    if habits.capitals:
        texts = [text.upper() for text in texts]
        summary = summary.upper() if summary is not None else None
    paragraphs, blocks = _write_paragraphs(draw, texts, story.headings, marking, habits)
    sections = None
    if habits.page_lines != "none" and len(paragraphs) > 5:
        inside = habits.page_lines == "inside"
        sections = write_page_lines(draw, blocks, story.post.banner, serial, inside)
    signer = pick(draw(), table.SIGNERS) if draw() < 0.85 else None
    labels, references = _write_labels(draw, story, marking, habits, year, serial, sections)
    joint = "\n \n" if habits.trailing else "\n\n"
    text = labels + joint + joint.join(blocks)
    if signer:
        text += f"\n{signer}" if draw() < 0.6 else f"\n\n{signer}"
    if habits.trailing:
        text = text.replace("\n", " \n")
    if habits.doubled == "cut":
        row_lines = "\n\n".join(row)
        text = f"{labels}\n\n{texts[0][:40]}...\n\n\n\n\n{row_lines}\n\n\n{text}"
    if habits.no_break:
        text = text.replace(". ", ".\u00a0")
    return Body(text, tuple(references), tuple(paragraphs), summary, signer, sections)


def _write_paragraphs(
    draw: Draw, texts: Sequence[str], headings: Sequence[str | None], marking: Marking, habits: Habits
) -> tuple[list[Paragraph], list[str]]:
    marks = draw_portion_marks(draw, marking, len(texts)) if habits.marked else [None] * len(texts)
    pilcrow = "¶" if habits.pilcrow else ""
    gap = "" if draw() < 0.05 else " " if draw() < 0.9 else "  "
    paragraphs: list[Paragraph] = []
    blocks: list[str] = []
    for place, (text, mark) in enumerate(zip(texts, marks, strict=True)):
        if (heading := headings[place]) is not None:
            blocks.append(_write_heading(heading, habits))
        front = f"{pilcrow}{place + 1}.{gap}" if habits.numbered else ""
        if mark is not None:
            front += spell_portion_mark(draw, mark) + " "
        line = front + text
        if habits.wrapped:
            line = "\n".join(wrap(part, habits.width) for part in line.split("\n"))
        blocks.append(line)
        paragraphs.append((place + 1 if habits.numbered else None, mark, text.replace("\n", " ")))
    return paragraphs, blocks


def _write_heading(heading: str, habits: Habits) -> str:
    if habits.inline_headings:
        return f"------- {heading.upper()} -------"
    dashes = "-" * len(heading)
    return f"{dashes}\n{heading}\n{dashes}" if habits.pilcrow else f"{heading}\n{dashes}"


def _write_labels(
    draw: Draw,
    story: Story,
    marking: Marking,
    habits: Habits,
    year: int,
    serial: int,
    sections: int | None,
) -> tuple[str, list[Item]]:
    """Return the block from the banner to the classified-by statement, and the references in it."""
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
    order, _ = write_order(draw, marking, year, colon=not comma)
    mark = draw_portion_marks(draw, marking, 1)[0]
    subject = f"({mark}) {story.subject}" if habits.subject_marked else story.subject
    wrapped = wrap(f"SUBJECT: {subject}", 62) if habits.wrapped or draw() < 0.3 else f"SUBJECT: {subject}"
    lines = [order]
    if habits.tags_line:
        lines.append(_write_tags(draw, story.tags, comma))
    lines.append(wrapped)
    references = draw_references(draw, story.post, year, serial)
    tail = [write_references(draw, references, habits.pilcrow)]
    if marking.level > 1:
        statement = write_classified_by(draw, story.names)[0]
        cut = draw()
        tail.append(
            cut_lines(statement, CUT_WIDTH)
            if cut < 0.08
            else wrap(statement, 68)
            if habits.wrapped
            else statement
        )
    blank = "\n\n"
    if habits.glued and not comma:
        text = f"{head[0]}{blank}{' '.join((*head[1:], *lines[:-1]))}\n{lines[-1]}"
    else:
        text = blank.join(head) + blank + "\n".join(lines)
    text = blank.join((text, *(part for part in tail if part)))
    return (f"{text}{blank}{text}" if habits.doubled == "labels" else text), references


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
