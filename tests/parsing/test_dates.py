"""Dates as pages, dump rows and attributes write them."""

from __future__ import annotations

import pytest

from cableml.parsing.dates import parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2006-02-08 08:46:00", "2006-02-08T08:46:00Z"),
        ("2006-02-08T08:46:00Z", "2006-02-08T08:46:00Z"),
        ("2/8/2006 8:46", "2006-02-08T08:46:00Z"),
        ("12/28/1966 18:06", "1966-12-28T18:06:00Z"),
        ("Monday, 30 November 2009, 14:02", "2009-11-30T14:02:00Z"),
        ("12 APR 1975", "1975-04-12T00:00:00Z"),
        ("06-Dec-1976 12:00", "1976-12-06T12:00:00Z"),
        ("April 12, 1975", "1975-04-12T00:00:00Z"),
    ],
)
def test_a_date_is_read_in_each_of_its_forms(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize("text", ["", "n/a", "2006-13-08", "32 APR 1975", "8 FOO 2006", "2006-02-08 25:00"])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text) is None
