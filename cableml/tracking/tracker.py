"""Tracker: where a finished run is written down; RunRecord: what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

ParamValue = str | int | float | bool | None

SCORES = "scores.jsonl.gz"
"""The artifact of a run that holds what was said of each test cable."""

GROUP_TAG = "cableml.group"
"""The run tag that holds runs of one search, cross-validation or question together, all of them flat."""

VARIANT_TAG = "cableml.variant"
"""The run tag that names the variant of an experiment that a run is."""

BEST_TAG = "cableml.best"
"""The run tag of the best run of its search; its value is true."""


@dataclass(frozen=True, slots=True)
class SideRecord:
    """One side of the split: ``context`` train or test, its cables, and how often each label occurs.

    ``digest`` is a hash over the cables of this side and their labels: equal digests, equal tests.
    ``n_labelled`` cables have known labels; ``labels`` is sorted by falling count.
    """

    context: str
    n_cables: int
    n_labelled: int
    digest: str
    labels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """What the run was trained and tested on: a name, a sha256 over all cables and labels, counts."""

    name: str
    fingerprint: str
    n_train: int
    n_test: int
    sides: tuple[SideRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One value of a metric that has several: after so many steps of the work, at a time (epoch seconds)."""

    name: str
    step: int
    value: float
    at: float


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One finished training run, as plain values; nothing of it is computed by a tracker.

    ``metrics`` holds the headline figures, most important first. ``per_label`` is a table as
    column name to values, its first column the label and its second the F1. ``stage_seconds`` is in
    the order of the stages, ``stage_peak_mb`` the most memory held up to the end of each.
    ``scores_file`` holds the scores of each test cable. ``report_html`` is one whole page,
    ``slice_tables`` one table a kind of slice, its columns as in ``per_label``, and ``pictures`` holds
    SVG by name. ``group`` names the search or question that the run belongs to, the tag `GROUP_TAG`;
    ``tags`` are further tags of the run, and win over those that a tracker sets itself. Times are epoch
    seconds; None: those of the writing. ``warnings`` are sentences, in the order in which they came.
    ``environment`` says what the run needs to be repeated and nothing of who ran it where.
    ``input_example`` is a raw cable that the model can be tried on.
    """

    task: str
    experiment: str
    name: str
    description: str
    params: Mapping[str, ParamValue]
    metrics: Mapping[str, float]
    stage_seconds: Mapping[str, float]
    config_yaml: str
    report_text: str
    report: Mapping[str, Any]
    per_label: Mapping[str, Sequence[Any]]
    corpus: CorpusRecord
    model_folder: Path
    model_version: str
    versions: Mapping[str, str] = field(default_factory=dict)
    scores_file: Path | None = None
    report_html: str = ""
    slice_tables: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    started_at: float | None = None
    ended_at: float | None = None
    stage_peak_mb: Mapping[str, float] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    warnings: Sequence[str] = ()
    environment: Mapping[str, Any] = field(default_factory=dict)
    input_example: str = ""


@dataclass(frozen=True, slots=True)
class KilledRecord:
    """A training that was interrupted in ``stage``: fields as in `RunRecord`; there is no model."""

    task: str
    experiment: str
    name: str
    description: str
    params: Mapping[str, ParamValue]
    config_yaml: str
    stage: str
    started_at: float
    ended_at: float
    group: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The metrics after training on so many cables."""

    n_train: int
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CurveRecord:
    """One finished learning curve, as plain values: fields as in `RunRecord`, points in rising order."""

    task: str
    experiment: str
    name: str
    description: str
    params: Mapping[str, ParamValue]
    points: Sequence[CurvePoint]
    config_yaml: str
    report_text: str
    report: Mapping[str, Any]
    corpus: CorpusRecord
    report_html: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ValidationRecord:
    """Figures by cross-validation, of one setting: fields as in `RunRecord`; there is no model.

    ``command`` is what made it. ``metrics`` are those of all folds together, ``steps`` those of each fold,
    its number as the step. ``tables`` hold columns by name, by the table's own name. ``scores_file`` holds
    what was said of each cable by the model that had not seen it.
    """

    task: str
    experiment: str
    name: str
    description: str
    command: str
    params: Mapping[str, ParamValue]
    metrics: Mapping[str, float]
    config_yaml: str
    report_text: str
    report: Mapping[str, Any]
    corpus: CorpusRecord
    scores_file: Path | None = None
    tables: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    report_html: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    started_at: float | None = None
    ended_at: float | None = None


class Tracker(Protocol):
    """Anything that can write a run down."""

    def prepare(self) -> None:
        """Begin what takes long and needs no run, beside the caller's work; never fails."""
        ...

    def log(self, run: RunRecord) -> str | None:
        """Write the run down; return where it can be seen, or None.

        Raises: TrackingError where the store cannot be reached or used.
        """
        ...

    def log_curve(self, curve: CurveRecord) -> str | None:
        """Write a learning curve down as one run; return and raise as `log`."""
        ...

    def log_killed(self, killed: KilledRecord) -> str | None:
        """Write down that a training was interrupted; return and raise as `log`."""
        ...

    def log_validations(self, validations: Sequence[ValidationRecord]) -> str | None:
        """Write one run for each cross-validation, at least one; return and raise as `log`."""
        ...


class NullTracker:
    """Writes nothing down (``--no-tracking``)."""

    def prepare(self) -> None:
        """Do nothing."""

    def log(self, run: RunRecord) -> str | None:
        """Return None."""
        return None

    def log_curve(self, curve: CurveRecord) -> str | None:
        """Return None."""
        return None

    def log_killed(self, killed: KilledRecord) -> str | None:
        """Return None."""
        return None

    def log_validations(self, validations: Sequence[ValidationRecord]) -> str | None:
        """Return None."""
        return None
