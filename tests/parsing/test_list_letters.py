"""Letters of a reference list that look like portion marks, and portion marks that look like letters."""

from __future__ import annotations

import pytest

from cableml.parsing.parser import parse_cable

HEAD = "E.O. 12958: DECL: 02/07/2016\nTAGS: PREL\nSUBJECT: TALKS\n\n"


@pytest.mark.parametrize("between", ["\n     ", "\n", "\n\n", "\n \n     "])
def test_a_bracketed_c_behind_a_and_b_is_the_third_reference(between: str) -> None:
    items = ["(A) 06 BELGRADE 5", "(B) 06 STATE 77", "(C) 06 STATE 78", "(D) 06 ROME 3"]
    text = (
        f"{HEAD}REF: {between.join(items)}\n\nClassified By: DCM Ann B. Smith, reasons 1.4 (b) and (d).\n\n"
    )
    cable = parse_cable(text + "1. (C) They met in May.\n\n2. (U) Nothing more.\n")
    assert [(reference.label, reference.id) for reference in cable.references] == [
        ("A", "06BELGRADE5"),
        ("B", "06STATE77"),
        ("C", "06STATE78"),
        ("D", "06ROME3"),
    ]
    assert cable.classified_by is not None
    assert cable.classified_by.name == "Ann B. Smith"
    assert [(part.number, part.marking) for part in cable.paragraphs] == [(1, "C"), (2, "U")]


def test_a_bracketed_s_goes_on_with_a_list_that_has_reached_r() -> None:
    items = "\n".join(f"({letter}) 06 STATE {100 + n}" for n, letter in enumerate("ABCDEFGHIJKLMNOPQRST"))
    cable = parse_cable(f"{HEAD}REF: {items}\n\n1. (S) They met in May.\n")
    assert [reference.label for reference in cable.references] == list("ABCDEFGHIJKLMNOPQRST")
    assert [part.text for part in cable.paragraphs] == ["They met in May."]


def test_a_mark_behind_two_references_opens_the_first_paragraph() -> None:
    cable = parse_cable(
        f"{HEAD}REF: (A) 06 BELGRADE 5\n(B) 06 STATE 77\n\n(C) Poloff met the minister in May.\n"
    )
    assert [reference.label for reference in cable.references] == ["A", "B"]
    assert [(part.marking, part.text) for part in cable.paragraphs] == [
        ("C", "Poloff met the minister in May.")
    ]


def test_a_mark_without_a_list_in_brackets_opens_the_first_paragraph() -> None:
    cable = parse_cable(
        f"{HEAD}REF: A. 06 BELGRADE 5\nB. 06 STATE 77\n\n(C) State 5 of the plan began in May.\n"
    )
    assert [reference.label for reference in cable.references] == ["A", "B"]
    assert [part.marking for part in cable.paragraphs] == ["C"]
