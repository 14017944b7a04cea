"""Every road by which a label stands in running text, and the prose that must stay."""

from __future__ import annotations

import pytest

from cableml.cable.markings import is_all_capitals, scrub

REMOVED = [
    ("portion mark in front", "(C) The minister agreed.", "The minister agreed."),
    ("portion mark with a caveat", "-- (S//NF) second -- (SBU) third", "-- second -- third"),
    ("releasability list", "First (C//REL TO USA, KEN, GBR//) third", "First third"),
    ("square brackets", "[S/NF] The minister agreed.", "The minister agreed."),
    ("small letters", "The talks (c) went on.", "The talks went on."),
    ("mark without brackets", "S//NF The minister agreed.", "The minister agreed."),
    ("bracket missing", "SBU) The minister agreed.", "The minister agreed."),
    ("letter-spaced banner", "S E C R E T SECTION 01 OF 02 TOKYO 000709 Talks", "Talks"),
    ("level word in capitals", "He agreed. CONFIDENTIAL//NOFORN Next", "He agreed. Next"),
    ("captions", "SIPDIS NOFORN The ROGER CHANNEL talks", "The talks"),
    ("handling words in small letters", "Sensitive but unclassified, he agreed.", "he agreed."),
    (
        "classified by, with reasons",
        "Classified By: DCM Ann Roe for reasons 1.4 (b) and (d). He said no.",
        "He said no.",
    ),
    ("classified by, whole paragraph", "(U) Classified by A. Roe, E.O. 12958 reasons 1.4 (b,d).", ""),
    ("reasons alone", "Reasons: 1.4 (b),(d). He said no.", "He said no."),
    ("executive order", "Talks. E.O. 12958: DECL: 02/07/2016 Next", "Talks. Next"),
    ("downgrade note", "Original telegram was Confidential but has since been declassified", ""),
    (
        "downgrade note behind a signature",
        "They left. SOBEL Original telegram was Limited official use but has since been declassified.",
        "They left. SOBEL",
    ),
    ("statement on the cable", "This cable is sensitive but unclassified. Talks went on.", "Talks went on."),
    ("entire text", "(Entire text is confidential.) Talks", "Talks"),
    ("TAGS repeated", "TAGS: PREL, PGOV, JA and so on", "and so on"),
    ("security group", "ZNY CCCCC ZZH Talks", "Talks"),
    ("corrected copy", "C O R R E C T E D  C O P Y (ADDED CLASSIFICATION) Talks", "Talks"),
    ("classified network", "Visit the Classified Web Site: http://www.state.sgov.gov/p/eur", ""),
    (
        "classified e-mail",
        "Reach her by class email at or unclassified e-mail x@state.gov",
        "Reach her by or x@state.gov",
    ),
    ("classified forum", "He left. Visit our Forum at http://www.intelink.gov/nap He came.", "He left."),
    ("wrapped classified address", 'He left. Jeffrey " at http://www.intelink.s gov.gov/wiki/X', "He left."),
    ("SIPRNET", "Tel: 5; SIPRNET: one", "Tel: 5; one"),
    ("caption asked for", "He left. Please use SIPDIS caption in all replies. He came.", "He left. He came."),
    (
        "statement on the text of a report",
        "The entire text of this report is Sensitive But Unclassified.",
        "",
    ),
    (
        "not for the internet",
        "Sensitive-but-unclassified - not for Internet dist... He left.",
        "- ... He left.",
    ),
    ("name glued to the statement", "Classified ByMinister Ann Roe for reasons 1.4 (b)", ""),
    ("unclassified paper", "Begin unclassified nonpaper on ships.", "Begin nonpaper on ships."),
    ("page line of a mixed-case post", "He Moscow 00003579 005 of 005 left", "He left"),
    ("letter-spaced in small letters", "C o n f i d e n t i a l section 01 of 03 Talks", "Talks"),
    ("tags in small letters", "tags: prel, pter, ru, af subj: talks", "subj: talks"),
    ("tags without a label", "page 3573 KBCT,ECON,ELTN,PREL,LY ANTI-ISRAEL", "page 3573 ANTI-ISRAEL"),
    ("tag as a heading", "EINV: Spain the number four", "Spain the number four"),
    ("redaction note", "He met [NAME REMOVED] and (source removed) today", "He met and today"),
    ("redaction letters glued to a word", "said xxxxxtold us", "said told us"),
    ("redaction letters", "He met XXXXXXXXXXXX today", "He met today"),
]
KEPT = [
    "a secret meeting and confidential talks took place in the Secretary's office.",
    "the text of the secret protocol was leaked.",
    "E.O. 13224 names terrorist financiers.",
    "The assistant(s) came with a Top Secretariat official.",
    "POL/ECON Counselor met MAPP/OAS staff and ECON officers after the mass rally.",
    "France classified the phone as a toy; the caption of the picture says so.",
    "Class action suits were dropped, and the release of prisoners was not official policy.",
    "Sensitive cultural sites were classified as protected.",
]


