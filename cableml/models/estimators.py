"""Estimators by name: each fits one score a column of ``Y`` and gives scores for cables left out.

scikit-learn, scipy and joblib are imported inside the functions: only training reaches them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.models.gram import DenseKernel, build_kernel
from cableml.models.leave_one_out import leave_one_out_scores
from cableml.models.linear import Linear
from cableml.models.settings import ESTIMATORS, FitSettings
from cableml.models.squared_hinge import Kernel, Solution, solve_squared_hinge

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatMatrix = NDArray[np.float32]
BoolMatrix = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]


class Fitted(NamedTuple):
    """A linear map, and the scores of the training cables by models that had not seen them.

    ``left_out`` is float32 (n_cables, n_scores).
    """

    linear: Linear
    left_out: FloatMatrix


def fit_estimator(X: csr_matrix, Y: BoolMatrix, settings: FitSettings, progress: Progress) -> Fitted:
    """Return the estimator that the settings name, fitted to every column of ``Y``.

    Parameters: ``X`` float32 (n_cables, n_features), ``Y`` bool (n_cables, n_scores), each column with both
    values.
    """
    folds = assign_folds(Y.shape[0], settings.folds, settings.seed)
    return _FITTERS[settings.estimator](X, Y, settings, folds, progress)


def assign_folds(n_cables: int, n_folds: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each cable, sizes equal to one; fewer folds where cables are fewer."""
    if n_folds == 0:
        return np.zeros(n_cables, dtype=np.int64)
    folds = np.arange(n_cables, dtype=np.int64) % max(2, min(n_folds, n_cables))
    return np.random.default_rng(seed).permutation(folds)


def _costs(Y: BoolMatrix, settings: FitSettings) -> FloatMatrix:
    """Return the cost of an error for every label and cable: float32 (n_scores, n_cables)."""
    n_cables, n_scores = Y.shape
    if settings.class_weight is None:
        return np.full((n_scores, n_cables), settings.c, dtype=np.float32)
    n_positive = Y.sum(axis=0)[:, None]
    shares = np.where(Y.T, n_cables / (2.0 * n_positive), n_cables / (2.0 * (n_cables - n_positive)))
    costs: FloatMatrix = (settings.c * shares).astype(np.float32)
    return costs


def _fit_squared_hinge(
    X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: NDArray[np.int64], progress: Progress
) -> Fitted:
    kernel = build_kernel(X)
    signs = np.where(Y.T, np.float32(1.0), np.float32(-1.0))
    costs = _costs(Y, settings)
    solution = solve_squared_hinge(
        kernel, signs, costs, progress=lambda done, total: progress("fitting labels", done, total)
    )
    linear = Linear(_primal_weights(X, solution.beta), solution.beta.sum(axis=1))
    if settings.folds == 0 and isinstance(kernel, DenseKernel):
        left_out = leave_one_out_scores(
            kernel.gram,
            signs,
            costs,
            solution,
            lambda done, total: progress("leaving cables out", done, total),
        )
    else:
        if settings.folds == 0:  # more cables than a dense matrix holds: a few folds serve as well
            folds = assign_folds(Y.shape[0], 3, settings.seed)
        left_out = _refit_folds(kernel, signs, costs, solution, folds, progress)
    return Fitted(linear, np.ascontiguousarray(left_out.T))


def _refit_folds(
    kernel: Kernel,
    signs: FloatMatrix,
    costs: FloatMatrix,
    solution: Solution,
    folds: NDArray[np.int64],
    progress: Progress,
) -> FloatMatrix:
    left_out = np.empty_like(solution.scores)
    n_folds = int(folds.max()) + 1
    for fold in range(n_folds):
        kept = folds != fold
        beta = solution.beta * kept
        part = solve_squared_hinge(
            kernel,
            signs,
            costs * kept,
            start=Solution(beta, kernel.apply(beta)),
            tolerance=3e-3,
        )
        left_out[:, ~kept] = part.scores[:, ~kept]
        progress("refitting without a fold", fold + 1, n_folds)
    return left_out


def _primal_weights(X: csr_matrix, beta: FloatMatrix) -> FloatMatrix:
    transposed = X.T.tocsr()
    weights: FloatMatrix = transposed @ np.ascontiguousarray(beta.T)
    return weights


