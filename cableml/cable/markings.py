"""What states a cable's label inside running text, and `scrub`, which takes it out.

The parser removes whole lines (banner, TAGS, captions, page lines). What is left stands
inside sentences: portion marks in front of sub-items, "Classified By" written as a first
paragraph, downgrade notes, markings of quoted cables. The rule for a bare word is its
letters: a marking is written in capitals. So "a secret meeting" and "confidential talks"
stay, and in a cable that is all capitals a level word goes only where it cannot be prose.

Source: spellings counted in 5,055 published cables (88 of portion marks alone) and the
captions of the Foreign Affairs Handbook, volume 5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


class _Pattern:
    """A regular expression compiled when a text first needs it: all at once would cost 25 ms of start-up."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def remove_from(self, text: str) -> str:
        """Return the text with every match replaced by a blank."""
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        return self._compiled.sub(" ", text)


_LEVEL = (
    r"(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE(?: ONLY)?"
    r"|FOR OFFICIAL USE ONLY|SENSITIVE BUT UNCLASSIFIED)"
)
_SHORT = r"(?:TS|SBU|FOUO|OUO|LOU|LES|S|C|U)"
_CAVEAT = (
    r"(?:NOFORN|NOFORM|NF|N|FOUO|SBU|ORCON|OC|PROPIN|PR|FGI|SI|TK|HCS|IMCON|RELIDO|LES|LIMDIS|EXDIS|NODIS"
    r"|XD|ND|STADIS|REL(?:EASABLE)?(?: TO)?[^()\[\]\n]{0,120}|SENSITIVE|US ONLY|[A-Z]{3} EYES ONLY"
    r"|(?:ENTIRE|FULL|WHOLE) (?:TEXT|CABLE|MESSAGE|PARAGRAPH))"
)
_JOIN = r" ?(?:/{1,2}|[-,:;.]| ) ?"
_MARK = rf"(?:{_SHORT}|{_LEVEL})(?:{_JOIN}{_CAVEAT})*"

# The brackets may be of any kind, or doubled; "(s)" glued to a word is a plural, not a mark.
_PORTION = _Pattern(
    rf"[(\[{{](?<![A-Za-z].)[(\[{{]* ?(?:{_MARK}|REL TO [^()\n]{{1,120}}) ?/{{0,2}} ?[)\]}}]+", re.I
)
_HALF_PORTION = _Pattern(rf"^ ?(?:\({_MARK} |{_MARK}\))", re.M)  # "(C text", "SBU) text"
_BARE_MARK = _Pattern(
    rf"\b(?:TS|S|C|U|SBU){_JOIN.replace('| ', '')}{_CAVEAT.replace('|N|', '|')}(?![A-Za-z])"
)


def _spaced(*words: str) -> str:
    """Return a pattern for words written with a blank or two between their letters."""
    return " {1,3}".join(" {1,2}".join(word) for word in words)


_SECTION = r"(?: SECTION \d+ OF \d+(?: [A-Z][A-Z ]{1,30}\d{3,8})?)?"
_SPACED_WORDS = (
    ("TOP", "SECRET"),
    ("SECRET",),
    ("CONFIDENTIAL",),
    ("UNCLASSIFIED",),
    ("UNCLAS",),
    ("LIMITED", "OFFICIAL", "USE"),
    ("NOFORN",),
    ("SIPDIS",),
)
_SPACED = _Pattern(
    rf"\b(?:{'|'.join(_spaced(*words) for words in _SPACED_WORDS)})\b(?: ?(?:/{{1,2}} ?)?NOFORN\b)?{_SECTION}"
)
_CAPTION = _Pattern(
    r"\b(?:(?i:SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN)|NOCONTRACT|ORCON|PROPIN|RELIDO"
    r"|ROGER CHANNEL|FOUO|SBU|LOU)\b"
)
_HANDLING_PHRASE = _Pattern(
    r"\b(?:sensitive but unclassified|for official use only|limited official use(?: only)?"
    r"|not for internet distribution|no foreign dissem\w*|not releasable to foreign nationals)\b",
    re.I,
)
_SECURITY_GROUP = _Pattern(r"\bZN[RY] [A-Z]{5}\b(?: ZZ[HK])?")

# A level word in capitals, in text that is otherwise mixed.
_LEVEL_WORD = _Pattern(
    rf"\b(?:{_LEVEL}|SENSITIVE|DECLASSIFIED|CLASSIFIED)\b(?:{_JOIN}{_CAVEAT}\b)*"
    rf"{_SECTION}"
)
# In all capitals only where it cannot be prose: alone, before a section or post number, last, or doubled.
_LEVEL_WORD_ALL_CAPITALS = _Pattern(
    rf"^ ?{_LEVEL}(?:{_JOIN}{_CAVEAT}\b)*(?=$| SECTION| PAGE| [A-Z ]{{2,30}}\d{{3,8}})"
    rf"|\b{_LEVEL}(?:{_JOIN}{_CAVEAT})* ?$"
    rf"|\b{_LEVEL}{_JOIN}(?:NOFORN|LIMDIS|EXDIS|NODIS|ENTIRE TEXT)\b|\b({_LEVEL}) \1\b"
    rf"|\b(?:BEGIN|END|THE FOLLOWING IS) {_LEVEL}\b|\b{_LEVEL} PAGE \d|\bSENSITIVE ?$",
    re.M,
)

