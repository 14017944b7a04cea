"""Config: everything that decides how a model is trained, as frozen settings.

Component names are literals here, so that checking a config loads no numerical library; a test
keeps them equal to the tables in `cableml.features` and `cableml.models`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from cableml.config.search_schema import SearchSettings
from cableml.config.section import Section

Task = Literal["tags", "classification"]
BlockField = Literal[
    "subject",
    "summary",
    "lead",
    "last",
    "headings",
    "body",
    "text",
    "origin",
    "addressees",
    "references",
    "pass_to",
    "year",
    "precedence",
    "signer",
    "to",
    "cited",
    "origin_period",
    "origin_precedence",
    "signer_year",
]
BlockKind = Literal["words", "characters", "values"]
Estimator = Literal["squared_hinge", "linear_svc", "logistic_regression", "ridge", "complement_nb"]
Rule = Literal["global", "per_label", "expected_f1"]
Calibration = Literal["platt", "none"]
SplitBy = Literal["id", "date", "post", "file", "none"]
Repeats = Literal["drop", "keep", "together"]
SPLIT_KEYS = {"from": "date", "stratify": "id", "test_files": "file", "test_ids": "file"}
EXACT_ESTIMATORS = frozenset({"squared_hinge", "ridge"})
DEMO = "demo"
HEADER_FIELDS = frozenset(
    {
        "origin",
        "addressees",
        "references",
        "pass_to",
        "year",
        "precedence",
        "signer",
        "to",
        "cited",
        "origin_period",
        "origin_precedence",
        "signer_year",
    }
)

_MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_paths(value: Any) -> Any:
    return (value,) if isinstance(value, str) else _as_tuple(value)


def _check_day(text: str | None) -> str | None:
    if text is not None:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValueError(f"{text!r} is no date; write it like 2009-01-01") from None
    return None


def _check_name(name: str) -> str:
    if name and not _MODEL_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a folder; use letters, digits, '.', '_' and '-'")
    return name


class DemoSettings(Section):
    """The demo corpus that cableml makes itself."""

    cables: int = Field(default=2400, ge=20, title="how many demo cables are written")
    seed: int = Field(default=1, ge=0, title="seed of the demo cables")


class SplitSettings(Section):
    """Which cables are kept apart for the test."""

    by: SplitBy = Field(
        default="id",
        title="what decides the side: a hash of the cable's id, its date, its post, its file; none: no test",
    )
    test: float = Field(default=0.2, gt=0, lt=1, title="share of cables kept for the test")
    salt: str = Field(default="cableml", title="a word mixed into the hash; another word, another split")
    repeats: Repeats = Field(
        default="drop",
        title="training cables that repeat a test cable's text: dropped, kept, or moved to the test together",
    )
    stratify: bool = Field(default=False, title="by id only: give every label its share of test cables")
    from_: Annotated[str | None, AfterValidator(_check_day)] = Field(
        default=None, alias="from", title="by date only: first day of the test; null: the newest share"
    )
    test_files: Annotated[tuple[str, ...], BeforeValidator(_as_paths)] = Field(
        default=(), title="by file only: the files or folders whose cables are for testing"
    )
    test_ids: str | None = Field(
        default=None, title="by file only: a file of test ids, one a line or JSON lines with id"
    )

    @model_validator(mode="after")
    def _keys_suit_the_split(self) -> Self:
        given = {
            "from": self.from_ is not None,
            "stratify": self.stratify,
            "test_files": bool(self.test_files),
            "test_ids": self.test_ids is not None,
        }
        for key, is_given in given.items():
            if is_given and SPLIT_KEYS[key] != self.by:
                raise ValueError(
                    f"split.{key} does nothing with by: {self.by}; it belongs to by: {SPLIT_KEYS[key]}"
                )
        if self.by == "file" and not (self.test_files or self.test_ids):
            raise ValueError("by: file needs split.test_files (files or folders) or split.test_ids (a file)")
        return self


class BlockSettings(Section):
    """One block of features: which field is read, and how."""

    field: BlockField = Field(title="the part of the cable that is read")
    kind: BlockKind = Field(title="words, characters, or whole values")
    ngrams: int = Field(default=1, ge=1, le=5, title="longest run of words that counts as one feature")
    weight: float = Field(default=1.0, gt=0, le=1000, title="weight of the block against the others")
    min_cables: int = Field(default=2, ge=1, title="a feature seen in fewer cables is dropped")
    max_share: float = Field(
        default=1.0, gt=0, le=1, title="a feature seen in a larger share of cables is dropped"
    )
    max_features: int | None = Field(
        default=None, ge=1, title="at most so many features, the most frequent first"
    )
    min_chars: int = Field(default=3, ge=2, le=8, title="shortest run of characters (kind: characters)")
    max_chars: int = Field(default=5, ge=2, le=8, title="longest run of characters (kind: characters)")
    sublinear: bool = Field(default=True, title="count a word's repetitions by their logarithm")

    @model_validator(mode="after")
    def _lengths_are_ordered(self) -> Self:
        if self.min_chars > self.max_chars:
            raise ValueError(f"min_chars ({self.min_chars}) is larger than max_chars ({self.max_chars})")
        return self

    @model_validator(mode="after")
    def _values_come_from_the_header(self) -> Self:
        if self.kind == "values" and self.field not in HEADER_FIELDS:
            raise ValueError(f"kind values does not fit the text field {self.field}; use words or characters")
        return self


class ModelSettings(Section):
    """The estimator that is fitted."""

    estimator: Estimator = Field(default="squared_hinge", title="which linear model is fitted")
    c: float = Field(default=1.0, gt=0, title="inverse strength of the penalty on large weights")
    class_weight: Literal["balanced"] | None = Field(
        default=None, title="balanced: rare labels count for more"
    )
    keep_weights: int | None = Field(
        default=None, ge=1, title="the saved model keeps so many weights, those that matter most; null: all"
    )


class CostSettings(Section):
    """What wrong levels cost; only their ratios matter."""

    too_low: float = Field(default=1.0, ge=0, title="each step by which a level is decided too low")
    too_high: float = Field(default=1.0, ge=0, title="each step by which a level is decided too high")
    missed: float = Field(default=0.0, ge=0, title="on top: a classified cable decided unclassified")
    overmarked: float = Field(default=0.0, ge=0, title="on top: an unclassified cable decided classified")

    @model_validator(mode="after")
    def _something_costs(self) -> Self:
        if not any((self.too_low, self.too_high, self.missed, self.overmarked)):
            raise ValueError("costs that are all 0 decide nothing; give at least one above 0, or null")
        return self


class DecisionSettings(Section):
    """How scores become decisions."""

    @field_validator("folds")
    @classmethod
    def _one_fold_is_none(cls, folds: int) -> int:
        if folds == 1:
            raise ValueError("one fold leaves nothing to fit on; use 2 or more, or 0")
        return folds

    folds: int = Field(
        default=5,
        ge=0,
        le=20,
        title="refits that give the scores for cut-offs; 0: each cable left out in turn",
    )
    rule: Rule = Field(default="per_label", title="one cut-off a label, or one for all")
    shrink: float = Field(
        default=20.0, ge=0, title="a rare label's cut-off is drawn to the common one by so many cables"
    )
    costs: CostSettings | None = Field(
        default=None, title="what wrong levels cost; null: the most probable level is decided on"
    )


class SecondStageSettings(Section):
    """How trees judge the tags that the linear model finds likely; needs estimator ridge and folds 0."""

    candidates: int = Field(default=40, ge=1, le=1000, title="likely tags a cable that are judged")
    strongest: int = Field(
        default=100, ge=1, title="features of each training cable that are kept to find neighbours"
    )
    trees: int = Field(default=200, ge=1, title="trees that are grown one after another")
    leaves: int = Field(default=15, ge=2, le=1024, title="leaves a tree")
    learning_rate: float = Field(default=0.08, gt=0, le=1, title="how much of each tree counts")
    min_pairs: int = Field(default=60, ge=1, title="pairs of cable and tag behind each leaf, at least")
    penalty: float = Field(default=5.0, ge=0, title="how much the values of leaves are shrunk")
    folds: int = Field(default=10, ge=2, le=50, title="parts left out for what the trees learn from")
    tree_folds: int = Field(
        default=3, ge=2, le=20, title="refits of the trees that give the cut-offs' scores"
    )
    names: bool = Field(default=False, title="also countries too rare to learn, where the cable names them")
    cables: int = Field(
        default=8000,
        ge=1,
        le=12_000,
        title="of more training cables, a sample of so many is remembered and teaches the trees",
    )
    refit: bool = Field(
        default=True, title="of tags: trees are grown once more on all; false: those of tree_folds decide"
    )
    paragraphs: bool = Field(default=False, title="of levels: each paragraph is judged, from portion marks")


class EvaluationSettings(Section):
    """How sure the report is of its figures."""

    bootstrap: int = Field(default=500, ge=0, title="resamples behind each interval; 0 gives none")


class TrackingSettings(Section):
    """Where the run is written down."""

    experiment: str | None = Field(
        default=None, min_length=1, title="MLflow experiment; null: cableml-<task>"
    )


class Config(Section):
    """A whole config file."""

    task: Task = Field(title="what is predicted")
    name: Annotated[str, AfterValidator(_check_name)] = Field(
        default="", title="names the model and, by default, its folder models/<name>"
    )
    corpus: Annotated[tuple[str, ...], BeforeValidator(_as_paths)] = Field(
        default=(DEMO,), min_length=1, title="demo, a path, or a list of paths"
    )
    demo: DemoSettings = Field(default_factory=DemoSettings, title="the demo corpus")
    labels: str | None = Field(default=None, title="JSON lines that override what the cables say")
    split: SplitSettings = Field(default_factory=SplitSettings, title="the test split")
    fields: Literal["all", "body"] = Field(default="all", title="body switches header-derived blocks off")
    features: Annotated[tuple[BlockSettings, ...], BeforeValidator(_as_tuple)] = Field(
        min_length=1, title="the feature blocks"
    )
    model: ModelSettings = Field(default_factory=ModelSettings, title="the estimator")
    labels_min_cables: int = Field(default=5, ge=2, title="a label with fewer training cables is not learned")
    decision: DecisionSettings = Field(default_factory=DecisionSettings, title="how scores become decisions")
    calibration: Calibration = Field(default="platt", title="how scores become probabilities")
    second_stage: SecondStageSettings | None = Field(
        default=None, title="trees that judge likely tags; null: the linear model decides"
    )
    evaluation: EvaluationSettings = Field(default_factory=EvaluationSettings, title="the report")
    tracking: TrackingSettings = Field(default_factory=TrackingSettings, title="the run store")
    search: SearchSettings | None = Field(default=None, title="what cableml search tries")
    seed: int = Field(default=1, ge=0, title="seed of everything that draws at random")
    jobs: int = Field(default=2, ge=1, title="threads used while fitting")

    @model_validator(mode="after")
    def _a_block_is_left(self) -> Self:
        if self.fields == "body" and all(block.field in HEADER_FIELDS for block in self.features):
            raise ValueError(
                "fields: body switches off every block in features; add one that reads the body, such as text"
            )
        return self

    @model_validator(mode="after")
    def _folds_suit_the_estimator(self) -> Self:
        folds, estimator = self.decision.folds, self.model.estimator
        if folds == 0 and estimator not in EXACT_ESTIMATORS:
            known = " or ".join(sorted(EXACT_ESTIMATORS))
            raise ValueError(f"decision.folds 0 needs the estimator {known}, not {estimator}; use 5 folds")
        return self

    @model_validator(mode="after")
    def _costs_are_for_levels(self) -> Self:
        if self.task == "tags" and self.decision.costs is not None:
            raise ValueError("decision.costs is for task: classification; with task: tags set it to null")
        return self

    @model_validator(mode="after")
    def _the_second_stage_has_what_it_needs(self) -> Self:
        if self.second_stage is None:
            return self
        if self.decision.folds != 0:
            raise ValueError("second_stage needs decision.folds: 0")
        if self.task == "tags" and self.model.estimator != "ridge":
            raise ValueError("second_stage needs model.estimator: ridge for tags")
        if self.task != "tags" and self.second_stage.names:
            raise ValueError("second_stage.names is for tags; with task: classification set it to false")
        if self.task != "tags" and not self.second_stage.refit:
            raise ValueError("second_stage.refit false is for tags; with task: classification set it to true")
        if self.task == "tags" and self.second_stage.paragraphs:
            raise ValueError("second_stage.paragraphs is for task: classification; with tags set it to false")
        if self.calibration != "platt":
            raise ValueError("second_stage needs calibration: platt")
        return self

    @property
    def model_name(self) -> str:
        """The model's name; the task's where the config gives none."""
        return self.name or self.task

    def to_plain(self) -> dict[str, Any]:
        """Return the settings as plain YAML types, every default filled in."""
        plain = self.model_dump(mode="json", by_alias=True)
        if self.search is None:
            del plain["search"]
        plain["name"] = self.model_name
        plain["corpus"] = self.corpus[0] if len(self.corpus) == 1 else list(self.corpus)
        return plain
