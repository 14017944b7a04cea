"""Estimators by name; scikit-learn and scipy are imported inside functions, for training only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cableml.models.fit_columns import (
    build_complement_nb,
    build_linear_svc,
    build_logistic_regression,
    column_fitter,
)
from cableml.models.fit_ridge import fit_ridge
from cableml.models.fit_squared_hinge import fit_squared_hinge
from cableml.models.fitted import BoolMatrix, Fitted, Fitter, Progress, assign_folds
from cableml.models.settings import ESTIMATORS, FitSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_FITTERS: dict[str, Fitter] = {
    "squared_hinge": fit_squared_hinge,
    # liblinear draws its order of cables from one generator a process: threads would make runs differ
    "linear_svc": column_fitter(build_linear_svc, threads=False),
    "logistic_regression": column_fitter(build_logistic_regression, threads=True),
    "ridge": fit_ridge,
    "complement_nb": column_fitter(build_complement_nb, threads=True),
}

assert tuple(_FITTERS) == ESTIMATORS


def fit_estimator(X: csr_matrix, Y: BoolMatrix, settings: FitSettings, progress: Progress) -> Fitted:
    """Return the estimator that the settings name, fitted to every column of ``Y``.

    Parameters: ``X`` float32 (n_cables, n_features), ``Y`` bool (n_cables, n_scores), each column with both
    values. The linear algebra library is held to one thread, since threads work on labels beside each
    other: its own would wait for each other, and their number could change the last bit of a result.
    """
    import scipy.linalg  # noqa: F401  (only a library that is loaded can be limited, and scipy has its own)
    from threadpoolctl import threadpool_limits

    folds = assign_folds(Y.shape[0], settings.folds, settings.seed)
    with threadpool_limits(limits=1, user_api="blas"):
        return _FITTERS[settings.estimator](X, Y, settings, folds, progress)