_REASON_LETTERS = r"(?:[ ,/&;:.()\[\]-]|and\b|or\b|\b[a-h]\b)*"
_REASONS = _Pattern(
    rf"\b(?:for )?(?:e\.?o\.? ?\d{{5}} ?)?(?:(?:reasons?|section|sec\.?|per|under|paragraphs?)\b[ ,:.]*)*"
    rf"\b1[.,] ?[45]\b ?[(\[]? ?(?:[a-h]\b|\([a-h]\)){_REASON_LETTERS}",
    re.I,
)
_CAVEATED_LEVEL = _Pattern(
    rf"\b{_LEVEL}(?: ?/{{1,2}} ?| )(?:NOFORN|NODIS|EXDIS|LIMDIS|STADIS|ORCON|PROPIN|SIPDIS|FOUO|SENSITIVE)\b"
)
# The statement reaches to its reasons when they follow, else to the end of its sentence.
_CLASSIFIED_BY = _Pattern(
    r"(?:\b(?:this )?(?:derivatively |de-?)?(?:classified|classifed|clasified|classifying)[ -]+"
    r"(?:by|per|authority)\b|\bclassification (?:authority|by|extended by)\b|\bderived from:)"
    r"(?:[^\n]{0,260}?\breasons?\b[^\n]{0,30}?1[.,] ?[45]\b"
    r"|[^\n]{0,200}?\b1[.,] ?[45] ?[(\[]? ?[a-h]\b|(?:[^.\n]|\.(?! ?$| [A-Z][a-z]))*)"
    rf"{_REASON_LETTERS}",
    re.I | re.M,
)
_RELEASE_LINE = _Pattern(r"\bdeclassified/released us department of state[^\n]{0,60}", re.I)
_ORDER = _Pattern(
    r"\b(?:e\.? ?o\.?|executive order) ?(?:11652|12065|12356|12958|13292|13526)\b"
    r"(?:,? as amended)?[ :,]*(?:decl(?:assify)?(?: on)?[:. ]*)?"
    r"(?:n/?a\b|\d{1,4}/\d{1,2}/\d{1,4}|x?gds(?:-\d)?\b(?: ?\d{1,2}/\d{1,2}/\d{2,4})?"
    r"|ads\b|oadr\b|x[1-8]\b)?",
    re.I,
)
_DECLASSIFY = _Pattern(
    r"\b(?:declassify|decl|downgrade)(?: on| to| upon)?[:.] ?[^\n]{0,40}?"
    r"(?:\d{1,4}/\d{1,2}/\d{1,4}|\bn/?a\b|\boadr\b|\bx[1-8]\b)",
    re.I,
)
# "Original telegram was Confidential but has since been declassified" (66BUENOSAIRES2481) and its kin.
_STATEMENT = _Pattern(
    r"(?:^|(?<=[.!?:;)] )|(?<=-- )|(?<=\* ))[(\[]?"
    r"(?:(?:please note(?: that)? )?"
    r"(?:this|the original|the entire|the following|the above|the attached|original|entire)"
    r" (?:[\w'/-]+ ){0,2}?)"
    r"(?:cable|message|telegram|text|document|report|paragraph|para|memorandum|memo|airgram|contents?"
    r"|information)s? "
    r"(?:(?:is|was|are|were|be|been|has|have|contains?|remains?|should|must|may|to|treated|considered|marked"
    r"|handled|originally|as|now|since|but|not|no|for|in|its|entirety|entirely|and|both|all)[ ,]+){1,8}"
    r"(?:unclassified|confidential|secret|sbu|fouo|classified|declassified|de-classified|sensitive|noforn"
    r"|downgraded|official use|law enforcement sensitive)\b[^.\n]{0,120}(?:[.)\]]+|$)",
    re.I | re.M,
)
_ENTIRE_TEXT = _Pattern(
    rf"(?:\b{_LEVEL}|\b{_SHORT})\b[ ,:-]*\(?entire (?:text|cable|message)\b\)?"
    rf"|\(?\bentire (?:text|cable|message)(?: is)?[ ,:-]*{_LEVEL}\b\)?",
    re.I,
)
_HANDLING = _Pattern(
    r"\b(?:please |pls )?(?:protect|handle) accordingly\b"
    r"|\bnot for (?:distribution|dissemination) outside\b[^.\n]{0,60}",
    re.I,
)
_LABELLED = _Pattern(rf"\bclassification ?: ?(?:{_LEVEL}|{_SHORT})\b(?:{_JOIN}{_CAVEAT}\b)*", re.I)
_TAGS = _Pattern(r"\bTAGS? ?[:,] ?(?:[A-Z][A-Z'/-]{1,8}\b[, ]*|\([A-Z .,'-]{2,40}\)[, ]*){1,40}")
_CORRECTED = _Pattern(
    r"\bC ?O ?R ?R ?E ?C ?T ?E ?D {1,3}C ?O ?P ?Y\b(?: ?[-:(][^)\n]{0,100}"
    r"(?:TAG|MARKING|CLASSIF|CAPTION|SENSITIVE|SIPDIS|PORTION|SLUG|DECL)[^)\n]{0,60}\)?)?",
    re.I,
)
# Only the classified network serves these; the address tells the level of the cable that cites it.
_CLASSIFIED_SITE = _Pattern(
    r"(?:\b(?:visit|see|access)\b[^\n.]{0,80}?)?\b(?:un)?classified (?:web|home|internet|intranet) ?-?"
    r"(?:site|page)s?\b[^\n]{0,20}?(?:https?://\S+)?|\b(?:classified )?siprnet (?:web ?)?site\b"
    r"|\b(?:https?://|www\.)[^\s]*\bs?gov\.gov[^\s]*|\bhttps?://[^\s]*\.(?:sgov|ic|smil)\.(?:gov|mil)[^\s]*"
    r"|\b[\w./-]+\.(?:sgov|smil)\.(?:gov|mil)[^\s]*",
    re.I,
)
_REDACTION = _Pattern(r"\b[Xx]{4,}\b")

