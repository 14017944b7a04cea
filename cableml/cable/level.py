"""Level: the ordered classification of a cable.

Caveats (NOFORN) and captions (SIPDIS) are not part of a level; `split_marking` holds them apart.
"""

from __future__ import annotations

import enum
from functools import lru_cache


class Level(enum.IntEnum):
    """Classification in rising order of protection.

    LIMITED OFFICIAL USE is the 1970s' administrative marking; like FOUO it is not classified.
    """

    UNCLASSIFIED = 0
    LIMITED_OFFICIAL_USE = 1
    FOUO = 2
    CONFIDENTIAL = 3
    SECRET = 4
    TOP_SECRET = 5

    @property
    def label(self) -> str:
        """The contract's spelling: ``UNCLASSIFIED//FOUO``, ``TOP SECRET``."""
        return _LABELS[self]

    @property
    def is_classified(self) -> bool:
        """True from CONFIDENTIAL upwards."""
        return self >= Level.CONFIDENTIAL


_LABELS: dict[Level, str] = {
    Level.UNCLASSIFIED: "UNCLASSIFIED",
    Level.LIMITED_OFFICIAL_USE: "LIMITED OFFICIAL USE",
    Level.FOUO: "UNCLASSIFIED//FOUO",
    Level.CONFIDENTIAL: "CONFIDENTIAL",
    Level.SECRET: "SECRET",
    Level.TOP_SECRET: "TOP SECRET",
}

_SPELLINGS: dict[str, Level] = {
    **{label: level for level, label in _LABELS.items()},
    "UNCLAS": Level.UNCLASSIFIED,
    "U": Level.UNCLASSIFIED,
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": Level.FOUO,
    "FOR OFFICIAL USE ONLY": Level.FOUO,
    "FOUO": Level.FOUO,
    "UNCLASSIFIED/FOUO": Level.FOUO,
    "SENSITIVE BUT UNCLASSIFIED": Level.FOUO,
    "SBU": Level.FOUO,
    "LOU": Level.LIMITED_OFFICIAL_USE,
    "LIMDIS OFFICIAL USE": Level.LIMITED_OFFICIAL_USE,
    "C": Level.CONFIDENTIAL,
    "S": Level.SECRET,
    "TS": Level.TOP_SECRET,
    "TOPSECRET": Level.TOP_SECRET,
}


@lru_cache(maxsize=256)
def parse_level(text: str) -> Level | None:
    """Return the level that a marking names, or None; caveats behind ``//`` do not matter.

    >>> parse_level("SECRET//NOFORN").label
    'SECRET'
    """
    folded = " ".join(text.upper().split())
    if folded in _SPELLINGS:
        return _SPELLINGS[folded]
    return _SPELLINGS.get(folded.partition("/")[0].strip())
