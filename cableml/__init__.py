r"""cableml: from a raw diplomatic cable to a prediction that a reviewer can trust.

    >>> from cableml import parse_cable
    >>> parse_cable("UNCLAS TOKYO 000433\nTAGS: PREL, JA\nSUBJECT: A VISIT").subject
    'A VISIT'

Importing cableml loads the standard library only; each public name is resolved on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable, BlindParagraph, blind
    from cableml.cable.cable import (
        Addressee,
        Cable,
        ClassifiedBy,
        KnownFields,
        Note,
        Paragraph,
        Reference,
        Span,
    )
    from cableml.cable.level import Level
    from cableml.cable.tag import Tag
    from cableml.corpus.reading import read_cables
    from cableml.errors import CablemlError
    from cableml.models.model_folder import load_model
    from cableml.parsing.parser import parse_cable

__version__ = "0.1.0"

_HOMES = {
    "Addressee": "cableml.cable.cable",
    "BlindCable": "cableml.cable.blind",
    "BlindParagraph": "cableml.cable.blind",
    "Cable": "cableml.cable.cable",
    "CablemlError": "cableml.errors",
    "ClassifiedBy": "cableml.cable.cable",
    "KnownFields": "cableml.cable.cable",
    "Level": "cableml.cable.level",
    "Note": "cableml.cable.cable",
    "Paragraph": "cableml.cable.cable",
    "Reference": "cableml.cable.cable",
    "Span": "cableml.cable.cable",
    "Tag": "cableml.cable.tag",
    "blind": "cableml.cable.blind",
    "load_model": "cableml.models.model_folder",
    "parse_cable": "cableml.parsing.parser",
    "read_cables": "cableml.corpus.reading",
}

__all__ = [
    "Addressee",
    "BlindCable",
    "BlindParagraph",
    "Cable",
    "CablemlError",
    "ClassifiedBy",
    "KnownFields",
    "Level",
    "Note",
    "Paragraph",
    "Reference",
    "Span",
    "Tag",
    "__version__",
    "blind",
    "load_model",
    "parse_cable",
    "read_cables",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cableml' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
