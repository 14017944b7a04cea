from __future__ import annotations

import json
from pathlib import Path

import pytest

from cableml.cable.level import Level
from cableml.cable.side_labels import SideLabels
from cableml.errors import CorpusError, TrainingError
from cableml.workflows.gather import DemoRequest, LabelledCable, gather_corpus
from cableml.workflows.listener import SilentListener, StageClock

CABLE = (
    "VZCZCXYZ0000\nRR RUEHWEB\n\nDE RUEHKO #0{serial}/01 0390846\nZNR UUUUU ZZH\nR 080846Z FEB 06\n"
    "FM AMEMBASSY TOKYO\nTO RUEHC/SECSTATE WASHDC 8430\n\nUNCLAS TOKYO 000{serial}\n\n"
    "E.O. 12958: N/A\n{tags}SUBJECT: A VISIT\n\n1. (U) A visit took place.\n"
)


def write(folder: Path, serial: int, tags: str = "TAGS: PREL, JA\n") -> str:
    path = folder / f"{serial}.txt"
    path.write_text(CABLE.format(serial=serial, tags=tags))
    return str(path)


def test_unknown_tags_and_no_tags_are_told_apart(tmp_path: Path) -> None:
    paths = [write(tmp_path, 433), write(tmp_path, 434, ""), write(tmp_path, 435, "TAGS:\n")]
    gathered = gather_corpus(paths, None, SilentListener())
    assert [cable.tags for cable in gathered.cables] == [("PREL", "JA"), None, ()]
    assert [cable.level for cable in gathered.cables] == ["UNCLASSIFIED"] * 3


def test_a_labels_file_overrides_only_what_it_states(tmp_path: Path) -> None:
    paths = [write(tmp_path, 433), write(tmp_path, 434, "")]
    labels = tmp_path / "gold.jsonl"
    labels.write_text(
        json.dumps({"id": "06TOKYO433", "classification": "SECRET"})
        + "\n"
        + json.dumps({"id": "06TOKYO434", "tags": ["MARR"]})
    )
    gathered = gather_corpus(paths, str(labels), SilentListener())
    assert [(cable.tags, cable.level) for cable in gathered.cables] == [
        (("PREL", "JA"), "SECRET"),
        (("MARR",), "UNCLASSIFIED"),
    ]


def test_ids_that_repeat_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path, 433)
    assert gather_corpus([path, path, write(tmp_path, 434)], None, SilentListener()).n_repeated == 1


def test_the_fingerprint_follows_the_content_and_the_labels_not_the_name(tmp_path: Path) -> None:
    first = Path(write(tmp_path, 433))
    copy = tmp_path / "copy.txt"
    copy.write_bytes(first.read_bytes())
    labels = tmp_path / "gold.jsonl"
    labels.write_text('{"id": "06TOKYO433", "tags": ["MARR"]}')

    def fingerprint(path: Path, gold: str | None = None) -> str:
        return gather_corpus([str(path)], gold, SilentListener()).fingerprint

    assert fingerprint(first) == fingerprint(copy)
    assert fingerprint(first) != fingerprint(Path(write(tmp_path, 434)))
    assert fingerprint(first) != fingerprint(first, str(labels))


def test_a_demo_corpus_is_named_after_its_request_and_has_a_fingerprint() -> None:
    first = gather_corpus(DemoRequest(12, 1), None, SilentListener())
    assert (first.name, first.is_demo, len(first.cables)) == ("demo-12-1", True, 12)
    assert first.fingerprint == gather_corpus(DemoRequest(12, 1), None, SilentListener()).fingerprint
    assert first.fingerprint != gather_corpus(DemoRequest(12, 2), None, SilentListener()).fingerprint


def test_inputs_that_cannot_be_used_are_told_and_counted(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    listener = SilentListener()
    gathered = gather_corpus([write(tmp_path, 433), str(tmp_path / "empty.txt")], None, listener)
    assert (gathered.n_unusable, len(listener.problems), len(gathered.cables)) == (1, 1, 1)


def test_a_missing_path_is_found_before_reading(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as raised:
        gather_corpus([write(tmp_path, 433), "absent.csv"], None, SilentListener())
    assert str(raised.value) == "absent.csv: there is no such file or folder. Check the spelling."


def test_nothing_but_unusable_inputs_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(TrainingError) as raised:
        gather_corpus([str(tmp_path / "empty.txt")], None, SilentListener())
    assert str(raised.value) == "empty.txt: no cable could be read. Give a corpus of cables."


def test_a_clock_adds_up_what_a_stage_took_in_all() -> None:
    clock = StageClock()
    for name in ("read", "fit", "read"):
        with clock.stage(name):
            pass
    assert list(clock.seconds) == ["read", "fit"]
    assert clock.total == sum(clock.seconds.values()) >= 0


def test_side_labels_are_the_cables_own_and_none_where_the_level_was_given_by_hand(tmp_path: Path) -> None:
    labels = tmp_path / "gold.jsonl"
    labels.write_text(json.dumps({"id": "06TOKYO433", "classification": "SECRET"}))
    given, own = gather_corpus(
        [write(tmp_path, 433), write(tmp_path, 434)], str(labels), SilentListener()
    ).cables
    assert given.side is None
    assert own.side == SideLabels((Level.UNCLASSIFIED,), False, (Level.UNCLASSIFIED,))


@pytest.mark.parametrize("labels", [None, "gold.jsonl"])
def test_processes_beside_each_other_change_nothing(tmp_path: Path, labels: str | None) -> None:
    for serial in range(100, 190):
        write(tmp_path, serial, "" if serial % 7 == 0 else "TAGS: PREL, JA\n")
    for name in ("130.txt", "188.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "150.txt").write_text("?!\n")
    if labels:
        (tmp_path.parent / labels).write_text('{"id": "06TOKYO107", "tags": ["MARR"]}\n')
        labels = str(tmp_path.parent / labels)
    alone, beside = SilentListener(), SilentListener()
    first = gather_corpus([str(tmp_path)], labels, alone)
    assert gather_corpus([str(tmp_path)], labels, beside, jobs=2) == first
    assert [str(error) for error in beside.problems] == [str(error) for error in alone.problems]
    assert (len(first.cables), first.n_unusable) == (87, 3)
    assert [Path(str(error).split(":")[0]).name for error in alone.problems] == [
        "130.txt",
        "150.txt",
        "188.txt",
    ]


def test_demo_cables_of_processes_beside_each_other_are_the_same() -> None:
    assert gather_corpus(DemoRequest(70, 3), None, SilentListener(), jobs=2) == gather_corpus(
        DemoRequest(70, 3), None, SilentListener()
    )


def test_the_clocks_table_names_time_and_memory_of_each_stage() -> None:
    clock = StageClock()
    clock.seconds |= {"read, parse, blind": 4.25, "fit": 61.0}
    clock.peak_mb |= {"read, parse, blind": 161.4, "fit": 1983.2}
    assert clock.render() == [
        "Time and memory",
        "---------------",
        "read, parse, blind        4.2 s       161 MB",
        "fit                      61.0 s     1,983 MB",
        "together                 65.2 s",
    ]
    clock.peak_mb.clear()
    assert clock.render()[3] == "fit                      61.0 s"


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_cable_is_shown_in_its_turn(jobs: int) -> None:
    seen: list[LabelledCable] = []
    gathered = gather_corpus(DemoRequest(70, 3), None, SilentListener(), jobs, see=seen.append)
    assert tuple(seen) == gathered.cables
