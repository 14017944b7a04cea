"""The inverse in halves: right for every size, and the same bits whatever the number of threads."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.errors import TrainingError
from cableml.models import inverse
from cableml.models.inverse import invert_in_halves


def make_system(n: int) -> np.ndarray:
    draw = np.random.default_rng(n)
    rows = draw.normal(size=(n, 30)).astype(np.float32)
    return rows @ rows.T / 30 + np.eye(n, dtype=np.float32) * 0.4


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 31, 200, 601])
def test_the_product_with_the_matrix_is_one(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverse, "_SMALL", 4)
    system = make_system(n)
    before = system.copy()
    found = invert_in_halves(system, 1)
    assert (found.dtype, found.shape) == (np.float32, (n, n))
    np.testing.assert_array_equal(system, before)
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_allclose(found @ system, np.eye(n), atol=2e-4)


def test_threads_change_no_bit() -> None:
    system = make_system(700)
    assert invert_in_halves(system, 1).tobytes() == invert_in_halves(system, 2).tobytes()


@pytest.mark.parametrize("place", [0, 699])
def test_a_matrix_that_is_not_positive_definite_is_refused(place: int) -> None:
    system = make_system(700)
    system[place, place] = -1.0
    with pytest.raises(TrainingError, match=r"use a smaller model\.c"):
        invert_in_halves(system, 2)
