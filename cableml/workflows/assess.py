"""A model's predictions examined: metrics, then calibration, slices and curves of the same predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cableml.workflows.scoring import Scored, keep_labelled, score_decisions

if TYPE_CHECKING:
    from cableml.evaluation.details import Details
    from cableml.evaluation.levels import LevelsReport
    from cableml.evaluation.multilabel import TagsReport
    from cableml.evaluation.slices import CableFacts
    from cableml.models.cable_model import CableModel
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.listener import Listener

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Assessment:
    """The contract's report, and what lies behind it."""

    report: TagsReport | LevelsReport
    details: Details
    scored: Scored

    def to_json(self) -> dict[str, Any]:
        """Return the report's keys, and ``calibration``, ``slices``, ``drift`` and ``curves``."""
        return {**self.report.to_json(), **self.details.to_json()}


def assess_model(
    model: CableModel,
    cables: Sequence[LabelledCable],
    *,
    bootstrap: int,
    seed: int,
    listener: Listener,
    train_counts: Mapping[str, int] | None = None,
) -> Assessment:
    """Return the assessment of a model on cables; those without known labels are left out and counted.

    ``train_counts`` are the training cables of each label, for the bands of the report; the details'
    bands go by the model's own counts.

    Raises: TrainingError where no cable has a known label.
    """
    import numpy as np

    from cableml.evaluation.details import Details

    known = keep_labelled(cables, model.task)
    parts = []
    for start in range(0, len(known), _BATCH):
        batch = known[start : start + _BATCH]
        parts.append(model.judge([cable.cable for cable in batch]))
        listener.progress("scoring cables", start + len(batch), len(known))
    scores = np.concatenate([part[0] for part in parts])
    probabilities = np.concatenate([part[1] for part in parts])
    decided = model.assign(probabilities)
    listener.progress("drawing intervals", 0, 0)
    report = score_decisions(
        model,
        known,
        probabilities,
        decided,
        n_unknown=len(cables) - len(known),
        bootstrap=bootstrap,
        seed=seed,
        train_counts=train_counts,
    )
    listener.progress("scoring slices", 0, 0)
    facts = describe_cables(known)
    counts = model.label_space.counts
    if model.task == "tags":
        from cableml.evaluation.calibration_check import check_tag_calibration
        from cableml.evaluation.multilabel import TagsReport
        from cableml.evaluation.operating_curves import trace_tag_curves
        from cableml.evaluation.slices import slice_tags

        assert isinstance(report, TagsReport)
        tags = [cable.tags or () for cable in known]
        details = Details(
            check_tag_calibration(tags, scores, probabilities, decided, model.labels, counts),
            slice_tags(report.statistics, tags, facts, counts, bootstrap, seed),
            trace_tag_curves(tags, probabilities, model.labels, counts),
        )
    else:
        from cableml.evaluation.calibration_check import check_level_calibration
        from cableml.evaluation.operating_curves import trace_level_curves
        from cableml.evaluation.slices import slice_levels

        levels = [cable.level or "" for cable in known]
        named = [model.labels[column] for column in decided]
        details = Details(
            check_level_calibration(levels, scores, probabilities, model.labels),
            slice_levels(levels, named, facts, bootstrap, seed),
            trace_level_curves(levels, probabilities, model.labels),
        )
    return Assessment(report, details, Scored(known, probabilities, decided))


def describe_cables(cables: Sequence[LabelledCable]) -> CableFacts:
    """Return what slices of cables go by; a cable's post and year are those of its id where it has one."""
    from cableml.cable.cable_id import canonical_post, split_id
    from cableml.evaluation.slices import CableFacts

    years: list[int | None] = []
    posts: list[str | None] = []
    words: list[int] = []
    for labelled in cables:
        cable = labelled.cable
        parts = split_id(labelled.id) if labelled.id else None
        years.append(cable.year if cable.year is not None else parts.year if parts else None)
        origin = canonical_post(cable.origin) if cable.origin else None
        posts.append(parts.post if parts else origin or None)
        texts = (cable.subject, *(paragraph.text for paragraph in cable.paragraphs))
        words.append(sum(len(text.split()) for text in texts))
    return CableFacts(years, posts, words, [cable.level for cable in cables])
