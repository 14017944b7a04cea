"""Where the header blocks of a cable stand: the copy that counts, its doubles, and later sections.

A cable as published may hold its header block several times: doubled by the sender (06TOKYO709), as a
cut-off first copy in front of the full text (04THEHAGUE1903), with a database row between both
(04BRUSSELS4944), or again at each later section (02ROME3639).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from cableml import native
from cableml.cable.late_pattern import compile_late
from cableml.parsing.rules.marking import Banner, find_banner
from cableml.parsing.rules.references import is_reference_letter
from cableml.parsing.rules.subject import find_subject
from cableml.parsing.rules.tags_line import find_tags

# The labels that tell a header from text. In this pattern and the next ones the first letter is looked at
# by itself, which tells most lines in one step. 05LIMA3571 has everything glued together:
# "SIPDISE.O. 12958: DECL: 08/16/2015TAGS: EMIN".
_ANCHOR: Final = re.compile(
    r"\n[ \t¶\"]*+(?=[CERST])"
    r"(?:E\. ?O\. ?:? ?1|EO:? 1|TAGS?\b|SUBJ(?:ECT)?\b ?:|SUBJECT |CLASSIFIED BY|REF: )",
    re.IGNORECASE,
)
_GLUED: Final = ("E.O. 1", "TAGS: ")
_FIRST_PARAGRAPH: Final = re.compile(
    r"\n[ \t]*+(?=[1(¶])(?:(?:¶[ \t]*+)?1[ \t]{0,3}(?:[.)](?!\d)|(?=\())(?![ \t\n]{0,12}+\((?:U|C|S"
    r"|SBU)\) ?(?i:classified by))"
    r"|¶[ \t]*+\d{1,2}[ \t]{0,3}[.)]?[ \t]*+\((?:U|C|S|SBU|[CS]/{1,2}NF)\)(?! ?(?i:classified by))"
    r"|\((?:U|C|S|SBU|[CS]/{1,2}NF)\)[ \t]+(?!(?i:classified by)|SUBJ|TAGS|E\.O))"
)
_NUMBERED: Final = compile_late(
    r"\n[ \t]*+(?:¶[ \t]*+)?\d{1,2}[ \t]{0,2}[.)][ \t]{0,4}(?=[(A-Z])|\n[ \t]*+\((?:U|C|S|SBU)\) "
)
# Telegrams of the 1970s often leave the first paragraph without its number.
_SECOND_PARAGRAPH: Final = re.compile(r"\n[ \t]*+2\.[ \t]{1,4}(?=[A-Z][A-Z]+[ ,])")
_PARAGRAPH_INLINE: Final = compile_late(r"¶ ?1 ?\. ?\(|[\s-]1\. ?\((?:U|C|S|SBU|[CS]/{1,2}NF)\)")
# 09CAIRO1096: "REF: STATE 57598 (SBU) On June 10, Poloff urged ..." all on one line, no number.
_MARKED_INLINE: Final = compile_late(
    r"(?<=[0-9.)\n ]) ?\((?:U|C|S|SBU|[CS]/{1,2}NF|SBU/NF)\) +(?=[A-Z][a-z]|A |I )"
)
_REACH: Final = 9000

_EVENT: Final = compile_late(
    r"\n[ \t\",¶]*+(?=[CEFSTUV])(?:(?P<V>VZCZ[A-Z])|(?P<F>FM [A-Z])"
    r"|(?P<B>(?:U ?N ?C ?L ?A ?S|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|S ?E ?C ?R ?E ?T)(?: S ?I ?F ?I ?E ?D)?"
    r"[ \t/A-Z]{0,24} (?:SECTION \d{1,2} OF \d{1,2} )?[A-Z][A-Z .']{2,24} \d{3,7}(?!\d))"
    r"|(?P<E>E\. ?O\. ?:? ?1\d{4}|EO:? 1\d{4})|(?P<T>TAGS?(?::| +[A-Z]{2,5},? ))|(?P<S>SUBJ(?:ECT)? ?:))"
)
_SUBJECT_LABEL: Final = compile_late(r"SUBJ[A-Z]{0,5}:? {0,3}\Z", re.IGNORECASE)
_TEXT_BETWEEN: Final = 1500
# Header parts looked at; six copies of a six-section cable hold 216.
_MAX_EVENTS: Final = 1000

# Lines that belong to a header standing above a later section.
_HEADER_LINE: Final = compile_late(
    r"[ \t]*(?:$|(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|UNCLAS|LIMITED OFFICIAL USE|NNNN|NOFORN)[ \t]*$"
    r"|PAGE \d\d|ACTION "
    r"|ORIGIN |INFO |TO |FM |DE RU|ZN[RY] |VZCZ|-{6,}|[A-Z]{1,5}-\d\d(?:[ \t]|$)|/\d{3}[A-Z]? *$"
    r"|[ZOPR](?: [ZOPR])? \d{6}Z|(?:RU|RH)[A-Z]{3,6}[ /]|[ZOPR]{2} R[UH]|AM(?:EMBASSY|CONSUL) "
    r"|\d{3,6}[ \t\",]*$"
    r"|\d\d[A-Z]{3,20}\d{1,6}[ \t]*$|(?:Embassy|Consulate|Mission|Secretary of) |\d{4}-\d\d-\d\d|BT *$|\"?,)"
)


_HANDLING_LINE: Final = compile_late(
    r"[ \t]*+(?:(?:SIPDIS|SENSITIVE|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|FOUO)[ \t,/]*+)*+$"
)


class Layout(NamedTuple):
    """Offsets into mended text.

    ``header`` is where the transmission header (or, without one, the banner) begins; ``anchor`` the
    first label of the copy that counts; ``paragraph`` the first numbered paragraph behind it, or
    the end of the window in which labels are looked for. ``spare`` are anchors of other copies of
    the same block, ``cuts`` the stretches behind the first paragraph that are no text of the cable
    (headers of later sections, whole second copies). ``labelled`` tells whether any label was found.
    """

    header: int
    header_end: int
    anchor: int
    paragraph: int
    spare: tuple[tuple[int, int], ...] = ()
    cuts: tuple[tuple[int, int], ...] = ()
    notes: tuple[tuple[str, int], ...] = ()
    labelled: bool = True


def find_layout(text: str) -> Layout:
    """Return where the parts of a cable's text stand."""
    found = _find_anchor(text, 0)
    if found is None:
        # A fragment or prose: without a numbered paragraph the text begins behind the header.
        first = _first_paragraph(text, 0)
        start = _header_start(text, 0, first) or 0
        return Layout(start, first, first, first, labelled=False)
    anchor = found
    header = _header_start(text, 0, anchor)
    if header is None:
        # A web page's own "Tags:" line stands in front of the header (06TOKYO709).
        later = _header_start(text, anchor, min(len(text), anchor + 2500))
        found = _find_anchor(text, later) if later is not None else None
        if later is not None and found is not None and not _holds_text(text, anchor, later):
            header, anchor = later, found
    header = header or 0
    if not _may_repeat(text, anchor):
        return Layout(header, anchor, anchor, _first_paragraph(text, anchor))
    return _read_copies(text, header, anchor)


