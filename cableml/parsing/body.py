"""The body of a cable: paragraphs, headings, summary and signer, behind the labels of the head."""

from __future__ import annotations

from typing import Final, NamedTuple

from cableml.cable.cable import Note, Paragraph, Span
from cableml.cable.records import build_records
from cableml.parsing.draft import Draft
from cableml.parsing.line_counter import LineCounter
from cableml.parsing.lines import cut_marking_lines, cut_page_lines
from cableml.parsing.rules.paragraphs import find_paragraphs
from cableml.parsing.rules.signer import find_signer
from cableml.parsing.rules.summary import find_summary

# The signer stands on the last lines; release notes behind it are short.
_TAIL_CHARS: Final = 1500


class Body(NamedTuple):
    """What the body holds; spans are lines of the text as given."""

    paragraphs: tuple[Paragraph, ...]
    headings: tuple[str, ...]
    summary: str | None
    signer: str | None


def read_body(text: str, start: int, cuts: tuple[tuple[int, int], ...], post: str, draft: Draft) -> Body:
    """Return the body behind offset ``start`` of a mended text.

    ``cuts`` are stretches that are no text of the cable (headers of later sections); ``post`` is the
    banner's post, by which page lines inside a line are told. Both are blanked out, line by line.
    """
    first_line = draft.lines.line(start)
    if text.startswith("\n", start):
        first_line -= 1
    body = text[start:]
    for low, high in reversed(cuts):
        low, high = max(0, low - start), max(0, high - start)
        body = f"{body[:low]}{chr(10) * body.count(chr(10), low, high)}{body[high:]}"
    if not body.startswith("\n"):
        body = "\n" + body
        first_line -= 1
    body, _pages = cut_page_lines(body, post)
    body = cut_marking_lines(body)
    lines = LineCounter(body, first_line)

    tail = max(0, len(body) - _TAIL_CHARS)
    signer_found = find_signer(body[tail:] if tail else body)
    signer: str | None = None
    end = len(body)
    if signer_found is not None and signer_found.value:
        signer, end = signer_found.value[0], tail + signer_found.start
    found = find_paragraphs(body, 0, end)
    summary_found = find_summary(body[:end])
    places = [(first, last) for _, _, _, _, first, last in found.paragraphs]
    if summary_found is not None:
        places.append((summary_found.start, summary_found.end))
    if signer_found is not None and signer is not None:
        places.append((end, tail + signer_found.end))
    spans = lines.spans(places)  # all in one look at the text
    signer_span = spans.pop() if signer is not None else None
    if summary_found is not None:
        draft.spans["summary"] = spans.pop()
    paragraphs = build_records(
        Paragraph,
        [
            (text, number, marking, heading, span)
            for (text, number, marking, heading, _, _), span in zip(found.paragraphs, spans, strict=True)
        ],
    )
    if spans:
        draft.spans["paragraphs"] = Span(spans[0].first, spans[-1].last)
    if signer_span is not None:
        draft.spans["signer"] = signer_span
    for message, offset in found.notes:
        draft.notes.append(Note(message, lines.line(offset), "paragraphs"))
    return Body(
        paragraphs, found.headings, summary_found.value if summary_found is not None else None, signer
    )
