"""What a config would do, said without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import ConfigError, Location

if TYPE_CHECKING:
    from cableml.config.schema import BlockSettings, Config
    from cableml.config.search_schema import Range, SearchSettings

_PREDICTS = {"tags": "the TAGS of a cable", "classification": "the classification level of a cable"}


def check_inputs(
    config: Config, path: str, overrides: Sequence[str] = (), *, corpus: bool = True, labels: bool = True
) -> None:
    """Return nothing if the files that the config names are there.

    ``corpus`` and ``labels`` False: the command line names others, the config's are not looked at.

    Raises: ConfigError naming every missing file with the line of its key.
    """
    from cableml.config.load import locate
    from cableml.config.schema import DEMO

    named: list[tuple[str, str]] = []
    if corpus and config.corpus != (DEMO,):
        single = len(config.corpus) == 1
        named += [
            ("corpus" if single else f"corpus.{place}", file)
            for place, file in enumerate(config.corpus)
            if file != "-"
        ]
    if labels and config.labels is not None:
        named.append(("labels", config.labels))
    named += [(f"split.test_files.{place}", file) for place, file in enumerate(config.split.test_files)]
    if config.split.test_ids is not None:
        named.append(("split.test_ids", config.split.test_ids))
    problems = [
        ConfigError(
            f"there is no file or folder {file!r}. Paths count from the folder in which the command runs.",
            locate(path, key, overrides),
        )
        for key, file in named
        if not Path(file).exists()
    ]
    if problems:
        raise ConfigError(f"{len(problems)} problems", problems=problems)


def read_search(config: Config, path: str) -> SearchSettings:
    """Return the config's search section.

    Raises: ConfigError where there is none, or nothing in its space.
    """
    from cableml.config.load import locate

    example = "such as model.c: [0.5, 1.0, 2.0]; see cableml search --help"
    if config.search is None:
        raise ConfigError(
            "there is no search section, so nothing is to be tried; add search: with a space: of keys, "
            f"{example}",
            Location(path),
        )
    if not config.search.space:
        raise ConfigError(
            f"nothing is to be tried; name keys with values, {example}", locate(path, "search.space")
        )
    return config.search


def describe_config(config: Config, path: str) -> str:
    """Return what training with the config would do, as text without a trailing line break."""
    from cableml.tracking.store import find_store

    experiment = config.tracking.experiment or f"cableml-{config.task}"
    rows = [
        ("task", f"{config.task}: predicts {_PREDICTS[config.task]}"),
        ("corpus", _describe_corpus(config)),
        ("labels", f"{config.labels} overrides the cables" if config.labels else "as the cables state them"),
        ("test", _describe_split(config)),
        ("features", f"{len(config.features)} blocks, fields: {config.fields}"),
        *(("", _describe_block(block, config)) for block in config.features),
        ("model", _describe_model(config)),
        ("labels kept", f"those with at least {config.labels_min_cables} training cables"),
        ("decision", _describe_decision(config)),
        ("calibration", config.calibration),
        ("second stage", _describe_second_stage(config)),
        ("seed", str(config.seed)),
        ("output", f"models/{config.model_name}, unless --output names another folder"),
        ("run store", f"experiment {experiment} in {find_store().shown}, unless --no-tracking"),
    ]
    if config.search is not None and config.search.space:
        rows += _describe_search(config, config.search)
    lines = [f"{path} is valid. Training with it would use:", ""]
    lines += [f"{name:<12} {text}".rstrip() for name, text in rows]
    return "\n".join(lines)


def _describe_search(config: Config, search: SearchSettings) -> list[tuple[str, str]]:
    from cableml.config.search_schema import METRICS

    metric = search.metric or METRICS[config.task][0]
    return [
        (
            "search",
            f"cableml search tries at most {search.trials:,} settings (method {search.method}) "
            f"by {metric} in {search.folds} folds:",
        ),
        *(("", f"  {key}: {_describe_candidates(values)}") for key, values in search.space.items()),
    ]


def _describe_candidates(values: tuple[Any, ...] | Range) -> str:
    from cableml.config.edit_yaml import render_scalar

    if isinstance(values, tuple):
        return ", ".join(render_scalar(value) for value in values)
    return f"{values.low:g} to {values.high:g}{', by its logarithm' if values.log else ''}"


def _describe_split(config: Config) -> str:
    split = config.split
    if split.by == "none":
        return "none: every cable is trained on; the report shows what is said of cables left out in turn"
    held_out = [*split.test_files, *([f"the ids in {split.test_ids}"] if split.test_ids else [])]
    tested = {
        "id": f"{split.test:.0%} of {'each label' if split.stratify else 'the cables'}, "
        f"by a hash of the id (salt {split.salt!r})",
        "date": f"the cables of {split.from_} and later" if split.from_ else f"the newest {split.test:.0%}",
        "post": f"{split.test:.0%} of the posts, by a hash of the name (salt {split.salt!r})",
        "file": ", ".join(held_out),
    }[split.by]
    return f"{tested}; repeats: {split.repeats}"


def _describe_decision(config: Config) -> str:
    costs = config.decision.costs
    if config.task == "tags":
        return f"{config.decision.rule} cut-offs from {_describe_folds(config.decision.folds)}"
    if costs is None:
        return f"the most probable level; probabilities from {_describe_folds(config.decision.folds)}"
    return (
        f"the level of least expected cost: a step too low {costs.too_low:g}, too high {costs.too_high:g}, "
        f"classified called unclassified {costs.missed:g} more, the reverse {costs.overmarked:g} more"
    )


def _describe_folds(folds: int) -> str:
    return f"{folds} folds" if folds else "leaving each cable out in turn"


def _describe_corpus(config: Config) -> str:
    from cableml.config.schema import DEMO

    if config.corpus == (DEMO,):
        return f"the demo corpus that cableml makes: {config.demo.cables:,} cables, seed {config.demo.seed}"
    return ", ".join(config.corpus)


def _describe_model(config: Config) -> str:
    weight = "rare labels weighted up" if config.model.class_weight else "all labels weighted alike"
    kept = config.model.keep_weights
    size = "" if kept is None else f"; the {kept:,} weights that matter most are kept, a byte each"
    return f"{config.model.estimator}, c {config.model.c:g}, {weight}{size}"


def _describe_second_stage(config: Config) -> str:
    stage = config.second_stage
    if stage is None:
        return "none: the linear model decides"
    if config.task == "classification":
        return f"{stage.trees} trees a cut between levels, averaged with a linear judge"
    names = ", and countries known by name alone" if stage.names else ""
    return f"{stage.trees} trees judge the {stage.candidates} likeliest tags of each cable{names}"


def _describe_block(block: BlockSettings, config: Config) -> str:
    from cableml.config.schema import HEADER_FIELDS

    how = {
        "words": "single words" if block.ngrams == 1 else f"runs of 1 to {block.ngrams} words",
        "characters": f"runs of {block.min_chars} to {block.max_chars} characters",
        "values": "whole values",
    }[block.kind]
    seen = f"in at least {block.min_cables} cables"
    off = (
        " (switched off by fields: body)" if config.fields == "body" and block.field in HEADER_FIELDS else ""
    )
    return f"  {block.field:<11} {how}, {seen}, weight {block.weight:g}{off}"
