"""A training that keeps nothing apart for a test: what is said of it, and what is written down.

What stands in for a test are the cables left out in turn, on which calibration and cut-offs were fitted:
a little too good to be true, and called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.workflows.kept_scores import scores_beside

if TYPE_CHECKING:
    from cableml.models.cable_model import CableModel
    from cableml.workflows.listener import Listener

LEFT_OUT = {
    "left_out_micro_f1": "micro-F1 over all gold tags",
    "left_out_accuracy": "accuracy over the levels that are learned",
}


def report_untested(model: CableModel) -> dict[str, Any]:
    """Return the report of a training without a test: no cable scored, and the figures of cables left out."""
    summary = model.summary
    left_out = {key: summary[key] for key in LEFT_OUT if key in summary}
    return {"task": model.task, "n_cables": 0, "n_train": summary["n_cables"], **left_out}


def render_untested(model: CableModel, title: str, notes: Sequence[str]) -> str:
    """Return the report as text for a terminal, without a trailing line break."""
    report = report_untested(model)
    lines = [title, "=" * len(title), "", "Nothing was tested: no cable was kept apart.", ""]
    lines += [
        f"{name}, each training cable left out in turn: {report[key]:.4f}"
        for key, name in LEFT_OUT.items()
        if key in report
    ]
    lines.append("Cut-offs and calibration were fitted on the same cables; other cables will score lower.")
    lines.append("For figures to rely on: cableml cross-validate with this config.")
    return "\n".join([*lines, "", *notes])


def remove_tested(folder: Path, report: Path, listener: Listener, *, will_be_tested: bool) -> None:
    """Remove scores and HTML report of an earlier model of this name: they would pass for this one's.

    Told only where ``will_be_tested`` is false: else new ones take their place.
    """
    for file in (scores_beside(folder), report):
        if file.is_file():
            file.unlink()
            if not will_be_tested:
                listener.notice(f"{file} was of an earlier model and is removed: this one has no test.")
