"""`scrub`: take out of a cable's texts what states its classification or its tags.

The parser removes whole lines (banner, TAGS, captions, page lines). What is left stands
inside sentences: portion marks in front of sub-items, "Classified By" written as a first
paragraph, downgrade notes, markings of quoted cables. The rule for a bare word is its
letters: a marking is written in capitals. So "a secret meeting" and "confidential talks"
stay, and in a cable that is all capitals a level word goes only where it cannot be prose.
"""

from __future__ import annotations

from collections.abc import Sequence

from cableml import native
from cableml.cable.marking_hints import find_hints, hint_at, is_all_capitals
from cableml.cable.marking_stages import stages

__all__ = ["is_all_capitals", "scrub"]


def scrub(texts: Sequence[str]) -> list[str]:
    """Return the texts without any span that states a classification, caveat, caption or TAGS.

    Parameters: ``texts`` are one cable's folded texts (no line feed inside), in any order.
    Returns: as many texts, white space folded; one that held nothing else is empty.
    All texts are treated together, so that "written in capitals" is judged on the whole cable.
    """
    if not texts:
        return []
    scrubbed = [text if text[:1].isalnum() else _tidy(text) for text in texts]
    allowed, hinted = find_hints(texts)
    for index, bits in hinted:
        if bits & allowed:
            text = texts[index]
            after = _remove_stages(text, bits & allowed, allowed)
            if after is not text:
                scrubbed[index] = _tidy(_fold(after))
    return scrubbed


def _remove_stages(text: str, bits: int, allowed: int) -> str:
    """Return the text after the stages, in their order; of those allowed it hints at some, the ``bits``.

    A text that changed is looked at again: a removal may bring words together.
    """
    small: str | None = None
    while bits:
        bit = bits & -bits
        bits ^= bit
        stage = stages()[bit.bit_length() - 1]
        if stage.may_match is not None:
            if small is None and not stage.capitals:
                small = text.lower()
            if not stage.may_match(text if small is None or stage.capitals else small):
                continue
        after = stage.remove(text)
        if after != text:
            text, small = after, None
            bits = hint_at(text, allowed) & allowed & -(bit << 1)
    return text


def _fold(text: str) -> str:
    """Return the text's words with one blank between them."""
    kernels = native.kernels
    folded: str | None = kernels.fold_text(text) if kernels is not None else None
    return " ".join(text.split()) if folded is None else folded


def _tidy(text: str) -> str:
    """Return the text without the marks that a removal leaves in front; without letter or figure, empty."""
    bare = text.lstrip(".,;:)] ")
    return bare if any(map(str.isalnum, bare)) else ""
