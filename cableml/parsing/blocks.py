"""Where the header blocks of a cable stand: the one that counts, its copies, and later sections."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cableml.parsing.rules.marking import find_banner

# The labels that tell a header from text. Word boundaries are spelled out: 05LIMA3571 has
# "SIPDISE.O. 12958: DECL: 08/16/2015TAGS: EMIN", everything glued together.
_ANCHOR = re.compile(
    r"\n[ \t¶\"]*+(?:E\. ?O\. ?:? ?1|EO:? 1|TAGS?\b|SUBJ(?:ECT)?\b ?:|SUBJECT |CLASSIFIED BY)"
    r"|E\.O\. 1\d{4}|TAGS: [A-Z]{2}",
    re.IGNORECASE,
)
_FIRST_PARAGRAPH = re.compile(
    r"\n[ \t]*+(?:(?:¶[ \t]*+)?1[ \t]{0,3}(?:[.)](?!\d)|(?=\())[ \t\n]{0,12}+(?!\((?:U|C|S|SBU)\) ?(?i:classified by))"
    r"|¶[ \t]*+\d{1,2}[ \t]{0,3}[.)]?[ \t]*+\((?:U|C|S|SBU|[CS]/{1,2}NF)\)(?! ?(?i:classified by))"
    r"|\((?:U|C|S|SBU|[CS]/{1,2}NF)\)[ \t]+(?!(?i:classified by)|SUBJ|TAGS|E\.O))"
)
_PARAGRAPH_INLINE = re.compile(r"¶ ?1 ?\. ?\(|[\s-]1\. ?\((?:U|C|S|SBU|[CS]/{1,2}NF)\)")
_HEAD_REACH = 9000


@dataclass(frozen=True, slots=True)
class Layout:
    """Offsets into mended text.

    ``header`` is where the transmission header (or, without one, the banner) begins; ``anchor`` the
    first label of the block that counts; ``paragraph`` the first numbered paragraph behind it, or
    the end of the window in which labels are looked for; ``numbered`` tells which of the two.
    """

    header: int
    anchor: int
    paragraph: int
    numbered: bool


def find_layout(text: str, start: int = 0) -> Layout:
    """Return the layout of the first header block at or behind ``start``."""
    match = _ANCHOR.search(text, start)
    anchor = match.start() if match is not None else start
    reach = min(len(text), anchor + _HEAD_REACH)
    first = _FIRST_PARAGRAPH.search(text, anchor, reach)
    if first is None:
        inline = _PARAGRAPH_INLINE.search(text, anchor, reach)
        if inline is not None:
            return Layout(start, anchor, inline.start(), True)
        return Layout(start, anchor, reach, False)
    return Layout(start, anchor, first.start(), True)


def find_header_start(text: str, anchor: int, low: int = 0) -> int:
    """Return where the header that leads to the labels at ``anchor`` begins (VZCZ, DTG, FM or banner)."""
    window_low = max(low, anchor - 12000)
    vzcz = text.find("VZCZ", window_low, anchor)
    if vzcz >= 0:
        return vzcz
    sender = text.find("\nFM ", window_low, anchor)
    if sender >= 0:
        above = text.rfind("\n", window_low, sender)
        return max(window_low, above + 1) if above >= 0 else window_low
    banner = find_banner(text[window_low:anchor])
    return window_low + banner.start if banner is not None else anchor
