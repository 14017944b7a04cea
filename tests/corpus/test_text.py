from __future__ import annotations

from cableml.corpus.record import MAX_CHARS, Record
from cableml.corpus.text import read_text
from cableml.errors import CorpusError

HEAD = (
    "VZCZCXRO{0:04d}\nPP RUEHKO\nDE RUEHKO #{0:04d} 0390846\nZNR UUUUU ZZH\n"
    "P 080846Z FEB 06\nFM AMEMBASSY TOKYO\n"
)
CABLE = (
    HEAD
    + "TO RUEHC/SECSTATE WASHDC 1\nUNCLAS TOKYO {0:06d}\n\nTAGS: PREL JA\nSUBJECT: NUMBER {0}\n\n1. Text.\n"
)


def read(text: str, size: int) -> list[Record | CorpusError]:
    return list(read_text((text[start : start + size] for start in range(0, len(text), size)), "t.txt"))


def test_a_single_cable_is_one_record() -> None:
    assert read(CABLE.format(1), 100) == [Record("t.txt", CABLE.format(1), line=1)]


def test_cables_behind_each_other_are_told_apart() -> None:
    entries = read("\n\n".join(CABLE.format(number) for number in range(1, 6)), 100)
    assert [entry.text.strip() for entry in entries if isinstance(entry, Record)] == [
        CABLE.format(number).strip() for number in range(1, 6)
    ]
    assert [entry.line for entry in entries if isinstance(entry, Record)] == [1, 16, 31, 46, 61]


def test_a_long_file_of_cables_is_read_piece_by_piece() -> None:
    text = "\n\n".join(CABLE.format(number) for number in range(1, 12000))
    assert len(text) > 2 << 20
    entries = read(text, 1 << 18)
    assert [entry.text.strip() for entry in entries if isinstance(entry, Record)] == [
        CABLE.format(number).strip() for number in range(1, 12000)
    ]


def test_a_stretch_longer_than_any_cable_is_named_and_the_next_cable_is_read() -> None:
    text = CABLE.format(1) + "x" * (MAX_CHARS + 2_000_000) + "\n\n" + CABLE.format(2)
    entries = read(text, 1 << 18)
    assert [str(entry) for entry in entries if isinstance(entry, CorpusError)] == [
        "t.txt:1: more than 4,000,000 characters without the start of another cable; no cable is that long. "
        "Check that the file holds cables, one behind the other."
    ]
    assert [(entry.text, entry.line) for entry in entries if isinstance(entry, Record)] == [
        (CABLE.format(2), 16)
    ]


def test_a_cable_behind_a_stretch_of_rubbish_is_read() -> None:
    text = "x" * (MAX_CHARS + 2_000_000) + "\n\n" + CABLE.format(2)
    entries = read(text, 1 << 18)
    assert [type(entry) for entry in entries] == [CorpusError, Record]
