"""Texts that no post ever sent, on which scrubbing once took minutes: it ends soon on each."""

from __future__ import annotations

import time

import pytest

from cableml.cable import marking_patterns as patterns
from cableml.cable.marking_stages import stages
from cableml.cable.markings import scrub

SIZE = 30_000
LIMIT_SECONDS = 3.0
REPEATED = {
    "brackets that never close": "(",
    "brackets of all kinds": "({[",
    "reasons without a number": "reason ",
    "marks without a bracket": "(S/NF ",
    "statements": "this cable is ",
    "classified by": "Classified by ",
    "lists of tags": "TAGS: PREL, ",
    "codes": "PREL,AA,",
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_repeated_beginning_of_a_marking_ends_soon(name: str) -> None:
    piece = REPEATED[name]
    started = time.process_time()
    scrub([f"1.4 classified entire text TAGS: {piece * (SIZE // len(piece))}"])
    assert time.process_time() - started < LIMIT_SECONDS


@pytest.mark.parametrize("piece", ["a secret ", "a,secret,", "is secret ", "is, secret,"])
def test_what_may_be_a_statement_is_told_soon_of_a_text_without_a_comma_or_a_blank(piece: str) -> None:
    stage = next(stage for stage in stages() if stage.remove == patterns.STATEMENT.remove_sentences)
    assert stage.may_match is not None
    started = time.process_time()
    assert not stage.may_match(piece * (2_000_000 // len(piece)))
    assert time.process_time() - started < LIMIT_SECONDS


@pytest.mark.parametrize("start", ["They met (S", "THEY MET (S", "They met SECRET", "THEY MET SECRET", "[U"])
@pytest.mark.parametrize("caveat", ["/REL A", "/NF", " NF", "//FGI/REL TO A", ", SBU"])
def test_a_mark_with_many_caveats_and_no_end_ends_soon(start: str, caveat: str) -> None:
    started = time.process_time()
    scrub([start + caveat * 60 + " and left"])
    assert time.process_time() - started < LIMIT_SECONDS


@pytest.mark.parametrize(
    "mark",
    [
        "(S/REL TO USA, GBR)",
        "(S//NF/REL UK)",
        "((C))",
        "[(S//FGI//NF)]",
        "{SBU}",
        "(S//FGI//NF//REL TO USA/AUS)",
    ],
)
def test_a_mark_with_caveats_is_taken_out_whole(mark: str) -> None:
    assert scrub([f"They met. {mark} They left."]) == ["They met. They left."]
