"""What every transformer of blind cables keeps: run by `test_contract.py` on each block and the union.

scikit-learn's own estimator checks feed numeric arrays, so these say the same for sequences of cables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from cableml.cable.blind import BlindCable
from cableml.errors import TrainingError

Cables = Sequence[BlindCable]


def _dense(transformer: Any, cables: Cables) -> np.ndarray:
    return transformer.transform(cables).toarray()


def keeps_its_arguments_as_given(transformer: Any, cables: Cables) -> None:
    before = dict(transformer.get_params())
    transformer.fit(cables)
    after = transformer.get_params()
    assert all(after[name] is value for name, value in before.items())


def fit_returns_self(transformer: Any, cables: Cables) -> None:
    assert transformer.fit(cables) is transformer


def learned_state_ends_in_an_underscore(transformer: Any, cables: Cables) -> None:
    arguments = set(transformer.get_params())
    transformer.fit(cables)
    learned = set(vars(transformer)) - arguments
    assert learned
    assert all(name.endswith("_") and not name.startswith("_") for name in learned)


def clone_is_unfitted_and_equal(transformer: Any, cables: Cables) -> None:
    from sklearn.base import clone

    expected = _dense(transformer.fit(cables), cables)
    copy = clone(transformer)
    assert set(vars(copy)) == set(copy.get_params())
    assert copy.get_params() == transformer.get_params()
    np.testing.assert_array_equal(_dense(copy.fit(cables), cables), expected)


def refit_forgets_the_last_fit(transformer: Any, cables: Cables) -> None:
    from sklearn.base import clone

    transformer.fit(cables)
    transformer.fit(cables[:20])
    fresh = clone(transformer).fit(cables[:20])
    assert list(transformer.get_feature_names_out()) == list(fresh.get_feature_names_out())
    np.testing.assert_array_equal(_dense(transformer, cables), _dense(fresh, cables))


def fit_transform_equals_fit_then_transform(transformer: Any, cables: Cables) -> None:
    at_once = transformer.fit_transform(cables)
    later = transformer.transform(cables)
    for part in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(at_once, part), getattr(later, part))


def names_count_the_columns(transformer: Any, cables: Cables) -> None:
    matrix = transformer.fit_transform(cables)
    names = list(transformer.get_feature_names_out())
    assert matrix.shape == (len(cables), len(names))
    assert len(set(names)) == len(names) == transformer.n_features > 0


def matrix_is_float32_csr_with_rising_columns(transformer: Any, cables: Cables) -> None:
    matrix = transformer.fit_transform(cables)
    assert matrix.format == "csr"
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix.data).all()
    for row in range(matrix.shape[0]):
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        assert (np.diff(columns) > 0).all()


def rows_equal_the_matrix(transformer: Any, cables: Cables) -> None:
    matrix = transformer.fit(cables).transform(cables)
    indptr, indices, data = transformer.rows(cables)
    np.testing.assert_array_equal(indptr, matrix.indptr)
    np.testing.assert_array_equal(indices, matrix.indices)
    np.testing.assert_array_equal(data, matrix.data)


def one_cable_gives_its_row(transformer: Any, cables: Cables) -> None:
    together = _dense(transformer.fit(cables), cables)
    for number in (0, 1, 17, 59):
        np.testing.assert_array_equal(_dense(transformer, [cables[number]])[0], together[number])


def order_of_cables_orders_rows_and_nothing_else(transformer: Any, cables: Cables) -> None:
    together = _dense(transformer.fit(cables), cables)
    backwards = _dense(transformer, cables[::-1])
    np.testing.assert_array_equal(backwards, together[::-1])
    names = list(transformer.get_feature_names_out())
    transformer.fit(cables[::-1])
    assert list(transformer.get_feature_names_out()) == names
    np.testing.assert_array_equal(_dense(transformer, cables), together)


def empty_cable_gives_an_empty_row(transformer: Any, cables: Cables) -> None:
    transformer.fit(cables)
    matrix = transformer.transform([BlindCable(), cables[1], BlindCable()])
    assert np.diff(matrix.indptr)[[0, 2]].tolist() == [0, 0]
    np.testing.assert_array_equal(matrix.toarray()[1], _dense(transformer, [cables[1]])[0])


def no_cables_give_no_rows(transformer: Any, cables: Cables) -> None:
    matrix = transformer.fit(cables).transform([])
    assert matrix.shape == (0, transformer.n_features)


def unseen_terms_are_ignored(transformer: Any, cables: Cables) -> None:
    transformer.fit(cables)
    strange = BlindCable(subject="zzzqqq", summary="zzzqqq", origin="NOWHERE", to=("NOBODY",), signer="NONE")
    assert transformer.transform([strange]).nnz == 0


def fitting_on_nothing_is_refused(transformer: Any, cables: Cables) -> None:
    with pytest.raises(TrainingError) as caught:
        transformer.fit([])
    assert str(caught.value) == "there are no cables to learn features from; give at least one."


def transforming_before_fit_is_refused(transformer: Any, cables: Cables) -> None:
    expected = f"this {type(transformer).__name__} has not been fitted; call fit first."
    for call in (transformer.transform, transformer.rows, lambda _: transformer.get_feature_names_out()):
        with pytest.raises(TrainingError) as caught:
            call(cables)
        assert str(caught.value) == expected


def unknown_parameter_is_refused(transformer: Any, cables: Cables) -> None:
    with pytest.raises(ValueError, match="has no parameter 'colour'"):
        transformer.set_params(colour="red")


CHECKS: tuple[Callable[[Any, Cables], None], ...] = (
    keeps_its_arguments_as_given,
    fit_returns_self,
    learned_state_ends_in_an_underscore,
    clone_is_unfitted_and_equal,
    refit_forgets_the_last_fit,
    fit_transform_equals_fit_then_transform,
    names_count_the_columns,
    matrix_is_float32_csr_with_rising_columns,
    rows_equal_the_matrix,
    one_cable_gives_its_row,
    order_of_cables_orders_rows_and_nothing_else,
    empty_cable_gives_an_empty_row,
    no_cables_give_no_rows,
    unseen_terms_are_ignored,
    fitting_on_nothing_is_refused,
    transforming_before_fit_is_refused,
    unknown_parameter_is_refused,
)