def _find_anchor(text: str, start: int) -> int | None:
    """Return where the first label stands: at a line's start, or glued to the words before it."""
    match = _ANCHOR.search(text, start)
    stop = match.start() if match is not None else len(text)
    glued = [at for word in _GLUED if (at := text.find(word, start, stop)) >= 0]
    if glued:
        return min(glued)
    return match.start() if match is not None else None


def _first_paragraph(text: str, anchor: int) -> int:
    reach = min(len(text), anchor + _REACH)
    first = _FIRST_PARAGRAPH.search(text, anchor, reach)
    while first is not None and is_reference_letter(text, first.start()):
        first = _FIRST_PARAGRAPH.search(text, first.end(), reach)
    if first is None:
        first = _PARAGRAPH_INLINE.search(text, anchor, reach) or _SECOND_PARAGRAPH.search(text, anchor, reach)
    if first is None:
        for first in _MARKED_INLINE.finditer(text, anchor, reach):
            if not _SUBJECT_LABEL.search(text, max(anchor, first.start() - 12), first.start()):
                break
        else:
            first = None
    return first.start() if first is not None else reach


def _header_start(text: str, low: int, anchor: int) -> int | None:
    """Return where the header in front of a label begins (VZCZ, the line above FM, the banner), or None."""
    low = max(low, anchor - 12000)
    start = text.find("VZCZ", low, anchor)
    if start >= 0:
        return start
    sender = text.find("\nFM ", low, anchor)
    if sender >= 0:
        return max(low, text.rfind("\n", low, sender) + 1)
    banner = find_banner(text[low:anchor])
    if banner is None or (banner.value.serial is None and banner.value.section is None):
        return None
    return low + banner.start


