"""parse_cable: the text of one cable to a Cable, every field with the lines it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cableml.cable.cable import Cable, ClassifiedBy, KnownFields, Note, Paragraph, Reference, Span
from cableml.cable.cable_id import build_id, canonical_id
from cableml.cable.level import Level, parse_level
from cableml.cable.tag import Tag, is_known
from cableml.errors import Location, ParseError
from cableml.parsing.blocks import find_header_start, find_layout
from cableml.parsing.dates import parse_date
from cableml.parsing.finding import Finding
from cableml.parsing.lines import LineMap, cut_page_lines, mend_lines
from cableml.parsing.preamble import find_day_line, find_preamble
from cableml.parsing.rules.executive_order import find_executive_order
from cableml.parsing.rules.marking import Banner, find_banner, find_handling, split_handling
from cableml.parsing.rules.paragraphs import find_paragraphs
from cableml.parsing.rules.recipients import find_info_recipients, find_recipients
from cableml.parsing.rules.signer import find_signer
from cableml.parsing.rules.subject import find_subject
from cableml.parsing.rules.summary import find_summary
from cableml.parsing.rules.tags_line import find_tags
from cableml.parsing.rules.transmission import (
    find_dtg,
    find_sender,
    find_station_line,
    find_transmission_id,
)

try:
    from cableml.parsing.rules.classified_by import find_classified_by
    from cableml.parsing.rules.references import find_references
except ImportError:  # pragma: no cover
    find_classified_by = find_references = lambda *a, **k: None  # type: ignore


def parse_cable(text: str, source: str = "", known: KnownFields | None = None) -> Cable:
    mended = mend_lines(text)
    if not any(map(str.isalnum, mended[:20000])) and not any(map(str.isalnum, mended)):
        raise ParseError("the text holds no word; give the text of a cable", Location(source or None))
    layout = find_layout(mended)
    lines = LineMap(mended)
    notes: list[Note] = []
    spans: dict[str, Span] = {}

    def take(field, finding, base):
        if finding is None:
            return None
        spans[field] = Span(lines.line(base + finding.start), lines.line(max(base + finding.start, base + finding.end - 1)))
        for message in finding.notes:
            notes.append(Note(message, spans[field].first, field))
        return finding.value

    header_start = find_header_start(mended, layout.anchor)
    preamble = find_preamble(mended, header_start)
    page = known or KnownFields()
    if preamble is not None:
        p = preamble.value
        page = KnownFields(
            id=page.id or p.id, date=page.date or p.date, origin=page.origin or p.origin,
            classification=page.classification or p.classification,
            tags=page.tags if page.tags is not None else p.tags, subject=page.subject or p.subject,
            references=page.references, handling=page.handling,
        )
    header = "\n" + mended[header_start : layout.anchor]
    base = header_start - 1
    transmission_id = take("transmission_id", find_transmission_id(header), base)
    dtg = take("dtg", find_dtg(header), base)
    origin = take("origin", find_sender(header), base)
    to = take("to", find_recipients(header), base) or ()
    info = take("info", find_info_recipients(header), base) or ()
    after = max(spans_end(header, f) for f in (find_dtg(header), find_recipients(header), find_info_recipients(header)))
    banner_text = header[after:]
    banner_finding = find_banner("\n" + banner_text + mended[layout.anchor:layout.anchor+200])
    banner = take("classification", banner_finding, base + after - 1)
    station = find_station_line(header)
    year = dtg.year if dtg is not None else (int(page.date[:4]) if page.date else None)
    known_date = parse_date(page.date) if page.date else None
    if year is None and known_date:
        year = int(known_date[:4])
    cable_id = canonical_id(page.id) if page.id else None
    if cable_id is None and banner is not None and banner.post and banner.serial and year is not None:
        cable_id = build_id(year, banner.post, int(banner.serial))
    head = mended[layout.anchor : layout.paragraph]
    base = layout.anchor
    order = take("executive_order", find_executive_order(head), base)
    tags = take("tags", find_tags(head, year=year), base)
    subject = take("subject", find_subject(head), base)
    references = take("references", find_references(head, year=year, own_id=cable_id), base)
    classified_by = take("classified_by", find_classified_by(head), base)
    ends = [f.end for f in (find_executive_order(head), find_tags(head), find_subject(head), find_references(head, year=year), find_classified_by(head)) if f is not None]
    body_start = base + max(ends, default=0)
    handling = find_handling(mended[max(header_start, 0):layout.anchor])
    words = handling.value if handling else ()
    captions, caveats = split_handling(words)
    body, pages = cut_page_lines(mended[body_start:], banner.post or "" if banner else "")
    signer = find_signer(body)
    end = signer.start if signer is not None and signer.value else len(body)
    found = find_paragraphs(body, 0, end)
    summary = find_summary(body[:end])
    level = parse_level(page.classification) if page.classification else None
    if level is None and banner is not None:
        level = banner.level
        if level is Level.UNCLASSIFIED and "SENSITIVE" in captions:
            level = Level.FOUO
    paragraphs = tuple(
        Paragraph(p.text, p.number, p.marking, p.heading, Span(lines.line(body_start + p.start), lines.line(body_start + p.end - 1)))
        for p in found.paragraphs
    )
    return Cable(
        source=source, id=cable_id, date=(dtg.iso if dtg else None) or known_date, origin=origin or page.origin,
        classification=level, caveats=caveats, captions=captions, precedence=dtg.precedence if dtg else None,
        transmission_id=transmission_id, dtg=dtg.text if dtg else None, to=to, info=info,
        sections=banner.sections if banner else None,
        executive_order=order.order if order else None, declassify_on=order.declassify_on if order else None,
        tags=tuple(Tag(t) for t in tags) if tags is not None else None, subject=subject,
        unknown_tags=tuple(Tag(t) for t in tags or () if not is_known(t)),
        references=references or (), classified_by=classified_by,
        signer=signer.value[0] if signer and signer.value else None, paragraphs=paragraphs, headings=found.headings,
        summary=summary.value if summary else None, notes=tuple(notes), spans=MappingProxyType(spans), text=text,
    )


def spans_end(header: str, finding: Finding | None) -> int:
    return finding.end if finding is not None else 0
