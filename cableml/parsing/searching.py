"""Looks at a whole text: by the compiled kernels where they are built, else by Python's own methods."""

from __future__ import annotations

import re

from cableml import native

_strip = str.strip


def find_text(text: str, word: str, start: int = 0) -> int:
    """Return where a word stands first from ``start`` on, or -1: for a text of some thousand characters.

    The word is of Latin-1 letters, and holds no question mark.
    """
    kernels = native.kernels
    if kernels is None or start > 0:  # a text is made ready for the kernel whole, each time
        return text.find(word, start)
    place: int = kernels.find_text(text, word)
    return place


def find_places(text: str, word: str) -> list[int]:
    """Return all places where a word stands, none of them inside another; see `find_text`."""
    kernels = native.kernels
    if kernels is not None:
        return kernels.find_places(text, word)  # type: ignore[no-any-return]
    places: list[int] = []
    place = text.find(word)
    while place >= 0:
        places.append(place)
        place = text.find(word, place + len(word))
    return places


def find_forms(text: str, word: str) -> list[int]:
    """Return all places where a word of small letters stands, in small letters, capitals, or both."""
    kernels = native.kernels
    if kernels is not None:
        return kernels.find_forms(text, word)  # type: ignore[no-any-return]
    return [match.start() for match in re.finditer(f"(?=(?ia:{word}))", text)]


def find_words_in(text: str, words: tuple[str, ...]) -> list[int]:
    """Return the numbers of those words, all of ASCII letters, that stand in a text."""
    kernels = native.kernels
    if kernels is not None:
        return kernels.find_words_in(text, words)  # type: ignore[no-any-return]
    return [number for number, word in enumerate(words) if word in text]


def find_capital_lines(text: str) -> list[int] | None:
    """Return the line feeds in front of lines that hold capitals, and else only blanks, tabs and slashes.

    None where the kernels were not built: then each line may be one.
    """
    kernels = native.kernels
    return kernels.find_capital_lines(text) if kernels is not None else None


def fold(text: str) -> str:
    """Return a piece of mended text with white space folded to single blanks, ends trimmed.

    Equal to joining its words with blanks, as mended text has no other white space than blank, tab and line
    feed, but cut only where two blanks stand together (most lines end in a blank), which takes a third of the
    time.
    """
    kernels = native.kernels
    if kernels is not None:
        folded: str | None = kernels.fold_text(text)
        if folded is not None:
            return folded
    if "\t" in text:
        text = text.replace("\t", " ")
    return " ".join(filter(None, map(_strip, text.replace("\n", " ").split("  "))))
