"""``split.by: none`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SMALL = (
    "demo.cables=220",
    "second_stage=null",
    "decision.folds=2",
    "decision.rule=global",
    "labels_min_cables=8",
    "split.by=none",
)


def test_check_says_that_nothing_would_be_tested(cableml: Any, checkout: Path) -> None:
    shown = cableml("check", checkout / "configs" / "tags.yaml", "--set", "split.by=none")
    assert (shown.status, shown.err) == (0, "")
    assert (
        "test         none: every cable is trained on; the report shows what is said of cables left out"
        in shown.out
    )


def test_the_command_reports_as_json(cableml: Any, checkout: Path) -> None:
    sets = [word for override in SMALL for word in ("--set", override)]
    done = cableml("train", checkout / "configs" / "tags.yaml", *sets, "--no-tracking", "--format", "json")
    assert done.status == 0
    assert json.loads(done.out)["n_cables"] == 0
