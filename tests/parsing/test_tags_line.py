"""The TAGS line: its label, its run-on lines, and what the words in it make."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.cable.tag import canonical_tags
from cableml.parsing.rules.tag_words import assemble_tags
from cableml.parsing.rules.tags_line import find_tags


def tags(text: str, *, canonicalize: bool = True, year: int | None = None) -> tuple[str, ...] | None:
    found = find_tags(text, canonicalize=canonicalize, year=year)
    return None if found is None else found.value


@pytest.mark.parametrize(
    "label",
    ["TAGS:", "TAGS", "Tags:", "tags", "TAGS,", "TAGS;", "TAG:", "TGS:", "TAGES:", "TASG:", "TAGZ:", "ATGS:"],
)
def test_the_label_is_found_in_every_spelling_that_was_counted(label: str) -> None:
    assert tags(f"E.O. 12958: N/A\n{label} PREL, MARR, FR\nSUBJECT: TALKS\n") == ("PREL", "MARR", "FR")


@pytest.mark.parametrize("front", ["E.O. 12958: N/A ", "DECL: 02/15/2016", "STATE FOR NEA "])
def test_a_marked_label_may_stand_inside_a_line(front: str) -> None:
    assert tags(f"{front}TAGS: ECON KWBG IS SUBJECT: TALKS") == ("ECON", "KWBG", "IS")


def test_the_finding_reaches_from_the_label_to_the_last_code() -> None:
    text = "SIPDIS\nTAGS: PREL FR \nSUBJECT: TALKS\n"
    found = find_tags(text)
    assert found is not None
    assert text[found.start : found.end] == "TAGS: PREL FR"


def test_codes_on_the_next_line_belong_to_the_list() -> None:
    assert tags("TAGS: PREL IR\nRS, CO \nSUBJECT: X") == ("PREL", "IR", "RS", "CO")
    assert tags("TAGS: PREL,\nIR\nSUBJECT: X") == ("PREL", "IR")
    assert tags("TAGS: OVIP (CLINTON,\nHILLARY), PREL\nSUBJECT: X") == ("OVIP", "CLINTON, HILLARY", "PREL")


def test_a_list_may_begin_on_the_line_below_its_label() -> None:
    assert tags("TAGS:\nPREL FR\nSUBJECT: X") == ("PREL", "FR")


@pytest.mark.parametrize(
    "follows",
    ["SUBJECT: PGOV", "REF: A. CO 1", "\nPGOV CO", "1. (C) PGOV CO", "(U) PGOV", "-------\nPGOV", "Summary"],
)
def test_the_list_ends_at_the_next_label_a_blank_line_or_a_paragraph(follows: str) -> None:
    assert tags(f"TAGS: PREL FR\n{follows}\n") == ("PREL", "FR")


def test_a_label_without_codes_gives_an_empty_list_and_no_label_gives_none() -> None:
    assert tags("TAGS: \nSUBJECT: TALKS\n") == ()
    assert tags("SUBJECT: TALKS\n") is None


@pytest.mark.parametrize(
    "prose",
    [
        "1. (C) The tag is in the luggage, and tags PREL were lost.",
        "We include the ASEC tag to ensure distribution.",
        "a name\ntags are in use as labels for the goods",
        "price tags: the cost of it",
    ],
)
def test_a_tag_in_prose_is_no_label(prose: str) -> None:
    assert tags(f"Some text.\n{prose}\n") is None


def test_page_lines_inside_the_list_are_skipped() -> None:
    page = "                       UNCLASSIFIED    PAGE 02        ROME  01059  01 OF 04  281501Z "
    assert tags(f"TAGS: ECON, IT{page}ECON, EUN\nSUBJECT: X") == ("ECON", "IT", "EUN")


def test_sipdis_is_no_tag() -> None:
    assert tags("TAGS: PREL SIPDIS FR\nSUBJECT: X") == ("PREL", "FR")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("OVIP (RICE, CONDOLEEZZA), PREL", ["OVIP", "RICE, CONDOLEEZZA", "PREL"]),
        ("OVIP RICE CONDOLEEZZA PREL LE", ["OVIP", "RICE, CONDOLEEZZA", "PREL", "LE"]),
        ("OVIP RICE, CONDOLEEZZA PREL", ["OVIP", "RICE, CONDOLEEZZA", "PREL"]),
        ("OVIP, RICE, CONDOLEEZZA, PREL", ["OVIP", "RICE, CONDOLEEZZA", "PREL"]),
        (
            "PREL OVIP (RICE CONDOLEEZZA) (LEVEY STUART) US",
            ["PREL", "OVIP", "RICE, CONDOLEEZZA", "LEVEY, STUART", "US"],
        ),
        ("PREL CHAVEZ, HUGO VE PGOV", ["PREL", "CHAVEZ, HUGO", "VE", "PGOV"]),
        ("OVIP MQADHAFI PREL", ["OVIP", "MQADHAFI", "PREL"]),
        ("PREL, IN, HUMAN RIGHTS", ["PREL", "IN", "HUMAN RIGHTS"]),
        ("EG IT XE ITALIAN POLITICS", ["EG", "IT", "XE", "ITALIAN POLITICS"]),
        (
            "IS ELECTIONS GOI INTERNAL ISRAELI PALESTINIAN AFFAIRS GOI EXTERNAL",
            ["IS", "ELECTIONS", "GOI INTERNAL", "ISRAELI PALESTINIAN AFFAIRS", "GOI EXTERNAL"],
        ),
        ("PREL POL MIL TU", ["PREL", "POL", "MIL", "TU"]),
        ("PREL TU POL MIL", ["PREL", "TU", "POL", "MIL"]),
        ("PREL/PGOV UNGA/C-6 IS/PA", ["PREL", "PGOV", "UNGA/C-6", "IS", "PA"]),
        ("PREL (U) PGOV (SBU) FR", ["PREL", "PGOV", "FR"]),
        ("(PREL, PGOV) FR", ["PREL", "PGOV", "FR"]),
        ("PREL; PGOV; FR", ["PREL", "PGOV", "FR"]),
        ("PREL PREL FR PREL", ["PREL", "FR"]),
        ("", []),
        ("() , (,) ;", []),
    ],
)
def test_names_and_phrases_are_one_entry(value: str, expected: list[str]) -> None:
    assert assemble_tags(value) == expected


def test_without_canonicalizing_words_come_back_as_they_stand() -> None:
    text = "TAGS: AMEDCASC pogov RU JP\nSUBJECT: X"
    assert tags(text, canonicalize=False) == ("AMEDCASC", "POGOV", "RU", "JP")
    assert tags(text) == ("AMED", "CASC", "PGOV", "RS", "JP")
    assert tags(text, year=2006) == ("AMED", "CASC", "PGOV", "RS", "JA")


def test_the_first_list_with_codes_wins_over_an_empty_one() -> None:
    assert tags("TAGS: ...\n\nTAGS: PREL FR\nSUBJECT: X") == ("PREL", "FR")


@given(
    st.text(alphabet="TAGSE:,;() \nPRELVIO.0129¶tagsİß", max_size=120), st.one_of(st.none(), st.just(2006))
)
def test_any_text_gives_clean_tags_and_offsets_inside_it(text: str, year: int | None) -> None:
    found = find_tags(text, year=year)
    if found is not None:
        assert 0 <= found.start <= found.end <= len(text)
        assert all(tag == tag.strip() and tag for tag in found.value)
        assert canonical_tags(found.value, year) == found.value or year is None


@pytest.mark.parametrize(
    "unit", ["TAGS: ", "TAGS: PREL\n", "PREL, ", "(CLINTON, ", "AMEDCASC", "PAGE 02 ROME ", "\nTAG "]
)
def test_a_long_hostile_text_takes_linear_time(unit: str) -> None:
    import time

    def seconds(size: int) -> float:
        text = "TAGS: " + unit * (size // len(unit))
        start = time.process_time()
        find_tags(text)
        return time.process_time() - start

    assert seconds(1_000_000) < 1.5


@pytest.mark.corpus
@pytest.mark.slow
def test_tags_equal_the_pages_list_in_97_of_100_development_cables(shared_folder: Path) -> None:
    """The rest: lists of two lines of which the page read one, names and phrases the page cut at blanks."""
    csv.field_size_limit(sys.maxsize)
    folder = shared_folder / "corpora" / "cablegate"
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = {row["id"]: row["tags"] for row in map(json.loads, lines)}
    n_cables = n_equal = n_equal_words = 0
    with gzip.open(folder / "cables.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.reader(rows, escapechar="\\", doublequote=False):
            listed = gold.get(row[2])
            if not listed:
                continue
            year = int(row[1].split()[0].rsplit("/", 1)[1])
            found = find_tags(row[7][:8000], year=year)
            read = set(found.value) if found is not None else set()
            n_cables += 1
            n_equal += read == set(canonical_tags(listed, year))
            n_equal_words += read == set(canonical_tags(assemble_tags(" ".join(listed)), year))
    assert n_cables == 4582
    assert n_equal >= 0.976 * n_cables
    assert n_equal_words >= 0.982 * n_cables


@pytest.mark.parametrize(
    ("line", "tags"),
    [("TAGS RS, CS", ("RS", "CS")), ("TAGS RS", ("RS",)), (" TAGS RS, CS, JA", ("RS", "CS", "JA"))],
)
def test_a_label_without_colon_opens_a_list_of_two_letter_codes(line: str, tags: tuple[str, ...]) -> None:
    finding = find_tags(f"\nEO 12958 N/A\n{line}\nSUBJECT: TALKS\n")
    assert finding is not None
    assert finding.value == tags


@pytest.mark.parametrize("line", ["Tags RS, CS", "TAGS IN IT ARE", "SEE TAGS RS, CS", "TAGS OF MY"])
def test_words_that_are_codes_by_chance_are_no_list(line: str) -> None:
    assert find_tags(f"\nThey read the report.\n{line}\nNothing more.\n") is None
