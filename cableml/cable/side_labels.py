"""SideLabels: what a cable states beside its level and was trained on beside it: labels, never features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cableml.cable.level import Level, parse_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cableml.cable.cable import Cable

NOFORN = "NOFORN"


@dataclass(frozen=True, slots=True)
class SideLabels:
    """The levels of the paragraphs that bear a portion mark, in order, and whether NOFORN is stated.

    ``is_noforn`` None: not known. A cable whose marks are not known has no ``paragraph_levels``.
    ``marks``: one entry a paragraph of the blind cable, None where it bears no mark; empty where it
    is not known which marks are whose.
    """

    paragraph_levels: tuple[Level, ...] = ()
    is_noforn: bool | None = None
    marks: tuple[Level | None, ...] = ()


def read_side_labels(cable: Cable, places: Sequence[int] = ()) -> SideLabels:
    """Return the side labels of a parsed cable; NOFORN is not known where the level is not.

    Parameters: ``places`` of the paragraphs that its blind copy holds (`find_places`), to say which of them
    bear which marks.
    """
    levels = [parse_level(paragraph.marking or "") for paragraph in cable.paragraphs]
    is_noforn = NOFORN in cable.caveats if cable.classification is not None else None
    return SideLabels(
        tuple(level for level in levels if level is not None),
        is_noforn,
        tuple(levels[place] for place in places),
    )