@pytest.mark.parametrize(("_name", "text", "expected"), REMOVED, ids=[case[0] for case in REMOVED])
def test_a_span_that_states_a_label_is_removed(_name: str, text: str, expected: str) -> None:
    # The second text keeps the cable mixed-case, as whole cables are.
    assert scrub([text, "The rest of the cable is written in mixed case, as most cables are."])[0] == expected


@pytest.mark.parametrize("text", KEPT)
def test_words_that_merely_look_like_marks_stay(text: str) -> None:
    assert scrub([text]) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("THE MINISTER HELD A SECRET MEETING.", "THE MINISTER HELD A SECRET MEETING."),
        ("SECRET", ""),
        ("GOI SAID NO. CONFIDENTIAL", "GOI SAID NO."),
        ("SECRET NODIS", ""),
        ("CONFIDENTIAL PAGE 02 TEHRAN 1234 TEXT", "PAGE 02 TEHRAN 1234 TEXT"),
        ("OSLO 000704 STATE FOR EUR/NB SENSITIVE   TAGS: PREL SW", "OSLO 000704 STATE FOR EUR/NB"),
        ("SECRET   OSLO 000704 STATE FOR EUR/NB", "OSLO 000704 STATE FOR EUR/NB"),
        ("IT REMAINS OPEN. CONFIDENTIAL PTQ0802 THE GOI AGREED", "IT REMAINS OPEN. PTQ0802 THE GOI AGREED"),
    ],
)
def test_in_a_cable_of_capitals_a_level_word_goes_only_where_it_is_no_prose(text: str, expected: str) -> None:
    assert scrub([text, "EMBASSY REPORTS NO CHANGE IN THE SITUATION."])[0] == expected


@pytest.mark.parametrize(
    "mark", ["(C)", "(S/NF)", "(U)", "(SBU)", "(C//REL TO USA, FVEY)", "(TS//SI//NF)", ""]
)
def test_the_kind_of_mark_leaves_no_trace(mark: str) -> None:
    text = " ".join(f"-- {mark} He agreed. {mark} She did not.".split())
    assert scrub([text]) == ["-- He agreed. She did not."]


def test_scrub_returns_as_many_texts_as_it_was_given() -> None:
    assert scrub([]) == []
    assert scrub(["", "(C)", "one"]) == ["", "", "one"]


def test_capitals_are_judged_by_letters_alone() -> None:
    assert is_all_capitals("EMBASSY 1234 -- NO CHANGE.")
    assert not is_all_capitals("Embassy reports NO CHANGE.")
    assert not is_all_capitals("")


def test_scrubbing_hostile_text_takes_linear_time() -> None:
    import time

    def seconds(n: int) -> float:
        texts = ["classified by " * n, "this cable is " * n, "(C " * n, "S E C R E T " * n, "tags: AA " * n]
        start = time.process_time()
        scrub(texts)
        return time.process_time() - start

    seconds(50)  # compiles the patterns
    # Doubling quadratic work takes four times as long; 3 leaves room for a noisy machine.
    assert seconds(8000) < 3 * max(seconds(4000), 0.05)
