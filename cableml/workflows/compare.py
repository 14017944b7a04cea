"""Two trained models, score files or runs compared on the test cables that they share."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import Location, UsageError
from cableml.workflows.kept_scores import scores_beside

if TYPE_CHECKING:
    from cableml.evaluation.cable_scores import CableScores

_RUN_ID = re.compile(r"(?:runs:/)?([0-9a-f]{32})/?")


@dataclass(frozen=True, slots=True)
class CompareOutcome:
    """The comparison, as text and as JSON."""

    report_text: str
    report: dict[str, Any]


def compare(
    first: str, second: str, *, replicates: int = 1000, seed: int = 0, common: bool = False
) -> CompareOutcome:
    """Return how the second differs from the first; each is a model folder, a score file or a run id.

    Raises
    ------
    UsageError
        One of them has no scores, or they cannot be compared.
    ModelFolderError
        A model folder is damaged.
    TrackingError
        The run store cannot be reached, or the run has no scores.
    """
    from cableml.evaluation.comparison_report import render_comparison
    from cableml.evaluation.paired import compare_scores

    comparison = compare_scores(
        find_scores(first), find_scores(second), replicates=replicates, seed=seed, common=common
    )
    return CompareOutcome(render_comparison(comparison), comparison.to_json())


def find_scores(name: str) -> CableScores:
    """Return the scores that a model folder, score file or run id stands for.

    Raises: as `compare`.
    """
    from cableml.evaluation.score_file import read_scores

    path = Path(name)
    if path.is_dir():
        return _read_beside(path, name)
    if path.is_file():
        return read_scores(path, name)
    run_id = _RUN_ID.fullmatch(name)
    if run_id is not None:
        from cableml.tracking.run_reader import fetch_artifact
        from cableml.tracking.tracker import SCORES

        with tempfile.TemporaryDirectory(prefix="cableml-") as folder:
            return read_scores(fetch_artifact(run_id.group(1), SCORES, Path(folder)), f"run {name[:12]}")
    raise UsageError(
        "this is no model folder, no score file and no run id. Name one of them, such as models/tags.",
        Location(name),
    )


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
