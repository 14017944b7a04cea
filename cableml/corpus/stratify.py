"""A split that gives every label its share of test cables, the rare ones first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from cableml.corpus.split import draw_by_id

_TEST, _TRAIN = 0, 1


def split_stratified(
    ids: Sequence[str | None],
    label_sets: Sequence[Collection[str] | None],
    test_share: float,
    salt: str = "cableml",
) -> list[bool]:
    """Return, for each cable, whether it is a test cable, such that each label has its share of them.

    The label with the fewest unplaced cables comes first; each of its cables goes to the side that
    lacks most of that label, then most cables, then to the side that the hash of its id says. Copies
    of one id go together. Cables with unknown labels (None) go by the hash alone, those without an
    id train. The order of the cables does not matter; a cable that is added may move others.

    Source: Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data", ECML
    PKDD 2011, the iterative stratification of its figure 1, for two subsets.
    """
    labels_of: dict[str, set[str]] = {}
    for cable_id, labels in zip(ids, label_sets, strict=True):
        if cable_id is not None and labels is not None:
            labels_of.setdefault(cable_id, set()).update(labels)
    draws = {cable_id: draw_by_id(cable_id, salt) for cable_id in labels_of}
    in_test = _place(labels_of, draws, test_share)
    return [
        cable_id is not None
        and (in_test[cable_id] if cable_id in in_test else draw_by_id(cable_id, salt) < test_share)
        for cable_id in ids
    ]


def _place(labels_of: dict[str, set[str]], draws: dict[str, float], test_share: float) -> dict[str, bool]:
    shares = (test_share, 1.0 - test_share)
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for cable_id in sorted(labels_of, key=lambda one: (draws[one], one)):
        for label in sorted(labels_of[cable_id]) or [""]:  # a cable without labels balances the sides
            holders[label].append(cable_id)
    left = Counter({label: len(cables) for label, cables in holders.items()})
    wanted = {label: [count * share for share in shares] for label, count in left.items()}
    room = [len(labels_of) * share for share in shares]
    in_test: dict[str, bool] = {}
    while left:
        label = min(left, key=lambda one: (one == "", left[one], one))
        for cable_id in holders[label]:
            if cable_id in in_test:
                continue
            drawn = _TEST if draws[cable_id] < test_share else _TRAIN
            side = max((_TEST, _TRAIN), key=lambda one: (wanted[label][one], room[one], one == drawn))
            in_test[cable_id] = side == _TEST
            room[side] -= 1
            for other in labels_of[cable_id] or {""}:
                wanted[other][side] -= 1
                left[other] -= 1
        del left[label]
    return in_test
