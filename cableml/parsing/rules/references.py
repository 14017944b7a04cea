"""The REF line: where it stands, where it ends, and the references it names."""

from __future__ import annotations

import re

from cableml.cable.cable import Reference
from cableml.cable.cable_id import canonical_id, split_id
from cableml.parsing.finding import Finding
from cableml.parsing.rules.reference_items import read_items

_LABEL = re.compile(
    r"(?:REF|(?<![A-Za-z])[Rr]ef)(?:ERENCES?|erences?|TELS?|tels?|\([Ss]\)|[Ss])?(?:[ \t]?[:;]|(?=[ \t.\-,])(?P<bare>[.,\-]?[ \t]))"
)
_BEFORE_BARE = re.compile(r"(?:^|\n)[ \t]*(?:¶[ \t]*)?(?:A[.)][ \t]*)?$")
_BARE_CONTENT = re.compile(
    r"[ \t]*(?:\(?[A-Z]\)?[.):]?[ \t]*)?(?:\d{2,4}[ \t]*)?[A-Z][A-Za-z'. ]{2,24}[ \t]+\d"
)
_PARAGRAPH = re.compile(r"\n[ \t]*(?:¶[ \t]*\d|[1-9][ \t]?\.[ \t]*(?:\(|[A-Z]))")
_AGAIN = re.compile(r"\n[ \t]*(?:SUBJECT|SUBJ|TAGS)\b|\bSUBJECT:")
_STOP = re.compile(
    r"(?i:clas+[a-z]{2,7}\s{0,3}by\b|clas+if\w{2,4}:|classified\s)"
    r"|(?i:\breasons?\s?:|\bderived\s+from\b)"
    r"|\n[ \t\-=]*(?:\([A-Z/]{1,6}\)[ \t]*)?(?i:(?:begin\s|executive\s|introduction|background\b)?\s?summary\b|introduction|comment\b|background\b|action\s+request)"
    r"|(?i:\bsummary)[ \t]*(?:[.:\n]|$|-{2})"
    r"|\n[ \t]*(?:¶[ \t]*\d|[1-9]\d?[ \t]?\.(?=[ \t]*[\n(A-Za-z\"])|[1-9]\d?\)?[ \t]?\((?:U|C|S|SBU))"
    r"|\s¶[ \t]?\d|\s1[ \t]?\.[ \t]*(?=[(A-Z][A-Za-z/)])"
    r"|(?i:\bsensitive\s+but|\bnot\s+for\s+internet|\bplease\s+(?:protect|handle)|\bentire\s+text|\bthis\s+(?:message|cable|is\s|telegram))"
    r"|\b(?:SUBJECT|TAGS|SUBJ)[ \t]?:|\bE\.?O\.?[ \t]?\d{5}|\bSIPDIS|\bUNCLAS\b|C O R R E C|C O N F I|S E C R E|U N C L A"
    r"|\.\.\.|…|[-=_*]{5}|\n[ \t]*refid:"
)
_OLD_PAGE_LINE = re.compile(
    r"\n[ \t]*(?:(?:CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE)[ \t]*\n\s*)?"
    r"PAGE[ \t]+\d{1,3}[^\n]{0,60}(?:\n[ \t]*(?:CONFIDENTIAL|SECRET|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE)[ \t]*(?=\n))?"
)
_PAGE_LINE = re.compile(
    r"(?:\b[A-Z][A-Z'. ]{1,23}\s{1,8})?\b\d{8}\s{1,8}\d{3}(?:\.\d)?\s{1,3}OF\s{1,3}\d{3}\b"
)
_BLANK_LINE = re.compile(r"\n[ \t\\]*\n[\s\\]*")
_GOES_ON = re.compile(
    r"(?:¶[ \t]*)?(?:(?:REF[ \t]+)?[(\[]?(?P<letter>[A-Za-z]{1,2})[.):\]][ \t]*[^\s]"
    r"|'?\(?\d{2,4}\)?[ \t-]*[A-Z][A-Za-z'. ]{2,24}?[ \t#-]*\d"
    r"|[A-Z][A-Z'. ]{2,24}[ \t#-]{1,4}\d{2,}|\d{3,}\b(?![.)])|AND\b|&)"
)
_OPEN_END = re.compile(
    r"(?:[,;:&(\-]|\b(?:AND|and)|\b[A-Z][.)]|\([A-Z]\)|\b\d\d|\b[A-Z][A-Za-z'. ]{2,20}|WITH|with)[ \t\\]*$"
)
_LAST_LETTER = re.compile(r"(?:^|[\s¶(\[;,])([A-Za-z])[.):\]]")
_WINDOW = 12_000


