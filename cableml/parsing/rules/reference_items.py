"""Items of a REF block: cables as ids, and the other things a drafter refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cableml.cable.cable import Reference
from cableml.cable.cable_id import find_post, full_year

_TOKEN = re.compile(
    r"(?P<time>\d{6,8}Z\b)"
    r"|(?P<number>(?<![A-Za-z])(?:\d[\dO]*|O\d[\dO]*)(?![A-Za-z\d])|(?!(?<!\d)0[A-Za-z]{3})\d+)"
    r"|(?P<word>(?:(?<!\d)0(?=[A-Za-z]{3}))?[A-Za-z](?:[A-Za-z]|['’´`](?=[A-Za-z]))*(?:0(?![\w]))?)"
    r"|(?P<mark>[^\s\w])"
)
_ITEM_LABEL = re.compile(
    r"(?<![A-Za-z'’])(?:¶ ?)?(?:REFS? ?)?"
    r"(?:\((?P<round>[A-Za-z]|(?P<two>[A-Z])(?P=two))\)|\[(?P<square>[A-Za-z])\]"
    r"|(?P<closed>[A-Za-z]|(?P<pair>[A-Z])(?P=pair)) ?[.):](?![A-Za-z]\.)"
    r"|(?P<bare>[A-Z])(?=[ ]))"
)
_CABLE_AHEAD = re.compile(
    r"[ '’(#]*(?:REF )?(?:(?:(?:19|20)?\d\d|O\d)\)?[ -]?)?([A-Za-z0][A-Za-z0'’.]*(?:[ -][A-Za-z][A-Za-z0'’.]*){0,4}?)"
    r"[ ,:#-]{0,3}\d"
)
_MONTHS_TEXT = """
JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST
SEPTEMBER OCTOBER NOVEMBER DECEMBER
"""
_MONTHS = frozenset(_MONTHS_TEXT.split())
_FILLERS_TEXT = """
NO NR NUMBER NUMBERS CABLE CABLES TEL TELEGRAM MSG MESSAGE SECTION
"""
_FILLERS = frozenset(_FILLERS_TEXT.split())
_JOINERS = frozenset({"AND", "OR", "ET"})
_NO_POST_TEXT = """
AND PREVIOUS NOTAL PARA PARAS PART PAGE PAGES PARAGRAPH SECTION IIR TD TDX OSC FBIS UNSCR UNGA RES
RESOLUTION FAM FAH CFR USC EO NSPD HSPD PDD CIRCULAR NOTE DIPNOTE FAX MEMO LETTER REPORT EMAIL TELCON
DATED LICENSE SERIES ITEM CASE NUMBER RFI FY FOR FROM THE WITH CORRECTED VISAS TAGS SERIAL DECISION
ARTICLE ALDAC
"""
_NO_POST = frozenset(_NO_POST_TEXT.split())
_EMAIL = re.compile(r"(?i)\be-? ?mails?\b|\bemail")
_CALL = re.compile(
    r"(?i)\btele?[- ]?cons?\b|\bphon|\bteleph|\bcalls?\b|\bconversations?\b|\bfonecon|\bsvtc|\bdvc\b"
)
_REPORT = re.compile(
    r"(?i)\breports?\b|\bIIR\b|\bTDX?\b|\bOSC\b|\bFBIS\b|\bHUMINT\b|\bassessment\b|\bSPOTREP\b"
)
_DOCUMENT = re.compile(
    r"(?i)\bFAM\b|\bFAH\b|\bletters?\b|\bfax(?:es)?\b|\bmemo|\bnotes?\b|\bdip-?notes?\b|\bpapers?\b|\bresolution"
    r"|\bUNSCR\b|\barticles?\b|\bminutes\b|\bdocuments?\b|\bCA-\d|\bairgram|\bclassnet|\bweb ?site|\bintellipedia"
    r"|\bagreement\b|\bMOU\b|\btreaty\b|\bguidance\b|\bnon-?papers?\b|\bhttp|\bwww\."
)
_LONGEST_OTHER = 240
_TRIM = " \t,;:.&-–/¶\\"
_EDGE_JOINER = re.compile(r"(?i)^(?:and|or|ref)\b[\s,:]*|[\s,]*\b(?:and|and previous|&)$")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Cable:
    post: str
    serial: int
    year: int | None
    start: int
    end: int


def read_items(block: str, year: int | None) -> Iterator[Reference]:
    """Yield the items of a REF block in order, cables and others; an unread item gives nothing.

    Parameters: ``block`` the text behind the label on one line, blanks folded, page lines
    removed; ``year`` the year of the cable itself (four figures), taken where an item names none.
    """
    for label, segment, shift in _split_labels(block):
        del shift
        yield from _read_segment(segment, label, year)


def _split_labels(block: str) -> Iterator[tuple[str | None, str, int]]:
    """Yield (label, text, offset) per lettered item; a letter counts when its order or a cable behind it says so."""
    label: str | None = None
    last: str | None = None
    start = 0
    for match in _ITEM_LABEL.finditer(block):
        if match.start() < start:
            continue
        letter = (match["round"] or match["square"] or match["closed"] or match["bare"]).upper()
        between = block[start : match.start()].strip(_TRIM)
        doubled = letter == last and not between
        if not doubled:
            ahead = _is_cable_ahead(block, match.end())
            in_order = letter == _next_label(last)
            if match["bare"]:
                accepted = in_order and ahead
            else:
                accepted = in_order or (ahead and len(letter) == 1 and not _ends_open(between))
            if not accepted:
                continue
            if between:
                yield label, block[start : match.start()], start
        label = last = letter
        start = match.end()
    yield label, block[start:], start


def _next_label(last: str | None) -> str:
    if last is None:
        return "A"
    if last == "Z":
        return "AA"
    return chr(ord(last[0]) + 1) * len(last)


def _ends_open(between: str) -> bool:
    """Return True when the text before a letter waits for more: initials of a name, not a label."""
    return bool(between) and _EMAIL.search(between) is not None


def _is_cable_ahead(block: str, at: int) -> bool:
    match = _CABLE_AHEAD.match(block, at)
    return match is not None and find_post(match[1][-40:]) is not None


def _read_segment(segment: str, label: str | None, year: int | None) -> Iterator[Reference]:
    for piece in segment.split(";"):
        if piece.strip(_TRIM):
            yield from _read_piece(piece, label, year)


def _read_piece(piece: str, label: str | None, year: int | None) -> Iterator[Reference]:
    kind = _other_kind(piece)
    cables = _find_cables(piece, year, strict=kind is not None)
    at = 0
    for cable in cables:
        if kind is not None:
            yield from _read_other(piece[at : cable.start], label)
        cable_year = cable.year if cable.year is not None else year
        cable_id = None if cable_year is None else f"{cable_year % 100:02d}{cable.post}{cable.serial}"
        yield Reference(piece[cable.start : cable.end].strip(_TRIM), label, cable_id, "cable")
        at = cable.end
    if kind is not None:
        yield from _read_other(piece[at:], label)


def _other_kind(text: str) -> str | None:
    if _EMAIL.search(text):
        return "email"
    if _CALL.search(text):
        return "call"
    if _REPORT.search(text):
        return "report"
    return "document" if _DOCUMENT.search(text) else None


def _read_other(text: str, label: str | None) -> Iterator[Reference]:
    trimmed = _EDGE_JOINER.sub("", text.strip(_TRIM)).strip(_TRIM)
    kind = _other_kind(trimmed)
    if kind is not None and len(trimmed) <= _LONGEST_OTHER:
        yield Reference(trimmed, label, None, kind)


def _find_cables(piece: str, year: int | None, *, strict: bool) -> list[_Cable]:
    """Return the cables a piece names, by one walk over its words and numbers.

    ``strict``: the piece also speaks of an e-mail, call, report or paper, so that only posts
    in exact spelling count.
    """
    tokens = [
        _Token(match.lastgroup or "", match[0], match.start(), match.end())
        for match in _TOKEN.finditer(piece)
    ]
    cables: list[_Cable] = []
    words: list[_Token] = []
    written_year: tuple[int, int] | None = None
    fresh = False  # nothing but separators since the last cable
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.kind == "word":
            words.append(token)
        elif token.kind == "time":
            words.clear()
            fresh = False
        elif token.kind == "mark":
            if token.text == "(":
                index, bracket = _read_bracket(tokens, index)
                if bracket is not None and fresh and not words:
                    if cables[-1].year is None:
                        cables[-1].year = full_year(bracket % 10000)
                        cables[-1].end = tokens[index - 1].end
                elif bracket is not None:
                    written_year = (full_year(bracket), token.start)
                elif cables or words:
                    index = _skip_bracket(tokens, index)
            elif token.text in ",&":
                if not (words and index < len(tokens) and tokens[index].kind == "number" and _exact(words)):
                    words.clear()
        else:
            number = int(token.text.replace("O", "0"))
            figures = len(token.text)
            resolved = _resolve(words, strict=strict) if words else None
            if resolved is None and words and words[-1].text.upper() in _MONTHS:
                index = _skip_date(tokens, index)
                words.clear()
                continue
            if resolved is not None and number and not _is_part_of_date(tokens, index):
                post, first = resolved
                begin, item_year = first, None
                if written_year is not None and _adjacent(piece, written_year[1], first):
                    item_year, begin = written_year[0], written_year[1]
                if not (post == "TOSEC" and cables and cables[-1].post == "STATE"):
                    cables.append(_Cable(post, number, item_year, begin, token.end))
                fresh, written_year = True, None
                words.clear()
                continue
            joined = _only_joiners(words)
            if figures in (2, 4) and joined and _starts_post(tokens, index) and _is_year(token.text):
                written_year = (full_year(number), token.start)
                words.clear()
                continue
            if fresh and joined and cables:
                index = _read_behind(piece, tokens, index, cables, year, bool(words))
            elif not cables and joined and number:
                turned = _read_turned(tokens, index, token)
                if turned is not None:
                    cables.append(turned)
                    return cables
            words.clear()
    return cables


def _read_bracket(tokens: Sequence[_Token], index: int) -> tuple[int, int | None]:
    """Return the index behind ``(07)`` or ``(2001)`` and the year, or the index unchanged and None."""
    at = index
    if at < len(tokens) and tokens[at].text in "'’":
        at += 1
    if at + 1 < len(tokens) and tokens[at].kind == "number" and tokens[at + 1].text == ")":
        text = tokens[at].text
        if len(text) in (2, 4) and _is_year(text):
            return at + 2, int(text.replace("O", "0"))
    return index, None


def _skip_bracket(tokens: Sequence[_Token], index: int) -> int:
    for at in range(index, len(tokens)):
        if tokens[at].text == ")":
            return at + 1
    return index


def _skip_date(tokens: Sequence[_Token], index: int) -> int:
    """Return the index behind ``24, 2009`` and the like, whose first number is before ``index``."""
    at = index
    if at < len(tokens) and tokens[at].text == ",":
        at += 1
    if (
        at < len(tokens)
        and tokens[at].kind == "number"
        and len(tokens[at].text) == 4
        and _is_year(tokens[at].text)
    ):
        return at + 1
    return index


def _is_part_of_date(tokens: Sequence[_Token], index: int) -> bool:
    """Return True when the number before ``index`` goes on as a date with two slashes (2/22/08)."""
    rest = tokens[index : index + 4]
    return (
        len(rest) == 4
        and rest[0].text == "/"
        and rest[1].kind == "number"
        and rest[2].text == "/"
        and rest[3].kind == "number"
        and len(rest[1].text) <= 2
    )


def _is_year(text: str) -> bool:
    return len(text) == 2 or text[:2] in ("19", "20")


def _adjacent(piece: str, start: int, first: int) -> bool:
    """Return True when only the figures, blanks and marks of a year stand between the two places."""
    return not any(letter.isalpha() and letter != "O" for letter in piece[start:first])


def _only_joiners(words: Sequence[_Token]) -> bool:
    return all(word.text.upper() in _JOINERS for word in words)


def _exact(words: Sequence[_Token]) -> bool:
    return find_post("".join(word.text for word in words), repair=False) is not None


def _resolve(words: Sequence[_Token], *, strict: bool) -> tuple[str, int] | None:
    """Return the post that the last words name, with its first character, or None."""
    end = len(words)
    while end > 1 and words[end - 1].text.upper() in _FILLERS:
        end -= 1
    near = words[max(0, end - 5) : end]
    for first in range(len(near)):
        post = find_post("".join(word.text for word in near[first:]), repair=False)
        if post is not None:
            return post, near[first].start
    if strict:
        return None
    for first in range(len(near)):
        if any(word.text.upper() in _NO_POST or word.text.upper() in _MONTHS for word in near[first:]):
            continue
        if len(near[first].text) == 1 and first + 1 < len(near):
            continue
        post = find_post("".join(word.text for word in near[first:]))
        if post is not None:
            return post, near[first].start
    return None


def _starts_post(tokens: Sequence[_Token], index: int) -> bool:
    """Return True when a post and then a number follow, so that the number before is a year."""
    words: list[_Token] = []
    for token in tokens[index : index + 8]:
        if token.kind == "word" and len(words) < 5:
            words.append(token)
        elif token.kind == "number":
            return bool(words) and _resolve(words, strict=False) is not None
        elif token.kind == "time" or token.text not in ".)-#,:'’":
            return False
    return False


def _read_turned(tokens: Sequence[_Token], index: int, number: _Token) -> _Cable | None:
    """Return the cable of a number that stands before its post (870 Ulaanbaatar)."""
    words = [token for token in tokens[index:] if token.kind == "word"]
    if len(words) == len(tokens) - index and 0 < len(words) < 5:
        post = find_post("".join(word.text for word in words), repair=False)
        if post is not None:
            return _Cable(post, int(number.text.replace("O", "0")), None, number.start, words[-1].end)
    return None


def _read_behind(
    piece: str,
    tokens: Sequence[_Token],
    index: int,
    cables: list[_Cable],
    year: int | None,
    joined_by_word: bool,
) -> int:
    """Take a number that follows a cable: its year, a date behind it, or a further number of the post."""
    token = tokens[index - 1]
    cable = cables[-1]
    number = int(token.text.replace("O", "0"))
    gap = piece[cable.end : token.start].strip()
    if index < len(tokens) and tokens[index].text.upper() in _MONTHS:
        at = index + 1
        if at < len(tokens) and tokens[at].kind == "number" and _is_year(tokens[at].text):
            if cable.year is None and len(tokens[at].text) in (2, 4):
                cable.year = full_year(int(tokens[at].text.replace("O", "0")))
            at += 1
        return at
    is_year = len(token.text) in (2, 4) and _is_year(token.text) and not joined_by_word
    if is_year and gap in ("", "-", "'", "’", "-'") and cable.year is None:
        if year is None or full_year(number) <= year:
            cable.year, cable.end = full_year(number), token.end
            return index
    if number and (
        gap in (",", "/", "&", "-", ", &") or joined_by_word or (gap == "" and len(token.text) > 2)
    ):
        cables.append(_Cable(cable.post, number, cable.year, token.start, token.end))
    return index
