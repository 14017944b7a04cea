"""Which settings a search tries, in which order: all, drawn ones, or one setting at a time.

Blocks of features nearly add up, so a good weight of one depends little on the others': trying one setting
at a time round the best so far finds more with a few dozen trials than a grid of ten dimensions, of which
so many trials see a corner, or as many random draws. It also says what each setting is worth by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from itertools import islice, product
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cableml.config.search_schema import Range, SearchSettings

Changes = dict[str, Any]
"""Dotted keys and their values; a key with the config's own value is left out."""
Proposals = Generator[list[Changes], Sequence[float | None], None]
"""Yields what to try next, and is sent how good each is: larger is better, None: it cannot be trained."""

_DRAWS_PER_TRIAL = 20


def propose(
    search: SearchSettings, current: Mapping[str, Any], is_valid: Callable[[Changes], bool]
) -> Proposals:
    """Return the proposals of the search; the first is no change at all, the rest are at most its trials.

    Parameters: ``current`` the config's own value of each key of the space; ``is_valid`` whether changes
    give a config that can be trained with.
    """
    method = {"coordinate": _propose_coordinate, "grid": _propose_grid, "random": _propose_random}
    return method[search.method](search, current, is_valid)


def list_values(candidates: tuple[Any, ...] | Range) -> list[Any]:
    """Return the values to try one by one; of a range its steps, rising."""
    if isinstance(candidates, tuple):
        return list(candidates)
    steps = [candidates.at(step / (candidates.steps - 1)) for step in range(candidates.steps)]
    return list(dict.fromkeys(steps))


def draw_value(candidates: tuple[Any, ...] | Range, random: Random) -> Any:
    """Return one of the values, each as likely; of a range any number within."""
    return random.choice(candidates) if isinstance(candidates, tuple) else candidates.at(random.random())


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values of a setting are the same: 1 and 1.0 are, true and 1 are not."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _propose_grid(
    search: SearchSettings, current: Mapping[str, Any], is_valid: Callable[[Changes], bool]
) -> Proposals:
    yield [{}]
    keys = list(search.space)
    every = product(*(list_values(search.space[key]) for key in keys))
    combinations = (_drop_current(dict(zip(keys, values, strict=True)), current) for values in every)
    yield list(islice((one for one in combinations if one and is_valid(one)), search.trials))


def _propose_random(
    search: SearchSettings, current: Mapping[str, Any], is_valid: Callable[[Changes], bool]
) -> Proposals:
    yield [{}]
    random = Random(search.seed)
    found: list[Changes] = []
    for _ in range(search.trials * _DRAWS_PER_TRIAL):
        drawn = _drop_current({key: draw_value(search.space[key], random) for key in search.space}, current)
        if drawn and drawn not in found and is_valid(drawn):
            found.append(drawn)
        if len(found) == search.trials:
            break
    yield found


def _propose_coordinate(
    search: SearchSettings, current: Mapping[str, Any], is_valid: Callable[[Changes], bool]
) -> Proposals:
    best: Changes = {}
    (highest,) = yield [best]
    tried = [best]
    unchanged = 0  # settings in a row that stayed as they were: once round, and the search is over
    while True:
        for key, candidates in search.space.items():
            room = search.trials + 1 - len(tried)
            values = [current[key], *list_values(candidates)]
            options = [_drop_current({**best, key: value}, current) for value in values]
            new = [one for one in _unique(options) if one not in tried and is_valid(one)][:room]
            before = best
            if new:
                tried += new
                figures = yield new
                for option, figure in zip(new, figures, strict=True):
                    if figure is not None and (highest is None or figure > highest):
                        best, highest = option, figure
            unchanged = unchanged + 1 if best is before else 0
            if unchanged >= len(search.space) or len(tried) > search.trials:
                return


def _drop_current(changes: Changes, current: Mapping[str, Any]) -> Changes:
    return {key: value for key, value in changes.items() if not is_same(value, current[key])}


def _unique(options: Sequence[Changes]) -> list[Changes]:
    return [option for place, option in enumerate(options) if option not in options[:place]]
