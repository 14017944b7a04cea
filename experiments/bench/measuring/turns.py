"""A stage's sides measured in turns, and what came out as plain records."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring.process import Measured, run_measured
from measuring.sides import Bench, Side, Stage

Record = dict[str, Any]
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_STAGE_LINE = re.compile(r"^(.+?) +([\d,]+\.\d) s\b", re.M)


def measure_stage(
    stage: Stage, bench: Bench, repeats: int, tell: Callable[[str], None], limit_seconds: float | None = None
) -> list[Record]:
    """Return one record a side and turn; the order of the sides is turned around every turn.

    A side whose tool is missing, or that fails, has one record with the reason, and is not tried again.
    """
    records: list[Record] = []
    sides = []
    for side in stage.sides(bench):
        reason = bench.missing.get(side.tool or "")
        if reason is None and side.model is not None:
            reason = _require_model(side.model, bench, tell, limit_seconds)
        if reason is None:
            sides.append(side)
        else:
            records.append({"side": side.name, "turn": 0, "error": reason})
    failed: set[str] = set()
    for turn in range(-1 if stage.warm_up else 0, repeats):
        for side in sides[:: -1 if turn % 2 else 1]:
            if side.name in failed:
                continue
            record = _measure(stage, side, bench, turn, limit_seconds)
            if "error" in record:
                failed.add(side.name)
            if turn >= 0 or "error" in record:
                records.append(record)
                tell(f"{stage.name} {turn + 1}/{repeats}  {side.name}: {_describe(record)}")
    return records


def _measure(stage: Stage, side: Side, bench: Bench, turn: int, limit: float | None) -> Record:
    cores = sorted(_usable_cores())
    environment = dict(_ONE_THREAD, BENCH_CORE=str(cores[turn % len(cores)])) if stage.one_core else {}
    begun = time.time()
    measured = run_measured(side.command, bench.work / "run", environment=environment, limit_seconds=limit)
    record: Record = {
        "side": side.name,
        "turn": turn,
        "seconds": measured.seconds,
        "wall_seconds": measured.seconds,
        "processor_seconds": measured.cpu_seconds,
        "cpu_seconds": measured.cpu_seconds,
        "peak_mb": measured.peak_mb,
        "load": measured.load,
        "others": measured.others,
    }
    if measured.status == 0:
        try:
            if side.is_task:
                record.update(json.loads(measured.stdout.read_text("utf-8").splitlines()[-1]))
            if side.after is not None:
                record.update(_AFTER[side.after](side, bench, measured, begun, turn))
        except (ValueError, IndexError, KeyError, OSError) as error:
            return {**_round(record), "error": f"its output cannot be used: {type(error).__name__}"}
        return _round(record)
    over = limit is not None and measured.status < 0 and measured.seconds >= limit
    reason = f"ended at the limit of {limit:g} s" if over else measured.complaint
    return {**_round(record), "error": reason}


def _require_model(name: str, bench: Bench, tell: Callable[[str], None], limit: float | None) -> str | None:
    """Return why the side's model is not there; None after training it where it was not."""
    from measuring.sides import STAGES

    if bench.model(name).is_dir():
        return None
    train = next(stage for stage in STAGES if stage.name == "train")
    for side in train.sides(bench):
        if side.name == name and (side.tool or "") not in bench.missing:
            tell(f"training {name} once, unmeasured")
            return _measure(train, side, bench, 0, limit).get("error")
    return bench.missing.get(name.lower(), "there is no training for it")


def _read_stages(side: Side, bench: Bench, measured: Measured, begun: float, turn: int) -> Record:
    """What `cableml train` itself says of its stages; the whole command is what counts."""
    text = measured.stdout.read_text("utf-8")
    stages = {name: float(seconds.replace(",", "")) for name, seconds in _STAGE_LINE.findall(text)}
    return {"stages": stages, "model_bytes": _size(bench.model(side.saves))}


def _after_training(side: Side, bench: Bench, measured: Measured, begun: float, turn: int) -> Record:
    """The model is there when its manifest is; scoring the cables kept apart comes before, and is counted."""
    said = _read_stages(side, bench, measured, begun, turn)
    manifest = bench.model(side.saves) / "manifest.json"
    return {
        "seconds": manifest.stat().st_mtime - begun,
        "fit_seconds": said["stages"].get("fit"),
        **said,
        **{
            name: json.loads(manifest.read_text("utf-8"))["summary"][name]
            for name in ("n_cables", "n_labels")
        },
    }


def _after_fit(side: Side, bench: Bench, measured: Measured, begun: float, turn: int) -> Record:
    return {"model_bytes": _size(bench.model(side.saves))}


def _after_predicting(side: Side, bench: Bench, measured: Measured, begun: float, turn: int) -> Record:
    """The same predictions come out every turn, so they are scored once."""
    counted = _count_lines(side, bench, measured, begun, turn)
    if turn > 0:
        return counted
    done = subprocess.run(
        bench.task("ours.judge", measured.stdout), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ValueError("what it predicted cannot be scored")
    return counted | json.loads(done.stdout)


def _count_lines(side: Side, bench: Bench, measured: Measured, begun: float, turn: int) -> Record:
    with measured.stdout.open("rb") as lines:
        return {"n_cables": sum(1 for _ in lines)}


_AFTER: dict[str, Callable[[Side, Bench, Measured, float, int], Record]] = {
    "staged": _read_stages,
    "trained": _after_training,
    "sized": _after_fit,
    "predicted": _after_predicting,
    "counted": _count_lines,
}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _usable_cores() -> set[int]:
    import os

    return os.sched_getaffinity(0)


def _round(record: Record) -> Record:
    return {
        key: float(f"{value:.4g}") if isinstance(value, float) else value
        for key, value in record.items()
        if value is not None
    }


def _describe(record: Record) -> str:
    if "error" in record:
        return f"failed: {record['error']}"
    rate = f", {record['n_cables'] / record['seconds']:,.0f} cables/s" if record.get("n_cables") else ""
    return f"{record['seconds']:.3f} s{rate}, {record['peak_mb']:,.0f} MB, load {record['load']:.1f}"
