"""What transport and publication put between a cable's lines changes nothing of it but where its parts stand.

The cables are made up, in every layout; each change is made at line borders that a seed chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cableml import Cable, parse_cable
from cableml.corpus.demo import DemoCable, build_demo_cable

LAYOUTS = ("routed", "unrouted", "extract", "comma", "telegram", "pasted")
lawful = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_values(cable: Cable) -> dict[str, Any]:
    """Return all that a cable says, without where it says it."""
    values = cable.to_json()
    del values["warnings"]
    for paragraph in values["paragraphs"]:
        paragraph.pop("span", None)
    return values


def find_demo(layout: str, seed: int) -> DemoCable:
    """Return a demo cable of a layout, with plain line ends."""
    number = 0
    # Some telegrams have such line ends without being told so in the list of their dirt.
    while (cable := build_demo_cable(seed, number)).layout != layout or "\r" in cable.text:
        number += 1
    return cable


def put_before(text: str, rng: Random, piece: str, share: float = 0.3) -> str:
    """Return the text with a piece in front of some of its lines."""
    return "\n".join(piece + line if rng.random() < share else line for line in text.split("\n"))


def put_behind(text: str, rng: Random, piece: str, share: float = 0.3) -> str:
    """Return the text with a piece behind some of its lines."""
    return "\n".join(line + piece if rng.random() < share else line for line in text.split("\n"))


CHANGES: dict[str, Callable[[str, Random], str]] = {
    "carriage returns and line feeds": lambda text, _: text.replace("\n", "\r\n"),
    "carriage returns": lambda text, _: text.replace("\n", "\r"),
    "mixed line ends": lambda text, rng: "".join(
        line + rng.choice(("\n", "\r\n")) for line in text.split("\n")
    ),
    "trailing blanks": lambda text, rng: put_behind(text, rng, rng.choice((" ", "   ", "\t", " \t "))),
    "trailing no-break spaces": lambda text, rng: put_behind(
        text, rng, rng.choice(("\xa0", " \xa0", "\u202f"))
    ),
    "no-break spaces for blanks": lambda text, rng: "".join(
        "\xa0" if letter == " " and rng.random() < 0.3 else letter for letter in text
    ),
    "form feeds in front": lambda text, rng: put_before(text, rng, "\x0c"),
    "form feeds behind": lambda text, rng: put_behind(text, rng, "\x0c"),
    "form feeds on lines of their own": lambda text, rng: "\n\n".join(
        block + "\n\x0c" if rng.random() < 0.3 else block for block in text.split("\n\n")
    ),
    "zero-width spaces": lambda text, rng: put_before(text, rng, "\u200b", 0.1),
    "a byte order mark": lambda text, _: "\ufeff" + text,
    "empty lines around it": lambda text, rng: "\n" * rng.randint(1, 5) + text + "\n" * rng.randint(1, 5),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("layout", LAYOUTS)
@settings(lawful, max_examples=6)
@given(seed=st.integers(0, 400))
def test_dirt_at_line_borders_changes_no_value(layout: str, change: str, seed: int) -> None:
    text = find_demo(layout, seed).text
    dirty = CHANGES[change](text, Random(seed))
    assert read_values(parse_cable(dirty)) == read_values(parse_cable(text))


def _page_line(cable: DemoCable, rng: Random, section: int, old: bool) -> str:
    kind, _, city = cable.origin.partition(" ")
    post = city.upper() if kind in ("Embassy", "Consulate") else "STATE"
    number = rng.randint(1, 9999)
    if old:
        return f"PAGE {section:02d}        {post}  {number:05d}  {section:02d} OF 03  231627Z"
    return f"{post} {number:08d}  {section:03d} OF 003"


@pytest.mark.parametrize("old", [False, True], ids=["new form", "old form"])
@pytest.mark.parametrize("between", ["", "\n", " \n \n"], ids=["bare", "one empty line", "blank lines"])
@lawful
@given(seed=st.integers(0, 4000))
def test_page_lines_between_the_lines_of_a_paragraph_change_no_paragraph(
    between: str, old: bool, seed: int
) -> None:
    rng = Random(seed)
    cable = build_demo_cable(5, seed)
    while "wrapped" not in cable.dirt or "crlf" in cable.dirt:
        seed += 1
        cable = build_demo_cable(5, seed)
    lines = cable.text.split("\n")
    borders = [
        number
        for number in range(len(lines) // 2, len(lines) - 1)
        if _is_inside(lines[number], lines[number + 1])
    ]
    for section, number in enumerate(sorted(rng.sample(borders, min(2, len(borders))), reverse=True), 2):
        lines[number] += f"\n{between}{_page_line(cable, rng, section, old)}"
        if between:
            lines[number] += "\n"
    assume(borders)
    dirty = parse_cable("\n".join(lines))
    plain = parse_cable(cable.text)
    assert [part.text for part in dirty.paragraphs] == [part.text for part in plain.paragraphs]
    assert [(part.number, part.marking, part.heading) for part in dirty.paragraphs] == [
        (part.number, part.marking, part.heading) for part in plain.paragraphs
    ]
    assert (dirty.summary, dirty.signer, dirty.tags) == (plain.summary, plain.signer, plain.tags)


def _is_inside(above: str, below: str) -> bool:
    """Return whether two lines are of one wrapped sentence."""
    above, below = above.rstrip(), below.strip()
    return len(above) > 50 and above[-1].islower() and below[:1].islower() and len(below) > 20
