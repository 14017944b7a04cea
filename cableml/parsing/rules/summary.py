"""The summary: the text between its heading and the words End Summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding
from cableml.parsing.lines import cut_page_lines
from cableml.parsing.rules.open_lines import is_open_above, is_wrapped_number
from cableml.parsing.searching import find_forms, fold

_TOPIC: Final = (
    r"(?:comments?|introduction|action[ \t\n]+request|action|background|analysis|guidance"
    r"|recommendations?|note|context|overview|conclusion|objectives?|update)"
)
_JOINT: Final = r"[ \t\n]*(?:/|,|&|\+|\band\b)[ \t\n]*"
_MARK: Final = r"\(?[a-z]{1,3}(?:[-/ ]{1,2}[a-z]{1,8}){0,3}\)"
_NUMBER: Final = r"(?:(?:¶ ?)?\(?\d{1,3}[ \t]{0,2}[.,)]{0,2}|¶ ?i\.)"
# What stands in front of the word, on the lowered text. The word begins a line or follows a
# paragraph number (08TRIPOLI457: ... REASON: 1.4 (b), (d) 1. (C) Summary:).
_IN_FRONT: Final = re.compile(
    rf"(?:(?:\n|^)[ \t\"\\]*(?:{_NUMBER})?|(?<=[\s)]){_NUMBER}|(?<=[.)] )|(?<=[.)]  ))[ \t]{{0,8}}"
    rf"(?:{_MARK}[ \t]{{0,8}}){{0,2}}(?:[-=*\u2010]{{2,}}[ \t]*)?"
    rf"(?:begin[ \t]+|executive[ \t]+|(?:{_TOPIC}{_JOINT}){{1,2}})?\Z"
)
_BEHIND: Final = re.compile(
    rf"(?:{_JOINT}{_TOPIC}){{0,3}}(?=[ \t]*(?:\(|[:.=\\]|--?|\u2010|\Z|\n))"
    rf"(?:[ \t]*\({_TOPIC}[^()\n]{{0,20}}\))?"
)
_END_IN_FRONT: Final = re.compile(rf"\bend(?:[ \t\n]+of)?[ \t\n]*(?:{_TOPIC}{_JOINT}){{0,2}}\Z")
_END_BEHIND: Final = re.compile(rf"(?:{_JOINT}{_TOPIC}){{0,3}}")
_FIRST_PARAGRAPH: Final = compile_late(
    r"(?:^|(?<=\s))(?:¶ ?)?\d{1,2}[ \t]?[.)][ \t]*(?=\(|[A-Z])", re.MULTILINE
)
_STOP: Final = compile_late(r"\n[ \t\\]*\n|[-=\u2010]{4,}|\n[ \t]*¶? ?\d{1,2}\. ")
_LEAD: Final = re.compile(
    rf"[\s:.,;\-=_*\u2010\\]+|{_NUMBER}[ \t]*(?=\(|[A-Z\"“])|{_MARK}(?=[\s:])"
    rf"|summary(?:{_JOINT}{_TOPIC}){{0,3}}[ \t]*[:.\-]",
    re.IGNORECASE,
)
_INNER: Final = re.compile(
    rf"\n[ \t]*(?:¶ ?\d{{1,3}}[.)]?|(?P<number>\d{{1,3}})[.)](?!\d))[ \t]*(?P<mark>{_MARK})?", re.IGNORECASE
)
_WRAPPED: Final = re.compile(r"\n[ \t]*(\d{1,3})[.)]")
_RULE: Final = compile_late(r"[-=_*\u2010]{3,}")
_FORMS: Final = frozenset({"SUMMARY", "Summary", "summary"})
_FRONT: Final = 60
_BACK: Final = 120


def find_summary(text: str) -> Finding[str] | None:
    """Return the summary with white space folded, or None where the cable has none.

    Paragraph numbers, marks and rules inside it are removed. Without an end mark it goes to
    the next blank line, rule or paragraph; without a heading the first paragraph is the summary.
    A first copy that was cut off with dots gives way to the next heading.

    Source: 3,271 of 5,055 development cables have a heading, 3,090 an end mark.
    """
    heading: tuple[int, int] | None = None
    found: Finding[str] | None = None
    unread = False  # where an end mark follows, as it mostly does, the next blank line is not looked for
    for start, end, closes in _places(text):
        if closes:
            marked = _up_to_mark(text, heading, start, end)
            if marked is not None:
                return marked
            break
        if heading is not None:
            if unread:
                found = _up_to_blank(text, *heading) or found
            if found is not None and not found.value.endswith("..."):
                unread = False
                continue
        heading, unread = (start, end), True
    if heading is not None and unread:
        found = _up_to_blank(text, *heading) or found
    return found


def _places(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, closes) of each heading and each end mark of a summary."""
    for position in _words(text):
        after = position + len("summary")
        front = _small(text[max(0, position - _FRONT) : position])
        back = _small(text[after : after + _BACK])
        begin = position - len(front)
        mark = _END_IN_FRONT.search(front) if "end" in front else None
        if mark is not None:
            behind = _END_BEHIND.match(back)
            yield begin + mark.start(), after + (behind.end() if behind else 0), True
            continue
        behind = _BEHIND.match(back)
        opening = _IN_FRONT.search(front, max(0, front.rfind("\n"))) if behind else None
        if behind and opening and not _is_wrapped_word(text, position):
            yield begin + opening.start(), after + behind.end(), False


