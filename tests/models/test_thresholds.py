"""Cut-offs: the global one is the best one, a tag's own is drawn toward it by evidence."""

from __future__ import annotations

import numpy as np
import pytest

from cableml.models.thresholds import fit_thresholds


@pytest.fixture(scope="module")
def scored():
    """Return probabilities and labels of 5 tags with 800, 100, 20, 6 and 2 positives of 2,000."""
    draw = np.random.default_rng(4)
    Y = np.zeros((2000, 5), dtype=np.bool_)
    for tag, count in enumerate((800, 100, 20, 6, 2)):
        Y[draw.choice(2000, count, replace=False), tag] = True
    odds = np.where(Y, 0.5, -2.0) + np.array([0.7, 0.0, -0.5, 0.0, 0.0]) + draw.normal(0, 1.2, size=Y.shape)
    return (1.0 / (1.0 + np.exp(-odds))).astype(np.float32), Y


def micro_f1(assigned, Y) -> float:
    return 2.0 * (assigned & Y).sum() / (assigned.sum() + Y.sum())


def test_no_global_cut_is_better(scored) -> None:
    probabilities, Y = scored
    cut = fit_thresholds(probabilities, Y, "global", 20.0)
    assert cut.dtype == np.float32
    assert len(set(cut.tolist())) == 1
    best = micro_f1(probabilities >= cut, Y)
    others = [micro_f1(probabilities >= other, Y) for other in np.linspace(0.0, 1.0, 301)]
    assert best >= max(others) - 1e-12


def test_own_cuts_are_better_on_the_data_they_were_fitted_on(scored) -> None:
    probabilities, Y = scored
    common = fit_thresholds(probabilities, Y, "global", 20.0)
    own = fit_thresholds(probabilities, Y, "per_label", 0.0)
    assert micro_f1(probabilities >= own, Y) > micro_f1(probabilities >= common, Y)


def test_the_more_shrink_the_nearer_the_global_cut(scored) -> None:
    probabilities, Y = scored
    common = fit_thresholds(probabilities, Y, "global", 0.0)
    gaps = [
        np.abs(fit_thresholds(probabilities, Y, "per_label", shrink) - common) for shrink in (0.0, 20.0, 1e6)
    ]
    assert (gaps[0] >= gaps[1]).all()
    assert (gaps[1] >= gaps[2]).all()
    assert gaps[0].max() > 0.05
    assert gaps[2].max() < 1e-3


def test_rarer_tags_are_drawn_more(scored) -> None:
    probabilities, Y = scored
    common = fit_thresholds(probabilities, Y, "global", 0.0)
    free = fit_thresholds(probabilities, Y, "per_label", 0.0) - common
    drawn = fit_thresholds(probabilities, Y, "per_label", 50.0) - common
    np.testing.assert_allclose(drawn[0] / free[0], 800 / 850, rtol=1e-3)
    np.testing.assert_allclose(drawn[2] / free[2], 20 / 70, rtol=1e-3)


def test_a_tag_of_two_cables_gets_the_global_cut(scored) -> None:
    probabilities, Y = scored
    own = fit_thresholds(probabilities, Y, "per_label", 0.0)
    assert own[4] == fit_thresholds(probabilities, Y, "global", 0.0)[4]


def test_equal_probabilities_are_never_parted() -> None:
    probabilities = np.array([[0.6], [0.6], [0.6], [0.2]], dtype=np.float32)
    Y = np.array([[True], [False], [False], [False]])
    assert 0.2 < fit_thresholds(probabilities, Y, "global", 0.0)[0] < 0.6


def test_the_best_expected_cut_of_a_tag_is_the_one_by_hand() -> None:
    # Of one tag: 0.9 alone gives 2 * 0.9 / (1 + 1.5); with 0.4: 2.6 / 3.5; with 0.2 as well: 3.0 / 4.5.
    assert 2.6 / 3.5 > 1.8 / 2.5
    assert 2.6 / 3.5 > 3.0 / 4.5
    own = (0.4 + 0.2) / 2
    probabilities = np.array([[0.9], [0.4], [0.2]], dtype=np.float32)
    Y = np.array([[True], [False], [False]])
    common = fit_thresholds(probabilities, Y, "global", 0.0)[0]
    assert common == pytest.approx((0.9 + 0.4) / 2)
    found = fit_thresholds(probabilities, Y, "expected_f1", 5.0)
    assert found.dtype == np.float32
    assert found.tolist() == pytest.approx([common + 0.7 * (own - common)])


def test_expected_cuts_are_never_above_the_common_one() -> None:
    # The first tag's own best is behind 0.99; together with the second the best cut lies behind 0.3.
    probabilities = np.array([[0.99, 0.3], [0.3, 0.3], [0.01, 0.01], [0.01, 0.01]], dtype=np.float32)
    Y = np.array([[1, 1], [1, 1], [0, 0], [0, 0]], dtype=bool)
    common = (0.3 + 0.01) / 2
    assert fit_thresholds(probabilities, Y, "global", 0.0).tolist() == pytest.approx([common, common])
    assert fit_thresholds(probabilities, Y, "expected_f1", 0.0).tolist() == pytest.approx([common, common])


def test_expected_cuts_are_between_the_common_and_zero(scored) -> None:
    probabilities, Y = scored
    common = fit_thresholds(probabilities, Y, "global", 0.0)
    found = fit_thresholds(probabilities, Y, "expected_f1", 0.0)
    assert (found <= common).all()
    assert (found > 0).all()
    assert (found < common).any()


def test_expected_cuts_look_at_no_label_but_for_the_common_cut() -> None:
    """Which of two cables of equal probability carries a tag moves the common cut as little."""
    probabilities = np.array([[0.8, 0.6], [0.3, 0.6], [0.3, 0.2], [0.1, 0.05]], dtype=np.float32)
    Y = np.array([[1, 1], [1, 0], [0, 0], [0, 0]], dtype=bool)
    other = np.array([[1, 0], [0, 1], [1, 0], [0, 0]], dtype=bool)
    np.testing.assert_array_equal(
        fit_thresholds(probabilities, Y, "expected_f1", 0.0),
        fit_thresholds(probabilities, other, "expected_f1", 0.0),
    )


def test_shrink_means_nothing_to_expected_cuts(scored) -> None:
    found = [fit_thresholds(*scored, "expected_f1", shrink) for shrink in (0.0, 50.0)]
    np.testing.assert_array_equal(*found)


def test_a_tag_that_is_never_likely_keeps_a_cut_above_zero() -> None:
    probabilities = np.array([[0.9, 0.0], [0.2, 0.0]], dtype=np.float32)
    Y = np.array([[True, False], [False, False]])
    common, own = fit_thresholds(probabilities, Y, "expected_f1", 0.0)
    assert common == pytest.approx(0.55)
    assert own > 0
