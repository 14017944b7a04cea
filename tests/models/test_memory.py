"""What a model keeps of its training cables: likeness, tags, posts, months, and arrays that fit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cableml.cable.blind import BlindCable
from cableml.errors import ModelFolderError
from cableml.features.block import Rows
from cableml.models.memory import (
    NO_MONTH,
    CableMemory,
    build_memory,
    check_memory,
    measure_similarity,
    months_of,
    post_of,
    remembered_tags,
)

N_FEATURES = 60


def make_rows(n_rows: int, seed: int = 1) -> tuple[Rows, np.ndarray]:
    """Return sparse rows, one of them empty, and the same rows as a dense matrix."""
    draw = np.random.default_rng(seed)
    dense = draw.random((n_rows, N_FEATURES)).astype(np.float32)
    dense[draw.random(dense.shape) < 0.6] = 0.0
    dense[0] = 0.0
    row, column = np.nonzero(dense)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n_rows))])
    return Rows(indptr.astype(np.int64), column.astype(np.int64), dense[row, column]), dense


def remember(
    rows: Rows, Y: np.ndarray, strongest: int, scale: float = 1.0, ids: list[str | None] | None = None
) -> CableMemory:
    cables = [BlindCable(origin=f"EMBASSY {number % 2}") for number in range(len(Y))]
    return build_memory(cables, rows, N_FEATURES, Y, ids or [None] * len(Y), strongest, scale)


@pytest.fixture(scope="module")
def memory() -> CableMemory:
    rows, _ = make_rows(20)
    return remember(rows, np.random.default_rng(2).random((20, 5)) < 0.4, 8)


@pytest.mark.parametrize("strongest", [1, 5, 1000])
def test_likeness_is_the_inner_product_with_the_strongest_features(strongest: int) -> None:
    rows, dense = make_rows(20)
    kept = np.zeros_like(dense)
    for row, values in enumerate(dense):
        best = np.argsort(-values, kind="stable")[:strongest]
        kept[row, best] = (values[best] / np.float32(1.7)).astype(np.float16)
    others, dense_others = make_rows(7, seed=9)
    found = measure_similarity(remember(rows, np.zeros((20, 1), dtype=bool), strongest, 1.7), others)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, dense_others @ kept.T, atol=1e-5)
    assert not found[0].any()


def test_a_cable_of_full_blocks_is_about_one_like_itself() -> None:
    weights = (1.0, 0.5)
    dense = np.zeros((1, N_FEATURES), dtype=np.float32)
    dense[0, :4] = weights[0] * 0.5  # four words: a block of length one, by its weight
    dense[0, 10] = weights[1]
    row, column = np.nonzero(dense)
    rows = Rows(np.array([0, 5]), column, dense[row, column])
    memory = remember(rows, np.zeros((1, 1), dtype=bool), 100, sum(weight**2 for weight in weights))
    assert measure_similarity(memory, rows)[0, 0] == pytest.approx(1.0, abs=1e-3)


def test_of_equal_features_the_first_are_kept() -> None:
    rows = Rows(np.array([0, 4]), np.array([3, 7, 8, 9]), np.array([1, 2, 1, 1], dtype=np.float32))
    memory = remember(rows, np.zeros((1, 1), dtype=bool), 3)
    assert np.flatnonzero(np.diff(memory.starts.astype(int))).tolist() == [3, 7, 8]


def test_likeness_does_not_depend_on_the_rows_beside_it(memory: CableMemory) -> None:
    others, dense = make_rows(7, seed=9)
    together = measure_similarity(memory, others)
    for row in range(len(dense)):
        part = slice(others.indptr[row], others.indptr[row + 1])
        alone = Rows(np.array([0, part.stop - part.start]), others.indices[part], others.data[part])
        np.testing.assert_array_equal(measure_similarity(memory, alone)[0], together[row])


def test_tags_come_back_as_they_went_in() -> None:
    rows, _ = make_rows(20)
    Y = np.random.default_rng(2).random((20, 5)) < 0.4
    Y[3] = False
    np.testing.assert_array_equal(remembered_tags(remember(rows, Y, 8), 5), Y.astype(np.float32))


def test_posts_and_ids_are_kept_by_name() -> None:
    rows, _ = make_rows(3)
    memory = remember(rows, np.zeros((3, 1), dtype=bool), 8, ids=["06A1", None, "06A3"])
    assert list(memory.post_names) == ["EMBASSY 0", "EMBASSY 1"]
    assert memory.posts.tolist() == [0, 1, 0]
    assert list(memory.ids) == ["06A1", "", "06A3"]
    assert memory.n_cables == 3


def test_a_post_is_one_however_it_is_written() -> None:
    names = {
        post_of(BlindCable(origin=origin))
        for origin in ("EMBASSY  PARIS", " Embassy Paris", "embassy\tparis")
    }
    assert names == {"EMBASSY PARIS"}
    assert post_of(BlindCable()) == ""


def test_months_count_from_january_1900() -> None:
    dates = [(1900, 1), (1973, 12), (2010, 2), (1999, None), (None, None), (None, 5), (1850, 3)]
    cables = [BlindCable(year=year, month=month) for year, month in dates]
    assert months_of(cables).tolist() == [1, 888, 1322, 1194, NO_MONTH, NO_MONTH, 0]


def test_a_memory_of_cables_fits_itself(memory: CableMemory) -> None:
    check_memory(memory, N_FEATURES, 5)
    assert memory.values.dtype == np.float16
    assert memory.tags.dtype == np.uint16


@pytest.mark.parametrize("name", ["starts", "cables", "values", "tag_starts", "tags", "posts", "months"])
def test_error_an_array_of_another_kind_is_named(name: str, memory: CableMemory) -> None:
    array = getattr(memory, name)
    for damaged in (array.astype(np.float64), array[:, None]):
        with pytest.raises(ModelFolderError, match=rf"^memory\.{name}\.npy is no vector of \d+ <"):
            check_memory(memory._replace(**{name: damaged}), N_FEATURES, 5)


@pytest.mark.parametrize("name", ["starts", "cables", "values", "tag_starts", "tags", "posts", "months"])
def test_error_an_array_of_another_length_is_refused(name: str, memory: CableMemory) -> None:
    with pytest.raises(
        ModelFolderError, match=r"^(memory\.|the arrays of the memory do not fit one another;)"
    ):
        check_memory(memory._replace(**{name: getattr(memory, name)[:-1]}), N_FEATURES, 5)


def put(place: int, value: float) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        changed = array.copy()
        changed[place] = value
        return changed

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("starts", put(0, 1)),
        ("starts", put(5, 2**31)),
        ("starts", put(-1, 0)),
        ("cables", put(0, 20)),
        ("values", put(0, np.nan)),
        ("values", put(0, np.inf)),
        ("tag_starts", put(0, 1)),
        ("tag_starts", put(3, 60_000)),
        ("tag_starts", put(-1, 1)),
        ("tags", put(0, 5)),
        ("posts", put(0, 2)),
    ],
    ids=range(11),
)
def test_error_a_number_that_points_beside_its_array_is_refused(
    name: str, change: Callable[[np.ndarray], np.ndarray], memory: CableMemory
) -> None:
    with pytest.raises(ModelFolderError) as caught:
        check_memory(memory._replace(**{name: change(getattr(memory, name))}), N_FEATURES, 5)
    assert caught.value.message == "the arrays of the memory do not fit one another; train the model again."


def test_error_ids_of_another_number_are_refused(memory: CableMemory) -> None:
    with pytest.raises(ModelFolderError, match="do not fit one another"):
        check_memory(memory._replace(ids=list(memory.ids)[:-1]), N_FEATURES, 5)
