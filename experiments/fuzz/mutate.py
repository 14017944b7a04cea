"""First inputs of the fuzz run and changes to them that respect the lines of a cable."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator, Sequence
from random import Random

from cableml.corpus.demo import DemoCable

PIECES = (
    "(", "[", "{", "(S", "/REL A", "/NF", "reason ", "1.4 ",
    "\r", "\r\n", "\x0c", "\xa0", "\u2028", "\ufeff", "\x00", "\\", "\\\n", "...\n", "¶", "¶1. (S) ",
    "1. (C) ", "(C) ", "(S//NF) ", "1. ", "99. (U) ", "TAGS: PREL, JA", "TAGS PREL", "SUBJECT: ",
    "REF: A. TOKYO 5", "(B) STATE 77", "E.O. 12958: DECL: 01/02/2018",
    "Classified By: DCM A. B. Smith. Reasons: 1.4 (b) and (d).", "SIPDIS", "VZCZCXRO1",
    "FM AMEMBASSY TOKYO", "TO RUEHC/SECSTATE WASHDC 1526", "INFO RUEHBJ/AMEMBASSY BEIJING", "ZNY SSSSS ZZH",
    "O 170814Z MAY 07", "S E C R E T SECTION 01 OF 02 TOKYO 000709", "UNCLAS TOKYO 000709",
    "TOKYO 00000709 002 OF 002", "PAGE 02 TOKYO 00709 01 OF 02 081730Z", "CONFIDENTIAL", "Summary:",
    "END SUMMARY.", "Comment:", "--------", "XXXX", "Message Text", "Message Attributes",
    "Document Number: 1975TOKYO02345", "Draft Date: 01 JAN 1975", "NNNN", "Identifier", "Created",
    "06TOKYO709", "2006-02-08 08:46:00", '"1","2/8/2006 8:46","06TOKYO709","Embassy Tokyo",',
    '{"id": "06TOKYO709", "text": "', "<html><pre>", "</pre>", "<table class='cable'>", "[PREL](#)",
    "\x1f\x8b", "\xff\xfe",
)  # fmt: skip


def seed_inputs(cables: Sequence[DemoCable], modes: int) -> Iterator[bytes]:
    """Yield first inputs: demo cables of every layout, alone, in pairs, and in each kind of file."""
    for number, cable in enumerate(cables):
        text = cable.text
        yield bytes([number % modes]) + text.encode()
        yield b"\x02" + (_write_row(cable), _write_page(cable), _write_line(cable))[number % 3].encode()
        if number % 4 == 0:
            yield b"\x01" + (text + "\n\n\n" + cables[number - 1].text).encode()
        if number % 7 == 0:
            yield b"\x02" + text.encode(("cp1252", "utf-16")[number % 2], "replace")


def _write_row(cable: DemoCable) -> str:
    stream = io.StringIO()
    row = (
        "1",
        cable.created,
        cable.id,
        cable.origin,
        cable.page_classification,
        "",
        cable.header,
        cable.body,
    )
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerow(row)
    return stream.getvalue()


def _write_page(cable: DemoCable) -> str:
    names = ("Reference ID", "Created", "Classification", "Origin")
    values = (cable.id, cable.created, cable.page_classification, cable.origin)
    rows = (
        "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row)
        for tag, row in (("th", names), ("td", values))
    )
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f"<html><body><table class='cable'>{table}</table><pre>{html.escape(cable.text)}</pre></body></html>"
    )


def _write_line(cable: DemoCable) -> str:
    return json.dumps({"id": cable.id, "text": cable.text})


def mutate_cable(data: bytes, rng: Random, demo: Sequence[str]) -> bytes:
    """Return the input with a few of its lines or words dropped, doubled, moved, joined or put in between."""
    mode = data[:1] or b"\x00"
    if rng.random() < 0.1:
        mode = bytes([rng.randrange(6)])
    text = data[1:].decode("utf-8", "surrogateescape")
    if not text or rng.random() < 0.05:
        text = rng.choice(demo)
    for _ in range(rng.randint(1, 4)):
        text = _change(text, rng, demo)
    return mode + text.encode("utf-8", "surrogateescape")


def _change(text: str, rng: Random, demo: Sequence[str]) -> str:
    """Return the text with one change."""
    lines = text.split("\n")
    here, there = rng.randrange(len(lines)), rng.randrange(len(lines))
    place = rng.randrange(len(text) + 1)
    kind = rng.randrange(9)
    if kind == 0:
        del lines[here : here + rng.randint(1, 5)]
    elif kind == 1:
        lines[here:here] = lines[there : there + rng.randint(1, 12)]
    elif kind == 2:
        lines[here], lines[there] = lines[there], lines[here]
    elif kind == 3:
        lines.insert(here, rng.choice(PIECES))
    elif kind == 4:
        other = rng.choice(demo).split("\n")
        start = rng.randrange(len(other))
        lines[here:here] = other[start : start + rng.randint(1, 20)]
    elif kind == 5:
        return text[:place] + rng.choice(PIECES) + text[place:]
    elif kind == 6:
        return text[:place] if rng.random() < 0.5 else text[place:]
    elif kind == 7:
        piece = rng.choice(PIECES) if rng.random() < 0.5 else text[place : place + rng.randint(1, 40)]
        joint = rng.choice(("", " ", "\n", "\n\n"))
        return text[:place] + (piece + joint) * rng.choice((3, 50, 800)) + text[place:]
    else:
        end = place + rng.randint(1, 60)
        return (
            text[:place]
            + rng.choice(("", " ", "\n", text[place:end].upper(), text[place:end].lower()))
            + text[end:]
        )
    return "\n".join(lines)
