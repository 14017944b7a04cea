"""A finished training as a RunRecord: what the run store is given."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cableml
from cableml.tracking.tracker import CorpusRecord, ParamValue, RunRecord
from cableml.workflows.kept_scores import scores_beside
from cableml.workflows.scoring import pick_headlines

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.models.cable_model import CableModel
    from cableml.workflows.assess import Assessment
    from cableml.workflows.gather import Corpus
    from cableml.workflows.listener import StageClock
    from cableml.workflows.split import Split
    from cableml.workflows.train import TrainRequest

_PACKAGES = ("numpy", "scipy", "scikit-learn", "mlflow")


def build_run_record(
    request: TrainRequest,
    corpus: Corpus,
    split: Split,
    model: CableModel,
    assessed: Assessment,
    report_text: str,
    report_html: str,
    clock: StageClock,
) -> RunRecord:
    """Return the record of one training; every value is plain, nothing is read from a model."""
    from cableml.evaluation.pictures import draw_all

    config = request.config
    report = assessed.to_json()
    metrics = pick_headlines(report, config.task)
    metrics["fit_seconds"] = clock.seconds["fit"]
    metrics["total_seconds"] = clock.total
    metrics["model_mb"] = _folder_bytes(request.folder) / 1e6
    return RunRecord(
        task=config.task,
        experiment=config.tracking.experiment or f"cableml-{config.task}",
        name=_run_name(config, corpus, model),
        description=_describe(config, corpus, split, metrics),
        params=build_params(config, corpus, split, model),
        metrics=metrics,
        stage_seconds=dict(clock.seconds),
        config_yaml=render_config(config),
        report_text=report_text + "\n",
        report=report,
        per_label=build_label_table(report, config.task),
        corpus=CorpusRecord(corpus.name, corpus.fingerprint, len(split.train), len(split.test)),
        model_folder=request.folder,
        model_version=model.version,
        versions=read_versions(),
        scores_file=scores_beside(request.folder),
        report_html=report_html,
        slice_tables={table.by: table.to_columns() for table in assessed.details.slices.tables},
        pictures=draw_all(assessed.report, assessed.details, model.label_space.counts),
    )


def render_config(config: Config) -> str:
    """Return the config as YAML, every default filled in."""
    import yaml

    return yaml.safe_dump(config.to_plain(), sort_keys=False, allow_unicode=True, width=100)


def build_params(
    config: Config, corpus: Corpus, split: Split, model: CableModel | None = None
) -> dict[str, ParamValue]:
    """Return the settings worth comparing, without the number of labels where there is no one model."""
    params: dict[str, ParamValue] = {
        "estimator": config.model.estimator,
        "c": config.model.c,
        "class_weight": config.model.class_weight,
        "fields": config.fields,
        "labels_min_cables": config.labels_min_cables,
        "decision": config.decision.rule,
        "folds": config.decision.folds,
        "calibration": config.calibration,
        "seed": config.seed,
        "split": config.split.by,
        "split_test": config.split.test,
        "repeats": config.split.repeats,
        "corpus": corpus.name,
        "corpus_sha": corpus.fingerprint[:12],
        "n_train": len(split.train),
        "n_test": len(split.test),
        # Field names alone: MLflow's tables cut longer values; kinds and weights are parameters of their own.
        "blocks": " ".join(block.field for block in config.features),
    }
    if model is not None:
        params["n_labels"] = len(model.labels)
    for place, block in enumerate(config.features):
        name = f"block{place}.{block.field}"
        params[f"{name}.weight"] = block.weight
        if block.kind == "words":
            params[f"{name}.ngrams"] = block.ngrams
        if block.kind == "characters":
            params[f"{name}.max_chars"] = block.max_chars
    return params


def build_label_table(report: Mapping[str, Any], task: str) -> dict[str, list[Any]]:
    """Return a table of one row a label: the label, its F1 (viewers compare column two), then the rest."""
    scores: Mapping[str, Mapping[str, Any]] = report["per_label" if task == "tags" else "per_level"]
    column = "tag" if task == "tags" else "level"
    table: dict[str, list[Any]] = {column: list(scores), "f1": [score["f1"] for score in scores.values()]}
    for name in next(iter(scores.values()), {}):
        if name != "f1":
            table[name] = [score[name] for score in scores.values()]
    return table


def read_versions() -> dict[str, str]:
    """Return the versions that a run depends on, by package name, cableml and Python first."""
    versions = {"cableml": cableml.__version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def _run_name(config: Config, corpus: Corpus, model: CableModel) -> str:
    words = [config.model_name, config.model.estimator, f"c={config.model.c:g}"]
    if config.fields == "body":
        words.append("body only")
    # The version tells two runs apart whose difference the words do not name.
    return f"{' '.join(words)} on {corpus.name} ({model.version[:6]})"


def _describe(config: Config, corpus: Corpus, split: Split, metrics: Mapping[str, float]) -> str:
    name, value = next(iter(metrics.items()))
    lines = [
        f"**{config.task}** model `{config.model_name}`, {name} **{value:.3f}** "
        f"on {len(split.test):,} test cables of `{corpus.name}` ({len(split.train):,} for training).",
    ]
    if corpus.is_demo:
        lines.append("Demo cables, made by a generator: the figures say nothing about real cables.")
    return "\n\n".join(lines)


def _folder_bytes(folder: Path) -> int:
    return sum(Path(parent, name).stat().st_size for parent, _, names in os.walk(folder) for name in names)
