"""Records of a cable built without the constructor of a frozen dataclass, which takes most of its time."""

from __future__ import annotations

from typing import Any, Final

from cableml import native
from cableml.cable.cable import Cable, Paragraph

_PARAGRAPH_FIELDS: Final[tuple[str, ...]] = Paragraph.__slots__
_CABLE_FIELDS: Final[tuple[str, ...]] = Cable.__slots__


def build_paragraphs(rows: list[tuple[Any, ...]]) -> tuple[Paragraph, ...]:
    """Return a paragraph for each row: its fields in the order of their declaration."""
    kernels = native.kernels
    if kernels is not None:
        return kernels.build_records(Paragraph, _PARAGRAPH_FIELDS, rows)  # type: ignore[no-any-return]
    return tuple([Paragraph(*row) for row in rows])


def build_cable(**fields: Any) -> Cable:
    """Return the cable of these fields, which must be all that a cable has."""
    kernels = native.kernels
    if kernels is not None and len(fields) == len(_CABLE_FIELDS):
        cables: tuple[Cable, ...] = kernels.build_records(Cable, tuple(fields), [tuple(fields.values())])
        return cables[0]
    return Cable(**fields)
