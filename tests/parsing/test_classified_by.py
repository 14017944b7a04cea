"""The Classified By statement: names, title, reasons."""

from __future__ import annotations

import time

import pytest

from cableml.cable.cable import ClassifiedBy
from cableml.parsing.rules.classified_by import find_classified_by, read_reasons
from cableml.parsing.rules.names import title_case


def read(text: str, *, normalize: bool = False) -> ClassifiedBy:
    finding = find_classified_by(text, normalize=normalize)
    assert finding is not None
    return finding.value


def test_name_title_and_reasons_are_told_apart() -> None:
    text = "REF: X\n\nClassified By: DEPUTY CHIEF OF MISSION ANN B. MILLER. REASONS: 1.4\n(b),(d).\n\nBody"
    finding = find_classified_by(text)
    assert finding is not None
    assert finding.value == ClassifiedBy(
        text="DEPUTY CHIEF OF MISSION ANN B. MILLER. REASONS: 1.4 (b),(d).",
        names=("ANN B. MILLER",),
        title="DEPUTY CHIEF OF MISSION",
        reasons=("1.4(b)", "1.4(d)"),
    )
    assert text[finding.start : finding.end].startswith("Classified By: DEPUTY")
    assert text[finding.start : finding.end].endswith("(b),(d).")


@pytest.mark.parametrize(
    "line",
    [
        "Classified By: Ambassador Ann Miller for reasons 1.4 (b)",
        "CLASSIFIED BY Ambssador Ann Miller, reason 1.4(b)",
        "Classified By: Classified by Charge d'Affaires, a.i. Ann Miller. Reasons: 1.4 b",
        "1. (U) Classified by A/DCM Ann Miller per 1.4 (b).",
        "Classified By: (U) CDA Ann Miller; E.O. 12958, reasons 1.4 (b)",
        "Classified By: Acting Pol/Econ Counsleor:Ann Miller, reasons 1.4 (b)",
        "Classified By: EUR/PRA, Dir. Ann Miller, Reason 1.4 (b)",
        "Classified By: Deputy Assistant Secretary for Central Asia Ann Miller, reason 1.4 (b)",
        "Classified By: Economic and Political Chief Ann Miller based upon reason 1.4 (b)",
        "Classified By: Ann Miller, Deputy Chief of Mission, State, EXEC; REASON: 1.4(b)",
        "Classified By: Ann Miller (acting) F0R RASONS 1.4 (b)",
        "Classified By: T U/S Ann Miller for E.O. 12958 reasons 1.4 (b)",
        "Classified By: Cote d,Ivoire Desk Officer Ann Miller for for reasons 1.4 (b)",
        "Clasified By: PolMinCons Ann Miller under Section 1.4 b",
        "Classified By: NEA Ann Miller for rea sons 1.4 (b)",
        "Classified By: PolMC Ann Millerfor reasons 1.4 (b)",
        "Classified By: Charge d'Affaires A. I. Ann Miller, Reasons 1.4 b",
    ],
)
def test_titles_and_offices_are_cut_off_also_when_misspelt(line: str) -> None:
    value = read(line)
    assert (value.names, value.reasons) == (("Ann Miller",), ("1.4(b)",))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Classified By: DCM Ann Miller and Poloff Bob Doe for reasons 1.4 (b)", ("Ann Miller", "Bob Doe")),
        ("Classified By: Amb. Bob O. Lake, Jr. for reasons 1.4 (b)", ("Bob O. Lake, Jr.",)),
        ("CLASSIFIED BY BOB LAKE, III. REASON: 1.5 (A)", ("BOB LAKE, III",)),
        ("CLASSIFIED BY POL/ECONOFF. S.K. MILLER.  REASON: 1.5(D)", ("S.K. MILLER",)),
        ("CLASSIFIED BY: Miller, Ann B, Ambassador; REASON: 1.4(B)", ("Miller, Ann B",)),
        ("Classified By: DCM Terry Major for reason 1.4 (d)", ("Terry Major",)),
        ("Classified By: Charge Charles Martinez, reason 1.4 (d)", ("Charles Martinez",)),
        ("Classified By: Charge Richard M. Eason for reasons 1.4 (b)", ("Richard M. Eason",)),
        ("Classified By: ROBERT A. MILLER, Counselor for Affairs, Reasons 1.4 (b)", ("ROBERT A. MILLER",)),
        ("Classified By: CDA Kurt van der Walde, reasons 1.4 (b)", ("Kurt van der Walde",)),
    ],
)
def test_names_keep_their_form(line: str, names: tuple[str, ...]) -> None:
    assert read(line).names == names


