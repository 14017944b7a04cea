from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cableml.config.load import load_config
from cableml.workflows import noise as workflow
from cableml.workflows.gather import DemoRequest, LabelledCable, gather_corpus
from cableml.workflows.listener import SilentListener
from cableml.workflows.noise import measure_label_noise
from cableml.workflows.train import TrainRequest

SMALL = (
    "demo.cables=260",
    "evaluation.bootstrap=20",
    "second_stage=null",
    "decision.folds=2",
    "labels_min_cables=8",
)


def measure(task: str, checkout: Path, monkeypatch: pytest.MonkeyPatch, change: Any) -> dict[str, Any]:
    """Return the noise report on demo cables that ``change`` has altered."""
    corpus = gather_corpus(DemoRequest(260, 1), None, SilentListener())
    altered = replace(corpus, cables=tuple(change(list(corpus.cables))))
    monkeypatch.setattr(workflow, "gather_corpus", lambda *_, **__: altered)
    config = load_config(checkout / "configs" / f"{task}.yaml", SMALL)
    outcome = measure_label_noise(TrainRequest(config), SilentListener(), top=500)
    assert outcome.report_text.startswith(f"Label noise: {task} of demo-260-1")
    return outcome.report


def add_twins(cables: list[LabelledCable]) -> list[LabelledCable]:
    """Give the first ten cables with tags a twin of another id and post, which lacks their first tag."""
    tagged = [cable for cable in cables if cable.tags and len(cable.tags) > 1][:10]
    return [
        *cables,
        *(
            replace(cable, id=f"10OSAKA{number}", tags=(cable.tags or ())[1:], level="SECRET")
            for number, cable in enumerate(tagged, 1)
        ),
    ]


def test_twins_that_lack_a_tag_lower_the_agreement_and_are_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = measure("tags", checkout, monkeypatch, add_twins)
    same = report["agreement"][0]
    assert (same["pairs_of"], same["n_pairs"] >= 10, same["identical"] < 1) == ("the same text", True, True)
    twins = {row["second"]: row for row in report["parted_pairs"]}
    assert {f"10OSAKA{number}" for number in range(1, 11)} <= twins.keys()
    assert (len(twins["10OSAKA1"]["first_only"]), twins["10OSAKA1"]["second_only"]) == (1, [])
    ceiling = report["ceiling"]
    assert same["agreement"] == ceiling["at_least"] < ceiling["equally_doubtful"] <= ceiling["at_most"] < 1


def test_a_tag_taken_from_a_training_cable_is_found_missing_and_no_test_cable_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cableml.corpus.split import split_by_id

    victims: list[str] = []

    def take(cables: list[LabelledCable]) -> list[LabelledCable]:
        in_test = split_by_id([cable.id for cable in cables], 0.2, "cableml")
        for place, cable in enumerate(cables):
            if not in_test[place] and cable.tags and "PREL" in cable.tags and len(victims) < 8 and cable.id:
                cables[place] = replace(cable, tags=tuple(tag for tag in cable.tags if tag != "PREL"))
                victims.append(cable.id)
        return cables

    report = measure("tags", checkout, monkeypatch, take)
    missing = report["candidates"]["missing"]["rows"]
    found = {row["id"] for row in missing if row["label"] == "PREL"}
    assert len(found & set(victims)) >= 2
    row = next(row for row in missing if row["id"] in victims and row["label"] == "PREL")
    assert row["words"].startswith(
        "The cable does not say PREL (External political relations); the model gives"
    )
    assert "PREL" not in row["says"]
    assert row["margin"] == pytest.approx(row["probability"] - row["usual"], abs=2e-4)
    named = [row["id"] for part in report["candidates"].values() for row in part["rows"]]
    assert not any(split_by_id(named, 0.2, "cableml"))


def test_levels_are_compared_and_doubted_too(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = measure("classification", checkout, monkeypatch, add_twins)
    assert report["agreement"][0]["agreement"] == report["agreement"][0]["identical"] < 1
    assert report["candidates"].keys() <= {"wrong"}
    for row in report["candidates"]["wrong"]["rows"]:
        assert row["instead"] != row["label"]
        assert row["says"] == [row["label"]]


def test_copies_of_one_id_are_counted_and_left_out(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = measure("tags", checkout, monkeypatch, lambda cables: cables)
    tagged = next(
        place
        for place, cable in enumerate(gather_corpus(DemoRequest(260, 1), None, SilentListener()).cables)
        if cable.tags
    )
    doubled = measure("tags", checkout, monkeypatch, lambda cables: [*cables, cables[tagged]])
    assert doubled["n_pairs_of_one_id"] == plain["n_pairs_of_one_id"] + 1