def _may_repeat(text: str, anchor: int) -> bool:
    """Return whether words of a further header stand behind the first label, or dots that cut it off."""
    kernels = native.kernels
    if kernels is not None:
        return kernels.may_repeat(text, anchor)  # type: ignore[no-any-return]
    tags = text.find("TAGS", anchor)
    return (
        (tags >= 0 and text.find("\nTAGS", tags + 4) >= 0)
        or text.find("SECTION ", anchor) >= 0
        or text.find("VZCZ", anchor) >= 0
        or text.find("...\n", anchor, anchor + 1200) >= 0
    )


@dataclass(slots=True)
class _Block:
    start: int
    end: int
    kinds: str
    anchor: int | None
    banner: int | None


def _read_copies(text: str, start: int, anchor: int) -> Layout:
    blocks = _find_blocks(text, anchor)
    head: list[_Block] = []
    rest: list[_Block] = []
    for block in blocks:
        if rest or (head and _holds_text(text, head[-1].end, block.start)):
            rest.append(block)
        else:
            head.append(block)
    labelled = [block for block in head if block.anchor is not None]
    if not labelled:
        return Layout(start, anchor, anchor, _first_paragraph(text, anchor))
    first_banner = find_banner("\n" + text[start:anchor] + "\n")
    own = _number(first_banner.value) if first_banner is not None else None
    main = labelled[-1]
    notes: list[tuple[str, int]] = []
    if main is not labelled[0]:
        other = _number_at(text, main)
        if own is not None and other is not None and not _same_number(own, other):
            # 73TEHRAN2077 ends with a cable of The Hague, thirty years younger.
            start_of_other = _climb(text, head[head.index(labelled[0]) + 1].start)
            notes.append(
                (f"the text from here on is headed {other}, another cable; it was left out", main.start)
            )
            paragraph = min(_first_paragraph(text, labelled[0].end), start_of_other)
            cuts = ((start_of_other, len(text)),)
            return Layout(start, anchor, labelled[0].anchor or anchor, paragraph, (), cuts, tuple(notes))
        notes.append(("the header stands more than once; the last copy was read", main.start))
    behind = max(block.end for block in head)
    paragraph = _first_paragraph(text, max(behind, main.anchor or 0))
    if rest:
        paragraph = min(paragraph, rest[0].start)
    cuts_found, cut_notes = _find_cuts(text, rest, own)
    spare = tuple(
        (block.anchor, min(block.end + 1200, following))
        for block, following in zip(head, [b.start for b in head[1:]] + [paragraph], strict=True)
        if block.anchor is not None and block is not main
    )
    return Layout(
        start, anchor, main.anchor or anchor, paragraph, spare, tuple(cuts_found), (*notes, *cut_notes)
    )


