"""Pieces of work done by several threads, which stop soon after an interruption.

Fitting spends its time inside numerical libraries, which let other threads run; so threads are as fast
as processes here, and share the cables instead of copying them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")
Progress = Callable[[str, int, int], None]

_LOOK_SECONDS = 0.5


class Stopped(BaseException):
    """Ends a piece of work whose result nobody waits for; never seen outside this module."""


def work_side_by_side(
    work: Callable[[Part, Progress], Result],
    parts: Sequence[Part],
    workers: int,
    take: Callable[[Part, Result], None],
    tell: Callable[[int], None],
) -> None:
    """Give ``take`` each part with ``work(part, progress)``, in the order in which they are done.

    ``work`` calls its ``progress`` often: that is where it stops after an interruption or after the first
    error of a part, which ends all. ``take`` and ``tell``, which is told now and then how many parts are
    done, are called by the calling thread alone.
    """
    stop = Event()

    def look(stage: str, done: int, total: int) -> None:
        if stop.is_set():
            raise Stopped

    tell(0)
    if workers == 1 or len(parts) < 2:
        for done, part in enumerate(parts, start=1):
            take(part, work(part, look))
            tell(done)
        return
    with _stopping_pool(workers, stop) as pool:
        waiting: dict[Future[Result], Part] = {pool.submit(work, part, look): part for part in parts}
        while waiting:
            finished, _ = wait(waiting, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in finished:
                take(waiting.pop(future), future.result())
            tell(len(parts) - len(waiting))


@contextmanager
def _stopping_pool(workers: int, stop: Event) -> Iterator[ThreadPoolExecutor]:
    """Give a pool; whatever ends the ``with`` block, what is under way stops and what waits is dropped."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
