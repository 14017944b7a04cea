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
