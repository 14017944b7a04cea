"""The three cables of the user, field by field: against golden files, and against the shared reading of them.

``CABLEML_UPDATE_GOLDEN=1`` rewrites the golden files; read the difference before committing it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cableml.cable.cable import Cable, Span
from cableml.parsing.parser import parse_cable

SEEDS = {
    "000_5c2a462b18e9faed.txt": "06TOKYO709",
    "003_8d7e7457756bae5b.txt": "08TOKYO1571",
    "004_656e30ece7fd541e.txt": "07TOKYO2232",
}


def _parse(checkout: Path, name: str) -> Cable:
    return parse_cable((checkout / "seeds" / name).read_text("utf-8"), name)


@pytest.mark.parametrize(("name", "cable_id"), SEEDS.items())
def test_a_seed_parses_to_its_golden_file(name: str, cable_id: str, checkout: Path) -> None:
    cable = _parse(checkout, name)
    got = cable.to_json() | {"headings": list(cable.headings), "pass_to": list(cable.pass_to)}
    got["spans"] = {field: list(span) for field, span in sorted(cable.spans.items())}
    golden = checkout / "tests" / "golden" / f"{cable_id}.json"
    if os.environ.get("CABLEML_UPDATE_GOLDEN"):
        golden.write_text(json.dumps(got, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert got == json.loads(golden.read_text("utf-8"))


def test_each_field_of_a_seed_names_the_lines_it_was_read_from(checkout: Path) -> None:
    cable = _parse(checkout, "000_5c2a462b18e9faed.txt")
    lines = cable.text.split("\n")
    assert lines[cable.spans["transmission_id"].first - 1] == "VZCZCXRO9451"
    assert lines[cable.spans["tags"].first - 1] == "TAGS: PARM PREL MNUC JA KS KN CH"
    assert cable.spans["info"] == Span(22, 31)
    assert lines[cable.spans["signer"].first - 1] == "SCHIEFFER"
    second = cable.paragraphs[1].span
    assert second is not None
    assert lines[second.first - 1].startswith("2. (S) The North Korean delegation")
    assert lines[second.last - 1] == "following comments."


@pytest.mark.corpus
@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_equals_the_shared_reading_of_it(name: str, checkout: Path, shared_folder: Path) -> None:
    readings = json.loads((shared_folder / "conformance" / "seeds.json").read_text("utf-8"))["seeds"]
    wanted: dict[str, Any] = next(reading for reading in readings if reading["file"] == name)
    cable = _parse(checkout, name)
    got = cable.to_json()
    for key, value in wanted["contract"].items():
        if key == "classified_by" and value is not None:  # the shared reading leaves its text and title out
            got[key] = {name: got[key][name] for name in value}
        assert got[key] == value, key
    assert list(cable.headings) == wanted["headings"]
    assert [paragraph.number for paragraph in cable.comments] == wanted["comment_paragraphs"]
    assert [
        (p.number, p.marking, p.heading, len(p.text), p.text[:40], p.text[-40:]) for p in cable.paragraphs
    ] == [
        (p["number"], p["marking"], p["heading"], p["characters"], p["first_40"], p["last_40"])
        for p in wanted["paragraphs"]
    ]
    assert cable.summary is not None
    summary = wanted["summary"]
    assert (len(cable.summary), cable.summary[:40], cable.summary[-40:]) == (
        summary["characters"],
        summary["first_40"],
        summary["last_40"],
    )
