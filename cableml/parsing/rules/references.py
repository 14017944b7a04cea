"""The REF line: where it stands, where it ends, and the references it names."""

from __future__ import annotations

import re
from typing import Final

from cableml.cable.cable import Reference
from cableml.cable.cable_id import canonical_id, find_post, split_id
from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding
from cableml.parsing.rules.reference_items import is_item_ahead, read_items
from cableml.parsing.searching import find_words_in

_LABEL: Final = re.compile(
    r"(?:REF|(?<![A-Za-z])[Rr]ef)(?:ERENCES?|erences?|TELS?|tels?|\([Ss]\)|[Ss])?"
    r"(?:\.?[ \t]?[:;]|(?=[ \t.\-,])(?P<bare>[.,\-]?[ \t]))"
)
_BARE_CONTENT: Final = compile_late(
    r"[ \t]*(?:\(?[A-Z]\)?[.):]?[ \t]+)?(?:\d{2,4}[ \t]*)?([A-Z][A-Za-z'. ]{2,24}?)[ \t]+\d{2}"
)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*(?:¶[ \t]?\d{1,2}(?!\d)|[1-9][ \t]?\.[ \t]*(?:\(|[A-Z]))")
_REPEATED_HEAD: Final = re.compile(r"\n[ \t]*(?:SUBJECT|SUBJ|TAGS)\b|\bSUBJECT:")

_NEXT_LINE: Final = re.compile(
    r"\n[ \t\-=]*(?:"
    r"(?:\([A-Z/]{1,6}\)[ \t]*)?"
    r"(?i:(?:begin |executive )?summary\b|introduction\b|comment\b|background\b|action\s+request)"
    r"|¶[ \t]?\d{1,2}(?!\d)"
    r"|[1-9]\d?[ \t]?\.(?=[ \t]*[\n(A-Za-z\"])"
    r"|[1-9]\d?\)?[ \t]?\((?:U|C|S|SBU)\b"
    r"|refid:)"
)
# What ends the list inside a line: a quick word in small letters, and the pattern that must begin there.
_ENDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("clas", r"(?i:clas+[a-z]{2,7}\s{0,3}by\b|clas+if\w{2,4}:|classified\s)"),
        ("reason", r"(?i:reasons?\s?:)"),
        ("derived", r"(?i:derived\s+from\b)"),
        ("summary", r"(?i:summary)[ \t]*(?:[.:\n]|$|-{2})"),
        ("sensitive", r"(?i:sensitive\s+but)"),
        ("not for", r"(?i:not for internet)"),
        ("please", r"(?i:please\s+(?:protect|handle))"),
        ("entire", r"(?i:entire\s+text)"),
        ("this", r"(?i:this\s+(?:message|cable|is\s|telegram))"),
        ("note", r"(?:NOTE|Note)\s?:"),
        ("subj", r"(?<!\w)(?:SUBJECT|SUBJ)[ \t]?:"),
        ("tags", r"(?<!\w)TAGS[ \t]?:"),
        ("e.o", r"E\.O\.?[ \t]?\d{5}"),
        ("eo", r"(?<!\w)EO[ \t]?\d{5}"),
        ("sipdis", r"SIPDIS"),
        ("unclas", r"(?<!\w)UNCLAS\b"),
        ("c o ", r"C O (?:R R E|N F I)"),
        ("s e c", r"S E C R E"),
        ("u n c", r"U N C L A"),
        ("1.", r"(?<=\s)1\.[ \t]*(?=[(A-Z][A-Za-z/)])"),
        ("1 .", r"(?<=\s)1 \.[ \t]*(?=[(A-Z][A-Za-z/)])"),
        ("...", r"\.\.\."),
        ("-----", r"-"),
        ("=====", r"="),
        ("_____", r"_"),
        ("*****", r"\*"),
    )
)
_END_WORDS: Final = tuple([word for word, _ in _ENDS])
_OTHER_ENDS: Final = [("¶", re.compile(r"(?<=\s)¶[ \t]?\d{1,2}(?!\d)")), ("…", re.compile(r"…"))]
_OLD_PAGE_LINE: Final = compile_late(
    r"\n[ \t]*(?:(?:CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE)[ \t]*\n\s*)?"
    r"PAGE[ \t]+\d{1,3}[^\n]{0,60}"
    r"(?:\n[ \t]*(?:CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE)[ \t]*(?=\n))?"
)
_PAGE_LINE: Final = compile_late(
    r"(?:\b[A-Z][A-Z'. ]{1,23}\s{1,8})?"
    r"\b0\d{7}\s{1,8}\d{3}(?:\.\d{1,2})?(?:\s{1,3}(?:OF|of)\s{1,3}\d{1,3})?\b"
)
_BLANK_LINE: Final = re.compile(r"\n[ \t\\]*\n[\s\\]*")
_GOES_ON: Final = re.compile(
    r"(?:¶[ \t]*)?(?:(?:REF[ \t]+)?[(\[]?(?P<letter>[A-Za-z]{1,2})[.):\]][ \t]*[^\s]"
    r"|'?\(?\d{2,4}\)?[ \t-]*[A-Z][A-Za-z'. ]{2,24}?[ \t#-]*\d"
    r"|[A-Z][A-Z'. ]{2,24}[ \t#-]{1,4}\d{2,}|\d{3,}\b(?![.)])|AND\b|&)"
)
_OPEN_END: Final = re.compile(
    r"(?:[,;:&(\-]|\b(?:AND|and|WITH|with)|(?:^|[\s¶(])(?P<letter>[A-Z])[.)]"
    r"|\b\d\d|\b(?:19|20)\d\d|\b[A-Z][A-Za-z'. ]{2,20})[ \t\\]*$"
)
_LETTERS: Final = re.compile(r"(?:^|[\s¶(\[;,])([A-Za-z])[.):\]]")
_MARK_LETTER: Final = re.compile(r"\s*\((?P<letter>[CSU])\)[ \t]*")
_ITEM_REACH: Final = 400
_WINDOW: Final = 8_000
_MOST_COPIES: Final = 4


