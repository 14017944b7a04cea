"""Predictions as a CSV table: one row a cable, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.workflows.predict import PredictedCable

COLUMNS = (
    "id",
    "source",
    "date",
    "origin",
    "subject",
    "level",
    "level_probability",
    "level_probabilities",
    "tags",
    "tags_in_words",
    "tag_probabilities",
    "next_best",
    "models",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render_names() -> str:
    """Return the names of the columns, as a row: comma-separated, quoted where needed."""
    return _render_row(COLUMNS)


def render_cable(cable: PredictedCable) -> str:
    """Return one cable as a row."""
    return _render_row(build_row(cable))


def build_row(cable: PredictedCable) -> tuple[str, ...]:
    """Return the cells of one cable in the order of `COLUMNS`; empty where there is nothing to say."""
    level = cable.level
    chances = sorted(level.probabilities.items(), key=lambda pair: (-pair[1], pair[0])) if level else []
    scored = cable.tags.tags if cable.tags is not None else ()
    assigned = [tag for tag in scored if tag.assigned]
    return (
        cable.id or "",
        cable.source,
        cable.date or "",
        cable.origin or "",
        cable.subject or "",
        level.level if level else "",
        f"{level.probabilities[level.level]:.4f}" if level else "",
        "; ".join(f"{name} {share:.4f}" for name, share in chances),
        " ".join(tag.tag for tag in assigned),
        "; ".join(cable.tag_names.get(tag.tag, tag.tag) for tag in assigned),
        "; ".join(f"{tag.tag} {tag.probability:.4f}" for tag in assigned),
        "; ".join(f"{tag.tag} {tag.probability:.4f}" for tag in scored if not tag.assigned),
        "; ".join(f"{model.task} {model.name} {model.version}" for model in cable.models),
    )


def _render_row(cells: Iterable[str]) -> str:
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow([_disarm(cell) for cell in cells])
    return row.getvalue()


def _disarm(cell: str) -> str:
    """Return the cell with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
