"""Level evidence: what the second stage of a levels model sees of a cable, one row of named numbers.

The linear scores, the levels of the training cables nearest to it (by text, post, month, reference), its
shape: length, layout, redactions, how many cables it cites and posts it goes to, and how sensitive its
paragraphs read, where they are judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cableml import native
from cableml.cable.blind import BlindCable
from cableml.features.block import Rows
from cableml.models.memory import CableMemory
from cableml.models.neighbours import HEADER_VOTES, TEXT_VOTES, vote
from cableml.models.paragraph_judge import ROLL_UP

FloatMatrix = NDArray[np.float32]

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_REDACTION = re.compile(r"X{2,}")  # names in published cables were blanked as XXXXXXXXXXXX


def _text(cable: BlindCable) -> str:
    return " ".join(paragraph.text for paragraph in cable.paragraphs)


def _body_shape(cable: BlindCable) -> list[float]:
    text = _text(cable)
    n_capitals, n_digits, n_marks, n_redactions = _count_letters(text)
    n_letters, n_paragraphs = max(len(text), 1), len(cable.paragraphs)
    headings = {paragraph.heading for paragraph in cable.paragraphs if paragraph.heading}
    return [
        n_paragraphs,
        np.log1p(len(text)),
        np.log1p(len(text) / max(n_paragraphs, 1)),
        np.log1p(n_redactions),
        len(headings),
        np.log1p(len(cable.summary)),
        len(cable.subject),
        n_capitals / n_letters,
        n_digits / n_letters,
        100.0 * n_marks / n_letters,
    ]


def _count_letters(text: str) -> tuple[int, int, int, int]:
    """Return how many capitals, digits, quotation marks and redactions a text has."""
    if native.kernels is None:
        n_capitals, n_digits = sum(map(str.isupper, text)), sum(map(str.isdigit, text))
        return n_capitals, n_digits, text.count('"'), len(_REDACTION.findall(text))
    others = [] if text.isascii() else _NOT_ASCII.findall(text)
    ascii_text = text if not others else text.encode("ascii", "replace").decode("ascii")
    n_capitals, n_digits, n_marks, n_redactions = native.kernels.count_letters(ascii_text)
    n_capitals += sum(map(str.isupper, others))
    n_digits += sum(map(str.isdigit, others))
    return n_capitals, n_digits, n_marks, n_redactions


BODY_SHAPE: tuple[str, ...] = (
    "paragraphs",
    "length",
    "length of a paragraph",
    "redactions",
    "headings",
    "length of the summary",
    "length of the subject",
    "capitals",
    "digits",
    "quotation marks",
)

_HEADER_SHAPE: dict[str, Callable[[BlindCable], float]] = {
    "sections": lambda cable: cable.sections or 0,
    "cables cited": lambda cable: np.log1p(len(cable.references)),
    "action addressees": lambda cable: np.log1p(len(cable.to)),
    "information addressees": lambda cable: np.log1p(len(cable.info)),
    "offices": lambda cable: len(cable.pass_to),
    "routine": lambda cable: cable.precedence.upper() == "ROUTINE",
    "immediate": lambda cable: cable.precedence.upper() == "IMMEDIATE",
    "precedence": lambda cable: bool(cable.precedence),
    "signer": lambda cable: bool(cable.signer),
    "year": lambda cable: np.nan if cable.year is None else cable.year,
    "month": lambda cable: np.nan if cable.month is None else cable.month,
}


def count_level_evidence(
    n_scores: int, n_levels: int, *, use_header: bool, use_paragraphs: bool = False
) -> int:
    """Return the number of columns of `build_level_evidence`."""
    n_votes = len(TEXT_VOTES) + (len(HEADER_VOTES) if use_header else 0)
    n_shape = len(BODY_SHAPE) + (len(_HEADER_SHAPE) if use_header else 0)
    n_rolled = len(ROLL_UP) * (n_levels - 1) if use_paragraphs else 0
    return n_scores + n_votes * n_levels + n_shape + n_rolled


def build_level_evidence(
    cables: Sequence[BlindCable],
    rows: Rows,
    scores: FloatMatrix,
    memory: CableMemory,
    n_levels: int,
    folds: NDArray[np.int64] | None = None,
    rolled: FloatMatrix | None = None,
    *,
    use_header: bool,
) -> FloatMatrix:
    """Return one row a cable, float32 (n_cables, n_columns); NaN where there is nothing to say.

    Parameters: ``rows`` and ``scores`` of the cables by the linear model; ``memory`` of its training
    cables, their levels in the place of tags; ``folds`` where the cables are those of the memory, in order:
    no vote on a cable then comes from its own fold; ``rolled`` what the paragraphs say (`roll_up`), None:
    they are not judged; ``use_header`` False keeps to the body.
    """
    votes = vote(cables, rows, memory, n_levels, folds, use_header=use_header)
    columns: list[NDArray[np.float32]] = [scores]
    columns += [votes[name] for name in (*TEXT_VOTES, *(HEADER_VOTES if use_header else ()))]
    columns.append(_measure(_body_shape, cables, len(BODY_SHAPE)))
    if use_header:
        columns.append(
            _measure(lambda one: [read(one) for read in _HEADER_SHAPE.values()], cables, len(_HEADER_SHAPE))
        )
    if rolled is not None:
        columns.append(rolled)
    return np.hstack(columns).astype(np.float32)


def _measure(
    read: Callable[[BlindCable], Sequence[float]], cables: Sequence[BlindCable], width: int
) -> NDArray[np.float32]:
    return np.array([read(cable) for cable in cables], dtype=np.float32).reshape(len(cables), width)
