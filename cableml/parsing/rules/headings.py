"""Section headings: short lines between paragraphs, with or without a row of dashes."""

from __future__ import annotations

import re
from typing import Final

# 08MANAMA492: "... migrant labor issues. -------- Training --------" all on one line.
_INLINE_RULE: Final = re.compile(r"[-=_*]{4,}[-=_* ]*+")
_CAPITALS_TAIL: Final = re.compile(
    r"[.?!)\"”](?P<words> {1,2}(?:\.\.\. ?)?[A-Z\"“][A-Z0-9 ,'’\"“”&;:/()?!-]{5,88})[ \n]*\Z"
)
_ENUMERATION: Final = re.compile(r"\(?[A-Za-z0-9]{1,3}[.)][ \t]")
_RULE_MARKS: Final = frozenset("-=_*~.")
_FIGURE: Final = re.compile(r"[0-9]")
_MAX_CHARS: Final = 90
_MAX_LINES: Final = 3
_REACH: Final = 360


def split_heading(text: str, start: int, end: int, *, whole: bool) -> tuple[int, str | None]:
    """Return where a paragraph's own text ends, and the heading that stands behind it (or None).

    ``whole`` tells that another paragraph follows; behind the last one nothing is a heading.
    """
    if not whole:
        return _drop_rules(text, start, end), None
    low = max(start, end - _REACH)
    tail = text[low:end].rstrip()
    if tail.endswith("."):
        # Most paragraphs end in a sentence; a heading that ends in a full stop has a row of dashes below.
        return low + len(tail), None
    newline = tail.rfind("\n")
    if len(tail) - newline > _MAX_CHARS + 30:
        return _inline_heading(text, start, low + newline + 1, low + len(tail))
    lines = tail.split("\n")
    bare = [line.strip() for line in lines]
    last = len(lines) - 1
    ruled = False
    while last >= 0:
        line = bare[last]
        if line:
            if not (line[0] in _RULE_MARKS and _is_rule(line)):
                break
            ruled = True
        last -= 1
    if last < 0:
        return (low, None) if low > start else (start, None)
    first = _first_heading_line(bare, last, ruled=ruled, at_start=low == start)
    if first is None:
        line_end = low + _width(lines, last + 1) - 1
        return _inline_heading(text, start, max(low, line_end - len(lines[last])), line_end)
    heading = " ".join(" ".join(bare[first : last + 1]).split()).strip("-=_*~ ")
    above = first - 1
    while above >= 0 and (not bare[above] or (bare[above][0] in _RULE_MARKS and _is_rule(bare[above]))):
        above -= 1
    return max(start, low + _width(lines, above + 1)), heading or None


def _width(lines: list[str], n: int) -> int:
    """Return how many characters the first ``n`` lines take, newlines included."""
    return len("\n".join(lines[:n])) + 1 if n else 0


def _is_rule(line: str) -> bool:
    """Return whether a line, without the blanks around it, is a row of dashes or the like."""
    return line[:1] in _RULE_MARKS and len(line) >= 3 and not line.strip("-=_*~.+ ")


def _first_heading_line(lines: list[str], last: int, *, ruled: bool, at_start: bool) -> int | None:
    """Return the index of the heading's first line, or None if ``lines[last]`` ends a paragraph.

    The lines have no blanks around them.
    """
    first = last
    while first > 0 and last - first < _MAX_LINES and lines[first - 1] and not _is_rule(lines[first - 1]):
        first -= 1
    block = lines[first : last + 1]
    opens = first == 0 and at_start
    isolated = first > 0 and (not lines[first - 1] or _is_rule(lines[first - 1]))
    if isolated and len(block) <= _MAX_LINES and _reads_as_heading(" ".join(block), ruled=ruled):
        return first
    # Single-spaced layout: the line above ends its sentence, this one does not end one.
    if not opens or len(block) > 1:
        before = lines[last - 1] if last else ""
        ends = bool(before) and before[-1] in '.!?)"”’:'
        item = not ruled and block[-1].startswith(("-", "*", "("))
        if ends and not item and _reads_as_heading(block[-1], ruled=ruled):
            return last
    return None


def _reads_as_heading(line: str, *, ruled: bool) -> bool:
    bare = line.strip("-=_*~ ")
    if not bare or len(bare) > _MAX_CHARS or bare.count(" ") > 13:
        return False
    if not "A" <= bare[0] <= "Z" and bare.upper() == bare.lower():
        return False
    if ruled:
        return bare[-1] != "." or len(bare) <= 60
    if bare[-1] in ".,;" or not (bare[0].isupper() or bare[0].isdigit() or bare[0] in "\"“'("):
        return False
    if line.startswith(("--", "- ", "* ", "•")) or _ENUMERATION.match(line):
        return False
    return _FIGURE.search(bare) is None or len(_FIGURE.findall(bare)) * 4 <= len(bare)


def _inline_heading(text: str, start: int, line: int, end: int) -> tuple[int, str | None]:
    """Return the cut in front of a heading that shares a line with the paragraph's end."""
    line = max(start, line)
    low = max(line, end - 220)
    rules = (
        list(_INLINE_RULE.finditer(text, low, end))
        if "---" in text[low:end] or "===" in text[low:end]
        else []
    )
    if not rules or text[rules[-1].end() : end].strip():
        return _capitals_heading(text, low, end)
    close = rules[-1]
    if len(rules) > 1 and 0 < close.start() - rules[-2].end() <= _MAX_CHARS:
        heading = " ".join(text[rules[-2].end() : close.start()].split())
        if heading:
            return max(start, rules[-2].start()), heading
    before = text[low : close.start()].rstrip()
    stop = max(before.rfind(mark) for mark in (". ", "? ", "! ", ".) ", '." ', ") "))
    if stop < 0:
        return end, None
    heading = " ".join(before[stop + 1 :].lstrip('.)"? !').split())
    if heading and _reads_as_heading(heading, ruled=True):
        return max(start, low + stop + 1), heading
    return end, None


def _capitals_heading(text: str, low: int, end: int) -> tuple[int, str | None]:
    """Return the cut in front of capitals that follow the paragraph's last sentence (08TRIPOLI577)."""
    match = _CAPITALS_TAIL.search(text, max(low, end - 110), end)
    if (
        match is None
        or text[low : match.start()].isupper()
        or not any(map(str.islower, text[low : match.start()]))
    ):
        return end, None
    heading = " ".join(match["words"].split())
    return match.start() + 1, heading


def _drop_rules(text: str, start: int, end: int) -> int:
    """Return the end of a text without the rows of dashes below it (at most ten of them)."""
    low = max(start, end - 2000)
    for _ in range(10):
        stripped = low + len(text[low:end].rstrip())
        line = text.rfind("\n", low, stripped) + 1
        if line <= low or not _is_rule(text[line:stripped].strip()):
            return stripped
        end = line
    return end