@pytest.mark.parametrize(
    "line",
    [
        "Classified By: Ambassador, reason 1.4 (b,d)",
        "CLASSIFIED BY SECTION 1.5 (B)\nAND (D).",
        "Classified By: XXXXXXXXXXXX for reasons 1.4 (b)",
        "Classified By: Derived from Multiple Sources",
        "Classified By: Politica...",
    ],
)
def test_a_statement_may_name_nobody(line: str) -> None:
    assert read(line).names == ()


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ("1.4 (b,d)", "bd"),
        ("1.4 (b/d)", "bd"),
        ("1.4 b and d.", "bd"),
        ("1.4 (B) (D)", "bd"),
        ("1.4 / (b),(d)", "bd"),
        ("1.4(b+d)", "bd"),
        ("1.4 (b and (d)", "bd"),
        ("1. 4 (b) & (d)", "bd"),
        ("1.4(B&D)", "bd"),
        ("1.4 (bd)", "bd"),
        ("1.4(G)(E)", "ge"),
        ("1.4 a,b,and d", "abd"),
        ("1.4 (a) through (d)", "abcd"),
        ("1.4 (b) and (d) (C) The text", "bd"),
        ("1.4 (b) a", "b"),
        ("1.4 (b). A text", "b"),
        ("1.4", ""),
    ],
)
def test_reasons_are_read_in_every_spelling(reasons: str, expected: str) -> None:
    assert read_reasons(reasons)[0] == tuple(f"1.4({letter})" for letter in expected)


def test_two_sections_keep_their_numbers() -> None:
    assert read_reasons("1.4 (b) and 1.5 (d)")[0] == ("1.4(b)", "1.5(d)")


def test_a_line_cut_after_71_characters_goes_on_inside_the_word() -> None:
    line = "Classified By: Interagency Provincial Affairs Deputy Coordinator Ann Mi"
    assert len(line) == 71
    assert read(f"{line} \nller for reasons 1.4 (b) and (d)").names == ("Ann Miller",)
    assert read(f"{line}\n ller for reasons 1.4 (b) and (d)").names != ("Ann Miller",)


def test_a_shorter_line_is_an_ordinary_line() -> None:
    assert read("Classified By: Acting Deputy Coordinator Ann\nMiller for reasons 1.4 (b)").names == (
        "Ann Miller",
    )


def test_a_full_line_that_ends_with_a_whole_word_starts_a_new_one() -> None:
    # 09BAGHDAD1103
    line = "Classified By: Classified By: Charge d'Affaires Patricia A. Butenis for"
    assert read(f"{line} \nreasons 1.4 (b) and (d).").names == ("Patricia A. Butenis",)
    # 01PARIS11204
    line = "CLASSIFIED BY: CLASSIFIED BY POLITICAL MINISTER COUNSELOR SHARON WIENER"
    assert len(line) == 71
    assert read(f"{line} \nFOR REASONS 1.5 (B) AND (D).").names == ("SHARON WIENER",)


def test_a_cut_word_in_a_line_that_was_joined_again_is_mended() -> None:
    # 10PARIS179
    line = "Classified By: Acting Minister Counselor for Political Affairs Andrew Y oung, Reasons 1.4(b)"
    assert read(line).names == ("Andrew Young",)


def test_the_label_with_a_person_wins_over_one_without() -> None:
    text = "Classified By: ADANA 222 \nANKARA 6772 \n \nClassified by DCM Ann Miller; reasons 1.4 b and d. \n"
    assert read(text).names == ("Ann Miller",)
    broken = "Classified By: Ambassador Ann...\n\nClassified By: Ambassador Ann Miller for reasons 1.4 (b)\n"
    assert read(broken).names == ("Ann Miller",)


def test_normalising_gives_first_letters_capital_and_reads_noughts_as_o() -> None:
    assert read("CLASSIFIED BY AMBASSAD0R B0HLEN.  REAS0N: 1.5(B)", normalize=True).names == ("Bohlen",)
    assert read("CLASSIFIED BY AMBASSAD0R B0HLEN.  REAS0N: 1.5(B)").names == ("B0HLEN",)
    assert title_case("ANN O'BRIEN MCNAMARA-VAN DYKE, III") == "Ann O'Brien McNamara-Van Dyke, III"
    assert title_case("Joseph LeBaron") == "Joseph LeBaron"


@pytest.mark.parametrize(
    "text", ["", "These are papers classified by the ministry.\n", "(CORRECTION TO THE CLASSIFIED BY LINE)\n"]
)
def test_a_text_without_a_statement_gives_none(text: str) -> None:
    assert find_classified_by(text) is None


@pytest.mark.parametrize(
    "filler", ["clas", "Classified By: ", "A", "John Smith, ", "(b) and ", " ", ",;:.(- ", "1.4"]
)
def test_a_megabyte_of_filler_takes_linear_time(filler: str) -> None:
    text = "Classified By: " + filler * (1_000_000 // len(filler))
    start = time.process_time()
    find_classified_by(text)
    assert time.process_time() - start < 2
