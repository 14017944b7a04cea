"""The stages of `cableml.cable.markings.scrub`: each a removal, and what must be there for it to be tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from cableml.cable import marking_patterns as patterns
from cableml.cable.tag import field_codes


class Stage(NamedTuple):
    """One removal, and what must be there for it to be tried.

    ``words``: one of them must be among the cable's words (small letters, no punctuation);
    none named: always tried. ``hints``: one of them must stand in a text, in small letters,
    for the removal to run on it. ``capitals``: the hints are capitals, looked for in the text as it is.
    ``sets``: all words of one of them must be among the cable's words as well; none named: no matter.
    ``may_match`` tells in few steps, of a text in the form that hints are looked for in, that it holds
    no match. ``spelled`` are strings of which every text holds one that has a hint and that ``may_match``
    lets pass: asked for instead of the hints where the number of strings does not matter, but how often
    one begins with their first four letters. Without them a hint of one letter is taken to stand anywhere.
    """

    words: frozenset[bytes]
    hints: tuple[str, ...]
    remove: Callable[[str], str]
    capitals: bool = False
    sets: tuple[frozenset[bytes], ...] = ()
    may_match: Callable[[str], object] | None = None
    spelled: tuple[str, ...] = ()

    def is_called_for(self, words: frozenset[bytes]) -> bool:
        """Return whether the cable's words, of those that stages ask for, let the stage be tried."""
        if self.words and words.isdisjoint(self.words):
            return False
        return not self.sets or any(letters <= words for letters in self.sets)


def _stage(
    words: str, remove: Callable[[str], str], hints: Sequence[str] = (), spelled: Sequence[str] = ()
) -> Stage:
    return Stage(
        frozenset(words.encode().split()),
        tuple(hints) or tuple(words.split()),
        remove,
        spelled=tuple(spelled),
    )


def _capitals(words: str, remove: Callable[[str], str]) -> Stage:
    hints = words.split()
    shortest = tuple(hint for hint in hints if not any(other != hint and other in hint for other in hints))
    return Stage(frozenset(words.lower().encode().split()), shortest, remove, capitals=True)


_LEVELS = "SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED OFFICIAL SENSITIVE"
# Codes that are also words or other things' names (mass transit, the ECON counselor, MAPP/OAS).
_CODES_ALSO_WORDS = frozenset({"MASS", "ECON", "EMIN", "MAPP", "KICC", "OPAD"})


# Of a word whose letters stand apart those inside it are words: S E C R E T holds E, C and R.
_INNER_LETTERS = tuple(
    frozenset(word[1:-1].encode().split())
    for word in ("s e c r e t", "c o n f i d", "u n c l a s", "l i m i t e d", "n o f o r n", "s i p d i s")
)


def _names_mail(text: str) -> bool:
    """Return whether one of the words stands in a text that `CLASSIFIED_MAIL` cannot do without."""
    return any(word in text for word in ("mail", "fax", "phone", "sipr", "nipr", "classnet"))


def _names_handling(text: str) -> bool:
    """Return whether one of the phrases stands in a text that `HANDLING_PHRASE` begins with."""
    return any(phrase in text for phrase in _HANDLING_PHRASES)


_LONGEST_WORD = 20  # more letters than any word of a statement has
_LETTERS_OF_TWO_FORMS = ("\u0131", "\u0307", "\u017f")  # patterns take them for i and s, after `lower` too


def _ends_statement(text: str) -> bool:
    """Return whether words stand in a text as `STATEMENT` ends: what it speaks of, and what it says of it."""
    if not text.isascii() and any(letter in text for letter in _LETTERS_OF_TWO_FORMS):
        return True
    return any(_goes_before(text, place) for word in patterns.STATED for place in _find_all(text, word))


def _find_all(text: str, word: str) -> list[int]:
    places: list[int] = []
    place = text.find(word)
    while place >= 0:
        places.append(place)
        place = text.find(word, place + 1)
    return places


def _goes_before(text: str, end: int) -> bool:
    """Return whether the words in front of a place are some of those inside a statement, and its subject."""
    n_words = 0
    while True:
        stop = end
        while stop > 0 and text[stop - 1] in " ,":
            stop -= 1
        if stop == end:
            return False
        # Looked for no further: a text may be long without a blank or comma.
        low = max(0, stop - _LONGEST_WORD)
        end = max(text.rfind(" ", low, stop), text.rfind(",", low, stop), low - 1) + 1
        word = text[end:stop]
        if word not in patterns.WORDS_OF_STATEMENT:
            return n_words > 0 and word in patterns.SUBJECTS_OF_STATEMENT
        n_words += 1


def _opens_portion(text: str) -> bool:
    """Return whether a bracket of some kind opens as a portion mark does."""
    return any(pattern.search(text) for pattern in patterns.STARTS_OF_PORTION)


_HANDLING_PHRASES = (
    *(
        "sensitive but",
        "sensitive-but",
        "for official use only",
        "limited official use",
        "not for ",
        "not to be ",
    ),
    *("no foreign dissem", "not releasable to"),
)


def _spell_marks() -> list[str]:
    """Return what portion marks begin with, in small letters."""
    marks = [f"{letter}{end}" for letter, end in product("scu", " /,:;.)]}-")]
    marks += ["ts", "sbu", "fouo", "ouo", "lou", "les", "secret", "confid", "unclas", "sensitive"]
    return [*marks, "top ", "limited ", "for off", "rel to"]


