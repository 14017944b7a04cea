"""fit_ridge_blocks: the ridge estimator with what each block of features adds, leaving folds out exactly.

With ``G`` the inverse of ``K + diag(1 / 2c)`` and ``beta = G y``, leaving the cables F out changes ``beta``
by ``-G_:F e`` with ``e`` the solution of ``G_FF e = beta_F``: so each block's share of the left-out scores
is known without a refit. Folds, not single cables: the sum over all others of a post or year tells the
one cable's own label (all minus own), which trees would learn to read.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.errors import TrainingError
from cableml.features.block import Rows, take_rows
from cableml.models.fitted import BoolMatrix, Folds, Progress, run_in_threads
from cableml.models.gram import MAX_GRAM_CABLES, multiply_itself
from cableml.models.inverse import invert_system, multiply_dense
from cableml.models.linear import Linear
from cableml.models.one_thread import hold_linear_algebra
from cableml.models.products import multiply_blocks, multiply_rows, pick_blocks, transpose_rows
from cableml.models.settings import FitSettings

FloatMatrix = NDArray[np.float32]

_DENSE_SHARE = 1 / 200  # of all pairs of cables: blocks with more terms than that are held as matrices


class FittedBlocks(NamedTuple):
    """A linear map, and the scores of the training cables by models that had not seen them.

    ``left_out`` float32 (n_cables, n_scores); ``blocks`` float32 (n_cables, n_blocks, n_scores): what each
    block adds to it. The rest of a score is the intercept.
    """

    linear: Linear
    left_out: FloatMatrix
    blocks: NDArray[np.float32]


def fit_ridge_blocks(
    rows: Rows,
    Y: BoolMatrix,
    starts: NDArray[np.int64],
    folds: Folds,
    settings: FitSettings,
    progress: Progress,
) -> FittedBlocks:
    """Return the least-squares maps of all columns of ``Y``, on signs, as the estimator ridge.

    Parameters: ``starts`` the first column of each block of ``rows``, and behind them the number of
    columns; ``folds`` the fold of each cable.

    Raises: TrainingError for more cables than a dense matrix can hold.
    """
    if len(Y) > MAX_GRAM_CABLES:
        raise TrainingError(
            f"the second stage cannot hold {len(Y):,} cables at once, at most {MAX_GRAM_CABLES:,}; "
            "set second_stage: null, or train on fewer cables."
        )
    # One thread: how sums are shared among threads decides their last bits.
    with hold_linear_algebra(with_scipy=False):
        return _fit(rows, Y, starts, folds, settings, progress)


def _fit(
    rows: Rows,
    Y: BoolMatrix,
    starts: NDArray[np.int64],
    folds: Folds,
    settings: FitSettings,
    progress: Progress,
) -> FittedBlocks:
    n_cables, n_blocks, jobs = len(Y), len(starts) - 1, settings.jobs
    uses = np.bincount(rows.indices, minlength=int(starts[-1]))
    sizes = np.array([int(uses[first:last].sum()) for first, last in pairwise(starts.tolist())])
    # What a thin block adds follows from its rows; thick ones are the faster as matrices of cables.
    thick = np.flatnonzero(sizes > _DENSE_SHARE * n_cables**2).tolist()
    thin = [block for block in range(n_blocks) if block not in thick]
    picks = run_in_threads(lambda some: pick_blocks(rows, starts, some), [thin, *([b] for b in thick)], jobs)
    (thin_rows, thin_starts), *parts = picks
    n_steps = len(thick) + 3
    progress("comparing cables", 0, n_steps)
    grams: dict[int, FloatMatrix] = {}
    system = multiply_itself(thin_rows, int(thin_starts[-1]), jobs)
    system += 1.0
    progress("comparing cables", 1, n_steps)
    for block, (part, (_, n_columns)) in zip(thick, parts, strict=True):
        grams[block] = multiply_itself(part, int(n_columns), jobs)
        system += grams[block]
        progress("comparing cables", len(grams) + 1, n_steps)
    system[np.diag_indices_from(system)] += np.float32(0.5 / settings.c)
    try:
        invert_system(system, jobs)
    except np.linalg.LinAlgError as error:
        raise TrainingError(
            f"the least-squares system of c {settings.c} cannot be solved; use a smaller c."
        ) from error
    inverse = system
    progress("comparing cables", len(thick) + 2, n_steps)
    signs = np.where(Y, np.float32(1.0), np.float32(-1.0))
    beta = multiply_dense(inverse, signs, jobs)
    weights = multiply_rows(transpose_rows(rows, int(starts[-1])), beta, jobs)
    blocks = multiply_blocks(rows, starts, weights, jobs)
    left_out = signs.copy()
    thin_columns = transpose_rows(thin_rows, int(thin_starts[-1]))

    def leave_out(fold: int) -> None:
        out = np.flatnonzero(folds == fold)
        columns = inverse[out].T
        errors = np.linalg.solve(columns[out], beta[out])
        left_out[out] -= errors
        change = columns @ errors  # of beta
        for block in thick:
            blocks[out, block] -= grams[block][out] @ change
        added = multiply_blocks(take_rows(thin_rows, out), thin_starts, multiply_rows(thin_columns, change))
        for place, block in enumerate(thin):
            blocks[out, block] -= added[:, place]

    for _ in run_in_threads(leave_out, range(int(folds.max()) + 1), jobs):
        pass
    progress("comparing cables", n_steps, n_steps)
    return FittedBlocks(Linear(weights, beta.sum(axis=0)), left_out, blocks)
