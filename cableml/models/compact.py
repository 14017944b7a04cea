"""CompactLinear: the weights of a linear map that matter, one byte each and one bit for each that does not.

A map of 40,000 features and 270 tags takes 43 MB as float32; the largest 3 of its 11 million weights say
nearly all of it in 5 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.errors import ModelFolderError
from cableml.features.block import Rows
from cableml.models.linear import Linear, Table

if TYPE_CHECKING:
    from types import ModuleType

FloatMatrix = NDArray[np.float32]

COMPACT_ARRAYS: tuple[str, ...] = ("masks", "codes", "scales")
_LARGEST = 127  # of int8, and of its negative: no code stands alone


class CompactLinear:
    """A linear map without its small weights.

    ``masks`` uint8 (n_features, n_bytes): a bit a score, the first the highest, set where a weight is kept;
    ``codes`` int8 (n_kept,): the kept ones, feature after feature; a weight is its code times its feature's
    place in ``scales`` float16 (n_features,). ``intercepts`` float32 (n_scores,).
    """

    __slots__ = ("_n_asked", "_starts", "_weights", "_wide", "codes", "intercepts", "masks", "scales")

    def __init__(
        self,
        masks: NDArray[np.uint8],
        codes: NDArray[np.int8],
        scales: NDArray[np.float16],
        intercepts: NDArray[np.float32],
    ) -> None:
        self.masks = masks
        self.codes = codes
        self.scales = scales
        self.intercepts = intercepts
        self._starts = np.zeros(len(masks) + 1, dtype=np.int64)
        np.cumsum(np.bitwise_count(masks).sum(axis=1, dtype=np.int64), out=self._starts[1:])
        self._weights: FloatMatrix | None = None
        self._wide: NDArray[np.int8] | None = None
        self._n_asked = 0

    @property
    def is_used(self) -> NDArray[np.bool_]:
        """Which features keep a weight at all, bool (n_features,)."""
        used: NDArray[np.bool_] = np.diff(self._starts) > 0
        return used

    @property
    def n_marked(self) -> int:
        """How many weights the masks mark: those of ``codes``, if the parts fit one another."""
        return int(self._starts[-1])

    def rows_of(self, features: NDArray[np.int64]) -> FloatMatrix:
        """Return the weights of features, float32 (len(features), n_scores); 0 where none is kept.

        As soon as more were asked for than there are, all are laid out once (by the compiled kernels as one
        byte each): one cable should not wait for that, a thousand should not do without.
        """
        if native.kernels is not None:
            return self._lay_out_natively(native.kernels, np.ascontiguousarray(features, dtype=np.int64))
        if self._weights is not None:
            return self._weights[features]
        self._n_asked += len(features)
        if self._n_asked <= len(self.masks):
            return self._lay_out(features)
        self._weights = self._lay_out(np.arange(len(self.masks)))
        return self._weights[features]

    def table(self, n_asked: int) -> Table | None:
        """Return all codes and their scales as soon as more were asked for than there are, else None."""
        if native.kernels is None:
            return None
        if self._wide is None and self._n_asked + n_asked > len(self.masks):
            self._wide = self._spread_codes(native.kernels, np.arange(len(self.masks)))
        return None if self._wide is None else Table(np.empty(0, dtype=np.float32), self._wide, self.scales)

    def _lay_out_natively(self, kernels: ModuleType, features: NDArray[np.int64]) -> FloatMatrix:
        n_scores = len(self.intercepts)
        self._n_asked += len(features)
        if self._wide is None and self._n_asked > len(self.masks):
            self._wide = self._spread_codes(kernels, np.arange(len(self.masks)))
        if self._wide is not None:
            wide, places = self._wide, features
        else:
            wide, places = self._spread_codes(kernels, features), np.arange(len(features))
        weights = np.empty((len(features), n_scores), dtype=np.float32)
        kernels.scale_rows(wide, self.scales, places, features, n_scores, weights)
        return weights

    def _spread_codes(self, kernels: ModuleType, features: NDArray[np.int64]) -> NDArray[np.int8]:
        wide = np.empty((len(features), len(self.intercepts)), dtype=np.int8)
        kernels.spread_codes(self.masks, self.codes, self._starts, features, len(self.intercepts), wide)
        return wide

    def _lay_out(self, features: NDArray[np.int64]) -> FloatMatrix:
        """Return the weights of features, float32 (len(features), n_scores), from their masks and codes."""
        n_scores = len(self.intercepts)
        codes = np.zeros((len(features), n_scores), dtype=np.int8)
        sizes = self._starts[features + 1] - self._starts[features]
        ends = np.cumsum(sizes)
        n_kept = int(ends[-1]) if len(ends) else 0
        source = np.arange(n_kept) + np.repeat(self._starts[features] - (ends - sizes), sizes)
        # Placing by number takes a third of the time that placing by the mask takes.
        target = np.flatnonzero(np.unpackbits(self.masks[features], axis=1, count=n_scores).view(np.bool_))
        codes.reshape(-1)[target] = self.codes[source]
        return codes.astype(np.float32) * self.scales[features].astype(np.float32)[:, None]


def keep_largest(linear: Linear, rows: Rows, n_kept: int) -> CompactLinear:
    """Return the map with its ``n_kept`` weights that move the scores of the training cables most.

    How much a weight moves scores is its size times the root mean square of its feature. What the others
    add on average goes to the intercepts.

    Parameters: ``rows`` of the training cables, as `FeatureUnion.rows` gives them.
    """
    n_cables = len(rows.indptr) - 1
    weights = np.asarray(linear.weights, dtype=np.float32)
    n_features = len(weights)
    values = rows.data.astype(np.float64)
    mean = np.bincount(rows.indices, weights=values, minlength=n_features) / n_cables
    square = np.bincount(rows.indices, weights=values * values, minlength=n_features) / n_cables
    kept = _find_largest(np.abs(weights) * np.sqrt(square).astype(np.float32)[:, None], n_kept)
    largest = np.where(kept, np.abs(weights), np.float32(0.0)).max(axis=1, initial=0.0)
    scales = (largest / np.float32(_LARGEST)).astype(np.float16)
    steps = np.where(scales > 0, scales, np.float16(1.0)).astype(np.float32)[:, None]
    codes = np.clip(np.rint(weights / steps), -_LARGEST, _LARGEST).astype(np.int8)
    codes[~kept] = 0
    lost = np.einsum("f,fs->s", mean, weights - codes * scales.astype(np.float32)[:, None])
    return CompactLinear(
        np.packbits(kept, axis=1),
        codes[kept],
        scales,
        (linear.intercepts + lost).astype(np.float32),
    )


def _find_largest(sizes: FloatMatrix, n_kept: int) -> NDArray[np.bool_]:
    """Return where the ``n_kept`` largest are, none of them 0; of equal ones the first."""
    n_dropped = sizes.size - n_kept
    if n_dropped <= 0:
        return sizes > 0
    cut = np.partition(sizes, n_dropped, axis=None)[n_dropped]
    kept: NDArray[np.bool_] = sizes > cut
    if cut > 0:
        equal = np.flatnonzero(sizes == cut)
        kept.reshape(-1)[equal[: n_kept - int(kept.sum())]] = True
    return kept


def compact_to_arrays(linear: CompactLinear) -> dict[str, NDArray[Any]]:
    """Return the arrays by names such as ``weights.codes``; the intercepts are not among them."""
    return {f"weights.{name}": getattr(linear, name) for name in COMPACT_ARRAYS}


def compact_from_arrays(
    arrays: Mapping[str, NDArray[Any]], intercepts: NDArray[np.float32], n_features: int
) -> CompactLinear:
    """Return a map from what `compact_to_arrays` gave.

    Raises: KeyError for an array that is missing; ModelFolderError for arrays that do not fit one another.
    """
    masks, codes, scales = (arrays[f"weights.{name}"] for name in COMPACT_ARRAYS)
    n_bytes, n_spare = (len(intercepts) + 7) // 8, -len(intercepts) % 8
    expected: dict[str, tuple[NDArray[Any], str, tuple[int, ...]]] = {
        "masks": (masks, "|u1", (n_features, n_bytes)),
        "codes": (codes, "|i1", (codes.size,)),
        "scales": (scales, "<f2", (n_features,)),
    }
    for name, (array, dtype, shape) in expected.items():
        if array.dtype.str != dtype or array.shape != shape:
            raise ModelFolderError(
                f"weights.{name}.npy is {array.dtype.str} of shape {array.shape}, expected {dtype} of shape "
                f"{shape}; retrain the model."
            )
    linear = CompactLinear(masks, codes, scales, intercepts)
    if linear.n_marked != codes.size:
        raise ModelFolderError(
            f"weights.masks.npy marks {linear.n_marked:,} weights, weights.codes.npy holds {codes.size:,}; "
            "retrain the model."
        )
    if n_spare and n_features and np.any(masks[:, -1] & ((1 << n_spare) - 1)):
        raise ModelFolderError("weights.masks.npy marks scores that do not exist; retrain the model.")
    if not (np.all(np.isfinite(scales)) and np.all(scales >= 0)):
        raise ModelFolderError("weights.scales.npy holds what is no scale; retrain the model.")
    return linear
