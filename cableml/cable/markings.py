"""`scrub`: take out of a cable's texts what states its classification or its tags.

The parser removes whole lines (banner, TAGS, captions, page lines). What is left stands
inside sentences: portion marks in front of sub-items, "Classified By" written as a first
paragraph, downgrade notes, markings of quoted cables. The rule for a bare word is its
letters: a marking is written in capitals. So "a secret meeting" and "confidential talks"
stay, and in a cable that is all capitals a level word goes only where it cannot be prose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from cableml.cable import marking_patterns as patterns
from cableml.cable.tag import field_codes


class _Stage(NamedTuple):
    """One removal, and what must be there for it to be tried.

    ``words``: one of them must be among the cable's words (small letters, no punctuation);
    none named: always tried. ``hints``: one of them must stand in a text, in small letters,
    for the removal to run on it. ``capitals``: the hints are capitals, looked for in the text as it is.
    """

    words: frozenset[bytes]
    hints: tuple[str, ...]
    remove: Callable[[str], str]
    capitals: bool = False


def _stage(words: str, remove: Callable[[str], str], hints: Sequence[str] = ()) -> _Stage:
    return _Stage(frozenset(words.encode().split()), tuple(hints) or tuple(words.split()), remove)


def _capitals(words: str, remove: Callable[[str], str]) -> _Stage:
    return _Stage(frozenset(words.lower().encode().split()), tuple(words.split()), remove, capitals=True)


_LEVELS = "SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED OFFICIAL SENSITIVE"
# Codes that are also words or other things' names (mass transit, the ECON counselor, MAPP/OAS).
_CODES_ALSO_WORDS = frozenset({"MASS", "ECON", "EMIN", "MAPP", "KICC", "OPAD"})


# The order matters where two patterns share words.
@cache
def _stages() -> tuple[_Stage, ...]:
    statement = patterns.STATEMENT.remove_sentences
    return (
        _stage(
            "sgov smil siprnet intelink intellipedia classified",
            patterns.CLASSIFIED_SITE.remove_sentences_around,
            [
                "sgov",
                ".s gov",
                "smil.mil",
                "sipr",
                "intelink",
                "intellipedia",
                "classified web",
                "classified home",
                "classified inter",
                "classified intra",
                "class web",
            ],
        ),
        _stage(
            "class unclass classified unclassified siprnet sipr niprnet nipr classnet",
            patterns.CLASSIFIED_MAIL.remove_from,
            ["class", "sipr", "nipr"],
        ),
        _stage("caption captions", patterns.CAPTION_REQUEST.remove_from),
        _stage("copy y", patterns.CORRECTED.remove_from, ["corrected", "c o r r"]),
        _stage(
            "e n", patterns.SPACED.remove_from, ["s e c", "s  e", "c o n f", "c  o", "u n c", "u  n", "l i m"]
        ),
        _stage(
            "classified classifed clasified classifying declassified classification derived",
            patterns.CLASSIFIED_BY.remove_from,
        ),
        _stage("declassified", patterns.RELEASE_LINE.remove_from),
        _stage("12958 13526 13292 11652 12065 12356", patterns.ORDER.remove_from),
        _stage("declassify decl downgrade", patterns.DECLASSIFY.remove_from),
        _stage("4 5", patterns.REASONS.remove_from, ["1.4", "1.5", "1,4", "1,5", "1. 4", "1. 5"]),
        _stage("entire", patterns.ENTIRE_TEXT.remove_from, ["entire text", "entire cable", "entire message"]),
        _stage(
            "classified declassified unclassified unclas confidential sbu fouo sensitive noforn downgraded",
            statement,
        ),
        # "secret" alone would let every secretary in, "official" every official.
        _stage(
            "secret", statement, [*(f" secret{end}" for end in " .,)"), "is secret", "as secret", "be secret"]
        ),
        _stage("official", statement, ["official use"]),
        _stage("release", statement, ["not for release"]),
        _stage("classification sification", patterns.LABELLED.remove_from),
        _stage("tag tags", patterns.TAGS.remove_from, ["tag"]),
        _stage(" ".join(field_codes() - _CODES_ALSO_WORDS).lower(), patterns.TAG_RUN.remove_from, [""]),
        _stage("", patterns.PORTION.remove_from, ["(", "[", "{"]),
        _stage("", patterns.HALF_PORTION.remove_start, [")", "("]),
        _capitals(_LEVELS, patterns.CAVEATED_LEVEL.remove_from),
        _stage(
            "sipdis nodis exdis limdis stadis noforn nocontract orcon propin relido roger fouo sbu lou",
            patterns.CAPTION.remove_from,
        ),
        _stage(
            "unclassified official internet release dissem nationals",
            patterns.HANDLING_PHRASE.remove_from,
            [
                "but unclassified",
                "but-unclassified",
                "official use",
                "internet",
                "for release",
                "for public release",
                "foreign dissem",
                "foreign nationals",
            ],
        ),
        _stage("znr zny", patterns.SECURITY_GROUP.remove_from),
        _stage("nf noforn rel fgi fouo sbu oc orcon", patterns.BARE_MARK.remove_from, ["/", "-"]),
        _stage(
            "protect handle dissemination distribution",
            patterns.HANDLING.remove_from,
            ["accord", "not for d"],
        ),
        _stage("classified unclassified", patterns.UNCLASSIFIED_PART.remove_from),
        _stage(" ".join(f"{page:03}" for page in range(1, 31)), patterns.PAGE_LINE.remove_from, [" of 0"]),
        _stage("", patterns.REDACTION.remove_from, ["xxxx", "\u0445\u0445\u0445\u0445"]),
        _stage(
            "removed redacted deleted withheld excised",
            patterns.REDACTION_NOTE.remove_from,
            ["removed", "redacted", "deleted", "withheld", "excised"],
        ),
    )


_LEVEL_WORDS = _capitals(f"{_LEVELS} CLASSIFIED DECLASSIFIED", patterns.LEVEL_WORD.remove_from)
_LEVEL_WORDS_IN_CAPITALS = _LEVEL_WORDS._replace(remove=patterns.LEVEL_WORD_ALL_CAPITALS.remove_from)

_TO_WORDS = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else code if code >= 128 else 32
    for code in range(256)
)
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_SMALL_LETTERS = bytes(range(ord("a"), ord("z") + 1))


def is_all_capitals(text: str) -> bool:
    """Return whether a text is written in capitals alone (1970s telegrams, 1 % of later ones).

    >>> is_all_capitals("EMBASSY REPORTS NO CHANGE.")
    True
    """
    sample = text[:4000].encode("ascii", "ignore")
    n_capitals = len(sample) - len(sample.translate(None, _CAPITALS))
    n_small = len(sample) - len(sample.translate(None, _SMALL_LETTERS))
    return n_capitals > 4 * n_small


def scrub(texts: Sequence[str]) -> list[str]:
    """Return the texts without any span that states a classification, caveat, caption or TAGS.

    Parameters: ``texts`` are one cable's folded texts (no line feed inside), in any order.
    Returns: as many texts, white space folded; one that held nothing else is empty.
    All texts are treated together, so that "written in capitals" is judged on the whole cable.
    """
    if not texts:
        return []
    whole = "\n".join(texts)
    words = frozenset(whole.encode("utf-8", "replace").translate(_TO_WORDS).split())
    level_words = _LEVEL_WORDS_IN_CAPITALS if is_all_capitals(whole) else _LEVEL_WORDS
    scrubbed = list(texts)
    lowered = whole.lower()
    for stage in (*_stages(), level_words):
        if stage.words and words.isdisjoint(stage.words):
            continue
        searched = whole if stage.capitals else lowered
        hints = [hint for hint in stage.hints if hint in searched]
        if hints and _remove(stage, hints, scrubbed):
            whole = "\n".join(scrubbed)
            lowered = whole.lower()
    return [_tidy(after, changed=after is not before) for before, after in zip(texts, scrubbed, strict=True)]


def _remove(stage: _Stage, hints: Sequence[str], texts: list[str]) -> bool:
    """Apply a stage, in place, to those texts that hold one of the hints; return whether any text changed."""
    changed = False
    for index, text in enumerate(texts):
        searched = text if stage.capitals else text.lower()
        if any(hint in searched for hint in hints):
            after = stage.remove(text)
            if after != text:
                texts[index] = after
                changed = True
    return changed


def _tidy(text: str, changed: bool) -> str:
    """Fold white space where something was taken out; a text left without a letter or figure is empty."""
    folded = (" ".join(text.split()) if changed else text).lstrip(".,;:)] ")
    return folded if any(map(str.isalnum, folded)) else ""
