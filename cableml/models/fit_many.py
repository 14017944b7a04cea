"""Many cables: the linear map is fitted on all of them, and what must not have seen a cable on a sample.

Leaving out by formula needs a matrix of all cables by all cables. Beyond what such a matrix can hold, a
sample is left out of one fit; calibration, cut-offs and the second stage learn from its scores; a second
fit, begun at the first, takes the sample in again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cableml.models.fit_ridge_blocks import FittedBlocks
from cableml.models.fit_ridge_many import fit_ridge_many
from cableml.models.fitted import BoolMatrix, Fitted, Folds
from cableml.models.gram import MAX_GRAM_CABLES
from cableml.models.linear import Linear
from cableml.models.settings import FitSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]
Progress = Callable[[str, int, int], None]


def draw_sample(groups: IntVector, n_cables: int, seed: int) -> IntVector:
    """Return the rising places of about ``n_cables`` cables, at most so many, of whole groups.

    Parameters: ``groups`` the same number for cables that repeat one another: of them all or none are
    drawn, so that no copy of a sampled cable is left to learn from. All of a group larger than
    ``n_cables`` are passed over.
    """
    _, number, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(sizes))
    order = order[sizes[order] <= n_cables]
    drawn = order[np.cumsum(sizes[order]) <= n_cables]
    return np.flatnonzero(np.isin(number, drawn))


def fit_ridge_of_many(
    X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: Folds, progress: Progress
) -> Fitted:
    """Return the least-squares maps of all columns of ``Y``, for any number of cables.

    With ``folds`` 0 in the settings the left-out scores are those of a sample (`Fitted.sample`), else each
    cable's by the fit without its fold.
    """
    n_cables = X.shape[0]

    def fit(kept: NDArray[np.bool_], start: Linear | None, stage: str) -> Linear:
        return fit_ridge_many(X, Y, settings.c, kept, settings.seed, settings.jobs, progress, start, stage)

    if settings.folds == 0:
        sample = draw_sample(np.arange(n_cables), MAX_GRAM_CABLES, settings.seed)
        without = fit(~_mark(sample, n_cables), None, "fitting labels without a sample")
        left_out = X[sample] @ without.weights + without.intercepts
        return Fitted(fit(np.ones(n_cables, np.bool_), without, "fitting labels"), left_out, sample)
    linear = fit(np.ones(n_cables, dtype=np.bool_), None, "fitting labels")
    left_out = np.empty(Y.shape, dtype=np.float32)
    for fold in range(int(folds.max()) + 1):
        part = fit(folds != fold, linear, f"refitting without fold {fold + 1}")
        left_out[folds == fold] = X[np.flatnonzero(folds == fold)] @ part.weights + part.intercepts
    return Fitted(linear, left_out)


def fit_blocks_of_many(
    X: csr_matrix,
    Y: BoolMatrix,
    starts: IntVector,
    sample: IntVector,
    settings: FitSettings,
    progress: Progress,
) -> FittedBlocks:
    """Return the least-squares maps fitted on all cables, and what one without the sample says of the sample.

    Parameters as of `cableml.models.fit_ridge_blocks.fit_ridge_blocks`; ``sample`` the places of the cables
    of which left-out scores are wanted, in whose order they come.
    """
    n_cables, n_blocks = X.shape[0], len(starts) - 1
    kept = ~_mark(sample, n_cables)
    stage = "fitting labels without a sample"
    without = fit_ridge_many(X, Y, settings.c, kept, settings.seed, settings.jobs, progress, None, stage)
    own = X[sample]
    blocks = np.empty((len(sample), n_blocks, Y.shape[1]), dtype=np.float32)
    for block in range(n_blocks):
        columns = slice(starts[block], starts[block + 1])
        blocks[:, block] = own[:, columns] @ without.weights[columns]
    left_out = blocks.sum(axis=1) + without.intercepts
    kept = np.ones(n_cables, dtype=np.bool_)
    linear = fit_ridge_many(X, Y, settings.c, kept, settings.seed, settings.jobs, progress, without)
    return FittedBlocks(linear, left_out, blocks)


def _mark(places: IntVector, n_cables: int) -> NDArray[np.bool_]:
    marked = np.zeros(n_cables, dtype=np.bool_)
    marked[places] = True
    return marked
