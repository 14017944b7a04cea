from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SMALL = [
    *("--set", "demo.cables=220", "--set", "evaluation.bootstrap=5"),
    *("--set", "second_stage=null", "--set", "decision.folds=2", "--set", "labels_min_cables=8"),
]


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_the_json_holds_what_the_text_says(task: str, cableml: Any, checkout: Path) -> None:
    config = checkout / "configs" / f"{task}.yaml"
    result = cableml("noise", config, *SMALL, "--format", "json", "--top", 3)
    assert (result.status, result.err) == (0, "")
    report = json.loads(result.out)
    assert {"agreement", "ceiling", "posts", "labels", "parted_pairs", "candidates"} <= report.keys()
    assert all(len(part["rows"]) <= 3 for part in report["candidates"].values())
    text = cableml("noise", config, *SMALL).out
    assert f"{report['n_cables']:,} labelled cables" in text
    assert max(len(line) for line in text.splitlines()) <= 100
    for part in report["candidates"].values():
        assert f" of {part['n']:,})" in text


def test_a_missing_corpus_is_one_sentence(cableml: Any, checkout: Path) -> None:
    result = cableml("noise", checkout / "configs" / "tags.yaml", "--corpus", "absent.csv")
    assert (result.status, result.out, result.err) == (
        1,
        "",
        "absent.csv: there is no such file or folder. Check the spelling.\n",
    )
