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
from collections.abc import Callable, Sequence

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
_PORTION = re.compile(
    rf"(?<![A-Za-z])[(\[{{]+ ?(?:{_MARK}|REL TO [^()\n]{{1,120}}) ?/{{0,2}} ?[)\]}}]+", re.I
)
_HALF_PORTION = re.compile(rf"^ ?(?:\({_MARK} |{_MARK}\))", re.M)  # "(C text", "SBU) text"
_BARE_MARK = re.compile(
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
_SPACED = re.compile(
    rf"\b(?:{'|'.join(_spaced(*words) for words in _SPACED_WORDS)})\b(?: ?(?:/{{1,2}} ?)?NOFORN\b)?{_SECTION}"
)
_CAPTION = re.compile(
    r"\b(?:SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN|NOCONTRACT|ORCON|PROPIN|RELIDO|ROGER CHANNEL|FOUO|SBU|LOU"
    r"|(?i:sensitive but unclassified|for official use only|limited official use(?: only)?"
    r"|not for internet distribution|no foreign dissem\w*|not releasable to foreign nationals))\b"
)
_SECURITY_GROUP = re.compile(r"\bZN[RY] [A-Z]{5}\b(?: ZZ[HK])?")

# A level word in capitals, in text that is otherwise mixed.
_LEVEL_WORD = re.compile(
    rf"\b(?:{_LEVEL}|SENSITIVE|DECLASSIFIED|CLASSIFIED)\b(?:{_JOIN}{_CAVEAT}\b)*"
    rf"{_SECTION}"
)
# In all capitals only where it cannot be prose: alone, before a section or post number, last, or doubled.
_LEVEL_WORD_ALL_CAPITALS = re.compile(
    rf"^ ?{_LEVEL}(?:{_JOIN}{_CAVEAT}\b)*(?=$| SECTION| PAGE| [A-Z ]{{2,30}}\d{{3,8}})"
    rf"|\b{_LEVEL}(?:{_JOIN}{_CAVEAT})* ?$|\b{_LEVEL}{_JOIN}(?:NOFORN|LIMDIS|EXDIS|NODIS|ENTIRE TEXT)\b|\b({_LEVEL}) \1\b"
    rf"|\b(?:BEGIN|END|THE FOLLOWING IS) {_LEVEL}\b",
    re.M,
)

_REASON_LETTERS = r"(?:[ ,/&;:.()\[\]-]|and\b|or\b|\b[a-h]\b)*"
_REASONS = re.compile(
    rf"\b(?:for )?(?:e\.?o\.? ?\d{{5}} ?)?(?:(?:reasons?|section|sec\.?|per|under|paragraphs?)\b[ ,:.]*)*"
    rf"\b1[.,] ?[45]\b ?[(\[]? ?(?:[a-h]\b|\([a-h]\)){_REASON_LETTERS}",
    re.I,
)
_CAVEATED_LEVEL = re.compile(
    rf"\b{_LEVEL}(?: ?/{{1,2}} ?| )(?:NOFORN|NODIS|EXDIS|LIMDIS|STADIS|ORCON|PROPIN|SIPDIS|FOUO|SENSITIVE)\b"
)
# The statement reaches to its reasons when they follow, else to the end of its sentence.
_CLASSIFIED_BY = re.compile(
    r"(?:\b(?:this )?(?:derivatively |de-?)?(?:classified|classifed|clasified|classifying)[ -]+"
    r"(?:by|per|authority)\b|\bclassification (?:authority|by|extended by)\b|\bderived from:)"
    r"(?:[^\n]{0,260}?\breasons?\b[^\n]{0,30}?1[.,] ?[45]\b"
    r"|[^\n]{0,200}?\b1[.,] ?[45] ?[(\[]? ?[a-h]\b|(?:[^.\n]|\.(?! ?$| [A-Z][a-z]))*)"
    rf"{_REASON_LETTERS}",
    re.I | re.M,
)
_ORDER = re.compile(
    r"\b(?:e\.? ?o\.?|executive order) ?(?:11652|12065|12356|12958|13292|13526)\b"
    r"(?:,? as amended)?[ :,]*(?:decl(?:assify)?(?: on)?[:. ]*)?"
    r"(?:n/?a\b|\d{1,4}/\d{1,2}/\d{1,4}|x?gds(?:-\d)?\b(?: ?\d{1,2}/\d{1,2}/\d{2,4})?"
    r"|ads\b|oadr\b|x[1-8]\b)?",
    re.I,
)
_DECLASSIFY = re.compile(
    r"\b(?:declassify|decl|downgrade)(?: on| to| upon)?[:.] ?[^\n]{0,40}?"
    r"(?:\d{1,4}/\d{1,2}/\d{1,4}|\bn/?a\b|\boadr\b|\bx[1-8]\b)",
    re.I,
)
# "Original telegram was Confidential but has since been declassified" (66BUENOSAIRES2481) and its kin.
_STATEMENT = re.compile(
    r"(?:^|(?<=[.!?:;)] )|(?<=-- )|(?<=\* ))[(\[]?"
    r"(?:(?:please note(?: that)? )?"
    r"(?:this|the original|the entire|the following|the above|the attached|original|entire) (?:[\w'/-]+ ){0,2}?)"
    r"(?:cable|message|telegram|text|document|report|paragraph|para|memorandum|memo|airgram|contents?"
    r"|information)s? "
    r"(?:(?:is|was|are|were|be|been|has|have|contains?|remains?|should|must|may|to|treated|considered|marked|handled"
    r"|originally|as|now|since|but|not|no|for|in|its|entirety|entirely|and|both|all)[ ,]+){1,8}"
    r"(?:unclassified|confidential|secret|sbu|fouo|classified|declassified|de-classified|sensitive|noforn|downgraded"
    r"|official use|law enforcement sensitive)\b[^.\n]{0,120}(?:[.)\]]+|$)",
    re.I | re.M,
)
_ENTIRE_TEXT = re.compile(
    rf"(?:\b{_LEVEL}|\b{_SHORT})\b[ ,:-]*\(?entire (?:text|cable|message)\b\)?"
    rf"|\(?\bentire (?:text|cable|message)(?: is)?[ ,:-]*{_LEVEL}\b\)?",
    re.I,
)
_HANDLING = re.compile(
    r"\b(?:please |pls )?(?:protect|handle) accordingly\b"
    r"|\bnot for (?:distribution|dissemination) outside\b[^.\n]{0,60}",
    re.I,
)
_LABELLED = re.compile(rf"\bclassification ?: ?(?:{_LEVEL}|{_SHORT})\b(?:{_JOIN}{_CAVEAT}\b)*", re.I)
_TAGS = re.compile(r"\bTAGS? ?[:,] ?(?:[A-Z][A-Z'/-]{1,8}\b[, ]*|\([A-Z .,'-]{2,40}\)[, ]*){1,40}")
_CORRECTED = re.compile(
    r"\bC ?O ?R ?R ?E ?C ?T ?E ?D {1,3}C ?O ?P ?Y\b(?: ?[-:(][^)\n]{0,100}"
    r"(?:TAG|MARKING|CLASSIF|CAPTION|SENSITIVE|SIPDIS|PORTION|SLUG|DECL)[^)\n]{0,60}\)?)?",
    re.I,
)
# Only the classified network serves these; the address tells the level of the cable that cites it.
_CLASSIFIED_SITE = re.compile(
    r"(?:\b(?:visit|see|access)\b[^\n.]{0,80}?)?\b(?:un)?classified (?:web|home|internet|intranet) ?-?"
    r"(?:site|page)s?\b[^\n]{0,20}?(?:https?://\S+)?"
    r"|\b(?:https?://|www\.)[^\s]*\bs?gov\.gov[^\s]*|\bhttps?://[^\s]*\.(?:sgov|ic|smil)\.(?:gov|mil)[^\s]*"
    r"|\b[\w./-]+\.(?:sgov|smil)\.(?:gov|mil)[^\s]*",
    re.I,
)
_REDACTION = re.compile(r"\b[Xx]{4,}\b")

_Needs = Callable[[str], bool]


def _has(*words: str) -> _Needs:
    return lambda lowered: any(word in lowered for word in words)


# (needs, pattern): a pattern runs only on text that can hold it; the order matters where words are shared.
_STAGES: tuple[tuple[_Needs, re.Pattern[str]], ...] = (
    (_has("corrected", "c o r r"), _CORRECTED),
    (_has("s e c", "c o n f", "c  o", "s  e", "u n c", "l i m", "n o f", "s i p", "u  n"), _SPACED),
    (_has("classif", "clasif", "derived from"), _CLASSIFIED_BY),
    (_has("12958", "13526", "13292", "11652", "12065", "12356"), _ORDER),
    (_has("decl", "downgrade"), _DECLASSIFY),
    (_has("1.4", "1.5", "1,4", "1,5", "1. 4", "1. 5"), _REASONS),
    (_has("entire "), _ENTIRE_TEXT),
    (
        _has(
            "classif",
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
    (_has("classification"), _LABELLED),
    (_has("tag"), _TAGS),
    (_has("(", "[", "{"), _PORTION),
    (_has(")", "("), _HALF_PORTION),
    (_has("secret", "confidential", "unclas", "official use"), _CAVEATED_LEVEL),
    (
        _has(
            "dis",
            "noforn",
            "orcon",
            "propin",
            "relido",
            "roger",
            "fouo",
            "sbu",
            "lou",
            "official use",
            "internet dist",
            "sensitive but",
            "foreign",
        ),
        _CAPTION,
    ),
    (_has("zn"), _SECURITY_GROUP),
    (_has("/", "-"), _BARE_MARK),
    (_has("accordingly", "outside"), _HANDLING),
    (
        _has("gov.gov", "classified web", "classified home", "classified int", ".sgov", ".smil", ".ic.gov"),
        _CLASSIFIED_SITE,
    ),
    (_has("xxxx"), _REDACTION),
)
_LEVEL_WORDS = _has("secret", "confidential", "unclas", "official use", "sensitive", "classified")


def is_all_capitals(text: str) -> bool:
    """Return whether a text is written in capitals alone (1970s telegrams, 1 % of later ones).

    >>> is_all_capitals("EMBASSY REPORTS NO CHANGE.")
    True
    """
    sample = text[:4000]
    n_upper = sum(map(str.isupper, sample))
    n_lower = sum(map(str.islower, sample))
    return n_upper > 4 * n_lower


def scrub(texts: Sequence[str]) -> list[str]:
    """Return the texts without any span that states a classification, caveat, caption or TAGS.

    Parameters: ``texts`` are one cable's folded texts (no line feed inside), in any order.
    Returns: as many texts, white space folded; one that held nothing else is empty.
    All texts are treated together, so that "written in capitals" is judged on the whole cable.
    """
    joined = "\n".join(texts)
    lowered = joined.lower()
    for needed, pattern in _STAGES:
        if needed(lowered):
            joined = pattern.sub(" ", joined)
    if _LEVEL_WORDS(lowered):
        joined = (_LEVEL_WORD_ALL_CAPITALS if is_all_capitals(joined) else _LEVEL_WORD).sub(" ", joined)
    return [_tidy(text) for text in joined.split("\n")]


def _tidy(text: str) -> str:
    """Fold white space; a text left without a letter or figure is empty."""
    folded = " ".join(text.split()).lstrip(".,;:)] ")
    return folded if any(map(str.isalnum, folded)) else ""
