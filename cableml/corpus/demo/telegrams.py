"""Demo cables in the layout of the 1970s: the message's text, then a list of its attributes."""

from __future__ import annotations

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo._topic_table import TAGS_OF_THE_1970S
from cableml.corpus.demo.bodies import Body, Paragraph
from cableml.corpus.demo.dirt import wrap
from cableml.corpus.demo.heads import MONTHS, Moment, write_unrouted_header
from cableml.corpus.demo.marks import Marking, write_order
from cableml.corpus.demo.references import draw_references
from cableml.corpus.demo.story import Draw, Story
from cableml.corpus.demo.world import pick

_RELEASE = "Declassified/Released US Department of State EO Systematic Review 05 JUL 2006"


def translate_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags in the codes of the 1970s; programs, which came later, are left out."""
    return tuple(
        dict.fromkeys(TAGS_OF_THE_1970S.get(tag, tag) for tag in tags if tag[0] != "K" or len(tag) == 2)
    )


def write_telegram(
    draw: Draw, story: Story, marking: Marking, moment: Moment, serial: int
) -> tuple[Body, str]:
    """Return a whole telegram, attributes included, and its precedence; its tags are `translate_tags`'."""
    word = ("UNCLASSIFIED", "", "CONFIDENTIAL", "SECRET")[marking.level]
    post = story.post.banner
    page = f"PAGE {{0:02d}}        {post[:6]}  {serial % 100000:05d}  {moment.group[:7]}"
    header, precedence = write_unrouted_header(draw, story.post, story.partners[:2], moment)
    codes = [pick(draw(), table.OFFICE_CODES) for _ in range(3 + int(draw() * 6))]
    distribution = "ACTION {}\n\nINFO  {}  /{:03d} W".format(
        codes[0], "  ".join(codes[1:]), 20 + len(codes) * 7
    )
    tags = translate_tags(story.tags) or (story.post.tag,)
    order, _ = write_order(draw, marking, moment.year, colon=True)
    references = [
        item
        for item in draw_references(draw, story.post, moment.year, serial)
        if item[2][:2] == f"{moment.year % 100:02d}"
    ]
    if len(references) == 1:
        references = [(None, *references[0][1:])]
    lines = [order, f"TAGS: {', '.join(tags)}", wrap(f"SUBJECT: {story.subject}", 60)]
    if references:
        joined = " ".join(f"({label}) {text}" if label else text for label, text, _ in references)
        lines.append(wrap(f"REF: {joined}", 60))
    paragraphs: list[Paragraph] = [
        (place, None, text.upper()) for place, text in enumerate(story.paragraphs, start=1)
    ]
    blocks = [wrap(f"{number}. {text}", 62) for number, _, text in paragraphs]
    if len(blocks) > 4:
        cut = blocks[3].find("\n", len(blocks[3]) // 2)
        if cut > 0:
            break_lines = f"\n{word}\n\n{word}\n\n{page.format(2)}\n\n"
            blocks[3] = blocks[3][:cut] + break_lines + blocks[3][cut + 1 :]
    signer = pick(draw(), table.SIGNERS)
    body = "\n\n".join(blocks)
    banner = " ".join(word) if marking.level else "UNCLAS"
    attributes = _write_attributes(draw, story, word, tags, moment, serial, references)
    parts = [
        f"{_RELEASE}\n\n\nMessage Text\n\n{word}\n\n{page.format(1)}\n\n{int(draw() * 90) + 10}",
        f"{distribution}\n                     --------------------- {int(draw() * 1000000):06d}",
        f"{header}\n\n{banner} {post} {serial:05d}\n",
        *lines,
        f"\n{body}\n{signer}\n\n{word}\n\n\nNNNN\n\n",
        f"{_RELEASE}\n\nMessage Attributes\n\n{attributes}",
    ]
    text = "\n".join(parts)
    return Body(
        text=text,
        references=tuple(references),
        paragraphs=tuple(paragraphs),
        summary=None,
        signer=signer,
        sections=None,
        declassify_on=None,
        classifier=None,
        reasons=(),
    ), precedence


def _write_attributes(
    draw: Draw,
    story: Story,
    word: str,
    tags: tuple[str, ...],
    moment: Moment,
    serial: int,
    references: list[tuple[str | None, str, str]],
) -> str:
    date = f"{moment.day:02d} {MONTHS[moment.month - 1]} {moment.year}"
    concepts = ", ".join(dict.fromkeys(pick(draw(), table.CONCEPTS) for _ in range(2)))
    post = story.post.banner
    values = {
        "Automatic Decaptioning": "X",
        "Capture Date": "01 JAN 1994",
        "Channel Indicators": "n/a",
        "Current Classification": "UNCLASSIFIED",
        "Concepts": concepts if draw() < 0.6 else "n/a",
        "Control Number": "n/a",
        "Copy": "SINGLE",
        "Draft Date": date if moment.year != 1977 else "",
        "Sent Date": date if moment.year == 1977 else "",
        "Disposition Action": "RELEASED",
        "Document Number": f"{moment.year}{post.replace(' ', '')[:6]}{serial:05d}",
        "Document Source": "CORE",
        "Drafter": "n/a",
        "Enclosure": "n/a",
        "Executive Order": "GS" if word != "UNCLASSIFIED" else "N/A",
        "Errors": "N/A",
        "Film Number": f"D{moment.year % 100}{int(draw() * 10000):04d}-{int(draw() * 10000):04d}",
        "From": post,
        "Handling Restrictions": "n/a",
        "Line Count": str(40 + int(draw() * 200)),
        "Locator": "TEXT ON-LINE, ON MICROFILM",
        "Office": "ACTION EUR",
        "Original Classification": word,
        "Original Handling Restrictions": "n/a",
        "Page Count": "2",
        "Reference": ", ".join(f"{cable_id[:2]} {text}" for _, text, cable_id in references) or "n/a",
        "Review Action": "RELEASED, APPROVED",
        "Status": "NATIVE",
        "Subject": story.subject,
        "TAGS": ", ".join(tags),
        "To": "STATE",
        "Type": "TE",
        "Markings": _RELEASE,
    }
    return "\n".join(f"{label}: {value}" for label, value in values.items() if value) + "\n"
