"""Leak: one finding of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Leak:
    """One finding: by which road, in which cable, the text, and what it gives away."""

    road: str
    cable: str
    text: str
    detail: str

    def __str__(self) -> str:
        return f"{self.road}: {self.cable}: {self.detail}: {self.text}"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON types."""
        return {"road": self.road, "cable": self.cable, "text": self.text, "detail": self.detail}


def cut_snippet(text: str, start: int, end: int, margin: int = 40) -> str:
    """Return the piece of a text with some context around it, on one line."""
    return " ".join(text[max(0, start - margin) : end + margin].split())
