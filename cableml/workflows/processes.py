"""Work shared among processes: results in the order of the parts, a bounded number of them on the way."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from cableml.errors import WorkError

Part = TypeVar("Part")
Result = TypeVar("Result")

_WAITING = 4  # parts on their way to and from each process: enough to keep it busy, few enough to hold
_GARBAGE_AFTER = 50_000  # objects, after which a process looks for those that hold one another

_work: Callable[[Any], Any] | None = None


def map_in_processes(work: Callable[[Part], Result], parts: Iterable[Part], jobs: int) -> Iterator[Result]:
    """Yield ``work(part)`` for every part, in order, worked on by at most ``jobs`` processes.

    With one job, one part, or where a process cannot be forked, this process does the work. ``work`` may
    be any function: processes inherit it. Parts and results travel, so they should be plain values.

    Raises: WorkError where a process ends before its work does.
    """
    stream = iter(parts)
    first = list(islice(stream, 2))
    jobs = min(jobs, os.cpu_count() or 1)
    if jobs < 2 or len(first) < 2 or not _can_fork():
        yield from work_alone(work, chain(first, stream))
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(work,))
    waiting: deque[Future[Result]] = deque()
    try:
        for part in chain(first, stream):
            waiting.append(pool.submit(_run, part))
            if len(waiting) >= _WAITING * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkError(
            "a process that worked on the cables was ended from outside, perhaps for want of memory. "
            "Free some memory, or use one process: --jobs 1, of a training --set jobs=1."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def work_alone(work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """Yield ``work(part)`` for every part, in order, done by this process, which seldom looks for garbage."""
    for part in parts:
        with seldom_look_for_garbage():
            done = work(part)
        yield done


@contextmanager
def no_look_for_garbage() -> Iterator[None]:
    """Hold back the look for garbage inside the ``with`` block, which makes little but what is kept."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def seldom_look_for_garbage() -> Iterator[None]:
    """Look for garbage after many more objects than usual inside the ``with`` block.

    Records do not hold one another in circles: to look for such after every 700 takes some 7 to 12 % of what
    predicting takes on one core.
    """
    before = gc.get_threshold()
    gc.set_threshold(_GARBAGE_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _can_fork() -> bool:
    # macOS offers it, but its own libraries do not outlive it.
    return sys.platform != "darwin" and "fork" in multiprocessing.get_all_start_methods()


def _begin(work: Callable[[Any], Any]) -> None:
    global _work
    _work = work
    # What is inherited stays as it is: looking through it for garbage would only copy it.
    gc.freeze()
    gc.set_threshold(_GARBAGE_AFTER)
    gc.enable()
    # Ctrl-C goes to all processes of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The command's own answer to being ended is not for these: a pool that breaks would wait for ever.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it ends, however that came about."""
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(part: Any) -> Any:
    assert _work is not None
    return _work(part)
