"""A saved model scored on labelled cables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.workflows.assess import assess_model
from cableml.workflows.gather import gather_corpus
from cableml.workflows.kept_scores import build_scores
from cableml.workflows.report_file import check_report, render_report, write_report
from cableml.workflows.scoring import render_score

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
    report_file: str | None = None,
) -> EvaluateOutcome:
    """Return how a model does on the cables of ``corpus``, whatever it was trained on.

    What it gives each cable goes to ``scores_file``, the HTML report to ``report_file``, where one is named.

    Raises
    ------
    ModelFolderError
        The model folder cannot be used.
    CorpusError, LabelsError, TrainingError
        The corpus cannot be read, or none of its cables is labelled.
    OutputError
        The scores or the report cannot be written.
    """
    from cableml.evaluation.details import render_details
    from cableml.models.model_folder import load_model
    from cableml.workflows.prediction_stream import count_processors

    if report_file is not None:
        check_report(Path(report_file))
    model = load_model(Path(folder))
    gathered = gather_corpus(corpus, labels, listener, jobs=count_processors())
    assessed = assess_model(model, gathered.cables, bootstrap=bootstrap, seed=seed, listener=listener)
    if scores_file is not None:
        from cableml.evaluation.score_file import write_scores

        write_scores(build_scores(model, *assessed.scored, gathered, {"labels": labels}), scores_file)
    notes = []
    if gathered.n_repeated:
        notes.append(f"{gathered.n_repeated:,} cables repeat the id of an earlier one.")
    if gathered.n_unusable:
        notes.append(f"{gathered.n_unusable:,} inputs could not be used; each was named while reading.")
    title = f"{model.name} ({model.task}, version {model.version[:12]}) on {gathered.name}"
    if report_file is not None:
        write_report(Path(report_file), render_report(assessed, model, gathered, title, notes=notes))
    plain = assessed.to_json()
    plain["model"] = {"task": model.task, "name": model.name, "version": model.version}
    plain["corpus"] = {"name": gathered.name, "fingerprint": gathered.fingerprint}
    text = "\n".join([render_score(assessed.report, title, notes), *render_details(assessed.details)])
    return EvaluateOutcome(text, plain)
