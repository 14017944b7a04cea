"""Caveats: how sure a levels model is that a cable bears NOFORN, from one of its linear scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.side_labels import NOFORN
from cableml.errors import ModelFolderError
from cableml.models.calibration import fit_tag_calibration
from cableml.models.prediction import ScoredCaveat

FloatMatrix = NDArray[np.float32]


class CaveatJudge(NamedTuple):
    """Log-odds of NOFORN: ``scores @ slopes + offset``; assigned from the probability ``cut`` on.

    ``slopes`` float32 (n_scores,), 0 but for the score of NOFORN; ``offset`` and ``cut`` float32 (1,).
    """

    slopes: NDArray[np.float32]
    offset: NDArray[np.float32]
    cut: NDArray[np.float32]


def score_caveats(judge: CaveatJudge, scores: FloatMatrix) -> list[tuple[ScoredCaveat, ...]]:
    """Return the caveats of each cable, one entry a known caveat; ``scores`` (n_cables, n_scores)."""
    found = _apply(judge, scores)
    cut = float(judge.cut[0])
    return [(ScoredCaveat(NOFORN, float(value), bool(value >= cut)),) for value in found]


def _apply(judge: CaveatJudge, scores: FloatMatrix) -> NDArray[np.float64]:
    odds = scores.astype(np.float64) @ judge.slopes + float(judge.offset[0])
    probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(odds, -60.0, 60.0)))
    return probabilities


def fit_caveats(
    left_out: FloatMatrix, is_noforn: NDArray[np.bool_], column: int
) -> tuple[CaveatJudge, dict[str, float]]:
    """Return the judge, and its figures on cables left out: AUC, average precision, and F1 at the cut.

    Parameters: ``left_out`` (n_cables, n_scores) by models that had not seen the cable; ``column`` the
    score of NOFORN. The cut is the best for F1 on these cables, so F1 is a little too good.
    """
    from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

    curve = fit_tag_calibration(left_out[:, [column]], is_noforn[:, None], 0.0)
    slopes = np.zeros(left_out.shape[1], dtype=np.float32)
    slopes[column] = curve.slopes[0]
    judge = CaveatJudge(slopes, curve.offsets.astype(np.float32), np.ones(1, dtype=np.float32))
    found = _apply(judge, left_out)
    precision, recall, cuts = precision_recall_curve(is_noforn, found)
    f1 = 2.0 * precision[:-1] * recall[:-1] / np.maximum(precision[:-1] + recall[:-1], 1e-12)
    best = int(np.argmax(f1))
    figures = {
        "left_out_noforn_auc": round(float(roc_auc_score(is_noforn, found)), 4),
        "left_out_noforn_average_precision": round(float(average_precision_score(is_noforn, found)), 4),
        "left_out_noforn_f1": round(float(f1[best]), 4),
    }
    return judge._replace(cut=np.array([cuts[best]], dtype=np.float32)), figures


def caveats_to_arrays(judge: CaveatJudge) -> dict[str, NDArray[Any]]:
    """Return the arrays by names such as ``caveats.cut``."""
    return {f"caveats.{name}": array for name, array in zip(judge._fields, judge, strict=True)}


def caveats_from_arrays(arrays: Mapping[str, NDArray[Any]], n_scores: int) -> CaveatJudge | None:
    """Return what `caveats_to_arrays` gave, or None where the model knows no caveat.

    Raises: KeyError for an array that is missing; ModelFolderError for one that does not fit.
    """
    if not any(name.startswith("caveats.") for name in arrays):
        return None
    judge = CaveatJudge(*(arrays[f"caveats.{name}"] for name in CaveatJudge._fields))
    for array, size in zip(judge, (n_scores, 1, 1), strict=True):
        if array.dtype.str != "<f4" or array.shape != (size,) or not np.all(np.isfinite(array)):
            raise ModelFolderError("the arrays of the caveats do not fit the scores; train the model again.")
    return judge