def _spell(*beginnings: str) -> tuple[str, ...]:
    """Return the beginnings of portion marks behind several strings, with and without a blank."""
    return tuple(
        f"{before}{gap}{mark}" for before, gap, mark in product(beginnings, ("", " "), _spell_marks())
    )


def _begins_bare_mark(text: str) -> bool:
    """Return whether a stroke stands in a text, and what every match of `BARE_MARK` begins with."""
    return ("/" in text or "-" in text) and patterns.START_OF_BARE_MARK.search(text)


def _build_stages() -> tuple[Stage, ...]:
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
            [
                *("sgov", ".s gov", "smil.mil", "sipr", "telink", "llipedia", "class web"),
                *("classified web", "classified home", "classified inter", "classified intra"),
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
        )._replace(may_match=patterns.START_OF_CLASSIFIED_BY.search),
        _stage("declassified", patterns.RELEASE_LINE.remove_from),
        _stage("12958 13526 13292 11652 12065 12356", patterns.ORDER.remove_from),
        _stage("declassify decl downgrade", patterns.DECLASSIFY.remove_from),
        _stage("4 5", patterns.REASONS.remove_from, ["1.4", "1.5", "1,4", "1,5", "1. 4", "1. 5"])._replace(
            may_match=patterns.NUMBER_OF_REASON.search
        ),
        _stage(
            "entire",
            patterns.ENTIRE_TEXT.remove_from,
            ["entire text", "entire cable", "entire message"],
            ["ire text", "ire cable", "ire message"],
        ),
        _stage(
            "classified declassified unclassified unclas confidential sbu fouo sensitive noforn downgraded",
            statement,
            ["classified", "unclas", "confidential", "sbu", "fouo", "sensitive", "noforn", "downgraded"],
        )._replace(may_match=_ends_statement),
        # "secret" alone would let every secretary in, "official" every official.
        _stage(
            "secret",
            statement,
            [*(f" secret{end}" for end in " .,)"), "is secret", "as secret", "be secret"],
            [*(f"cret{end}" for end in " .,)"), "s secret", "e secret"],
        )._replace(may_match=_ends_statement),
        _stage("official", statement, ["official use"], ["l use"])._replace(may_match=_ends_statement),
        _stage("release", statement, ["not for release"], ["t for release"])._replace(
            may_match=_ends_statement
        ),
        _stage("classification sification", patterns.LABELLED.remove_from),
        _stage("tag tags", patterns.TAGS.remove_from, ["tag"]),
        _stage(
            " ".join(field_codes() - _CODES_ALSO_WORDS).lower(), patterns.TAG_RUN.remove_from, [""]
        )._replace(
            may_match=patterns.FOUR_CAPITALS.search, capitals=True, spelled=tuple(sorted(field_codes()))
        ),
        _stage("", patterns.PORTION.remove_from, ["(", "[", "{"])._replace(
            may_match=_opens_portion, spelled=_spell("(", "[", "{")
        ),
        # Of a text it takes the beginning alone; a line feed stands for that.
        _stage("", patterns.HALF_PORTION.remove_start, [")", "("])._replace(
            spelled=_spell("\n", "\n(", "\n (")
        ),
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
            [
                *("t unclassified", "t-unclassified", "l use", "rnet", "r release", "c release", "dissem"),
                "gn nationals",
            ],
        )._replace(may_match=_names_handling),
        _stage("znr zny", patterns.SECURITY_GROUP.remove_from),
        _stage("nf noforn rel fgi fouo sbu oc orcon", patterns.BARE_MARK.remove_from, ["/", "-"])._replace(
            may_match=_begins_bare_mark, capitals=True
        ),
        _stage(
            "protect handle dissemination distribution",
            patterns.HANDLING.remove_from,
            ["protect accord", "handle accord", "not for d"],
            ["protect accord", "handle accord", "t for d"],
        ),
        _stage("classified unclassified", patterns.UNCLASSIFIED_PART.remove_from),
        _stage(
            " ".join(f"{page:03}" for page in range(1, 31)),
            patterns.PAGE_LINE.remove_from,
            [" of 0"],
            ["f 0"],
        ),
        _stage("", patterns.remove_redactions, ["xxxx", "\u0445\u0445\u0445\u0445"])._replace(
            spelled=("xxxx", *map("".join, product("\u0445\u0425", repeat=4)))
        ),
        _stage(
            "removed redacted deleted withheld excised",
            patterns.REDACTION_NOTE.remove_from,
            ["removed", "redacted", "deleted", "withheld", "excised"],
            ["removed", "redacted", "deleted", "thheld", "excised"],
        ),
        # The last two, of which a cable in capitals takes the second and every other the first.
        _capitals(f"{_LEVELS} CLASSIFIED DECLASSIFIED", patterns.LEVEL_WORD.remove_from),
        _capitals(f"{_LEVELS} CLASSIFIED DECLASSIFIED", patterns.LEVEL_WORD_ALL_CAPITALS.remove_from),
    )


@cache
def stages() -> tuple[Stage, ...]:
    """Return all stages in their order, which matters where two patterns share words."""
    return _build_stages()
