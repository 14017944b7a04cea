"""Sparse rows times dense ones: the compiled kernels give scipy's bits, in any number of threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from cableml import native
from cableml.features.block import Rows
from cableml.models.products import multiply_blocks, multiply_rows, pick_blocks, transpose_rows

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]


def make_rows(n_rows: int, n_columns: int, density: float) -> Rows:
    X = csr_matrix(random_array((n_rows, n_columns), density=density, rng=n_rows, dtype=np.float32))
    X.sort_indices()
    return Rows(X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data)


def to_dense(rows: Rows, n_columns: int) -> np.ndarray:
    dense = np.zeros((len(rows.indptr) - 1, n_columns), dtype=np.float32)
    dense[np.repeat(np.arange(len(dense)), np.diff(rows.indptr)), rows.indices] = rows.data
    return dense


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("width", [1, 7, 64, 131])
@pytest.mark.parametrize(("n_rows", "density"), [(0, 0.1), (1, 0.5), (40, 0.0), (40, 0.2), (300, 0.05)])
def test_blocks_add_alike(both: Both, n_rows: int, density: float, width: int, jobs: int) -> None:
    rows, starts = make_rows(n_rows, 60, density), np.array([0, 13, 13, 40, 60])
    dense = np.random.default_rng(1).normal(size=(60, width)).astype(np.float32)
    compiled, plain = both(lambda: multiply_blocks(rows, starts, dense, jobs))
    assert compiled.shape == (n_rows, 4, width)
    assert compiled.tobytes() == plain.tobytes()
    exact = to_dense(rows, 60)[:, 13:40].astype(np.float64) @ dense[13:40]
    np.testing.assert_allclose(compiled[:, 2], exact, atol=1e-4)
    assert np.all(compiled[:, 1] == 0.0)


def test_one_block_is_the_whole_product(both: Both) -> None:
    rows = make_rows(50, 30, 0.3)
    dense = np.random.default_rng(2).normal(size=(30, 9)).astype(np.float32)
    compiled, plain = both(lambda: multiply_rows(rows, dense, 2))
    assert compiled.tobytes() == plain.tobytes()
    np.testing.assert_allclose(compiled, to_dense(rows, 30) @ dense, atol=1e-4)


@pytest.mark.parametrize("density", [0.0, 0.1, 1.0])
def test_rows_turn_into_columns_alike(both: Both, density: float) -> None:
    rows = make_rows(80, 33, density)
    compiled, plain = both(lambda: transpose_rows(rows, 33))
    for one, other in zip(compiled, plain, strict=True):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
    assert np.array_equal(to_dense(compiled, 80), to_dense(rows, 33).T)


def test_picked_blocks_hold_their_columns_alone(both: Both) -> None:
    rows, starts = make_rows(40, 60, 0.2), np.array([0, 13, 13, 40, 60])
    (picked, own), (plain, _) = both(lambda: pick_blocks(rows, starts, [0, 1, 3]))
    for one, other in zip(picked, plain, strict=True):
        assert (one.dtype, one.tobytes()) == (other.dtype, other.tobytes())
    assert own.tolist() == [0, 13, 13, 33]
    whole = to_dense(rows, 60)
    assert np.array_equal(to_dense(picked, 33), np.concatenate([whole[:, :13], whole[:, 40:]], axis=1))
    nothing, own = pick_blocks(rows, starts, [])
    assert (own.tolist(), len(nothing.data), len(nothing.indptr)) == ([0], 0, 41)


def refused(*changes: tuple[int, Any]) -> bool:
    """Return whether `multiply_rows` refuses its arguments (2 rows, 5 columns) with some of them changed."""
    arguments: list[Any] = [
        np.array([0, 2, 3]),
        np.array([0, 4, 1]),
        np.ones(3, dtype=np.float32),
        np.array([0, 2, 5]),
        0,
        2,
        np.ones((5, 4), dtype=np.float32),
        4,
        np.empty((2, 2, 4), dtype=np.float32),
    ]
    for place, value in changes:
        arguments[place] = value
    assert native.kernels is not None
    try:
        native.kernels.multiply_rows(*arguments)
    except ValueError as error:
        return str(error) == "the arrays do not fit one another"
    return False


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here, or switched off")
def test_arrays_that_do_not_fit_are_refused() -> None:
    assert not refused()
    assert refused((1, np.array([0, 5, 1])))  # a column that does not exist
    assert refused((1, np.array([4, 0, 1])))  # columns that fall
    assert refused((1, np.array([0, -1, 1])))
    assert refused((0, np.array([0, 3, 2])))
    assert refused((0, np.array([0, 2, 4])))
    assert refused((3, np.array([0, 6, 5])))
    assert refused((3, np.array([0, 2, 6])))  # more columns than the dense matrix has rows
    assert refused((4, -1))
    assert refused((5, 3))
    assert refused((7, 5))
    assert refused((8, np.empty((2, 1, 4), dtype=np.float32)))
    columns = (np.empty(5, dtype=np.int64), np.empty(3, dtype=np.int64), np.empty(3, dtype=np.float32))
    with pytest.raises(ValueError, match="do not fit"):
        native.kernels.transpose_rows(  # type: ignore[union-attr]
            np.array([0, 2, 3]), np.array([0, 4, 1]), np.ones(3, dtype=np.float32), *columns
        )
    picked = (np.empty(3, dtype=np.int64), np.empty(3, dtype=np.int64), np.empty(3, dtype=np.float32))
    rows = (np.array([0, 2, 3]), np.array([0, 4, 1]), np.ones(3, dtype=np.float32))
    assert native.kernels.pick_columns(*rows, np.array([0, -1, 1, -1, 2]), *picked) == 2  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="do not fit"):
        native.kernels.pick_columns(*rows, np.array([0, -1, 1, -1]), *picked)  # type: ignore[union-attr]
