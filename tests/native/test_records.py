"""Records that the kernel builds are those of their constructor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cableml.cable.blind_cable import BlindCable, BlindParagraph
from cableml.cable.records import build_record, build_records

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]


def test_rows_become_what_the_constructor_makes_of_them(both: Both) -> None:
    rows: list[tuple[Any, ...]] = [("a", None), ("b", "HEADING")]
    compiled, plain = both(lambda: build_records(BlindParagraph, rows))
    assert compiled == plain == (BlindParagraph("a"), BlindParagraph("b", "HEADING"))
    assert both(lambda: build_records(BlindParagraph, [])) == ((), ())


def test_fields_may_come_in_any_order(both: Both) -> None:
    fields = {name: getattr(BlindCable(subject="S", year=2006), name) for name in BlindCable.__slots__}
    turned = dict(reversed(fields.items()))
    compiled, plain = both(lambda: build_record(BlindCable, **turned))
    assert compiled == plain == BlindCable(subject="S", year=2006)


def test_fields_that_are_missing_are_the_constructors_matter(both: Both) -> None:
    compiled, plain = both(lambda: build_record(BlindCable, subject="S"))
    assert compiled == plain == BlindCable(subject="S")
    with pytest.raises(TypeError, match="text"):
        build_record(BlindParagraph, heading="H")


def test_error_a_field_that_the_record_does_not_have(both: Both) -> None:
    def build(**fields: Any) -> str:
        try:
            build_record(BlindParagraph, **fields)
        except (AttributeError, TypeError) as error:
            return str(error)
        return "built"

    for answer in both(lambda: build(text="a", label="b")):
        assert "label" in answer
    for answer in both(lambda: build(text="a", heading=None, x=1)):
        assert "'x'" in answer


def test_error_a_row_that_is_too_short(both: Both) -> None:
    def build() -> None:
        with pytest.raises(ValueError, match="a record has one value a field"):
            build_records(BlindParagraph, [("a", None), ("b",)])

    both(build)
