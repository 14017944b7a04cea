"""What a person sees first of an experiment in MLflow's pages: its headline figures and main settings.

By itself the table of runs shows no figure, and the charts come in alphabetical order. MLflow keeps a
view that is shared by a link as a tag of the experiment, in JSON; cableml leaves one of its own there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

VIEW_KEY = "cableml"
"""What the link to the view says: ``viewStateShareKey=cableml``."""

VIEW_TAG = f"mlflow.sharedViewState.{VIEW_KEY}"
"""The experiment tag that holds the view."""

_SETTINGS = ("estimator", "c", "fields", "second_stage", "decision")
_BOUNDS = ("_low", "_high")
_COLUMNS, _CHARTS, _RUNS = 2, 6, 20
_SECTION = "cableml-headline"


def build_first_view(metrics: Iterable[str], params: Iterable[str]) -> str:
    """Return the value of `VIEW_TAG` for runs with these metrics, most important first, and parameters."""
    headlines = [name for name in metrics if not name.endswith(_BOUNDS)][:_CHARTS]
    known = set(params)
    # What fits on a screen: micro_f1_known is a shade of micro_f1.
    columns = [f"metrics.`{name}`" for name in headlines if not name.startswith(f"{headlines[0]}_")]
    columns = columns[:_COLUMNS]
    columns += [f"params.`{name}`" for name in _SETTINGS if name in known]
    view = {
        "selectedColumns": columns,
        "runsHiddenMode": f"FIRST_{_RUNS}_RUNS",
        "compareRunSections": [
            {"uuid": _SECTION, "name": "Headline figures", "display": True, "isReordered": False}
        ],
        "compareRunCharts": _build_charts(headlines),
    }
    return json.dumps(view)


def _build_charts(metrics: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "type": "BAR",
            "uuid": f"{_SECTION}-{name}",
            "runsCountToCompare": _RUNS,
            "metricKey": name,
            "metricSectionId": _SECTION,
            "deleted": False,
            "isGenerated": True,
        }
        for name in metrics
    ]
