"""Many cables on all processors: the same results in the same order, and nothing left behind."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from cableml.cable.cable import Cable
from cableml.corpus.record import Record
from cableml.workflows.listener import SilentListener
from cableml.workflows.prediction_stream import _cut_last, count_processors, stream_results
from cableml.workflows.sent_records import SentRecords

TEXT = "UNCLAS TOKYO {number:06d}\nTAGS: PREL, JA\nSUBJECT: VISIT {number}\n\n1. A visit took place.\n"
needs_two = pytest.mark.skipif(count_processors() < 2, reason="needs two processors")


class Ordered(SilentListener):
    """Notes results and problems in one list."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def problem(self, error: Exception) -> None:
        self.told.append(f"! {error}")


def write_lines(path: Path, n_cables: int, broken: Sequence[int] = ()) -> Path:
    """Write cables as JSON lines; some are no cables."""
    lines = [
        json.dumps({"id": f"06TOKYO{number}", "text": TEXT.format(number=number)})
        if number not in broken
        else json.dumps({"id": f"06TOKYO{number}", "text": "\x00\x01"})
        for number in range(1, n_cables + 1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def name_cables(cables: Sequence[Cable]) -> list[tuple[str | None, int]]:
    return [(cable.subject, os.getpid()) for cable in cables]


def tell(path: Path, jobs: int) -> tuple[list[str], set[int]]:
    listener = Ordered()
    seen = set()
    for subject, process in stream_results([str(path)], name_cables, listener, jobs):
        listener.told.append(str(subject))
        seen.add(process)
    return listener.told, seen


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_processes_gives_the_same_in_the_same_order(jobs: int, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "cables.jsonl", 400, broken=(1, 2, 70, 200, 399, 400))
    alone, _ = tell(path, 1)
    assert len(alone) == 400
    assert [told for told in alone if told.startswith("!")] == [
        alone[k - 1] for k in (1, 2, 70, 200, 399, 400)
    ]
    assert [told for told in alone if not told.startswith("!")] == [
        f"VISIT {number}" for number in range(1, 401) if number not in (1, 2, 70, 200, 399, 400)
    ]
    assert tell(path, jobs)[0] == alone


@needs_two
def test_many_cables_are_shared_and_few_are_not(tmp_path: Path) -> None:
    _, few = tell(write_lines(tmp_path / "few.jsonl", 63), 2)
    _, many = tell(write_lines(tmp_path / "many.jsonl", 300), 2)
    assert few == {os.getpid()}
    assert many > few


@pytest.mark.parametrize(
    ("sizes", "cut"), [([], []), ([1], [1]), ([128, 32], [128, 32]), ([8, 100], [8, 32, 32, 32, 4])]
)
def test_the_last_chunk_is_cut_so_that_processes_end_together(sizes: list[int], cut: list[int]) -> None:
    records = [Record(f"{size}-{number}", "") for size in sizes for number in range(size)]
    left = iter(records)
    chunks = [SentRecords(islice(left, size)) for size in sizes]
    pieces = list(_cut_last(iter(chunks)))
    assert [len(piece) for piece in pieces] == cut
    assert [record for piece in pieces for record in piece] == records


@needs_two
def test_cables_that_were_parsed_before_are_shared_as_well(tmp_path: Path) -> None:
    path = tmp_path / "parsed.jsonl"
    parsed = [Cable(id=f"06TOKYO{number}", subject=f"VISIT {number}") for number in range(200)]
    path.write_text("".join(f"{json.dumps(cable.to_json())}\n" for cable in parsed), encoding="utf-8")
    told, processes = tell(path, 2)
    assert told == [cable.subject for cable in parsed]
    assert len(processes) > 1


def test_cables_are_read_as_results_are_asked_for(tmp_path: Path) -> None:
    taken: list[str | None] = []

    def take(cables: Sequence[Cable]) -> list[None]:
        taken.extend(cable.subject for cable in cables)
        return [None] * len(cables)

    results = stream_results([str(write_lines(tmp_path / "a.jsonl", 300))], take, SilentListener(), 1)
    assert next(results) is None
    assert taken == ["VISIT 1"]


def test_a_file_that_is_missing_is_told_in_its_turn(tmp_path: Path) -> None:
    first, last = (write_lines(tmp_path / name, 1) for name in ("a.jsonl", "b.jsonl"))
    listener = Ordered()
    paths = [str(first), str(tmp_path / "absent"), str(last)]
    for subject, _ in stream_results(paths, name_cables, listener, 1):
        listener.told.append(str(subject))
    assert (listener.told[0], listener.told[2]) == ("VISIT 1", "VISIT 1")
    assert listener.told[1].startswith(f"! {tmp_path / 'absent'}")


def test_one_cable_loads_nothing_of_processes(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", 1)
    code = (
        "import sys\n"
        "from cableml.workflows.listener import SilentListener\n"
        "from cableml.workflows.prediction_stream import stream_results\n"
        f"print(list(stream_results([{str(path)!r}], list, SilentListener(), 2))[0].subject)\n"
        "print({'multiprocessing', 'concurrent.futures'} & set(sys.modules))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines() == ["VISIT 1", "set()"]


ENDLESS = """
import os, signal, sys, time
# Whoever runs the tests in the background has had this signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from cableml.workflows.listener import SilentListener
from cableml.workflows.prediction_stream import stream_results

def work(cables):
    return [os.getpid() for _ in cables]

own = os.getpid()
for process in stream_results([sys.argv[1]], work, SilentListener(), 2):
    if process != own:
        print(process, flush=True)
        time.sleep(60)
"""


@needs_two
@pytest.mark.skipif(
    not hasattr(signal, "SIGKILL") or sys.platform == "darwin", reason="processes are not forked"
)
@pytest.mark.parametrize("blow", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_process_is_left_when_the_first_one_ends(blow: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "many.jsonl", 3000)
    first = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert first.stdout is not None
    other = int(first.stdout.readline())
    first.send_signal(getattr(signal, blow))
    first.wait(timeout=20)
    first.stdout.close()
    for _ in range(200):
        if not _is_alive(other):
            return
        time.sleep(0.05)
    pytest.fail("a process goes on without the one that started it")


def _is_alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_a_process_alone_seldom_looks_for_garbage_while_it_works(tmp_path: Path) -> None:
    before = gc.get_threshold()
    path = write_lines(tmp_path / "many.jsonl", 80)

    def tell_threshold(cables: Sequence[Cable]) -> list[int]:
        return [gc.get_threshold()[0]] * len(cables)

    seen = list(stream_results([str(path)], tell_threshold, SilentListener(), 1))
    assert seen[0] == before[0]
    assert seen[-1] > 10 * before[0]
    assert gc.get_threshold() == before


def test_streams_side_by_side_leave_the_look_for_garbage_as_it_was(tmp_path: Path) -> None:
    before = gc.get_threshold()
    path = write_lines(tmp_path / "many.jsonl", 200)
    streams = [stream_results([str(path)], name_cables, SilentListener(), 1) for _ in range(2)]
    for stream in streams:
        assert len(list(islice(stream, 70))) == 70
        assert gc.get_threshold() == before
    for stream in streams:
        assert len(list(stream)) == 130
    assert gc.get_threshold() == before
