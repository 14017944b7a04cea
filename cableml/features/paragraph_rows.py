"""Paragraphs as rows: what a block of words that was fitted on whole cables says of their paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.features.batch import split_batches
from cableml.features.block import Block, Rows, stack_rows
from cableml.features.union import FeatureUnion

_FIELDS = ("text", "body")


def find_word_block(features: FeatureUnion) -> int | None:
    """Return the number of the first block of words of the whole text, or None where there is none."""
    for number, block in enumerate(features.blocks_):
        if block.kind == "words" and block.field in _FIELDS:
            return number
    return None


def count_paragraph_words(features: FeatureUnion) -> int:
    """Return the number of columns of that block, 0 where there is none."""
    number = find_word_block(features)
    return 0 if number is None else features.blocks_[number].n_features


def paragraph_rows(block: Block, cables: Sequence[BlindCable]) -> tuple[Rows, NDArray[np.int64]]:
    """Return one row a paragraph, by the block's words and their weights, and where each cable's begin.

    The second is int64 (n_cables + 1,): cable i has the rows from entry i to entry i + 1. A paragraph
    is read as a cable of nothing else: its words count the same, wherever they stand.
    """
    sizes = np.fromiter((len(cable.paragraphs) for cable in cables), dtype=np.int64, count=len(cables))
    rows = stack_rows([block.batch_rows(batch.paragraphs()) for batch in split_batches(cables)])
    return rows, np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
