"""Every block, and their union, keeps the estimator contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from contract import CHECKS

from cableml.cable.blind import BlindCable
from cableml.features.characters import CharacterBlock
from cableml.features.spec import BODY_FIELDS, HEADER_FIELDS, BlockSpec
from cableml.features.union import FeatureUnion
from cableml.features.values import ValueBlock
from cableml.features.words import WordBlock

TRANSFORMERS: dict[str, Callable[[], Any]] = {
    **{f"words {field}": lambda field=field: WordBlock(field) for field in (*BODY_FIELDS, *HEADER_FIELDS)},
    "words ngrams": lambda: WordBlock("body", ngrams=3, max_features=40, sublinear=False, weight=0.5),
    "characters": lambda: CharacterBlock("subject", min_chars=2, max_chars=8),
    "characters capped": lambda: CharacterBlock("body", max_features=25),
    **{f"values {field}": lambda field=field: ValueBlock(field) for field in HEADER_FIELDS},
    "union": lambda: FeatureUnion(
        (
            BlockSpec("text", "words", ngrams=2, max_share=0.9),
            BlockSpec("subject", "characters", weight=0.5),
            BlockSpec("origin", "values", weight=0.3),
        )
    ),
    "union of the body": lambda: FeatureUnion(
        (BlockSpec("lead", "words"), BlockSpec("origin", "values")), fields="body"
    ),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", TRANSFORMERS)
def test_transformer_keeps_the_contract(
    name: str, check: Callable[[Any, list[BlindCable]], None], cables: list[BlindCable]
) -> None:
    check(TRANSFORMERS[name](), cables)
