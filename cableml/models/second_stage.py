"""SecondStage: boosted trees over pairs of a cable and a likely tag, scored with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.cable.label_space import LabelSpace
from cableml.errors import ModelFolderError
from cableml.features.block import Rows
from cableml.models.calibration import logistic
from cableml.models.memory import MEMORY_ARRAYS, CableMemory, check_memory
from cableml.models.named_labels import spread_columns
from cableml.models.pairs import Linearly, Pairs, build_pairs, pair_feature_names, share_in_all
from cableml.models.prediction import Evidence
from cableml.models.trees import Trees, explain_trees, trees_from_arrays, trees_to_arrays

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]

_PREFIX = "pairs"


class _Parts(NamedTuple):
    memory: CableMemory
    trees: Trees
    together: FloatMatrix
    rest: NDArray[np.float32]
    candidates: int
    block_names: tuple[str, ...]
    use_header: bool


class SecondStage(_Parts):
    """What judges candidate pairs.

    ``together`` float32 (n_tags, n_tags): counts as `cableml.models.pairs.count_together` gives them;
    ``rest`` float32 (1,): what the linear chance of a tag that is no candidate is multiplied by.
    ``block_names`` are those of the linear model's blocks; ``use_header`` False keeps to the body.
    """

    @cached_property
    def shares(self) -> FloatMatrix:
        """The shares of the counts ``together``; see `cableml.models.pairs.share_in_all`."""
        return share_in_all(self.together)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of what is known of a pair, in the order of the trees' features."""
        return pair_feature_names(self.block_names, use_header=self.use_header)


def build_candidates(
    stage: SecondStage,
    cables: Sequence[BlindCable],
    rows: Rows,
    said: Linearly,
    label_space: LabelSpace,
    folds: IntVector | None = None,
    *,
    first: int = 0,
    shares: FloatMatrix | None = None,
) -> Pairs:
    """Return the candidate pairs of cables; arguments as of `cableml.models.pairs.build_pairs`."""
    return build_pairs(
        cables,
        rows,
        said,
        stage.memory,
        label_space,
        stage.together,
        stage.candidates,
        folds,
        first=first,
        shares=stage.shares if folds is None else shares,
        use_header=stage.use_header,
    )


def fill_probabilities(
    said: Linearly, pairs: Pairs, odds: FloatMatrix, rest: float, n_tags: int
) -> FloatMatrix:
    """Return the probabilities of all tags, float32 (n_cables, n_tags).

    Those of the pairs are by ``odds`` (n_pairs,), the others by the linear chance times ``rest``; of a tag
    that is neither named nor learned it is 0.
    """
    linear = (rest * logistic(said.odds)).astype(np.float32)
    probabilities = spread_columns(linear, said.columns, n_tags, 0.0).copy()
    probabilities[pairs.row, pairs.column] = logistic(odds)
    return probabilities


def explain_pair(stage: SecondStage, features: NDArray[np.float32]) -> list[Evidence]:
    """Return what each thing known of one pair adds to its log-odds, those that add nothing left out.

    The scores of the linear model are left out: their words are named instead.
    """
    added = explain_trees(stage.trees, features)
    return [
        Evidence(f"[{name}]", float(value))
        for name, value in zip(stage.feature_names, added, strict=True)
        if value != 0.0 and not name.startswith("score")
    ]


def stage_to_arrays(stage: SecondStage) -> tuple[dict[str, NDArray[Any]], dict[str, Sequence[str]]]:
    """Return plain arrays and word lists, by names such as ``memory.tags``."""
    memory = stage.memory
    arrays: dict[str, NDArray[Any]] = {
        **{f"memory.{name}": getattr(memory, name) for name in MEMORY_ARRAYS},
        "pairs.together": stage.together,
        "pairs.rest": stage.rest,
        **trees_to_arrays(stage.trees, _PREFIX),
    }
    return arrays, {"memory.post_names": memory.post_names, "memory.ids": memory.ids}


def stage_from_arrays(
    arrays: Mapping[str, NDArray[Any]],
    terms: Mapping[str, Sequence[str]],
    *,
    candidates: int,
    block_names: tuple[str, ...],
    use_header: bool,
    n_features: int,
    n_tags: int,
) -> SecondStage:
    """Return a second stage from what `stage_to_arrays` gave.

    Raises: KeyError for a part that is missing; ModelFolderError for parts that do not fit one another.
    """
    names = pair_feature_names(block_names, use_header=use_header)
    kept = {name: arrays[f"memory.{name}"] for name in MEMORY_ARRAYS}
    memory = CableMemory(**kept, post_names=terms["memory.post_names"], ids=terms["memory.ids"])
    check_memory(memory, n_features, n_tags)
    together, rest = arrays["pairs.together"], arrays["pairs.rest"]
    if (
        together.shape != (n_tags, n_tags)
        or rest.shape != (1,)
        or {together.dtype.str, rest.dtype.str} != {"<f4"}
        or not (np.all(np.isfinite(together)) and np.all(together >= 0.0) and 0.0 <= rest[0] <= 1.0)
    ):
        raise ModelFolderError("the second stage's arrays do not fit the labels; train the model again.")
    trees = trees_from_arrays(arrays, _PREFIX, len(names))
    return SecondStage(memory, trees, together, rest, candidates, block_names, use_header)
