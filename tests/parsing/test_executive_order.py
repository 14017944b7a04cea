"""The executive-order line: number, date of declassification, and lines that have none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cableml.parsing.rules.executive_order import find_executive_order


@pytest.mark.parametrize(
    ("line", "order", "day"),
    [
        ("E.O. 12958: DECL: 07/24/2018", "12958", "2018-07-24"),
        ("EO 12958 DECL: 2020/02/23", "12958", "2020-02-23"),
        ("E.o. 12958: decl: 6/3/08", "12958", "2008-06-03"),
        ("E. O. 12958: DECL: 12/31/99", "12958", "2099-12-31"),
        ("E.0. 12958: DECL: 03/05/11", "12958", "2011-03-05"),
        ("E.O.12958:DECL:1/2/2013", "12958", "2013-01-02"),
        ("STATE FOR NEASIPDISE.O. 12958: DECL: 05/21/2015TAGS: PREL", "12958", "2015-05-21"),
        ("E.O. 12065: GDS 9/2/86 (SMITH, J.)", "12065", "1986-09-02"),
        ("E.O. 11652: GDS", "11652", None),
        ("E.O. 12356: DECL: OADR", "12356", None),
        ("E.O. 12958: N/A", "12958", None),
        ("E.O. 12958: DECL: AFTER KOREAN UNIFICATION", "12958", None),
        ("E.O. 12958: DECL: TEN YEARS", "12958", None),
        ("E.O. 12958: DECL: 25X1-HUMAN", "12958", None),
        ("E.O. 12958: DECL: 08 OCTOBER 2019", "12958", "2019-10-08"),
        ("E.O. 12958: DECL: OCTOBER 8, 2019", "12958", "2019-10-08"),
        ("E.O. 12958:\nDECL: 07/24/2018", "12958", "2018-07-24"),
        ("E.O. 13526: DECL: 2020/02/23", "13526", "2020-02-23"),
    ],
)
def test_order_and_date_are_read(line: str, order: str, day: str | None) -> None:
    found = find_executive_order(f"SIPDIS\n{line}\nTAGS: PREL 1/1/2001\n")
    assert found is not None
    assert (found.value.order, found.value.declassify_on, found.notes) == (order, day, ())


@pytest.mark.parametrize(
    ("line", "order", "day", "note"),
    [
        ("E.O. 1295: DECL: 07/24/2018", "12958", "2018-07-24", "executive order 1295 read as 12958"),
        ("E.O. 12598: N/A", "12958", None, "executive order 12598 read as 12958"),
        (
            "E.O. 12958: DECL: 24/07/2018",
            "12958",
            "2018-07-24",
            "declassification date 24/07/2018 read as day, month",
        ),
        ("E.O. 12958: DECL: 02/30/2018", "12958", None, "declassification date 02/30/2018 is no date"),
        ("E.O. 12958: DECL: 011/2/2019", "12958", None, "declassification date 011/2/2019 is no date"),
    ],
)
def test_what_was_assumed_is_said(line: str, order: str, day: str | None, note: str) -> None:
    found = find_executive_order(line)
    assert found is not None
    assert (found.value.order, found.value.declassify_on, found.notes) == (order, day, (note,))


def test_a_number_that_is_near_no_order_is_kept() -> None:
    found = find_executive_order("E.O. 19528: DECL: 07/24/2018\n")
    assert found is not None
    assert found.value.order == "19528"


@pytest.mark.parametrize(
    "prose",
    [
        "per E.O. 13224, where the money came from",
        "The sanctions under E.O. 12938 include a ban",
        "THEO 12 men",
        "NEO 1",
    ],
)
def test_an_order_named_in_prose_is_no_line(prose: str) -> None:
    assert find_executive_order(f"1. (U) {prose}\n") is None


def test_the_line_ends_at_the_next_label_and_is_given_as_written() -> None:
    text = "E.o. 12958: decl:  01/07/2014 Tags: prel, tu Subject: x"
    found = find_executive_order(text)
    assert found is not None
    assert found.value.raw == "E.o. 12958: decl: 01/07/2014"
    assert text[found.start : found.end] == "E.o. 12958: decl:  01/07/2014"


def test_a_copy_that_was_cut_off_gives_way_to_the_full_one() -> None:
    found = find_executive_order("E.O. 12958: DE...\n\n112974\n\nE.O. 12958: DECL: 06/19/2017\n")
    assert found is not None
    assert found.value.declassify_on == "2017-06-19"


@given(st.text(alphabet="EOeo. :/0129 DECLN/A\nTAGS5836", max_size=100))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = find_executive_order(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("unit", ["E.O. ", "E . O . ", "E.O. 12958...", "E.O. 1", "12/12/", "EO:"])
def test_a_long_hostile_text_takes_linear_time(unit: str) -> None:
    text = "E.O. 12958: " + unit * (1_000_000 // len(unit))
    start = time.process_time()
    find_executive_order(text)
    assert time.process_time() - start < 1.5
