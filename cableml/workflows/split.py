"""The two sides of a corpus, with near-duplicates kept on one of them.

Whatever splits, the training side only ever loses: a cable is moved or left out so that nothing is
trained on that the split holds out, nor a copy of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cableml.errors import TrainingError
from cableml.workflows.scoring import has_label

if TYPE_CHECKING:
    from cableml.config.schema import Config, SplitSettings
    from cableml.features.near_duplicates import NearDuplicates, SampledRuns
    from cableml.workflows.gather import Corpus, LabelledCable


@dataclass(frozen=True, slots=True)
class Split:
    """Both sides of the split.

    Left out of training and counted: cables without known labels (``n_train_unknown``), and those
    that repeat a test cable (``n_train_repeats``; ``n_kept_repeats`` of them stay with ``repeats:
    keep``, ``n_moved`` went to the test with ``together``). ``n_unplaced`` cables have no date or
    post to be placed by. ``n_repeated`` cables of the corpus have a near-duplicate. ``how`` is one
    sentence on what decided the sides; ``first_test_day`` is set where the date does. ``is_untested``:
    the config asked for no test, and ``test`` is empty. ``train_runs`` are what the cables of ``train`` are
    compared by.
    """

    train: tuple[LabelledCable, ...]
    test: tuple[LabelledCable, ...]
    n_train_unknown: int
    n_train_repeats: int
    n_kept_repeats: int = 0
    n_moved: int = 0
    n_unplaced: int = 0
    n_repeated: int = 0
    how: str = ""
    first_test_day: str | None = None
    is_untested: bool = False
    train_runs: SampledRuns | None = None


def split_corpus(corpus: Corpus, config: Config, runs: SampledRuns | None = None) -> Split:
    """Return the two sides of the config's split.

    Parameters: ``runs`` what `cableml.features.near_duplicates.sample_runs` gives of the corpus's cables,
    where it is at hand.

    Raises: TrainingError where a side is left without a labelled cable, or a test file without any.
    """
    from cableml.features.near_duplicates import compare_runs, sample_runs

    cables = corpus.cables
    placed, how, first_test_day = _place(cables, config)
    runs = runs or sample_runs([cable.cable for cable in cables])
    near = compare_runs(runs)
    in_test = [side is True for side in placed]
    repeats = {place for place in _find_across(cables, in_test, near) if placed[place] is False}
    n_moved = 0
    if config.split.repeats == "together":
        moved = _find_joined(cables, in_test, near)
        n_moved = sum(placed[place] is False for place in moved)
        placed = [True if place in moved and side is not None else side for place, side in enumerate(placed)]
    dropped = repeats if config.split.repeats == "drop" else set()
    sides: dict[bool, list[int]] = {False: [], True: []}
    for place, side in enumerate(placed):
        if side is not None and place not in dropped:
            sides[side].append(place)
    known = {
        side: [place for place in sides[side] if has_label(cables[place], config.task)] for side in sides
    }
    is_untested = config.split.by == "none"
    for side, name in ((False, "train on"), (True, "test on")):
        if not known[side] and not (side and is_untested):
            raise TrainingError(
                f"of the {len(cables):,} cables none with known labels is left to {name}. "
                f"Give more labelled cables, or {_other_split(config.split)}."
            )
    return Split(
        train=tuple(cables[place] for place in known[False]),
        test=tuple(cables[place] for place in sides[True]),
        n_train_unknown=len(sides[False]) - len(known[False]),
        n_train_repeats=len(dropped),
        n_kept_repeats=len(repeats) if config.split.repeats == "keep" else 0,
        n_moved=n_moved,
        n_unplaced=sum(side is None for side in placed),
        n_repeated=near.n_repeated,
        how=how,
        first_test_day=first_test_day,
        is_untested=is_untested,
        train_runs=runs.take(known[False]),
    )


def find_repeats(cables: Sequence[LabelledCable], in_test: Sequence[bool]) -> frozenset[int]:
    """Return the places of cables outside the test that repeat a test cable's text or id."""
    from cableml.features.near_duplicates import find_near_duplicates

    return _find_across(cables, in_test, find_near_duplicates([cable.cable for cable in cables]))


def describe_split(split: Split, config: Config) -> list[str]:
    """Return sentences on what decided the sides, and on near-duplicates, left out and kept."""
    notes = [split.how]
    if split.n_unplaced:
        lack = "date" if config.split.by == "date" else "post in their id"
        notes.append(f"{split.n_unplaced:,} cables have no {lack} and stand on neither side.")
    if split.n_train_unknown:
        missing = "no TAGS line" if config.task == "tags" else "no marking that states their level"
        notes.append(
            f"{split.n_train_unknown:,} training cables have {missing} and were left out of training."
        )
    if split.n_repeated:
        notes.append(f"{split.n_repeated:,} cables of the corpus share much of their text with another.")
    if split.n_train_repeats:
        notes.append(
            f"{split.n_train_repeats:,} training cables repeat the text or the id of a test cable and were "
            "left out of training (split.repeats: drop)."
        )
    if split.n_moved:
        notes.append(
            f"{split.n_moved:,} cables went to the test because they belong to a group of near-duplicates "
            "with a test cable (split.repeats: together)."
        )
    if split.n_kept_repeats:
        notes.append(
            f"{split.n_kept_repeats:,} training cables repeat the text or the id of a test cable and were "
            "kept (split.repeats: keep): the figures flatter the model."
        )
    return notes


