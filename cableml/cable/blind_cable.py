"""BlindCable: what a model may read of a cable, and nothing else of it.

The cable's own text states its classification and its tags in a dozen places. Features never
see a `Cable`; they see a `BlindCable`, in which every label-bearing span is gone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlindParagraph:
    """One paragraph without number and portion mark; ``heading`` is blinded too."""

    text: str
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class BlindCable:
    """A cable with every label-bearing span removed.

    Body-derived: ``subject``, ``summary``, ``paragraphs``. All other fields are header-derived
    and are used only where a config allows it (``fields: body`` switches them off).
    ``origin`` is the FM line or the page's post; ``to`` and ``info`` hold post names only;
    ``references`` hold canonical cable ids; ``year`` and ``month`` come from the date.
    """

    subject: str = ""
    summary: str = ""
    paragraphs: tuple[BlindParagraph, ...] = ()
    origin: str = ""
    year: int | None = None
    month: int | None = None
    precedence: str = ""
    to: tuple[str, ...] = ()
    info: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    pass_to: tuple[str, ...] = ()
    signer: str = ""
    sections: int | None = None
