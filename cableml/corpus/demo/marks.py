"""Markings of demo cables: banners, captions, portion marks, executive order and classified-by lines."""

from __future__ import annotations

from dataclasses import dataclass

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo.story import LEVELS, Draw
from cableml.corpus.demo.world import pick

_BANNERS = ("UNCLAS", "UNCLAS", "CONFIDENTIAL", "SECRET")
_GROUPS = ("ZNR UUUUU ZZH", "ZNR UUUUU ZZH", "ZNY CCCCC ZZH", "ZNY SSSSS ZZH")
_PAGE_NAMES = ("UNCLASSIFIED", "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "CONFIDENTIAL", "SECRET")
# Spellings of a mark, the plain one first; the others are rare.
_SPELLINGS = {
    "U": ("U", "u"),
    "SBU": ("SBU",),
    "C": ("C", "c"),
    "C/NF": ("C/NF", "C//NF"),
    "S": ("S",),
    "S/NF": ("S/NF", "S//NF", "S/Noforn", "S-NF"),
}
_REASONS = (
    ("reasons 1.4 (b) and (d)", ("1.4(b)", "1.4(d)")),
    ("reasons 1.4 (b), (d)", ("1.4(b)", "1.4(d)")),
    ("reason 1.4 (b)", ("1.4(b)",)),
    ("reasons 1.4 (b,d)", ("1.4(b)", "1.4(d)")),
    ("reasons 1.4 b/d", ("1.4(b)", "1.4(d)")),
    ("reasons 1.4 (c) and (e)", ("1.4(c)", "1.4(e)")),
)
CUT_WIDTH = 71


@dataclass(frozen=True, slots=True)
class Marking:
    """The level of one cable (0 to 3) and how it is stamped on it."""

    level: int
    noforn: bool
    spaced: bool

    @property
    def banner(self) -> str:
        """The word or spaced letters in front of the post's name."""
        word = _BANNERS[self.level]
        return " ".join(word) if self.spaced and self.level > 1 else word

    @property
    def group(self) -> str:
        """The letter group of the transmission header."""
        return _GROUPS[self.level]

    @property
    def page_name(self) -> str:
        """The spelling of cable pages and dumps."""
        return _PAGE_NAMES[self.level] + ("//NOFORN" if self.noforn else "")

    @property
    def label(self) -> str:
        """The spelling of the contract."""
        return LEVELS[self.level]


def draw_marking(draw: Draw, level: int) -> Marking:
    """Return a marking of the level."""
    noforn = level > 1 and draw() < (0.11 if level == 2 else 0.4)
    return Marking(level, noforn, spaced=draw() < 0.93)


def draw_portion_marks(draw: Draw, marking: Marking, count: int) -> list[str]:
    """Return one portion mark a paragraph, in plain spelling; none is above the level, the first is at it."""
    suffix = "/NF" if marking.noforn else ""
    if marking.level == 0:
        return ["U"] * count
    if marking.level == 1:
        return ["SBU" if place == 0 or draw() < 0.8 else "U" for place in range(count)]
    own = ("C" if marking.level == 2 else "S") + suffix
    lower = "U" if marking.level == 2 else "C"
    return [own if place == 0 or draw() < 0.75 else lower for place in range(count)]


def spell_portion_mark(draw: Draw, mark: str) -> str:
    """Return the mark in brackets, now and then in one of its rarer spellings."""
    spellings = _SPELLINGS[mark]
    return f"({spellings[0] if draw() < 0.96 else pick(draw(), spellings)})"


def write_captions(draw: Draw, marking: Marking) -> list[str]:
    """Return the lines of captions below the banner."""
    lines = ["SIPDIS"]
    if marking.noforn:
        lines.insert(0 if draw() < 0.5 else 1, "NOFORN")
    if marking.level == 1:
        lines.insert(0 if draw() < 0.5 else 1, "SENSITIVE")
    if draw() < 0.32:
        lines.append("SIPDIS")
    return lines


def write_order(draw: Draw, marking: Marking, year: int, colon: bool) -> tuple[str, str | None]:
    """Return the executive-order line and the date of declassification it names (ISO), if any."""
    label = "E.O. " if colon else "EO "
    mark = ":" if colon else ""
    if year < 1982:
        return f"E.O. 1{1652 if year < 1979 else 2065}{mark} {'GDS' if marking.level > 1 else 'N/A'}", None
    number = 12356 if year < 1996 else 12958
    if marking.level < 2:
        return f"{label}{number}{mark} N/A", None
    if year < 1996:
        return f"{label}{number}{mark} DECL:OADR", None
    if draw() < 0.04:
        return f"{label}{number}{mark} DECL: X1", None
    month, day = 1 + int(draw() * 12), 1 + int(draw() * 28)
    until = year + (10 if draw() < 0.85 else 5)
    return f"{label}{number}{mark} DECL: {month:02d}/{day:02d}/{until}", f"{until}-{month:02d}-{day:02d}"


def write_classified_by(draw: Draw, names: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Return the classified-by statement in one line, the name and the reasons it states."""
    name = f"{pick(draw(), table.FIRST_NAMES)} {pick(draw(), 'ABCDEFGHJKLMNPRSTW')}. {names[0]}"
    reasons, codes = pick(draw(), _REASONS)
    label = pick(
        draw(),
        ("Classified By: ", "Classified By: ", "Classified By: ", "CLASSIFIED BY: ", "Classified by: "),
    )
    return f"{label}{pick(draw(), table.OFFICERS)} {name} for {reasons}.", name, codes
