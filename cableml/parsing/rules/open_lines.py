"""Lines that leave their sentence open, and numbers that a wrap put at the start of the next line."""

from __future__ import annotations

import re
from typing import Final

from cableml.cable.late_pattern import compile_late

# "... by July" and below it "6. Asked about this, he said": a date that was wrapped between its parts.
_MONTH: Final = compile_late(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\Z",
    re.IGNORECASE,
)
_MAX_LINE: Final = 200


def is_open_above(text: str, at: int) -> bool:
    """Return whether the line that the newline at ``at`` ends holds text and no end of a sentence."""
    above = _line_above(text, at)
    return bool(above) and (above[-1].isalnum() or above[-1] == ",")


def is_wrapped_number(text: str, at: int, behind: int) -> bool:
    """Return whether the number on the line below the newline at ``at`` goes on with the sentence above.

    ``behind`` is the offset behind the number. It does so below an open line, when a month stands at the
    end of that line, or when a comma or a small letter stands behind the number.
    """
    above = _line_above(text, at)
    if not above or not (above[-1].isalnum() or above[-1] == ","):
        return False
    following = text[behind : behind + 8].lstrip(" \t.")
    return following[:1] == "," or following[:1].islower() or _MONTH.search(above) is not None


def _line_above(text: str, at: int) -> str:
    low = max(0, at - _MAX_LINE)
    return text[max(low, text.rfind("\n", low, at) + 1) : at].strip()
