"""Speed of what compares cables: the inverse by halves against LAPACK's, sparse products against scipy's.

    python experiments/bench/bench_products.py [--cables 4025] [--turns 5]

Made-up matrices of the size that a training on the published cables has. The sides take turns; seconds are
those of the clock, the median of the turns, with the least and the most. The linear algebra library is held
to one thread, as in training; what goes on beside each other does so in threads of cableml's.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import spotrf, spotri
from scipy.sparse import csr_matrix, random_array

from cableml.features.block import Rows
from cableml.models.fitted import run_in_threads
from cableml.models.inverse import invert_system
from cableml.models.one_thread import hold_linear_algebra
from cableml.models.products import multiply_rows

N_FEATURES, N_LABELS, DENSITY = 55_351, 261, 0.0096


def make_system(n: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(1).normal(size=(n, n)).astype(np.float32)
    system: NDArray[np.float32] = rows @ rows.T / np.float32(n) + np.float32(0.1) * np.eye(n, dtype="f4")
    return system


def invert_by_lapack(system: NDArray[np.float32]) -> None:
    factor, problem = spotrf(system, lower=True, overwrite_a=True)
    _, more = spotri(factor, lower=True, overwrite_c=True)
    if problem or more:
        raise ArithmeticError("LAPACK could not invert the matrix")


def multiply_beside(square: NDArray[np.float32], jobs: int) -> None:
    for _ in run_in_threads(lambda _: square @ square, range(jobs), jobs):
        pass


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cables", type=int, default=4025)
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    n = options.cables
    system = make_system(n)
    X = csr_matrix(random_array((n, N_FEATURES), density=DENSITY, rng=1, dtype=np.float32))
    X.sort_indices()
    rows = Rows(X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data)
    weights = np.random.default_rng(2).normal(size=(N_FEATURES, N_LABELS)).astype(np.float32)
    if multiply_rows(rows, weights).tobytes() != (X @ weights).tobytes():
        raise ArithmeticError("the two products differ")
    # Each side gets a matrix of its own to overwrite, copied before the clock starts.
    sides: dict[str, tuple[Callable[[], object], Callable[[object], object]]] = {
        "inverse, LAPACK": (system.copy, invert_by_lapack),  # type: ignore[dict-item]
        "inverse, one thread": (system.copy, lambda own: invert_system(own, 1)),  # type: ignore[arg-type]
        "inverse, two threads": (system.copy, lambda own: invert_system(own, 2)),  # type: ignore[arg-type]
        "sparse product, scipy": (lambda: None, lambda _: X @ weights),
        "sparse product, one thread": (lambda: None, lambda _: multiply_rows(rows, weights)),
        "sparse product, two threads": (lambda: None, lambda _: multiply_rows(rows, weights, 2)),
        "one dense product": (lambda: None, lambda _: multiply_beside(system, 1)),
        "two beside each other": (lambda: None, lambda _: multiply_beside(system, 2)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    with hold_linear_algebra():
        for _ in range(options.turns):
            for name, (prepare, act) in sides.items():
                own = prepare()
                began = time.perf_counter()
                act(own)
                seconds[name].append(time.perf_counter() - began)
    for name, found in seconds.items():
        print(f"{name:28s} {statistics.median(found):.3f} ({min(found):.3f} to {max(found):.3f})")


if __name__ == "__main__":
    main()
