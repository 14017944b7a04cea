"""The artifacts of a run as files in a folder, ready to be handed to a store in one piece."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cableml.tracking.tracker import SCORES, CurveRecord, KilledRecord, RunRecord, ValidationRecord

TABLES_TAG = "mlflow.loggedArtifacts"


def write_artifacts(
    run: RunRecord | CurveRecord | KilledRecord | ValidationRecord, folder: Path
) -> list[str]:
    """Write every artifact of a run but its model; return the paths of the tables among them.

    Raises: OSError where the folder cannot be written to.
    """
    _write(folder, "config.yaml", run.config_yaml)
    if isinstance(run, KilledRecord):
        return []
    _write(folder, "report.txt", run.report_text)
    _write(folder, "report.json", _as_json(run.report))
    if run.report_html:
        _write(folder, "report.html", run.report_html)
    for name, svg in run.pictures.items():
        _write(folder, f"pictures/{name}.svg", svg)
    if isinstance(run, CurveRecord):
        return []
    if run.scores_file is not None:
        shutil.copyfile(run.scores_file, folder / SCORES)
    if isinstance(run, ValidationRecord):
        return _write_tables(folder, {f"tables/{name}.json": table for name, table in run.tables.items()})
    if run.environment:
        _write(folder, "environment.json", _as_json(run.environment))
    if run.warnings:
        _write(folder, "warnings.txt", "".join(f"{line}\n" for line in run.warnings))
    tables = {
        "tables/per_label.json": run.per_label,
        "tables/stages.json": _tabulate_stages(run),
        **{f"tables/slice_{by}.json": table for by, table in run.slice_tables.items()},
    }
    return _write_tables(folder, tables)


def tables_tag(tables: Sequence[str]) -> str:
    """Return the value of the tag by which MLflow's pages know that artifacts are tables."""
    return json.dumps([{"path": path, "type": "table"} for path in tables])


def _write_tables(folder: Path, tables: Mapping[str, Mapping[str, Sequence[Any]]]) -> list[str]:
    """Write the tables that are not empty; return their paths."""
    for name, table in tables.items():
        if table:
            _write(folder, name, _as_json(_as_rows(table)))
    return [name for name, table in tables.items() if table]


def _tabulate_stages(run: RunRecord) -> dict[str, list[Any]]:
    return {
        "stage": list(run.stage_seconds),
        "seconds": [round(seconds, 3) for seconds in run.stage_seconds.values()],
        "peak_mb": [run.stage_peak_mb.get(stage) for stage in run.stage_seconds],
    }


def _as_rows(table: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    return {"columns": list(table), "data": [list(row) for row in zip(*table.values(), strict=True)]}


def _as_json(plain: Any) -> str:
    return json.dumps(plain, indent=1, allow_nan=False) + "\n"


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
