"""Out-of-fold predictions put together: each fold's model has labels of its own.

As everywhere, a gold tag outside the labels of the model that scored its cable counts as missed in every
metric but macro-F1, which looks at a tag on the cables of those folds alone whose model had learned it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cableml.evaluation.cable_scores import CableScores
from cableml.evaluation.tag_statistics import TagStatistics

Floats = npt.NDArray[np.float64]


def pool_tag_statistics(parts: Sequence[TagStatistics], places: Sequence[Sequence[int]]) -> TagStatistics:
    """Return the statistics of all parts as one.

    Parameters: ``places`` the rows that each part's cables take in the pooled table, together 0 to
    n_cables - 1, each once.
    """
    labels = sorted({label for part in parts for label in part.labels})
    column_of = {label: column for column, label in enumerate(labels)}
    rows = [np.asarray(own, dtype=np.int64) for own in places]
    cables: list[npt.NDArray[np.int64]] = []
    codes: list[npt.NDArray[np.int64]] = []
    outside: Counter[str] = Counter()
    for part, own in zip(parts, rows, strict=True):
        columns = np.array([column_of[label] for label in part.labels], dtype=np.int64)
        label, outcome = np.divmod(part.entry_codes, 3)
        cables.append(own[part.entry_cables])
        codes.append(3 * columns[label] + outcome)
        outside.update(part.outside)
    all_cables, all_codes = np.concatenate(cables), np.concatenate(codes)
    order = np.lexsort((all_cables, all_codes))
    # The calibration error divides by all labels of the table; a model's own are fewer.
    gaps = [part.bin_gaps * (len(labels) / max(len(part.labels), 1)) for part in parts]
    return TagStatistics(
        labels=tuple(labels),
        columns=_stack([part.columns for part in parts], rows),
        bin_gaps=_stack(gaps, rows),
        entry_cables=all_cables[order],
        entry_codes=all_codes[order],
        outside=MappingProxyType(dict(outside)),
        bin_counts=np.sum([part.bin_counts for part in parts], axis=0),
        bin_sums=np.sum([part.bin_sums for part in parts], axis=0),
        bin_true=np.sum([part.bin_true for part in parts], axis=0),
        squared_gaps=sum(part.squared_gaps for part in parts),
        top_probabilities=_stack_top([part.top_probabilities for part in parts], rows),
        top_relevance=_stack_top([part.top_relevance for part in parts], rows),
    )


def pool_cable_scores(parts: Sequence[CableScores], places: Sequence[Sequence[int]]) -> CableScores:
    """Return the scores of all parts as one; ``places`` as in `pool_tag_statistics`.

    The one list of labels makes a comparison count a tag as missed also where a fold had not learned it.
    """
    labels = tuple(sorted({label for part in parts for label in part.labels}))
    row_of = {
        place: (part, row) for part, own in zip(parts, places, strict=True) for row, place in enumerate(own)
    }
    order = [row_of[place] for place in range(len(row_of))]
    rows = [np.asarray(own, dtype=np.int64) for own in places]
    gaps = [part.bin_gaps * (len(labels) / max(len(part.labels), 1)) for part in parts]
    return replace(
        parts[0],
        labels=labels,
        keys=tuple(part.keys[row] for part, row in order),
        posts=tuple(part.posts[row] for part, row in order),
        gold=tuple(part.gold[row] for part, row in order),
        assigned=tuple(part.assigned[row] for part, row in order),
        probabilities=tuple(part.probabilities[row] for part, row in order),
        ranking=_stack([part.ranking for part in parts], rows),
        bin_gaps=_stack(gaps, rows),
    )


def _stack(tables: Sequence[Floats], rows: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """Return the tables' rows at their places in one table."""
    whole = np.empty((sum(map(len, rows)), tables[0].shape[1]))
    for table, own in zip(tables, rows, strict=True):
        whole[own] = table
    return whole


def _stack_top(tables: Sequence[Floats], rows: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """Return the best places of every cable; as many as the model with the fewest labels has."""
    width = min(table.shape[1] for table in tables)
    return _stack([table[:, :width] for table in tables], rows)
