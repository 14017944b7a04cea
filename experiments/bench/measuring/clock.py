"""What the timed part of a task took, and how much memory its process has held."""

from __future__ import annotations

import resource
import time


class Clock:
    """Runs from when it is made; the processor time is that of all threads of this process."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._processor = time.process_time()

    @property
    def seconds(self) -> float:
        """Seconds since the clock was made."""
        return time.perf_counter() - self._wall

    def read(self) -> dict[str, float]:
        """Return the seconds since the clock was made, by the wall and by the processor."""
        return {"seconds": self.seconds, "processor_seconds": time.process_time() - self._processor}


def read_peak_mb() -> float:
    """Return the most memory that the process has held, in MB of 1,048,576 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
