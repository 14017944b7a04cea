"""FeatureUnion: the blocks of a config side by side, as one transformer with named columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.errors import ConfigError, TrainingError
from cableml.features.batch import Batch, split_batches
from cableml.features.block import Block, Rows, join_rows, stack_rows, to_csr
from cableml.features.characters import CharacterBlock
from cableml.features.estimator import Estimator
from cableml.features.spec import BlockSpec, check_spec
from cableml.features.values import ValueBlock
from cableml.features.words import WordBlock

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FIELD_CHOICES: tuple[str, ...] = ("all", "body")

_WHOLE_TEXTS = ("text", "body")

_BLOCKS: dict[str, type[Block]] = {
    "words": WordBlock,
    "characters": CharacterBlock,
    "values": ValueBlock,
}


def build_block(spec: BlockSpec) -> Block:
    """Return the unfitted block that the spec describes.

    Raises: ConfigError if the spec holds a value that is out of bounds.
    """
    check_spec(spec)
    block_class = _BLOCKS[spec.kind]
    values = asdict(spec)
    return block_class(**{name: values[name] for name in block_class._parameter_names()})


class FeatureUnion(Estimator):
    """Blocks side by side: Sequence[BlindCable] to a sparse float32 matrix.

    Parameters: ``specs`` one BlockSpec a block, no two with the same field and kind; ``fields`` "all", or
    "body" to leave out every block that reads the header. After `fit`: ``blocks_`` the fitted blocks.
    """

    blocks_: tuple[Block, ...]

    def __init__(self, specs: Sequence[BlockSpec], fields: str = "all") -> None:
        self.specs = specs
        self.fields = fields

    def fit(self, cables: Sequence[BlindCable], y: Any = None) -> Self:
        """Return self after fitting every block.

        Raises: ConfigError for a spec that cannot be built; TrainingError without cables or columns.
        """
        self.fit_rows(cables)
        return self

    def fit_transform(self, cables: Sequence[BlindCable], y: Any = None) -> csr_matrix:
        """Return what ``fit(cables).transform(cables)`` would, reading the texts once."""
        return to_csr(self.fit_rows(cables), self.n_features)

    def transform(self, cables: Sequence[BlindCable]) -> csr_matrix:
        """Return a float32 scipy CSR matrix of shape (n_cables, n_features)."""
        return to_csr(self.rows(cables), self.n_features)

    def rows(self, cables: Sequence[BlindCable]) -> Rows:
        """Return the same as `transform` as plain arrays: (indptr, indices, data); no scipy needed.

        Raises: TrainingError before `fit`.
        """
        self._require_fit("blocks_")
        return stack_rows([self._batch_rows(batch) for batch in split_batches(cables)])

    def fit_rows(
        self,
        cables: Sequence[BlindCable],
        progress: Callable[[int, int], None] | None = None,
        jobs: int = 1,
    ) -> Rows:
        """Return the rows of the cables after fitting every block on them; ``progress(done, total)``.

        With two ``jobs`` or more the blocks of whole texts, which take longer than all others together, are
        learned beside these; it changes no result.
        """
        blocks = tuple(build_block(spec) for spec in self.active_specs())

        def learn(numbers: Sequence[int], tell: Callable[[int, int], None] | None) -> list[Rows]:
            counters = [blocks[number].counter() for number in numbers]
            done = 0
            for batch in split_batches(cables):
                for counter in counters:
                    counter.add(batch)
                done += len(batch)
                if tell is not None:
                    tell(done, len(cables))
            return [counter.settle() for counter in counters]

        whole = [number for number, block in enumerate(blocks) if block.field in _WHOLE_TEXTS]
        others = [number for number in range(len(blocks)) if number not in whole]
        if jobs > 1 and whole and others:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(1) as pool:
                rest = pool.submit(learn, others, None)
                learned = dict(zip([*whole, *others], learn(whole, progress) + rest.result(), strict=True))
            parts = [learned[number] for number in range(len(blocks))]
        else:
            parts = learn(range(len(blocks)), progress)
        if not any(block.n_features for block in blocks):
            raise TrainingError(
                f"not one term of the {len(cables)} cables became a feature; "
                "give more cables, or lower min_cables in the config's features."
            )
        self.blocks_ = blocks
        return join_rows(parts, [block.n_features for block in blocks])

    def active_specs(self) -> tuple[BlockSpec, ...]:
        """Return the specs that ``fields`` leaves in.

        Raises: ConfigError if none is left, if two name the same columns, or for an unknown ``fields``.
        """
        if self.fields not in FIELD_CHOICES:
            raise ConfigError(f"fields is {self.fields!r}; use one of {', '.join(FIELD_CHOICES)}.")
        specs = tuple(spec for spec in self.specs if self.fields == "all" or not spec.is_header)
        if not specs:
            raise ConfigError(
                "no feature block is left to learn from; name at least one that reads the body."
            )
        seen: set[str] = set()
        for spec in specs:
            if spec.prefix in seen:
                raise ConfigError(
                    f"two feature blocks would name their columns {spec.prefix!r}; merge them into one."
                )
            seen.add(spec.prefix)
        return specs

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the column names, block after block: ``lead:nuclear``, ``origin:EMBASSY TOKYO``."""
        self._require_fit("blocks_")
        return np.concatenate([block.get_feature_names_out() for block in self.blocks_])

    @property
    def n_features(self) -> int:
        """Number of columns of all blocks."""
        self._require_fit("blocks_")
        return sum(block.n_features for block in self.blocks_)

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first column of each block, and behind them the number of columns: int64 (n_blocks + 1,)."""
        self._require_fit("blocks_")
        return np.concatenate([[0], np.cumsum([block.n_features for block in self.blocks_])]).astype(np.int64)

    def forget_terms(self, forgotten: NDArray[np.bool_]) -> None:
        """Leave the spelling of columns blank, bool (n_features,): the model then has no need of it."""
        for block, first in zip(self.blocks_, self.starts, strict=False):
            own = forgotten[first : first + block.n_features]
            block.terms_ = ["" if blank else term for term, blank in zip(block.terms_, own, strict=True)]

    def _batch_rows(self, batch: Batch) -> Rows:
        parts = [block.batch_rows(batch) for block in self.blocks_]
        return join_rows(parts, [block.n_features for block in self.blocks_])

    def to_arrays(self) -> tuple[dict[str, NDArray[Any]], dict[str, Sequence[str]]]:
        """Return what was learned as plain arrays and word lists, by names such as ``block_00.idf``."""
        self._require_fit("blocks_")
        arrays: dict[str, NDArray[Any]] = {}
        terms: dict[str, Sequence[str]] = {}
        for number, block in enumerate(self.blocks_):
            arrays[f"block_{number:02d}.hashes"] = block.vocabulary_
            arrays[f"block_{number:02d}.idf"] = block.idf_
            terms[f"block_{number:02d}.terms"] = block.terms_
        return arrays, terms

    @classmethod
    def from_arrays(
        cls,
        specs: Sequence[BlockSpec],
        fields: str,
        arrays: Mapping[str, NDArray[Any]],
        terms: Mapping[str, Sequence[str]],
    ) -> Self:
        """Return a fitted union from what `to_arrays` gave; ``specs`` and ``fields`` as when fitted.

        Raises: ConfigError or KeyError where the parts do not belong together.
        """
        union = cls(specs, fields)
        blocks = []
        for number, spec in enumerate(union.active_specs()):
            block = build_block(spec)
            block.vocabulary_ = arrays[f"block_{number:02d}.hashes"]
            block.idf_ = arrays[f"block_{number:02d}.idf"]
            block.terms_ = terms[f"block_{number:02d}.terms"]
            blocks.append(block)
        union.blocks_ = tuple(blocks)
        return union
