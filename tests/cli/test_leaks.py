from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cableml.cable.cable import Cable
from cableml.workflows import leaks


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "N_PLANTED", 20)
    monkeypatch.setattr(leaks, "N_SWAPPED", 20)
    # The topics of demo cables are few and plain: single features rightly tell them.
    monkeypatch.setattr(leaks, "_find_single", lambda *_: (7, []))


@pytest.fixture
def corpus(cableml: Any, tmp_path: Path) -> Path:
    assert cableml("corpus", "demo", "--cables", 80, "--seed", 5, "--output", "raw.csv").status == 0
    return tmp_path / "raw.csv"


def test_no_finding_is_status_0_and_a_sentence(cableml: Any, demo_models: Path, corpus: Path) -> None:
    result = cableml("leaks", demo_models / "tags", "--corpus", corpus)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("Leaks: tags on 80 cables\n=====")
    assert "Searched   80 blinded cables, 7 features one by one" in result.out
    assert result.out.endswith("No leak was found.\n")


def test_a_finding_is_status_1_and_one_line(
    cableml: Any, demo_models: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cableml.cable import blind

    def leave_in(cable: Cable) -> blind.BlindCable:
        paragraphs = tuple(blind.BlindParagraph(paragraph.text) for paragraph in cable.paragraphs)
        return blind.BlindCable(cable.subject or "", paragraphs=paragraphs)

    # Where it is used: inside a compiled module one function calls another without asking for its name.
    monkeypatch.setattr(blind, "blind", leave_in)
    result = cableml("leaks", demo_models / "classification", "--corpus", corpus)
    assert result.status == 1
    lines = [line for line in result.out.splitlines() if line.startswith("  planted quoted cable: ")]
    assert len(lines) == 1
    assert " findings (road: cable: what it gives away: text)" in result.out


def test_json_holds_findings_roads_and_swaps(cableml: Any, demo_models: Path, corpus: Path) -> None:
    result = cableml("leaks", demo_models / "tags", "--corpus", corpus, "--format", "json")
    report = json.loads(result.out)
    assert (result.status, report["findings"], report["n_cables"]) == (0, [], 80)
    assert report["swapped"]["n_scores_differing"] == 0
    assert {"road", "n_cables", "n_planted", "accuracy", "chance"} == report["planted"][0].keys()


def test_a_missing_corpus_is_one_sentence(cableml: Any, demo_models: Path) -> None:
    result = cableml("leaks", demo_models / "tags", "--corpus", "absent.csv")
    assert (result.status, result.err) == (
        1,
        "absent.csv: there is no such file or folder. Check the spelling.\n",
    )


def test_a_target_that_is_neither_config_nor_model_is_one_sentence(cableml: Any, corpus: Path) -> None:
    result = cableml("leaks", "absent.yaml", "--corpus", corpus)
    assert result.status == 2
    assert result.err.startswith("absent.yaml")
    assert result.err.count("\n") == 1
