"""Ranking metrics per cable: how high a model lists the gold tags.

Tied probabilities never profit from the order of the labels: precision and nDCG give each of the
tied places the mean relevance of the tie (what random order gives on average), and label ranking
average precision counts every tied label as ranked before. This is what scikit-learn does.

Gold tags outside the model's labels are never retrieved: they fill no place, add nothing, and
count in the ideal ranking of nDCG and in the mean of label ranking average precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.int64]

_CHUNK_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class TopRelevance:
    """The best ``k`` places of every cable.

    ``probabilities`` float64, shape (n_cables, k), falling; ``relevance`` float64, same shape:
    the share of gold tags among the labels tied for the place, 0 or 1 where nothing is tied.
    """

    probabilities: npt.NDArray[np.float64]
    relevance: npt.NDArray[np.float64]


def rank_top(probabilities: FloatArray, gold_cables: IntArray, gold_labels: IntArray, k: int) -> TopRelevance:
    """Return the relevance of the best `k` places (fewer where there are fewer labels).

    ``probabilities`` has shape (n_cables, n_labels); a gold tag is one pair of ``gold_cables``
    and ``gold_labels`` (row and column), each pair once.
    """
    n_cables, n_labels = probabilities.shape
    k = min(k, n_labels)
    if k == 0:
        nothing = np.zeros((n_cables, 0))
        return TopRelevance(nothing, nothing)
    best = np.partition(probabilities, n_labels - k, axis=1)[:, n_labels - k :]
    best = np.sort(best, axis=1)[:, ::-1]
    gold_probabilities = probabilities[gold_cables, gold_labels]
    relevance = np.empty((n_cables, k), dtype=np.float64)
    for place in range(k):
        value = best[:, place]
        tied = np.count_nonzero(probabilities == value[:, None], axis=1)
        tied_gold = np.bincount(gold_cables[gold_probabilities == value[gold_cables]], minlength=n_cables)
        relevance[:, place] = tied_gold / tied
    return TopRelevance(best.astype(np.float64), relevance)


def measure_precision_at(relevance: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """Return precision at `k` per cable, shape (n_cables,); places that no label fills count as wrong."""
    return np.asarray(relevance[:, :k].sum(axis=1) / k, dtype=np.float64)


def measure_ndcg_at(
    relevance: npt.NDArray[np.float64], n_gold: npt.NDArray[Any], k: int
) -> npt.NDArray[np.float64]:
    """Return nDCG at `k` per cable, shape (n_cables,); 0 where a cable has no gold tag.

    ``n_gold`` (n_cables,) counts all gold tags, those outside the labels too. Discounts are
    1 / log2(place + 1), gains are 0 or 1.
    """
    discounts = 1.0 / np.log2(np.arange(2, k + 2))
    reached = relevance[:, :k] @ discounts[: relevance.shape[1]]
    ideal = np.concatenate(([0.0], np.cumsum(discounts)))[np.minimum(n_gold, k)]
    scores = np.zeros(len(reached))
    np.divide(reached, ideal, out=scores, where=ideal > 0)
    return scores


def sum_rank_precision(
    probabilities: FloatArray, gold_cables: IntArray, gold_labels: IntArray
) -> npt.NDArray[np.float64]:
    """Return per cable the sum of its gold tags' rank precision, float64, shape (n_cables,).

    The rank precision of a gold tag is the share of gold tags among the labels ranked as high or
    higher; the sum divided by the cable's gold tags is its label ranking average precision.
    """
    n_cables, n_labels = probabilities.shape
    if not len(gold_cables):
        return np.zeros(n_cables)
    scores = probabilities[gold_cables, gold_labels]
    ranks = np.empty(len(scores), dtype=np.int64)
    chunk = max(1, _CHUNK_CELLS // max(n_labels, 1))
    for start in range(0, len(scores), chunk):
        part = slice(start, start + chunk)
        ranks[part] = np.count_nonzero(probabilities[gold_cables[part]] >= scores[part, None], axis=1)
    precision = _count_gold_ranked_as_high(gold_cables, scores) / ranks
    return np.bincount(gold_cables, weights=precision, minlength=n_cables).astype(np.float64)


def _count_gold_ranked_as_high(gold_cables: IntArray, scores: FloatArray) -> IntArray:
    """Return for every gold tag how many gold tags of its cable score at least as much."""
    order = np.lexsort((-scores, gold_cables))
    cables, falling = gold_cables[order], scores[order]
    places = np.arange(len(order))
    new_cable = np.concatenate(([True], cables[1:] != cables[:-1]))
    first = np.maximum.accumulate(np.where(new_cable, places, 0))
    ends_tie = np.concatenate((new_cable[1:] | (falling[1:] != falling[:-1]), [True]))
    last = np.minimum.accumulate(np.where(ends_tie, places, len(order))[::-1])[::-1]
    counts = np.empty(len(order), dtype=np.int64)
    counts[order] = last - first + 1
    return counts
