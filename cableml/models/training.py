"""fit_model: blind cables and labels to a CableModel; calibration and cut-offs come from cables left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.cable.label_space import LabelSpace, build_label_space
from cableml.cable.level import Level, parse_level
from cableml.cable.side_labels import SideLabels
from cableml.errors import TrainingError
from cableml.features.block import Rows, take_rows, to_csr
from cableml.features.near_duplicates import SampledRuns, compare_runs, sample_runs
from cableml.features.union import FeatureUnion
from cableml.models.cable_model import CableModel
from cableml.models.calibration import (
    Calibration,
    apply_logistic,
    apply_softmax,
    fit_level_calibration,
    fit_tag_calibration,
    log_odds,
)
from cableml.models.caveats import CaveatJudge, fit_caveats
from cableml.models.compact import keep_largest
from cableml.models.estimators import fit_estimator
from cableml.models.fit_level_stage import fit_level_stage
from cableml.models.fit_many import draw_sample, fit_blocks_of_many
from cableml.models.fit_paragraphs import read_marks
from cableml.models.fit_ridge_blocks import fit_ridge_blocks
from cableml.models.fit_second_stage import fit_second_stage
from cableml.models.fitted import deal_groups
from cableml.models.level_stage import LevelStage
from cableml.models.linear import Linear, LinearMap
from cableml.models.memory import CableMemory, build_memory
from cableml.models.named_labels import add_named_labels, learned_columns
from cableml.models.one_thread import hold_linear_algebra
from cableml.models.pairs import Linearly
from cableml.models.second_stage import SecondStage
from cableml.models.settings import FitSettings, check_settings
from cableml.models.side_targets import side_targets
from cableml.models.thresholds import fit_thresholds

MIN_CABLES = 10  # fewer cannot be split into cables to learn from and cables to calibrate on

T = TypeVar("T")
BoolMatrix = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]


def fit_model(
    cables: Sequence[BlindCable],
    labels: Sequence[tuple[str, ...]] | Sequence[str],
    settings: FitSettings,
    progress: Progress | None = None,
    ids: Sequence[str | None] | None = None,
    side: Sequence[SideLabels | None] | None = None,
    runs: SampledRuns | None = None,
) -> CableModel:
    """Return a model fitted on the cables.

    Parameters: ``labels`` one a cable: its tags (a tuple, may be empty) or the name of its level;
    ``progress(stage, done, total)`` is told how far each stage is; ``ids`` the cables' ids, by which a
    second stage finds what references point to (None: it follows none); ``side`` the cables' side labels,
    from which a model of levels learns more columns (None: the levels alone); ``runs`` what
    `cableml.features.near_duplicates.sample_runs` gives of the cables, where it is at hand.

    Raises: ConfigError for settings out of bounds; TrainingError where the data cannot be learned from.
    """
    parts = _fit_parts(cables, labels, settings, progress, ids, side, runs)
    if settings.task == "tags":
        thresholds = fit_thresholds(parts.probabilities, parts.Y, settings.decision, settings.shrink)
    else:
        thresholds = np.empty(0, dtype=np.float32)
    summary = _summarise(
        cables, parts.Y, parts.probabilities, thresholds, parts.features, parts.label_space, settings
    )
    summary |= parts.figures
    return CableModel(
        settings,
        parts.features,
        parts.linear,
        parts.calibration,
        thresholds,
        parts.label_space,
        summary,
        second_stage=parts.second_stage,
        caveats=parts.caveats,
    )


class LeftOut(NamedTuple):
    """What models that had not seen a cable say of it: one row a training cable.

    ``probabilities`` float32 and ``Y`` bool, both (n_cables, n_labels), columns as in ``label_space``.
    The calibration curve alone (two numbers a label) was fitted with the cable among others.
    """

    label_space: LabelSpace
    Y: BoolMatrix
    probabilities: NDArray[np.float32]


def predict_left_out(
    cables: Sequence[BlindCable],
    labels: Sequence[tuple[str, ...]] | Sequence[str],
    settings: FitSettings,
    progress: Progress | None = None,
    ids: Sequence[str | None] | None = None,
    side: Sequence[SideLabels | None] | None = None,
) -> LeftOut:
    """Return what each cable is given while it is left out; arguments and errors as of `fit_model`.

    Cables are left out as ``settings.folds`` says, the same ones that calibrate the model.
    """
    parts = _fit_parts(cables, labels, settings, progress, ids, side)
    if len(parts.Y) != len(cables):
        raise TrainingError(
            f"of {len(cables):,} cables only a sample of {len(parts.Y):,} is left out in turn; give "
            "fewer cables, or set decision.folds: 5 and second_stage: null."
        )
    return LeftOut(parts.label_space, parts.Y, parts.probabilities)


class _Parts(NamedTuple):
    """A fitted model before its cut-offs, and the probabilities of its training cables left out.

    Of many cables ``Y`` and ``probabilities`` are those of a sample alone.
    """

    label_space: LabelSpace
    Y: BoolMatrix
    features: FeatureUnion
    linear: LinearMap
    calibration: Calibration
    probabilities: NDArray[np.float32]
    second_stage: SecondStage | LevelStage | None = None
    caveats: CaveatJudge | None = None
    figures: Mapping[str, float] = MappingProxyType({})


def _fit_parts(
    cables: Sequence[BlindCable],
    labels: Sequence[tuple[str, ...]] | Sequence[str],
    settings: FitSettings,
    progress: Progress | None,
    ids: Sequence[str | None] | None,
    side: Sequence[SideLabels | None] | None,
    runs: SampledRuns | None = None,
) -> _Parts:
    check_settings(settings)
    tell = progress or (lambda stage, done, total: None)
    if len(cables) != len(labels):
        raise TrainingError(f"{len(cables)} cables came with {len(labels)} labels; give one a cable.")
    if len(cables) < MIN_CABLES:
        raise TrainingError(
            f"{len(cables)} labelled cables are too few to train on; give at least {MIN_CABLES}."
        )
    label_space = _learnable(labels, settings)
    if settings.second_stage is not None and settings.second_stage.names:
        label_space = add_named_labels(label_space, settings.min_cables)
    Y = encode_labels(labels, label_space, settings.task)
    features = FeatureUnion(settings.blocks, settings.fields)
    rows = features.fit_rows(cables, lambda done, total: tell("reading features", done, total), settings.jobs)
    if settings.task == "tags" and settings.second_stage is not None:
        # The library's own threads, waiting for work, would take the processors from those that fit.
        with hold_linear_algebra(with_scipy=len(cables) > settings.second_stage.cables):
            groups = compare_runs(runs or sample_runs(cables)).group
            own_ids = ids or [None] * len(cables)
            return _fit_two_stages(cables, own_ids, groups, features, rows, Y, label_space, settings, tell)
    X = to_csr(rows, features.n_features)
    targets = Y if settings.task == "tags" else level_targets(Y)
    place: int | None = None
    if settings.task == "classification" and side is not None:
        more, noforn = side_targets([str(label) for label in labels], side, label_space.labels)
        place = None if noforn is None else targets.shape[1] + noforn
        targets = np.column_stack([targets, more])
    fitted = fit_estimator(X, targets, settings, tell)
    sample = np.arange(len(cables)) if fitted.sample is None else fitted.sample
    Y, targets = Y[sample], targets[sample]
    tell("calibrating", 0, 0)
    calibration = _calibrate(fitted.left_out, Y, settings)
    apply = apply_logistic if settings.task == "tags" else apply_softmax
    probabilities = apply(fitted.left_out, calibration)
    linear = _compact(fitted.linear, rows, features, settings)
    parts = _Parts(label_space, Y, features, linear, calibration, probabilities)
    if place is not None:
        caveats, figures = fit_caveats(fitted.left_out, targets[:, place], place)
        parts = parts._replace(caveats=caveats, figures=figures)
    if settings.second_stage is None:
        return parts
    left_out, names = fitted.left_out, [str(label) for label in labels]
    if len(sample) > settings.second_stage.cables:
        own = draw_sample(sample, settings.second_stage.cables, settings.seed)
        sample, left_out, Y = sample[own], left_out[own], Y[own]
    if len(sample) < len(cables):
        rows, ids = take_rows(rows, sample), None if ids is None else _pick(ids, sample)
        cables = _pick(cables, sample)
        names = [names[place] for place in sample]
        side = None if side is None else _pick(side, sample)
        parts = parts._replace(Y=Y)
    marks = None
    if side is not None and settings.second_stage.paragraphs:
        marks = read_marks(cables, side, names, label_space.labels)
    second = fit_level_stage(
        cables, rows, features, left_out, Y, ids or [None] * len(cables), settings, tell, marks
    )
    return parts._replace(probabilities=second.left_out, second_stage=second.stage)


def _fit_two_stages(
    cables: Sequence[BlindCable],
    ids: Sequence[str | None],
    groups: NDArray[np.int64],
    features: FeatureUnion,
    rows: Rows,
    Y: BoolMatrix,
    label_space: LabelSpace,
    settings: FitSettings,
    tell: Progress,
) -> _Parts:
    assert settings.second_stage is not None
    # Repeats lie in one fold: a neighbour that a new cable will not have must not teach the trees.
    folds = deal_groups(groups.tolist(), settings.second_stage.folds, settings.seed)
    learned = learned_columns(label_space, settings.min_cables)
    taught = rows
    if len(cables) <= settings.second_stage.cables:
        fitted = fit_ridge_blocks(rows, Y[:, learned], features.starts, folds, settings, tell)
    else:
        X = to_csr(rows, features.n_features)
        sample = draw_sample(groups, settings.second_stage.cables, settings.seed)
        fitted = fit_blocks_of_many(X, Y[:, learned], features.starts, sample, settings, tell)
        cables, ids, taught = _pick(cables, sample), _pick(ids, sample), take_rows(rows, sample)
        Y, groups, folds = Y[sample], groups[sample], folds[sample]
    tell("calibrating", 0, 0)
    specs = features.active_specs()
    # The squared length of a row in which no block is empty.
    scale = float(sum(spec.weight * spec.weight for spec in specs))
    strongest = settings.second_stage.strongest

    def remember() -> CableMemory:
        return build_memory(cables, taught, features.n_features, Y, ids, strongest, scale)

    with ThreadPoolExecutor(1) as beside:
        remembered = beside.submit(remember)
        calibration = _calibrate(fitted.left_out, Y[:, learned], settings)
    said = Linearly(log_odds(fitted.left_out, calibration), fitted.blocks, learned)
    second = fit_second_stage(
        remembered.result(),
        cables,
        taught,
        Y,
        said,
        label_space,
        tuple(spec.prefix for spec in specs),
        folds,
        groups,
        settings,
        tell,
    )
    linear = _compact(fitted.linear, rows, features, settings)
    return _Parts(label_space, Y, features, linear, calibration, second.left_out, second.stage)


def _pick(values: Sequence[T], places: NDArray[np.int64]) -> list[T]:
    return [values[int(place)] for place in places]


def _compact(linear: Linear, rows: Rows, features: FeatureUnion, settings: FitSettings) -> LinearMap:
    """Return the fitted map, without its small weights where the settings say so.

    Features that keep no weight still count for the lengths of rows; how they are spelled is forgotten.
    """
    if settings.keep_weights is None:
        return linear
    compact = keep_largest(linear, rows, settings.keep_weights)
    features.forget_terms(~compact.is_used)
    return compact


def encode_labels(
    labels: Sequence[tuple[str, ...]] | Sequence[str], label_space: LabelSpace, task: str
) -> BoolMatrix:
    """Return the labels as a matrix: bool (n_cables, n_labels); labels outside the space leave no mark."""
    column = {label: number for number, label in enumerate(label_space.labels)}
    Y = np.zeros((len(labels), len(label_space)), dtype=np.bool_)
    for row, own in enumerate(labels):
        for label in (_level_name(own),) if isinstance(own, str) and task != "tags" else own:
            if label in column:
                Y[row, column[label]] = True
    return Y


def level_targets(Y: BoolMatrix) -> BoolMatrix:
    """Return what is fitted for levels: each level against the others, then each cut of their order.

    Cuts that set apart the lowest or the highest level alone repeat a column and are left out: four
    levels give one cut more, between the second and the third.
    """
    n_levels = Y.shape[1]
    above = [Y[:, cut:].any(axis=1) for cut in range(2, n_levels - 1)]
    return np.column_stack([Y, *above])


def _learnable(labels: Sequence[Any], settings: FitSettings) -> LabelSpace:
    n_cables = len(labels)
    if settings.task == "tags":
        space = build_label_space(labels, settings.min_cables)
        if not len(space):
            raise TrainingError(
                f"no tag of the {n_cables} training cables can be learned: each is carried by fewer than "
                f"{settings.min_cables} cables or by all; give more cables or lower labels_min_cables."
            )
        return space
    order = [level.label for level in sorted(Level)]
    space = build_label_space([(_level_name(label),) for label in labels], settings.min_cables, order)
    if len(space) < 2:
        seen = ", ".join([*space.labels, *space.dropped])
        raise TrainingError(
            f"the {n_cables} training cables give fewer than two levels with {settings.min_cables} cables "
            f"(seen: {seen}); give cables of more levels or lower labels_min_cables."
        )
    return space


def _level_name(label: str) -> str:
    level = parse_level(label)
    if level is None:
        raise TrainingError(f"{label!r} is no classification level; use one such as UNCLASSIFIED or SECRET.")
    return level.label


def _calibrate(left_out: NDArray[np.float32], Y: BoolMatrix, settings: FitSettings) -> Calibration:
    n_labels = Y.shape[1]
    if settings.calibration == "none":
        slopes = np.ones(n_labels) if settings.task == "tags" else np.eye(left_out.shape[1], n_labels)
        return Calibration(slopes.astype(np.float32), np.zeros(n_labels, dtype=np.float32))
    if settings.task == "tags":
        return fit_tag_calibration(left_out, Y, settings.shrink)
    known = Y.any(axis=1)  # a cable of a level too rare to learn says nothing on the others
    return fit_level_calibration(left_out[known], np.argmax(Y[known], axis=1), n_labels)


def _summarise(
    cables: Sequence[BlindCable],
    Y: BoolMatrix,
    probabilities: NDArray[np.float32],
    thresholds: NDArray[np.float32],
    features: FeatureUnion,
    label_space: LabelSpace,
    settings: FitSettings,
) -> dict[str, Any]:
    """Return plain facts on the training for the manifest; scores are of training cables left out."""
    summary: dict[str, Any] = {
        "n_cables": len(cables),
        "n_features": features.n_features,
        "n_labels": len(label_space),
        "n_labels_dropped": len(label_space.dropped),
        "block_features": [block.n_features for block in features.blocks_],
    }
    if settings.task == "tags":
        assigned = probabilities >= thresholds
        # Of a sample, its share of the uses of tags that are not learned.
        gold = int(Y.sum()) + round(label_space.n_dropped_uses * len(Y) / len(cables))
        summary["left_out_micro_f1"] = round(
            2.0 * int((assigned & Y).sum()) / (int(assigned.sum()) + gold), 4
        )
    else:
        right = Y[np.arange(len(Y)), np.argmax(probabilities, axis=1)]
        summary["left_out_accuracy"] = round(float(right.mean()), 4)
    return summary
