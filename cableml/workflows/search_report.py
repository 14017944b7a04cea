"""A finished search as JSON and as text: trials by their figure, and whether the best can be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.workflows.scoring import HEADLINES

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.config.search_schema import SearchSettings
    from cableml.workflows.search import Trial

_SHOWN_TRIALS = 30
_INTERVALS = (
    "Brackets: 95 % interval of the mean over folds, widened because folds share training cables; "
    "differences are taken fold by fold."
)
_WORDS = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "samples_f1": "samples-F1",
    "precision_at_5": "precision at 5",
    "lrap": "LRAP",
    "accuracy": "accuracy",
    "quadratic_kappa": "quadratic kappa",
    "roc_auc_classified": "AUC, classified",
    "fpr_at_90_recall_classified": "false alarms",
    "log_loss": "log loss",
}


def build_report(
    trials: Sequence[Trial],
    search: SearchSettings,
    config: Config,
    corpus: str,
    n_train: int,
    n_folds: int,
) -> dict[str, Any]:
    """Return the search as plain JSON types: settings, every trial in the order of trying, and the best.

    Of each trial: its changes, the mean of each headline figure with deviation and interval, the figures
    of its folds, and how far it is from the config as it stands on the same folds (``difference``).
    """
    from cableml.config.search_schema import METRICS, SMALLER_IS_BETTER
    from cableml.evaluation.fold_statistics import average_folds, compare_folds

    metric = search.metric or METRICS[config.task][0]
    base = trials[0].values(metric)
    described = []
    for trial in trials:
        values = trial.values(metric)
        one: dict[str, Any] = {"number": trial.number, "changes": dict(trial.changes)}
        if values is None or base is None:
            one["problem"] = trial.problem or f"not every fold has a {metric}"
        else:
            one["means"] = {
                name: average_folds(own).to_json()
                for name in HEADLINES[config.task]
                if (own := trial.values(name)) is not None
            }
            one["difference"] = compare_folds(base, values).to_json() if trial.number else None
            one["folds"] = [result for _, result in sorted(trial.folds.items())]
        described.append(one)
    smaller = metric in SMALLER_IS_BETTER
    judged = [one for one in described if "means" in one]
    judged.sort(key=lambda one: (one["means"][metric]["mean"] * (1 if smaller else -1), one["number"]))
    best = judged[0]
    return {
        "task": config.task,
        "model": config.model_name,
        "corpus": corpus,
        "n_train": n_train,
        "n_folds": n_folds,
        "metric": metric,
        "smaller_is_better": smaller,
        "method": search.method,
        "n_trials": len(trials) - 1,
        "best": best["number"],
        "is_distinguishable": _is_better(best["difference"], smaller),
        "set": render_changes(best["changes"]),
        "ranking": [one["number"] for one in judged],
        "trials": described,
    }


def render_changes(changes: Mapping[str, Any]) -> list[str]:
    """Return the changes as ``--set`` takes them."""
    from cableml.config.edit_yaml import render_scalar

    return [f"{key}={render_scalar(value)}" for key, value in changes.items()]


def render_search(report: Mapping[str, Any], notes: Sequence[str], output: Path) -> str:
    """Return the search as text, without a trailing line break."""
    from cableml.evaluation.report_tables import render_heading, render_notes, render_table

    metric, trials = report["metric"], report["trials"]
    words = _WORDS[metric]
    title = f"{report['model']}: search on the training side of {report['corpus']}"
    lines = [title, "=" * min(len(title), 100)]
    rule = "smaller is better" if report["smaller_is_better"] else "larger is better"
    lines += render_notes(
        [
            f"{report['n_train']:,} training cables in {report['n_folds']} folds, "
            f"{report['n_trials']:,} trials (method {report['method']}), judged by {words} ({rule}). "
            "The test side of the split was not looked at."
        ]
    )
    rows = []
    for number in report["ranking"][:_SHOWN_TRIALS]:
        rows.append(_build_row(trials[number], metric))
    header = ("trial", words, "against as it stands", "changes")
    lines += render_heading(f"Trials, best first{_say_shown(report)}")
    lines += render_table(header, rows, left=(0, 3))
    lines += ["", *render_notes([_INTERVALS])]
    lines += render_heading("Verdict")
    lines += render_notes(_judge(report, words))
    lines += ["", f"Best config: {output}"]
    if report["set"]:
        lines.append(f"By hand:     {' '.join(f'--set {one}' for one in report['set'])}")
    failed = [f"Trial {one['number']} has no figure: {one['problem']}" for one in trials if "problem" in one]
    lines += render_heading("Notes")
    lines += render_notes([*notes, *failed], "- ")
    return "\n".join(lines)


def _build_row(trial: Mapping[str, Any], metric: str) -> list[str]:
    mean, difference = trial["means"][metric], trial["difference"]
    against = "" if difference is None else _render_mean(difference, "+.3f")
    changes = " ".join(render_changes(trial["changes"])) or "(the config as it stands)"
    return [str(trial["number"]), _render_mean(mean, ".3f"), against, changes]


def _render_mean(mean: Mapping[str, Any], style: str) -> str:
    low, high = mean["interval"]
    return f"{mean['mean']:{style}} [{low:{style}}, {high:{style}}]"


def _say_shown(report: Mapping[str, Any]) -> str:
    n_all = len(report["ranking"])
    return f" ({_SHOWN_TRIALS} of {n_all})" if n_all > _SHOWN_TRIALS else ""


def _is_better(difference: Mapping[str, Any] | None, smaller: bool) -> bool:
    """Return whether the whole interval lies on the better side of 0."""
    if difference is None or difference["interval"] is None:
        return False
    low, high = difference["interval"]
    return bool(high < 0 if smaller else low > 0)


def _judge(report: Mapping[str, Any], words: str) -> list[str]:
    best = report["trials"][report["best"]]
    if not best["number"]:
        return [f"No trial has a better {words} than the config as it stands."]
    gap = _render_mean(best["difference"], "+.3f")
    told = (
        "it can be told apart from the config as it stands"
        if report["is_distinguishable"]
        else "it cannot be told apart from the config as it stands"
    )
    return [
        f"Trial {best['number']} is the best: {words} {gap} on the same folds; {told}.",
        f"It was picked from {report['n_trials']:,} trials by these very folds, which flatters it. The test "
        "side is untouched: cableml train with the best config gives an honest figure.",
    ]
