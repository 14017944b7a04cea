"""Transmission headers of demo cables, with routes and without, and what precedes a pasted one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cableml.corpus.demo import _word_table as table
from cableml.corpus.demo.marks import Marking
from cableml.corpus.demo.story import Draw
from cableml.corpus.demo.world import Post

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_PRECEDENCES = ((0.45, "R", "ROUTINE"), (0.8, "P", "PRIORITY"), (1.0, "O", "IMMEDIATE"))
EXTRACT_NOTICE = (
    "This record is a partial extract of the original cable. "
    "The full text of the original cable is not available."
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a cable was sent, to the minute (UTC)."""

    year: int
    month: int
    day: int
    hour: int
    minute: int

    @property
    def iso(self) -> str:
        """The contract's form."""
        return f"{self.year}-{self.month:02d}-{self.day:02d}T{self.hour:02d}:{self.minute:02d}:00Z"

    @property
    def dump(self) -> str:
        """The form of the dump's second column."""
        return f"{self.month}/{self.day}/{self.year} {self.hour:02d}:{self.minute:02d}"

    @property
    def group(self) -> str:
        """The date-time group: ``080846Z FEB 06``."""
        return (
            f"{self.day:02d}{self.hour:02d}{self.minute:02d}Z {MONTHS[self.month - 1]} {self.year % 100:02d}"
        )

    @property
    def station(self) -> str:
        """The day of the year and the time, as in the station line: ``0390846``."""
        leap = self.month > 2 and self.year % 4 == 0
        day = _DAYS_BEFORE[self.month - 1] + self.day + leap
        return f"{day:03d}{self.hour:02d}{self.minute:02d}"


def draw_moment(draw: Draw, first_year: int, last_year: int) -> Moment:
    """Return a minute of the years given, both included."""
    year = first_year + int(draw() * (last_year - first_year + 1))
    return Moment(year, 1 + int(draw() * 12), 1 + int(draw() * 28), int(draw() * 24), int(draw() * 60))


def write_routed_header(
    draw: Draw, post: Post, partners: Sequence[Post], serial: int, moment: Moment, marking: Marking
) -> tuple[str, str]:
    """Return the header of the 2000s and the precedence in words."""
    letter, precedence = _draw_precedence(draw)
    routes = " ".join(dict.fromkeys(partner.route for partner in partners))
    pair = f"{letter} P" if letter == "O" and draw() < 0.15 else letter
    sign = " ZDK" if draw() < 0.03 else ""
    lines = [
        f"VZCZC{'XRO' if draw() < 0.7 else 'XYZ'}{int(draw() * 10000):04d}",
        f"{letter * 2} {routes or 'RUEHWEB'}",
        f"DE {post.route} #{serial % 10000:04d}{'/01' if draw() < 0.7 else ''} {moment.station}",
        marking.group,
        f"{pair} {moment.group}{sign}",
        f"FM {post.sender}",
        f"TO RUEHC/SECSTATE WASHDC {precedence if precedence != 'ROUTINE' else ''}".rstrip()
        + f" {int(draw() * 10000):04d}",
    ]
    front = "INFO "
    for partner in partners:
        word = " PRIORITY" if draw() < 0.4 else ""
        number = f" {int(draw() * 10000):04d}" if draw() < 0.7 else ""
        lines.append(f"{front}{partner.route}/{partner.sender}{word}{number}")
        front = ""
    agencies = table.AGENCIES
    for place in range(int(draw() * 4)):
        lines.append(f"{front}{agencies[(serial + place) % len(agencies)]}")
        front = ""
    return "\n".join(lines), precedence


def write_unrouted_header(
    draw: Draw, post: Post, partners: Sequence[Post], moment: Moment
) -> tuple[str, str]:
    """Return the header of the years before routes were kept, and the precedence in words."""
    letter, precedence = _draw_precedence(draw)
    word = f" {precedence}" if precedence != "ROUTINE" else ""
    lines = [
        f"{letter} {moment.group}",
        f"FM {post.sender}",
        f"TO SECSTATE WASHDC{word} {int(draw() * 10000):04d}",
        *(f"{'' if place else 'INFO '}{partner.sender}" for place, partner in enumerate(partners)),
    ]
    return "\n".join(lines), precedence


def write_page_front(cable_id: str, moment: Moment, marking: Marking, post: Post, subject: str) -> str:
    """Return the lines that come along when a cable is copied from a web page."""
    created = moment.iso.replace("T", " ").replace("Z", "")
    names = ("Identifier", "Created", "Classification", "Origin")
    values = (cable_id, created, marking.page_name, post.origin)
    return "\n".join((*names, *values, "Cable title:  ", "", subject, ""))


def _draw_precedence(draw: Draw) -> tuple[str, str]:
    value = draw()
    return next((letter, word) for bound, letter, word in _PRECEDENCES if value < bound)
