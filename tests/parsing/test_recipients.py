"""The TO and INFO lists of the header."""

from __future__ import annotations

import pytest

from cableml.cable.cable import Addressee
from cableml.parsing.rules.recipients import find_info_recipients, find_recipients, parse_addressee

HEADER = """
FM AMEMBASSY TOKYO
TO RUEHC/SECSTATE WASHDC IMMEDIATE 8430
RUCNDT/USMISSION USUN NEW YORK
INFO RUEHBJ/AMEMBASSY BEIJING PRIORITY 0487
RHMFISS/COMUSJAPAN YOKOTA AB JA PRIORITY
S E C R E T SECTION 01 OF 02 TOKYO 000709

SIPDIS
"""


def test_to_ends_at_info_and_info_at_the_banner_below_it() -> None:
    to, info = find_recipients(HEADER), find_info_recipients(HEADER)
    assert to is not None
    assert info is not None
    assert to.value == (
        Addressee("SECSTATE WASHDC", "RUEHC", "IMMEDIATE", "8430"),
        Addressee("USMISSION USUN NEW YORK", "RUCNDT"),
    )
    assert info.value == (
        Addressee("AMEMBASSY BEIJING", "RUEHBJ", "PRIORITY", "0487"),
        Addressee("COMUSJAPAN YOKOTA AB JA", "RHMFISS", "PRIORITY"),
    )
    assert HEADER[info.start : info.end].startswith("INFO RUEHBJ")
    assert HEADER[info.start : info.end].endswith("JA PRIORITY")


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        (
            "RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 0001",
            Addressee("SECSTATE WASHDC", "RUEHC", "NIACT IMMEDIATE", "0001"),
        ),
        ("AMEMBASSY PANAMA", Addressee("AMEMBASSY PANAMA")),
        ("RUEUITH/DET 1 39LG ANKARA TU", Addressee("DET 1 39LG ANKARA TU", "RUEUITH")),
        ("RUEHLP/AMEMBASSY LA PAZ PRIORITY", Addressee("AMEMBASSY LA PAZ", "RUEHLP", "PRIORITY")),
        ("RUEHBO / AMEMBASSY BOGOTA \\", Addressee("AMEMBASSY BOGOTA", "RUEHBO")),
    ],
)
def test_a_line_gives_route_post_precedence_and_serial(line: str, addressee: Addressee) -> None:
    assert parse_addressee(line) == addressee


def test_figures_alone_name_no_post() -> None:
    assert parse_addressee("0487") is None


def test_posts_behind_xmt_are_excluded_of_the_address_above() -> None:
    finding = find_recipients(
        "TO RUEHX/EUROPEAN POLITICAL COLLECTIVE\nXMT AMEMBASSY SOFIA\nAMEMBASSY ROME\nRUEHC/SECSTATE\n"
    )
    assert finding is not None
    assert finding.value == (
        Addressee("EUROPEAN POLITICAL COLLECTIVE", "RUEHX", excluded=("AMEMBASSY SOFIA", "AMEMBASSY ROME")),
        Addressee("SECSTATE", "RUEHC"),
    )


def test_a_page_line_inside_the_list_is_skipped() -> None:
    finding = find_recipients("\nTO PAGE 02        STATE   015113  182333Z \nALL POSTS PRIORITY\n")
    assert finding is not None
    assert finding.value == (Addressee("ALL POSTS", None, "PRIORITY"),)


def test_behind_an_empty_line_only_an_address_goes_on_with_the_list() -> None:
    finding = find_recipients("\nTO SECSTATE WASHDC\n\nRUEHBJ/AMEMBASSY BEIJING\n\nFOR THE AMBASSADOR\n")
    assert finding is not None
    assert [addressee.post for addressee in finding.value] == ["SECSTATE WASHDC", "AMEMBASSY BEIJING"]


def test_a_banner_whose_first_letter_is_lost_ends_the_list() -> None:
    # 07BAGHDAD146
    finding = find_info_recipients("\nINFO AMEMBASSY ROME\nE C R E T SECTION 01 OF 03 BAGHDAD 000146\n")
    assert finding is not None
    assert [addressee.post for addressee in finding.value] == ["AMEMBASSY ROME"]
