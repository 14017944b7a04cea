"""Comparing cables: the compiled kernels add up what scipy adds up and draw what numpy draws, bit by bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from cableml import native
from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.features.near_duplicates import find_near_duplicates
from cableml.models.gram import build_gram

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]


@pytest.mark.parametrize("density", [0.0, 0.02, 0.3])
@pytest.mark.parametrize("n_cables", [1, 2, 37, 700])
def test_cables_compare_alike(both: Both, n_cables: int, density: float) -> None:
    X = csr_matrix(random_array((n_cables, 90), density=density, rng=n_cables, dtype=np.float32))
    X.sort_indices()
    compiled, plain = both(lambda: build_gram(X))
    assert compiled.dtype == plain.dtype == np.float32
    assert compiled.tobytes() == plain.tobytes()
    assert compiled.tobytes() == np.ascontiguousarray(compiled.T).tobytes()
    np.testing.assert_allclose(compiled, X.toarray() @ X.toarray().T + 1.0, rtol=1e-5)


def test_a_column_that_does_not_exist_is_refused() -> None:
    if native.kernels is None:
        pytest.skip("the compiled kernels are not built here, or switched off")
    entries = np.array([0, 1, 2]), np.array([0, 5], dtype=np.int32), np.ones(2, dtype=np.float32)
    with pytest.raises(ValueError, match="do not fit"):
        native.kernels.add_products(*entries, 5, 0, 2, np.zeros((2, 2), dtype=np.float32))


def test_near_duplicates_are_the_same(both: Both) -> None:
    draw = np.random.default_rng(3)
    texts = [" ".join(f"word{n}" for n in draw.integers(0, 300, size=size)) for size in (0, 3, 6, 7, 90, 400)]
    texts += [texts[-1], texts[-1][:700], texts[4] + " and more"]
    cables = [BlindCable(paragraphs=(BlindParagraph(text),)) for text in texts]
    compiled, plain = both(lambda: find_near_duplicates(cables))
    assert compiled.group.tolist() == [0, 1, 2, 3, 4, 5, 5, 5, 4]
    for one, other in zip(compiled, plain, strict=True):
        assert one.tobytes() == other.tobytes()
