"""Folds of a corpus: groups of cables dealt out by a hash, so that every machine deals alike."""

from __future__ import annotations

from collections.abc import Sequence

from cableml.corpus.split import draw_by_id


def deal_folds(names: Sequence[str], groups: Sequence[int], n_folds: int, salt: str) -> list[int]:
    """Return the fold of each cable, 0 to ``n_folds`` - 1; a group is never torn apart.

    Groups are dealt in an order that a hash of their first name decides, each to the fold with the fewest
    cables so far: sizes differ by little, and the order of the corpus decides nothing.

    Parameters
    ----------
    names
        What a cable is called, its id or what stands for it.
    groups
        The group of each cable; any numbers.
    n_folds
        How many folds; some stay empty where groups are fewer.
    salt
        Any text; another one deals otherwise.
    """
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    called = {group: min(names[place] for place in places) for group, places in members.items()}
    order = sorted(members, key=lambda group: (draw_by_id(called[group], salt), called[group]))
    sizes = [0] * n_folds
    folds = [0] * len(names)
    for group in order:
        fold = min(range(n_folds), key=lambda number: (sizes[number], number))
        sizes[fold] += len(members[group])
        for place in members[group]:
            folds[place] = fold
    return folds
