"""The joint solver against scikit-learn's LinearSVC, one label at a time."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.models.gram import DenseKernel, SparseKernel, build_gram, build_kernel
from cableml.models.leave_one_out import leave_one_out_scores
from cableml.models.squared_hinge import Solution, solve_squared_hinge


@pytest.fixture(scope="module")
def problem():
    """Return a sparse matrix of 150 cables and 400 features, and signs of 12 labels, some rare."""
    from scipy.sparse import csr_matrix
    from scipy.sparse import random as random_matrix

    draw = np.random.default_rng(3)
    X = random_matrix(150, 400, density=0.08, format="csr", random_state=5, dtype=np.float64)
    X = csr_matrix(X.multiply(1.0 / np.sqrt(X.multiply(X).sum(axis=1)))).astype(np.float32)
    truth = X @ draw.normal(size=(400, 12)) + 0.3 * draw.normal(size=(150, 12))
    shares = np.linspace(0.03, 0.5, 12)
    Y = truth > np.quantile(truth, 1.0 - shares, axis=0).diagonal()
    return X, np.where(Y.T, np.float32(1.0), np.float32(-1.0))


def fit_reference(X, signs, cost, class_weight=None):
    from sklearn.svm import LinearSVC

    reference = LinearSVC(C=cost, tol=1e-8, max_iter=100_000, random_state=0, class_weight=class_weight)
    return reference.fit(X.astype(np.float64), signs)


@pytest.mark.parametrize("cost", [0.02, 0.25, 1.0, 8.0])
def test_scores_equal_those_of_linear_svc(problem, cost: float) -> None:
    X, signs = problem
    solution = solve_squared_hinge(build_kernel(X), signs, np.full_like(signs, cost), tolerance=2e-5)
    for label in range(len(signs)):
        expected = fit_reference(X, signs[label], cost).decision_function(X)
        np.testing.assert_allclose(solution.scores[label], expected, atol=4e-3)


def test_weights_give_the_scores(problem) -> None:
    X, signs = problem
    solution = solve_squared_hinge(build_kernel(X), signs, np.full_like(signs, 1.0))
    weights = X.T @ solution.beta.T
    np.testing.assert_allclose(X @ weights + solution.beta.sum(axis=1), solution.scores.T, atol=1e-4)


def test_a_cable_of_cost_nought_is_as_if_absent(problem) -> None:
    X, signs = problem
    costs = np.full_like(signs, 1.0)
    costs[:, ::4] = 0.0
    kept = np.flatnonzero(costs[0])
    whole = solve_squared_hinge(build_kernel(X), signs, costs, tolerance=1e-4)
    part = solve_squared_hinge(build_kernel(X[kept]), signs[:, kept], costs[:, kept], tolerance=1e-4)
    np.testing.assert_allclose(whole.scores[:, kept], part.scores, atol=2e-3)


def test_a_warm_start_ends_at_the_same_place(problem) -> None:
    X, signs = problem
    kernel, costs = build_kernel(X), np.full_like(signs, 1.0)
    cold = solve_squared_hinge(kernel, signs, costs, tolerance=1e-4)
    start = solve_squared_hinge(kernel, signs, np.full_like(signs, 0.1))
    warm = solve_squared_hinge(kernel, signs, costs, start=start, tolerance=1e-4)
    np.testing.assert_allclose(warm.scores, cold.scores, atol=2e-3)


def test_the_sparse_kernel_gives_what_the_dense_one_gives(problem) -> None:
    X, signs = problem
    dense, sparse = DenseKernel(build_gram(X)), SparseKernel(X)
    rows = np.random.default_rng(1).normal(size=(70, X.shape[0])).astype(np.float32)
    np.testing.assert_allclose(sparse.apply(rows), dense.apply(rows), atol=1e-4)
    costs = np.full_like(signs, 1.0)
    one = solve_squared_hinge(dense, signs, costs, tolerance=1e-4)
    other = solve_squared_hinge(sparse, signs, costs, tolerance=1e-4)
    np.testing.assert_allclose(one.scores, other.scores, atol=2e-3)


def test_the_gram_matrix_is_symmetric_and_complete() -> None:
    from scipy.sparse import random as random_matrix

    # more columns than go through the dense product
    X = random_matrix(40, 6000, density=0.02, format="csr", random_state=2, dtype=np.float32)
    gram = build_gram(X)
    np.testing.assert_allclose(gram, (X @ X.T).toarray() + 1.0, atol=1e-4)
    np.testing.assert_array_equal(gram, gram.T)


def test_left_out_scores_are_near_those_of_refits(problem) -> None:
    X, signs = problem
    gram, costs = build_gram(X), np.full_like(signs, 1.0)
    solution = solve_squared_hinge(DenseKernel(gram), signs, costs, tolerance=1e-4)
    formula = leave_one_out_scores(gram, signs, costs, solution)
    refits = np.empty_like(formula)
    for cable in range(X.shape[0]):
        without = costs.copy()
        without[:, cable] = 0.0
        start = solution.beta * (without > 0)
        warm = Solution(start, start @ gram)
        part = solve_squared_hinge(DenseKernel(gram), signs, without, start=warm, tolerance=1e-4)
        refits[:, cable] = part.scores[:, cable]
    inside = np.abs(solution.scores - refits).mean()
    assert np.abs(formula - refits).mean() < 0.05 * inside
    assert np.abs(formula - refits).max() < 0.05


def test_left_out_scores_of_inactive_cables_are_the_fitted_ones(problem) -> None:
    X, signs = problem
    gram, costs = build_gram(X), np.full_like(signs, 1.0)
    solution = solve_squared_hinge(DenseKernel(gram), signs, costs)
    formula = leave_one_out_scores(gram, signs, costs, solution)
    inactive = signs * solution.scores >= 1.0
    assert inactive.any()
    np.testing.assert_array_equal(formula[inactive], solution.scores[inactive])
    # left out, an active cable is always judged worse
    assert (signs * formula <= signs * solution.scores + 1e-5).all()
