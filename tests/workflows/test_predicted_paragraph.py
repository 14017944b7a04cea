"""Predicted marks stand by the paragraphs of the cable that they are of."""

from __future__ import annotations

from typing import Any

import pytest

from cableml.cable.blind import blind
from cableml.cable.cable import Cable, Paragraph
from cableml.errors import UsageError
from cableml.models.prediction import LevelPrediction, ScoredParagraph
from cableml.workflows.listener import SilentListener
from cableml.workflows.predict import predict, predict_batch
from cableml.workflows.predicted_paragraph import locate_paragraphs

SECRET = ScoredParagraph("SECRET", {"UNCLASSIFIED": 0.25, "SECRET": 0.75})
OPEN = ScoredParagraph("UNCLASSIFIED", {"UNCLASSIFIED": 0.9, "SECRET": 0.1})
CABLE = Cable(
    id="06TOKYO1",
    source="a.txt",
    paragraphs=(
        Paragraph("Classified By: Ambassador John Doe. Reason: 1.4 (b) and (d).", number=1),
        Paragraph("The missile\nwas tested.", marking="S", number=2),
        Paragraph("The fair opens " + "in May and June " * 10, number=3),
    ),
)


class Judging:
    """A model that finds the first paragraph secret and the second not."""

    task, name, version, judges_paragraphs = "classification", "levels", "1", True

    def predict(self, cables: Any, top: int, explain: int, paragraphs: bool) -> list[LevelPrediction]:
        said = (SECRET, OPEN) if paragraphs else ()
        return [LevelPrediction("SECRET", SECRET.probabilities, paragraphs=said) for _ in cables]


class Silent(Judging):
    """A model that judges no paragraphs."""

    judges_paragraphs = False


def test_a_mark_stands_by_its_paragraph_though_one_before_was_emptied() -> None:
    blinded = blind(CABLE)
    assert len(blinded.paragraphs) == 2
    found = locate_paragraphs(CABLE, blinded, (SECRET, OPEN))
    assert [(one.place, one.number, one.marking) for one in found] == [(2, 2, "S"), (3, 3, None)]
    assert found[0].text == "The missile was tested."
    assert len(found[1].text) == 100
    assert found[1].text.endswith("...")
    assert found[0].to_json() == {
        "place": 2,
        "number": 2,
        "marking": "S",
        "level": "SECRET",
        "probabilities": {"UNCLASSIFIED": 0.25, "SECRET": 0.75},
        "text": "The missile was tested.",
    }


def test_the_classification_names_them_where_they_were_asked_for() -> None:
    asked = next(predict_batch([CABLE], [Judging()], paragraphs=True)).to_json()  # type: ignore[list-item]
    assert [one["level"] for one in asked["classification"]["paragraphs"]] == ["SECRET", "UNCLASSIFIED"]
    plain = next(predict_batch([CABLE], [Judging()])).to_json()  # type: ignore[list-item]
    assert "paragraphs" not in plain["classification"]


def test_error_models_that_judge_no_paragraphs_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        next(predict([], [Silent()], SilentListener(), paragraphs=True))  # type: ignore[list-item]
    assert str(caught.value) == (
        "none of the models judges paragraphs. Give one of levels that was trained with "
        "second_stage.paragraphs: true on cables with portion marks."
    )
