"""`blind`: the only way from a cable to what a model may read of it, a `BlindCable`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cableml.cable.blind_cable import BlindCable, BlindParagraph
from cableml.cable.markings import scrub
from cableml.cable.records import build_record, build_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cableml.cable.cable import Addressee, Cable

__all__ = ["BlindCable", "BlindParagraph", "blind", "blind_and_locate", "find_places"]


def blind(cable: Cable) -> BlindCable:
    """Return what a model may read of a cable.

    Dropped outright: id, source, classification, caveats, captions, the ZNR/ZNY group and the
    transmission id, sections of the E.O. line, TAGS, "Classified By", paragraph numbers (a
    numbered "Classified by" would shift them), portion marks. Every remaining text goes
    through `cableml.cable.markings.scrub`. Paragraphs that held nothing else disappear.
    """
    return blind_and_locate(cable)[0]


def blind_and_locate(cable: Cable) -> tuple[BlindCable, tuple[int, ...]]:
    """Return what `blind` returns, and the places in ``cable.paragraphs`` of the paragraphs that it holds."""
    year, month = _year_and_month(cable.date)
    n_paragraphs = len(cable.paragraphs)
    scrubbed = scrub(_texts(cable))
    texts = scrubbed[2 : 2 + n_paragraphs]
    headings = scrubbed[2 + n_paragraphs : 2 + 2 * n_paragraphs]
    places = tuple([place for place, text in enumerate(texts) if text])
    paragraphs = [(texts[place], headings[place] or None) for place in places]
    blinded = build_record(
        BlindCable,
        subject=scrubbed[0],
        summary=scrubbed[1],
        paragraphs=build_records(BlindParagraph, paragraphs),
        origin=cable.origin or "",
        year=year,
        month=month,
        precedence=cable.precedence or "",
        to=_posts(cable.to),
        info=_posts(cable.info),
        references=tuple([reference.id for reference in cable.references if reference.id]),
        pass_to=tuple([line for line in scrubbed[2 + 2 * n_paragraphs :] if line]),
        signer=cable.signer or "",
        sections=cable.sections,
    )
    return blinded, places


def find_places(cable: Cable, blinded: BlindCable) -> tuple[int, ...]:
    """Return the places in ``cable.paragraphs`` of the paragraphs that its blind copy holds, in order.

    A paragraph that held nothing but what states its label is gone from the copy.
    """
    n_paragraphs = len(cable.paragraphs)
    if n_paragraphs == len(blinded.paragraphs):
        return tuple(range(n_paragraphs))
    return blind_and_locate(cable)[1]


def _texts(cable: Cable) -> list[str]:
    return [
        cable.subject or "",
        cable.summary or "",
        *[paragraph.text for paragraph in cable.paragraphs],
        *[paragraph.heading or "" for paragraph in cable.paragraphs],
        *cable.pass_to,
    ]


def _posts(addressees: Sequence[Addressee]) -> tuple[str, ...]:
    """Return the addressees' names without those that hold a mark or a colon: these are no posts.

    09CARACAS1443 has "classification: SECRET" among its addressees, 10BERN48 a row of the dump,
    10KAMPALA73 "Cable dated:2010-02-16T06:54:00C O N F I D E N T I A L SECTION 01 OF 04".
    """
    return _keep_posts(tuple([addressee.post for addressee in addressees]))


# Of the development cables' lists of addressees two in three repeat one of those shortly before.
@lru_cache(maxsize=1024)
def _keep_posts(posts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        post
        for post, scrubbed in zip(posts, scrub(posts), strict=True)
        if post == scrubbed and ":" not in post
    )


def _year_and_month(date: str | None) -> tuple[int | None, int | None]:
    if not date:
        return None, None
    return int(date[:4]), int(date[5:7])
