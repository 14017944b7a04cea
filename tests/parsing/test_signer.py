"""The signer: the name at the very end, what may stand behind it, and texts that have none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.parsing.rules.signer import find_signer

PROSE = "We will report further as the talks go on between the two\nsides. End comment.\n"


def signer(text: str, *, canonicalize: bool = False) -> tuple[str, ...]:
    found = find_signer(text, canonicalize=canonicalize)
    return () if found is None else found.value


@pytest.mark.parametrize(
    "name",
    [
        "SMITH",
        "Smith",
        "O'BRIEN",
        "McGEE",
        "LA LIME",
        "van Voorst",
        "FAUX-GABLE",
        "CLINT TAYLOR",
        "McMullen",
        "LIST",
    ],
)
def test_a_name_on_the_last_line_is_the_signer(name: str) -> None:
    text = f"{PROSE}\n{name} \n"
    found = find_signer(text)
    assert found is not None
    assert found.value == (name,)
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(
    "behind",
    [
        "##",
        "\n.",
        " \\",
        "\nNNNN",
        " NNNN",
        "\n\nCONFIDENTIAL",
        "\nLIMITED OFFICIAL USE\nNNNN",
        "\n\nSECRET\n\nSIPDIS\n",
        "\n\nDeclassified/Released US Department of State EO Systematic\nReview 30 JUN 2006",
        "\n\nNOTE BY OC/T:  HEADING AS RECEIVED.",
        "\n=======================CABLE ENDS====================",
        "\n \n                          SECRET \n \n> \n 2002ROME01748 - Classification: SECRET",
        "\n \nNNNN \n      2005CARACA02404 - CONFIDENTIAL",
        "\t2006-03-31",
        " 0 11/20/2007",
        "\n...",
        "\n \n1 \nSENSITIVE BUT UNCLASSIFIED",
        "\nEnd Cable Text",
    ],
)
def test_marks_and_release_lines_may_stand_behind_the_name(behind: str) -> None:
    assert signer(f"{PROSE}SMITH{behind}") == ("SMITH",)


@pytest.mark.parametrize(
    "line",
    [
        "End comment. SMITH",
        "(End note.) SMITH",
        "Minimize considered. SMITH",
        "MINIMIZE CONSIDERED SMITH",
        "********* ********* SMITH",
        "See http://www.state.sgov.gov/p/eur/london/index. cfm SMITH",
        "Post One: 5777-4873  SMITH",
        "the attack in Natiya.SMITH",
        "The talks went well. End Comment SMITH",
        "The cable was cleared by Nancy Lee SMITH",
        "The talks went well. SMITH NNNN End Cable Text",
    ],
)
def test_the_name_may_share_the_last_line(line: str) -> None:
    assert signer(f"{PROSE}{line}") == ("SMITH",)


@pytest.mark.parametrize(
    "end",
    [
        "the two countries agreed to\nsign the treaty in the presence of the",
        "THE AIDE-MEMOIRE IN TERMS WHICH WOULD APPEAR MOST LIKELY TO BE OF\nASSISTANCE",
        "reports directly to the Legislative \nAssembl",
        "Tourism              53.5 \nCommercial 12.1",
        "It ends here. The",
        "UNITA is here.\nIt was signed by Mr. Jonas UNITA",
        "It was signed with UNITA",
        "It ends here. However",
        "RUCNMEM/EU MEMBER STATES",
        "E.O. 12958: DECL: 01/07/2019 TAGS: PREL GG",
        "We met with:\n-- XXXXXXXXXXXX",
        "Classified By: DCM Milton K. Drucker, Reasons: 1.4 B...",
        "DANIEL ORTEGA AN...",
        "End comment.",
        "END COMMENT",
        "END COMMENT\nAND GUIDANCE REQUES",
        "",
    ],
)
def test_a_text_that_breaks_off_has_no_signer(end: str) -> None:
    assert signer(end) == ()


def test_a_name_set_twice_counts_once() -> None:
    assert signer(f"{PROSE}KUBISKE KUBISKE\n") == ("KUBISKE",)
    assert signer(f"{PROSE}FRISBIE\nFRISBIE\n") == ("FRISBIE",)


def test_canonical_names_are_capitals_and_two_names_are_parted() -> None:
    assert signer(f"{PROSE}Smith\n", canonicalize=True) == ("SMITH",)
    assert signer(f"{PROSE}SMITH/JONES\n", canonicalize=True) == ("SMITH", "JONES")
    assert signer(f"{PROSE}SCHREIBER HUGHES\n", canonicalize=True) == ("SCHREIBER", "HUGHES")
    assert signer(f"{PROSE}van Voorst\n", canonicalize=True) == ("VAN VOORST",)
    assert signer(f"{PROSE}TIMKEN JR\n", canonicalize=True) == ("TIMKEN JR",)
    assert signer(f"{PROSE}SMITH/JONES\n") == ("SMITH/JONES",)


@given(st.text(alphabet="SMITHsmith .\n-'0123#NÉ/", max_size=120))
def test_any_text_gives_a_name_that_stands_in_it(text: str) -> None:
    found = find_signer(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert all(found.value)


@pytest.mark.parametrize("unit", ["SMITH ", "SMITH\n", "...\n", "#", "NNNN\n", "0", "- ", "X" * 999 + "\n"])
def test_a_long_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    find_signer(text)
    assert time.process_time() - start < 1
