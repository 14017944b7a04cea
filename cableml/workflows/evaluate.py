"""A saved model scored on labelled cables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.workflows.gather import gather_corpus
from cableml.workflows.kept_scores import build_scores
from cableml.workflows.scoring import render_score, score_cables, score_decisions

if TYPE_CHECKING:
    from cableml.workflows.listener import Listener


@dataclass(frozen=True, slots=True)
class EvaluateOutcome:
    """The report on a model, as text and as JSON with the contract's keys."""

    report_text: str
    report: dict[str, Any]


def evaluate(
    folder: str | Path,
    corpus: Sequence[str],
    labels: str | None,
    listener: Listener,
    *,
    bootstrap: int = 1000,
    seed: int = 0,
    scores_file: str | None = None,
) -> EvaluateOutcome:
    """Return how a model does on the cables of ``corpus``, whatever it was trained on.

    What it gives each cable goes to ``scores_file``, where one is named.

    Raises
    ------
    ModelFolderError
        The model folder cannot be used.
    CorpusError, LabelsError, TrainingError
        The corpus cannot be read, or none of its cables is labelled.
    OutputError
        The scores cannot be written.
    """
    from cableml.models.model_folder import load_model

    model = load_model(Path(folder))
    gathered = gather_corpus(corpus, labels, listener)
    scored = score_cables(model, gathered.cables, listener)
    if scores_file is not None:
        from cableml.evaluation.score_file import write_scores

        write_scores(build_scores(model, *scored, gathered, {"labels": labels}), scores_file)
    listener.progress("drawing intervals", 0, 0)
    n_unknown = len(gathered.cables) - len(scored.known)
    report = score_decisions(model, *scored, n_unknown=n_unknown, bootstrap=bootstrap, seed=seed)
    notes = []
    if gathered.n_repeated:
        notes.append(f"{gathered.n_repeated:,} cables repeat the id of an earlier one.")
    if gathered.n_unusable:
        notes.append(f"{gathered.n_unusable:,} inputs could not be used; each was named while reading.")
    title = f"{model.name} ({model.task}, version {model.version[:12]}) on {gathered.name}"
    plain = report.to_json()
    plain["model"] = {"task": model.task, "name": model.name, "version": model.version}
    plain["corpus"] = {"name": gathered.name, "fingerprint": gathered.fingerprint}
    return EvaluateOutcome(render_score(report, title, notes), plain)
