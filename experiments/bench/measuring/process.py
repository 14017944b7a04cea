"""One measurement: a command in a fresh process, with its time, memory and what the machine did beside it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took.

    ``seconds`` is the wall time from start to end, ``peak_mb`` the most memory that it and its children
    held together, ``load`` the machine's load average before it, ``others`` how many cores other work kept
    busy meanwhile. ``status`` is 0 where it ended well, negative where a signal or the time limit ended it.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    load: float
    others: float
    status: int
    stdout: Path
    stderr: Path

    @property
    def complaint(self) -> str:
        """The last line that the process wrote to standard error, without paths; why it failed."""
        lines = self.stderr.read_text("utf-8", "replace").strip().splitlines()
        last = lines[-1] if lines else "no message"
        return " ".join(word if "/" not in word else "…" for word in last.split())[:200]


def run_measured(
    command: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    limit_seconds: float | None = None,
) -> Measured:
    """Return what the command took; it runs in ``folder``, where its output is kept until the next one.

    A process that outlasts ``limit_seconds`` is ended with all its children.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stdout, stderr = folder / "stdout", folder / "stderr"
    load = os.getloadavg()[0]
    busy_before = _read_busy_seconds()
    own_size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with stdout.open("wb") as out, stderr.open("wb") as err:
        child = subprocess.Popen(
            list(command),
            cwd=folder,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        watch = _Watch(child.pid, limit_seconds)
        watch.start()
        _, wait_status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(wait_status)
        watch.end()
    cpu = usage.ru_utime + usage.ru_stime
    # A new process begins as a copy of this one, whose size the system notes too: then what was seen counts.
    noted = usage.ru_maxrss / 1024.0 if usage.ru_maxrss > 1.01 * own_size else 0.0
    return Measured(
        seconds=seconds,
        cpu_seconds=cpu,
        peak_mb=max(noted, watch.peak_mb) or usage.ru_maxrss / 1024.0,
        load=load,
        others=max(0.0, (_read_busy_seconds() - busy_before - cpu) / seconds),
        status=child.returncode,
        stdout=stdout,
        stderr=stderr,
    )


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children until told to end; ends them at the time limit."""

    def __init__(self, pid: int, limit_seconds: float | None) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._limit = limit_seconds
        self._ended = threading.Event()
        self.peak_mb = 0.0

    def run(self) -> None:
        begun = time.monotonic()
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak_mb = max(self.peak_mb, _read_tree_mb(self._pid))
            if self._limit is not None and time.monotonic() - begun > self._limit:
                os.killpg(self._pid, signal.SIGKILL)
                return

    def end(self) -> None:
        self._ended.set()
        self.join()


def _read_tree_mb(pid: int) -> float:
    """Return the memory of the process and all below it; pages that they share count once (PSS)."""
    pids = [pid]
    for parent in pids:
        pids += _read_children(parent)
    return sum(_read_pss_mb(each) for each in pids)


def _read_children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        return []


def _read_pss_mb(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024.0
    except OSError:
        pass
    return 0.0


def _read_busy_seconds() -> float:
    """Return how long all processors of the machine together have been at work."""
    try:
        fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    except OSError:
        return 0.0
    user, nice, system, _, _, irq, softirq, steal = map(int, fields)
    return (user + nice + system + irq + softirq + steal) / _TICKS
