"""The transmission header: identifier, DE line, security letters, date-time group, FM line."""

from __future__ import annotations

import pytest

from cableml.parsing.rules.transmission import (
    DateTimeGroup,
    StationLine,
    find_dtg,
    find_security_letters,
    find_sender,
    find_station_line,
    find_transmission_id,
)

HEADER = """
VZCZCXRO9451
OO RUEHFK RUEHKSO
DE RUEHKO #0709/01 0390846
ZNY SSSSS ZZH
O 080846Z FEB 06
FM AMEMBASSY TOKYO
TO RUEHC/SECSTATE WASHDC IMMEDIATE 8430
"""


def test_the_identifier_is_found_with_its_place() -> None:
    finding = find_transmission_id(HEADER)
    assert finding is not None
    assert finding.value == "VZCZCXRO9451"
    assert HEADER[finding.start : finding.end] == "VZCZCXRO9451"


def test_letters_without_figures_are_no_identifier() -> None:
    assert find_transmission_id("\nVZCZ\nVZCZC\n") is None


def test_the_identifier_glued_to_a_routing_line_is_cut_off() -> None:
    finding = find_transmission_id("\n09STATE30927,VZCZCXYZ0012RR RUEHWEB")
    assert finding is not None
    assert finding.value == "VZCZCXYZ0012"


def test_the_station_line_gives_route_serial_and_section() -> None:
    finding = find_station_line(HEADER)
    assert finding is not None
    assert finding.value == StationLine("RUEHKO", "0709", 1)


def test_the_security_group_gives_the_letter_of_the_level() -> None:
    finding = find_security_letters(HEADER)
    assert finding is not None
    assert finding.value == "S"


def test_the_date_time_group_gives_moment_and_precedence_in_words() -> None:
    finding = find_dtg(HEADER)
    assert finding is not None
    assert finding.value == DateTimeGroup("080846Z FEB 06", "2006-02-08T08:46:00Z", 2006, "IMMEDIATE")


@pytest.mark.parametrize(
    ("line", "text", "iso", "precedence"),
    [
        ("O P 131416Z JUL 08", "131416Z JUL 08", "2008-07-13T14:16:00Z", "IMMEDIATE"),
        ("R 171512Z JAN 90", "171512Z JAN 90", "1990-01-17T15:12:00Z", "ROUTINE"),
        ("Z 010203Z DEC 1979", "010203Z DEC 1979", "1979-12-01T02:03:00Z", "FLASH"),
        ("P 252301Z SEP 07 ZDK", "252301Z SEP 07", "2007-09-25T23:01:00Z", "PRIORITY"),
        ("301931Z OCT 09", "301931Z OCT 09", "2009-10-30T19:31:00Z", None),
        # Stray blanks of the reproduced telegrams of the 1970s.
        ("R 121 630Z APR 7 5", "121630Z APR 75", "1975-04-12T16:30:00Z", "ROUTINE"),
    ],
)
def test_a_date_time_group_is_read_in_each_of_its_forms(
    line: str, text: str, iso: str, precedence: str | None
) -> None:
    finding = find_dtg(f"\n{line}\nFM AMEMBASSY TOKYO\n")
    assert finding is not None
    assert (finding.value.text, finding.value.iso, finding.value.precedence) == (text, iso, precedence)


def test_an_impossible_time_is_kept_as_text_with_a_note() -> None:
    finding = find_dtg("\nP 320990Z JAN 08\n")
    assert finding is not None
    assert finding.value.iso is None
    assert finding.notes == ("the date-time group 320990Z names no possible time",)


def test_six_figures_and_a_word_that_is_no_month_are_no_date_time_group() -> None:
    assert find_dtg("\n123456Z ZZH 08\n") is None


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("FM AMEMBASSY TOKYO", "AMEMBASSY TOKYO"),
        ("FM RUEHKO/AMEMBASSY  TOKYO ", "AMEMBASSY TOKYO"),
        ("From: AMCONSUL TIJUANA", "AMCONSUL TIJUANA"),
    ],
)
def test_the_sender_is_the_post_without_its_route(line: str, sender: str) -> None:
    finding = find_sender(f"\n{line}\nTO SECSTATE WASHDC\n")
    assert finding is not None
    assert finding.value == sender
