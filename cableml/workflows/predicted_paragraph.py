"""PredictedParagraph: how one paragraph of a cable would be marked, with what a reviewer finds it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable
    from cableml.cable.cable import Cable
    from cableml.models.prediction import ScoredParagraph

_EXCERPT = 100  # letters of a paragraph's text that are shown


@dataclass(frozen=True, slots=True)
class PredictedParagraph:
    """``place`` counts the cable's paragraphs from 1; ``number`` and ``marking`` as the cable has them.

    ``text`` is how the paragraph begins. The model saw neither number nor marking.
    """

    place: int
    number: int | None
    marking: str | None
    text: str
    scored: ScoredParagraph

    def to_json(self) -> dict[str, Any]:
        """Return the paragraph as plain JSON types."""
        return {
            "place": self.place,
            "number": self.number,
            "marking": self.marking,
            **self.scored.to_json(),
            "text": self.text,
        }


def locate_paragraphs(
    cable: Cable, blinded: BlindCable, scored: Sequence[ScoredParagraph]
) -> tuple[PredictedParagraph, ...]:
    """Return the scored paragraphs with their places in the cable, without those that blinding emptied."""
    from cableml.cable.blind import find_places

    located = []
    for place, one in zip(find_places(cable, blinded), scored, strict=True):
        paragraph = cable.paragraphs[place]
        text = " ".join(paragraph.text.split())
        shown = text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 3]}..."
        located.append(PredictedParagraph(place + 1, paragraph.number, paragraph.marking, shown, one))
    return tuple(located)