def find_references(
    text: str, *, year: int | None, own_id: str | None = None
) -> Finding[tuple[Reference, ...]] | None:
    """Return the items of the REF line in order, or None when there is no REF line.

    Parameters: ``text`` the head of a cable or a fragment; ``year`` (four figures) is taken where
    an item names none; ``own_id`` is left out of the result. An item comes once under its letter.
    A block that a first, cut-off copy broke is completed from the next copy. ``notes`` name the
    items that could not be read.
    """
    if year is None and own_id is not None:
        parts = split_id(own_id)
        year = parts.year if parts else None
    own = canonical_id(own_id) if own_id else None
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters have a longer small form
        lowered = text
    found: list[Reference] = []
    notes: list[str] = []
    start = end = at = 0
    for _ in range(_MOST_COPIES):
        label = _find_label(text, lowered, at)
        if label is None or (at and not _REPEATED_HEAD.search(text, end, label.start())):
            break
        if not at and _PARAGRAPH.search(text, 0, label.start()):
            break
        block_end = _find_end(text, lowered, label.end())
        block = _letter_before(text, label.start()) + _fold(text[label.end() : block_end])
        items = read_items(block, year)
        if not at:
            start, end = label.start(), label.end() + len(text[label.end() : block_end].rstrip())
        elif found and text.startswith(("...", "…"), at):
            found.pop()  # the first copy broke off inside this item
        _add_new(found, items.references, own, again=at > 0)
        notes += [
            f"REF: {unread!r} is left out: no cable, e-mail, call, report or paper" for unread in items.unread
        ]
        at = max(block_end, label.end())
    return Finding(tuple(found), start, end, tuple(notes)) if at else None


def is_reference_letter(text: str, at: int) -> bool:
    """Return whether the bracket at ``at`` is a letter of a list, as (C) behind (A) and (B), and no mark.

    The letter must follow the one before it, in brackets too, and have a reference behind it.
    """
    mark = _MARK_LETTER.match(text, at)
    if mark is None:
        return False
    before = f"({chr(ord(mark['letter']) - 1)})"  # none of (B), (R), (T) is a mark
    return text.find(before, max(0, at - _ITEM_REACH), at) >= 0 and is_item_ahead(text, mark.end())


