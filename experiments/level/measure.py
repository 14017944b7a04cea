"""Print each gate of the level beside what a config reaches, cross-validated by the package itself.

    python experiments/level/measure.py CORPUS [--set KEY=VALUE ...] [--jobs N] [--json FILE]

Five folds, cables that repeat one another in one of them; features, weights, calibration and both stages
are fitted inside each fold's training side. Pooled figures come with a bootstrap over cables, fold means
with their 95 % interval over folds (t with 4 degrees of freedom).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cableml.config.load import load_config
from cableml.tracking.tracker import NullTracker
from cableml.workflows.cross_validate import cross_validate
from cableml.workflows.listener import SilentListener
from cableml.workflows.train import TrainRequest

CONFIG = Path(__file__).parents[2] / "configs" / "classification.yaml"
# name, at least (True) or below (False), gate
GATES = (
    ("accuracy", True, 0.71),
    ("macro_f1", True, 0.65),
    ("roc_auc_classified", True, 0.952),
    ("fpr_at_90_recall_classified", False, 0.14),
    ("expected_calibration_error", False, 0.03),
)


def main() -> None:
    """Cross-validate and print one line a gate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    config = load_config(CONFIG, chosen.set)
    request = TrainRequest(config, (chosen.corpus,))
    report = cross_validate(request, 5, chosen.jobs, NullTracker(), SilentListener()).report
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(render_gates(report))


def render_gates(report: dict) -> str:  # type: ignore[type-arg]
    """Return the table of gates as text."""
    lines = [f"{'figure':<30} {'gate':>8}  {'pooled':<24} {'mean of folds':<24}"]
    for name, is_floor, gate in GATES:
        pooled, folds = report[name], report["fold_means"][name]
        holds = pooled >= gate if is_floor else pooled <= gate
        shown = [_render(pooled, report["intervals"].get(name)), _render(folds["mean"], folds["interval"])]
        verdict = "holds" if holds else f"short by {abs(pooled - gate):.3f}"
        lines.append(
            f"{name:<30} {'>=' if is_floor else '<='}{gate:>6}  {shown[0]:<24} {shown[1]:<24} {verdict}"
        )
    return "\n".join(lines)


def _render(value: float, interval: dict | list | None) -> str:  # type: ignore[type-arg]
    if interval is None:
        return f"{value:.3f}"
    low, high = (interval["low"], interval["high"]) if isinstance(interval, dict) else interval
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
