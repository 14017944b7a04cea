"""The card of a shipped model: a template filled with what the model and its figures say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cableml.models.cable_model import CableModel

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "figures.json"

_SHOWN: Mapping[str, Mapping[str, str]] = {
    "tags": {
        "micro_f1": "micro-F1 over all gold tags",
        "macro_f1": "macro-F1 over the model's tags",
        "precision_at_5": "precision at 5",
        "lrap": "label ranking average precision",
        "expected_calibration_error": "expected calibration error",
    },
    "classification": {
        "accuracy": "accuracy over four levels",
        "macro_f1": "macro-F1",
        "quadratic_kappa": "quadratic kappa",
        "roc_auc_classified": "classified or not: ROC AUC",
        "fpr_at_90_recall_classified": "classified or not: false positives at 90 % recall",
        "expected_calibration_error": "expected calibration error",
    },
}
UNMEASURED = "**Not measured for this configuration:** see `--measure` in `experiments/pretrained`."


def pick_figures(report: Mapping[str, Any], task: str) -> dict[str, Any]:
    """Return what a card shows of a cross-validation's report."""
    return {
        "n_cables": report["n_cables"],
        "metrics": {name: report[name] for name in _SHOWN[task]},
        "intervals": {name: report["intervals"].get(name) for name in _SHOWN[task]},
        "per_level": {
            name: {key: score[key] for key in ("support", "f1", "precision", "recall")}
            for name, score in report.get("per_level", {}).items()
        },
    }


def render_card(model: CableModel, figures: Mapping[str, Any]) -> str:
    """Return the card as Markdown; ``figures`` as `pick_figures` gives them, empty where nobody measured."""
    template = (HERE / f"card-{model.task}.md").read_text(encoding="utf-8")
    specs = model.features.active_specs()
    return template.format(
        name=model.name,
        version=model.version,
        n_cables=f"{model.summary['n_cables']:,}",
        labels=_describe_labels(model),
        n_blocks=len(specs),
        n_features=f"{model.features.n_features:,}",
        min_cables=min(spec.min_cables for spec in specs),
        memory=_describe_memory(model),
        figures=_describe_figures(model.task, figures),
    )


def _describe_labels(model: CableModel) -> str:
    counts, dropped = model.label_space.counts, len(model.label_space.dropped)
    if model.task == "tags":
        least = model.settings.min_cables
        return (
            f"{len(model.labels)} tags can be predicted; {dropped} others, of fewer than {least} cables, not."
        )
    return ", ".join(f"{counts[level]:,} are {level}" for level in model.labels) + "."


def _describe_memory(model: CableModel) -> str:
    memory = getattr(model.second_stage, "memory", None)
    if memory is None:
        return "This model keeps none."
    return f"It names {memory.n_cables:,} cables and {len(memory.post_names):,} posts."


def _describe_figures(task: str, figures: Mapping[str, Any]) -> str:
    if not figures:
        return UNMEASURED
    lines = [
        f"Five-fold cross-validation over {figures['n_cables']:,} cables of the training data,",
        "near-duplicates in one fold; features, calibration and cut-offs were fitted anew for each. The",
        "settings of the config had been chosen on these cables too. Brackets: 95 % bootstrap intervals over",
        "cables. The model in this folder learned from all of them and was tested on none.",
        "",
        "| figure | value |",
        "| --- | --- |",
    ]
    for name, words in _SHOWN[task].items():
        span = figures["intervals"].get(name)
        between = "" if span is None else f" [{span[0]:.3f}, {span[1]:.3f}]"
        lines.append(f"| {words} | {figures['metrics'][name]:.3f}{between} |")
    if figures["per_level"]:
        lines += ["", "| level | cables | F1 | precision | recall |", "| --- | ---: | ---: | ---: | ---: |"]
        lines += [
            f"| {name} | {own['support']:,} | " + " | ".join(f"{own[key]:.3f}" for key in _SCORES) + " |"
            for name, own in figures["per_level"].items()
        ]
    return "\n".join(lines)


_SCORES = ("f1", "precision", "recall")
