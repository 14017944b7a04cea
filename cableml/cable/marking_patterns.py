"""The patterns of what states a label inside running text; `cableml.cable.markings` applies them.

Source: spellings counted in 5,055 published cables (88 of portion marks alone) and the
captions of the Foreign Affairs Handbook, volume 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cableml.cable.tag import field_codes


class Pattern:
    """A regular expression compiled when a text first needs it: all at once would cost 25 ms of start-up.

    ``needs`` are words of which every match holds one, in small letters.
    """

    __slots__ = ("_compiled", "_flags", "_needs", "_source")

    def __init__(
        self,
        source: str | Callable[[], str],
        flags: re.RegexFlag = re.NOFLAG,
        needs: tuple[str, ...] = ("",),
    ) -> None:
        self._source = source
        self._flags = flags
        self._needs = needs
        self._compiled: re.Pattern[str] | None = None

    def _compile(self) -> re.Pattern[str]:
        if self._compiled is None:
            source = self._source if isinstance(self._source, str) else self._source()
            self._compiled = re.compile(source, self._flags)
        return self._compiled

    def search(self, text: str) -> bool:
        """Return whether the text holds a match."""
        return self._compile().search(text) is not None

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

    def remove_sentences_around(self, text: str) -> str:
        """Return the text without the sentences that hold a match; of a long one only those words go."""
        search = self._compile().search
        kept: list[str] = []
        for sentence in _split_sentences(text):
            small = sentence.lower()
            if not any(word in small for word in self._needs) or search(sentence) is None:
                kept.append(sentence)
            elif len(sentence) > _LONGEST_FOOTER:
                words = self._compile().sub("\0", sentence).split()
                kept.append(" ".join(word for word in words if "\0" not in word))
        return " ".join(kept)


def _split_sentences(text: str) -> list[str]:
    """Return the pieces of a text between sentence ends, each with its own full stop."""
    sentences: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentences.append(text[start : match.start()])
        start = match.end()
    sentences.append(text[start:])
    return sentences


# 08OTTAWA136: "Visit Canada's Economy and Environment Forum at http://www.intelink.gov/..."
_LONGEST_FOOTER = 300
# The blank stands in front of what is looked for around it, which makes the search fast.
_SENTENCE_END = re.compile(
    r" (?:(?<=[.!?:;)\]] )(?=[(\[]?[A-Z]|--)|(?<=-- )"
    # The note of the release stands behind a signature, without a full stop between.
    r"|(?=(?:The )?[Oo]riginal (?:telegram|cable|message) (?:was|is)\b))"
)


_LEVEL = (
    r"(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE(?: ONLY)?"
    r"|FOR OFFICIAL USE ONLY|SENSITIVE BUT UNCLASSIFIED)"
)
_SHORT = r"(?:TS|SBU|FOUO|OUO|LOU|LES|S|C|U)"
_CAVEAT = (
    r"(?:NOFORN|NOFORM|NF|N|FOUO|SBU|ORCON|OC|PROPIN|PR|FGI|SI|TK|HCS|IMCON|RELIDO|LES|LIMDIS|EXDIS|NODIS"
    r"|XD|ND|STADIS|SENSITIVE|US ONLY|[A-Z]{3} EYES ONLY"
    r"|(?:ENTIRE|FULL|WHOLE) (?:TEXT|CABLE|MESSAGE|PARAGRAPH))"
)
_RELEASABLE = r"REL(?:EASABLE)?(?: TO)?[^()\[\]\n]{0,120}"
_JOIN = r" ?(?:/{1,2}|[-,:;.]| ) ?"
# Few of them, and what may hold anything once and last: else a bracket that is never closed,
# "(S/REL A/REL A/REL A", could be read in twice as many ways with each further word.
_CAVEATS = rf"(?:{_JOIN}{_CAVEAT}){{0,8}}(?:{_JOIN}{_RELEASABLE})?"
_WHOLE_CAVEATS = rf"(?:{_JOIN}{_CAVEAT}\b){{0,8}}(?:{_JOIN}{_RELEASABLE}\b)?"
_MARK = rf"(?:{_SHORT}|{_LEVEL}){_CAVEATS}"

# The brackets may be of any kind, or doubled; "(s)" glued to a word is a plural, not a mark.
PORTION = Pattern(
    rf"[(\[{{](?<![A-Za-z].)[(\[{{]{{0,3}}+ ?(?:{_MARK}|REL TO [^()\n]{{1,120}}) ?/{{0,2}} ?[)\]}}]+", re.I
)
# What every match of `PORTION` begins with, its outer brackets aside.
STARTS_OF_PORTION = tuple(
    Pattern(
        rf"{bracket} ?(?:[SCU][ /,:;.)\]}}-]|TS|SBU|FOUO|OUO|LOU|LES|TOP |SECRET|CONFID|UNCLAS|LIMITED "
        r"|FOR OFF|SENSITIVE|REL TO)",
        re.I,
    )
    for bracket in (r"\(", r"\[", r"\{")
)
HALF_PORTION = Pattern(rf" ?(?:\({_MARK} |{_MARK}\))")  # "(C text", "SBU) text"
BARE_MARK = Pattern(
    rf"\b(?:TS|S|C|U|SBU){_JOIN.replace('| ', '')}(?:{_CAVEAT.replace('|N|', '|')}|{_RELEASABLE})(?![A-Za-z])"
)
START_OF_BARE_MARK = Pattern(r"[SCU] ?[/,:;.-]/? ?[A-Z]{2}")  # every match of `BARE_MARK` has one


def _spaced(*words: str) -> str:
    """Return a pattern for words written with a blank or two between their letters."""
    return " {1,3}".join(" {1,2}".join(word) for word in words)


_SECTION = r"(?: (?i:SECTION) \d+ (?i:OF) \d+(?: [A-Z][A-Z ]{1,30}\d{3,8})?)?"
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
    rf"\b(?:(?i:{'|'.join(_spaced(*words) for words in _SPACED_WORDS)}))\b"  # 00TASHKENT4223: small letters
    rf"(?: ?/{{1,2}} ?{_BANNER_CAVEAT}\b| NOFORN\b)*{_SECTION}"
)
# The first letter stands in front of the look behind it, which makes the search fast.
CAPTION = Pattern(
    r"[SNELOPRFsnel](?<!\w.)(?:(?<=[Ss])(?i:IPDIS|TADIS)|(?<=[Nn])(?i:ODIS|OFORN)|(?<=[Ee])(?i:XDIS)"
    r"|(?<=[Ll])(?i:IMDIS)|(?<=N)OCONTRACT|(?<=O)RCON|(?<=P)ROPIN|(?<=R)(?:ELIDO|OGER CHANNEL)"
    r"|(?<=F)OUO|(?<=S)BU|(?<=L)OU)\b"
)
HANDLING_PHRASE = Pattern(
    r"\b(?:sensitive[ -]but[ -]unclassified|for official use only|limited official use(?: only)?"
    # 09THEHAGUE338 breaks off in "not for Internet dist...", 06BRASILIA1960 has the first words alone
    r"|not (?:for|to be) (?:posted on )?(?:the )?internet(?: dist\w*| publication| posting| release| use)?"
    r"|not for (?:public )?release(?: outside[^.\n]{0,60})?"
    r"|no foreign dissem\w*|not releasable to foreign nationals)\b",
    re.I,
)
SECURITY_GROUP = Pattern(r"\bZN[RY] [A-Z]{5}\b(?: ZZ[HK])?")

# A level word in capitals, in text that is otherwise mixed.
LEVEL_WORD = Pattern(
    rf"\b(?:{_LEVEL}|SENSITIVE|DECLASSIFIED|CLASSIFIED)\b{_WHOLE_CAVEATS}"
    rf"{_SECTION}"
)
# In all capitals only where it cannot be prose: alone, before a section or post number, last, or doubled.
LEVEL_WORD_ALL_CAPITALS = Pattern(
    rf"^[ .]*{_LEVEL}{_WHOLE_CAVEATS}(?:(?= SECTION){_SECTION}|(?=$| PAGE| [A-Z ]{{2,30}}\d{{3,8}}))"
    rf"|\b{_LEVEL}(?= {{1,4}}[A-Z][A-Z ]{{1,29}}\d{{6}}\b)"  # 09OSLO9: an extract goes over into its banner
    rf"|\b(?:{_LEVEL}|CLASSIFIED)(?= PTQ\d{{4}}\b| \d\d[A-Z]{{3,}}\d)"  # 03ROME2045, 09CAIRO189: next cable
    rf"|(?<=\d{{6}} )SENSITIVE\b|\bSENSITIVE(?= ?,? ?SIPDIS\b| ,)"  # 08STOCKHOLM510, 08STATE87776
    rf"|\b{_LEVEL}{_CAVEATS} *$"
    rf"|\b{_LEVEL}{_JOIN}(?:NOFORN|LIMDIS|EXDIS|NODIS|ENTIRE TEXT)\b|\b({_LEVEL}) \1\b"
    rf"|\b(?:BEGIN|END|THE FOLLOWING IS) {_LEVEL}\b|\b{_LEVEL} PAGE \d|\bSENSITIVE *$",
    re.M,
)

_REASON_LETTERS = r"(?:[ ,/&;:.()\[\]-]|and\b|or\b|\b[a-h]\b)*"
REASONS = Pattern(
    rf"\b(?:for )?(?:e\.?o\.? ?\d{{5}} ?)?"
    rf"(?:(?:reasons?|section|sec\.?|per|under|paragraphs?)\b[ ,:.]*){{0,4}}"
    rf"\b1[.,] ?[45]\b ?[(\[]? ?(?:[a-h]\b|\([a-h]\)){_REASON_LETTERS}",
    re.I,
)
# What every match of `REASONS` has in it.
NUMBER_OF_REASON = Pattern(r"1[.,] ?[45]\b ?[(\[]? ?(?:[a-h]\b|\([a-h]\))", re.I)
CAVEATED_LEVEL = Pattern(
    rf"\b{_LEVEL}(?: ?/{{1,2}} ?| )(?:SIPDIS|SENSITIVE|{_BANNER_CAVEAT})\b(?: ?/{{1,2}} ?{_BANNER_CAVEAT}\b)*"
)
# The statement reaches to its reasons when they follow, else to the end of its sentence.
CLASSIFIED_BY = Pattern(
    r"(?:\b(?:this )?(?:derivatively |de-?)?(?:classified|classifed|clasified|classifying)[ -]*"
    r"(?:(?:by|per|authority)\b|(?-i:By(?=[A-Z])))"  # 09CAIRO1571: "Classified ByMinister Counselor"
    r"|\bclassification (?:authority|by|extended by)\b|\bderived from:)"
    r"(?:[^\n]{0,260}?\breasons?\b[^\n]{0,30}?1[.,] ?[45]\b"
    r"|[^\n]{0,200}?\b1[.,] ?[45] ?[(\[]? ?[a-h]\b|(?:[^.\n]|\.(?! ?$| [A-Z][a-z]))*)"
    rf"{_REASON_LETTERS}",
    re.I | re.M,
)
# What every match of `CLASSIFIED_BY` begins with, in small letters.
START_OF_CLASSIFIED_BY = Pattern(
    r"clas(?:sified|sifed|ified|sifying)[ -]*(?:by|per|authority)"
    r"|classification (?:authority|by|extended by)|derived from:"
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
# "Original telegram was Confidential but has since been declassified" (66BUENOSAIRES2481) and its kin: what
# is spoken of, the words behind it, and what is said of it.
_STATED_OF_TEXT = """
cable message telegram text document report paragraph para memorandum memo airgram content contents
information
"""
_STATED_OF = tuple(_STATED_OF_TEXT.split())
SUBJECTS_OF_STATEMENT = frozenset(f"{word}{end}" for word in _STATED_OF for end in ("", "s"))
_WORDS_OF_STATEMENT_TEXT = """
is was are were be been has have contain contains remain remains should must may to treated considered marked
handled originally as now since but not no for limited in its entirety entirely and both all
"""
WORDS_OF_STATEMENT = frozenset(_WORDS_OF_STATEMENT_TEXT.split())
STATED = (
    *("unclassified", "unclas", "confidential", "secret", "sbu", "fouo", "classified", "declassified"),
    *("de-classified", "sensitive", "noforn", "downgraded", "official use", "law enforcement sensitive"),
    "not for release",
)
STATEMENT = Pattern(
    r"(?:-- |\* )?[(\[]?"
    r"(?:(?:please note(?: that)? )?"
    r"(?:this|the original|the entire|the following|the above|the attached|original|entire)"
    r" (?:[\w'/-]+ ){0,2}?(?:text of (?:this|the) )?)"
    rf"(?:{'|'.join(_STATED_OF)})s? (?:(?:{'|'.join(sorted(WORDS_OF_STATEMENT))})[ ,]+){{1,8}}"
    rf"(?:{'|'.join(STATED)})\b",
    re.I,
)
ENTIRE_TEXT = Pattern(
    rf"(?:\b{_LEVEL}|\b{_SHORT})\b[ ,:-]*\(?entire (?:text|cable|message)\b\)?"
    rf"|\(?\bentire (?:text|cable|message)(?: is)?[ ,:-]*{_LEVEL}\b\)?",
    re.I,
)
HANDLING = Pattern(
    r"\b(?:please |pls )?(?:protect|handle) accord\w+"
    r"|\bnot for (?:distribution|dissemination) outside\b[^.\n]{0,60}",
    re.I,
)
LABELLED = Pattern(rf"\b(?:clas)?sification ?: ?(?:{_LEVEL}|{_SHORT})\b{_WHOLE_CAVEATS}", re.I)
TAGS = Pattern(
    r"\bTAGS? ?[:,] ?(?:[A-Z][A-Z'/-]{1,8}\b[, ]*|\([A-Z .,'-]{2,40}\)[, ]*){1,40}"
    r"|\btags: (?:[a-z]{2,5}, ){1,30}[a-z]{2,5}\b"
)
CORRECTED = Pattern(
    r"\bC ?O ?R ?R ?E ?C ?T ?E ?D {1,3}C ?O ?P ?Y\b(?: ?[-:(][^)\n]{0,100}"
    r"(?:TAG|MARKING|CLASSIF|CAPTION|SENSITIVE|SIPDIS|PORTION|SLUG|DECL)[^)\n]{0,60}\)?)?",
    re.I,
)
# Only the classified network serves these; the address tells the level of the cable that cites it. A wrapped
# address has a blank inside (10ANKARA302: "http://www.intelink.s gov.gov/wiki/Portal:Turkey"). Here and below
# the first letter (three are other forms of i and s) stands in front of the look behind it: it is fast.
CLASSIFIED_SITE = Pattern(
    r"[CISUcisu\u0130\u0131\u017f.](?i:(?<=\.)(?:s ?gov\b|smil\.mil|ic\.gov)|(?<=i)ntelink(?:\.s gov\.gov)?"
    r"|(?<!\w.)(?:(?:(?<=u)nclass|(?<=c)lass)(?:ified)? (?:web|home|internet|intranet) ?-?(?:sites?|pages?)\b"
    r"|(?<=s)ipr(?:net)? (?:web ?)?(?:sites?|pages?)\b|(?<=c)lassified (?:siprnet|intellipedia)\b"
    r"|(?<=i)ntellipedia (?:web ?)?(?:site|page)\b))",
    needs=("class", "sipr", "intel", ".s", ".ic.gov"),
)
# "Her classified email address is" (09REYKJAVIK71), "class email at" (09STATE99783), "Class E-Mail:" with the
# redacted address behind it: who is reached where tells which network the cable went by.
_NETWORK = r"(?:(?:un)?class(?:ified)?|siprnet|sipr|niprnet|nipr|classnet)"
_AND_NETWORK = rf"(?: ?(?:or|and|/|,) ?{_NETWORK})?"
CLASSIFIED_MAIL = Pattern(
    r"[CNSUcnsu\u017f](?<!\w.)(?i:"
    rf"(?:(?<=u)nclass(?:ified)?{_AND_NETWORK}|(?<=c)lass(?:ified)?{_AND_NETWORK}|(?<=c)lassnet"
    r"|(?<=[sn])ipr(?:net)?)"
    r"[ -](?:e-?mails?|fax|phone|telephone)\b"
    r"(?: (?:systems?|accounts?|address(?:es)?|number))?(?: (?:is|at|to))?[ :]*"
    r"|(?:(?<=s)ipr(?:net)?|(?<=n)iprnet|(?<=c)lassnet)\b ?:?)"
)
# What publishers put in the place of a name: they read some cables more closely than others. 08TRIPOLI430
# glues it to the word behind it, 08RPODUBAI49 writes it out.
REDACTION = Pattern("[Xx\u0425\u0445]{4,}")
_REDACTION_IN_CAPITALS = Pattern(4 * "X" + "X*")  # not X{4,}: so it is looked for by its first four letters


def remove_redactions(text: str) -> str:
    """Return the text with a blank for every match of `REDACTION`, mostly one in capitals alone."""
    if any(letters in text for letters in ("Xx", "xX", "xxxx", "\u0425", "\u0445")):
        return REDACTION.remove_from(text)
    return _REDACTION_IN_CAPITALS.remove_from(text)


REDACTION_NOTE = Pattern(
    r"[\[(](?:(?:name|source|text|detail|title|position|location|identif)\w*\W+){1,3}(?:\w+ )?"
    r"(?:removed|redacted|deleted|withheld|excised)\b[^\])\n]{0,40}[\])]",
    re.I,
)
# The page line of a mixed-case post, which the banner's letters do not announce (07MOSCOW3579).
PAGE_LINE = Pattern(
    r"\b(?:(?:San|Santo|Sao|Port of|Port au|Rio de|Tel|New|The|Buenos|Abu|Addis|Phnom|Hong|Cape|Ciudad) )?"
    r"[A-Z][A-Za-z.]{1,15} (?:[a-z]{2,8} )?\d{8} \d{3} [oO][fF] \d{3}\b"
)
# "Please use the SIPDIS caption in all replies" (10STATE16219).
CAPTION_REQUEST = Pattern(
    r"\b(?:(?i:please) )?(?:use|include|add)(?: of)?(?: the| a| an)?(?: [A-Z]{5,7})?"
    r" captions?\b[^.\n]{0,60}\.?"
)
# "Begin unclassified nonpaper" (10STATE16219) says that the rest of the cable is not.
UNCLASSIFIED_PART = Pattern(
    r"[CUcu](?i:(?:(?<=begin .)|(?<=end .)|(?<=following .)|(?<=this u))"
    r"(?:(?<=u)nclassified|(?<=c)lassified))(?= )"
)


def _build_tag_run() -> str:
    """Return the pattern for TAGS that stand without their label."""
    code = "(?:" + "|".join(sorted(field_codes())) + ")"
    return (
        # 07TRIPOLI1032: the list of the next cable in a dump, "3573 KBCT,ECON,ELTN,PREL,LY"
        # The look ahead tells most words in one step, as there are some three hundred codes.
        r"\b(?=[A-Z]{4}[ ,/:])"
        rf"(?:{code}(?:(?:, ?| ?/ ?| and | ){code}\b)+(?:,[A-Z]{{2,6}}\b|,? [A-Z]{{2}}\b)*"
        rf"|{code}(?=:| tags?\b))"  # 07MADRID2129: "EINV: Spain the number four", 09STATE119085
    )


TAG_RUN = Pattern(_build_tag_run)
# What every match of `TAG_RUN`, whose many codes take long, has in it; all of them have four letters.
FOUR_CAPITALS = Pattern(r"[A-Z]{4}(?:(?:, ?| ?/ ?| and | )[A-Z]{4}\b|:| tags?\b)")
