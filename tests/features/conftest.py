"""Cables for the feature tests; `contract.py` beside this file can be imported by the tests here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cableml.cable.blind import BlindCable, BlindParagraph

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("contract")


@pytest.fixture(scope="session")
def cables() -> list[BlindCable]:
    """Sixty cables of varying length; some without subject, body or header, some not ASCII."""
    words = ["reactor", "Visit", "minister", "TRADE", "wheat", "u", "s", "un_report", "2006", "talks", "café"]
    made = []
    for number in range(60):
        chosen = [words[(number * step + step) % len(words)] for step in range(1, 3 + number % 9)]
        text = " ".join(chosen)
        paragraphs = (
            BlindParagraph(text + ", and so on.", heading="The Talks" if number % 3 == 0 else None),
            BlindParagraph(f"End of report {number % 7}: " + " ".join(reversed(chosen))),
        )
        made.append(
            BlindCable(
                subject=text.title() if number % 5 else "",
                summary=text,
                paragraphs=paragraphs if number % 11 else (),
                origin=f"Embassy {['Tokyo', 'Paris', 'Cairo'][number % 3]}" if number % 7 else "",
                year=2000 + number % 4 if number % 6 else None,
                precedence="ROUTINE" if number % 2 else "",
                to=("SECSTATE WASHDC",),
                info=("AMEMBASSY  Rome", "AMEMBASSY ROME", f"AMCONSUL {number % 5}"),
                references=("06TOKYO433", "06STATE12", "no id"),
                pass_to=("STATE FOR EAP/J",),
                signer="SCHIEFFER" if number % 2 else "FOLEY",
            )
        )
    return made
