"""Patterns that are spelled so that they are found fast say what their plain spelling says."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cableml.cable import marking_patterns as patterns
from cableml.cable.marking_stages import stages

SITE = (
    r"\b(?:un)?class(?:ified)? (?:web|home|internet|intranet) ?-?(?:sites?|pages?)\b"
    r"|\bsipr(?:net)? (?:web ?)?(?:sites?|pages?)\b|\bclassified (?:siprnet|intellipedia)\b"
    r"|\.s ?gov\b|\.smil\.mil|\.ic\.gov|intelink(?:\.s gov\.gov)?"
    r"|\b(?:intelink|intellipedia) (?:web ?)?(?:site|page)\b"
)
MAIL = (
    r"\b(?:(?:un)?class(?:ified)? ?(?:or|and|/|,) ?)?"
    r"(?:(?:un)?class(?:ified)?|siprnet|sipr|niprnet|nipr|classnet)[ -](?:e-?mails?|fax|phone|telephone)\b"
    r"(?: (?:systems?|accounts?|address(?:es)?|number))?(?: (?:is|at|to))?[ :]*"
    r"|\b(?:siprnet|sipr|niprnet|classnet)\b ?:?"
)
PART = (
    r"\b(?<=begin )(?:un)?classified(?= )|\b(?<=end )(?:un)?classified(?= )"
    r"|\b(?<=following )(?:un)?classified(?= )|\b(?<=this )unclassified(?= )"
)
REDACTION = "[Xx\u0425\u0445]{4,}"


def spell(words: str, joins: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return texts of the words, in letters of either size, with something between any two."""
    word = st.sampled_from(words.split("|")).flatmap(lambda each: st.sampled_from([each, each.upper()]))
    return st.lists(st.tuples(word, st.sampled_from(joins)), max_size=9).map(
        lambda pairs: "".join(part for pair in pairs for part in pair)
    )


JOINS = (" ", " ", " ", "", ".", ": ", "-")
SITE_WORDS = (
    ".sgov|.S gov|un|class|Classified|ified|web|sites|page|home|-|sipr|net|.s|gov|.smil|.mil|.ic|intelink|x"
)
MAIL_WORDS = "un|Class|ified|class|sipr|net|nipr|e-mail|email|mails|fax|phone|address|is|at|or|/|,|and|x|s"
PART_WORDS = "begin|end|following|this|un|unclassified|classified|Classified|x"


@pytest.mark.parametrize(
    ("fast", "plain", "words"),
    [
        (patterns.CLASSIFIED_SITE, SITE, SITE_WORDS),
        (patterns.CLASSIFIED_MAIL, MAIL, MAIL_WORDS),
        (patterns.UNCLASSIFIED_PART, PART, PART_WORDS),
    ],
    ids=["site", "mail", "part"],
)
def test_both_spellings_take_out_the_same(fast: patterns.Pattern, plain: str, words: str) -> None:
    compiled = re.compile(plain, re.I)
    n_found = 0

    @settings(max_examples=800, deadline=None, derandomize=True)
    @given(text=spell(words, JOINS))
    def compare(text: str) -> None:
        nonlocal n_found
        expected = compiled.sub(" ", text)
        n_found += expected != text
        assert fast.remove_from(text) == expected

    compare()
    assert n_found > 50


def spell_networks() -> list[str]:
    """Return texts that name networks, and how one is reached there."""
    networks = [
        "class",
        "classified",
        "unclass",
        "unclassified",
        "sipr",
        "siprnet",
        "nipr",
        "niprnet",
        "classnet",
    ]
    joins = [f"{a}{word}{b}" for a, word, b in product(("", " "), ("or", "and", "/", ","), ("", " "))]
    devices = ["email", "e-mail", "emails", "fax", "phone", "telephone"]
    behind = [
        "",
        "s",
        " systems",
        " accounts",
        " account",
        " address",
        " addresses",
        " number",
        " is",
        " to",
        ": x",
    ]
    pairs = [f"{a}{join}{b} email" for a, join, b in product(networks, joins, networks)]
    return [
        *pairs,
        *(f"{network}{gap}{device}" for network, gap, device in product(networks, " -_", devices)),
        *(f"sipr {device}{end} at x" for device, end in product(devices, behind)),
        *networks,
    ]


def spell_sites() -> list[str]:
    """Return texts that name a site of a classified network, and near misses."""
    begins = ["class", "classified", "unclass", "unclassified", "sipr", "siprnet", "intelink", "intellipedia"]
    kinds = ["web", "web ", "home", "internet", "intranet", "siprnet", "intellipedia", ""]
    sites = product(begins, kinds, ("", "-", " ", " -"), ("site", "sites", "page", "pages", ""))
    named = [f"{begin} {kind}{gap}{site}" for begin, kind, gap, site in sites]
    return [
        *named,
        "a.s gov",
        "a.sgov",
        "a.sgovx",
        "a.smil.mil",
        "a.ic.gov",
        "aintelink.s gov.gov",
        "intelin",
    ]


