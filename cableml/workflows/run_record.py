"""A finished training as a RunRecord: what the run store is given."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.tracking.tracker import (
    VARIANT_TAG,
    CorpusRecord,
    KilledRecord,
    ParamValue,
    RunRecord,
    SideRecord,
)
from cableml.workflows.kept_scores import name_cable, scores_beside
from cableml.workflows.pyfunc_model import EXAMPLE
from cableml.workflows.run_context import (
    find_places,
    hide_places,
    read_commit,
    read_environment,
    read_versions,
)
from cableml.workflows.scoring import has_label, pick_bounds, pick_headlines
from cableml.workflows.untested import LEFT_OUT, report_untested

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.models.cable_model import CableModel
    from cableml.workflows.assess import Assessment
    from cableml.workflows.gather import Corpus, LabelledCable
    from cableml.workflows.journal import Journal
    from cableml.workflows.listener import StageClock
    from cableml.workflows.split import Split
    from cableml.workflows.train import TrainRequest


def build_run_record(
    request: TrainRequest,
    corpus: Corpus,
    split: Split,
    model: CableModel,
    assessed: Assessment | None,
    report_text: str,
    report_html: str,
    clock: StageClock,
    journal: Journal,
) -> RunRecord:
    """Return the record of one training; every value is plain, nothing is read from a model."""
    from cableml.evaluation.pictures import draw_all

    config = request.config
    if assessed is None:
        report = report_untested(model)
        metrics = {key: float(report[key]) for key in LEFT_OUT if key in report}
    else:
        report = assessed.to_json()
        metrics = pick_headlines(report, config.task) | pick_bounds(report, config.task)
    metrics["fit_seconds"] = clock.seconds["fit"]
    metrics["total_seconds"] = clock.total
    metrics["model_mb"] = _folder_bytes(request.folder) / 1e6
    if clock.peak_mb:
        metrics["peak_mb"] = max(clock.peak_mb.values())
    places = find_places(request)
    return RunRecord(
        task=config.task,
        experiment=name_experiment(config),
        # The version tells two runs apart whose difference the words do not name.
        name=f"{name_settings(config, request.tags)} ({model.version[:6]})",
        description=_describe(config, corpus, split, metrics),
        params=build_params(config, corpus, split, model),
        metrics=metrics,
        stage_seconds=dict(clock.seconds),
        stage_peak_mb=dict(clock.peak_mb),
        config_yaml=hide_places(render_config(config), places),
        report_text=hide_places(report_text, places) + "\n",
        report=report,
        per_label={} if assessed is None else build_label_table(report, config.task),
        corpus=build_corpus_record(corpus, split, config.task),
        model_folder=request.folder,
        model_version=model.version,
        versions=read_versions(),
        scores_file=None if assessed is None else scores_beside(request.folder),
        report_html=hide_places(report_html, places),
        slice_tables={}
        if assessed is None
        else {table.by: table.to_columns() for table in assessed.details.slices.tables},
        pictures={}
        if assessed is None
        else draw_all(assessed.report, assessed.details, model.label_space.counts),
        group=request.group,
        tags={**read_commit(request.config_file), **request.tags},
        started_at=clock.began_at,
        ended_at=time.time(),
        steps=tuple(journal.steps),
        warnings=tuple(hide_places(line, places) for line in journal.warnings),
        environment=read_environment(),
        input_example=EXAMPLE,
    )


def build_killed_record(request: TrainRequest, clock: StageClock) -> KilledRecord:
    """Return the record of a training that was interrupted in the clock's last stage."""
    config = request.config
    stage = clock.last_stage
    return KilledRecord(
        task=config.task,
        experiment=name_experiment(config),
        name=f"{name_settings(config, request.tags)} (interrupted)",
        description=f"Interrupted while it did: {stage}. The same command trains it again, from the start.",
        params=build_settings(config),
        config_yaml=hide_places(render_config(config), find_places(request)),
        stage=stage,
        started_at=clock.began_at,
        ended_at=time.time(),
        group=request.group,
        tags={**read_commit(request.config_file), **request.tags},
    )


def build_corpus_record(corpus: Corpus, split: Split, task: str) -> CorpusRecord:
    """Return what the run was trained and tested on, each side with its counts of labels."""
    sides = tuple(
        build_side_record(context, cables, task)
        for context, cables in (("train", split.train), ("test", split.test))
    )
    return CorpusRecord(corpus.name, corpus.fingerprint, len(split.train), len(split.test), sides)


