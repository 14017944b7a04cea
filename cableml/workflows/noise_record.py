"""Label noise as a tracked run: what near-duplicates tell, so that a table can be made from it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cableml.errors import TrackingError
from cableml.tracking.tracker import CorpusRecord, ValidationRecord
from cableml.workflows.noise import measure_label_noise
from cableml.workflows.run_context import find_places, hide_places, read_commit, read_versions
from cableml.workflows.run_record import build_settings, name_experiment, render_config

if TYPE_CHECKING:
    from cableml.tracking.tracker import Tracker
    from cableml.workflows.listener import Listener
    from cableml.workflows.train import TrainRequest


def track_label_noise(request: TrainRequest, tracker: Tracker, listener: Listener) -> TrackingError | None:
    """Measure the noise of a config's labels and track it; return why it could not be tracked, or None.

    Raises: CorpusError, LabelsError, TrainingError as `measure_label_noise`.
    """
    began_at = time.time()
    config = request.config
    outcome = measure_label_noise(request, listener)
    report, places = outcome.report, find_places(request)
    corpus = report["corpus"]
    record = ValidationRecord(
        task=config.task,
        experiment=name_experiment(config),
        name=f"label noise of {config.task} in {corpus['name']}",
        description=f"How far near-duplicates of `{corpus['name']}` agree in their labels.",
        command="cableml noise",
        params={**build_settings(config), "corpus": corpus["name"], "corpus_sha": corpus["fingerprint"][:12]},
        metrics=_list_figures(report),
        config_yaml=hide_places(render_config(config), places),
        report_text=hide_places(outcome.report_text, places) + "\n",
        report=report,
        corpus=CorpusRecord(corpus["name"], corpus["fingerprint"], 0, 0),
        versions=read_versions(),
        group=request.group,
        tags={**read_commit(request.config_file), "kind": "label noise", **request.tags},
        started_at=began_at,
        ended_at=time.time(),
    )
    try:
        tracker.log_validations([record])
    except TrackingError as error:
        return error
    return None


def list_noise_rows(report: Mapping[str, Any]) -> list[tuple[str, dict[str, float]]]:
    """Return what a noise report says as rows: words, and figures with their bounds."""
    rows: list[tuple[str, dict[str, float]]] = []
    for one in report["agreement"]:
        figures = {"n_pairs": float(one["n_pairs"]), "n_cables": float(one["n_cables"])}
        for name in ("agreement", "identical"):
            figures |= _bounded(
                name, one[name], one["interval" if name == "agreement" else f"{name}_interval"]
            )
        rows.append((str(one["pairs_of"]), figures))
    rows.append(("two cables drawn at random", {"agreement": float(report["agreement_by_chance"])}))
    for key, where in (("ceiling", ""), ("ceiling_one_post", ", one post")):
        ceiling = report[key] or {}
        for bound in ("at_least", "equally_doubtful", "at_most"):
            if bound in ceiling:
                words = f"ceiling of a reader, {bound.replace('_', ' ')}{where}"
                rows.append((words, _bounded("agreement", ceiling[bound], ceiling[f"{bound}_interval"])))
    return rows


def _bounded(name: str, value: float | None, span: Any) -> dict[str, float]:
    if value is None:
        return {}
    figures = {name: float(value)}
    if span is not None:
        figures[f"{name}_low"], figures[f"{name}_high"] = float(span[0]), float(span[1])
    return figures


def _list_figures(report: Mapping[str, Any]) -> dict[str, float]:
    figures = {"agreement_by_chance": float(report["agreement_by_chance"])}
    for key in ("ceiling", "ceiling_one_post"):
        for bound in ("at_least", "at_most"):
            if report[key] is not None:
                figures[f"{key}_{bound}"] = float(report[key][bound])
    return {"n_pairs": float(report["n_pairs"]), **figures}
