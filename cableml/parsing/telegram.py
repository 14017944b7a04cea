"""A telegram of 1973-79 as the National Archives released it: ``Message Text`` and ``Message Attributes``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cableml.cable.cable import Cable, KnownFields, Note
from cableml.cable.late_pattern import compile_late
from cableml.parsing.attributes import build_known, read_addressees, read_attributes, read_references
from cableml.parsing.published import read_published
from cableml.parsing.rules.marking import CAVEATS
from cableml.parsing.searching import find_text
from cableml.parsing.settle import join_known

_PART: Final = re.compile(r"\n[ \t]*+Message (?P<part>Text|Attributes)[ \t]*+:?(?=\n|\Z)")
# Release lines stand before, between and after the parts, and at page ends inside the text.
_RELEASE: Final = compile_late(
    r"\n[ \t]*+(?:(?:Margaret P\. Grafeld|Sheryl P\. Walter)[ \t]*+)?"
    r"Declassified/Released US Department of State[^\n]*"
    r"|\n[ \t]*+(?:Margaret P\. Grafeld|Sheryl P\. Walter)[ \t]*+(?=\n|\Z)"
)
# A page line with the classification line above or below it.
_PAGE: Final = compile_late(
    r"(?:\n[ \t]*+(?:UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET"
    r"|TOP SECRET)[ \t]*+(?:\n[ \t]*+){0,3}){0,2}"
    r"\n[ \t]*+PAGE[ \t]{1,4}\d ?\d\b[^\n]{0,70}"
    r"(?:(?:\n[ \t]*+){1,3}(?:UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET"
    r"|TOP SECRET)[ \t]*+(?=\n|\Z))?"
)
_LOST: Final = re.compile(r"TEXT ON[- ]?LINE")


def is_telegram(text: str) -> bool:
    """Return whether a mended text has one of the two part labels on a line of its own."""
    at = find_text(text, "Message ")
    return at >= 0 and _PART.search(text, max(0, text.rfind("\n", 0, at))) is not None


def read_telegram(text: str, given: str, source: str, known: KnownFields) -> Cable:
    """Return the cable of a mended text; attributes fill what the message text lacks.

    Where both speak the message text's own line is kept, with a note.
    """
    start, end, attributes_start = _find_parts(text)
    values = read_attributes(text[attributes_start:]) if attributes_start is not None else {}
    page = build_known(values)
    message = text[start:end]
    message = _RELEASE.sub(_keep_lines, message)
    message = _PAGE.sub(_keep_lines, message)
    masked = "\n" * text.count("\n", 0, start) + message
    notes: list[Note] = []
    locator = values.get("Locator", "")
    lost = bool(locator) and _LOST.search(locator.upper()) is None
    if lost:
        notes.append(
            Note(f"the message text is lost (locator: {locator}); the fields are those of the attributes")
        )
        masked = "\n"
    cable = read_published(masked, given, source, join_known(page, known), prefer_text=True)
    return _fill(cable, values, page, notes)


def _find_parts(text: str) -> tuple[int, int, int | None]:
    """Return start and end of the message text, and where the attributes begin (or None)."""
    start, end = 0, len(text)
    attributes: int | None = None
    for match in _PART.finditer(text):
        if match["part"] == "Text" and start == 0:
            start = match.end()
        elif match["part"] == "Attributes" and attributes is None:
            attributes = match.end()
            if match.start() >= start:
                end = match.start()
    if attributes is not None and start == 0 and end == len(text):
        end = attributes
    return start, max(start, end), attributes


def _keep_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _fill(cable: Cable, values: Mapping[str, str], page: KnownFields, notes: list[Note]) -> Cable:
    references = cable.references or read_references(values)
    handling = page.handling or ()
    captions = tuple(dict.fromkeys((*cable.captions, *(word for word in handling if word not in CAVEATS))))
    if page.subject and cable.subject and not _same_subject(page.subject, cable.subject):
        notes.append(
            Note("text and attributes give different subjects; the text's was kept", None, "subject")
        )
    if page.tags and cable.tags is not None and "tags" in cable.spans and set(page.tags) != set(cable.tags):
        notes.append(
            Note(
                f"the attributes list the tags {', '.join(page.tags)}; those of the text were kept",
                None,
                "tags",
            )
        )
    return replace(
        cable,
        references=references,
        captions=captions,
        to=cable.to or read_addressees(values),
        notes=(*notes, *cable.notes),
    )


def _same_subject(one: str, other: str) -> bool:
    """Return whether two subjects agree but for blanks, marks, and a cut end."""
    first, second = (re.sub(r"[^A-Z0-9]", "", text.upper()) for text in (one, other))
    return first.startswith(second[:40]) or second.startswith(first[:40])
