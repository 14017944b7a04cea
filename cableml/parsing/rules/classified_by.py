"""The Classified By statement: who classified the cable, in which office, and for which reasons."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from cableml.cable.cable import ClassifiedBy
from cableml.cable.cable_id import is_one_slip
from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding
from cableml.parsing.rules.names import is_known_word, is_title_word, read_persons, title_case

_LABEL: Final = re.compile(r"clas{1,3}i?f?i{0,2}e?d?[ \t\n]{1,4}by\b[ \t]*[:;.]?", re.IGNORECASE)
_BEFORE_SMALL: Final = re.compile(r"(?:^|[\n.:)])[ \t¶]*$")
_END_LINE: Final = re.compile(
    r"\n[ \t]*(?:¶[ \t]*\d|[1-9]\d?[ \t]?\.[ \t]*[(A-Z\"]|[-=]{3}|SUBJECT|TAGS|REFS?[: ]"
    r"|(?i:summary|introduction)\b)"
)
# What ends it inside a line, each with letters of small form without which it cannot stand there.
_ENDS_INSIDE: Final = (
    (("¶",), re.compile(r"\s¶[ \t]?\d")),
    (("(u", "(c", "(s"), re.compile(r"[12](?<=[\s.].)[ \t]?\.[ \t]*\((?:U|C|S|SBU)[/)]")),
    (("-----", "====", "-=", "=-"), re.compile(r"[-=]{5,}")),
    (("ummary", "\u017f"), re.compile(r"\s(?i:summary)\s?[:.]")),
)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n\s*")
_GOES_ON: Final = compile_late(r"(?i)(?:for\s|reason|1\.[3-8]|\(?[a-h]\)|and\s*\(|e\.?o\.?\s*12)")
# No figure or full stop stands before it, which is looked at behind the first letter: that is faster.
_SECTION: Final = re.compile(
    r"(?:[1Il](?<![\d.].)[ ]?[.,][ ]?([3-8])|1(?<![\d.].)([45])(?=[ ]?\())(?!\d)", re.DOTALL
)
_LETTER: Final = re.compile(
    r"[\s(),/&+;:\\\-–\[\]']*(?:(?i:and|or|section|(?P<range>through|thru|to))\b|,)?[\s(),/&+\[\]\-]*"
    r"(?:(?P<letter>[A-Ha-h])(?![A-Za-z'’])|(?<=\()(?P<letters>[A-Ha-h]{2,5})(?=\)))(?:\.(?=\)))?"
)
_AFTER_SECTION: Final = re.compile(r"[\s.,:]*")
_TAIL: Final = re.compile(r"[\s)]{0,3}[).\]]{1,3}")
_ALL_LETTERS: Final = "abcdefgh"
_REASON_WORDS: Final = ("REASON", "REASONS")
# What the part with the names ends before. The first letter stands in front of the look at the border before
# it, and small letters are searched as they are: each makes the search three times as fast.
_CUT_WORDS: Final = (
    r"[e(1subipdarf](?:(?<=\be)\.?\s?[o0]\.?\s?(?:1\d{4})?(?=[\s,.:)]|$)|(?<=\b\()1295\d|(?<=\b1)295\d"
    r"|(?<=\bs)ection\s+[1il][.,]|(?<=\bu)nder\b(?!\s?secretary)|(?<=\bp)(?:ursuant\b|er\b)"
    r"|(?<=\bb)(?:ased\s+(?:up)?on\b|ecause\b)|(?<=\bi)n\s+accordance\b|(?<=\bd)(?:ue\s+to\b|erived\b)"
    r"|(?<=\ba)s\s+per\b|(?<=\br) ?e ?a ?s ?[o0] ?n ?s?\b|(?<=\bf)[o0 ]{1,2}r? r?ea"
    r"|(?<![\d.]1)(?<=1)\s?[.,]\s?[3-8]\b|(?<=\b1)[45]\s?\()"
)
_CUT: Final = re.compile(_CUT_WORDS)
_CUT_ANY_CASE: Final = compile_late(_CUT_WORDS, re.IGNORECASE)
_BEFORE_SECTION: Final = compile_late(r"[\s:.;,]*(?:[1Il]\s?[.,]|1[45]\b|\(|section)", re.IGNORECASE)
_GLUED_FOR: Final = re.compile(r"(?<=[a-z]{3})for\s*\Z|(?<=[A-Z]{3})FOR\s*\Z")
_AD_INTERIM: Final = re.compile(r"(?i)(aff\w{3,6}|charge)(,?)\s{1,4}a\.\s?i\.?(?=\s)")
_WORD: Final = re.compile(r"[A-Za-z0]{5,9}")
_INNER_LABEL: Final = compile_late(r"(?i)\bclas{1,3}i?f?i{0,2}e?d?\s{1,3}by\b\s*[:;.]?|\bclassified\s*:")
_DANGLING: Final = re.compile(
    r"(?i)[\s,;:(\-–]+(?:f ?[o0]? ?r|n[o0]r|fro|for the|for the following|the|per|on|by|and|with|under"
    r"|due|both|this)?\Z"
)
_CORRECTION: Final = re.compile(r"\s*\(?(?:LINE|line|BLOCK|block)\b")
_BROKEN_OFF: Final = ("...", "…")
_COMMA_APOSTROPHE: Final = re.compile(r"(?<=\b[DdOoLl]),(?=[A-Za-z])")
_MOST_LABELS: Final = 6
_FULL_LINE: Final = 71
_NEW_WORD: Final = compile_late(r"(?i)(?:for\s+|per\s+)?(?:reasons?\b|e\.?o\.)|(?P<weak>1\.|\(|section)")
_SMALL_WORDS_TEXT: Final = """
for and of per reasons reason under by on acting the to as in based pursuant due because van von de der del
"""
_SMALL_WORDS: Final = frozenset(_SMALL_WORDS_TEXT.split())
_LONGEST: Final = 600


def find_classified_by(text: str, *, normalize: bool = False) -> Finding[ClassifiedBy] | None:
    """Return the Classified By statement, or None when the text has none.

    ``names`` are without titles, as written or, with ``normalize``, with first letters capital;
    ``reasons`` are written ``1.4(b)``, one entry a letter, in the order of the text, each once.
    Of several labels the first whose statement names a person counts, else the first.
    """
    first: Finding[ClassifiedBy] | None = None
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters have a longer small form
        lowered = text
    at = tried = 0
    while tried < _MOST_LABELS:
        place = lowered.find("clas", at)
        if place < 0:
            break
        at = place + 4
        label = _LABEL.match(text, place)
        if label is None:
            continue
        at = label.end()
        if label[0][0] == "c" and not _BEFORE_SMALL.search(text[max(0, place - 12) : place]):
            continue
        tried += 1
        if _CORRECTION.match(text, at):
            continue
        finding = _read_statement(text, label.start(), label.end(), normalize)
        if finding.value.names and not finding.value.text.endswith(_BROKEN_OFF):
            return finding
        if first is None or (finding.value.names and not first.value.names):
            first = finding
    return first


def _read_statement(text: str, start: int, at: int, normalize: bool) -> Finding[ClassifiedBy]:
    end = _find_end(text, at)
    line, places = _join_lines(text, start, at, end)
    value, size = _read_line(line)
    if size:
        end = min(end, places[size - 1] + 1)
    if normalize:
        value = replace(value, names=tuple([title_case(name) for name in value.names]))
    return Finding(value, start, end)


@lru_cache(maxsize=1024)  # a post's officers classify one cable after the other in the same words
def _read_line(line: str) -> tuple[ClassifiedBy, int]:
    """Return the statement on one line, and how much of it goes up to its reasons (0 where it has none)."""
    reasons, reasons_end = read_reasons(line)
    size = 0
    if reasons_end:
        tail = _TAIL.match(line, reasons_end)
        size = tail.end() if tail else reasons_end
        line = line[:size]
    line = line.rstrip()
    persons = read_persons(_COMMA_APOSTROPHE.sub("'", _person_part(line)))
    return ClassifiedBy(" ".join(line.split()), persons.names, persons.title, reasons), size


def _find_end(text: str, at: int) -> int:
    """Return where the statement ends: a next field or paragraph, or a blank line before other text."""
    window = min(len(text), at + _LONGEST)
    stop = _END_LINE.search(text, at, window)
    limit = stop.start() if stop else window
    small = text[at:limit].lower()
    for letters, pattern in _ENDS_INSIDE:
        for word in letters:
            if word in small:
                stop = pattern.search(text, at, window)
                if stop is not None and stop.start() < limit:
                    limit = stop.start()
                break
    broken = text.find("...", at, limit)
    if broken >= 0:
        limit = broken + 3
    for blank in _BLANK_LINE.finditer(text, at, limit):
        if not text[at : blank.start()].strip(" \t\n:"):
            continue
        if _SECTION.search(text, at, blank.start()) or not _GOES_ON.match(text, blank.end()):
            return blank.start()
    return limit


def _join_lines(text: str, start: int, at: int, end: int) -> tuple[str, list[int]]:
    """Return the statement on one line, and the place in ``text`` of each of its characters.

    A line cut after 71 characters goes on with its last word unless the next line begins with a blank.
    """
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip():
        line_start = start
    letters: list[str] = []
    places: list[int] = []
    while at < end:
        newline = text.find("\n", at, end)
        stop = end if newline < 0 else newline
        kept = text[at:stop].rstrip()
        letters.append(kept.replace("\\", " "))
        places.extend(range(at, at + len(kept)))
        cut = line_start + _FULL_LINE
        if at < cut < at + len(kept) and _is_cut_word(text, cut):
            letters[-1] = letters[-1][: cut - at] + letters[-1][cut - at + 1 :]
            del places[cut - at - len(kept)]
        if newline < 0:
            break
        full = len(text[line_start:stop].rstrip()) == _FULL_LINE
        if not full or text[newline + 1 : newline + 2].isspace() or _starts_word(kept, text, newline + 1):
            letters.append(" ")
            places.append(stop)
        at = line_start = newline + 1
    joined = "".join(letters)
    lead = len(joined) - len(joined.lstrip())
    return joined[lead:], places[lead:] or [start]


def _starts_word(line: str, text: str, at: int) -> bool:
    """Return True when a full line ended between words (01PARIS11204: ... SHARON WIENER / FOR REASONS)."""
    match = _NEW_WORD.match(text, at)
    return match is not None and (
        match["weak"] is None or line[-8:].rpartition(" ")[2].lower() in _SMALL_WORDS
    )


def _is_cut_word(text: str, cut: int) -> bool:
    """Return True when the blank at ``cut`` parts a word that a cut line broke (Andrew Y oung)."""
    if text[cut] != " " or not text[cut - 1].isalpha() or not text[cut + 1 : cut + 2].isalpha():
        return False
    left = text[max(0, cut - 24) : cut].split()[-1]
    right = text[cut + 1 : cut + 25].split()[0].rstrip(".,;:")
    if right.islower():
        return left[:1].isupper() and right not in _SMALL_WORDS and not is_title_word(right.upper())
    return left.isupper() and right.isupper() and len(left) == 2 and not is_known_word(left)


def read_reasons(line: str) -> tuple[tuple[str, ...], int]:
    """Return the reasons as ``1.4(b)``, each once, and the place behind the last letter (0 if none)."""
    reasons: list[str] = []
    end = 0
    for section in _SECTION.finditer(line):
        if end and section.start() - end > 24:
            break
        number = section[1] or section[2]
        at = _AFTER_SECTION.match(line, section.end()).end()  # type: ignore[union-attr]
        while True:
            match = _LETTER.match(line, at)
            if match is None:
                break
            if reasons and _starts_text(match, reasons[-1]):
                break
            letters = (match["letter"] or match["letters"]).lower()
            if match["range"] and reasons:
                letters = _ALL_LETTERS[_ALL_LETTERS.find(reasons[-1][-2]) : _ALL_LETTERS.find(letters[0]) + 1]
            for letter in letters:
                reason = f"1.{number}({letter})"
                if reason not in reasons:
                    reasons.append(reason)
            at = end = match.end()
    return tuple(reasons), end


def _starts_text(match: re.Match[str], last: str) -> bool:
    """Return True when a letter without a joining mark is no reason: a marking (C), a cut word."""
    letter = match["letter"] or match["letters"]
    between = match[0][: match[0].index(letter)]
    if between.strip(" )([]"):
        return False
    if "(" not in between and "[" not in between:
        return " " in between and ")" in between
    return " " in between and letter[0].lower() < last[-2]


def _person_part(line: str) -> str:
    """Return the part of a statement before its reasons, behind the last label inside it."""
    cut = _CUT.search(line.lower()) if line.isascii() else _CUT_ANY_CASE.search(line)
    limit = cut.start() if cut else len(line)
    for word in _WORD.finditer(line, 0, limit):
        if word[0][0] in "RrEe" and _is_reason_word(word[0]) and _BEFORE_SECTION.match(line, word.end()):
            limit = word.start()
            break
    part = line[:limit]
    if part.rstrip()[-3:] in ("for", "FOR"):
        part = _GLUED_FOR.sub("", part)  # 09STOCKHOLM679: Laura Kirkconnellfor reasons
    lowered = part.lower()
    if "aff" in lowered or "charge" in lowered:
        part = _AD_INTERIM.sub(r"\1\2 a.i.", part)
    if "cla" in lowered:
        ends = [inner.end() for inner in _INNER_LABEL.finditer(part)]
        if ends:
            part = part[ends[-1] :]
    while True:
        shorter = _DANGLING.sub("", part) if len(part) < 60 else part[:-60] + _DANGLING.sub("", part[-60:])
        if shorter == part:
            return part
        part = shorter


def _is_reason_word(word: str) -> bool:
    """Return True for REASON or REASONS with a letter missing, added, wrong or swapped."""
    capitals = word.upper().replace("0", "O")
    return any(is_one_slip(capitals, reason) for reason in _REASON_WORDS)
