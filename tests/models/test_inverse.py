"""The inverse by halves: right, symmetric to the bit, and the same by one thread as by two."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.models import inverse
from cableml.models.inverse import invert_system


def make_system(n: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, 2 * n)).astype(np.float32)
    system: np.ndarray = rows @ rows.T / np.float32(2 * n) + np.float32(0.1) * np.eye(n, dtype=np.float32)
    return system


@pytest.mark.parametrize("n", [1, 2, 7, 40, 41, 83, 200])
def test_the_inverse_is_that_of_double_precision(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverse, "_LEAF", 20)
    system = make_system(n)
    exact = np.linalg.inv(system.astype(np.float64))
    invert_system(system, 1)
    np.testing.assert_allclose(system, exact, atol=2e-5 * abs(exact).max())
    assert np.array_equal(system, system.T)


def test_large_matrices_are_cut_in_halves_and_threads_change_no_bit() -> None:
    one, two = make_system(1300), make_system(1300)
    exact = np.linalg.inv(one.astype(np.float64))
    invert_system(one, 1)
    invert_system(two, 2)
    assert one.tobytes() == two.tobytes()
    np.testing.assert_allclose(one, exact, atol=2e-5 * abs(exact).max())


@pytest.mark.parametrize("place", [0, 25, 59])
def test_a_matrix_that_is_not_positive_definite_is_refused(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inverse, "_LEAF", 20)
    system = make_system(60)
    system[place, place] = -1.0
    with pytest.raises(np.linalg.LinAlgError):
        invert_system(system, 1)
