"""parse_cable: the text of one cable to a Cable, every field with the lines it was read from."""

from __future__ import annotations

import re
from typing import Final

from cableml.cable.cable import Cable, KnownFields
from cableml.errors import Location, ParseError
from cableml.parsing.lines import mend_lines
from cableml.parsing.published import read_published
from cableml.parsing.telegram import is_telegram, read_telegram

_WORD: Final = re.compile(r"[^\W\d_]{2}")


def parse_cable(text: str, source: str = "", known: KnownFields | None = None) -> Cable:
    """Return the cable that a text holds.

    Parameters
    ----------
    text
        One cable: with or without transmission header, page lines in front, doubled blocks; a
        fragment will do. A National Archives text file of 1973-79 is told by its two part labels.
    source
        Name of the file it came from, kept in the result.
    known
        What a page or dump row says of the cable beside the text.

    Raises
    ------
    ParseError
        The text holds no word at all.
    """
    mended = mend_lines(text)
    if _WORD.search(mended) is None:
        raise ParseError(
            "no word of a cable was found. Give the text of a cable, from its header to its last line.",
            Location(source or None),
        )
    known = known or KnownFields()
    if is_telegram(mended):
        return read_telegram(mended, text, source, known)
    return read_published(mended, text, source, known)
