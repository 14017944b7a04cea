"""The summary: the text between its heading and the words End Summary."""

from __future__ import annotations

import re
from typing import Final

from cableml.parsing.finding import Finding

_WORD: Final = r"(?:COMMENTS?|INTRODUCTION|ACTION[ \t]+REQUEST|ACTION|BACKGROUND|ANALYSIS|GUIDANCE|RECOMMENDATIONS?|NOTE|CONTEXT)"
_TITLE: Final = rf"SUMMARY(?:[ \t\n]*(?:/|,|&|-|\bAND\b)[ \t\n]*{_WORD}){{0,3}}"
_PARAGRAPH: Final = r"(?:¶ ?)?\d{1,3}[ \t]?[.)]?"
_MARK: Final = r"\(?[A-Z]{1,3}(?:[-/ ]{1,2}[A-Z]{1,8}){0,3}\)"
_HEADING: Final = re.compile(
    rf"^[ \t]*(?:{_PARAGRAPH})?[ \t]*(?:{_MARK})?[ \t]*(?:[-=*\u2010]{{2,}}[ \t]*)?(?:BEGIN[ \t]+|EXECUTIVE[ \t]+)?"
    rf"{_TITLE}(?=[ \t]*(?:$|[:.\-=\u2010(]))",
    re.IGNORECASE | re.MULTILINE,
)
_END: Final = re.compile(rf"\bEND(?:[ \t]+OF)?[ \t\n]*{_TITLE}\b", re.IGNORECASE)
_FIRST_PARAGRAPH: Final = re.compile(r"^[ \t]*(?:¶ ?)?\d{1,2}[ \t]?\.[ \t]*", re.MULTILINE)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n|[-=\u2010]{4,}")
_RULE: Final = re.compile(r"[-=_*\u2010]{3,}")
_AFTER_HEADING: Final = re.compile(r"[\s:.\-=_*\u2010]*")
_NUMBER: Final = re.compile(
    rf"^[ \t]*(?:¶ ?\d{{1,3}}[.)]?|\d{{1,3}}[.)](?!\d))[ \t]*(?:{_MARK})?", re.MULTILINE
)
_MARK_IN_FRONT: Final = re.compile(rf"\s*{_MARK}\s*")
_PAGE_LINE: Final = re.compile(r"(?:[A-Z][A-Z.']{1,16} ){1,3}\d{7,8}\s{1,4}\d{3}(?:\.\d)? OF \d{2,3}")


def find_summary(text: str) -> Finding[str] | None:
    """Return the summary with white space folded, or None where the cable has none.

    Paragraph numbers, marks and rules inside it are removed. Without an end mark it goes to
    the next blank line or rule; without a heading the first paragraph is the summary.
    """
    end_mark = _END.search(text)
    heading = _HEADING.search(text)
    if heading and end_mark and end_mark.end() <= heading.end():
        end_mark = _END.search(text, heading.end())
    if heading:
        start, value_start = heading.start(), heading.end()
    elif end_mark:
        first = _FIRST_PARAGRAPH.search(text, 0, end_mark.start())
        if first is None:
            return None
        start = value_start = first.start()
    else:
        return None
    if end_mark:
        value_end, end = end_mark.start(), end_mark.end()
    else:
        value_start = _AFTER_HEADING.match(text, value_start).end()  # type: ignore[union-attr]
        blank = _BLANK_LINE.search(text, value_start)
        value_end = end = blank.start() if blank else len(text)
    value = _clean(text[value_start:value_end])
    return Finding(value, start, end) if value else None


def _clean(value: str) -> str:
    value = _PAGE_LINE.sub(" ", value)
    value = _RULE.sub(" ", value)
    value = value.lstrip(" \t\n:.-")
    value = _NUMBER.sub(" ", value)
    marking = _MARK_IN_FRONT.match(value)
    if marking:
        value = value[marking.end() :]
    return " ".join(value.split()).strip("-( ")
