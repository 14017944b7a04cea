from __future__ import annotations

from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from cableml.config import schema
from cableml.config.schema import (
    BlockField,
    BlockKind,
    BlockSettings,
    Calibration,
    Config,
    Estimator,
    ModelSettings,
    Rule,
    Task,
)
from cableml.errors import ConfigError
from cableml.features.spec import BODY_FIELDS, HEADER_FIELDS, KINDS, MAX_CHARS, SPEC_KEYS, BlockSpec
from cableml.models.settings import (
    CALIBRATIONS,
    CLASS_WEIGHTS,
    ESTIMATORS,
    RULES,
    TASKS,
    FitSettings,
    check_settings,
)

SECTIONS = [
    value
    for value in vars(schema).values()
    if isinstance(value, type) and issubclass(value, BaseModel) and value is not BaseModel
]


def test_fields_and_kinds_are_those_of_the_features() -> None:
    assert set(get_args(BlockField)) == {*BODY_FIELDS, *HEADER_FIELDS}
    assert set(schema.HEADER_FIELDS) == set(HEADER_FIELDS)
    assert get_args(BlockKind) == KINDS


def test_the_choices_of_a_model_are_those_of_the_models() -> None:
    assert get_args(Task) == TASKS
    assert get_args(Estimator) == ESTIMATORS
    assert get_args(Rule) == RULES
    assert get_args(Calibration) == CALIBRATIONS
    weights = {None, *get_args(get_args(ModelSettings.model_fields["class_weight"].annotation)[0])}
    assert weights == set(CLASS_WEIGHTS)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_no_folds_are_allowed_exactly_where_the_models_allow_them(estimator: str) -> None:
    values = {
        "task": "tags",
        "features": [{"field": "text", "kind": "words"}],
        "model": {"estimator": estimator},
        "decision": {"folds": 0},
    }
    try:
        check_settings(FitSettings("tags", estimator=estimator, folds=0))
    except ConfigError:
        with pytest.raises(ValidationError, match=r"decision\.folds 0 needs the estimator"):
            Config.model_validate(values)
    else:
        assert Config.model_validate(values).decision.folds == 0


def test_a_block_has_the_keys_and_defaults_of_the_features() -> None:
    block = BlockSettings(field="text", kind="words")
    assert tuple(BlockSettings.model_fields) == SPEC_KEYS
    assert BlockSpec(**block.model_dump()) == BlockSpec("text", "words")


def test_lengths_of_character_runs_end_where_the_features_end() -> None:
    assert BlockSettings(field="text", kind="characters", max_chars=MAX_CHARS).max_chars == MAX_CHARS
    with pytest.raises(ValidationError, match="less than or equal to 8"):
        BlockSettings(field="text", kind="characters", max_chars=MAX_CHARS + 1)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_key_says_in_plain_words_what_it_means(section: type[BaseModel]) -> None:
    untitled = [name for name, field in section.model_fields.items() if not field.title]
    assert untitled == []


def test_a_config_cannot_be_changed() -> None:
    config = Config(task="tags", features=(BlockSettings(field="text", kind="words"),))
    with pytest.raises(ValidationError, match="frozen"):
        config.seed = 2  # type: ignore[misc]


def test_the_name_of_a_config_without_one_is_its_task() -> None:
    config = Config(task="classification", features=(BlockSettings(field="text", kind="words"),))
    assert config.model_name == "classification"
