from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from cableml.workflows.side_by_side import work_side_by_side

Progress = Callable[[str, int, int], None]


def collect(workers: int, work: Callable[[int, Progress], int]) -> tuple[dict[int, int], list[int]]:
    found: dict[int, int] = {}
    told: list[int] = []
    work_side_by_side(work, [1, 2, 3, 4], workers, found.__setitem__, told.append)
    return found, told


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_every_part_is_done_once_whatever_the_number_of_workers(workers: int) -> None:
    found, told = collect(workers, lambda part, progress: part * part)
    assert found == {1: 1, 2: 4, 3: 9, 4: 16}
    assert (told[0], told[-1]) == (0, 4)


def test_two_workers_work_beside_each_other() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def work(part: int, progress: Progress) -> int:
        meeting.wait()
        return part

    assert collect(2, work)[0] == {1: 1, 2: 2, 3: 3, 4: 4}


def test_results_are_taken_by_the_calling_thread() -> None:
    takers = set()
    work_side_by_side(
        lambda part, progress: threading.get_ident(),
        [1, 2, 3],
        2,
        lambda part, worker: takers.add(threading.get_ident()),
        lambda done: None,
    )
    assert takers == {threading.get_ident()}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_error_ends_all(workers: int) -> None:
    begun = []

    def work(part: int, progress: Progress) -> int:
        begun.append(part)
        if part == 1:
            raise ValueError("part 1")
        for _ in range(1000):
            time.sleep(0.01)
            progress("working", 0, 0)
        return part

    with pytest.raises(ValueError, match="part 1"):
        collect(workers, work)
    assert len(begun) < 4


def test_an_interruption_stops_what_is_under_way() -> None:
    ended = []

    def work(part: int, progress: Progress) -> int:
        try:
            for _ in range(6000):
                time.sleep(0.01)
                progress("working", 0, 0)
            return part
        finally:
            ended.append(part)

    def interrupt(done: int) -> None:
        if ended or threading.active_count() > 2:
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        work_side_by_side(work, [1, 2, 3, 4], 2, lambda part, result: None, interrupt)
    assert time.monotonic() - began < 20
    assert sorted(ended) == [1, 2]
