"""The compiled kernel grows the same trees as numpy, bit by bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cableml import native
from cableml.models import growing
from cableml.models.binning import bin_columns
from cableml.models.fit_trees import fit_trees
from cableml.models.growing import TreeSettings, grow_trees
from cableml.models.trees import Trees

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]


def assert_same_trees(pair: tuple[Trees, Trees]) -> None:
    for compiled, plain in zip(*pair, strict=True):
        assert (compiled.dtype, compiled.shape) == (plain.dtype, plain.shape)
        assert compiled.tobytes() == plain.tobytes()


@pytest.mark.parametrize("seed", range(12))
def test_trees_are_grown_alike(both: Both, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(seed)
    n_rows, n_features = int(random.integers(2, 1500)), int(random.integers(1, 8))
    X = random.normal(size=(n_rows, n_features)).astype(np.float32)
    if seed % 2:
        X = np.round(2 * X)
    X[random.random(X.shape) < random.choice([0.0, 0.2, 0.9])] = np.nan
    y = np.nan_to_num(X[:, 0]) + random.normal(size=n_rows) > random.normal()
    monkeypatch.setattr(growing, "_DRAWN_LEAST", int(random.choice([20_000, 50, n_rows // 3 + 1])))
    settings = TreeSettings(
        n_trees=int(random.integers(1, 9)),
        leaves=(2, 5, 15, 16, 17, 40)[seed % 6],
        learning_rate=float(random.choice([0.05, 0.5, 1.0])),
        min_rows=int(random.choice([1, 5, 60])),
        penalty=float(random.choice([0.0, 1.0, 5.0])),
        seed=seed,
    )
    assert_same_trees(both(lambda: fit_trees(X, y, settings)))


def test_trees_of_many_rows_are_grown_alike(both: Both) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(150_000, 3)).astype(np.float32)
    y = X[:, 0] + 2 * random.normal(size=len(X)) > 2.0
    settings = TreeSettings(n_trees=3)
    assert_same_trees(both(lambda: fit_trees(X, y, settings)))


def test_codes_beside_their_ranges_are_refused() -> None:
    if native.kernels is None:
        pytest.skip("the compiled kernels are not built here, or switched off")
    X = np.arange(200, dtype=np.float32)[:, None]
    binned = bin_columns(X)
    binned.codes[7] = 200
    with pytest.raises(ValueError, match="do not fit"):
        grow_trees(binned, X[:, 0] > 99, np.float32(0.0), TreeSettings())
