"""Records of runs as JSON and back: how one process hands a run to another."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from cableml.tracking.tracker import CorpusRecord, KilledRecord, RunRecord, SideRecord, Step

_KINDS: dict[str, type[RunRecord] | type[KilledRecord]] = {"run": RunRecord, "killed": KilledRecord}


def dump_record(record: RunRecord | KilledRecord) -> str:
    """Return a record as one line of JSON, without a line break."""
    kind = next(name for name, one in _KINDS.items() if isinstance(record, one))
    return json.dumps({"kind": kind, "record": _as_plain(record)})


def parse_record(line: str) -> RunRecord | KilledRecord:
    """Return the record that `dump_record` wrote: equal to the first, but for tuples that are lists."""
    plain = json.loads(line)
    values = dict(plain["record"])
    if "corpus" in values:
        sides = tuple(SideRecord(**side) for side in values["corpus"]["sides"])
        values["corpus"] = CorpusRecord(**{**values["corpus"], "sides": sides})
        values["steps"] = tuple(Step(**step) for step in values["steps"])
        values["warnings"] = tuple(values["warnings"])
        values["model_folder"] = Path(values["model_folder"])
        values["scores_file"] = Path(values["scores_file"]) if values["scores_file"] is not None else None
    return _KINDS[plain["kind"]](**values)


def _as_plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _as_plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, dict):
        return {key: _as_plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_plain(one) for one in value]
    return value
