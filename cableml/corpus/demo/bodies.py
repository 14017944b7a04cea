"""Bodies of demo cables in the layouts of published ones, with what each part was meant to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo.dirt import Habits, change_quotes, wrap, write_page_lines
from cableml.corpus.demo.label_block import write_label_block
from cableml.corpus.demo.marks import Marking, draw_portion_marks, spell_portion_mark
from cableml.corpus.demo.references import Item
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
    declassify_on: str | None
    classifier: str | None
    reasons: tuple[str, ...]


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
    block = write_label_block(draw, story, marking, habits, year, serial, sections)
    joint = "\n \n" if habits.trailing else "\n\n"
    text = block.text + joint + joint.join(blocks)
    if signer:
        text += f"\n{signer}" if draw() < 0.6 else f"\n\n{signer}"
    if habits.trailing:
        text = text.replace("\n", " \n")
    if habits.doubled == "cut":
        row_lines = "\n\n".join(row)
        text = f"{block.text}\n\n{texts[0][:40]}...\n\n\n\n\n{row_lines}\n\n\n{text}"
    if habits.no_break:
        text = text.replace(". ", ".\u00a0")
    return Body(
        text=text,
        references=tuple(block.references),
        paragraphs=tuple(paragraphs),
        summary=summary,
        signer=signer,
        sections=sections,
        declassify_on=block.declassify_on,
        classifier=block.classifier,
        reasons=block.reasons,
    )


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
