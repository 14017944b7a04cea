"""Labelled blind cables as they travel from a process."""

from __future__ import annotations

import pickle
import pickletools
from dataclasses import fields

import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.cable.level import Level
from cableml.cable.side_labels import SideLabels
from cableml.errors import CablemlError, Location, ParseError
from cableml.workflows.gather import LabelledCable
from cableml.workflows.sent_cables import SentCables

FULL = LabelledCable(
    "06TOKYO433",
    "dump#1",
    BlindCable(
        subject="A VISIT",
        summary="It took place.",
        paragraphs=(BlindParagraph("One.", "FIRST"), BlindParagraph("caf\u00e9 \udce9 \x00", None)),
        origin="Embassy Tokyo",
        year=2006,
        month=2,
        precedence="ROUTINE",
        to=("SECSTATE WASHDC",),
        info=("AMEMBASSY SEOUL", "CIA"),
        references=("06TOKYO1",),
        pass_to=("PASS TO EAP",),
        signer="DOE",
        sections=3,
    ),
    ("PREL", "JA"),
    "SECRET",
    "2006-02-08T08:46:00Z",
    SideLabels((Level.UNCLASSIFIED, Level.TOP_SECRET), True, (Level.FOUO, None)),
)
EMPTY = LabelledCable(None, "", BlindCable(), None, None)
CABLES = [
    FULL,
    EMPTY,
    LabelledCable("a", "b", BlindCable(), (), "SECRET", None, SideLabels()),
    LabelledCable("a", "b", BlindCable(), (), "SECRET", None, SideLabels(tuple(Level), False, (None,))),
]


def send(cables: list[tuple[LabelledCable | CablemlError, str]]) -> SentCables:
    received = pickle.loads(pickle.dumps(SentCables(cables)))
    assert isinstance(received, SentCables)
    return received


@pytest.mark.parametrize("cable", CABLES)
def test_a_cable_and_its_text_arrive_as_they_were_sent(cable: LabelledCable) -> None:
    assert send([(cable, "text \udce9")]) == [(cable, "text \udce9")]


def test_every_field_arrives_in_its_place() -> None:
    # Were a field added to one of the classes, nothing but this would tell that it is not sent.
    ((received, _),) = send([(FULL, "")])
    assert isinstance(received, LabelledCable)
    for sent, got in ((FULL, received), (FULL.cable, received.cable), (FULL.side, received.side)):
        assert sent is not None
        for field in fields(sent):
            assert getattr(sent, field.name) not in (None, (), "")
            assert getattr(got, field.name) == getattr(sent, field.name)


def test_levels_arrive_as_levels() -> None:
    ((received, _),) = send([(CABLES[3], "")])
    assert isinstance(received, LabelledCable)
    assert received.side is not None
    assert all(isinstance(level, Level) for level in received.side.paragraph_levels)


def test_problems_keep_their_places_and_sentences() -> None:
    problem = ParseError("this is no cable.", Location("dump.csv", 12))
    received = send([(FULL, ""), (problem, ""), (EMPTY, "x")])
    assert (received[0], received[2]) == ((FULL, ""), (EMPTY, "x"))
    assert isinstance(received[1][0], ParseError)
    assert (str(received[1][0]), received[1][0].location) == (str(problem), problem.location)


def test_no_cable_travels_as_an_object() -> None:
    sent = pickle.dumps(SentCables([(cable, "") for cable in CABLES]))
    classes = {"LabelledCable", "BlindCable", "BlindParagraph", "SideLabels", "Level"}
    assert {str(value) for _, value, _ in pickletools.genops(sent)}.isdisjoint(classes)
