"""scikit-learn's estimators, one a column of ``Y``: a choice in the config, and the reference in tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cableml.models.fitted import BoolMatrix, Fitted, Fitter, Folds, Progress, run_in_threads
from cableml.models.linear import Linear
from cableml.models.settings import FitSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def build_linear_svc(settings: FitSettings) -> Any:
    """Return an unfitted LinearSVC."""
    from sklearn.svm import LinearSVC

    return LinearSVC(
        C=settings.c, class_weight=settings.class_weight, random_state=settings.seed, max_iter=10_000
    )


def build_logistic_regression(settings: FitSettings) -> Any:
    """Return an unfitted LogisticRegression.

    With lbfgs: liblinear's dual solver for it ends in a double free when run in threads.
    """
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=settings.c, class_weight=settings.class_weight, solver="lbfgs", max_iter=1000)


def build_complement_nb(settings: FitSettings) -> Any:
    """Return an unfitted ComplementNB; ``c`` is the inverse of its smoothing."""
    from sklearn.naive_bayes import ComplementNB

    return ComplementNB(alpha=1.0 / settings.c)


def column_fitter(build: Callable[[FitSettings], Any], threads: bool) -> Fitter:
    """Return a fitter that gives each column of ``Y`` an estimator of its own.

    ``threads`` False keeps an estimator in one thread, whatever the settings say.
    """

    def fit(X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: Folds, progress: Progress) -> Fitted:
        wide = X.astype(np.float64)  # liblinear's type; converted once, so that no label copies the matrix
        jobs = settings.jobs if threads else 1
        linear = _fit_columns(wide, Y, lambda: build(settings), jobs, "fitting labels", progress)
        left_out = np.empty(Y.shape, dtype=np.float32)
        for fold in range(int(folds.max()) + 1):
            inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            stage = f"refitting without fold {fold + 1}"
            part = _fit_columns(wide[inside], Y[inside], lambda: build(settings), jobs, stage, progress)
            left_out[outside] = wide[outside] @ part.weights + part.intercepts
        return Fitted(linear, left_out)

    return fit


def _fit_columns(
    X: csr_matrix, Y: BoolMatrix, build: Callable[[], Any], jobs: int, stage: str, progress: Progress
) -> Linear:
    n_scores = Y.shape[1]
    weights = np.zeros((X.shape[1], n_scores), dtype=np.float32)
    intercepts = np.empty(n_scores, dtype=np.float32)

    def fit_column(column: int) -> None:
        labels = Y[:, column]
        if labels.all() or not labels.any():  # a fold without, or with nothing but, the label
            intercepts[column] = 1.0 if labels.all() else -1.0
            return
        weights[:, column], intercepts[column] = _read_linear(build().fit(X, labels))

    for done, _ in enumerate(run_in_threads(fit_column, range(n_scores), jobs), start=1):
        progress(stage, done, n_scores)
    return Linear(weights, intercepts)


def _read_linear(estimator: Any) -> tuple[NDArray[np.float64], float]:
    """Return the coefficients and the intercept of a fitted binary scikit-learn estimator."""
    if hasattr(estimator, "coef_"):
        return estimator.coef_[0], float(np.ravel(estimator.intercept_)[0])
    # ComplementNB scores a class by the complement's weights: the difference of both is linear.
    return estimator.feature_log_prob_[1] - estimator.feature_log_prob_[0], 0.0
