"""The ridge estimator: least squares on signs, one inverse for all labels, leaving out exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cableml.models.fit_many import fit_ridge_of_many
from cableml.models.fit_squared_hinge import primal_weights
from cableml.models.fitted import BoolMatrix, Fitted, Folds, Progress
from cableml.models.gram import MAX_GRAM_CABLES, DenseKernel, build_gram
from cableml.models.linear import Linear
from cableml.models.settings import FitSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def fit_ridge(
    X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: Folds, progress: Progress
) -> Fitted:
    """Return the least-squares maps of all columns of ``Y`` and their left-out scores.

    The problem is that of squared_hinge with errors counted on both sides of the margin.

    For more cables than a dense matrix can hold see `cableml.models.fit_many.fit_ridge_of_many`.
    """
    from scipy.linalg import cho_factor, cho_solve

    if X.shape[0] > MAX_GRAM_CABLES:
        return fit_ridge_of_many(X, Y, settings, folds, progress)
    kernel = DenseKernel(build_gram(X))
    progress("fitting labels", 0, Y.shape[1])
    signs = np.where(Y, 1.0, -1.0)
    costs = np.full(len(Y), settings.c)
    system = kernel.gram.astype(np.float64)
    system[np.diag_indices_from(system)] += 0.5 / costs
    factor = cho_factor(system)
    beta = cho_solve(factor, signs)
    linear = Linear(primal_weights(X, beta.T.astype(np.float32)), beta.sum(axis=0).astype(np.float32))
    progress("fitting labels", Y.shape[1], Y.shape[1])
    if settings.folds == 0:
        left_out = signs - beta / np.diag(cho_solve(factor, np.eye(len(system))))[:, None]
        return Fitted(linear, left_out.astype(np.float32))
    left_out = np.empty(signs.shape)
    n_folds = int(folds.max()) + 1
    for fold in range(n_folds):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        part = cho_solve(cho_factor(system[np.ix_(inside, inside)]), signs[inside])
        left_out[outside] = kernel.gram[np.ix_(outside, inside)] @ part
        progress("refitting without folds", fold + 1, n_folds)
    return Fitted(linear, left_out.astype(np.float32))
