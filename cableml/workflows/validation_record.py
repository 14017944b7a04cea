"""Cross-validations as records for the run store: one of a whole corpus, or one a trial of a search."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.tracking.tracker import BEST_TAG, CorpusRecord, ParamValue, Step, ValidationRecord
from cableml.workflows.run_context import find_places, hide_places, read_commit, read_versions
from cableml.workflows.run_record import (
    build_label_table,
    build_settings,
    build_side_record,
    name_experiment,
    name_settings,
    render_config,
)
from cableml.workflows.scoring import BOUNDED, pick_bounds, pick_headlines

if TYPE_CHECKING:
    from cableml.workflows.gather import Corpus, LabelledCable
    from cableml.workflows.search import Trial
    from cableml.workflows.train import TrainRequest


def build_validation_record(
    request: TrainRequest,
    corpus: Corpus,
    cables: Sequence[LabelledCable],
    report: Mapping[str, Any],
    report_text: str,
    scores_file: Path,
    began_at: float,
) -> ValidationRecord:
    """Return the record of a config cross-validated on a whole corpus."""
    config = request.config
    metrics = pick_headlines(report, config.task) | pick_bounds(report, config.task)
    side = build_side_record("cross-validation", cables, config.task)
    places = find_places(request)
    name, value = next(iter(metrics.items()))
    return ValidationRecord(
        task=config.task,
        experiment=name_experiment(config),
        name=f"{name_settings(config, request.tags)} (cross-validated)",
        description=f"Cross-validated on {len(cables):,} cables of `{corpus.name}` in "
        f"{len(report['folds'])} folds: {name} **{value:.3f}**. Metrics pool the predictions of "
        "all folds; the steps are the folds.",
        command="cableml cross-validate",
        params={
            **build_settings(config),
            "corpus": corpus.name,
            "corpus_sha": corpus.fingerprint[:12],
            "validation_folds": len(report["folds"]),
            "n_cables": len(cables),
        },
        metrics={**metrics, "total_seconds": time.time() - began_at},
        steps=_list_steps(report["folds"], config.task),
        tables={
            "folds": _tabulate_folds(report["folds"]),
            "per_label": build_label_table(report, config.task),
        },
        config_yaml=hide_places(render_config(config), places),
        report_text=hide_places(report_text, places) + "\n",
        report=report,
        corpus=CorpusRecord(corpus.name, corpus.fingerprint, 0, 0, (side,)),
        scores_file=scores_file,
        versions=read_versions(),
        group=request.group,
        tags={**read_commit(request.config_file), **request.tags},
        started_at=began_at,
        ended_at=time.time(),
    )


def build_trial_records(
    request: TrainRequest,
    corpus_name: str,
    cables: Sequence[LabelledCable],
    trials: Sequence[Trial],
    report: Mapping[str, Any],
    report_text: str,
    began_at: float,
) -> list[ValidationRecord]:
    """Return one record a trial that has figures; nothing in them comes from the test side."""
    from cableml.workflows.search_report import render_changes

    config = request.config
    side = build_side_record("train", cables, config.task)
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(began_at))
    group = request.group or f"search {config.model_name} {stamp}"
    tags = {**read_commit(request.config_file), **request.tags}
    places = find_places(request)
    records = []
    for trial, one in zip(trials, report["trials"], strict=True):
        if "means" not in one:
            continue
        changed = " ".join(render_changes(trial.changes)) or "the config as it stands"
        best = {BEST_TAG: "true"} if trial.number == report["best"] else {}
        params: dict[str, ParamValue] = {
            **build_settings(trial.config),
            **{f"set.{key}": value for key, value in trial.changes.items()},
            "corpus": corpus_name,
            "validation_folds": report["n_folds"],
            "n_train": len(cables),
            "trial": trial.number,
        }
        records.append(
            ValidationRecord(
                task=config.task,
                experiment=name_experiment(config),
                name=f"{config.model_name} trial {trial.number}: {changed}"[:200],
                description=f"Trial {trial.number} of a search by {report['metric']}: {changed}. Means over "
                f"{report['n_folds']} folds of the training side; the steps are the folds. The test side "
                "was not read.",
                command="cableml search",
                params=params,
                metrics=_list_means(one["means"], config.task),
                steps=_list_steps(one["folds"], config.task),
                tables={"folds": _tabulate_folds(one["folds"])},
                config_yaml=hide_places(render_config(trial.config), places),
                report_text=hide_places(report_text, places) + "\n",
                report=one,
                corpus=CorpusRecord(corpus_name, side.digest, len(cables), 0, (side,)),
                versions=read_versions(),
                group=group,
                tags={**tags, **best, "kind": "search trial"},
                started_at=began_at,
                ended_at=time.time(),
            )
        )
    return records


def _list_means(means: Mapping[str, Mapping[str, Any]], task: str) -> dict[str, float]:
    metrics = {name: float(mean["mean"]) for name, mean in means.items()}
    for name in BOUNDED[task]:
        if name in means and means[name]["interval"] is not None:
            metrics[f"{name}_low"], metrics[f"{name}_high"] = means[name]["interval"]
    return metrics


def _list_steps(folds: Sequence[Mapping[str, Any]], task: str) -> tuple[Step, ...]:
    """Return the main figures of each fold, under names of their own: a run's metric is its last step."""
    now = time.time()
    return tuple(
        Step(f"fold_{name}", fold["fold"], float(fold["metrics"][name]), now)
        for fold in folds
        for name in BOUNDED[task]
        if name in fold["metrics"]
    )


def _tabulate_folds(folds: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    names = list(dict.fromkeys(name for fold in folds for name in fold["metrics"]))
    return {
        "fold": [fold["fold"] for fold in folds],
        **{name: [fold["metrics"].get(name) for fold in folds] for name in names},
        **{name: [fold[name] for fold in folds] for name in ("n_train", "n_test", "n_labels", "seconds")},
    }
