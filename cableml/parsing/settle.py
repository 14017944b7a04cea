"""What holds where the text and its page (dump row, attribute list) both speak, or neither does.

The published page's classification comes from the database that the cables were taken from: where
it differs from the banner (35 of 5,055 development cables) the banner is a slip or a quoted cable's,
so the page is kept. The date-time group is the cable's own clock, finer than the page's date.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cableml.cable.cable import KnownFields
from cableml.cable.cable_id import build_id, canonical_id
from cableml.cable.level import Level, parse_level
from cableml.cable.tag import Tag, canonical_tags
from cableml.parsing.dates import parse_date
from cableml.parsing.draft import Draft
from cableml.parsing.rules.marking import CAVEATS, Banner
from cableml.parsing.rules.transmission import DateTimeGroup

_CAVEATS_IN_ORDER: Final = tuple(sorted(CAVEATS))
_LETTERS: Final = {
    "U": Level.UNCLASSIFIED,
    "E": Level.UNCLASSIFIED,
    "C": Level.CONFIDENTIAL,
    "S": Level.SECRET,
    "T": Level.TOP_SECRET,
}


def join_known(first: KnownFields, second: KnownFields) -> KnownFields:
    """Return the fields of both, those of ``first`` where both speak."""
    return KnownFields(
        id=first.id or second.id,
        date=first.date or second.date,
        origin=first.origin or second.origin,
        classification=first.classification or second.classification,
        tags=first.tags if first.tags is not None else second.tags,
        subject=first.subject or second.subject,
        references=first.references if first.references is not None else second.references,
        handling=first.handling if first.handling is not None else second.handling,
    )


def settle_date(known: KnownFields, dtg: DateTimeGroup | None, day: str | None, draft: Draft) -> str | None:
    """Return the date: of the date-time group, else of a page's date line, else the one known."""
    page = parse_date(known.date) if known.date else None
    own = dtg.iso if dtg is not None and dtg.iso is not None else day
    if own is not None and page is not None and own[:10] != page[:10]:
        draft.note(
            f"the text is dated {own[:10]}, the page {page[:10]}; the text's date was kept", field="date"
        )
    return own or page


def settle_id(
    known: KnownFields, banner: Banner | None, year: int | None, draft: Draft, *, prefer_text: bool = False
) -> str | None:
    """Return the id: the one known, else year, post and number of the banner."""
    own: str | None = None
    if banner is not None and banner.post is not None and banner.serial is not None and year is not None:
        own = build_id(year, banner.post, int(banner.serial))
    if not known.id:
        if own is not None and "classification" in draft.spans:
            draft.spans["id"] = draft.spans["classification"]
        return own
    page = canonical_id(known.id)
    if own is None or own == page:
        return page
    kept = own if prefer_text else page
    draft.note(f"the banner names the cable {own}, the page {page}; {kept} was kept", field="id")
    return kept


def settle_level(
    known: KnownFields,
    banner: Banner | None,
    handling: tuple[str, ...],
    letter: str | None,
    draft: Draft,
    *,
    prefer_text: bool = False,
) -> Level | None:
    """Return the level: the page's (with ``prefer_text`` the banner's first), else the header letters'.

    A banner UNCLAS above the word SENSITIVE is the administrative level FOUO.
    """
    own = banner.level if banner is not None else None
    if own is Level.UNCLASSIFIED and ("SENSITIVE" in handling or "FOR OFFICIAL USE ONLY" in handling):
        own = Level.FOUO
    page = parse_level(known.classification) if known.classification else None
    if page is not None:
        kept = own if prefer_text and own is not None else page
        if own is not None and own is not page and (prefer_text or own.is_classified or page.is_classified):
            draft.note(
                f"the text is marked {own.label}, the page {page.label}; {kept.label} was kept",
                field="classification",
            )
        return kept
    if own is None and letter in _LETTERS:
        own = _LETTERS[letter]
        draft.note(
            f"no banner names the level; {own.label} was read from the letters of the ZNR or ZNY group",
            field="classification",
        )
    return own


def settle_caveats(known: KnownFields, banner: Banner | None, handling: tuple[str, ...]) -> tuple[str, ...]:
    """Return the caveats of text and page together, each once, the text's first."""
    found = dict.fromkeys(word for word in handling if word in CAVEATS)
    if banner is not None:
        found.update(dict.fromkeys(banner.caveats))
    if known.classification or known.handling:
        found.update(dict.fromkeys(_page_caveats(known.classification or "", known.handling or ())))
    return tuple(found)


@lru_cache(maxsize=1024)
def _page_caveats(classification: str, handling: tuple[str, ...]) -> tuple[str, ...]:
    page = classification.upper()
    return tuple(caveat for caveat in _CAVEATS_IN_ORDER if caveat in page or caveat in handling)


def settle_tags(
    known: KnownFields, own: tuple[str, ...] | None, year: int | None, draft: Draft
) -> tuple[Tag, ...] | None:
    """Return the tags: those of the TAGS line, else those of the page, else None."""
    if own is not None:
        return tuple(Tag(tag) for tag in own)
    if known.tags is not None:
        draft.note("no TAGS line was found; the tags are those of the page", field="tags")
        return canonical_tags(known.tags, year)
    draft.note("no TAGS line was found", field="tags")
    return None
