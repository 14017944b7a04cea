"""Training and test cables told apart by a hash of the cable's id: the same on every machine and day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_RANGE = float(1 << 64)


def split_by_id(ids: Sequence[str | None], test_share: float, salt: str = "cableml") -> list[bool]:
    """Return, for each cable, whether it is a test cable.

    A cable's side depends on its id, the share and the salt alone, so adding cables moves none, and
    two copies of one cable stay on the same side. A cable without an id always trains.

    Parameters
    ----------
    ids
        Canonical cable ids.
    test_share
        Share of test cables to expect, 0 to 1.
    salt
        Any text; another one gives another split.
    """
    return [cable_id is not None and draw_by_id(cable_id, salt) < test_share for cable_id in ids]


def draw_by_id(cable_id: str, salt: str) -> float:
    """Return a number from 0 (included) to 1 (excluded) that only the id and the salt decide."""
    digest = hashlib.sha1(f"{salt}:{cable_id}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") / _RANGE
