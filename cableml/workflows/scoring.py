"""A model scored on labelled cables and the score rendered: `train` and `evaluate` share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cableml.errors import TrainingError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cableml.evaluation.levels import LevelsReport
    from cableml.evaluation.multilabel import TagsReport
    from cableml.models.cable_model import CableModel
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.listener import Listener

_BATCH = 256
HEADLINES = {
    "tags": (
        "micro_f1",
        "micro_f1_known",
        "macro_f1",
        "samples_f1",
        "precision_at_1",
        "precision_at_5",
        "ndcg_at_5",
        "lrap",
        "expected_calibration_error",
    ),
    "classification": (
        "accuracy",
        "macro_f1",
        "quadratic_kappa",
        "roc_auc_classified",
        "average_precision_classified",
        "fpr_at_90_recall_classified",
        "log_loss",
        "expected_calibration_error",
    ),
}
"""The figures by which runs are compared, most telling first."""

COST_FIGURES = ("mean_cost", "mean_cost_most_probable")
"""What runs that decide by costs state besides."""

BOUNDED = {
    "tags": ("micro_f1", "macro_f1", "precision_at_5", "lrap"),
    "classification": ("accuracy", "macro_f1", "roc_auc_classified", "fpr_at_90_recall_classified"),
}
"""The figures whose interval a run states as metrics too; charts of more would bury the figures."""


def has_label(cable: LabelledCable, task: str) -> bool:
    """Return whether the cable's gold labels for ``task`` are known."""
    return (cable.tags if task == "tags" else cable.level) is not None


class Scored(NamedTuple):
    """Cables with known labels and what a model gave them: arrays as `CableModel` gives them."""

    known: Sequence[LabelledCable]
    probabilities: npt.NDArray[np.float32]
    decided: npt.NDArray[Any]


def score_model(
    model: CableModel,
    cables: Sequence[LabelledCable],
    *,
    bootstrap: int,
    seed: int,
    listener: Listener,
    train_counts: Mapping[str, int] | None = None,
) -> TagsReport | LevelsReport:
    """Return the report of a model on cables; those without known labels are left out and counted.

    Raises: TrainingError where no cable has a known label.
    """
    scored = score_cables(model, cables, listener)
    listener.progress("drawing intervals", 0, 0)
    return score_decisions(
        model,
        *scored,
        n_unknown=len(cables) - len(scored.known),
        bootstrap=bootstrap,
        seed=seed,
        train_counts=train_counts,
    )


def keep_labelled(cables: Sequence[LabelledCable], task: str) -> list[LabelledCable]:
    """Return the cables with known labels for ``task``, in order.

    Raises: TrainingError where there is none.
    """
    known = [cable for cable in cables if has_label(cable, task)]
    if not known:
        line = "a TAGS line" if task == "tags" else "a marking that states their level"
        raise TrainingError(
            f"none of the {len(cables):,} cables has {line}, so nothing can be scored. "
            "Give labelled cables, or a labels file with --labels."
        )
    return known


def score_decisions(
    model: CableModel,
    known: Sequence[LabelledCable],
    probabilities: npt.NDArray[np.float32],
    decided: npt.NDArray[Any],
    *,
    n_unknown: int,
    bootstrap: int,
    seed: int,
    train_counts: Mapping[str, int] | None = None,
) -> TagsReport | LevelsReport:
    """Return the report of decisions on cables with known labels; arrays as `CableModel` gives them."""
    if model.task == "tags":
        from cableml.evaluation.multilabel import score_tags

        gold = [cable.tags or () for cable in known]
        return score_tags(
            gold,
            probabilities,
            decided,
            model.labels,
            model.thresholds,
            n_unknown=n_unknown,
            bootstrap=bootstrap,
            seed=seed,
            train_counts=train_counts,
        )
    from cableml.evaluation.levels import score_levels

    levels = [cable.level or "" for cable in known]
    return score_levels(
        levels,
        probabilities,
        decided,
        model.labels,
        bootstrap=bootstrap,
        seed=seed,
        n_unknown=n_unknown,
        costs=model.settings.costs,
    )


def score_cables(model: CableModel, cables: Sequence[LabelledCable], listener: Listener) -> Scored:
    """Return what the model gives the cables with known labels.

    Raises: TrainingError where there is none.
    """
    import numpy as np

    known = keep_labelled(cables, model.task)
    parts = []
    for start in range(0, len(known), _BATCH):
        batch = known[start : start + _BATCH]
        parts.append(model.probabilities([cable.cable for cable in batch]))
        listener.progress("scoring cables", start + len(batch), len(known))
    probabilities = np.concatenate(parts)
    return Scored(known, probabilities, model.assign(probabilities))


def render_score(
    report: TagsReport | LevelsReport,
    title: str,
    notes: Sequence[str],
    dropped: Mapping[str, tuple[int, str]] | None = None,
) -> str:
    """Return the report as text for a terminal, without a trailing line break."""
    from cableml.evaluation.multilabel import TagsReport
    from cableml.evaluation.report import render_levels_report, render_tags_report

    if isinstance(report, TagsReport):
        return render_tags_report(report, title, dropped, notes)
    return render_levels_report(report, title, notes)


def pick_headlines(report: Mapping[str, Any], task: str) -> dict[str, float]:
    """Return the headline figures of a JSON report, without those that the data cannot support.

    Where decisions are made by costs, mean costs are among them.
    """
    names = (*HEADLINES[task], *COST_FIGURES)
    return {name: float(report[name]) for name in names if report.get(name) is not None}


def pick_bounds(report: Mapping[str, Any], task: str) -> dict[str, float]:
    """Return the bounds of the `BOUNDED` figures as ``NAME_low`` and ``NAME_high``, where there are any."""
    bounds: dict[str, float] = {}
    for name in BOUNDED[task]:
        span = report["intervals"].get(name)
        if span is not None:
            bounds[f"{name}_low"], bounds[f"{name}_high"] = float(span[0]), float(span[1])
    return bounds