def find_references(
    text: str, *, year: int | None, own_id: str | None = None
) -> Finding[tuple[Reference, ...]] | None:
    """Return the items of the REF line in order, each cable once, or None when there is no REF line.

    Parameters: ``text`` the head of a cable or a fragment; ``year`` (four figures) is taken where
    an item names none, ``own_id`` is left out of the result. A REF block that was cut off by a
    first partial copy is completed from the next copy.
    """
    if year is None and own_id is not None:
        parts = split_id(own_id)
        year = parts.year if parts else None
    own = canonical_id(own_id) if own_id else None
    found: list[Reference] = []
    seen: set[tuple[str | None, str]] = set()
    earlier: set[str | None] = set()
    start = end = -1
    at = 0
    while True:
        label = _find_label(text, at)
        if label is None or (start >= 0 and not _AGAIN.search(text, end, label.start())):
            break
        block_end = _find_end(text, label.end())
        block = _letter_before(text, label.start()) + " ".join(
            _drop_page_lines(text[label.end() : block_end]).split()
        )
        for reference in read_items(block, year):
            key = (reference.label, reference.id or reference.text)
            if key not in seen and (reference.id is None or reference.id not in (own, *earlier)):
                seen.add(key)
                found.append(reference)
        if start < 0:
            start = label.start()
            end = label.end() + len(text[label.end() : block_end].rstrip())
        earlier = {reference.id for reference in found}
        at = max(block_end, label.end())
    return None if start < 0 else Finding(tuple(found), start, end)


def _find_label(text: str, at: int) -> re.Match[str] | None:
    """Return the next REF label that opens a list; a mention in the text of a paragraph is none."""
    for match in _LABEL.finditer(text, at):
        if match["bare"] is not None:
            line = text.rfind("\n", 0, match.start()) + 1
            if not _BEFORE_BARE.search(text[line : match.start()]):
                continue
            if not _BARE_CONTENT.match(text, match.end() - 1):
                continue
        if at == 0 and _is_in_body(text, match.start()):
            return None
        return match
    return None


def _letter_before(text: str, place: int) -> str:
    """Return the letter that stands before its own label (A. REF AMMAN 222), or an empty string."""
    line = text.rfind("\n", 0, place) + 1
    return "A. " if text[line:place].strip(" \t¶.)") == "A" else ""


def _is_in_body(text: str, place: int) -> bool:
    return _PARAGRAPH.search(text, 0, place) is not None


def _find_end(text: str, start: int) -> int:
    """Return where the block ends: at the next field, the first paragraph, or a blank line before prose."""
    window = min(len(text), start + _WINDOW)
    stop = _STOP.search(text, start, window)
    limit = stop.start() if stop else window
    at = start
    for blank in _BLANK_LINE.finditer(text, start, limit):
        if not text[start : blank.start()].strip():
            continue
        if not _goes_on(text[at : blank.start()], text, blank.end(), limit):
            return blank.start()
        at = blank.end()
    return limit


def _goes_on(before: str, text: str, place: int, limit: int) -> bool:
    """Return True when the lines behind a blank line still belong to the list."""
    match = _GOES_ON.match(text, place, limit)
    if match is not None:
        letter = match["letter"]
        if letter is None or len(letter) == 2:
            return True
        last = _LAST_LETTER.findall(before)
        if letter.upper() in "CSU" and last and ord(letter.upper()) - ord(last[-1].upper()) not in (0, 1):
            return False
        return not (letter.upper() in "SU" and not last)
    return _OPEN_END.search(before[-40:]) is not None


def _drop_page_lines(block: str) -> str:
    if "PAGE" in block:
        block = _OLD_PAGE_LINE.sub("\n", block)
    if " OF " in block or "\nOF " in block:
        block = _PAGE_LINE.sub(" ; ", block)
    return block.replace("\\", " ")