def _fit_ridge(
    X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: NDArray[np.int64], progress: Progress
) -> Fitted:
    # Least squares is the squared hinge with every cable active on both sides; one inverse serves all labels.
    from scipy.linalg import cho_factor, cho_solve

    from cableml.errors import TrainingError

    kernel = build_kernel(X)
    if not isinstance(kernel, DenseKernel):
        raise TrainingError(
            f"the estimator ridge cannot hold {X.shape[0]:,} cables at once; use squared_hinge."
        )
    signs = np.where(Y, 1.0, -1.0)
    system = kernel.gram.astype(np.float64)
    system[np.diag_indices_from(system)] += 0.5 / settings.c
    progress("fitting labels", 0, Y.shape[1])
    factor = cho_factor(system)
    beta = cho_solve(factor, signs)
    linear = Linear(_primal_weights(X, beta.T.astype(np.float32)), beta.sum(axis=0).astype(np.float32))
    left_out = np.empty(signs.shape)
    if settings.folds == 0:
        inverse_diagonal = np.diag(cho_solve(factor, np.eye(len(system))))
        left_out[:] = signs - beta / inverse_diagonal[:, None]
    else:
        for fold in range(int(folds.max()) + 1):
            inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            part = cho_solve(cho_factor(system[np.ix_(inside, inside)]), signs[inside])
            left_out[outside] = kernel.gram[np.ix_(outside, inside)] @ part
    progress("fitting labels", Y.shape[1], Y.shape[1])
    return Fitted(linear, left_out.astype(np.float32))


def _fit_by_column(
    build: Callable[[FitSettings], Any], threads: bool
) -> Callable[[csr_matrix, BoolMatrix, FitSettings, NDArray[np.int64], Progress], Fitted]:
    """Return a fitter that gives each column of ``Y`` a scikit-learn estimator of its own."""

    def fit(
        X: csr_matrix, Y: BoolMatrix, settings: FitSettings, folds: NDArray[np.int64], progress: Progress
    ) -> Fitted:
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
    from joblib import Parallel, delayed

    n_scores = Y.shape[1]
    weights = np.zeros((X.shape[1], n_scores), dtype=np.float32)
    intercepts = np.empty(n_scores, dtype=np.float32)

    def fit_column(column: int) -> None:
        labels = Y[:, column]
        if labels.all() or not labels.any():  # a fold without, or with nothing but, the label
            intercepts[column] = 1.0 if labels.all() else -1.0
            return
        estimator = build().fit(X, labels)
        coefficients, intercept = _read_linear(estimator)
        weights[:, column] = coefficients
        intercepts[column] = intercept

    columns: Sequence[int] = range(n_scores)
    runs = Parallel(n_jobs=jobs, backend="threading", return_as="generator")(
        delayed(fit_column)(column) for column in columns
    )
    for done, _ in enumerate(runs, start=1):
        progress(stage, done, n_scores)
    return Linear(weights, intercepts)


def _read_linear(estimator: Any) -> tuple[NDArray[np.float64], float]:
    """Return the coefficients and intercept of a fitted binary scikit-learn estimator."""
    if hasattr(estimator, "coef_"):
        return estimator.coef_[0], float(np.ravel(estimator.intercept_)[0])
    # ComplementNB scores a class by the complement's weights: the difference of both is linear.
    return estimator.feature_log_prob_[1] - estimator.feature_log_prob_[0], 0.0


def _build_linear_svc(settings: FitSettings) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(
        C=settings.c, class_weight=settings.class_weight, random_state=settings.seed, max_iter=10_000
    )


def _build_logistic_regression(settings: FitSettings) -> Any:
    from sklearn.linear_model import LogisticRegression

    # lbfgs: liblinear's dual logistic regression ends in a double free when run in threads
    return LogisticRegression(C=settings.c, class_weight=settings.class_weight, solver="lbfgs", max_iter=1000)


def _build_complement_nb(settings: FitSettings) -> Any:
    from sklearn.naive_bayes import ComplementNB

    return ComplementNB(alpha=1.0 / settings.c)


_FITTERS: dict[str, Callable[[csr_matrix, BoolMatrix, FitSettings, NDArray[np.int64], Progress], Fitted]] = {
    "squared_hinge": _fit_squared_hinge,
    # liblinear draws its random order from one generator a process: threads would make runs differ
    "linear_svc": _fit_by_column(_build_linear_svc, threads=False),
    "logistic_regression": _fit_by_column(_build_logistic_regression, threads=True),
    "ridge": _fit_ridge,
    "complement_nb": _fit_by_column(_build_complement_nb, threads=True),
}

assert tuple(_FITTERS) == ESTIMATORS
