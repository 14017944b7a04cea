"""Training and test cables told apart: by a hash of the id or of the post, by date, or by file.

A hash gives the same side on every machine and day, and a cable that is added moves no other.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Sequence
from pathlib import Path

_RANGE = float(1 << 64)
_DAY = 10  # characters of an ISO date without its time


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


def split_by_post(posts: Sequence[str | None], test_share: float, salt: str = "cableml") -> list[bool | None]:
    """Return, for each cable, whether its whole post is held out for the test; None without a post.

    A post's side depends on its name, the share and the salt alone. ``test_share`` is a share of
    posts: a large post counts like a small one, so the share of cables may be another.
    """
    held_out = {post: draw_by_id(f"post {post}", salt) < test_share for post in set(posts) if post}
    return [held_out[post] if post else None for post in posts]


def find_cut(dates: Sequence[str | None], test_share: float) -> str | None:
    """Return the first day of the test: so much of the dated cables as comes nearest to the share is as new.

    None where no cable bears a date. Cables of one day are never torn apart.
    """
    days = sorted(date[:_DAY] for date in dates if date)
    if not days:
        return None
    wanted = test_share * len(days)
    # Of two days equally near, the later one: it leaves more to train on.
    newest_first = sorted(set(days), reverse=True)
    return min(newest_first, key=lambda day: abs(len(days) - bisect_left(days, day) - wanted))


def split_by_date(dates: Sequence[str | None], first_test_day: str) -> list[bool | None]:
    """Return, for each cable, whether its date is ``first_test_day`` or later; None without a date."""
    return [date[:_DAY] >= first_test_day if date else None for date in dates]


def split_by_file(sources: Sequence[str], test_files: Collection[str]) -> list[bool]:
    """Return, for each cable, whether it comes from a test file, or from a file below a test folder.

    ``sources`` name files as they were read, ``FILE`` or ``FILE#ENTRY``.
    """
    roots = {Path(file).resolve() for file in test_files}
    known: dict[str, bool] = {}
    sides = []
    for source in sources:
        file, _, entry = source.rpartition("#")
        name = file if entry.isdecimal() else source
        if name not in known:
            path = Path(name).resolve()
            known[name] = not roots.isdisjoint((path, *path.parents))
        sides.append(known[name])
    return sides


def draw_by_id(cable_id: str, salt: str) -> float:
    """Return a number from 0 (included) to 1 (excluded) that only the id and the salt decide."""
    digest = hashlib.sha1(f"{salt}:{cable_id}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") / _RANGE
