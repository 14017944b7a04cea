"""Cable text for language tools: what is not the writer's prose taken out."""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = (
    r"\(?(?:U|C|S|SBU|TS|LOU|FOUO|REL)(?:[-/ ]{1,2}(?:NF|NOFORN|FOUO|FGI|SBU|N|REL(?: [A-Z, ]{2,40})?)){0,3}\)"
    r"|\((?:U|C|S|SBU)(?:/{1,2}(?:NF|NOFORN))?(?= [A-Z])"
)
_NUMBER_AND_MARK: Final = re.compile(
    rf"^[ \t]*(?:¶ ?(?:\d{{1,3}}[.)]?)?|\d{{1,3}}[.)](?!\d))[ \t]*(?:{_MARK})?[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_MARK_ALONE: Final = re.compile(rf"^[ \t]*(?:{_MARK})[ \t]*", re.MULTILINE)
_PAGE_LINE: Final = re.compile(
    r"\s*^[ \t]*(?:[A-Z][A-Z.']{1,16} ){1,3}\d{7,8}\s{1,4}\d{3}(?:\.\d)? OF \d{2,3}[ \t]*$\s*", re.MULTILINE
)
_SIPDIS: Final = re.compile(r"\s*^[ \t]*SIPDIS[ \t]*$\s*", re.MULTILINE)
_RULE: Final = re.compile(r"[-=_\u2010]{4,}")
_TOPIC: Final = (
    r"(?:SUMMARY|COMMENT|INTRODUCTION|ACTION REQUEST|NOTE)"
    r"(?:[ \t\n]*(?:AND|&|/)[ \t\n]*(?:SUMMARY|COMMENT|INTRODUCTION|ACTION REQUEST|NOTE)){0,2}"
)
_OPENING: Final = re.compile(
    rf"(?:(?<=^)|(?<=\) )|(?<=\. ))[ \t]*(?:BEGIN )?{_TOPIC}[ \t]*[:.-]+[ \t]*", re.I | re.M
)
_CLOSING: Final = re.compile(rf"[(\[-]?\bEND(?: OF)?[ \t\n]+{_TOPIC}\b[.)\]-]*", re.I)
_REDACTION: Final = re.compile(r"[xX]{2,}(?![a-z])")


def clean_content(text: str) -> str:
    """Return the text without paragraph numbers, marks, rules, page lines and redactions.

    SIPDIS lines and the words that open and close a summary or comment go as well; the rest
    stays in order, line ends included.
    """
    text = _PAGE_LINE.sub("\n", text)
    text = _SIPDIS.sub("\n", text)
    text = _NUMBER_AND_MARK.sub("", text)
    text = _MARK_ALONE.sub("", text)
    text = _CLOSING.sub("", text)
    text = _OPENING.sub("", text)
    text = _RULE.sub("", text)
    return _REDACTION.sub("", text)