# Words in capitals are looked for in the text as it stands, small ones in its lower-case copy. A pattern
# runs only on those of a cable's texts that hold one of its words: on most it never runs at all.
# The order matters where two patterns share words.
_LEVELS = ("SECRET", "CONFIDENTIAL", "UNCLAS", "OFFICIAL USE", "SENSITIVE")
_STAGES: tuple[tuple[tuple[str, ...], _Pattern], ...] = (
    (("corrected", "c o r r"), _CORRECTED),
    (("S E C", "S  E", "C O N F", "C  O", "U N C", "U  N", "L I M", "N O F", "S I P"), _SPACED),
    (
        ("classified", "classifed", "clasified", "classifying", "classification", "derived from"),
        _CLASSIFIED_BY,
    ),
    (("declassified/released",), _RELEASE_LINE),
    (("12958", "13526", "13292", "11652", "12065", "12356"), _ORDER),
    (("declassify", "decl:", "decl on", "downgrade"), _DECLASSIFY),
    (("1.4", "1.5", "1,4", "1,5", "1. 4", "1. 5"), _REASONS),
    (("entire text", "entire cable", "entire message"), _ENTIRE_TEXT),
    (
        (
            "classified",
            "confidential",
            "secret",
            "sbu",
            "fouo",
            "sensitive",
            "noforn",
            "downgraded",
            "official use",
        ),
        _STATEMENT,
    ),
    (("classification",), _LABELLED),
    (("TAG",), _TAGS),
    (("(", "[", "{"), _PORTION),
    ((")", "("), _HALF_PORTION),
    (_LEVELS, _CAVEATED_LEVEL),
    (("sipdis", "nodis", "exdis", "limdis", "stadis", "noforn"), _CAPTION),
    (("NOCON", "ORCON", "PROPIN", "RELIDO", "ROGER", "FOUO", "SBU", "LOU"), _CAPTION),
    (
        ("sensitive but", "official use", "internet dist", "foreign dissem", "foreign nationals"),
        _HANDLING_PHRASE,
    ),
    (("ZNR", "ZNY"), _SECURITY_GROUP),
    (("/NF", "/NO", "/REL", "/FGI", "/FOUO", "/SBU", "/OC", "/OR", "-NF", "//", "/ NF"), _BARE_MARK),
    (("accordingly", "dissemination outside", "distribution outside"), _HANDLING),
    (("classified web", "classified home", "classified intra", "sgov", "smil", "siprnet"), _CLASSIFIED_SITE),
    (("classified inter", "ic.gov"), _CLASSIFIED_SITE),
    (("xxxx",), _REDACTION),
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
    level_word = _LEVEL_WORD_ALL_CAPITALS if is_all_capitals(whole) else _LEVEL_WORD
    lowered = whole.lower()
    scrubbed = list(texts)
    for words, pattern in (*_STAGES, ((*_LEVELS, "CLASSIFIED"), level_word)):
        in_small_letters = words[0] == words[0].lower()
        searched = lowered if in_small_letters else whole
        present = [word for word in words if word in searched]
        if present and _remove(scrubbed, present, pattern, in_small_letters):
            whole = "\n".join(scrubbed)
            lowered = whole.lower()
    return [_tidy(after, changed=after is not before) for before, after in zip(texts, scrubbed, strict=True)]


def _remove(texts: list[str], words: Sequence[str], pattern: _Pattern, in_small_letters: bool) -> bool:
    """Take a pattern's matches out of those texts that hold one of its words; return whether any changed."""
    changed = False
    for index, text in enumerate(texts):
        searched = text.lower() if in_small_letters else text
        if any(word in searched for word in words):
            after = pattern.remove_from(text)
            if after != text:
                texts[index] = after
                changed = True
    return changed


def _tidy(text: str, changed: bool) -> str:
    """Fold white space where something was taken out; a text left without a letter or figure is empty."""
    folded = (" ".join(text.split()) if changed else text).lstrip(".,;:)] ")
    return folded if any(map(str.isalnum, folded)) else ""
