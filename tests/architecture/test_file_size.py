from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Source

MAX_LINES = 400


def test_no_source_file_is_longer_than_four_hundred_lines(sources: list[Source]) -> None:
    long = {
        source.module: source.text.count("\n")
        for source in sources
        if source.text.count("\n") > MAX_LINES and not re.fullmatch(r"_\w+_table", source.path.stem)
    }
    assert long == {}


def test_half_of_the_source_files_have_at_most_one_hundred_and_fifty_lines(sources: list[Source]) -> None:
    lengths = sorted(
        source.text.count("\n")
        for source in sources
        if source.path.name != "__init__.py" and not source.path.stem.endswith("_table")
    )
    assert lengths[len(lengths) // 2] <= 150


def test_no_module_is_a_place_for_things_without_a_place(sources: list[Source]) -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert [source.module for source in sources if vague & set(source.module.split("."))] == []
