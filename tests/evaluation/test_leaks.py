"""The audit in parts: what is telling, what is searched, planted, swapped, and how a residue is judged."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from cableml import BlindCable, blind, parse_cable
from cableml.cable.blind import BlindParagraph
from cableml.evaluation.leaks.planting import ROADS
from cableml.evaluation.leaks.residues import find_residue, score_residues
from cableml.evaluation.leaks.searching import search_cable
from cableml.evaluation.leaks.single_features import bound_share, find_telling_features
from cableml.evaluation.leaks.swapping import swap_marks

RAW = """R 170814Z MAY 07
FM AMEMBASSY TOKYO
TO RUEHC/SECSTATE WASHDC 3686
C O N F I D E N T I A L TOKYO 000433

SIPDIS

E.O. 12958: DECL: 06/09/2018
TAGS: PREL, JA
SUBJECT: MINISTER ASKS FOR MORE TIME

REF: TOKYO 418

Classified By: Ambassador Thomas Schieffer. Reasons: 1.4 (b) and (d).

1. (C) The minister met the Ambassador and asked for more time.

2. (C) Exports of wheat rose by 12 percent in May.

3. (C) Embassy will follow up with the ministry.

SCHIEFFER
"""


def find_labels(hits: list[bool], holds: list[bool]) -> list[str]:
    """Return the labels that one feature, held by the cables of ``holds``, gives away."""
    sizes = np.array(holds, dtype=np.int64)
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    gold = np.array(hits, dtype=np.bool_)[:, None]
    found = find_telling_features(indptr, np.zeros(sizes.sum(), np.int64), 1, gold, ["SECRET"], [False])
    return [feature.label for feature in found]


def test_a_feature_that_only_one_label_holds_is_telling() -> None:
    labels = [number < 200 for number in range(1000)]
    assert find_labels(labels, labels) == ["SECRET"]


def test_the_same_feature_tells_nothing_once_the_labels_are_shuffled() -> None:
    labels = [number < 200 for number in range(1000)]
    assert find_labels(Random(1).sample(labels, 1000), labels) == []


def test_a_feature_of_few_cables_or_of_mixed_ones_is_not_telling() -> None:
    labels = [number < 200 for number in range(1000)]
    assert find_labels(labels, [number < 19 for number in range(1000)]) == []
    assert find_labels(labels, [number < 250 for number in range(1000)]) == []


def test_the_bound_of_a_share_lies_below_it_and_rises_with_the_cables() -> None:
    few, many = bound_share(np.array([26.0, 2600.0]), np.array([26, 2600]))
    assert few == pytest.approx(26 / 35)  # k of k: n / (n + Z squared)
    assert many == pytest.approx(2600 / 2609)
    assert bound_share(np.array([0.0]), np.array([0]))[0] == 0.0


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("He left. SECRET He came.", "level 'SECRET'"),
        ("He left. (S//NF) He came.", "portion mark '(S//NF)'"),
        ("NODIS he left.", "caption 'NODIS'"),
        ("See PREL, PGOV of it.", "TAGS 'PREL, PGOV'"),
        ("Classified by the DCM.", "classified by 'Classified by'"),
        ("Reasons: 1.4 (b).", "reasons 'Reasons: 1.4 (b)'"),
        ("C o n f i d e n t i a l paper", "letter-spaced 'C o n f i d e n t i a l'"),
        ("It is at http://www.state.sgov.gov/p", "network 'state.sgov'"),
        ("He met XXXXXXX there.", "redaction 'XXXXXXX'"),
        ("ZNY CCCCC ZZH", "group 'ZNY CCCCC'"),
    ],
)
def test_a_mark_left_in_blinded_text_is_found(text: str, detail: str) -> None:
    cable = BlindCable(paragraphs=(BlindParagraph(f"The rest is in mixed case. {text}"),))
    assert detail in [leak.detail for leak in search_cable(cable, "06TOKYO1")]


def test_prose_is_no_mark() -> None:
    text = "A secret meeting (s) and confidential talks: the Secretary's classified list, S/CT and U/S Burns."
    cable = BlindCable(subject="A VISIT", paragraphs=(BlindParagraph(text),))
    assert search_cable(cable, "06TOKYO1") == []


def test_a_finding_is_one_line_of_road_cable_and_text() -> None:
    leak = search_cable(BlindCable(summary="He left at noon.\nSIPDIS he came."), "06TOKYO1")[0]
    assert str(leak) == "search: 06TOKYO1: caption 'SIPDIS': He left at noon. SIPDIS he came."


@pytest.mark.parametrize("road", ROADS)
def test_each_road_plants_every_label_and_blinding_removes_it(road: str) -> None:
    plant, labels = ROADS[road]
    raw = RAW.replace("FM AMEM", "ZNY CCCCC ZZH\nFM AMEM") if road == "group" else RAW
    blinded = set()
    texts = set()
    for label in labels:
        for seed in range(6):
            text = plant(raw, label, Random(seed))
            texts.add(text)
            blinded.add(blind(parse_cable(text)))
    assert len(texts) >= len(labels) - 1  # one may write what stands there already
    assert len(blinded) == 1


def test_a_residue_names_the_words_that_came_through() -> None:
    plain = BlindCable(paragraphs=(BlindParagraph("They met."),))
    planted = BlindCable(paragraphs=(BlindParagraph("They met. SECRET"),))
    assert find_residue(plain, planted) == {"+SECRET"}
    assert find_residue(plain, plain) == frozenset()
    assert find_residue(plain, BlindCable(paragraphs=plain.paragraphs, origin="X")) == {
        "+origin X",
        "-origin ",
    }


def test_a_residue_that_tells_the_label_leaks_and_one_that_does_not_is_chance() -> None:
    names = ("A", "B", "C", "D")
    labels = [Random(number).choice(names) for number in range(120)]
    told = score_residues("road", [frozenset({f"+{label}"}) for label in labels], labels, 120, names)
    assert (told.leaks, told.accuracy, told.chance, told.n_differing) == (True, 1.0, 0.25, 120)
    assert told.word == f"+{labels[told.witness or 0]}"
    same = score_residues("road", [frozenset({"+heading"})] * 120, labels, 120, names)
    assert not same.leaks
    none = score_residues("road", [frozenset()] * 120, labels, 120, names)
    assert (none.leaks, none.accuracy, none.witness) == (False, pytest.approx(0.25), None)


def test_swapping_changes_every_mark_and_no_word_of_the_cable() -> None:
    swapped = [swap_marks(RAW, seed) for seed in range(40)]
    for mark in ("C O N F I D E N T I A L TOKYO", "06/09/2018", "TAGS: PREL, JA", "Schieffer. Reasons"):
        assert any(mark not in text for text in swapped), mark
    assert all("asked for more time." in text and "\nSCHIEFFER\n" in text for text in swapped)
    assert {blind(parse_cable(text)) for text in swapped} == {blind(parse_cable(RAW))}
    assert swap_marks(RAW, 3) == swap_marks(RAW, 3)
