"""Every estimator of the table: learns, is linear, gives scores of cables left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cableml.cable.label_space import build_label_space
from cableml.features.union import FeatureUnion
from cableml.models.estimators import fit_estimator
from cableml.models.fitted import assign_folds
from cableml.models.settings import ESTIMATORS, FitSettings
from cableml.models.training import encode_labels


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def matrices(corpus, other_corpus, tags_settings):
    features = FeatureUnion(tags_settings.blocks)
    space = build_label_space(corpus.tags, 5)
    return (
        features.fit_transform(corpus.cables),
        encode_labels(corpus.tags, space, "tags"),
        features.transform(other_corpus.cables),
        encode_labels(other_corpus.tags, space, "tags"),
    )


def area_under_curve(scores, Y) -> float:
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(Y.ravel(), scores.ravel())


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_estimator_ranks_new_and_left_out_cables_alike(
    estimator: str, matrices, tags_settings: FitSettings
) -> None:
    X, Y, X_new, Y_new = matrices
    fitted = fit_estimator(X, Y, replace(tags_settings, estimator=estimator, folds=5), silent)
    assert fitted.linear.weights.shape == (X.shape[1], Y.shape[1])
    assert fitted.linear.weights.dtype == fitted.linear.intercepts.dtype == np.float32
    new = area_under_curve(X_new @ fitted.linear.weights + fitted.linear.intercepts, Y_new)
    left_out = area_under_curve(fitted.left_out, Y)
    seen = area_under_curve(X @ fitted.linear.weights + fitted.linear.intercepts, Y)
    assert new > 0.9
    assert abs(left_out - new) < 0.04
    assert seen > left_out


@pytest.mark.parametrize("estimator", ["squared_hinge", "ridge"])
def test_leaving_one_out_is_near_twenty_refits(estimator: str, matrices, tags_settings: FitSettings) -> None:
    X, Y, *_ = matrices
    settings = replace(tags_settings, estimator=estimator)
    formula = fit_estimator(X, Y, replace(settings, folds=0), silent)
    refits = fit_estimator(X, Y, replace(settings, folds=20), silent)
    np.testing.assert_array_equal(formula.linear.weights, refits.linear.weights)
    assert np.corrcoef(formula.left_out.ravel(), refits.left_out.ravel())[0, 1] > 0.99


def test_ridge_leaves_one_out_exactly(matrices, tags_settings: FitSettings) -> None:
    X, Y, *_ = matrices
    X, Y = X[:40], Y[:40]
    settings = replace(tags_settings, estimator="ridge")
    formula = fit_estimator(X, Y, replace(settings, folds=0), silent)
    refits = fit_estimator(X, Y, replace(settings, folds=40), silent)
    np.testing.assert_allclose(formula.left_out, refits.left_out, atol=1e-4)


def test_ridge_equals_scikit_learn(matrices, tags_settings: FitSettings) -> None:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import Ridge

    X, Y, *_ = matrices
    fitted = fit_estimator(X, Y, replace(tags_settings, estimator="ridge", c=2.0), silent)
    with_one = hstack([X, csr_matrix(np.ones((X.shape[0], 1)))]).tocsr().astype(np.float64)
    reference = Ridge(alpha=0.25, fit_intercept=False, solver="lsqr", tol=1e-10).fit(
        with_one, np.where(Y, 1.0, -1.0)
    )
    np.testing.assert_allclose(fitted.linear.weights, reference.coef_.T[:-1], atol=2e-4)
    np.testing.assert_allclose(fitted.linear.intercepts, reference.coef_.T[-1], atol=2e-4)


@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_squared_hinge_equals_linear_svc(
    class_weight: str | None, matrices, tags_settings: FitSettings
) -> None:
    from sklearn.svm import LinearSVC

    X, Y, X_new, _ = matrices
    fitted = fit_estimator(X, Y, replace(tags_settings, class_weight=class_weight), silent)
    for column in range(Y.shape[1]):
        reference = LinearSVC(
            C=1.0, class_weight=class_weight, tol=1e-7, max_iter=100_000, random_state=0
        ).fit(X.astype(np.float64), Y[:, column])
        ours = X_new @ fitted.linear.weights[:, column] + fitted.linear.intercepts[column]
        np.testing.assert_allclose(ours, reference.decision_function(X_new), atol=0.01)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_threads_change_nothing(estimator: str, matrices, tags_settings: FitSettings) -> None:
    X, Y, *_ = matrices
    settings = replace(tags_settings, estimator=estimator, folds=2)
    one = fit_estimator(X, Y, replace(settings, jobs=1), silent)
    two = fit_estimator(X, Y, replace(settings, jobs=2), silent)
    np.testing.assert_array_equal(one.linear.weights, two.linear.weights)
    np.testing.assert_array_equal(one.left_out, two.left_out)


def test_a_fold_without_positives_is_no_obstacle(matrices, tags_settings: FitSettings) -> None:
    X, *_ = matrices
    one_positive = np.zeros((X.shape[0], 1), dtype=np.bool_)
    one_positive[7] = True
    for estimator in ESTIMATORS:
        settings = replace(tags_settings, estimator=estimator, folds=3)
        fitted = fit_estimator(X, one_positive, settings, silent)
        assert np.isfinite(fitted.left_out).all()


def test_folds_are_equal_in_size_seeded_and_never_more_than_cables() -> None:
    folds = assign_folds(103, 5, seed=1)
    assert sorted(np.bincount(folds)) == [20, 20, 21, 21, 21]
    np.testing.assert_array_equal(folds, assign_folds(103, 5, seed=1))
    assert (folds != assign_folds(103, 5, seed=2)).any()
    assert sorted(assign_folds(3, 10, seed=1)) == [0, 1, 2]


def test_every_linear_algebra_library_is_held_to_one_thread_while_fitting(
    matrices, tags_settings: FitSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threadpoolctl import threadpool_info

    from cableml.models import estimators

    seen: list[int] = []

    def look(*arguments: object) -> str:
        seen.extend(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
        return "fitted"

    monkeypatch.setitem(estimators._FITTERS, "ridge", look)
    X, Y, *_ = matrices
    assert fit_estimator(X, Y, replace(tags_settings, estimator="ridge"), silent) == "fitted"
    assert seen
    assert set(seen) == {1}