def build_side_record(context: str, cables: Sequence[LabelledCable], task: str) -> SideRecord:
    """Return what is said of some cables: how many, their labels, and a digest of both."""
    labels: Counter[str] = Counter()
    lines = []
    for cable in cables:
        gold = (cable.tags or ()) if task == "tags" else (cable.level,) if cable.level else ()
        labels.update(gold)
        lines.append(f"{name_cable(cable)} {has_label(cable, task)} {' '.join(sorted(gold))}\n")
    return SideRecord(
        context=context,
        n_cables=len(cables),
        n_labelled=sum(has_label(cable, task) for cable in cables),
        digest=hashlib.sha256("".join(sorted(lines)).encode()).hexdigest(),
        labels=dict(sorted(labels.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def name_experiment(config: Config) -> str:
    """Return the experiment that the config's runs belong to: its own, or one a task."""
    return config.tracking.experiment or f"cableml-{config.task}"


def name_settings(config: Config, tags: Mapping[str, str] | None = None) -> str:
    """Return what a person calls a training: variant or model, estimator, features, stages, split.

    MLflow's table shows some 17 letters of it, so what tells runs of one experiment apart comes first.
    """
    own = (tags or {}).get(VARIANT_TAG) or (config.model_name if config.model_name != config.task else "")
    n_blocks = len(config.features)
    parts = [
        f"{config.model.estimator} c={config.model.c:g}",
        "body only" if config.fields == "body" else f"{n_blocks} block{'s' if n_blocks > 1 else ''}",
        *(["two stages"] if config.second_stage is not None else []),
        f"split by {config.split.by}",
    ]
    return (f"{own}: " if own else "") + ", ".join(parts)


def render_config(config: Config) -> str:
    """Return the config as YAML, every default filled in."""
    import yaml

    return yaml.safe_dump(config.to_plain(), sort_keys=False, allow_unicode=True, width=100)


def build_params(
    config: Config, corpus: Corpus, split: Split, model: CableModel | None = None
) -> dict[str, ParamValue]:
    """Return the settings worth comparing, without the number of labels where there is no one model."""
    params: dict[str, ParamValue] = {
        **build_settings(config),
        "corpus": corpus.name,
        "corpus_sha": corpus.fingerprint[:12],
        "n_train": len(split.train),
        "n_test": len(split.test),
    }
    if model is not None:
        params["n_labels"] = len(model.labels)
    return params


def build_settings(config: Config) -> dict[str, ParamValue]:
    """Return the settings worth comparing that are known before anything is read."""
    settings: dict[str, ParamValue] = {
        "estimator": config.model.estimator,
        "c": config.model.c,
        "class_weight": config.model.class_weight,
        "keep_weights": config.model.keep_weights,
        "fields": config.fields,
        "labels_min_cables": config.labels_min_cables,
        "decision": config.decision.rule,
        "folds": config.decision.folds,
        "calibration": config.calibration,
        "second_stage": 0 if config.second_stage is None else config.second_stage.trees,
        "seed": config.seed,
        "split": config.split.by,
        "split_test": config.split.test,
        "repeats": config.split.repeats,
        # Field names alone: MLflow's tables cut longer values; kinds and weights are parameters of their own.
        "blocks": " ".join(block.field for block in config.features),
    }
    for place, block in enumerate(config.features):
        # Named as --set names them. MLflow's compare page draws the first three settings that differ, by
        # alphabet: these come behind c, decision and estimator.
        name = f"features.{place}.{block.field}"
        settings[f"{name}.weight"] = block.weight
        if block.kind == "words":
            settings[f"{name}.ngrams"] = block.ngrams
        if block.kind == "characters":
            settings[f"{name}.max_chars"] = block.max_chars
    return settings


def build_label_table(report: Mapping[str, Any], task: str) -> dict[str, list[Any]]:
    """Return a table of one row a label: the label, its F1 (viewers compare column two), then the rest."""
    scores: Mapping[str, Mapping[str, Any]] = report["per_label" if task == "tags" else "per_level"]
    column = "tag" if task == "tags" else "level"
    table: dict[str, list[Any]] = {column: list(scores), "f1": [score["f1"] for score in scores.values()]}
    for name in next(iter(scores.values()), {}):
        if name != "f1":
            table[name] = [score[name] for score in scores.values()]
    return table


def _describe(config: Config, corpus: Corpus, split: Split, metrics: Mapping[str, float]) -> str:
    name, value = next(iter(metrics.items()))
    on = (
        f"on the {len(split.train):,} training cables of `{corpus.name}`, left out in turn: no test."
        if split.is_untested
        else f"on {len(split.test):,} test cables of `{corpus.name}` ({len(split.train):,} for training)."
    )
    lines = [f"**{config.task}** model `{config.model_name}`, {name} **{value:.3f}** {on}"]
    if corpus.is_demo:
        lines.append("Demo cables, made by a generator: the figures say nothing about real cables.")
    return "\n\n".join(lines)


def _folder_bytes(folder: Path) -> int:
    return sum(Path(parent, name).stat().st_size for parent, _, names in os.walk(folder) for name in names)