def _place(cables: Sequence[LabelledCable], config: Config) -> tuple[Sequence[bool | None], str, str | None]:
    """Return the side of each cable (None: neither), a sentence on what decided, and the first test day."""
    from cableml.corpus.split import split_by_id, split_by_post
    from cableml.corpus.stratify import split_stratified

    split = config.split
    ids = [cable.id for cable in cables]
    drawn = f"(test share {split.test:g}, salt {split.salt!r})"
    if split.by == "none":
        return [False] * len(cables), "No split: every cable was trained on, and nothing was tested.", None
    if split.by == "date":
        return _place_by_date(cables, split)
    if split.by == "file":
        return *_place_by_file(cables, split), None
    if split.by == "post":
        posts = [find_post(cable) for cable in cables]
        placed = split_by_post(posts, split.test, split.salt)
        n_held = len({post for post, side in zip(posts, placed, strict=True) if side})
        how = (
            f"Split by post: {n_held:,} of {len({*posts} - {None}):,} posts are tested and were not trained "
            f"on, by a hash of their names {drawn}."
        )
        return placed, how, None
    if split.stratify:
        labels = [_label_set(cable, config.task) for cable in cables]
        how = (
            f"Split by a hash of the cable's id {drawn}, evened out so that each label has its share of test "
            "cables. The labels of all cables were looked at for this, and for nothing else."
        )
        return split_stratified(ids, labels, split.test, split.salt), how, None
    how = f"Split by a hash of the cable's id {drawn}: copies of one cable stand on one side."
    return split_by_id(ids, split.test, split.salt), how, None


def find_post(cable: LabelledCable) -> str | None:
    """Return the post that the cable's id names, or None."""
    from cableml.cable.cable_id import split_id

    parts = split_id(cable.id) if cable.id is not None else None
    return parts.post if parts is not None else None


def _place_by_date(
    cables: Sequence[LabelledCable], split: SplitSettings
) -> tuple[Sequence[bool | None], str, str]:
    from cableml.corpus.split import find_cut, split_by_date

    dates = [cable.date for cable in cables]
    cut = split.from_ or find_cut(dates, split.test)
    if cut is None:
        raise TrainingError("no cable bears a date, so none is the newest. Use another split than by: date.")
    how = f"Split by date: tested on cables of {cut} and later, trained on older ones."
    return split_by_date(dates, cut), how, cut


def _place_by_file(cables: Sequence[LabelledCable], split: SplitSettings) -> tuple[list[bool | None], str]:
    from cableml.corpus.id_list import read_ids
    from cableml.corpus.split import split_by_file

    sources = [cable.source for cable in cables]
    for file in split.test_files:
        if not any(split_by_file(sources, [file])):
            raise TrainingError(f"no cable comes from split.test_files {file!r}. Check the name.")
    of_files = split_by_file(sources, split.test_files)
    listed = read_ids(split.test_ids) if split.test_ids is not None else frozenset()
    placed: list[bool | None] = [
        of_file or cable.id in listed for of_file, cable in zip(of_files, cables, strict=True)
    ]
    parts = [f"the cables of {', '.join(split.test_files)}"] if split.test_files else []
    if split.test_ids is not None:
        n_found = len(listed & {cable.id for cable in cables})
        parts.append(f"{n_found:,} of the {len(listed):,} cables that {split.test_ids} lists")
    return placed, f"Split by file: tested on {' and '.join(parts)}, trained on all others."


def _label_set(cable: LabelledCable, task: str) -> tuple[str, ...] | None:
    if task == "tags":
        return cable.tags
    return None if cable.level is None else (cable.level,)


def _find_across(
    cables: Sequence[LabelledCable], in_test: Sequence[bool], near: NearDuplicates
) -> frozenset[int]:
    import numpy as np

    test = np.asarray(in_test, dtype=np.bool_)
    across = test[near.first] != test[near.second]
    of_train = np.where(test[near.first], near.second, near.first)[across]
    test_ids = {cable.id for cable, side in zip(cables, in_test, strict=True) if side} - {None}
    same_id = (
        place
        for place, (cable, side) in enumerate(zip(cables, in_test, strict=True))
        if not side and cable.id in test_ids
    )
    return frozenset((*(int(place) for place in of_train), *same_id))


def _find_joined(
    cables: Sequence[LabelledCable], in_test: Sequence[bool], near: NearDuplicates
) -> frozenset[int]:
    """Return the places of all cables that a chain of near-duplicates or equal ids joins to a test cable."""
    neighbours: dict[int, list[int]] = {}
    first_of: dict[str, int] = {}
    pairs = list(zip(near.first.tolist(), near.second.tolist(), strict=True))
    for place, cable in enumerate(cables):
        if cable.id is not None and first_of.setdefault(cable.id, place) != place:
            pairs.append((first_of[cable.id], place))
    for one, other in pairs:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    waiting = [place for place, side in enumerate(in_test) if side]
    joined = set(waiting)
    while waiting:
        for other in neighbours.get(waiting.pop(), ()):
            if other not in joined:
                joined.add(other)
                waiting.append(other)
    return frozenset(joined)


def _other_split(split: SplitSettings) -> str:
    if split.by == "file":
        return "other files with split.test_files or split.test_ids"
    if split.from_:
        return "another first test day with --set split.from=2009-01-01"
    return "another share with --set split.test=0.2"