@pytest.mark.parametrize(
    ("fast", "plain", "texts"),
    [(patterns.CLASSIFIED_SITE, SITE, spell_sites()), (patterns.CLASSIFIED_MAIL, MAIL, spell_networks())],
    ids=["site", "mail"],
)
def test_both_spellings_take_out_the_same_of_all_forms(
    fast: patterns.Pattern, plain: str, texts: list[str]
) -> None:
    compiled = re.compile(plain, re.I)
    n_found = 0
    for text in texts:
        turned = (text, text.upper(), text.title(), text.replace("i", "\u0130"), text.replace("s", "\u017f"))
        for form in (
            *turned,
            f"x{text}",
            f"_{text}",
            f"{text}x",
            f"1 {text}  2",
            text.replace("i", "\u0131"),
        ):
            expected = compiled.sub(" ", form)
            n_found += expected != form
            assert fast.remove_from(form) == expected, form
    assert n_found > len(texts)


@settings(max_examples=500, deadline=None)
@given(text=st.text("Xx\u0425\u0445aE \u2019", max_size=40) | st.text("XXXXxa ", max_size=40))
@example("aXXXXXXXXXXXX XXXXb XXX XXXXXXXX")
@example("xXXXX")
@example("XXXXx XXXX")
@example("XXXX \u0425XXX")
def test_redactions_of_all_spellings_go(text: str) -> None:
    assert patterns.remove_redactions(text) == re.sub(REDACTION, " ", text)


STATEMENT = (
    r"(?:-- |\* )?[(\[]?"
    r"(?:(?:please note(?: that)? )?"
    r"(?:this|the original|the entire|the following|the above|the attached|original|entire)"
    r" (?:[\w'/-]+ ){0,2}?(?:text of (?:this|the) )?)"
    r"(?:cable|message|telegram|text|document|report|paragraph|para|memorandum|memo|airgram|contents?"
    r"|information)s? "
    r"(?:(?:is|was|are|were|be|been|has|have|contains?|remains?|should|must|may|to|treated|considered|marked"
    r"|handled|originally|as|now|since|but|not|no|for|limited|in|its"
    r"|entirety|entirely|and|both|all)[ ,]+){1,8}"
    r"(?:unclassified|unclas|confidential|secret|sbu|fouo|classified|declassified|de-classified|sensitive|noforn"
    r"|downgraded|official use|law enforcement sensitive|not for release)\b"
)


def one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split("|"))


# Mostly a statement, with a word too many or too few now and then.
STATED = st.tuples(
    one_of("this |the original |Original |entire |the |please note this |"),
    one_of("|first |draft's second |text of this |a b c "),
    one_of("cable|messages|document|contents|report|market|"),
    one_of(" | |  |, "),
    st.lists(one_of("is |was, |has |been |Originally |and |not |no |all |now ,|x "), max_size=9).map("".join),
    one_of("de|de-|un||law enforcement |for "),
    one_of("classified|SECRET|sensitive|official use|not for release|unclas|UNCLAS|secretary|x"),
).map("".join)


def test_every_statement_may_be_one() -> None:
    may_match = [stage.may_match for stage in stages() if stage.remove == patterns.STATEMENT.remove_sentences]
    assert len(may_match) == 4
    assert all(each is not None and each is may_match[0] for each in may_match)
    plain = re.compile(STATEMENT, re.I)
    n = n_found = n_passed = 0

    @settings(max_examples=1500, deadline=None, derandomize=True)
    @given(text=STATED)
    def compare(text: str) -> None:
        nonlocal n, n_found, n_passed
        passes = may_match[0] is not None and bool(may_match[0](text.lower()))
        n, n_passed = n + 1, n_passed + passes
        found = plain.search(text) is not None
        assert patterns.STATEMENT.search(text) == found
        n_found += found
        assert passes or not found

    compare()
    assert 25 < n_found <= n_passed < n / 2


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("this cable is unclassified", True),
        ("original telegram was confidential, but has since been declassified", True),
        ("the entire text of this message is, for now, law enforcement sensitive", True),
        ("the minister is sensitive", False),  # says nothing of a cable
        ("the cable company sells classified ads", False),
        ("a report classified", False),
        ("cable classified", False),
        ("this cable isclassified", False),
        ("this cable i\u017f unclassified", True),
        ("this cable is l\u0131mited unclassified", True),
        ("this cable is li\u0307mited unclassified", True),
        ("classified", False),
    ],
)
def test_what_may_be_a_statement(text: str, may: bool) -> None:
    stage = next(stage for stage in stages() if stage.remove == patterns.STATEMENT.remove_sentences)
    assert stage.may_match is not None
    assert bool(stage.may_match(text)) is may


def test_each_word_of_a_statement_counts() -> None:
    may_match = next(
        stage for stage in stages() if stage.remove == patterns.STATEMENT.remove_sentences
    ).may_match
    assert may_match is not None
    subjects = (
        "cable message telegram text document report paragraph para memorandum memo airgram content contents"
    )
    between = (
        "is was are were be been has have contain contains remain remains should must may to treated "
        "considered marked handled originally as now since but not no for limited in its entirety entirely "
        "and both all"
    )
    said = (
        "unclassified|unclas|confidential|secret|sbu|fouo|classified|declassified|de-classified|sensitive|noforn"
        "|downgraded|official use|law enforcement sensitive|not for release"
    )
    texts = [f"this {subject}{end} is secret" for subject in subjects.split() for end in ("", "s")]
    texts += ["this information is secret", *(f"this cable {word} secret" for word in between.split())]
    texts += [f"this cable is, {word}" for word in said.split("|")]
    for text in texts:
        assert patterns.STATEMENT.remove_sentences(text) == "", text
        assert may_match(text), text