def _find_blocks(text: str, anchor: int) -> list[_Block]:
    """Return the copies of the header block from ``anchor`` on; a copy begins anew at a repeated part."""
    blocks: list[_Block] = []
    for match in islice(_EVENT.finditer(text, anchor), _MAX_EVENTS):
        kind = match.lastgroup or "S"
        at = match.start()
        block = blocks[-1] if blocks else None
        opens = block is None or kind in block.kinds or (kind in "VFB" and block.kinds[-1] in "ETS")
        opens = opens or (block is not None and _holds_text(text, block.end, at))
        if opens or block is None:
            block = _Block(at, match.end(), kind, None, None)
            blocks.append(block)
        else:
            block.kinds += kind
            block.end = match.end()
        if kind in "ETS" and block.anchor is None:
            block.anchor = at
        if kind == "B":
            block.banner = at
    # 04BRUSSELS4944: the second copy's banner stands in the middle of a line, behind a database row.
    for block in blocks:
        line_end = text.find("\n", block.end)
        block.end = line_end if line_end >= 0 else len(text)
    return blocks


def _holds_text(text: str, start: int, end: int) -> bool:
    """Return whether paragraphs stand between two header parts."""
    if end - start > _TEXT_BETWEEN:
        return True
    first = _NUMBERED.search(text, start, end)
    if first is None or end - first.start() <= 150:
        return False
    # 06LIMA4516: the first copy breaks off with dots inside paragraph 1.
    return text.find("...\n", start, first.start() + 320) < 0


def _number(banner: Banner) -> str | None:
    if banner.post is None or banner.serial is None:
        return None
    return f"{banner.post} {int(banner.serial)}"


def _same_number(one: str, other: str) -> bool:
    """Return whether two numbers may be one message's: a figure may be lost at the end (08BERLIN1690)."""
    return one.startswith(other) or other.startswith(one)


def _number_at(text: str, block: _Block) -> str | None:
    end = block.anchor if block.anchor is not None else block.end
    finding = find_banner(
        "\n" + text[max(block.start - 400, 0) if block.banner is None else block.start : end] + "\n"
    )
    return _number(finding.value) if finding is not None else None


def _find_cuts(
    text: str, blocks: list[_Block], own: str | None
) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    """Return the header blocks inside the text, as stretches to leave out, with a note on each."""
    cuts: list[tuple[int, int]] = []
    notes: list[tuple[str, int]] = []
    for block in blocks:
        if "B" not in block.kinds and not {"F", "T"} <= set(block.kinds):
            continue
        banner = find_banner(text[block.start : block.end]) if "B" in block.kinds else None
        number = _number(banner.value) if banner is not None else None
        if number is not None and own is not None and number != own:
            # A cable quoted or misfiled inside this one stays in the text.
            notes.append((f"the text holds the header of another cable ({number})", block.start))
            continue
        section = banner.value.section if banner is not None else None
        start = _climb(text, block.start)
        if section is None or section == 1:
            follows = _FIRST_PARAGRAPH.search(text, block.end, block.end + 3000)
            if banner is None and follows is None:
                continue
            notes.append(
                ("a header begins anew here: a second copy, or another cable; it was left out", block.start)
            )
            cuts.append((start, len(text)))
            break
        what = f"the header of section {section}" if section else "a repeated header"
        notes.append((f"{what} was left out", block.start))
        cuts.append((start, _labels_end(text, block)))
    return cuts, notes


def _climb(text: str, start: int) -> int:
    """Return the start of the header lines above an offset (a newline), at most sixty lines up."""
    at = start
    for _ in range(60):
        above = text.rfind("\n", max(0, at - 300), at)
        if above < 0 or not _HEADER_LINE.match(text[above + 1 : at]):
            break
        at = above
    return at


def _labels_end(text: str, block: _Block) -> int:
    """Return where the text goes on behind a repeated header block."""
    window = text[block.start : block.end + 1500]
    end = block.end
    if "S" in block.kinds and (subject := find_subject(window)) is not None:
        end = block.start + subject.end
    elif "T" in block.kinds and (tags := find_tags(window)) is not None:
        end = block.start + tags.end
    for _ in range(12):
        stop = text.find("\n", end + 1)
        if stop < 0 or not _HANDLING_LINE.match(text[end + 1 : stop]):
            break
        end = stop
    return end
