"""Where one cable ends and the next begins in a text that holds several."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from cableml.cable.late_pattern import compile_late

_CAPITALS: Final = "[A-Z][A-Z .'-]{1,30}"
# What may open a cable: a page's labels, a transmission header, the part label of a 1970s file, the
# notice that stands for the header of an extract (10 % of the development cables).
_START: Final = re.compile(
    r"\n(?:[ \t]*+(?P<page>(?:Identifier|Reference ID|Canonical ID|Cable ID)[ \t]*+(?=\n|:))"
    r"|(?P<vzcz>VZCZ[A-Z]{1,6}\d{1,5}[ \t\\]*+(?=\n))"
    r"|(?P<dtg>[ZOPR](?: ?[ZOPR])? \d{6}Z [A-Z]{3} \d{2}\b[^\n]{0,40}\n[ \t]*+FM [A-Z])"
    r"|[ \t]*+(?P<part>Message Text)[ \t]*+(?=\n)"
    r"|(?P<notice>This record is a partial extract of the original cable\b))"
)
_NUMBER: Final = re.compile(
    rf"\n[ \t\",.]*+(?:U ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L"
    rf"|S ?E ?C ?R ?E ?T|LIMITED OFFICIAL USE)[A-Z /]{{0,20}}?"
    rf" (?:SECTION (?P<section>\d{{1,2}}) OF \d{{1,2}} )?(?P<post>{_CAPITALS}?) (?P<serial>\d{{3,7}})(?!\d)"
)
_STATION: Final = re.compile(r"\nDE (?P<station>[A-Z]{4,8}) ?#(?P<serial>\d{3,5})(?:/(?P<section>\d\d))?")
_PAGE_ID: Final = re.compile(r"\b\d\d[A-Z]{3,25}\d{1,7}\b")
_RELEASE: Final = compile_late(
    r"[ \t]*+(?:(?:(?:Margaret P\. Grafeld"
    r"|Sheryl P\. Walter)[ \t]*+)?(?:Declassified/Released[^\n]*)?+)[ \t]*+\Z"
)
_REACH: Final = 8000


class _Start(NamedTuple):
    at: int
    kind: str
    number: str | None  # post and serial, or station and serial, of the message
    section: int


def split_cables(text: str) -> list[str]:
    """Return the text cut before each cable's first line; joined, the parts give the text again.

    A cable begins with the labels of a web page, the notice of an extract, a transmission header, or the
    label ``Message Text``. Headers of the same number (a doubled block, a later section) do not begin a
    new cable, nor does a header behind the labels of its own page. A text of one cable comes back whole.
    """
    if text.count("VZCZ") + text.count("\nFM ") + text.count("Message Text") + text.count(
        "dentifier"
    ) + text.count("partial extract of") < 2 and (
        text.count("eference ID") + text.count("anonical ID") + text.count("able ID") < 2
    ):
        return [text]
    led = "\n" + text.replace("\r", " ") if "\r" in text else "\n" + text
    banners, stations = _Ahead(_NUMBER, led), _Ahead(_STATION, led)
    starts = [_read_start(led, match, banners, stations) for match in _START.finditer(led)]
    cuts = _choose(led, starts)
    if not cuts:
        return [text]
    borders = [0, *cuts, len(text)]
    return [text[low:high] for low, high in pairwise(borders)]


class _Ahead:
    """The next match of a pattern behind rising offsets; the text is scanned once."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._matches = pattern.finditer(text)
        self._next = next(self._matches, None)

    def find(self, start: int, end: int) -> re.Match[str] | None:
        """Return the first match that begins in a stretch, or None."""
        while self._next is not None and self._next.start() < start:
            self._next = next(self._matches, None)
        return self._next if self._next is not None and self._next.start() < end else None


def _read_start(text: str, match: re.Match[str], banners: _Ahead, stations: _Ahead) -> _Start:
    kind = match.lastgroup or "dtg"
    at = match.start()
    section = 1
    number: str | None = None
    if kind == "page":
        found = _PAGE_ID.search(text, at, at + 400)
        return _Start(at, kind, found[0] if found is not None else None, 1)
    if kind == "part":
        banner = banners.find(at, at + _REACH)
        return _Start(at, kind, _banner_number(banner) if banner is not None else None, 1)
    banner = banners.find(at, at + _REACH)
    station = stations.find(at, at + 2500)
    if banner is not None:
        number = _banner_number(banner)
        section = int(banner["section"] or 1)
    elif station is not None:
        number = f"{station['station']} {int(station['serial'])}"
        section = int(station["section"] or 1)
    return _Start(at, kind, number, section)


def _banner_number(banner: re.Match[str]) -> str:
    return f"{' '.join(banner['post'].split())} {int(banner['serial'])}"


def _choose(text: str, starts: list[_Start]) -> list[int]:
    """Return where cables begin, the first one left out, as offsets into the text without its lead."""
    cuts: list[int] = []
    open_page: _Start | None = None
    current: str | None = None
    for index, start in enumerate(starts):
        if start.kind == "page":
            if index and not (open_page is not None and open_page.number == start.number):
                cuts.append(start.at)
            open_page, current = start, None
            continue
        if start.kind == "part":
            # 1970s files: from one "Message Text" to the next, release lines above included.
            if index:
                cuts.append(_above_part(text, start.at))
            current = start.number
            continue
        if start.kind == "notice" and index and start.number != current:
            cuts.append(start.at)
            current = start.number
            continue
        if index == 0 or current is None:
            # The first header of all, or the header below the labels of its own page.
            current = start.number
            continue
        # A station's route and its banner name one post differently, so serials are compared.
        if start.number is None or _serial(start.number) == _serial(current) or start.section > 1:
            continue
        if start.kind == "dtg" and text.rfind("VZCZ", max(0, start.at - 600), start.at) >= 0:
            continue
        current = start.number
        cuts.append(start.at)
    return cuts


def _serial(number: str) -> str:
    return number.rsplit(" ", 1)[-1]


def _above_part(text: str, at: int) -> int:
    """Return the start of the release lines and empty lines above a part label, at most twelve lines up."""
    for _ in range(12):
        above = text.rfind("\n", max(0, at - 200), at)
        if above < 0 or not _RELEASE.match(text, above + 1, at):
            break
        at = above
    return at
