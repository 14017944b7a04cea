"""Items of a REF block: lettered or not, cables as ids, and the other things a drafter refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cableml.cable.cable import Reference
from cableml.cable.cable_id import find_post, post_in_year
from cableml.cable.late_pattern import compile_late
from cableml.parsing.rules.reference_cables import FoundCable, find_cables, find_only_cable

_ITEM_LABEL: Final = re.compile(
    r"(?<![A-Za-z'’])(?:¶ ?)?(?:REFS? ?)?"
    r"(?:\((?P<round>[A-Za-z]|(?P<two>[A-Z])(?P=two))\)|\[(?P<square>[A-Za-z])\]"
    r"|(?P<closed>[A-Za-z]|(?P<pair>[A-Z])(?P=pair)) ?[.):](?![A-Za-z]\.)"
    r"|(?P<bare>[A-Z])(?=[ ]))"
)
_CABLE_AHEAD: Final = compile_late(
    r"[ '’(#]*(?:REF )?(?:(?:(?:19|20)?\d\d|O\d)\)?[ -]?)?"
    r"([A-Za-z0][A-Za-z0'’.]*(?:[ -][A-Za-z][A-Za-z0'’.]*){0,4}?)"
    r"[ ,:#-]{0,3}\d"
)
_EMAIL: Final = re.compile(r"(?i)\be-? ?mails?\b|\bemail")
_CALL: Final = compile_late(
    r"(?i)\btele?[- ]?cons?\b|\bphon|\bteleph|\bcalls?\b|\bconversations?\b|\bfonecon|\bsvtc|\bdvc\b"
)
_REPORT: Final = compile_late(
    r"(?i)\breports?\b|\bIIR\b|\bTDX?\b|\bOSC\b|\bFBIS\b|\bHUMINT\b|\bassessment\b|\bSPOTREP\b"
)
_DOCUMENT: Final = compile_late(
    r"(?i)\bFAM\b|\bFAH\b|\bletters?\b|\bfax(?:es)?\b|\bmemo|\bnotes?\b|\bdip-?notes?\b|\bpapers?\b|\bresolution"
    r"|\bUNSCR\b|\barticles?\b|\bminutes\b|\bdocuments?\b|\bCA-\d|\bairgram|\bclassnet|\bweb ?site"
    r"|\bintellipedia|\bagreement\b|\bMOU\b|\btreaty\b|\bguidance\b|\bnon-?papers?\b|\bhttp|\bwww\."
)
_LONGEST_OTHER: Final = 240
_LONGEST_UNREAD: Final = 60
_LONGEST_LINE: Final = 60
_TRIM: Final = " \t,;:.&-–/¶\\"
_EDGE_WORDS: Final = compile_late(
    r"(?i)^(?:(?:and|or|ref|previous|notal)\b[\s,:]*)+|[\s,]*\b(?:and|and previous|&)$"
)
_TITLE: Final = re.compile(r"\s*(?:\([^()]*\)|--?\s)")


class Items(NamedTuple):
    """The references of a block in order, and the items in it that could not be read."""

    references: list[Reference]
    unread: list[str]


def read_items(block: str, year: int | None) -> Items:
    """Return the items of a REF block.

    Parameters: ``block`` the text behind the label on one line, blanks folded, page lines
    removed; ``year`` the year of the cable itself (four figures), taken where an item names none.
    """
    items = Items([], [])
    for label, segment in _split_labels(block):
        before = len(items.references)
        for piece in segment.split(";"):
            if piece.strip(_TRIM):
                items.references.extend(_read_piece(piece, label, year))
        unread = segment.strip(_TRIM)
        if (
            len(items.references) == before
            and unread
            and unread.upper() not in ("N/A", "NONE", "NA", "NOTAL")
        ):
            items.unread.append(unread[:_LONGEST_UNREAD])
    return items


def _split_labels(block: str) -> Iterator[tuple[str | None, str]]:
    """Yield (letter, text) per item; a letter counts when its order or a cable behind it says so."""
    label: str | None = None
    start = 0
    for match in _ITEM_LABEL.finditer(block):
        letter = (match["round"] or match["square"] or match["closed"] or match["bare"]).upper()
        between = block[start : match.start()].strip(_TRIM)
        if letter != label or between:
            in_order = letter == _next_label(label)
            if match["bare"]:
                accepted = in_order and _is_cable_ahead(block, match.end())
            else:
                accepted = in_order or (
                    len(letter) == 1 and not _EMAIL.search(between) and _is_cable_ahead(block, match.end())
                )
            if not accepted:
                continue
            if between:
                yield label, block[start : match.start()]
        label = letter
        start = match.end()
    yield label, block[start:]


def _next_label(last: str | None) -> str:
    if last is None:
        return "A"
    if last == "Z":
        return "AA"
    return chr(ord(last[0]) + 1) * len(last)


def _is_cable_ahead(block: str, at: int) -> bool:
    match = _CABLE_AHEAD.match(block, at)
    return match is not None and find_post(match[1][-40:]) is not None


def is_item_ahead(text: str, at: int) -> bool:
    """Return whether a cable, or a line as short as an e-mail's or call's, stands behind a list's letter."""
    if _is_cable_ahead(text, at):
        return True
    line = text[at : at + _LONGEST_LINE].partition("\n")[0]
    return len(line) < _LONGEST_LINE and _other_kind(line) is not None


def _read_piece(piece: str, label: str | None, year: int | None) -> Iterator[Reference]:
    only = find_only_cable(piece)
    if only is not None:
        yield _build_reference(piece, label, only, year)
        return
    kind = _other_kind(piece)
    at = 0
    for cable in find_cables(piece, year, strict=kind is not None):
        if kind is not None:
            yield from _read_other(piece[at : cable.start], label, behind=at > 0)
        yield _build_reference(piece, label, cable, year)
        at = cable.end
    if kind is not None:
        yield from _read_other(piece[at:], label, behind=at > 0)


def _build_reference(piece: str, label: str | None, cable: FoundCable, year: int | None) -> Reference:
    cable_year = cable.year if cable.year is not None else year
    cable_id = None
    if cable_year is not None:
        cable_id = f"{cable_year % 100:02d}{post_in_year(cable.post, cable_year)}{cable.serial}"
    return Reference(piece[cable.start : cable.end].strip(_TRIM), label, cable_id)


def _other_kind(text: str) -> str | None:
    if _EMAIL.search(text):
        return "email"
    if _CALL.search(text):
        return "call"
    if _REPORT.search(text):
        return "report"
    return "document" if _DOCUMENT.search(text) else None


def _read_other(text: str, label: str | None, *, behind: bool) -> Iterator[Reference]:
    """Yield the item that is no cable; behind a cable a bracket or dash opens the title of that cable."""
    if behind and _TITLE.match(text):
        return
    trimmed = _EDGE_WORDS.sub("", text.strip(_TRIM)).strip(_TRIM)
    kind = _other_kind(trimmed)
    if kind is not None and len(trimmed) <= _LONGEST_OTHER:
        yield Reference(trimmed, label, None, kind)
