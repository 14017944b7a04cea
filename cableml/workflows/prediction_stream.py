"""Records to results on all processors: some at a time, in the order of the input, as they come.

What is read travels to the processes as text, and back comes what is to be written: parsing, blinding,
predicting and rendering are all done there. The first cables are worked on at once, by this process alone:
one or a few should not wait for others to start.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from cableml.errors import CablemlError

if TYPE_CHECKING:
    from cableml.cable.cable import Cable
    from cableml.corpus.record import Record
    from cableml.workflows.listener import Listener
    from cableml.workflows.sent_records import SentRecords

Result = TypeVar("Result")

LARGEST_CHUNK = 128
"""Cables worked on together: more are hardly faster, and the first result of a chunk waits for its last."""
_CHUNK_CHARS = 1_000_000  # of text, after which a chunk is full
_LAST_PIECE = 32  # cables; to start processes for fewer would take longer than the cables
_ALONE = 6  # chunks that this process works on before others are started: 63 cables


def stream_results(
    paths: Sequence[str],
    work: Callable[[Sequence[Cable]], Sequence[Result]],
    listener: Listener,
    jobs: int,
) -> Iterator[Result]:
    """Yield the results of all cables, in the order of the input; what cannot be read is told in its turn.

    Parameters: ``work`` gives one result a cable, whatever cables stand beside it; ``jobs`` how many
    processes at most.
    """

    def work_on(chunk: Sequence[Record | CablemlError]) -> list[Result | CablemlError]:
        return _work_on(chunk, work)

    chunks = _cut(_read(paths))
    n_done = 0
    for results in _share(work_on, chunks, jobs):
        for result in results:
            if isinstance(result, CablemlError):
                listener.problem(result)
            else:
                yield result
        n_done += sum(not isinstance(result, CablemlError) for result in results)
        listener.progress("predicting", n_done, 0)


def count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _share(
    work_on: Callable[[Sequence[Record | CablemlError]], list[Result | CablemlError]],
    chunks: Iterator[SentRecords],
    jobs: int,
) -> Iterator[list[Result | CablemlError]]:
    yield from map(work_on, islice(chunks, _ALONE))
    if jobs < 2:
        from cableml.workflows.processes import work_alone

        yield from work_alone(work_on, chunks)
        return
    following = list(islice(chunks, 1))
    if following:
        from cableml.workflows.processes import map_in_processes

        yield from map_in_processes(work_on, _cut_last(chain(following, chunks)), jobs)


def _cut_last(chunks: Iterator[SentRecords]) -> Iterator[SentRecords]:
    """Yield the chunks, the last one in pieces, so that the processes end nearly together."""
    from cableml.workflows.sent_records import SentRecords

    held = next(chunks, None)
    for chunk in chunks:
        if held is not None:
            yield held
        held = chunk
    if held is not None:
        for start in range(0, len(held), _LAST_PIECE):
            yield SentRecords(held[start : start + _LAST_PIECE])


def _read(paths: Iterable[str]) -> Iterator[Record | CablemlError]:
    """Yield what is read, and what cannot be, in order."""
    from cableml.corpus.reading import read_records

    problems: list[CablemlError] = []
    for path in paths:
        for record in read_records(path, on_problem=problems.append):
            yield from problems
            problems.clear()
            yield record
        yield from problems
        problems.clear()


def _cut(entries: Iterator[Record | CablemlError]) -> Iterator[SentRecords]:
    """Yield the entries in lists; the first holds one, so that a single cable's answer does not wait."""
    from cableml.workflows.sent_records import SentRecords

    size = 1
    while True:
        chunk = SentRecords()
        n_chars = 0
        for entry in islice(entries, size):
            chunk.append(entry)
            n_chars += 0 if isinstance(entry, CablemlError) else len(entry.text)
            if n_chars > _CHUNK_CHARS:
                break
        if not chunk:
            return
        yield chunk
        size = min(2 * size, LARGEST_CHUNK)


def _work_on(
    chunk: Sequence[Record | CablemlError], work: Callable[[Sequence[Cable]], Sequence[Result]]
) -> list[Result | CablemlError]:
    """Return one result or problem an entry, in order."""
    from cableml.corpus.reading import parse_records

    cables: list[Cable] = []
    found: list[CablemlError | None] = []
    for entry in chunk:
        problems = [entry] if isinstance(entry, CablemlError) else []
        if not isinstance(entry, CablemlError):
            cables += parse_records([entry], on_problem=problems.append)
        found += problems or [None]
    results = iter(work(cables) if cables else ())
    return [next(results) if problem is None else problem for problem in found]
