"""Cable text for language tools: what is not the writer's prose taken out."""

from __future__ import annotations

import re
from typing import Final

from cableml.parsing.lines import cut_page_lines

_MARK: Final = (
    r"(?:\(?(?:U|C|S|SBU|TS|LOU|FOUO)(?:[-/ ]{1,2}(?:NF|NOFORN|FOUO|FGI|SBU|N|REL(?: [A-Z, ]{2,40})?)){0,3}\)"
    r"|\((?:U|C|S|SBU|TS)(?:/{1,2}(?:NF|NOFORN))?(?= [A-Z]))"
)
_TOPIC: Final = r"(?:SUMMARY|COMMENT|INTRODUCTION|ACTION REQUEST|NOTE)"
_TOPICS: Final = rf"{_TOPIC}(?:[ \t\n]*(?:AND\b|&|/)[ \t\n]*{_TOPIC}){{0,2}}"
# The head of a paragraph: its number, its mark (a bracket may be missing), the words that open a
# summary or comment, alone or with rules around them.
_HEAD: Final = re.compile(
    r"(?m)^[ \t]*(?:¶[ \t]*)?(?:\d{1,3}[.)](?!\d)|(?<=¶)\d{1,3}(?!\d))?[ \t]*"
    rf"(?:{_MARK}[ \t]*)?(?:[-=*]{{3,}}[ \t]*)?"
    rf"(?:(?i:(?:BEGIN |EMBASSY )?{_TOPICS}[ \t]*(?::[ \t]*|[.-]+[ \t]*|$)))?(?:{_MARK}[ \t]*)?"
)
# Patterns that run over the whole text begin with a plain letter: that is what keeps them fast.
_END_WORDS: Final = rf"(?i:(?: OF)?[ \t\n]+{_TOPICS}\b)[.)\]]*"
_CLOSING: Final = re.compile(rf"E(?:ND|nd){_END_WORDS}")
_CLOSING_IN_BRACKETS: Final = re.compile(rf"[(\[]END{_END_WORDS}", re.IGNORECASE)
_INSIDE: Final = re.compile(r"(?:SUMMARY|Summary|COMMENT|Comment|NOTE|Note|INTRODUCTION|Introduction):[ \t]*")
_SENTENCE_ENDS: Final = (".", "?", "!", ")", '"', "\n")
_PAGE_LINE: Final = re.compile(
    r"(?m)^[ \t]*(?:[A-Z][A-Z.']{1,16} ){1,3}\d{5,8}[ \t]{1,4}\d{3}(?:\.\d)? OF \d{2,3}[ \t]*$"
)
_SIPDIS: Final = re.compile(r"(?m)^[ \t]*SIPDIS[ \t]*$")
_RULE: Final = re.compile(r"[-=_\u2010]{4,}")
_REDACTION: Final = re.compile(r"xx+X*|XXX+x*")
_EMPTY_LINES: Final = re.compile(r"\n[ \t]*\n[ \t\n]*")


def clean_content(text: str) -> str:
    """Return the text without paragraph numbers, marks, rules, page lines and redactions.

    SIPDIS lines and the words that open and close a summary or comment go as well; the rest
    stays in order, with its line ends; empty lines go.
    """
    text, _ = cut_page_lines(text)
    text = _EMPTY_LINES.sub("\n", text)
    if " OF " in text:
        text = _PAGE_LINE.sub("", text)
    if "SIPDIS" in text:
        text = _SIPDIS.sub("", text)
    if "(E" in text or "(e" in text or "[E" in text:
        text = _CLOSING_IN_BRACKETS.sub("", text)
    text = _CLOSING.sub("", text)
    text = _INSIDE.sub(_without_topic, text)
    text = _HEAD.sub("", text)
    text = _RULE.sub("", text)
    if "xx" in text or "XXX" in text:
        text = _REDACTION.sub(_without_redaction, text)
    return _EMPTY_LINES.sub("\n", text)


def _without_topic(match: re.Match[str]) -> str:
    """Drop the word that opens a summary or comment behind a sentence; keep it inside one."""
    before = match.string[max(0, match.start() - 6) : match.start()].rstrip(" \t")
    return "" if not before or before.endswith(_SENTENCE_ENDS) else match.group()


def _without_redaction(match: re.Match[str]) -> str:
    """Drop redaction letters; keep a name that ends or goes on with two of them (Foxx, Exxon)."""
    text, (start, end) = match.string, match.span()
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    inside = after.isalpha() or (before.isalpha() and end - start < 3)
    return match.group() if inside else ""
