"""Cables rendered from a content and a set of markings, so that the markings can change alone."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, fields

from hypothesis import strategies as st

LEVELS = ("UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET", "LIMITED OFFICIAL USE")
TAG_POOL = (
    "PREL", "PGOV", "PHUM", "ECON", "ETRD", "MNUC", "PARM", "PTER", "KNNP", "KDEM", "JA", "KS", "CH", "IR",
    "IZ", "UNSC", "NATO", "OVIP (RICE, CONDOLEEZZA)", "ASEC", "SNAR",
)  # fmt: skip
# Words that look like markings and are none: they must stay, whatever the markings are.
SENTENCES = (
    "The minister met the Ambassador on June 7 and asked for more time.",
    "He called it a secret meeting and spoke of confidential talks with the ministry.",
    "Exports of wheat rose by 12 percent, and the government is sensitive to prices.",
    "Two parties (the Greens and the Liberals) will not support the draft law.",
    "Police arrested three men near the border; none was known to the consulate.",
    "The delegation was classified by observers as the weakest in years.",
    "She noted that option (c) of the plan had been dropped in May.",
    "The reason is plain: nobody wants to pay for section 4 of the road.",
    "An official use of the airport by the air force has not been announced.",
    "Embassy will follow up with the Foreign Ministry next week.",
    "The opposition tags the bill as a threat to the courts.",
)
HEADINGS = ("A New Cabinet", "NEXT STEPS", "Background", "What They Want")
SUBJECTS = (
    "MINISTER ASKS FOR MORE TIME",
    "Wheat Exports: A New Record",
    "VISIT OF THE FOREIGN MINISTER, JUNE 7-9",
    "A SECRET NO MORE: NEW TALKS ON THE BORDER",
)


@dataclass(frozen=True)
class Content:
    """All that a model may read: nothing here states a label."""

    post: str = "TOKYO"
    serial: int = 433
    subject: str = SUBJECTS[0]
    references: tuple[str, ...] = ()
    summary: str | None = None
    paragraphs: tuple[tuple[str | None, str], ...] = ((None, SENTENCES[0]),)
    signer: str | None = "SCHIEFFER"
    numbered: bool = True
    pilcrow: bool = True
    width: int = 65
    pages: bool = False


@dataclass(frozen=True)
class Marks:
    """All that states a label; None or an empty tuple leaves the span out."""

    group: str | None = "ZNY CCCCC ZZH"
    banner: str | None = "C O N F I D E N T I A L"
    banner_caveat: str = ""
    captions: tuple[str, ...] = ("SIPDIS",)
    captions_twice: bool = False
    order: str | None = "E.O. 12958: DECL: 06/09/2018"
    tags: str | None = "TAGS: PREL, JA"
    subject_mark: str = ""
    reference_mark: str = ""
    classified_by: str | None = "Classified By: Ambassador J. Thomas Schieffer. Reasons: 1.4 (b) and (d)."
    portions: tuple[str, ...] = ("(C)",)
    heading_mark: str = ""
    page_mark: str | None = None
    end_mark: str | None = None


MARK_NAMES = tuple(field.name for field in fields(Marks))


def spaced(word: str) -> str:
    """Return ``S E C R E T`` for ``SECRET``."""
    return "  ".join(" ".join(part) for part in word.split(" "))


_captions = st.lists(
    st.sampled_from(("SIPDIS", "NODIS", "EXDIS", "STADIS", "NOFORN", "SENSITIVE", "LIMDIS")),
    unique=True,
    max_size=3,
).map(tuple)
_tags = st.lists(st.sampled_from(TAG_POOL), min_size=1, max_size=9, unique=True).flatmap(
    lambda tags: st.sampled_from(
        (
            "TAGS: " + ", ".join(tags),
            "TAGS: " + " ".join(tags),
            "TAGS:   " + ", ".join(tags) + " ",
            "TAGS " + " ".join(tags),
            "TAGS: " + " ".join(f"[{tag}](#)" for tag in tags),
            "TAGS: " + ", ".join(tags[:4]) + (",\n" + ", ".join(tags[4:]) if tags[4:] else ""),
        )
    )
)
_reasons = st.sampled_from(
    ("1.4 (b)", "1.4(b) and (d)", "1.4 (b/d)", "1.4 (B), (D)", "1.5 (b) and (d)", "1.4 b and d", "1.4 (a-d)")
)
_classified_by = st.one_of(
    st.none(),
    st.builds(
        "{} {}{} {}{}.".format,
        st.sampled_from(("Classified By:", "CLASSIFIED BY:", "Classified by", "(U) Classified By:")),
        st.sampled_from(
            (
                "Ambassador J. Thomas Schieffer",
                "DCM Jane Doe",
                "A/S John Q. Public",
                "POL/C Ann Smith",
                "CDA Li",
            )
        ),
        st.sampled_from((".", ",", "")),
        st.sampled_from(("Reasons:", "Reason", "for reasons", "REASONS:", "for Reasons")),
        _reasons.map(lambda reasons: " " + reasons),
    ),
)
_portion = st.sampled_from(
    ("", "(U)", "(C)", "(S)", "(SBU)", "(TS)", "(LOU)", "(C/NF)", "(S//NF)", "(C//NF)", "(S/NOFORN)",
     "(U//FOUO)", "(SBU/NF)", "(c)", "( C )", "(S//REL TO USA, GBR)")
)  # fmt: skip
_banner = st.one_of(
    st.none(), st.sampled_from(LEVELS).flatmap(lambda level: st.sampled_from((level, spaced(level))))
)
_level_line = st.one_of(
    st.none(),
    st.sampled_from(("CONFIDENTIAL", "SECRET", "UNCLASSIFIED", "SECRET//NOFORN", "CONFIDENTIAL//NOFORN")),
    st.sampled_from(("S E C R E T", "C O N F I D E N T I A L", "UNCLAS")),
)

marks = st.builds(
    Marks,
    group=st.sampled_from(
        (None, "ZNR UUUUU ZZH", "ZNY CCCCC ZZH", "ZNY SSSSS ZZH", "ZNY EEEEE ZZH", "ZNR UUUUU ZZK")
    ),
    banner=_banner,
    banner_caveat=st.sampled_from(("", "//NOFORN", " NOFORN", "/NOFORN", " N O F O R N")),
    captions=_captions,
    captions_twice=st.booleans(),
    order=st.sampled_from(
        (
            None,
            "E.O. 12958: N/A",
            "E.O. 12958: DECL: 06/09/2018",
            "EO 12958 DECL: 06/09/2018",
            "E.O. 13526: DECL: 2020/01/02",
            "E.O. 12958: DECL: AFTER KOREAN UNIFICATION",
            "E.O. 12958: DECL: X1",
        )
    ),
    tags=st.one_of(st.none(), _tags),
    subject_mark=st.sampled_from(("", "(U) ", "(C) ", "(SBU) ", "(S//NF) ")),
    reference_mark=st.sampled_from(("", " (C)", " (S//NF)", " (SBU)")),
    classified_by=_classified_by,
    portions=st.lists(_portion, min_size=1, max_size=4).map(tuple),
    heading_mark=st.sampled_from(("", "(U) ", "(C) ", "(SBU) ", "(S/NF) ")),
    page_mark=_level_line,
    end_mark=_level_line,
)

_paragraph = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True).map(" ".join)
contents = st.builds(
    Content,
    post=st.sampled_from(("TOKYO", "SAN JOSE", "STATE", "PORT AU PRINCE")),
    serial=st.integers(min_value=1, max_value=99999),
    subject=st.sampled_from(SUBJECTS),
    references=st.lists(
        st.sampled_from(("TOKYO 418", "06 STATE 1234", "BEIJING 2189")), max_size=3, unique=True
    ).map(tuple),
    summary=st.one_of(st.none(), _paragraph),
    paragraphs=st.lists(
        st.tuples(st.one_of(st.none(), st.sampled_from(HEADINGS)), _paragraph), min_size=1, max_size=5
    ).map(tuple),
    signer=st.sampled_from((None, "SCHIEFFER", "DOE")),
    numbered=st.just(True),
    pilcrow=st.booleans(),
    width=st.sampled_from((60, 65, 10_000)),
    pages=st.booleans(),
)


def render_cable(content: Content, marking: Marks) -> str:
    """Return the cable's text, as a post would have sent it in 2006 to 2010."""
    where = f"{content.post} {content.serial:06}"
    lines = ["VZCZCXRO8079", "OO RUEHFK RUEHKS", f"DE RUEHKO #{content.serial % 10000:04}/01 1370814"]
    lines += [marking.group] if marking.group else []
    lines += [
        "O 170814Z MAY 07",
        f"FM AMEMBASSY {content.post}",
        "TO RUEHC/SECSTATE WASHDC IMMEDIATE 3686",
        "INFO RUEHBJ/AMEMBASSY BEIJING PRIORITY 7040",
        "RUEAIIA/CIA WASHDC PRIORITY",
        "",
    ]
    section = "SECTION 01 OF 02 " if content.pages else ""
    # Only a banner tells of sections, so a cable of two sections always has one.
    banner = marking.banner or ("SECRET" if content.pages else "")
    if banner:
        lines += [f"{banner}{marking.banner_caveat} {section}{where}", ""]
    for _ in range(2 if marking.captions_twice else 1):
        for caption in marking.captions:
            lines += [caption, ""]
    lines += [marking.order] if marking.order else []
    lines += marking.tags.split("\n") if marking.tags else []
    lines += _fill(f"SUBJECT: {marking.subject_mark}{content.subject}", content)
    lines.append("")
    if content.references:
        named = [
            f"{letter}. {reference}{marking.reference_mark}"
            for letter, reference in zip("ABC", content.references, strict=False)
        ]
        lines += ["REF: " + named[0], *named[1:], ""]
    if marking.classified_by:
        lines += [*_fill(marking.classified_by, content), ""]
    lines += _render_body(content, marking, where)
    if content.signer:
        lines.append(content.signer)
    if marking.end_mark:
        lines += ["", marking.end_mark]
    return "\n".join(lines) + "\n"


def _render_body(content: Content, marking: Marks, where: str) -> list[str]:
    lines: list[str] = []
    summary = () if content.summary is None else ((None, f"Summary: {content.summary} End Summary."),)
    for number, (heading, text) in enumerate((*summary, *content.paragraphs), start=1):
        portion = marking.portions[number % len(marking.portions)]
        if heading:
            lines += [marking.heading_mark + heading, ""]
        label = f"{'¶' if content.pilcrow else ''}{number}. " if content.numbered else ""
        lines += [*_fill(f"{label}{portion + ' ' if portion else ''}{text}", content), ""]
        if content.pages and number == 1:
            lines += [
                *([marking.page_mark] if marking.page_mark else []),
                f"{where[:-6]}{int(where[-6:]):08} 002 OF 002",
                "",
            ]
    return lines


def _fill(text: str, content: Content) -> list[str]:
    return textwrap.wrap(text, content.width, break_on_hyphens=False)