def _add_new(found: list[Reference], read: list[Reference], own: str | None, *, again: bool) -> None:
    """Add what is not there yet; in a further copy the id alone tells, as letters may be lost there."""
    earlier = {reference.id for reference in found} if again else set()
    seen = {(reference.label, reference.id or reference.text) for reference in found}
    for reference in read:
        key = (reference.label, reference.id or reference.text)
        if key in seen or (reference.id is not None and (reference.id == own or reference.id in earlier)):
            continue
        seen.add(key)
        found.append(reference)


def _find_label(text: str, lowered: str, at: int) -> re.Match[str] | None:
    """Return the next REF label that opens a list; a mention in the text of a paragraph is none."""
    place = lowered.find("ref", at)
    while place >= 0:
        match = _LABEL.match(text, place)
        if match is not None and (match["bare"] is None or _opens_list(text, match)):
            return match
        place = lowered.find("ref", place + 3)
    return None


def _opens_list(text: str, match: re.Match[str]) -> bool:
    """Return True when a label without colon is followed by a cable (REF A WELLINGTON 721)."""
    content = _BARE_CONTENT.match(text, match.end() - 1)
    return content is not None and match[0][:3] == "REF" and find_post(content[1]) is not None


def _letter_before(text: str, place: int) -> str:
    """Return the letter that stands before its own label (A. REF AMMAN 222), or an empty string."""
    line = text.rfind("\n", 0, place) + 1
    return "A. " if text[line:place].strip(" \t¶.)") == "A" else ""


def _find_end(text: str, lowered: str, start: int) -> int:
    """Return where the block ends: at the next field, the first paragraph, or a blank line before prose."""
    limit = min(len(text), start + _WINDOW)
    next_line = _NEXT_LINE.search(text, start, limit)
    if next_line is not None:
        limit = next_line.start()
    ahead = lowered[start:limit]
    ends = [_ENDS[number] for number in find_words_in(ahead, _END_WORDS)]
    if not ahead.isascii():
        ends += _OTHER_ENDS
    for word, pattern in ends:
        place = lowered.find(word, start, limit)
        while place >= 0:
            if pattern.match(text, place):
                limit = place
                break
            place = lowered.find(word, place + len(word), limit)
    for blank in _BLANK_LINE.finditer(text, start, limit):
        if not text[start : blank.start()].strip():
            continue
        if not _goes_on(text[max(start, blank.start() - 400) : blank.start()], text, blank.end(), limit):
            return blank.start()
    return limit


def _goes_on(before: str, text: str, place: int, limit: int) -> bool:
    """Return True when the lines behind a blank line still belong to the list."""
    match = _GOES_ON.match(text, place, limit)
    if match is not None:
        letter = match["letter"]
        if letter is None or len(letter) == 2:
            # "(TS)" opens a paragraph, "AA." goes on with the list.
            return letter != "TS"
        letters = _LETTERS.findall(before)
        if (
            letter.upper() in "CSU"
            and letters
            and ord(letter.upper()) - ord(letters[-1].upper()) not in (0, 1)
        ):
            return False
        return not (letter.upper() in "SU" and not letters)
    left_open = _OPEN_END.search(before[-40:])
    if left_open is None or _ends_in_mark(before, left_open["letter"]):
        return False
    return left_open["letter"] is None or left_open["letter"] == "A" or len(_LETTERS.findall(before)) > 1


def _ends_in_mark(before: str, letter: str | None) -> bool:
    """Return True when the last bracket is the portion mark of a reference (TOKYO 418 (C)), not a label."""
    if letter is None or letter not in "CSU" or not before.rstrip().endswith(")"):
        return False
    letters = _LETTERS.findall(before)
    # Behind "A." and "B." a bracketed (C) is a mark, behind "(A)" and "(B)" it is the next label.
    return "(A)" not in before.upper() or len(letters) < 2 or ord(letter) - ord(letters[-2].upper()) != 1


def _fold(block: str) -> str:
    """Return the block on one line, without page lines and backslashes."""
    if "PAGE" in block:
        block = _OLD_PAGE_LINE.sub("\n", block)
    if "000" in block:
        block = _PAGE_LINE.sub(" ; ", block)
    return " ".join(block.replace("\\", " ").split())
