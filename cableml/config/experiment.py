"""Experiment: what an ``experiment.yaml`` asks to be trained, and `load_experiment`, which reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from cableml.config.explain import explain_problem
from cableml.config.line_map import dotted, read_yaml
from cableml.config.load import load_config, read_text
from cableml.config.schema import BlockField
from cableml.config.section import Section
from cableml.errors import CablemlError, ConfigError, Location

FILE = "experiment.yaml"
Mode = Literal["train", "cross-validate", "learning-curve", "noise"]

_TABLE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _check_table_name(name: str) -> str:
    if not _TABLE_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a picture's file; use small letters, digits and '-'")
    return name


_Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
_Fields = Annotated[tuple[BlockField, ...], BeforeValidator(_as_tuple)]


class Variant(Section):
    """One row of a table: a config with some settings changed."""

    name: str = Field(min_length=1, max_length=60, title="what the row is called")
    changes: _Words = Field(default=(), alias="set", title="KEY=VALUE, as --set takes them")
    without: _Fields = Field(default=(), title="fields whose feature blocks are left out")
    only: _Fields = Field(default=(), title="fields whose feature blocks alone are kept")

    @model_validator(mode="after")
    def _blocks_are_chosen_once(self) -> Self:
        if self.without and self.only:
            raise ValueError("without and only exclude each other; keep one of them")
        return self


class Table(Section):
    """Variants of one config whose figures are read side by side."""

    name: Annotated[str, AfterValidator(_check_table_name)] = Field(title="names the table and its picture")
    title: str = Field(default="", title="the heading above the table; the name where it is empty")
    config: str = Field(min_length=1, title="the config file that the variants change")
    mode: Mode = Field(default="train", title="what is done with each variant")
    folds: int = Field(default=5, ge=2, le=20, title="folds of mode cross-validate")
    changes: _Words = Field(default=(), alias="set", title="KEY=VALUE for every variant of the table")
    metrics: _Words = Field(default=(), title="metrics shown, the first decides; empty: the task's usual")
    baseline: str | None = Field(default=None, title="variant that the others are held against; null: first")
    variants: Annotated[tuple[Variant, ...], BeforeValidator(_as_tuple)] = Field(
        min_length=1, title="the rows of the table"
    )

    @model_validator(mode="after")
    def _names_tell_variants_apart(self) -> Self:
        names = [variant.name for variant in self.variants]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two variants are called {name!r}; give each a name of its own")
        if self.baseline is not None and self.baseline not in names:
            raise ValueError(f"the baseline {self.baseline!r} is none of the variants: {', '.join(names)}")
        return self

    @property
    def baseline_name(self) -> str:
        """The variant that the others are held against."""
        return self.baseline or self.variants[0].name


class Experiment(Section):
    """A question's tables."""

    tables: Annotated[tuple[Table, ...], BeforeValidator(_as_tuple)] = Field(
        min_length=1, title="the tables of the experiment"
    )

    @model_validator(mode="after")
    def _names_tell_tables_apart(self) -> Self:
        names = [table.name for table in self.tables]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two tables are called {name!r}; give each a name of its own")
        return self


def load_experiment(folder: Path) -> Experiment:
    """Return what a folder's ``experiment.yaml`` asks for.

    Raises: ConfigError holding every problem, each as ``FILE:LINE: KEY``; the configs that the tables
    name are not read.
    """
    file = str(folder / FILE)
    if folder.is_dir() and not (folder / FILE).exists():
        raise ConfigError(
            "there is no such file, so nothing says what to train. See one in experiments/fields.",
            Location(file),
        )
    mapped = read_yaml(read_text(file), file)
    if not isinstance(mapped.value, dict):
        raise ConfigError("holds no tables; it must begin with tables:, a list.", Location(file, 1))
    problems: list[CablemlError] = list(mapped.problems)
    experiment = None
    try:
        experiment = Experiment.model_validate(mapped.value)
    except ValidationError as error:
        for details in error.errors(include_url=False, include_context=True):
            if details["type"] == "too_short" and details["input"]:
                continue  # the items are there but wrong, and each has its own problem
            path, message = explain_problem(details, Experiment)
            problems.append(ConfigError(message, Location(file, mapped.line(path), dotted(path) or None)))
    if problems or experiment is None:
        raise ConfigError(f"{len(problems)} problems", Location(file), problems)
    return experiment


def list_overrides(table: Table, variant: Variant) -> list[str]:
    """Return the variant as ``KEY=VALUE`` overrides of its table's config, the table's own first.

    Raises: ConfigError where blocks are chosen and the config cannot be read or has none of that field.
    """
    overrides = [*table.changes, *variant.changes]
    if not variant.without and not variant.only:
        return overrides
    base = load_config(table.config, overrides)
    chosen = variant.without or variant.only
    absent = [field for field in chosen if all(block.field != field for block in base.features)]
    if absent:
        raise ConfigError(
            f"variant {variant.name!r} names the field {absent[0]}, of which {table.config} has no block. "
            "Name one of its features' fields.",
            Location(table.config),
        )
    kept = [
        block.model_dump(mode="json", exclude_defaults=True)
        for block in base.features
        if (block.field in chosen) == bool(variant.only)
    ]
    # What a search may try is no part of a training, and its keys name blocks by their places.
    return [*overrides, "search=null", f"features={json.dumps(kept)}"]
