"""fit_ridge_blocks: the ridge estimator with what each block of features adds, leaving folds out exactly.

With ``G`` the inverse of ``K + diag(1 / 2c)`` and ``beta = G y``, leaving the cables F out changes ``beta``
by ``-G_:F e`` with ``e`` the solution of ``G_FF e = beta_F``: so each block's share of the left-out scores
is known without a refit. Folds, not single cables: the sum over all others of a post or year tells the
one cable's own label (all minus own), which trees would learn to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.errors import TrainingError
from cableml.models.fitted import BoolMatrix, Folds, Progress, run_in_threads
from cableml.models.gram import MAX_GRAM_CABLES, build_gram
from cableml.models.inverse import invert_system
from cableml.models.linear import Linear
from cableml.models.one_thread import hold_linear_algebra
from cableml.models.settings import FitSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

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
    X: csr_matrix,
    Y: BoolMatrix,
    starts: NDArray[np.int64],
    folds: Folds,
    settings: FitSettings,
    progress: Progress,
) -> FittedBlocks:
    """Return the least-squares maps of all columns of ``Y``, on signs, as the estimator ridge.

    Parameters: ``starts`` the first column of each block of ``X``, and behind them the number of columns;
    ``folds`` the fold of each cable.

    Raises: TrainingError for more cables than a dense matrix can hold.
    """
    if X.shape[0] > MAX_GRAM_CABLES:
        raise TrainingError(
            f"the second stage cannot hold {X.shape[0]:,} cables at once, at most {MAX_GRAM_CABLES:,}; "
            "set second_stage: null, or train on fewer cables."
        )
    # One thread: how sums are shared among threads decides their last bits.
    with hold_linear_algebra(with_scipy=False):
        return _fit(X, Y, starts, folds, settings, progress)


def _fit(
    X: csr_matrix,
    Y: BoolMatrix,
    starts: NDArray[np.int64],
    folds: Folds,
    settings: FitSettings,
    progress: Progress,
) -> FittedBlocks:
    from scipy.sparse import hstack

    n_blocks = len(starts) - 1
    parts = [X[:, starts[block] : starts[block + 1]] for block in range(n_blocks)]
    dense = [block for block, part in enumerate(parts) if part.nnz > _DENSE_SHARE * X.shape[0] ** 2]
    sparse = [block for block in range(n_blocks) if block not in dense]
    # What a thin block adds follows from its rows; thick ones are the faster as matrices of cables.
    compared = [parts[block] for block in dense]
    if sparse:
        compared.append(hstack([parts[block] for block in sparse], format="csr"))
    progress("comparing cables", 0, len(compared) + 2)
    grams: dict[int, FloatMatrix] = {}
    system = np.ones((X.shape[0], X.shape[0]), dtype=np.float32)
    for number, gram in enumerate(run_in_threads(build_gram, compared, settings.jobs)):
        gram -= 1.0
        system += gram
        if number < len(dense):
            grams[dense[number]] = gram
        progress("comparing cables", number + 1, len(compared) + 2)
    system[np.diag_indices_from(system)] += np.float32(0.5 / settings.c)
    try:
        invert_system(system, settings.jobs)
    except np.linalg.LinAlgError as error:
        raise TrainingError(
            f"the least-squares system of c {settings.c} cannot be solved; use a smaller c."
        ) from error
    inverse = system
    progress("comparing cables", len(compared) + 1, len(compared) + 2)
    signs = np.where(Y, np.float32(1.0), np.float32(-1.0))
    beta = inverse @ signs
    weights = np.empty((X.shape[1], Y.shape[1]), dtype=np.float32)
    left_out = signs.copy()
    blocks = np.empty((X.shape[0], n_blocks, Y.shape[1]), dtype=np.float32)
    transposed = [part.T.tocsr() for part in parts]

    def weigh(scores: slice) -> None:
        own = np.ascontiguousarray(beta[:, scores])
        for block, part in enumerate(parts):
            of_block = transposed[block] @ own
            weights[starts[block] : starts[block + 1], scores] = of_block
            blocks[:, block, scores] = part @ of_block

    for _ in run_in_threads(weigh, _halve(Y.shape[1]), settings.jobs):
        pass

    def leave_out(fold: int) -> None:
        out = np.flatnonzero(folds == fold)
        columns = np.ascontiguousarray(inverse[:, out])
        errors = np.linalg.solve(columns[out], beta[out])
        left_out[out] -= errors
        change = columns @ errors  # of beta
        for block, part in enumerate(parts):
            added = grams[block][out] @ change if block in grams else part[out] @ (part.T @ change)
            blocks[out, block] -= added

    for _ in run_in_threads(leave_out, range(int(folds.max()) + 1), settings.jobs):
        pass
    progress("comparing cables", len(compared) + 2, len(compared) + 2)
    return FittedBlocks(Linear(weights, beta.sum(axis=0)), left_out, blocks)


def _halve(n: int) -> list[slice]:
    return [slice(0, n // 2), slice(n // 2, n)]
