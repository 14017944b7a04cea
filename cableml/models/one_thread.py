"""The linear algebra library held to one thread while several models are fitted beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hold_linear_algebra(*, with_scipy: bool = True) -> Iterator[None]:
    """Hold the linear algebra library to one thread inside the ``with`` block.

    Each fit holds it by itself, but the first of two to end would let go for both. scipy has a library of
    its own, which takes a fifth of a second to load: ``with_scipy`` False leaves it alone.
    """
    if with_scipy:
        import scipy.linalg  # noqa: F401  (only a library that is loaded can be limited)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield
