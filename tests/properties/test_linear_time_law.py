"""Twice the text takes about twice the time, whatever the text repeats and wherever in the cable.

The bound is generous, since a busy machine is no steady clock: linear time gives a ratio of 2, quadratic
time one of 4. A ratio above the bound is measured again before it counts.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from cableml import blind, parse_cable
from cableml.errors import CablemlError
from cableml.parsing.cables_in_text import split_cables

SMALL = 200_000
LARGE = 10_000_000
MOST = 3.2
SOON = 0.08  # seconds; what ends so soon is not measured
HEAD = "TAGS: PREL\nSUBJECT: TALKS\n\nREF: A. TOKYO 433\n\n1. (S) "
PATTERNS = {
    "blanks": " ",
    "line ends": "\n",
    "blank lines": " \n\t\n",
    "dashes": "-",
    "brackets": "(",
    "square brackets": "[",
    "half links": "[PREL](",
    "figures": "1",
    "capitals": "A",
    "spaced capitals": "S E C R E T ",
    "numbers": "1.\n",
    "paragraphs": "2. (S//NF) They met.\n\n",
    "unmarked numbers": "word by July\n6. Asked\n",
    "letters of a list": "(B) STATE 77\n(C) ",
    "marks": "(C) ",
    "caveats": "(S/REL A/REL B",
    "reason words": "reason 1.4 reason ",
    "curly brackets": "({[",
    "labels": "TAGS: PREL\nSUBJECT: X\n",
    "tags": "TAGS RS, CS\n",
    "references": "REF: A. TOKYO 1\n",
    "statements": "Classified By: DCM A. B. Smith, reasons 1.4 (b) and (d). ",
    "reasons": "1.4 (b) and ",
    "summaries": "word\nsummary. End Summary ",
    "page lines": "TOKYO 00000709 002 OF 002 ",
    "old page lines": "CONFIDENTIAL\n\nPAGE 02 TOKYO 1234\n",
    "transmissions": "VZCZCXRO1\n",
    "addressees": "TO RUEHC/SECSTATE\n",
    "headings": "Abc\n----\n",
    "dots": "...\n",
    "telegrams": "Message Text\nMessage Attributes\n",
    "attributes": "Document Number: 1975TOKYO1\n",
    "names": "Smith, ",
    "carriage returns": "\r",
    "no-break spaces": "\xa0",
    "backslashes": "\\\n",
}


def _blind_again(text: str) -> object:
    return blind(parse_cable(text))


JOBS: dict[str, Callable[[str], object]] = {"parse and blind": _blind_again, "split": split_cables}


def measure(job: Callable[[str], object], text: str) -> float:
    """Return the processor time of one run, in seconds."""
    gc.collect()
    started = time.process_time()
    with suppress(CablemlError):
        job(text)
    return time.process_time() - started


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_twice_the_text_takes_about_twice_the_time(pattern: str, job: str) -> None:
    piece = PATTERNS[pattern]
    small = HEAD + piece * (SMALL // len(piece))
    large = HEAD + piece * (2 * SMALL // len(piece))
    seconds = measure(JOBS[job], large)
    if seconds < SOON:
        return
    ratio = seconds / measure(JOBS[job], small)
    if ratio > MOST:
        ratio = min(measure(JOBS[job], large) for _ in range(2)) / min(
            measure(JOBS[job], small) for _ in range(2)
        )
    assert ratio <= MOST


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_ten_megabytes_take_as_long_a_byte_as_four_hundred_thousand(
    pattern: str, request: pytest.FixtureRequest
) -> None:
    if "slow" not in request.config.getoption("markexpr"):
        pytest.skip("ten megabytes a pattern take minutes; run it with -m slow")
    piece = PATTERNS[pattern]
    small = measure(_blind_again, HEAD + piece * (2 * SMALL // len(piece)))
    large = measure(_blind_again, HEAD + piece * (LARGE // len(piece)))
    assert large <= max(4.0, 3 * small * LARGE / (2 * SMALL))
