"""FitSettings: everything that decides how a model is fitted, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from cableml.cable.level_costs import LevelCosts
from cableml.errors import ConfigError
from cableml.features.spec import BlockSpec

TASKS: tuple[str, ...] = ("tags", "classification")
RULES: tuple[str, ...] = ("global", "per_label", "expected_f1")
CALIBRATIONS: tuple[str, ...] = ("platt", "none")
ESTIMATORS: tuple[str, ...] = (
    "squared_hinge",
    "linear_svc",
    "logistic_regression",
    "ridge",
    "complement_nb",
)
MOST_CABLES = 12_000
"""So many cables a second stage can hold against one another."""

CLASS_WEIGHTS: tuple[str | None, ...] = (None, "balanced")


@dataclass(frozen=True, slots=True)
class StageSettings:
    """How the second stage over pairs of a cable and a likely tag is fitted.

    ``candidates`` tags a cable are judged; ``strongest`` features of each training cable are kept to find
    a new cable's neighbours; ``trees`` of so many ``leaves`` are grown at ``learning_rate``, each leaf with
    ``min_pairs`` pairs or more and its value shrunk by ``penalty``. What the trees learn from is said of
    each cable without its own of ``folds`` parts of the cables; ``tree_folds`` refits of the trees give the
    probabilities that cut-offs are chosen on; without ``refit`` they decide together, and no trees are
    grown on all pairs. With ``names`` a country that too few cables carry to be
    learned may still be assigned where the cable names it. Of more than ``cables`` training cables a sample
    of so many is remembered and teaches the trees; the linear model learns from all. With ``paragraphs``
    (classification) each paragraph is judged by what portion marks taught, and the judgements are evidence
    of the level.
    """

    candidates: int = 40
    strongest: int = 100
    trees: int = 200
    leaves: int = 15
    learning_rate: float = 0.08
    min_pairs: int = 60
    penalty: float = 5.0
    folds: int = 10
    tree_folds: int = 3
    names: bool = False
    paragraphs: bool = False
    cables: int = 8000
    refit: bool = True


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How a model is fitted.

    ``c`` is the cost of errors against large weights (larger: closer to the training cables; for
    complement_nb its inverse smoothing). ``min_cables`` bounds labels. ``folds`` gives the scores that
    calibration and cut-offs are fitted on: 0 leaves each cable out in turn by a formula (squared_hinge and
    ridge only), 2 or more refits so many times. ``decision`` is the rule for tags; ``shrink`` is how many
    cables of evidence a label needs for its own cut-off and calibration to count half. ``second_stage``
    (tags, estimator ridge, folds 0) has trees judge what the linear model finds likely; None: it decides.
    ``keep_weights``: the fitted linear map keeps so many weights, those that matter most; None: all.
    ``costs`` (classification): the level of least expected cost is decided on; None: the most probable.
    """

    task: str
    name: str = ""
    blocks: tuple[BlockSpec, ...] = ()
    fields: str = "all"
    estimator: str = "squared_hinge"
    c: float = 1.0
    class_weight: str | None = None
    min_cables: int = 5
    folds: int = 5
    decision: str = "per_label"
    shrink: float = 20.0
    calibration: str = "platt"
    seed: int = 1
    jobs: int = 2
    second_stage: StageSettings | None = None
    keep_weights: int | None = None
    costs: LevelCosts | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the settings as plain JSON types."""
        plain = asdict(self)
        plain["blocks"] = [asdict(block) for block in self.blocks]
        if self.costs is None:  # a model that knows no costs reads as those before there were any
            del plain["costs"]
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> FitSettings:
        """Return settings from what `to_json` gave.

        Raises: ConfigError for a key that is unknown or a value out of bounds; TypeError for a missing one.
        """
        unknown = sorted(set(plain) - {entry.name for entry in fields(cls)})
        if unknown:
            raise ConfigError(f"setting {unknown[0]!r} is unknown.")
        values = dict(plain)
        values["blocks"] = tuple(BlockSpec(**block) for block in plain["blocks"])
        if plain.get("second_stage") is not None:
            values["second_stage"] = StageSettings(**plain["second_stage"])
        if plain.get("costs") is not None:
            values["costs"] = LevelCosts(**plain["costs"])
        settings = cls(**values)
        check_settings(settings)
        return settings


def check_settings(settings: FitSettings) -> None:
    """Return nothing if a model can be fitted with the settings.

    Raises: ConfigError naming the setting, the value seen and what is allowed.
    """
    choices: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "task": (settings.task, TASKS),
        "estimator": (settings.estimator, ESTIMATORS),
        "class_weight": (settings.class_weight, CLASS_WEIGHTS),
        "decision": (settings.decision, RULES),
        "calibration": (settings.calibration, CALIBRATIONS),
    }
    for key, (value, allowed) in choices.items():
        if value not in allowed:
            raise ConfigError(f"{key} is {value!r}; use one of {', '.join(map(str, allowed))}.")
    if not settings.c > 0:
        raise ConfigError(f"c is {settings.c}; use a number above 0.")
    if settings.folds < 0 or settings.folds == 1:
        raise ConfigError(f"folds is {settings.folds}; use 2 or more, or 0 to leave out one cable at a time.")
    if settings.folds == 0 and settings.estimator not in ("squared_hinge", "ridge"):
        raise ConfigError(
            f"folds is 0, which {settings.estimator} cannot do; use 2 or more, or another estimator."
        )
    if settings.min_cables < 1:
        raise ConfigError(f"min_cables is {settings.min_cables}; use 1 or more.")
    if settings.shrink < 0:
        raise ConfigError(f"shrink is {settings.shrink}; use 0 or more.")
    if settings.keep_weights is not None and settings.keep_weights < 1:
        raise ConfigError(f"keep_weights is {settings.keep_weights}; use 1 or more, or null to keep all.")
    _check_costs(settings)
    _check_second_stage(settings)


def _check_costs(settings: FitSettings) -> None:
    if settings.costs is None:
        return
    if settings.task == "tags":
        raise ConfigError("costs are for classification; use null.")
    for key, value in asdict(settings.costs).items():
        if not 0 <= value < float("inf"):
            raise ConfigError(f"costs.{key} is {value}; use 0 or more.")
    if not any(asdict(settings.costs).values()):
        raise ConfigError("costs are all 0, so that nothing is decided; give at least one above 0.")


def _check_second_stage(settings: FitSettings) -> None:
    stage = settings.second_stage
    if stage is None:
        return
    if settings.folds != 0 or (settings.task == "tags" and settings.estimator != "ridge"):
        raise ConfigError("second_stage needs folds 0, and for tags the estimator ridge.")
    if settings.task != "tags" and stage.names:
        raise ConfigError("second_stage.names is for tags; use false.")
    if settings.task != "tags" and not stage.refit:
        raise ConfigError("second_stage.refit can be false for tags alone; use true.")
    if settings.task == "tags" and stage.paragraphs:
        raise ConfigError("second_stage.paragraphs is for classification; use false.")
    if settings.calibration == "none":
        raise ConfigError("second_stage needs calibrated scores; use the calibration platt.")
    for key in ("candidates", "strongest", "trees", "leaves", "min_pairs", "folds", "tree_folds", "cables"):
        least = 2 if key in ("leaves", "folds", "tree_folds") else 1
        if getattr(stage, key) < least:
            raise ConfigError(f"second_stage.{key} is {getattr(stage, key)}; use {least} or more.")
    if stage.cables > MOST_CABLES:
        raise ConfigError(f"second_stage.cables is {stage.cables}; use {MOST_CABLES} or fewer.")
    if not 0 < stage.learning_rate <= 1:
        raise ConfigError(
            f"second_stage.learning_rate is {stage.learning_rate}; use a number above 0, at most 1."
        )
    if not stage.penalty >= 0:
        raise ConfigError(f"second_stage.penalty is {stage.penalty}; use 0 or more.")
