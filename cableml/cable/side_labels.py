"""SideLabels: what a cable states beside its level and was trained on beside it: labels, never features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cableml.cable.level import Level, parse_level

if TYPE_CHECKING:
    from cableml.cable.cable import Cable

NOFORN = "NOFORN"


@dataclass(frozen=True, slots=True)
class SideLabels:
    """The levels of the paragraphs that bear a portion mark, in order, and whether NOFORN is stated.

    ``is_noforn`` None: not known. A cable whose marks are not known has no ``paragraph_levels``.
    """

    paragraph_levels: tuple[Level, ...] = ()
    is_noforn: bool | None = None


def read_side_labels(cable: Cable) -> SideLabels:
    """Return the side labels of a parsed cable; NOFORN is not known where the level is not."""
    levels = (parse_level(paragraph.marking) for paragraph in cable.paragraphs if paragraph.marking)
    is_noforn = NOFORN in cable.caveats if cable.classification is not None else None
    return SideLabels(tuple(level for level in levels if level is not None), is_noforn)
