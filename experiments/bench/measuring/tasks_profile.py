"""One stage under cProfile, as lines of text: the functions that take most time by themselves.

What is compiled to machine code is not seen function by function; its time stands with who called it.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

_SHOWN = 30
_PLACE = re.compile(r"^.*(?:site-packages|python3\.\d+|experiments/bench)/")


def parse(folder: Path, dump: str) -> dict[str, Any]:
    """Profile parsing every record of the dump; what is compiled or filled at first use is so before."""
    from cableml.corpus.reading import read_records
    from cableml.parsing.parser import parse_cable

    records = [record for record in read_records(dump) if record.text]
    for record in records[:50]:
        parse_cable(record.text, record.source, record.known)
    return _profile(lambda: [parse_cable(record.text, record.source, record.known) for record in records])


def blind(folder: Path, dump: str) -> dict[str, Any]:
    """Profile blinding every cable of the dump."""
    from cableml.cable.blind import blind
    from cableml.corpus.reading import read_cables

    cables = list(read_cables([dump], on_problem=lambda problem: None))
    for cable in cables[:50]:
        blind(cable)
    return _profile(lambda: [blind(cable) for cable in cables])


def features(folder: Path, config: str) -> dict[str, Any]:
    """Profile learning all columns of a config."""
    union, cables = _build_union(folder, config)
    return _profile(lambda: union.fit_rows(cables))


def train(folder: Path, dump: str, config: str, model: str) -> dict[str, Any]:
    """Profile a whole training, in one thread."""
    words = ["train", config, "--corpus", dump, "--no-tracking", "--output", model, "--set", "jobs=1"]
    return _profile(lambda: _run_quietly(words))


def predict(folder: Path, dump: str) -> dict[str, Any]:
    """Profile predicting TAGS and level of the dump with the shipped models."""
    return _profile(lambda: _run_quietly(["predict", dump, "--format", "jsonl"]))


def _build_union(folder: Path, config: str) -> tuple[Any, Any]:
    from cableml.config.load import load_config
    from cableml.features.union import FeatureUnion
    from cableml.workflows.train import build_fit_settings
    from measuring.prepared import read_blind

    settings = build_fit_settings(load_config(config, ()))
    return FeatureUnion(settings.blocks, settings.fields), read_blind(folder)


def _run_quietly(words: list[str]) -> None:
    from cableml.cli.app import run

    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = run(words)
    if status != 0:
        raise RuntimeError(said.getvalue().strip().splitlines()[-1])


def _profile(action: Callable[[], object]) -> dict[str, Any]:
    profiler = cProfile.Profile()
    profiler.runcall(action)
    stats: Any = pstats.Stats(profiler, stream=sys.stderr)
    rows = []
    total = stats.total_tt
    for (file, line, function), (_, n_calls, own, below, _) in stats.stats.items():
        rows.append((own, n_calls, below, _name(file, line, function)))
    rows.sort(reverse=True)
    lines = [f"{total:.2f} s under the profiler, {stats.total_calls:,} calls", ""]
    lines.append(f"{'share':>6} {'own s':>9} {'with calls s':>13} {'calls':>12}  function")
    for own, n_calls, below, name in rows[:_SHOWN]:
        lines.append(f"{own / total:6.1%} {own:9.3f} {below:13.3f} {n_calls:12,}  {name}")
    return {"seconds": total, "lines": lines}


def _name(file: str, line: int, function: str) -> str:
    if file == "~":
        return re.sub(r"0x[0-9a-f]+", "0x…", function)
    place = _PLACE.sub("", file)
    if place.startswith("/"):
        place = "cableml/" + place.rpartition("/cableml/")[2]
    return f"{place}:{line} {function}"
