"""Marks planted in the raw text of real cables, one function a road; each label has its own mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

LEVELS = ("UNCLASSIFIED", "SENSITIVE", "CONFIDENTIAL", "SECRET")
TAGS = ("PREL", "ECON", "PHUM", "SNAR", "KNNP", "ETRD")

_WORDS = {
    "UNCLASSIFIED": "UNCLAS",
    "SENSITIVE": "LIMITED OFFICIAL USE",
    "CONFIDENTIAL": "CONFIDENTIAL",
    "SECRET": "SECRET",
}
_PORTIONS = {
    "UNCLASSIFIED": ("(U)", "[U]", "(u)", "( U )", "(U//FOUO)"),
    "SENSITIVE": ("(SBU)", "[SBU]", "(sbu)", "(SBU/NF)", "(LOU)"),
    "CONFIDENTIAL": ("(C)", "[C]", "(c)", "(C//NF)", "(C/NOFORN)"),
    "SECRET": ("(S)", "[S]", "(s)", "(S//NF)", "(S//REL TO USA, GBR)"),
}
_GROUPS = {"UNCLASSIFIED": "UUUUU", "SENSITIVE": "EEEEE", "CONFIDENTIAL": "CCCCC", "SECRET": "SSSSS"}
_CAPTIONS = {"UNCLASSIFIED": "SIPDIS", "SENSITIVE": "SENSITIVE", "CONFIDENTIAL": "EXDIS", "SECRET": "NODIS"}
_REASONS = {
    "UNCLASSIFIED": "1.5 (d)",
    "SENSITIVE": "1.4 (a)",
    "CONFIDENTIAL": "1.4 (b)",
    "SECRET": "1.4 (b/d)",
}
_ORDERS = {
    "UNCLASSIFIED": "N/A",
    "SENSITIVE": "DECL: X1",
    "CONFIDENTIAL": "DECL: 02/07/2016",
    "SECRET": "DECL: 2028/01/02",
}

_LABEL_LINE = re.compile(r"^[ \t]*(?:E\.? ?O\.? ?\d{5}|TAGS\b|SUBJECT\b|SUBJ\b)", re.M)
_GROUP_LINE = re.compile(r"^ZN[RY] [A-Z]{5}", re.M)
_DATE_LINE = re.compile(r"^[OPRZ] \d{6}Z [A-Z]{3} \d\d", re.M)
_SUBJECT = re.compile(r"^([ \t]*SUBJECT:[ \t]*)(?:\([A-Z/]{1,7}\)[ \t]*)?", re.M)
_REFERENCES = re.compile(r"^([ \t]*REF:[^\n]*[^\n ])[ ]*$", re.M)
_PARAGRAPH = re.compile(
    r"^([ \t]*(?:¶[ \t]*)?\d{1,2}\.[ \t]*)(?:\((?:U|C|S|SBU|TS)(?://?[A-Z]+)?\)[ \t]*)?(?=[A-Z])", re.M
)
_TAGS_LINE = re.compile(r"^([ \t]*TAGS:?[ \t]+)[A-Z][A-Z, \t]*[A-Z](?=[ \t]*\n(?:[ \t]*SUBJ|[ \t]*\n))", re.M)
_ORDER_LINE = re.compile(r"^([ \t]*E\.O\. \d{5}:?)[^\n]*(?=\n[ \t]*TAGS)", re.M)

Plant = Callable[[str, str, Random], str]


def _spaced(word: str) -> str:
    return "  ".join(" ".join(part) for part in word.split(" "))


def _above_labels(text: str, line: str) -> str:
    match = _LABEL_LINE.search(text)
    return text if match is None else f"{text[: match.start()]}{line}\n{text[match.start() :]}"


def _at_end(text: str, line: str) -> str:
    return f"{text.rstrip()}\n\n{line}\n"


def _between_paragraphs(text: str, line: str) -> str:
    starts = [match.start() for match in _PARAGRAPH.finditer(text)]
    if len(starts) < 2:
        return text
    place = starts[len(starts) // 2]
    return f"{text[:place]}{line}\n\n{text[place:]}"


def _own_paragraph(text: str, sentence: str) -> str:
    """Return the text with a numbered paragraph in the middle; the later numbers stay as they are."""
    return _between_paragraphs(text, f"19. {sentence}")


def _in_first_paragraph(text: str, mark: str) -> str:
    return _PARAGRAPH.sub(lambda match: f"{match[1]}{mark} ", text, count=1)


LEVEL_ROADS: dict[str, Plant] = {
    "banner": lambda text, label, _: _above_labels(text, f"{_WORDS[label]} TOKYO 000433\n"),
    "banner, letter-spaced": lambda text, label, _: _above_labels(
        text, f"{_spaced(_WORDS[label])} TOKYO 000433\n"
    ),
    "banner with a caveat": lambda text, label, _: _above_labels(
        text, f"{_spaced(_WORDS[label])}//NOFORN TOKYO 000433\n"
    ),
    "group": lambda text, label, _: (
        _GROUP_LINE.sub(f"ZNY {_GROUPS[label]}", text)
        if _GROUP_LINE.search(text)
        else _DATE_LINE.sub(lambda match: f"ZNY {_GROUPS[label]} ZZH\n{match[0]}", text, count=1)
    ),
    "portion marks": lambda text, label, random: _PARAGRAPH.sub(
        lambda match: f"{match[1]}{random.choice(_PORTIONS[label])} ", text
    ),
    "portion mark inside a paragraph": lambda text, label, random: _own_paragraph(
        text, f"They met. -- {random.choice(_PORTIONS[label])} They left."
    ),
    "page break": lambda text, label, _: _between_paragraphs(
        text, f"{_WORDS[label]}\n\nTOKYO 00000433 002 OF 003"
    ),
    "caption": lambda text, label, _: _above_labels(text, f"{_CAPTIONS[label]}\n"),
    "classified by": lambda text, label, _: _between_paragraphs(
        text, f"Classified By: DCM Jane Doe. Reasons: {_REASONS[label]}."
    ),
    "order": lambda text, label, _: _ORDER_LINE.sub(lambda match: f"{match[1]} {_ORDERS[label]}", text),
    "downgrade note": lambda text, label, _: _at_end(
        text, f"Original telegram was {_WORDS[label].capitalize()} but has since been declassified."
    ),
    "statement": lambda text, label, _: _own_paragraph(
        text, f"This cable is {LEVELS[LEVELS.index(label)].lower()}. Please protect accordingly."
    ),
    "entire text": lambda text, label, _: _own_paragraph(text, f"{_PORTIONS[label][0]} Entire text."),
    "quoted cable": lambda text, label, _: _own_paragraph(
        text, f"The message began: {_spaced(_WORDS[label])} SECTION 01 OF 02 STATE 001234 NOFORN."
    ),
    "subject mark": lambda text, label, random: _SUBJECT.sub(
        lambda match: f"{match[1]}{random.choice(_PORTIONS[label])} ", text, count=1
    ),
    "reference mark": lambda text, label, _: _REFERENCES.sub(
        lambda match: f"{match[1]} {_PORTIONS[label][0]}", text, count=1
    ),
    "heading mark": lambda text, label, _: _between_paragraphs(
        text, f"{_PORTIONS[label][0]} Next Steps\n----------"
    ),
    "end of cable": lambda text, label, _: _at_end(text, _WORDS[label]),
    "end of cable, letter-spaced": lambda text, label, _: _at_end(text, _spaced(_WORDS[label])),
    "glued": lambda text, label, _: _own_paragraph(
        text, f"{_PORTIONS[label][0]}They met.{_PORTIONS[label][0]}They left."
    ),
    "network": lambda text, label, _: _own_paragraph(
        text,
        {
            "UNCLASSIFIED": "Reach her by unclassified e-mail: doe@state.gov",
            "SENSITIVE": "Reach her by unclass email: doe@state.gov",
            "CONFIDENTIAL": "Reach her by classified e-mail: doe@state.gov",
            "SECRET": "Reach her by SIPRNET email: doe@state.gov",
        }[label],
    ),
}

TAG_ROADS: dict[str, Plant] = {
    "TAGS line": lambda text, label, _: _TAGS_LINE.sub(lambda match: f"{match[1]}{label}, PGOV, JA", text),
    "TAGS repeated": lambda text, label, _: _own_paragraph(text, f"TAGS: {label}, PGOV, JA"),
    "TAGS without label": lambda text, label, _: _own_paragraph(text, f"See {label},PGOV,KDEM,JA for more."),
}

ROADS: dict[str, tuple[Plant, tuple[str, ...]]] = {
    **{road: (plant, LEVELS) for road, plant in LEVEL_ROADS.items()},
    **{road: (plant, TAGS) for road, plant in TAG_ROADS.items()},
}
"""Road -> how a label is planted along it, and the labels."""
