"""Cables named in one piece of a REF block: a walk over its words and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cableml.cable.cable_id import find_post, full_year
from cableml.cable.late_pattern import compile_late

_TOKEN: Final = compile_late(
    r"(?P<time>\d{6,8}Z\b)"
    r"|(?P<number>(?<![A-Za-z])(?:\d[\dO]*|O\d[\dO]*)(?![A-Za-z\d])|(?!(?<!\d)0[A-Za-z]{3})\d+)"
    r"|(?P<word>(?:(?<!\d)0(?=[A-Za-z]{3}))?[A-Za-z](?:[A-Za-z]|['’´`](?=[A-Za-z]))*(?:0(?![\w]))?)"
    r"|(?P<mark>[^\s\w])"
)
_SIMPLE: Final = re.compile(
    r"[ ,.:]*(?:((?:19|20)?\d\d) )?([A-Za-z]+(?: [A-Za-z]+){0,4}) 0*([1-9]\d{0,6})[ ,.]*\Z"
)
_SLASHED_DATE: Final = re.compile(r"\d{1,2}/\d{1,2}(?:-\d{1,2})?/(?:19|20)?\d\d\b")
_MONTHS_TEXT: Final = """
JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST
SEPTEMBER OCTOBER NOVEMBER DECEMBER
"""
_MONTHS: Final = frozenset(_MONTHS_TEXT.split())
_FILLERS: Final = frozenset(
    {"NO", "NR", "NUMBER", "NUMBERS", "CABLE", "CABLES", "TEL", "TELEGRAM", "MSG", "MESSAGE"}
)
_JOINERS: Final = frozenset({"AND", "OR", "ET", "REF", "REFS", "REFTEL", "REFTELS", "SEE", "ALSO"})
_BEFORE_POST: Final = _JOINERS | {
    "AMEMBASSY", "EMBASSY", "AMCONSUL", "CONSULATE", "USMISSION", "AMEMB", "EMB", "PREVIOUS", "NOTAL", "POST",
    "THE",
}  # fmt: skip
_NO_POST_TEXT: Final = """
AND PREVIOUS NOTAL PARA PARAS PART PAGE PAGES PARAGRAPH SECTION IIR TD TDX OSC FBIS UNSCR UNGA RES
RESOLUTION FAM FAH CFR USC EO NSPD HSPD PDD CIRCULAR NOTE DIPNOTE FAX MEMO LETTER REPORT EMAIL TELCON
DATED LICENSE SERIES ITEM CASE NUMBER RFI FY FOR FROM THE WITH CORRECTED VISAS TAGS SERIAL DECISION
ARTICLE ALDAC
"""
_NO_POST: Final = frozenset(_NO_POST_TEXT.split())
_YEAR_GAPS: Final = ("", "-", "'", "’", "-'", "/")
_EARLIEST_YEAR: Final = 1966
_LONGEST_POST: Final = 5
_LONGEST_NUMBER: Final = 9


class FoundCable:
    """A cable in a piece of text; ``year`` is the one written at it, or None; the place is in characters."""

    __slots__ = ("end", "post", "serial", "start", "year")

    def __init__(self, post: str, serial: int, year: int | None, start: int, end: int) -> None:
        self.post = post
        self.serial = serial
        self.year = year
        self.start = start
        self.end = end


class _Token:
    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end


def find_only_cable(piece: str) -> FoundCable | None:
    """Return the cable of a piece that names one in the plain form (05 BERLIN 3726), else None."""
    simple = _SIMPLE.match(piece)
    if simple is None:
        return None
    post = find_post(simple[2], repair=False)
    if post is None or (simple[1] and not _is_year(simple[1])):
        return None
    written = _read_year(simple[1]) if simple[1] else None
    return FoundCable(post, int(simple[3]), written, simple.start(1 if simple[1] else 2), simple.end(3))


def find_cables(piece: str, year: int | None, *, strict: bool) -> list[FoundCable]:
    """Return the cables that a piece names, in order.

    Parameters: ``year`` the year of the cable itself, no item is later; ``strict``: the piece also
    speaks of an e-mail, call, report or paper, so that only posts in exact spelling count.
    """
    walk = _Walk(piece, year, strict)
    walk.run()
    return walk.cables


class _Walk:
    """State of one walk: cables so far, words since the last number, a year waiting for its post."""

    __slots__ = ("cables", "fresh", "index", "piece", "strict", "tokens", "waiting", "words", "year")

    def __init__(self, piece: str, year: int | None, strict: bool) -> None:
        self.piece = piece
        self.year = year
        self.strict = strict
        self.tokens = [_Token(m.lastgroup or "", m[0], m.start(), m.end()) for m in _TOKEN.finditer(piece)]
        self.index = 0
        self.cables: list[FoundCable] = []
        self.words: list[_Token] = []
        self.waiting: tuple[int, int] | None = None
        self.fresh = False  # nothing but separators since the last cable

    def run(self) -> None:
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            if token.kind == "word":
                self.words.append(token)
            elif token.kind == "mark":
                self._take_mark(token)
            elif token.kind == "time":
                self.words.clear()
                self.fresh = False
            else:
                self._take_number(token)

    def _take_mark(self, token: _Token) -> None:
        if token.text == "(":
            self._take_bracket(token)
        elif token.text in ",&" and not (self._next_is_number() and _is_exact(self.words)):
            self.words.clear()

    def _next_is_number(self) -> bool:
        return self.index < len(self.tokens) and self.tokens[self.index].kind == "number"

    def _take_bracket(self, token: _Token) -> None:
        """Read ``(07)`` as a year, before a post or behind a number; skip other brackets behind an item."""
        at = self.index
        tokens = self.tokens
        if at < len(tokens) and tokens[at].text in ("'", "’"):
            at += 1
        if at + 1 < len(tokens) and tokens[at].kind == "number" and tokens[at + 1].text == ")":
            written = _read_year(tokens[at].text)
            if written is not None:
                self.index = at + 2
                if not (self.fresh and not self.words):
                    self.waiting = (written, token.start)
                elif self.cables[-1].year is None:
                    self.cables[-1].year = written
                    self.cables[-1].end = tokens[at + 1].end
                return
        if self.cables or self.words:
            for index in range(self.index, len(tokens)):
                if tokens[index].text == ")":
                    self.index = index + 1
                    return

    def _take_number(self, token: _Token) -> None:
        words, self.words = self.words, []
        if len(token.text) > _LONGEST_NUMBER:
            self.fresh = False
            return
        number = int(token.text.replace("O", "0"))
        if words:
            post = _resolve(words, strict=self.strict, figures=len(token.text))
            if post is not None:
                self._take_serial(token, number, *post, words)
                return
            if words[-1].text.upper() in _MONTHS:
                self._skip_year_of_date()
                return
        joined = all(word.text.upper() in _BEFORE_POST for word in words)
        if not joined or _SLASHED_DATE.match(self.piece, token.start):
            return
        written = _read_year(token.text)
        if written is not None and self._starts_post():
            self.waiting = (written, token.start)
        elif self.fresh:
            self._take_number_behind(token, number, bool(words))
        elif not self.cables and number:
            self._take_turned(token, number)

    def _take_serial(self, token: _Token, number: int, post: str, start: int, words: list[_Token]) -> None:
        if _SLASHED_DATE.match(self.piece, token.start):
            return
        written = None
        if self.waiting is not None and not any(
            letter.isalpha() and letter != "O" for letter in self.piece[self.waiting[1] : start]
        ):
            written, start = self.waiting
        if written is None and len(token.text) == 2 and self._next_is_number():
            follower = self.tokens[self.index]
            year = full_year(number)
            parted = self.piece[token.end : follower.start].strip()
            if not parted and len(follower.text) > 2 and (self.year is None or year <= self.year):
                # 09SANJOSE921: SAN JOSE 07 1963
                self.waiting, self.words = (year, start), words
                return
        self.waiting = None
        self.fresh = True
        if number and not (post == "TOSEC" and self.cables and self.cables[-1].post == "STATE"):
            self.cables.append(FoundCable(post, number, written, start, token.end))
        else:
            self.fresh = bool(self.cables) and post == "TOSEC"

    def _skip_year_of_date(self) -> None:
        """Skip ``, 2009`` behind a month and a day."""
        at = self.index
        if at < len(self.tokens) and self.tokens[at].text == ",":
            at += 1
        if at < len(self.tokens) and len(self.tokens[at].text) == 4 and _read_year(self.tokens[at].text):
            self.index = at + 1

    def _starts_post(self) -> bool:
        """Return True when a post and then a number follow, so that the number before is a year."""
        words: list[_Token] = []
        for token in self.tokens[self.index : self.index + 8]:
            if token.kind == "word" and len(words) < _LONGEST_POST:
                words.append(token)
            elif token.kind == "number":
                return (
                    bool(words) and _resolve(words, strict=self.strict, figures=len(token.text)) is not None
                )
            elif token.kind == "time" or token.text not in ".)-#,:'’":
                return False
        return False

    def _take_turned(self, token: _Token, number: int) -> None:
        """Read a number that stands before its post (870 Ulaanbaatar)."""
        rest = self.tokens[self.index :]
        if 0 < len(rest) <= _LONGEST_POST and all(word.kind == "word" for word in rest) and _is_exact(rest):
            post = find_post("".join(word.text for word in rest)) or ""
            self.cables.append(FoundCable(post, number, None, token.start, rest[-1].end))
            self.index = len(self.tokens)

    def _take_number_behind(self, token: _Token, number: int, after_word: bool) -> None:
        """Read a number that follows a cable: its year, a date behind it, or a further number of its post."""
        cable = self.cables[-1]
        gap = self.piece[cable.end : token.start].strip()
        if self.index < len(self.tokens) and self.tokens[self.index].text.upper() in _MONTHS:
            self.index += 1
            if self._next_is_number():
                # 10STATE369: STATE 99488 24 SEP 2009
                cable.year = cable.year or _read_year(self.tokens[self.index].text)
                self.index += 1
            return
        written = _read_year(token.text)
        if gap == "/" and token.text[0] != "0":
            written = None  # ROME 12/13 are two cables; 09PANAMA523: PANAMA 00725/08 is one of 2008
        if written is not None and not after_word and cable.year is None and gap in _YEAR_GAPS:
            if self.year is None or written <= self.year:
                cable.year, cable.end = written, token.end
            return
        if number and (after_word or gap in (",", "/", "&", "-") or (not gap and len(token.text) > 2)):
            self.cables.append(FoundCable(cable.post, number, cable.year, token.start, token.end))


def _is_year(text: str) -> bool:
    return _read_year(text) is not None


def _read_year(text: str) -> int | None:
    """Return the year that two or four figures name, or None."""
    figures = text.replace("O", "0")
    if len(text) not in (2, 4) or not figures.isdecimal():
        return None
    year = full_year(int(figures))
    return year if _EARLIEST_YEAR <= year < _EARLIEST_YEAR + 100 else None


def _is_exact(words: Sequence[_Token]) -> bool:
    return bool(words) and find_post("".join(word.text for word in words), repair=False) is not None


def _resolve(words: Sequence[_Token], *, strict: bool, figures: int) -> tuple[str, int] | None:
    """Return the post that the last words name, with its first character, or None.

    Behind words of prose a post counts only in capitals and before three figures or more.
    """
    end = len(words)
    while end > 1 and words[end - 1].text.upper() in _FILLERS:
        end -= 1
    near = words[max(0, end - _LONGEST_POST) : end]
    for exact in (True, False):
        if not exact and strict:
            break
        for first in range(len(near)):
            run = near[first:]
            if not exact and _is_no_post(run):
                continue
            post = find_post("".join(word.text for word in run), repair=not exact)
            if post is not None:
                before = words[: end - len(run)]
                plain = all(len(w.text) == 1 or w.text.upper() in _BEFORE_POST for w in before)
                return (post, run[0].start) if plain or (figures > 2 and run[-1].text.isupper()) else None
    return None


def _is_no_post(run: Sequence[_Token]) -> bool:
    if len(run) > 1 and len(run[0].text) == 1:
        return True
    return any(word.text.upper() in _NO_POST or word.text.upper() in _MONTHS for word in run)
