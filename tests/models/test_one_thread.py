from __future__ import annotations

from cableml.models.one_thread import hold_linear_algebra


def count_threads() -> set[int]:
    from threadpoolctl import threadpool_info

    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_a_fit_that_ends_does_not_let_go_for_the_others() -> None:
    import scipy.linalg  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=2, user_api="blas"):
        assert count_threads() == {2}
        with hold_linear_algebra():
            with threadpool_limits(limits=1, user_api="blas"):
                pass
            assert count_threads() == {1}
        assert count_threads() == {2}
