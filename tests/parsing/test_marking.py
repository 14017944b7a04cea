"""The banner, the handling words and the portion marks."""

from __future__ import annotations

import time

import pytest

from cableml.cable.level import Level
from cableml.parsing.rules.marking import Banner, find_banner, find_handling, parse_mark, split_handling


@pytest.mark.parametrize(
    ("line", "banner"),
    [
        ("S E C R E T SECTION 01 OF 02 TOKYO 000709", Banner(Level.SECRET, "TOKYO", "000709", 1, 2)),
        ("C O N F I D E N T I A L PORT AU PRINCE 001571 ", Banner(Level.CONFIDENTIAL, "PORT AU PRINCE",
        "001571")),
        ("UNCLAS TRIPOLI 000126", Banner(Level.UNCLASSIFIED, "TRIPOLI", "000126")),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", Banner(Level.FOUO)),
        ("LIMITED OFFICIAL USE STATE 012345", Banner(Level.LIMITED_OFFICIAL_USE, "STATE", "012345")),
        ("L I M I T E D  O F F I C I A L  U S E STATE 012345", Banner(Level.LIMITED_OFFICIAL_USE, "STATE",
        "012345")),
        ("T O P  S E C R E T STATE 012345", Banner(Level.TOP_SECRET, "STATE", "012345")),
        ("SECRET//NOFORN", Banner(Level.SECRET, caveats=("NOFORN",))),
        # A letter doubled or lost: 05PARIS1699, 06MANAGUA1002, 07SANAA473, 08ECTION01OF02MANAMA492.
        ("SS E C R E T SECTION 01 OF 02 PARIS 001699", Banner(Level.SECRET, "PARIS", "001699", 1, 2)),
        ("UUNCLAS MANAGUA 001002", Banner(Level.UNCLASSIFIED, "MANAGUA", "001002")),
        ("E C R E T SANAA 000473", Banner(Level.SECRET, "SANAA", "000473")),
        ("C O N F I D E N T I A L ECTION 01 OF 02 MANAMA 000492", Banner(Level.CONFIDENTIAL, "MANAMA",
        "000492", 1, 2)),
        ("C o n f i d e n t i a l section 01 of 04 ankara 000348", Banner(Level.CONFIDENTIAL, "ANKARA",
        "000348", 1, 4)),
    ],
)  # fmt: skip
def test_a_banner_is_read_in_each_of_its_spellings(line: str, banner: Banner) -> None:
    finding = find_banner(f"\n{line}\n\nSIPDIS\n")
    assert finding is not None
    assert finding.value == banner


def test_a_banner_glued_into_a_line_is_found() -> None:
    # 05LIMA3571
    finding = find_banner(
        "\nCable dated:2005-08-17T21:24:00]C O N F I D E N T I A L SECTION 01 OF 02 LIMA 003571SIPDIS\n"
    )
    assert finding is not None
    assert finding.value == Banner(Level.CONFIDENTIAL, "LIMA", "003571", 1, 2)


@pytest.mark.parametrize("line", ["Secret talks went on in Oslo", "CONFIDENTIAL SOURCES SAY SO", "UNCLASPED"])
def test_a_sentence_that_begins_with_a_level_word_is_no_banner(line: str) -> None:
    assert find_banner(f"\n{line}\n") is None


def test_handling_words_are_listed_once_in_their_order() -> None:
    text = (
        "\nUNCLAS SECTION 01 OF 02 LONDON 002757\n\nSIPDIS\n\nSENSITIVE\nSIPDIS\nNOFORN\n\n"
        "STATE FOR CODEL SMITH\n"
    )
    finding = find_handling(text)
    assert finding is not None
    assert finding.value == ("SIPDIS", "SENSITIVE", "NOFORN")
    assert split_handling(finding.value) == (("SIPDIS", "SENSITIVE"), ("NOFORN",))


@pytest.mark.parametrize(
    ("inside", "mark"),
    [
        ("S", "S"),
        ("c", "C"),
        ("SBU", "SBU"),
        ("C/NF", "C/NF"),
        ("S//NF", "S//NF"),
        ("S/Noforn", "S/NOFORN"),
        ("S-NF", "S-NF"),
        ("S NF", "S NF"),
        ("U//FOUO", "U//FOUO"),
        ("S / NF", "S/NF"),
        ("S//FGI//NF", "S//FGI//NF"),
        ("C/REL UK", "C/REL UK"),
        ("S/REL TO USA, ISAF", "S/REL TO USA, ISAF"),
        ("C - ENTIRE TEXT", "C"),
        ("CONFIDENTIAL - ENTIRE TEXT", "C"),
        ("UNCLASSIFIED", "U"),
        ("Sensitive But Unclassified", "SBU"),
    ],
)
def test_a_portion_mark_keeps_its_spelling_in_capitals(inside: str, mark: str) -> None:
    assert parse_mark(inside) == mark


@pytest.mark.parametrize(
    "inside", ["Afghanistan", "U.S.", "Economic", "C-17", "SUMMARY", "S and his men", ""]
)
def test_words_in_brackets_are_no_portion_mark(inside: str) -> None:
    assert parse_mark(inside) is None


def test_handling_words_on_one_long_line_end_soon() -> None:
    started = time.process_time()
    found = find_handling("\n" + "SIPDIS " * 70_000)
    assert found is not None
    assert found.value == ("SIPDIS",)
    assert time.process_time() - started < 3.0
