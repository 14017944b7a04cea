"""The signer: the name alone at the very end of a cable."""

from __future__ import annotations

import re
from typing import Final

from cableml.parsing.finding import Finding

_TAIL: Final = 3000
_TRAILER: Final = re.compile(
    r"[ \t]*(?:[>.#\-=*_\\\"'|]*|N{3,}.*|SIPDIS|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|SENSITIVE|BT|#\d+"
    r"|(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL USE)(?:[/ ].{0,40})?"
    r"|C O N F I D E N T I A L.{0,40}|S E C R E T.{0,40}|U N C L A S S I F I E D.{0,40}"
    r"|Declassified/Released.*|Review \d\d.*|Margaret P\. Grafeld.*|Sheryl P\. Walter.*"
    r"|NOTE BY .*|NOTE: .*|.* - Classification: .*|.*CABLE ENDS.*)[ \t]*"
)
_NAME_WORD: Final = r"(?:[A-Z]['’]?[A-Z]+(?:[-'’][A-Z]+){0,2}|Mc[A-Z]+|Mac[A-Z]+|[A-Z]\.|DE|LA|VAN)"
_NAME: Final = re.compile(rf"({_NAME_WORD}(?: {_NAME_WORD}){{0,2}})[ \t]*[.#\-*\\\"']*\s*")
_MIXED_NAME: Final = re.compile(
    r"((?:[A-Z][a-z]*['’]?[A-Z]?[a-z]+)(?:[ -][A-Z][a-z]+){0,2})[ \t]*[.#*\\]*\s*"
)
_SENTENCE_END: Final = re.compile(r"[.!?)\"”][ \t]{1,}")
_NO_NAMES: Final = frozenset(
    {"COMMENT", "SUMMARY", "END", "TEXT", "REGARDS", "NOTE", "MESSAGE", "UNCLASSIFIED"}
)


def find_signer(text: str, *, canonicalize: bool = False) -> Finding[tuple[str, ...]] | None:
    """Return the name at the very end of the cable, or None where the text breaks off.

    ``canonicalize`` gives upper case and splits two names; otherwise the name is as written.
    """
    base = max(0, len(text) - _TAIL)
    lines: list[tuple[int, str]] = []
    position = base
    for line in text[base:].split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    while lines and _TRAILER.fullmatch(lines[-1][1]):
        lines.pop()
    if not lines:
        return None
    start, line = lines[-1]
    stripped = line.strip()
    match = _NAME.fullmatch(stripped) or _MIXED_NAME.fullmatch(stripped)
    if match is None:
        cut = None
        for cut in _SENTENCE_END.finditer(stripped):
            pass
        if cut is None:
            return None
        match = _NAME.fullmatch(stripped, cut.end())
        if match is None:
            return None
    name = match.group(1)
    if set(name.upper().split()) & _NO_NAMES:
        return None
    begin = start + line.index(name)
    names = (name.upper(),) if canonicalize else (name,)
    return Finding(names, begin, begin + len(name))
