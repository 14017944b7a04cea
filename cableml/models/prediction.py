"""Prediction: what a model says of one cable, in the contract's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature that spoke for a label: its column name, and what it added to the label's log-odds."""

    feature: str
    weight: float

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as plain JSON types."""
        return {"feature": self.feature, "weight": round(self.weight, 4)}


@dataclass(frozen=True, slots=True)
class ScoredTag:
    """A tag with its probability (0 to 1), and whether the model assigns it."""

    tag: str
    probability: float
    assigned: bool
    evidence: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the contract's view; ``evidence`` only where some was asked for and found."""
        plain: dict[str, Any] = {
            "tag": self.tag,
            "probability": round(self.probability, 6),
            "assigned": self.assigned,
        }
        if self.evidence:
            plain["evidence"] = [entry.to_json() for entry in self.evidence]
        return plain


@dataclass(frozen=True, slots=True)
class TagsPrediction:
    """Every assigned tag and the next best, by falling probability."""

    tags: tuple[ScoredTag, ...]

    @property
    def assigned(self) -> tuple[str, ...]:
        """The assigned tags, by falling probability."""
        return tuple(scored.tag for scored in self.tags if scored.assigned)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the contract's ``tags``."""
        return [scored.to_json() for scored in self.tags]


@dataclass(frozen=True, slots=True)
class ScoredCaveat:
    """A caveat with its probability (0 to 1), and whether the model assigns it."""

    caveat: str
    probability: float
    assigned: bool

    def to_json(self) -> dict[str, Any]:
        """Return the caveat as plain JSON types."""
        return {
            "caveat": self.caveat,
            "probability": round(self.probability, 6),
            "assigned": self.assigned,
        }


@dataclass(frozen=True, slots=True)
class ScoredParagraph:
    """The most probable mark of a paragraph as a level, and the probability of each, in rising order."""

    level: str
    probabilities: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the paragraph's mark as plain JSON types."""
        return {
            "level": self.level,
            "probabilities": {level: round(value, 6) for level, value in self.probabilities.items()},
        }


@dataclass(frozen=True, slots=True)
class LevelPrediction:
    """The level decided on, and the probability of each, in rising order of protection.

    It is the most probable one, unless the model was given costs of mistakes.

    ``caveats`` holds one entry for each caveat that the model learned, assigned or not; ``paragraphs`` one
    for each paragraph of the blind cable, where these were asked for.
    """

    level: str
    probabilities: Mapping[str, float]
    evidence: tuple[Evidence, ...] = ()
    caveats: tuple[ScoredCaveat, ...] = ()
    paragraphs: tuple[ScoredParagraph, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the contract's ``classification``; whose ``paragraphs`` are is for the caller to say."""
        plain: dict[str, Any] = {
            "level": self.level,
            "probabilities": {level: round(value, 6) for level, value in self.probabilities.items()},
        }
        if self.caveats:
            plain["caveats"] = [scored.to_json() for scored in self.caveats]
        if self.evidence:
            plain["evidence"] = [entry.to_json() for entry in self.evidence]
        return plain
