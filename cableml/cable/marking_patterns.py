"""The patterns of what states a label inside running text; `cableml.cable.markings` applies them.

Source: spellings counted in 5,055 published cables (88 of portion marks alone) and the
captions of the Foreign Affairs Handbook, volume 5.
"""

from __future__ import annotations

import re


class Pattern:
    """A regular expression compiled when a text first needs it: all at once would cost 25 ms of start-up."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def _compile(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        return self._compiled

    def remove_from(self, text: str) -> str:
        """Return the text with every match replaced by a blank."""
        return self._compile().sub(" ", text)

    def remove_start(self, text: str) -> str:
        """Return the text without a match at its start."""
        match = self._compile().match(text)
        return text[match.end() :] if match else text

    def remove_sentences(self, text: str) -> str:
        """Return the text without the sentences that begin with a match."""
        matches = self._compile().match
        return " ".join(sentence for sentence in _split_sentences(text) if not matches(sentence))


def _split_sentences(text: str) -> list[str]:
    """Return the pieces of a text between sentence ends, each with its own full stop."""
    sentences: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentences.append(text[start : match.start()])
        start = match.end()
    sentences.append(text[start:])
    return sentences


_SENTENCE_END = re.compile(r"(?<=[.!?:;)\]]) (?=[(\[]?[A-Z]|--)|(?<=--) ")


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
PORTION = Pattern(
    rf"[(\[{{](?<![A-Za-z].)[(\[{{]* ?(?:{_MARK}|REL TO [^()\n]{{1,120}}) ?/{{0,2}} ?[)\]}}]+", re.I
)
HALF_PORTION = Pattern(rf" ?(?:\({_MARK} |{_MARK}\))")  # "(C text", "SBU) text"
BARE_MARK = Pattern(rf"\b(?:TS|S|C|U|SBU){_JOIN.replace('| ', '')}{_CAVEAT.replace('|N|', '|')}(?![A-Za-z])")


def _spaced(*words: str) -> str:
    """Return a pattern for words written with a blank or two between their letters."""
    return " {1,3}".join(" {1,2}".join(word) for word in words)


_SECTION = r"(?: SECTION \d+ OF \d+(?: [A-Z][A-Z ]{1,30}\d{3,8})?)?"
# 08STATE116943: SECRET//FGI//NOFORN//MR.
_BANNER_CAVEAT = "(?:NOFORN|FGI|NODIS|EXDIS|LIMDIS|STADIS|ORCON|PROPIN|FOUO|MR)"
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
SPACED = Pattern(
    rf"\b(?:{'|'.join(_spaced(*words) for words in _SPACED_WORDS)})\b"
    rf"(?: ?/{{1,2}} ?{_BANNER_CAVEAT}\b| NOFORN\b)*{_SECTION}"
)
CAPTION = Pattern(
    r"\b(?:(?i:SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN)|NOCONTRACT|ORCON|PROPIN|RELIDO"
    r"|ROGER CHANNEL|FOUO|SBU|LOU)\b"
)
HANDLING_PHRASE = Pattern(
    r"\b(?:sensitive but unclassified|for official use only|limited official use(?: only)?"
    r"|not for internet distribution|no foreign dissem\w*|not releasable to foreign nationals)\b",
    re.I,
)
SECURITY_GROUP = Pattern(r"\bZN[RY] [A-Z]{5}\b(?: ZZ[HK])?")

# A level word in capitals, in text that is otherwise mixed.
LEVEL_WORD = Pattern(
    rf"\b(?:{_LEVEL}|SENSITIVE|DECLASSIFIED|CLASSIFIED)\b(?:{_JOIN}{_CAVEAT}\b)*"
    rf"{_SECTION}"
)
# In all capitals only where it cannot be prose: alone, before a section or post number, last, or doubled.
LEVEL_WORD_ALL_CAPITALS = Pattern(
    rf"^[ .]*{_LEVEL}(?:{_JOIN}{_CAVEAT}\b)*(?:(?= SECTION){_SECTION}|(?=$| PAGE| [A-Z ]{{2,30}}\d{{3,8}}))"
    rf"|\b{_LEVEL}(?= [A-Z][A-Z ]{{1,29}}\d{{6}}\b)"  # 09OSLO9: an extract goes over into its banner
    rf"|\b{_LEVEL}(?:{_JOIN}{_CAVEAT})* ?$"
    rf"|\b{_LEVEL}{_JOIN}(?:NOFORN|LIMDIS|EXDIS|NODIS|ENTIRE TEXT)\b|\b({_LEVEL}) \1\b"
    rf"|\b(?:BEGIN|END|THE FOLLOWING IS) {_LEVEL}\b|\b{_LEVEL} PAGE \d|\bSENSITIVE ?$",
    re.M,
)

_REASON_LETTERS = r"(?:[ ,/&;:.()\[\]-]|and\b|or\b|\b[a-h]\b)*"
REASONS = Pattern(
    rf"\b(?:for )?(?:e\.?o\.? ?\d{{5}} ?)?(?:(?:reasons?|section|sec\.?|per|under|paragraphs?)\b[ ,:.]*)*"
    rf"\b1[.,] ?[45]\b ?[(\[]? ?(?:[a-h]\b|\([a-h]\)){_REASON_LETTERS}",
    re.I,
)
CAVEATED_LEVEL = Pattern(
    rf"\b{_LEVEL}(?: ?/{{1,2}} ?| )(?:SIPDIS|SENSITIVE|{_BANNER_CAVEAT})\b(?: ?/{{1,2}} ?{_BANNER_CAVEAT}\b)*"
)
# The statement reaches to its reasons when they follow, else to the end of its sentence.
CLASSIFIED_BY = Pattern(
    r"(?:\b(?:this )?(?:derivatively |de-?)?(?:classified|classifed|clasified|classifying)[ -]+"
    r"(?:by|per|authority)\b|\bclassification (?:authority|by|extended by)\b|\bderived from:)"
    r"(?:[^\n]{0,260}?\breasons?\b[^\n]{0,30}?1[.,] ?[45]\b"
    r"|[^\n]{0,200}?\b1[.,] ?[45] ?[(\[]? ?[a-h]\b|(?:[^.\n]|\.(?! ?$| [A-Z][a-z]))*)"
    rf"{_REASON_LETTERS}",
    re.I | re.M,
)
RELEASE_LINE = Pattern(r"\bdeclassified/released us department of state[^\n]{0,60}", re.I)
ORDER = Pattern(
    r"\b(?:e\.? ?o\.?|executive order) ?(?:11652|12065|12356|12958|13292|13526)\b"
    r"(?:,? as amended)?[ :,]*(?:decl(?:assify)?(?: on)?[:. ]*)?"
    r"(?:n/?a\b|\d{1,4}/\d{1,2}/\d{1,4}|x?gds(?:-\d)?\b(?: ?\d{1,2}/\d{1,2}/\d{2,4})?"
    r"|ads\b|oadr\b|x[1-8]\b)?",
    re.I,
)
DECLASSIFY = Pattern(
    r"\b(?:declassify|decl|downgrade)(?: on| to| upon)?[:.] ?[^\n]{0,40}?"
    r"(?:\d{1,4}/\d{1,2}/\d{1,4}|\bn/?a\b|\boadr\b|\bx[1-8]\b)"
    r"|\bdeclassify on: ?source marked\b[^\n.;]{0,80}?(?:date of source: ?\w+ \d{1,2}, \d{4}|(?=[.;]|$))",
    re.I | re.M,
)
# "Original telegram was Confidential but has since been declassified" (66BUENOSAIRES2481) and its kin.
STATEMENT = Pattern(
    r"(?:-- |\* )?[(\[]?"
    r"(?:(?:please note(?: that)? )?"
    r"(?:this|the original|the entire|the following|the above|the attached|original|entire)"
    r" (?:[\w'/-]+ ){0,2}?)"
    r"(?:cable|message|telegram|text|document|report|paragraph|para|memorandum|memo|airgram|contents?"
    r"|information)s? "
    r"(?:(?:is|was|are|were|be|been|has|have|contains?|remains?|should|must|may|to|treated|considered|marked"
    r"|handled|originally|as|now|since|but|not|no|for|in|its|entirety|entirely|and|both|all)[ ,]+){1,8}"
    r"(?:unclassified|confidential|secret|sbu|fouo|classified|declassified|de-classified|sensitive|noforn"
    r"|downgraded|official use|law enforcement sensitive)\b",
    re.I,
)
ENTIRE_TEXT = Pattern(
    rf"(?:\b{_LEVEL}|\b{_SHORT})\b[ ,:-]*\(?entire (?:text|cable|message)\b\)?"
    rf"|\(?\bentire (?:text|cable|message)(?: is)?[ ,:-]*{_LEVEL}\b\)?",
    re.I,
)
HANDLING = Pattern(
    r"\b(?:please |pls )?(?:protect|handle) accordingly\b"
    r"|\bnot for (?:distribution|dissemination) outside\b[^.\n]{0,60}",
    re.I,
)
LABELLED = Pattern(rf"\bclassification ?: ?(?:{_LEVEL}|{_SHORT})\b(?:{_JOIN}{_CAVEAT}\b)*", re.I)
TAGS = Pattern(r"\bTAGS? ?[:,] ?(?:[A-Z][A-Z'/-]{1,8}\b[, ]*|\([A-Z .,'-]{2,40}\)[, ]*){1,40}")
CORRECTED = Pattern(
    r"\bC ?O ?R ?R ?E ?C ?T ?E ?D {1,3}C ?O ?P ?Y\b(?: ?[-:(][^)\n]{0,100}"
    r"(?:TAG|MARKING|CLASSIF|CAPTION|SENSITIVE|SIPDIS|PORTION|SLUG|DECL)[^)\n]{0,60}\)?)?",
    re.I,
)
# Only the classified network serves these; the address tells the level of the cable that cites it.
CLASSIFIED_SITE = Pattern(
    r"(?:\b(?:visit|see|access)\b[^\n.]{0,80}?)?\b(?:un)?classified (?:web|home|internet|intranet) ?-?"
    r"(?:site|page)s?\b[^\n]{0,20}?(?:https?://\S+)?|\b(?:classified )?siprnet (?:web ?)?site\b"
    r"|(?<!\S)\S{0,120}?\.(?:sgov\.gov|smil\.mil|ic\.gov)\S{0,200}",
    re.I,
)
REDACTION = Pattern(r"\b[Xx]{4,}\b")
