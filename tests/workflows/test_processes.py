from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from cableml.errors import Location, ParseError, WorkError
from cableml.workflows import processes
from cableml.workflows.processes import map_in_processes, no_look_for_garbage, seldom_look_for_garbage


def square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_parts(jobs: int) -> None:
    assert [value for value, _ in map_in_processes(square, range(50), jobs)] == [n * n for n in range(50)]


@pytest.mark.skipif(not processes._can_fork() or (os.cpu_count() or 1) < 2, reason="needs two processors")
def test_other_processes_do_the_work() -> None:
    assert os.getpid() not in {pid for _, pid in map_in_processes(square, range(50), 2)}


@pytest.mark.skipif(not processes._can_fork() or (os.cpu_count() or 1) < 2, reason="needs two processors")
def test_other_processes_seldom_look_for_garbage() -> None:
    here = gc.get_threshold()[0]
    seen = set(map_in_processes(lambda _: gc.get_threshold()[0], range(50), 2))
    with no_look_for_garbage():
        assert all(map_in_processes(lambda _: gc.isenabled(), range(50), 2))
    assert min(seen) > 10 * here
    assert gc.get_threshold()[0] == here


@pytest.mark.parametrize(("n_parts", "jobs"), [(50, 1), (1, 2)])
def test_one_job_or_one_part_stays_in_this_process(n_parts: int, jobs: int) -> None:
    assert {pid for _, pid in map_in_processes(square, range(n_parts), jobs)} == {os.getpid()}


def test_no_parts_give_no_results() -> None:
    assert list(map_in_processes(square, [], 2)) == []


def test_parts_are_taken_as_results_are_asked_for() -> None:
    taken: list[int] = []

    def count() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = map_in_processes(square, count(), 2)
    assert next(results)[0] == 0
    assert len(taken) <= 10
    results.close()  # type: ignore[attr-defined]


def test_work_may_be_any_function_and_its_errors_come_back_whole() -> None:
    bound = 3

    def refuse(number: int) -> int:
        if number == bound:
            raise ParseError("this is no cable.", Location("a.txt", 7))
        return number

    results = map_in_processes(refuse, range(10), 2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ParseError) as caught:
        next(results)
    assert str(caught.value) == "a.txt:7: this is no cable."


@pytest.mark.skipif(not processes._can_fork() or (os.cpu_count() or 1) < 2, reason="needs two processors")
def test_error_a_process_that_is_ended_from_outside_is_one_sentence() -> None:
    with pytest.raises(WorkError) as caught:
        list(map_in_processes(lambda number: os._exit(9), range(50), 2))
    assert str(caught.value) == (
        "a process that worked on the cables was ended from outside, perhaps for want of memory. "
        "Free some memory, or use one process: --jobs 1, of a training --set jobs=1."
    )


def fail_without_garbage() -> None:
    with no_look_for_garbage():
        assert not gc.isenabled()
        raise KeyError


@pytest.mark.parametrize("is_enabled", [True, False])
def test_garbage_is_not_looked_for_meanwhile_and_afterwards_as_before(is_enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if is_enabled else gc.disable)()
        with pytest.raises(KeyError):
            fail_without_garbage()
        assert gc.isenabled() == is_enabled
    finally:
        (gc.enable if before else gc.disable)()


def fail_with_little_garbage(least: int) -> None:
    with seldom_look_for_garbage():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > least
        raise KeyError


def test_garbage_is_seldom_looked_for_meanwhile_and_afterwards_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError):
        fail_with_little_garbage(10 * before[0])
    assert gc.get_threshold() == before
