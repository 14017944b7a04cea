"""The audit of a corpus: nothing is found when blinding holds, and each road is found when it has a hole."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from cableml import BlindCable
from cableml.cable import blind as blind_module
from cableml.cable.blind import BlindParagraph
from cableml.cable.cable import Cable
from cableml.evaluation.leaks import planting
from cableml.evaluation.leaks.planting import ROADS
from cableml.workflows import leaks
from cableml.workflows.leaks import LeaksOutcome, audit_leaks
from cableml.workflows.listener import SilentListener

Hole = Callable[[Cable, BlindCable], BlindCable]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Demo cables as a dump."""
    from cableml.corpus.demo import write_demo

    path = tmp_path_factory.mktemp("corpus") / "demo.csv"
    write_demo(str(path), 400, 7)
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer planted and swapped cables than in earnest."""
    monkeypatch.setattr(leaks, "N_PLANTED", 60)
    monkeypatch.setattr(leaks, "N_SWAPPED", 60)


def audit(target: Path, corpus: Path, labels: str | None = None) -> LeaksOutcome:
    return audit_leaks(target, [str(corpus)], labels, SilentListener())


def find_roads(outcome: LeaksOutcome) -> set[str]:
    return {finding["road"] for finding in outcome.report["findings"]}


def search_and_plant(outcome: LeaksOutcome) -> set[str]:
    """Return the roads found; single features of demo cables (their topics are few and plain) left out."""
    return find_roads(outcome) - {"single feature"}


def _append(cable: BlindCable, text: str) -> BlindCable:
    return replace(cable, paragraphs=(*cable.paragraphs, BlindParagraph(text)))


def _marks(cable: Cable) -> str:
    return " ".join(paragraph.marking or "" for paragraph in cable.paragraphs)


def _lines(cable: Cable, *words: str) -> str:
    return " ".join(line.strip() for line in cable.text.splitlines() if any(word in line for word in words))


def _keep(*words: str) -> Hole:
    """Return a hole through which the raw lines pass that hold one of the words."""
    return lambda cable, seen: _append(seen, _lines(cable, *words))


# What each hole lets through: one road of the law at a time.
HOLES: dict[str, tuple[Hole, str]] = {
    "banner": (_keep(" TOKYO 000433"), "planted banner"),
    "portion marks": (lambda cable, seen: _append(seen, _marks(cable)), "planted portion marks"),
    "group": (_keep("ZNY "), "planted group"),
    "captions": (_keep("NODIS", "EXDIS", "SENSITIVE"), "planted caption"),
    "classified by": (_keep("DCM Jane Doe"), "planted classified by"),
    "order": (_keep("E.O. "), "planted order"),
    "TAGS": (_keep("TAGS:"), "planted TAGS line"),
    "subject": (
        lambda cable, seen: replace(seen, subject=_lines(cable, "SUBJECT:")),
        "planted subject mark",
    ),
    "references": (
        lambda cable, seen: replace(seen, references=tuple(_lines(cable, "REF:").split())),
        "planted reference mark",
    ),
    "end of cable": (
        lambda cable, seen: _append(seen, cable.text.rstrip().rpartition("\n")[2]),
        "planted end of cable",
    ),
    "downgrade note": (_keep("Original telegram was"), "planted downgrade note"),
    "headings": (_keep(" Next Steps"), "planted heading mark"),
    "quoted cable": (_keep("The message began"), "planted quoted cable"),
    "network": (_keep("Reach her by"), "planted network"),
}


@pytest.fixture
def make_hole(monkeypatch: pytest.MonkeyPatch) -> Callable[[Hole], None]:
    """A function that breaks blinding for the time of one test."""
    whole = blind_module.blind

    def make(hole: Hole) -> None:
        monkeypatch.setattr(blind_module, "blind", lambda cable: hole(cable, whole(cable)))

    return make


@pytest.mark.parametrize("task", ["tags", "classification"])
def test_nothing_is_found_where_blinding_holds(task: str, demo_models: Path, corpus: Path) -> None:
    outcome = audit(demo_models / task, corpus)
    assert search_and_plant(outcome) == set(), outcome.report_text
    swapped = outcome.report["swapped"]
    assert (swapped["n_blind_differing"], swapped["n_scores_differing"]) == (0, 0)
    assert swapped["n_cables"] > 50
    assert len(outcome.report["planted"]) == 24
    assert all(road["n_planted"] > 0 for road in outcome.report["planted"])


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_on_one_road_is_found_on_that_road(
    name: str,
    demo_models: Path,
    corpus: Path,
    make_hole: Callable[[Hole], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hole, road = HOLES[name]
    # Only this road is planted, so that a test is a matter of seconds.
    planted = {name: ROADS[name] for name in ROADS if f"planted {name}" == road}
    monkeypatch.setattr(planting, "ROADS", planted)
    monkeypatch.setattr(leaks, "N_SWAPPED", 5)
    monkeypatch.setattr(leaks, "_find_single", lambda *_: (0, []))
    make_hole(hole)
    outcome = audit(demo_models / "classification", corpus)
    assert outcome.found
    assert road in find_roads(outcome), outcome.report_text


def test_a_mark_that_stands_in_every_cable_is_a_single_feature_and_comes_with_its_text(
    demo_models: Path, corpus: Path, make_hole: Callable[[Hole], None]
) -> None:
    make_hole(
        lambda cable, seen: _append(seen, "Level " + (cable.classification or "none").__class__.__name__)
    )
    calm = find_single(audit(demo_models / "classification", corpus))
    make_hole(
        lambda cable, seen: _append(
            seen, f"Code q{int(cable.classification)}q" if cable.classification else ""
        )
    )
    found = find_single(audit(demo_models / "classification", corpus))
    told = [finding for finding in found if "q3q" in finding["detail"]]
    assert told
    assert "Code q3q" in told[0]["text"]
    assert "'text:q3q' alone gives CONFIDENTIAL" in " ".join(finding["detail"] for finding in told)
    assert not any("q3q" in finding["detail"] for finding in calm)


def find_single(outcome: LeaksOutcome) -> list[dict[str, str]]:
    return [finding for finding in outcome.report["findings"] if finding["road"] == "single feature"]


def test_with_shuffled_labels_no_single_feature_tells_anything(
    demo_models: Path, corpus: Path, tmp_path: Path
) -> None:
    from cableml.corpus.reading import read_cables

    cables = list(read_cables([corpus]))
    order = Random(5).sample(range(len(cables)), len(cables))
    lines = []
    for cable, other in zip(cables, (cables[place] for place in order), strict=True):
        level = other.classification.label if other.classification is not None else "UNCLASSIFIED"
        lines.append(json.dumps({"id": cable.id, "classification": level, "tags": list(other.tags or ())}))
    labels = tmp_path / "shuffled.jsonl"
    labels.write_text("\n".join(lines), encoding="utf-8")
    outcome = audit(demo_models / "tags", corpus, str(labels))
    assert outcome.report["findings"] == []
    assert not outcome.found
    assert outcome.report_text.endswith("No leak was found.")


def test_a_config_is_audited_by_a_model_fitted_on_the_corpus(checkout: Path, corpus: Path) -> None:
    outcome = audit(checkout / "configs" / "classification.yaml", corpus)
    assert search_and_plant(outcome) == set()
    assert outcome.report["swapped"]["n_scores_differing"] == 0
    assert outcome.report_text.startswith("Leaks: classification on 400 cables")
