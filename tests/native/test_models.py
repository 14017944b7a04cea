"""The compiled kernels of the models give the same bits as numpy: on random parts, and the shipped ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import cableml
from cableml import native
from cableml.cable.blind import BlindCable, BlindParagraph, blind
from cableml.corpus.demo.generate import generate_demo
from cableml.features.block import Rows
from cableml.models.compact import keep_largest
from cableml.models.level_evidence import _body_shape
from cableml.models.linear import Linear, _score_natively, score_blocks, score_rows
from cableml.models.listing import list_columns
from cableml.models.memory import CableMemory, build_memory, measure_similarity
from cableml.models.model_folder import load_model
from cableml.models.neighbours import vote
from cableml.models.trees import LEAF, Trees, score_trees
from cableml.parsing.parser import parse_cable

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]
SHIPPED = Path(cableml.__file__).parent / "pretrained"
POSTS = ("EMBASSY PARIS", "EMBASSY TOKYO", "USUN", "")


def assert_same_bits(pair: tuple[NDArray[Any], NDArray[Any]]) -> None:
    compiled, plain = pair
    assert (compiled.dtype, compiled.shape) == (plain.dtype, plain.shape)
    assert np.ascontiguousarray(compiled).tobytes() == np.ascontiguousarray(plain).tobytes()


def draw_rows(random: np.random.Generator, n_rows: int, n_features: int) -> Rows:
    held = random.random((n_rows, n_features)) < 0.3
    row, column = np.nonzero(held)
    indptr = np.searchsorted(row, np.arange(n_rows + 1))
    return Rows(indptr, column, random.random(len(column), dtype=np.float32))


def draw_cables(random: np.random.Generator, n_cables: int, ids: list[str]) -> list[BlindCable]:
    return [
        BlindCable(
            origin=POSTS[random.integers(len(POSTS))],
            year=None if random.random() < 0.1 else int(random.integers(1966, 2011)),
            month=int(random.integers(1, 13)),
            references=tuple(ids[random.integers(len(ids))] for _ in range(random.integers(4))),
        )
        for _ in range(n_cables)
    ]


def draw_trees(random: np.random.Generator, n_trees: int, n_leaves: int, n_features: int) -> Trees:
    """Return trees that split a leaf drawn by lot until there are enough; cuts may be infinite."""
    nodes: list[list[float]] = []
    roots = []
    for _ in range(n_trees):
        roots.append(len(nodes))
        nodes.append([LEAF, 0.0, 0, 0, 0])
        leaves = [roots[-1]]
        while len(leaves) < n_leaves:
            node = leaves.pop(random.integers(len(leaves)))
            cut = np.inf if random.random() < 0.1 else random.normal()
            nodes[node] = [random.integers(n_features), cut, len(nodes), len(nodes) + 1, random.integers(2)]
            leaves += [len(nodes), len(nodes) + 1]
            nodes += [[LEAF, 0.0, 0, 0, 0], [LEAF, 0.0, 0, 0, 0]]
    table = np.array(nodes)
    value = random.normal(size=len(nodes)).astype(np.float32)
    return Trees(
        np.array(roots, dtype=np.uint32),
        table[:, 0].astype(np.uint8),
        table[:, 1].astype(np.float32),
        table[:, 2].astype(np.uint32),
        table[:, 3].astype(np.uint32),
        table[:, 4].astype(np.uint8),
        value,
        random.normal(size=1).astype(np.float32),
    )


@pytest.mark.parametrize("n_leaves", [1, 2, 15, 16, 17, 32, 33, 200])
@pytest.mark.parametrize("n_rows", [0, 1, 127, 128, 129, 300])
def test_trees_score_alike(both: Both, n_leaves: int, n_rows: int) -> None:
    random = np.random.default_rng(n_leaves)
    trees = draw_trees(random, 9, n_leaves, 5)
    X = random.normal(size=(n_rows, 5)).astype(np.float32)
    X[random.random(X.shape) < 0.2] = np.nan
    assert_same_bits(both(lambda: score_trees(trees, X)))


def test_trees_that_point_beside_their_nodes_are_refused() -> None:
    if native.kernels is None:
        pytest.skip("the compiled kernels are not built here, or switched off")
    trees = draw_trees(np.random.default_rng(1), 2, 4, 3)
    for name, wrong in (("left", 0), ("right", 10**6), ("roots", 10**6), ("feature", 3)):
        damaged = getattr(trees, name).copy()
        damaged[0] = wrong
        with pytest.raises(ValueError, match="do not fit"):
            score_trees(trees._replace(**{name: damaged}), np.zeros((2, 3), dtype=np.float32))


@pytest.mark.parametrize("n_scores", [1, 5, 8, 63, 64, 65, 130])
def test_compact_weights_score_alike(both: Both, n_scores: int) -> None:
    random = np.random.default_rng(n_scores)
    rows = draw_rows(random, 20, 60)
    linear = Linear(random.normal(size=(60, n_scores)).astype(np.float32), np.ones(n_scores, np.float32))
    compact = keep_largest(linear, rows, 20 * n_scores)
    for _ in range(8):  # from some time on, all weights are laid out
        assert_same_bits(both(lambda: score_rows(*rows, compact)))
    assert_same_bits(both(lambda: score_blocks(*rows, compact, np.array([0, 10, 10, 55]))))
    assert_same_bits(both(lambda: compact.rows_of(np.array([59, 0, 0, 7]))))


@pytest.mark.parametrize("n_scores", [1, 3, 4, 12, 17, 261, 292])
@pytest.mark.parametrize("is_compact", [True, False])
def test_blocks_of_any_size_score_alike(both: Both, n_scores: int, is_compact: bool) -> None:
    random = np.random.default_rng(n_scores)
    linear: Any = Linear(
        random.normal(size=(500, n_scores)).astype(np.float32), np.ones(n_scores, np.float32)
    )
    rows = draw_rows(random, 30, 500)
    if is_compact:
        linear = keep_largest(linear, rows, 150 * n_scores)
    assert_same_bits(both(lambda: score_blocks(*rows, linear, np.array([0, 1, 5, 5, 30, 70, 240]))))


@pytest.mark.parametrize("wrong", [-1, 500, 10**12])
def test_features_that_do_not_exist_are_refused(wrong: int) -> None:
    if native.kernels is None:
        pytest.skip("the compiled kernels are not built here, or switched off")
    rows = draw_rows(np.random.default_rng(1), 30, 500)
    rows.indices[-1 if wrong > 0 else 0] = wrong
    table = Linear(np.ones((500, 12), np.float32), np.ones(12, np.float32)).table(0)
    assert table is not None
    with pytest.raises(ValueError, match="do not fit"):
        _score_natively(*rows, table, np.zeros(1, dtype=np.int64), np.zeros((30, 1, 12), np.float32))


def test_numpy_multiplies_where_the_kernel_adds_in_another_order(both: Both, monkeypatch: Any) -> None:
    random = np.random.default_rng(5)
    linear = Linear(random.normal(size=(300, 20)).astype(np.float32), np.zeros(20, np.float32))
    rows = draw_rows(random, 30, 300)
    monkeypatch.setattr("cableml.models.linear._adds_as_numpy", lambda n_scores: False)
    assert_same_bits(both(lambda: score_blocks(*rows, linear, np.array([0, 40]))))


def remember(random: np.random.Generator, n_cables: int, n_tags: int) -> CableMemory:
    ids = [f"06PARIS{number}" for number in range(n_cables)]
    Y = random.random((n_cables, n_tags)) < 0.2
    rows = draw_rows(random, n_cables, 40)
    return build_memory(draw_cables(random, n_cables, ids), rows, 40, Y, ids, 8, 1.0)


@pytest.mark.parametrize("n_cables", [1, 2, 3, 7, 15, 40, 130, 700])
@pytest.mark.parametrize("use_header", [True, False])
def test_votes_are_the_same(both: Both, n_cables: int, use_header: bool) -> None:
    random = np.random.default_rng(n_cables)
    memory = remember(random, n_cables, 30)
    asking = draw_cables(random, 9, list(memory.ids))
    rows = draw_rows(random, 9, 40)
    assert_same_bits(both(lambda: measure_similarity(memory, rows)))
    compiled, plain = both(lambda: vote(asking, rows, memory, 30, use_header=use_header))
    assert list(compiled) == list(plain)
    for name in plain:
        assert_same_bits((compiled[name], plain[name]))


def test_votes_apart_from_the_own_fold_are_the_same(both: Both) -> None:
    random = np.random.default_rng(3)
    memory = remember(random, 50, 12)
    folds = random.integers(0, 4, 50)
    asking, rows = draw_cables(random, 6, list(memory.ids)), draw_rows(random, 6, 40)
    compiled, plain = both(lambda: vote(asking, rows, memory, 12, folds, first=7))
    for name in plain:
        assert_same_bits((compiled[name], plain[name]))


def test_of_equally_alike_cables_the_first_ones_vote(both: Both) -> None:
    # Six kept cables are the same one, each with a tag of its own: the first three are the nearest three.
    rows = Rows(np.arange(7), np.zeros(6, dtype=np.int64), np.ones(6, dtype=np.float32))
    memory = build_memory([BlindCable()] * 6, rows, 1, np.eye(6, dtype=bool), [None] * 6, 1, 1.0)
    one = Rows(np.array([0, 1]), np.array([0]), np.ones(1, dtype=np.float32))
    for votes in both(lambda: vote([BlindCable()], one, memory, 6)):
        assert votes["nearest 3"][0].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0, 0, 0])


@pytest.fixture(scope="module")
def demo() -> list[BlindCable]:
    """Blind demo cables, and some that say nothing at all."""
    read = [blind(parse_cable(one.text, "")) for one in generate_demo(60, 3)]
    return [*read, BlindCable(), BlindCable(subject="Iran"), BlindCable(origin="USUN", year=2009)]


@pytest.mark.parametrize("task", ["tags", "classification"])
@pytest.mark.parametrize("size", [1, 32])
def test_shipped_models_judge_alike(both: Both, demo: list[BlindCable], task: str, size: int) -> None:
    if not (SHIPPED / task).is_dir():
        pytest.skip("no models lie in the package")
    model = load_model(SHIPPED / task)
    for first in range(0, len(demo), size):
        part = demo[first : first + size]
        for pair in zip(*both(lambda part=part: model.judge(part)), strict=True):
            assert_same_bits(pair)


@pytest.mark.parametrize("top", [0, 3, 40])
def test_the_same_tags_are_listed(both: Both, top: int) -> None:
    random = np.random.default_rng(top)
    probabilities = random.integers(0, 20, (30, 37)).astype(np.float32) / 20
    thresholds = np.full(37, 0.8, dtype=np.float32)
    compiled, plain = both(lambda: list_columns(probabilities, thresholds, top))
    for row, (one, other) in enumerate(zip(compiled, plain, strict=True)):
        assert one.tolist() == other.tolist()
        by_hand = sorted(range(37), key=lambda column: (-probabilities[row, column], column))
        n_assigned = int((probabilities[row] >= thresholds).sum())
        assert one.tolist() == by_hand[: max(top, n_assigned)]


def test_the_shape_of_a_text_is_the_same(both: Both) -> None:
    for text in ("", "XX, XXXXX and X", 'ÄÖ "X²XX" \u0663 END 12', "a“Xé XX”XX"):
        cable = BlindCable(subject="A", paragraphs=(BlindParagraph(text),))
        compiled, plain = both(lambda cable=cable: _body_shape(cable))
        assert compiled == plain
