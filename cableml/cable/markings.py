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
    ``sets``: all words of one of them must be among the cable's words as well; none named: no matter.
    ``may_match`` tells in few steps, of a text in the form that hints are looked for in, or of all texts
    together, that it holds no match.
    """

    words: frozenset[bytes]
    hints: tuple[str, ...]
    remove: Callable[[str], str]
    capitals: bool = False
    sets: tuple[frozenset[bytes], ...] = ()
    may_match: Callable[[str], object] | None = None

    def is_called_for(self, words: frozenset[bytes]) -> bool:
        """Return whether the cable's words, of those that stages ask for, let the stage be tried."""
        if self.words and words.isdisjoint(self.words):
            return False
        return not self.sets or any(letters <= words for letters in self.sets)


def _stage(words: str, remove: Callable[[str], str], hints: Sequence[str] = ()) -> _Stage:
    return _Stage(frozenset(words.encode().split()), tuple(hints) or tuple(words.split()), remove)


def _capitals(words: str, remove: Callable[[str], str]) -> _Stage:
    hints = words.split()
    shortest = tuple(hint for hint in hints if not any(other != hint and other in hint for other in hints))
    return _Stage(frozenset(words.lower().encode().split()), shortest, remove, capitals=True)


_LEVELS = "SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED OFFICIAL SENSITIVE"
# Codes that are also words or other things' names (mass transit, the ECON counselor, MAPP/OAS).
_CODES_ALSO_WORDS = frozenset({"MASS", "ECON", "EMIN", "MAPP", "KICC", "OPAD"})


# Of a word whose letters stand apart those inside it are words: S E C R E T holds E, C and R.
_INNER_LETTERS = tuple(
    frozenset(word[1:-1].encode().split())
    for word in ("s e c r e t", "c o n f i d", "u n c l a s", "l i m i t e d", "n o f o r n", "s i p d i s")
)


# The order matters where two patterns share words.
def _names_mail(text: str) -> bool:
    """Return whether one of the words stands in a text that `CLASSIFIED_MAIL` cannot do without."""
    return any(word in text for word in ("mail", "fax", "phone", "sipr", "nipr", "classnet"))


def _opens_portion(text: str) -> bool:
    """Return whether a bracket of some kind opens as a portion mark does."""
    return any(pattern.search(text) for pattern in patterns.STARTS_OF_PORTION)


def _build_stages() -> tuple[_Stage, ...]:
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
        )._replace(may_match=_names_mail),
        _stage("caption captions", patterns.CAPTION_REQUEST.remove_from),
        _stage("copy y", patterns.CORRECTED.remove_from, ["corrected", "c o r r"]),
        _stage(
            "e n", patterns.SPACED.remove_from, ["s e c", "s  e", "c o n f", "c  o", "u n c", "u  n", "l i m"]
        )._replace(sets=_INNER_LETTERS),
        _stage(
            "classified classifed clasified classifying declassified classification derived",
            patterns.CLASSIFIED_BY.remove_from,
        ),
        _stage("declassified", patterns.RELEASE_LINE.remove_from),
        _stage("12958 13526 13292 11652 12065 12356", patterns.ORDER.remove_from),
        _stage("declassify decl downgrade", patterns.DECLASSIFY.remove_from),
        _stage("4 5", patterns.REASONS.remove_from, ["1"])._replace(
            may_match=patterns.NUMBER_OF_REASON.search
        ),
        _stage("entire", patterns.ENTIRE_TEXT.remove_from, ["entire text", "entire cable", "entire message"]),
        _stage(
            "classified declassified unclassified unclas confidential sbu fouo sensitive noforn downgraded",
            statement,
            ["classified", "unclas", "confidential", "sbu", "fouo", "sensitive", "noforn", "downgraded"],
        ),
        # "secret" alone would let every secretary in, "official" every official.
        _stage(
            "secret", statement, [*(f" secret{end}" for end in " .,)"), "is secret", "as secret", "be secret"]
        ),
        _stage("official", statement, ["official use"]),
        _stage("release", statement, ["not for release"]),
        _stage("classification sification", patterns.LABELLED.remove_from),
        _stage("tag tags", patterns.TAGS.remove_from, ["tag"]),
        _stage(
            " ".join(field_codes() - _CODES_ALSO_WORDS).lower(), patterns.TAG_RUN.remove_from, [""]
        )._replace(may_match=patterns.FOUR_CAPITALS.search, capitals=True),
        _stage("", patterns.PORTION.remove_from, ["(", "[", "{"])._replace(may_match=_opens_portion),
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
            ["protect accord", "handle accord", "not for d"],
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


@cache
def _stages() -> tuple[_Stage, ...]:
    return _build_stages()


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
    words = _gate_words().intersection(whole.encode("utf-8", "replace").translate(_TO_WORDS).split())
    level_words = _LEVEL_WORDS_IN_CAPITALS if is_all_capitals(whole) else _LEVEL_WORDS
    scrubbed = list(texts)
    small = [text.lower() for text in texts]
    lowered = "\n".join(small)
    for stage in (*_stages(), level_words):
        if not stage.is_called_for(words):
            continue
        searched = whole if stage.capitals else lowered
        hints = [hint for hint in stage.hints if hint in searched]
        may_match = stage.may_match
        if not hints or (may_match is not None and not may_match(searched)):
            continue
        if _remove(stage, hints, scrubbed, small):
            whole = "\n".join(scrubbed)
            lowered = "\n".join(small)
    return [_tidy(after, changed=after is not before) for before, after in zip(texts, scrubbed, strict=True)]


@cache
def _gate_words() -> frozenset[bytes]:
    """Return the words that any stage asks for."""
    stages = (*_build_stages(), _LEVEL_WORDS)
    return frozenset().union(*(stage.words for stage in stages), *_INNER_LETTERS)


def _remove(stage: _Stage, hints: Sequence[str], texts: list[str], small: list[str]) -> bool:
    """Apply a stage, in place, to those texts that hold one of the hints; return whether any text changed.

    ``small`` are the texts in small letters, which are kept up with them.
    """
    changed = False
    may_match = stage.may_match
    for index, searched in enumerate(texts if stage.capitals else small):
        for hint in hints:
            if hint in searched:
                text = texts[index]
                if may_match is None or may_match(searched):
                    after = stage.remove(text)
                    if after != text:
                        texts[index] = after
                        small[index] = after.lower()
                        changed = True
                break
    return changed


def _tidy(text: str, changed: bool) -> str:
    """Fold white space where something was taken out; a text left without a letter or figure is empty."""
    folded = (" ".join(text.split()) if changed else text).lstrip(".,;:)] ")
    return folded if any(map(str.isalnum, folded)) else ""
