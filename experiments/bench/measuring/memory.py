"""How much memory this process has held so far."""

from __future__ import annotations

import resource


def read_peak_mb() -> float:
    """Return the most memory that the process has held, in MB of 1,048,576 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
