"""Trained models, score files or tracked runs compared on the test cables that they share."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import Location, UsageError
from cableml.workflows.kept_scores import scores_beside

if TYPE_CHECKING:
    from cableml.evaluation.cable_scores import CableScores

_RUN_ID = re.compile(r"(?:runs:/.+|[0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class CompareOutcome:
    """The comparison, as text and as JSON."""

    report_text: str
    report: dict[str, Any]


def compare(
    names: Sequence[str], *, replicates: int = 1000, seed: int = 0, common: bool = False
) -> CompareOutcome:
    """Return how two or more models differ; each is a model folder, a score file or a tracked run.

    Of two, what moved is told as well; of more, each is held against the first.

    Raises
    ------
    UsageError
        There are fewer than two, one of them has no scores, or they cannot be compared.
    ModelFolderError
        A model folder is damaged.
    TrackingError
        The run store cannot be reached, or has no such run, or the run has no scores.
    """
    if len(names) < 2:
        raise UsageError("one model alone cannot be compared. Name two or more.")
    scores = [find_scores(name) for name in names]
    if len(scores) == 2:
        from cableml.evaluation.comparison_report import render_comparison
        from cableml.evaluation.paired import compare_scores

        pair = compare_scores(*scores, replicates=replicates, seed=seed, common=common)
        return CompareOutcome(render_comparison(pair), pair.to_json())
    from cableml.evaluation.many_compared import compare_many
    from cableml.evaluation.many_compared_report import render_many

    compared = compare_many(scores, replicates=replicates, seed=seed, common=common)
    return CompareOutcome(render_many(compared), compared.to_json())


def find_scores(name: str) -> CableScores:
    """Return the scores that a model folder, score file or tracked run stands for.

    Raises: as `compare`.
    """
    from cableml.evaluation.score_file import read_scores

    path = Path(name)
    if path.is_dir():
        return _read_beside(path, name)
    if path.is_file():
        return read_scores(path, name)
    from cableml.tracking.store import find_store

    store = find_store()
    if not _RUN_ID.fullmatch(name) and store.database is not None and not store.database.is_file():
        raise UsageError(
            "this is no model folder, no score file and no run id. Name one of them, such as models/tags.",
            Location(name),
        )
    from cableml.tracking.run_reader import fetch_artifact, find_run
    from cableml.tracking.tracker import SCORES

    run = find_run(name, store)
    with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
        return read_scores(fetch_artifact(run.id, SCORES, Path(folder), store), f"run {run.id[:8]}")


def _read_beside(folder: Path, name: str) -> CableScores:
    from cableml.evaluation.score_file import read_scores
    from cableml.models.manifest import read_manifest

    _, version = read_manifest(folder)
    path = scores_beside(folder if folder.name else folder.resolve())
    if not path.is_file():
        raise UsageError(
            f"there are no scores of its test cables ({path.name} beside it). Train it again, or write some "
            "with evaluate --scores FILE.",
            Location(name),
        )
    scores = read_scores(path, name)
    if scores.model_version != version:
        raise UsageError(
            f"{path.name} beside it belongs to another model (version {scores.model_version}, the folder's "
            f"is {version}). Train it again, or write scores with evaluate --scores FILE.",
            Location(name),
        )
    return scores
