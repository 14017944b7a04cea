"""The TAGS line: where it stands, how far it goes, and the words it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from cableml.cable.late_pattern import compile_late
from cableml.cable.tag import canonical_tags, is_known, mend_word
from cableml.parsing.finding import Finding
from cableml.parsing.rules.tag_words import assemble_tags, is_settled_code

# The label with its mark. Before it a line start, a blank, or the end of the executive-order
# text that it is glued to (06TELAVIV687: DECL: 02/15/2016TAGS: ECON).
_LABEL: Final = re.compile(r"tags?(?![a-z]) ?[:;,.]?")  # on the lowered text: no flag, thus fast
# Any word of three to five letters at a line start that may be a slip of the label.
# The usual line: codes alone, and below it the subject or an empty line.
_USUAL: Final = re.compile(
    r"\nTAGS:[ \t]*([A-Z]{2,5}(?:(?:[ \t]*,[ \t]*|[ \t]+)[A-Z]{2,5})*+)[ \t]*\n(?:SUBJECT:|[ \t]*\n)"
)
_SLIP: Final = re.compile(r"^[ \t]*([A-Za-z]{3,5})(?: ?[:;]|(?=[ \t]))", re.MULTILINE)
# The next label; no letter stands before it. Its first letter comes first here, which makes the search fast.
_STOP: Final = compile_late(
    r"(?:S(?<![A-Z].)(?:UBJECTS?|UBJ|UBJET|UJECT|UBECT)|R(?<![A-Z].)(?:EF ?TELS?|EFS?)"
    r"|C(?<![A-Z].)LASSIFIED BY|D(?<![A-Z].)ERIVED FROM|E(?<![A-Z].)\.?O\.? ?1\d{4})"
    r"(?:\b|(?=[A-Z]?[:;(]))"
)
_PAGE_LINE: Final = compile_late(
    r"(?:(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE|NOFORN|SENSITIVE)\s{1,40})?"
    r"(?:PAGE\s{1,4}\d{1,3}\s{1,16}(?:[A-Z.']{2,16}\s{1,16}){1,3}?\d{3,6}\s{1,8}"
    r"(?:\d\d OF \d\d\s{1,8})?\d{6}Z?"
    r"|(?:[A-Z.']{2,16} ){1,3}\d{8}\s{1,4}\d{3}(?:\.\d)? OF \d{3})"
)
_PARAGRAPH: Final = compile_late(r"[ \t]*(?:¶|\(?\d{1,2}[.)]|\((?:U|C|S|SBU|C/NF|S/NF)\)|-{3,}|={3,})")
_WORD: Final = re.compile(r"[^\s,;()]+")
_WORD_BREAK: Final = re.compile(r"[\s,;()]+")
_LONGEST_INDENT: Final = 100
_MAX_LABELS: Final = 50
_MAX_LINES: Final = 12
_LONGEST_USUAL: Final = 1000
_PROSE, _MAYBE, _LABEL_FOR_SURE = range(3)


def find_tags(
    text: str, *, canonicalize: bool = True, year: int | None = None
) -> Finding[tuple[str, ...]] | None:
    """Return the tags of the first TAGS line, in its order, each once; None without such a line.

    A line without a code gives an empty tuple. With ``canonicalize`` what is certain is mended
    (see `cableml.cable.tag.mend_word`); a ``year`` then also resolves the vocabulary's aliases.
    Without it the words come back in upper case as they stand.

    Source: label, marks and run-on lines as counted in 5,055 development cables.
    """
    usual = _find_usual(text)
    if usual is not None:
        return Finding(_canonicalize(usual.value, year), usual.start, usual.end) if canonicalize else usual
    best: tuple[int, int, str] | None = None
    for start, value_start in islice(_labels(text), _MAX_LABELS):
        standing = _standing(text, start, value_start)
        if standing == _PROSE:
            continue
        value, end = _read_list(text, value_start)
        words = _WORD.findall(value.upper())[:6]
        sure = sum(map(_is_known_or_mended, words))
        long = any(len(word) > 2 and is_known(word) for word in words)
        most = 2 * sure >= len(words) or (is_known(words[0]) and len(words[0]) > 2) if words else False
        if not long and standing == _MAYBE:
            standing = _standing_of_short_codes(text, start, value)
        if sure and most and (long or standing == _LABEL_FOR_SURE):
            best = (start, end, value)
            break
        if best is None and standing == _LABEL_FOR_SURE:
            best = (start, end, value)
    if best is None:
        return None
    start, end, value = best
    tags = tuple(assemble_tags(value))
    return Finding(_canonicalize(tags, year) if canonicalize else tags, start, end)


def _find_usual(text: str) -> Finding[tuple[str, ...]] | None:
    """Return the words of a first TAGS line in the usual form (four of five cables), found in few steps."""
    match = _USUAL.search(text)
    if match is None or match.end() - match.start() > _LONGEST_USUAL:
        return None
    lowered = text.lower()
    if len(lowered) != len(text) or lowered.find("tag") != match.start() + 1:
        return None
    codes = match[1].replace(",", " ").split()
    if not all(map(_is_plain_code, codes)):
        return None
    return Finding(tuple(dict.fromkeys(codes)), match.start() + 1, match.end(1))


@lru_cache(maxsize=4096)  # a post writes about the same few things
def _canonicalize(tags: tuple[str, ...], year: int | None) -> tuple[str, ...]:
    mended = tuple(dict.fromkeys(mended for tag in tags for mended in mend_word(tag)))
    return canonical_tags(mended, year) if year is not None else mended


@lru_cache(maxsize=8192)
def _is_plain_code(word: str) -> bool:
    """Return whether a word of the list is a known code that stands for itself."""
    return _is_known_or_mended(word) and is_settled_code(word)


@lru_cache(maxsize=8192)
def _is_known_or_mended(word: str) -> bool:
    return any(map(is_known, mend_word(word)))


def _labels(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, start of value) of each place that may be the label, slips only if there is no other."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two letters
        lowered = text
    found = False
    for match in _LABEL.finditer(lowered):
        start = match.start()
        if not (start and lowered[start - 1].isalpha()):
            found = True
            yield start, match.end()
    if not found:
        for match in _SLIP.finditer(text):
            if _is_slip(match.group(1).upper()):
                yield match.start(1), match.end()


def _is_slip(word: str) -> bool:
    """Return whether the word is TAGS with one letter missing, more, wrong or swapped."""
    if word in ("TAGES", "TAGSS"):
        return True
    if sorted(word) == ["A", "G", "S", "T"]:
        return True
    if len(word) == 3:
        return any("TAGS"[:i] + "TAGS"[i + 1 :] == word for i in range(4))
    if len(word) == 4:
        return sum(a != b for a, b in zip(word, "TAGS", strict=True)) == 1
    return any(word[:i] + word[i + 1 :] == "TAGS" for i in range(5))


def _standing(text: str, start: int, value_start: int) -> int:
    """Return how surely the word is the label, by its mark, its letters and its place in the line."""
    line_start = text.rfind("\n", 0, start) + 1
    opens_line = not text[line_start:start].strip(' \t¶"*')
    marked = text[value_start - 1] in ":;"
    capitals = text[start : start + 3] == "TAG"
    if opens_line:
        return _LABEL_FOR_SURE if marked or not text[:line_start].strip() else _MAYBE
    if marked:
        return _LABEL_FOR_SURE if capitals else _MAYBE
    return _MAYBE if capitals else _PROSE


def _standing_of_short_codes(text: str, start: int, value: str) -> int:
    """Return how surely the label without colon opens a list of two-letter codes alone (TAGS RS, CS)."""
    opens_line = not text[text.rfind("\n", 0, start) + 1 : start].strip(' \t¶"*')
    words = [word for word in _WORD_BREAK.split(value.strip()) if word]
    codes = bool(words) and all(len(word) == 2 and is_known(word) for word in words)
    listed = len(words) == 1 or value.count(",") == len(words) - 1
    return _LABEL_FOR_SURE if opens_line and codes and listed and text.startswith("TAGS", start) else _MAYBE


def _read_list(text: str, start: int) -> tuple[str, int]:
    """Return the text of the list that begins at ``start``, page lines blanked, and its end."""
    value = ""
    end = start
    position = start
    for number in range(_MAX_LINES):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position : min(line_end, position + 2000)]
        upper = line.upper()
        if len(upper) != len(line):  # a letter whose capital is two letters
            upper = line
        if "PAGE" in upper or " OF " in upper:
            upper = _PAGE_LINE.sub(lambda match: " " * len(match.group()), upper)
        stop = _STOP.search(upper)
        if stop:
            upper = upper[: stop.start()]
        if number == 0:
            value, end = upper, position + len(upper.rstrip())
            if stop:
                break
        elif not upper.strip():
            # Blank lines end the list, but not one that has not begun.
            if value.strip() or stop:
                break
        elif _goes_on(value, upper, text, line_end, stopped=stop is not None):
            value, end = f"{value} {upper}", position + len(upper.rstrip())
            if stop:
                break
        else:
            break
        if line_end >= len(text):
            break
        position = line_end + 1
    return value, end


def _goes_on(value: str, line: str, text: str, line_end: int, *, stopped: bool) -> bool:
    """Return whether the line carries on the list read so far."""
    if _PARAGRAPH.match(line) or len(line) > 400:
        return False
    words = _WORD.findall(line)
    if not words:
        return False
    known = list(map(_is_known_or_mended, words))
    if value.rstrip().endswith((",", ";")) or value.count("(") > value.count(")"):
        return True
    if words == ["SIPDIS"] or not value.strip():
        return all(known) or words == ["SIPDIS"]
    if sum(known) * 2 > len(words) and all(known[:1]):
        return True
    # A phrase cut by the line end, with the next label right behind (07KUWAIT624).
    last = _WORD.findall(value)[-1:]
    if len(words) <= 2 and last and not _is_known_or_mended(last[0]) and ":" not in line:
        following = text[line_end + 1 : line_end + 40].lstrip(" \t").upper()
        return stopped or not following.strip() or _STOP.match(following) is not None
    return False
