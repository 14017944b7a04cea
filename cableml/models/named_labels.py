"""Tags that a model knows by name alone: countries that too few training cables carry to learn words for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.cable.label_space import LabelSpace
from cableml.cable.tag import is_region
from cableml.features.gazetteer import gazetteer_codes, gazetteer_kinds

UNHEARD = np.float32(-30.0)
"""The linear score of a tag that no linear model was fitted for."""


def add_named_labels(label_space: LabelSpace, min_cables: int) -> LabelSpace:
    """Return the label space with every country that the gazetteer names, however few cables carry it.

    Fewer than ``min_cables``: those with more are in it already.
    """
    countries = [
        code
        for code, kind in zip(gazetteer_codes(), gazetteer_kinds(), strict=True)
        if kind == "geo" and not is_region(code)
    ]
    dropped = dict(label_space.dropped)
    counts: dict[str, int] = dict(label_space.counts)
    for code in countries:
        count = dropped.get(code, (0, ""))[0]
        if code not in counts and count < min_cables:  # one that every cable carries stays dropped
            counts[code] = count
            dropped.pop(code, None)
    ordered: Mapping[str, int] = {label: counts[label] for label in sorted(counts)}
    return LabelSpace(tuple(ordered), MappingProxyType(dict(ordered)), MappingProxyType(dropped))


def learned_columns(label_space: LabelSpace, min_cables: int) -> NDArray[np.int64]:
    """Return the columns of the labels that linear models are fitted for, int64, rising."""
    counts = np.array([label_space.counts[label] for label in label_space.labels], dtype=np.int64)
    return np.flatnonzero(counts >= min_cables)


def spread_columns(
    values: NDArray[np.float32], columns: NDArray[np.int64], n_labels: int, fill: Any
) -> NDArray[np.float32]:
    """Return the values (..., n_learned) at their ``columns`` of (..., n_labels), ``fill`` elsewhere."""
    if values.shape[-1] == n_labels:
        return values
    spread = np.full((*values.shape[:-1], n_labels), fill, dtype=np.float32)
    spread[..., columns] = values
    return spread
