from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cableml.errors import UsageError
from cableml.tracking.run_filter import select_runs
from cableml.tracking.run_reader import TrackedRun

RUN = TrackedRun(
    id="0a" * 16,
    name="tags: ridge c=1, 2 blocks, split by id (0123ab)",
    task="tags",
    experiment="cableml-tags",
    status="FINISHED",
    started=datetime(2026, 1, 2, tzinfo=UTC),
    seconds=12.0,
    params={"estimator": "ridge", "c": "1.0", "class_weight": "null"},
    metrics={"micro_f1": 0.7, "fit_seconds": 3.0},
    tags={"corpus": "demo", "cableml.group": "weights 1"},
    artifact_uri="",
)
OTHER = replace(
    RUN,
    id="0b" * 16,
    name="tags: linear_svc c=0.1",
    status="KILLED",
    params={"estimator": "linear_svc", "c": "0.1"},
    metrics={},
    tags={"corpus": "real"},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, [RUN, OTHER]),
        ("", [RUN, OTHER]),
        ("RIDGE", [RUN]),
        ("0b0b", [OTHER]),
        ("weights", [RUN]),
        ("'weights 1'", [RUN]),
        ("tags: split", [RUN]),
        ("micro_f1>0.69", [RUN]),
        ("micro_f1>0.7", []),
        ("micro_f1>=0.7 micro_f1<=0.7", [RUN]),
        ("micro_f1<1", [RUN]),
        ("c=1", [RUN]),
        ("c=1.0", [RUN]),
        ("c<1", [OTHER]),
        ("estimator=Ridge", [RUN]),
        ("estimator!=ridge", [OTHER]),
        ("class_weight=null", [RUN]),
        ("class_weight!=null", [OTHER]),
        ("status=killed", [OTHER]),
        ("corpus=demo ridge", [RUN]),
        ("corpus=demo linear_svc", []),
        ("cableml.group='weights 1'", [RUN]),
        ("group='weights 1'", [RUN]),
        ("estimator>3", []),
    ],
)
def test_a_filter_keeps_the_runs_that_fulfil_all_of_it(text: Any, found: list[TrackedRun]) -> None:
    assert select_runs([RUN, OTHER], text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mirco_f1>0.7", "no run has a metric, parameter or tag 'mirco_f1'. Did you mean 'micro_f1'?"),
        (
            "zzz=1",
            "no run has a metric, parameter or tag 'zzz'. See them with: cableml runs --format jsonl",
        ),
        (
            "micro_f1>good",
            "'micro_f1>good' in --filter cannot be compared. Write it like micro_f1>0.7 or estimator=ridge.",
        ),
        (
            "estimator=",
            "'estimator=' in --filter cannot be compared. Write it like micro_f1>0.7 or estimator=ridge.",
        ),
        ("'open", 'a quote in --filter "\'open" is not closed. Close it.'),
    ],
)
def test_error_a_filter_that_nobody_can_mean_is_one_sentence(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        select_runs([RUN], text)
    assert str(raised.value) == message
