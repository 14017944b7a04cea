"""The attribute part of a National Archives text file of 1973-79: ``Label: value`` lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cableml.cable.cable import Addressee, KnownFields, Reference
from cableml.cable.cable_id import build_id, canonical_id, split_id
from cableml.parsing.dates import parse_date
from cableml.parsing.rules.tags_line import find_tags

# Known labels; a value runs on until the next of them. Source: the layout of 2,081,272 documents.
_LABELS: Final = frozenset(
    (
        "Automatic Decaptioning",
        "Capture Date",
        "Channel Indicators",
        "Concepts",
        "Control Number",
        "Copy",
        "Current Classification",
        "Current Handling Restrictions",
        "Decaption Date",
        "Decaption Note",
        "Disposition Action",
        "Disposition Approved on Date",
        "Disposition Authority",
        "Disposition Case Number",
        "Disposition Comment",
        "Disposition Date",
        "Disposition Event",
        "Disposition History",
        "Disposition Reason",
        "Disposition Remarks",
        "Document Number",
        "Document Source",
        "Document Unique ID",
        "Draft Date",
        "Drafter",
        "Enclosure",
        "Errors",
        "Executive Order",
        "Expiration",
        "Film Number",
        "Format",
        "From",
        "Handling Restrictions",
        "ISecure",
        "Image Path",
        "Legacy Key",
        "Line Count",
        "Locator",
        "Markings",
        "Message ID",
        "Office",
        "Original Classification",
        "Original Handling Restrictions",
        "Original Previous Classification",
        "Original Previous Handling Restrictions",
        "Page Count",
        "Previous Channel Indicators",
        "Previous Classification",
        "Previous Handling Restrictions",
        "Reference",
        "Retention",
        "Review Action",
        "Review Authority",
        "Review Comment",
        "Review Content Flags",
        "Review Date",
        "Review Event",
        "Review Exemptions",
        "Review Media Identifier",
        "Review Referrals",
        "Review Release Date",
        "Review Release Event",
        "Review History",
        "Review Markings",
        "Review Transfer Date",
        "Review Withdrawn Fields",
        "SAS ID",
        "Secure",
        "Sent Date",
        "Status",
        "Subject",
        "TAGS",
        "To",
        "Type",
        "Vdkvgwkey",
    )
)
_LINE: Final = re.compile(r"\n[ \t]*+(?P<label>[A-Z][A-Za-z ]{1,40}):[ \t]?(?P<value>[^\n]*)")
_NONE: Final = frozenset({"", "N/A", "NA", "NONE"})
_DOCUMENT: Final = re.compile(r"(?:19)?(?P<year>7\d)(?P<post>[A-Z]{2,12})(?P<serial>\d{4,7})\b")
_REFERENCE: Final = re.compile(r"(?:19)?7\d[ \t]?[A-Z][A-Z ]{1,24}?[ \t]?\d{1,7}\b")
HANDLING: Final = frozenset(
    {"EXDIS", "NODIS", "LIMDIS", "STADIS", "NOFORN", "FOUO", "LOU", "ONLY", "NOCONTRACT", "ORCON"}
)


def read_attributes(text: str) -> Mapping[str, str]:
    """Return the attributes of the part behind ``Message Attributes``: label to value, ``n/a`` left out."""
    lines: list[tuple[str, list[str]]] = []
    position = 0
    while position < len(text):
        stop = text.find("\n", position + 1)
        stop = len(text) if stop < 0 else stop
        match = _LINE.match(text, position, stop)
        if match is not None and (label := _label(match["label"])) is not None:
            lines.append((label, [match["value"]]))
        elif lines and len(lines[-1][1]) < 60:
            lines[-1][1].append(text[position:stop])
        position = stop
    values: dict[str, str] = {}
    for label, pieces in lines:
        value = " ".join(" ".join(pieces).split())
        if value.upper() not in _NONE:
            values.setdefault(label, value)
    return values


def _label(text: str) -> str | None:
    name = " ".join(text.split())
    return name if name in _LABELS else None


def build_known(values: Mapping[str, str]) -> KnownFields:
    """Return what the attributes say in the terms of a page."""
    date = values.get("Draft Date") or values.get("Sent Date")
    sender = values.get("From")
    words: list[str] = []
    for label in ("Original Handling Restrictions", "Handling Restrictions"):
        words.extend(word for word in re.split(r"[ ,/]+", values.get(label, "").upper()) if word in HANDLING)
    tags: tuple[str, ...] | None = None
    if "TAGS" in values:
        found = find_tags("\nTAGS: " + re.sub(r"\bn/a\b,?", "", values["TAGS"], flags=re.IGNORECASE) + "\n")
        tags = found.value if found is not None else ()
    return KnownFields(
        id=_build_document_id(values.get("Document Number", ""), sender),
        date=parse_date(date) if date is not None else None,
        origin=sender,
        classification=values.get("Original Classification"),
        tags=tags,
        subject=values.get("Subject"),
        references=tuple(reference.id for reference in read_references(values) if reference.id),
        handling=tuple(dict.fromkeys(words)),
    )


def read_references(values: Mapping[str, str]) -> tuple[Reference, ...]:
    """Return the cables that the Reference attribute lists (its value is cut at a fixed width)."""
    found: dict[str, Reference] = {}
    for match in _REFERENCE.finditer(values.get("Reference", "").upper()):
        text = " ".join(match[0].split())
        found.setdefault(canonical_id(text), Reference(text, None, canonical_id(text)))
    return tuple(found.values())


def read_addressees(values: Mapping[str, str]) -> tuple[Addressee, ...]:
    """Return the posts of the To attribute, split at commas and semicolons."""
    posts = (" ".join(post.split()) for post in re.split(r"[,;]", values.get("To", "")))
    return tuple(Addressee(post) for post in posts if post and post.upper() not in _NONE)


def _build_document_id(number: str, sender: str | None) -> str | None:
    """Return the id that a document number means; its post is cut to six letters, From has it whole."""
    match = _DOCUMENT.search(number.upper().replace(" ", ""))
    if match is None:
        return canonical_id(number) if split_id(number) is not None else None
    post = match["post"]
    whole = re.sub(r"[^A-Z]", "", (sender or "").upper())
    if sender is not None and len(post) >= 6 and whole.startswith(post):
        post = sender
    return build_id(int(match["year"]), post, int(match["serial"]))