def _is_wrapped_word(text: str, position: int) -> bool:
    """Return whether the small word stands at a line's start only because the sentence was wrapped there."""
    if not text.startswith("s", position):
        return False
    line = text.rfind("\n", 0, position)
    return line > 0 and not text[line:position].strip() and is_open_above(text, line)


def _small(window: str) -> str:
    """Return the window in small letters, or as it is where that would change its length."""
    lowered = window.lower()
    return lowered if len(lowered) == len(window) else window


def _words(text: str) -> list[int]:
    """Return where the word summary stands: in capitals, with a capital, or small."""
    return [at for at in find_forms(text, "summary") if text[at : at + 7] in _FORMS]


def _up_to_mark(text: str, heading: tuple[int, int] | None, mark: int, end: int) -> Finding[str] | None:
    if heading is None:
        first = _FIRST_PARAGRAPH.search(text, 0, mark)
        if first is None:
            return None
        heading = (first.start(), first.start())
    value = _clean(text[heading[1] : mark])
    return Finding(value, heading[0], end) if value else None


def _up_to_blank(text: str, start: int, heading_end: int) -> Finding[str] | None:
    position = _skip_lead(text, heading_end)
    end = len(text)
    for stop in _STOP.finditer(text, position):
        before = text[position : stop.start()].rstrip(" \t\n\\")
        broken = before and (before[-1] == "," or (before[-1].isalpha() and before[-1].islower()))
        # A blank line inside a sentence ends nothing (06BUENOSAIRES350).
        wrapped = _WRAPPED.match(text, stop.start())
        if wrapped and is_wrapped_number(text, stop.start(), wrapped.end(1)):
            continue
        if not (broken and stop.group().endswith("\n") and _goes_on_small(text, stop.end())):
            end = stop.start()
            break
    value = _clean(text[position:end])
    return Finding(value, start, end) if value else None


def _goes_on_small(text: str, position: int) -> bool:
    following = text[position : position + 200].lstrip()
    return (
        bool(following)
        and following[0].isalpha()
        and following[:1] not in ("¶",)
        and "\n---" not in following
    )


def _skip_lead(text: str, position: int) -> int:
    """Return where the text begins behind rules, a paragraph number, a mark, the heading again."""
    for _ in range(12):
        lead = _LEAD.match(text, position)
        if lead is None or lead.end() == position:
            break
        position = lead.end()
    return position


def _drop_number(match: re.Match[str]) -> str:
    """Return the line's start without a paragraph number; a wrapped sentence keeps its own."""
    plain = match["number"] is not None and match["mark"] is None
    if plain and is_wrapped_number(match.string, match.start(), match.end("number")):
        return match[0]
    return "\n"


def _clean(value: str) -> str:
    value, _ = cut_page_lines(value)
    value = value[_skip_lead(value, 0) :]
    if "\n" in value:
        value = _INNER.sub(_drop_number, value)
    if "---" in value or "===" in value or "***" in value or "\u2010\u2010\u2010" in value or "___" in value:
        value = _RULE.sub(" ", value)
    if "\\" in value:
        value = value.replace("\\\n", "\n")
    return fold(value).strip("-( \\")
