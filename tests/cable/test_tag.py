"""The TAGS vocabulary: mending, aliases, eras, kinds and names."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.cable import _tag_table
from cableml.cable.tag import (
    canonical_tag,
    canonical_tags,
    is_known,
    is_region,
    mend_word,
    tag_kind,
    tag_name,
)

CODES = sorted({line.partition("|")[0] for _, text in _tag_table.KINDS for line in text.splitlines()})
ALIASES = [line.partition("|")[0] for line in _tag_table.ALIAS.splitlines()]
YEARS = st.one_of(st.none(), st.integers(1966, 2030))
WORDS = st.one_of(
    st.sampled_from(CODES + ALIASES),
    st.lists(st.sampled_from(CODES), min_size=2, max_size=3).map("".join),
    st.text(alphabet="ABCEGKNOPRSTVaz ,.-/'(", max_size=12),
    st.text(max_size=8),
)


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("EFINECONCS", ("EFIN", "ECON", "CS")),
        (
            "KFRDCVISCMGTCASCKOCIASECPHUMSMIGEG",
            ("KFRD", "CVIS", "CMGT", "CASC", "KOCI", "ASEC", "PHUM", "SMIG", "EG"),
        ),
        ("ITPGOV", ("IT", "PGOV")),
        ("PGOVPGOV", ("PGOV",)),
        ("PTERS", ("PTER",)),
        ("IEFIN", ("EFIN",)),
        ("POGOV", ("PGOV",)),
        ("KWWMN", ("KWMN",)),
        ("CVISPREL", ("CVIS", "PREL")),
        ("UNESCOO", ("UNESCO",)),
        ("ru", ("RS",)),
        ("SYR", ("SY",)),
        (" prel. ", ("PREL",)),
    ],
)
def test_a_certain_slip_is_mended(word: str, codes: tuple[str, ...]) -> None:
    assert mend_word(word) == codes


@pytest.mark.parametrize(
    "word", ["CUBA", "IRAN", "GOV", "JP", "EINVETC", "AHMED", "PETER", "SOCIAL", "ECONOMICS", "PREX"]
)
def test_a_word_that_could_be_something_else_is_left_alone(word: str) -> None:
    assert mend_word(word) == (word,)


@pytest.mark.parametrize("word", ["SIPDIS", "", "...", "()", "--"])
def test_a_word_without_a_code_gives_nothing(word: str) -> None:
    assert mend_word(word) == ()


def test_aliases_are_resolved_and_doubles_dropped_in_the_order_of_the_text() -> None:
    words = ["PREL", "JP", "PRL", "CVISPREL", "EU", "POL", "PREL"]
    assert canonical_tags(words, 2006) == ("PREL", "JA", "CVIS", "EUN", "POL")


def test_an_unknown_word_is_kept_in_capitals() -> None:
    assert canonical_tags(["gtmo"], 2006) == ("GTMO",)


def test_an_initial_of_a_name_keeps_its_full_stop() -> None:
    assert canonical_tags(["Steinberg, James B."], 2009) == ("STEINBERG, JAMES B.",)


@pytest.mark.parametrize(
    ("year", "code"), [(None, "YE"), (1978, "YE"), (1990, "YE"), (1991, "YM"), (2006, "YM")]
)
def test_the_code_of_one_of_two_yemens_becomes_yemen_only_after_they_joined(
    year: int | None, code: str
) -> None:
    assert canonical_tag("YE", year) == code


@pytest.mark.parametrize("code", ["UR", "YO", "PFOR", "SREF"])
@pytest.mark.parametrize("year", [1975, 1985, 2005])
def test_a_code_of_the_1970s_is_never_turned_into_a_later_one(code: str, year: int) -> None:
    assert canonical_tag(code, year) == code


@pytest.mark.parametrize("code", ["JP", "RU", "CR"])
def test_an_iso_code_is_no_slip_in_a_cable_of_the_2020s(code: str) -> None:
    assert canonical_tag(code, 2024) == code
    assert canonical_tag(code, 2006) != code


def test_one_tag_is_asked_for_but_the_word_holds_two_so_it_comes_back_as_it_is() -> None:
    assert canonical_tag("massmnuc") == "MASSMNUC"


@given(st.lists(WORDS, max_size=6), YEARS)
def test_normalising_twice_equals_once(words: list[str], year: int | None) -> None:
    once = canonical_tags(words, year)
    assert canonical_tags(once, year) == once


@given(st.lists(WORDS, max_size=6), YEARS)
def test_no_canonical_tag_is_empty_or_double(words: list[str], year: int | None) -> None:
    tags = canonical_tags(words, year)
    assert all(tags)
    assert len(set(tags)) == len(tags)


def test_every_code_of_the_vocabulary_is_its_own_canonical_form_before_2020() -> None:
    old = [code for code in CODES if is_known(code) and code not in ALIASES]
    assert [code for code in old if canonical_tags([code], 2006) != (code,)] == []


def test_every_alias_leads_to_known_codes() -> None:
    targets = [code for alias in ALIASES for code in canonical_tags([alias], 2006)]
    assert [code for code in targets if not is_known(code)] == []


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("PREL", "subject"),
        ("SREF", "subject"),
        ("KNNP", "program"),
        ("KQQQ", "program"),
        ("ja", "geo"),
        ("XF", "geo"),
        ("QQ", "geo"),
        ("UN", "organization"),
        ("EU", "organization"),
        ("KANU", "organization"),
        ("KGB", "organization"),
        ("KLM", "organization"),
        ("UNGA/C-6", "organization"),
        ("El Al", "organization"),
        ("RICE, CONDOLEEZZA", "person"),
        ("IRAQI FREEDOM", "unknown"),
        ("GTMO", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_kind_of_a_tag_follows_its_form_and_the_table(tag: str, kind: str) -> None:
    assert tag_kind(tag) == kind


def test_regions_are_told_from_countries() -> None:
    assert [tag for tag in ("XF", "ZK", "JA", "PREL", "XMB", "QQ") if is_region(tag)] == ["XF", "ZK"]


@pytest.mark.parametrize(
    ("tag", "year", "name"),
    [
        ("UV", 1975, "Upper Volta"),
        ("UV", 2006, "Burkina Faso"),
        ("UV", None, "Burkina Faso"),
        ("UR", 1986, "Soviet Union"),
        ("CH", 2006, "China"),
        ("CH", 2024, "Switzerland"),
        ("PFOR", None, "Foreign policy and relations"),
        ("XF", 2006, "Middle East"),
        ("SPLM", 2006, "Sudan People's Liberation Movement"),
        ("AAA", 2006, None),
        ("GTMO", 2006, None),
    ],
)
def test_the_name_of_a_code_is_that_of_the_cables_time(tag: str, year: int | None, name: str | None) -> None:
    assert tag_name(tag, year) == name


def test_known_tags_are_those_of_the_table_and_names() -> None:
    words = ["PREL", "PFOR", "RICE, CONDOLEEZZA", "GTMO", "ZW"]
    assert [word for word in words if is_known(word)] == ["PREL", "PFOR", "RICE, CONDOLEEZZA"]
    assert is_known("ZW", 2024)


def test_importing_the_module_reads_no_table() -> None:
    code = "import cableml.cable.tag as t; print(t._table.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "0\n"
