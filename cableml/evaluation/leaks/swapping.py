"""`swap_marks`: a cable's raw text with every certain marking replaced by another, and nothing else changed.

Written apart from the parser and the scrubber, and shy: what may be prose is left as it is.
"""

from __future__ import annotations

import re
from random import Random

_LEVELS = ("LIMITED OFFICIAL USE", "UNCLASSIFIED", "CONFIDENTIAL", "UNCLAS", "SECRET")
_BANNERS = ("UNCLAS", "CONFIDENTIAL", "SECRET", "UNCLASSIFIED", "C O N F I D E N T I A L", "S E C R E T")
_TAGS = ("PREL", "PGOV", "PHUM", "ECON", "ETRD", "MNUC", "PARM", "PTER", "KDEM", "SNAR", "IR", "IZ", "UNSC")
_PORTIONS = ("U", "C", "S", "SBU", "C/NF", "S//NF", "S/NF", "TS")
_CAPTIONS = ("SIPDIS", "NODIS", "EXDIS", "STADIS")
_GAP = r" {1,3}"


def _widen(word: str) -> str:
    """Return a pattern for a word written closed or letter-spaced."""
    return f"(?:{word}|{_GAP.join(_GAP.join(part) for part in word.split(' '))})"


_LEVEL_LINE = re.compile(
    rf"^([ \t]*)(?:{'|'.join(map(_widen, _LEVELS))})"
    r"(?=[ \t]*(?:/{1,2}|SECTION\b|NOFORN|SIPDIS|$|[A-Z][A-Z ]{1,25} \d{3,8}\b))",
    re.M,
)
_GROUP = re.compile(r"^(ZN[RY]) ([A-Z])\2{4}\b", re.M)
_CAPTION = re.compile(r"^(?:SIPDIS|NODIS|EXDIS|STADIS)(?=[ \t]*$)", re.M)
_PORTION = re.compile(
    r"^([ \t]*(?:¶[ \t]*)?\d{1,3}\.[ \t]*)\((?:U|C|S|SBU|TS|LOU|FOUO|[CSU]//?(?:NF|FOUO|NOFORN))\)(?=[ \t])",
    re.M,
)
_SUBJECT = re.compile(r"^(SUBJECT:[ \t]*)\((?:U|C|S|SBU)\)(?=[ \t])", re.M)
_ORDER = re.compile(r"^(E\.O\. 12958:?[ \t]*DECL:?[ \t]*)\d\d/\d\d/\d{4}(?=[ \t]*$)", re.M)
_TAGS_LINE = re.compile(r"^(TAGS:?[ \t]+)[A-Z][A-Z, \t]*[A-Z](?=[ \t]*\n(?:SUBJECT|[ \t]*\n))", re.M)
_CLASSIFIED_BY = re.compile(
    r"^Classified By:[^\n]*(?:\n(?![ \t]*\n)[^\n]*){0,2}?"
    r"\b1\.[45] ?\([a-h]\)(?: and \([a-h]\))?\.?(?=[ \t]*\n[ \t]*\n)",
    re.M | re.I,
)


def swap_marks(text: str, seed: int) -> str:
    """Return the text with its markings swapped; the same seed gives the same text."""
    random = Random(seed)
    swapped = _LEVEL_LINE.sub(lambda match: match[1] + random.choice(_BANNERS), text)
    swapped = _GROUP.sub(lambda match: f"{match[1]} {random.choice('UCSE') * 5}", swapped)
    swapped = _CAPTION.sub(lambda _: random.choice(_CAPTIONS), swapped)
    for pattern in (_PORTION, _SUBJECT):
        swapped = pattern.sub(lambda match: f"{match[1]}({random.choice(_PORTIONS)})", swapped)
    swapped = _ORDER.sub(
        lambda match: f"{match[1]}{random.randint(1, 12):02}/28/{random.randint(2010, 2030)}", swapped
    )
    swapped = _TAGS_LINE.sub(
        lambda match: match[1] + ", ".join(random.sample(_TAGS, random.randint(1, 8))), swapped
    )
    return _CLASSIFIED_BY.sub(
        lambda _: f"Classified By: DCM Jane Doe. Reasons: 1.{random.choice('45')} ({random.choice('abcd')}).",
        swapped,
    )
