"""Known marks looked for in blinded text, by patterns of their own: nothing is shared with the scrubber."""

from __future__ import annotations

import re

from cableml.cable.blind import BlindCable
from cableml.evaluation.leaks.leak import Leak, cut_snippet

_LEVEL = r"(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE)"
_CODES = (
    r"(?:PREL|PGOV|PHUM|PTER|PARM|PINR|PINS|ETRD|EFIN|EINV|ENRG|EAID|ELAB|EPET|SNAR|SMIG|SENV|MARR|MCAP|MOPS"
    r"|MNUC|KNNP|KDEM|KCRM|KTFN|KIPR|KPAO|KWMN|KJUS|KCOR|ASEC|CVIS|OVIP|OPRC|TSPL|TRGY)"
)
# In a cable of capitals a bare level word may be prose, so it counts only in the place of a marking.
_IN_MIXED_TEXT = {"level": re.compile(rf"\b{_LEVEL}\b(?! [A-Z]{{4,}} [A-Z]{{4,}})")}
_IN_CAPITALS = {
    "level": re.compile(
        rf"^{_LEVEL}\b(?=[ /]*(?:$|SECTION|NOFORN|SIPDIS))"
        rf"|\b{_LEVEL}(?:/{{1,2}}NOFORN| SECTION \d| PAGE \d| *$)",
        re.M,
    )
}
_ANYWHERE = {
    "caption": re.compile(r"\b(?:SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN|ORCON|PROPIN|RELIDO|FOUO|SBU)\b"),
    "letter-spaced": re.compile(r"\b(?i:s e c r e t|c o n f i d e n t i a l|u n c l a s)\b"),
    "portion mark": re.compile(
        r"(?<![A-Za-z0-9])[(\[{] ?(?:TS|SBU|S|C|U|LOU|FOUO)"
        r"(?: ?/{1,2} ?(?:NF|NOFORN|FOUO|FGI|REL TO [A-Z ,]+))* ?[)\]}]"
        r"(?= ?[A-Z\"“])|(?<!\S)(?:S|C|U|SBU|TS)/{1,2}(?:NF|NOFORN|FGI|FOUO)\b"
    ),
    "group": re.compile(r"\bZN[RY] [A-Z]{5}\b"),
    "TAGS": re.compile(rf"\bTAGS ?:|\b{_CODES}(?:(?:, ?| |/){_CODES}\b)+|\b{_CODES}:"),
    "classified by": re.compile(r"\b(?i:(?:de)?classified by|derived from multiple|declassify on|decl:)"),
    "reasons": re.compile(r"\b(?i:reasons?:? ?)?1\.[45] ?\([a-h]\)"),
    "order": re.compile(r"\bE\.?O\.? ?(?:11652|12065|12356|12958|13526)\b"),
    "entire text": re.compile(r"\b(?i:entire text is|original telegram was)\b"),
    "network": re.compile(
        r"\b(?i:siprnet|sgov\.gov|state\.sgov|smil\.mil|intelink"
        r"|(?:un)?classified (?:web ?site|web ?page|e-?mail))"
    ),
    "redaction": re.compile(r"[Xx]{5,}"),
}


def search_cable(cable: BlindCable, name: str) -> list[Leak]:
    """Return the marks found in a blind cable's texts, one finding a kind at most; ``name`` is its id."""
    texts = [cable.subject, cable.summary, *cable.pass_to]
    for paragraph in cable.paragraphs:
        texts += [paragraph.heading or "", paragraph.text]
    whole = "\n".join(texts)
    patterns = {**_ANYWHERE, **(_IN_CAPITALS if _is_capitals(whole) else _IN_MIXED_TEXT)}
    found = []
    for kind, pattern in patterns.items():
        match = pattern.search(whole)
        if match is not None:
            snippet = cut_snippet(whole, match.start(), match.end())
            found.append(Leak("search", name, snippet, f"{kind} {match[0]!r}"))
    return found


def _is_capitals(text: str) -> bool:
    small = sum(map(str.islower, text[:4000]))
    return sum(map(str.isupper, text[:4000])) > 3 * small
