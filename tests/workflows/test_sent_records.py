"""Records as they travel to a process."""

from __future__ import annotations

import pickle
import pickletools

import pytest

from cableml.cable.cable import Addressee, Cable, KnownFields, Paragraph, Span
from cableml.corpus.record import Record
from cableml.errors import CablemlError, CorpusError, Location
from cableml.workflows.sent_records import SentRecords

KNOWN = KnownFields(
    id="06TOKYO433",
    date="2006-02-08T08:46:00Z",
    origin="Embassy Tokyo",
    classification="SECRET",
    tags=("PREL", "JA"),
    subject="A VISIT",
    references=(),
    handling=("NOFORN",),
)

ENTRIES: list[Record | CablemlError] = [
    Record("a.txt", "text"),
    Record("", ""),
    Record("dump#2", "caf\u00e9 \U0001f600 \x00", KNOWN, ("a note", "another"), 17),
    Record("dump#3", "a lone \udce9 surrogate", KnownFields(), (), 0),
    Record("cables.jsonl#4", "", cable=Cable(id="06TOKYO433", source="x", spans={"id": Span(2, 3)})),
    Record("cables.jsonl#5", "", cable=Cable(paragraphs=(Paragraph("A visit."),), to=(Addressee("CIA"),))),
]


def send(entries: list[Record | CablemlError]) -> SentRecords:
    received = pickle.loads(pickle.dumps(SentRecords(entries)))
    assert isinstance(received, SentRecords)
    return received


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_record_arrives_as_it_was_sent(entry: Record) -> None:
    assert send([entry]) == [entry]


def test_every_field_of_a_record_and_of_what_is_known_arrives_in_its_place() -> None:
    # Were a field added to either class, nothing but this would tell that it is not sent.
    record = Record("source", "text", KNOWN, ("note",), 3)
    (received,) = send([record])
    assert isinstance(received, Record)
    assert received.known is not None
    for name in Record.__slots__:
        assert getattr(received, name) == getattr(record, name)
    for name in KnownFields.__slots__:
        assert getattr(KNOWN, name) is not None
        assert getattr(received.known, name) == getattr(KNOWN, name)


def test_problems_keep_their_places_and_sentences() -> None:
    problem = CorpusError("row has 3 columns.", Location("dump.csv", 12))
    received = send([ENTRIES[0], problem, ENTRIES[1]])
    assert (received[0], received[2]) == (ENTRIES[0], ENTRIES[1])
    assert isinstance(received[1], CorpusError)
    assert (str(received[1]), received[1].location) == (str(problem), problem.location)


def test_no_record_travels_as_an_object() -> None:
    sent = pickle.dumps(SentRecords(ENTRIES[:4]))
    assert {str(value) for _, value, _ in pickletools.genops(sent)}.isdisjoint({"Record", "KnownFields"})


def test_no_records_arrive_as_none() -> None:
    assert send([]) == []
