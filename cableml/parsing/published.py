"""A cable as published (1966-2010): transmission header, banner, labels, paragraphs, signer."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cableml.cable.cable import Cable, KnownFields
from cableml.cable.records import build_record
from cableml.cable.tag import is_known
from cableml.parsing.blocks import Layout, find_layout
from cableml.parsing.body import read_body
from cableml.parsing.dates import parse_date
from cableml.parsing.draft import Draft
from cableml.parsing.preamble import find_day_line, find_preamble
from cableml.parsing.rules.marking import Banner, find_banner, find_handling, split_handling
from cableml.parsing.rules.order import HEADER_RULES, LABEL_RULES, Head
from cableml.parsing.rules.pass_to import find_pass_to
from cableml.parsing.rules.transmission import find_security_letters
from cableml.parsing.settle import (
    join_known,
    settle_caveats,
    settle_date,
    settle_id,
    settle_level,
    settle_tags,
)

_EXTRACT: Final = "This record is a partial extract"


def read_published(
    text: str, given: str, source: str, known: KnownFields, *, prefer_text: bool = False
) -> Cable:
    """Return the cable of a mended text; ``given`` is the text before mending.

    ``prefer_text`` keeps the text's own id and level where a page (or attribute) names another.
    """
    draft = Draft(text)
    layout = find_layout(text)
    for message, offset in layout.notes:
        draft.note(message, offset)
    if (extract := text.find(_EXTRACT, 0, 400)) >= 0:
        draft.note("the source says that this is a partial extract of the cable, without its header", extract)
    if layout.header > 1 and (preamble := find_preamble(text, layout.header)) is not None:
        known = join_known(known, preamble.value)

    header = "\n" + text[layout.header : layout.header_end]
    base = layout.header - 1
    header_end = 0
    for field, rule in HEADER_RULES:
        finding = rule(header)
        if finding is not None:
            draft.take(field, finding, base)
            header_end = max(header_end, finding.end)
    banner, handling, below = _read_marking(text, layout, base + header_end, draft)

    values = draft.values
    dtg = values.get("dtg")
    if dtg is None and (day := find_day_line(text, layout.anchor + 1)) is not None:
        draft.take("date", day)
    elif dtg is not None:
        draft.spans["date"] = draft.spans["dtg"]
    date = settle_date(known, dtg, values.get("date"), draft)
    year = _year(known, date)
    cable_id = settle_id(known, banner, year, draft, prefer_text=prefer_text)

    body_start = _read_labels(text, layout, year, cable_id, draft) if layout.labelled else below
    body = read_body(text, body_start, layout.cuts, banner.post or "" if banner is not None else "", draft)

    letters = find_security_letters(header) if banner is None and not known.classification else None
    letter = letters.value if letters is not None else None
    level = settle_level(known, banner, handling, letter, draft, prefer_text=prefer_text)
    tags = settle_tags(known, values.get("tags"), year, draft)
    unknown = tuple([tag for tag in tags or () if not is_known(tag)])
    if unknown:
        draft.note(f"not in the vocabulary of tags, kept as written: {', '.join(unknown)}", field="tags")
    order = values.get("executive_order")
    return build_record(
        Cable,
        source=source,
        id=cable_id,
        date=date,
        origin=values.get("origin") or known.origin,
        classification=level,
        caveats=settle_caveats(known, banner, handling),
        captions=split_handling(handling)[0],
        precedence=dtg.precedence if dtg is not None else None,
        transmission_id=values.get("transmission_id"),
        dtg=dtg.text if dtg is not None else None,
        to=values.get("to", ()),
        info=values.get("info", ()),
        sections=banner.sections if banner is not None else None,
        executive_order=order.order if order is not None else None,
        declassify_on=order.declassify_on if order is not None else None,
        tags=tags,
        unknown_tags=unknown,
        subject=values.get("subject") or known.subject,
        references=values.get("references", ()),
        classified_by=values.get("classified_by"),
        signer=body.signer,
        paragraphs=body.paragraphs,
        headings=body.headings,
        summary=body.summary,
        pass_to=values.get("pass_to", ()),
        notes=draft.sorted_notes(),
        spans=MappingProxyType(draft.numbered_spans()),
        text=given,
    )


def _read_marking(
    text: str, layout: Layout, below: int, draft: Draft
) -> tuple[Banner | None, tuple[str, ...], int]:
    """Read what stands between addressees and labels: banner, handling words, lines that pass the cable on.

    The last value is the offset behind all of it.
    """
    end = max(layout.anchor, layout.header_end)
    window = "\n" + text[below:end] + "\n"
    banner = find_banner(window)
    if banner is None and layout.labelled:
        # 04BRUSSELS4944: the banner shares its line with the first label.
        banner = find_banner("\n" + text[end : end + 300])
        draft.take("classification", banner, end - 1)
    else:
        draft.take("classification", banner, below - 1)
    handling = find_handling(window)
    draft.take("captions", handling, below - 1)
    passing = find_pass_to(window) if layout.labelled else None
    draft.take("pass_to", passing, below - 1)
    ends = [finding.end for finding in (banner, handling) if finding is not None and not layout.labelled]
    behind = below - 1 + max(ends) if ends else max(0, below)
    return (
        banner.value if banner is not None else None,
        handling.value if handling is not None else (),
        behind,
    )


def _read_labels(text: str, layout: Layout, year: int | None, own_id: str | None, draft: Draft) -> int:
    """Read the labels of the copy that counts, gaps from the other copies; return where the body begins."""
    head = Head(text[layout.anchor : layout.paragraph], year, own_id)
    end = 0
    for field, rule in LABEL_RULES:
        finding = rule(head)
        if finding is not None:
            draft.take(field, finding, layout.anchor)
            end = max(end, finding.end)
    for start, stop in reversed(layout.spare):
        spare = Head(text[start:stop], year, own_id)
        for field, rule in LABEL_RULES:
            if not draft.values.get(field):
                draft.take(field, rule(spare), start)
    return layout.anchor + end


def _year(known: KnownFields, date: str | None) -> int | None:
    """Return the cable's year; the page's date goes before a date-time group, which may be garbled."""
    page = parse_date(known.date) if known.date else None
    best = page or date
    if best is not None:
        return int(best[:4])
    return None
