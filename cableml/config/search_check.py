"""What can be wrong with a well-formed ``search`` section: keys that lead nowhere, values that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cableml.config.explain import explain_problem
from cableml.config.line_map import Path
from cableml.config.overrides import Override, apply_change, parse_key
from cableml.config.search_schema import METRICS, NOT_SEARCHED, Range

if TYPE_CHECKING:
    from cableml.config.schema import Config


def find_search_problems(config: Config, values: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the key path and one sentence for each problem of the config's search.

    Parameters: ``values`` the plain values that the config was read from.
    """
    search = config.search
    if search is None:
        return
    known = METRICS[config.task]
    if search.metric is not None and search.metric not in known:
        close = get_close_matches(search.metric, known, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        yield (
            ("search", "metric"),
            f"{search.metric!r} is no figure of task {config.task}.{hint} Choices: {', '.join(known)}.",
        )
    base = {key: value for key, value in values.items() if key != "search"}
    for key, candidates in search.space.items():
        problem = _find_key_problem(key, candidates, base, type(config))
        if problem is not None:
            yield ("search", "space", key), problem


def _find_key_problem(
    key: str, candidates: tuple[Any, ...] | Range, base: dict[str, Any], model: type[Config]
) -> str | None:
    path = parse_key(key)
    if path is None:
        return "write the key as --set takes it, such as model.c or features.0.weight."
    if path[0] in NOT_SEARCHED:
        return (
            f"{path[0]} is not searched: it decides what is measured, or nothing of the model. "
            "Search keys of features, model, decision and their like."
        )
    tried = (candidates.low, candidates.high) if isinstance(candidates, Range) else candidates
    for value in tried:
        changed = deepcopy(base)
        problem = apply_change(changed, Override(path, value, f"{key}={value}"))
        if problem is not None:
            return problem
        try:
            model.model_validate(changed)
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=True)
            # Values of several keys may fit together only; what lies elsewhere is seen when they are tried.
            own = [
                one
                for one in details
                if one["loc"] and tuple(one["loc"])[: len(path)] == path[: len(one["loc"])]
            ]
            if own:
                return explain_problem(own[0], model)[1]
    return None
