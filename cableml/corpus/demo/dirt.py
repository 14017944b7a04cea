"""What transport and publication did to cables: wraps, page lines, odd characters, copies in the body."""

from __future__ import annotations

from dataclasses import dataclass

from cableml.corpus.demo.story import Draw


@dataclass(frozen=True, slots=True)
class Habits:
    """How one cable is written and what befell it; drawn once a cable, shares as counted in real ones."""

    layout: str
    wrapped: bool
    width: int
    trailing: bool
    pilcrow: bool
    numbered: bool
    marked: bool
    inline_headings: bool
    page_lines: str
    doubled: str
    apostrophe: str
    no_break: bool
    crlf: bool
    capitals: bool
    glued: bool
    backslash: bool
    redacted: bool
    corrected: bool
    listed: bool
    subject_marked: bool
    tags_line: bool


_LAYOUTS = (
    (0.70, "routed"),
    (0.785, "unrouted"),
    (0.855, "extract"),
    (0.935, "comma"),
    (0.965, "telegram"),
    (1.0, "pasted"),
)


def draw_habits(draw: Draw, level: int) -> Habits:
    """Return the habits of one cable; no telegram of the 1970s is of level 1, which came later."""
    value = draw()
    layout = next(name for bound, name in _LAYOUTS if value < bound)
    if layout == "telegram" and level == 1:
        layout = "unrouted"
    wrapped = draw() < 0.55
    return Habits(
        layout=layout,
        wrapped=wrapped,
        width=56 + int(draw() * 12),
        trailing=wrapped and draw() < 0.6,
        pilcrow=draw() < 0.87,
        numbered=draw() < 0.95,
        marked=draw() < 0.9,
        inline_headings=not wrapped and draw() < 0.3,
        page_lines=("own", "own", "inside", "none")[int(draw() * 4)],
        doubled=_one_of(draw(), ((0.04, "labels"), (0.07, "cut"), (1.0, ""))),
        apostrophe=_one_of(draw(), ((0.08, "curly"), (0.15, "comma"), (1.0, ""))),
        no_break=draw() < 0.02,
        crlf=draw() < 0.03,
        capitals=draw() < 0.015,
        glued=draw() < 0.015,
        backslash=draw() < 0.01,
        redacted=draw() < 0.12,
        corrected=draw() < 0.02,
        listed=draw() < 0.14,
        subject_marked=draw() < 0.022,
        tags_line=draw() < 0.985,
    )


def _one_of(value: float, bounds: tuple[tuple[float, str], ...]) -> str:
    return next(name for bound, name in bounds if value < bound)


def wrap(text: str, width: int) -> str:
    """Return the text with line ends at blanks so that no line is longer than ``width`` where words allow."""
    lines = []
    start, end = 0, len(text)
    while end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start:
            cut = text.find(" ", start + width)
            if cut < 0:
                break
        lines.append(text[start:cut])
        start = cut + 1
    lines.append(text[start:])
    return "\n".join(lines)


def cut_lines(text: str, width: int) -> str:
    """Return the text cut after ``width`` characters wherever that falls, as old message systems did."""
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def write_page_lines(draw: Draw, blocks: list[str], banner: str, serial: int, inside: bool) -> int:
    """Put page lines into the blocks of a body, in place, and return the number of sections they tell of."""
    n_sections = 2 + (len(blocks) > 9)
    dot = ".2" if draw() < 0.15 else ""
    for section in range(2, n_sections + 1):
        place = (len(blocks) * (section - 1)) // n_sections
        line = f"{banner} {serial:08d}  {section:03d}{dot} OF {n_sections:03d}"
        block = blocks[place]
        cut = block.find("\n", len(block) // 2) if not inside else block.find(" ", len(block) // 2)
        if cut < 0 or "\n\n" in block[:cut]:
            blocks.insert(place, line)
        elif inside:
            blocks[place] = f"{block[:cut]} {line.replace('  ', ' ')} {block[cut + 1 :]}"
        else:
            blocks[place] = f"{block[:cut]}\n\n{line} \n\n\n{block[cut + 1 :]}"
    return n_sections


def change_quotes(text: str, apostrophe: str) -> str:
    """Return the text with curly quotes, or with commas where apostrophes stood."""
    if apostrophe == "curly":
        return text.replace(' "', " “").replace('"', "”").replace("'", "’")
    return text.replace("'s ", ",s ") if apostrophe == "comma" else text
