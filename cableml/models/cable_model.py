"""CableModel: a fitted model, scored with numpy alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate, pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.cable.label_space import LabelSpace
from cableml.cable.level import parse_level
from cableml.cable.records import build_records
from cableml.features.batch import keep_batches
from cableml.features.block import Rows
from cableml.features.union import FeatureUnion
from cableml.models.calibration import Calibration, apply_logistic, apply_softmax, log_odds
from cableml.models.caveats import CaveatJudge, score_caveats
from cableml.models.level_decision import decide_levels
from cableml.models.level_stage import LevelStage, judge_levels, mark_paragraphs
from cableml.models.linear import LinearMap, score_blocks, score_rows
from cableml.models.listing import list_columns
from cableml.models.named_labels import UNHEARD, learned_columns, spread_columns
from cableml.models.pairs import Linearly, Pairs
from cableml.models.paragraph_judge import ScoredParagraphs, score_paragraphs
from cableml.models.prediction import Evidence, LevelPrediction, ScoredTag, TagsPrediction
from cableml.models.second_stage import (
    SecondStage,
    build_candidates,
    explain_pair,
    fill_probabilities,
)
from cableml.models.settings import FitSettings
from cableml.models.trees import score_trees

FloatMatrix = NDArray[np.float32]


class _Judged(NamedTuple):
    """Linear scores, probabilities, and what a second stage made of pairs or of paragraphs."""

    scores: FloatMatrix
    probabilities: FloatMatrix
    pairs: Pairs | None = None
    paragraphs: ScoredParagraphs | None = None


class _Listed(NamedTuple):
    """The tags of one cable that a reader is shown: their columns, probabilities, and which are assigned."""

    columns: list[int]
    chances: list[float]
    is_assigned: list[bool]


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class CableModel:
    """Features, a linear map, calibration, cut-offs, and for tags perhaps a second stage.

    ``thresholds`` float32 (n_labels,) for tags, empty for levels; ``summary`` plain JSON facts on the
    training; ``version`` a hash of the content, empty until the model was saved or loaded.
    """

    settings: FitSettings
    features: FeatureUnion
    linear: LinearMap
    calibration: Calibration
    thresholds: NDArray[np.float32]
    label_space: LabelSpace
    summary: Mapping[str, Any] = field(default_factory=_nothing)
    version: str = ""
    second_stage: SecondStage | LevelStage | None = None
    caveats: CaveatJudge | None = None

    @property
    def task(self) -> str:
        """``tags`` or ``classification``."""
        return self.settings.task

    @property
    def name(self) -> str:
        """The model's name."""
        return self.settings.name or self.settings.task

    @property
    def labels(self) -> tuple[str, ...]:
        """Tags in alphabetical order, or levels in rising order of protection."""
        return self.label_space.labels

    @property
    def learned(self) -> NDArray[np.int64]:
        """The columns of ``labels`` that the linear map scores; of levels, all."""
        if self.second_stage is None:
            return np.arange(len(self.labels))
        return learned_columns(self.label_space, self.settings.min_cables)

    def scores(self, cables: Sequence[BlindCable]) -> FloatMatrix:
        """Return the linear scores, float32 (n_cables, n_scores), before calibration and second stage."""
        return score_rows(*self.features.rows(cables), self.linear)

    def probabilities(self, cables: Sequence[BlindCable]) -> FloatMatrix:
        """Return the probability of each label, float32 (n_cables, n_labels), columns as ``labels``."""
        return self.judge(cables)[1]

    def judge(self, cables: Sequence[BlindCable]) -> tuple[FloatMatrix, FloatMatrix]:
        """Return the linear scores and the probabilities of the labels; see `scores` and `probabilities`."""
        cables = keep_batches(cables)
        judged = self._judge(cables, self.features.rows(cables))
        return judged.scores, judged.probabilities

    def assign(self, probabilities: FloatMatrix) -> NDArray[Any]:
        """Return what is assigned: bool (n_cables, n_labels) for tags, columns (n_cables,) for levels."""
        if self.task == "tags":
            assigned: NDArray[np.bool_] = probabilities >= self.thresholds
            return assigned
        return decide_levels(probabilities, self.labels, self.settings.costs)

    def classified_probabilities(self, probabilities: FloatMatrix) -> FloatMatrix:
        """Return the probability that each cable is classified at all, float32 (n_cables,); levels only."""
        levels = [parse_level(label) for label in self.labels]
        is_classified = [level is not None and level.is_classified for level in levels]
        total: FloatMatrix = probabilities[:, is_classified].sum(axis=1)
        return total

    @property
    def judges_paragraphs(self) -> bool:
        """Whether the model says of each paragraph how it would be marked."""
        return isinstance(self.second_stage, LevelStage) and self.second_stage.paragraphs is not None

    def predict(
        self, cables: Sequence[BlindCable], top: int = 10, explain: int = 0, paragraphs: bool = False
    ) -> list[TagsPrediction] | list[LevelPrediction]:
        """Return one prediction a cable, in order.

        Parameters: ``top`` how many tags are listed at least where there are so many (all assigned ones
        always are); ``explain`` how many features to name for each listed tag, or for the level;
        ``paragraphs`` whether to say how each would be marked, if the model judges them.
        """
        cables = keep_batches(cables)
        rows = self.features.rows(cables)
        judged = self._judge(cables, rows)
        listed = self._list_tags(judged.probabilities, top) if self.task == "tags" else []
        names = self.features.get_feature_names_out() if explain and len(cables) else None
        predictions: Any = []
        for row, probabilities in enumerate(judged.probabilities):
            evidence: Callable[[int], tuple[Evidence, ...]] | None = None
            if names is not None:
                evidence = partial(
                    self._evidence, row, rows=rows, judged=judged, explain=explain, names=names
                )
            if self.task == "tags":
                predictions.append(self._predict_tags(listed[row], evidence))
            else:
                predictions.append(self._predict_level(probabilities, evidence))
        if self.caveats is not None:
            scored = score_caveats(self.caveats, judged.scores)
            predictions = [replace(one, caveats=own) for one, own in zip(predictions, scored, strict=True)]
        if paragraphs and isinstance(self.second_stage, LevelStage) and judged.paragraphs is not None:
            marked = mark_paragraphs(self.second_stage, judged.paragraphs, judged.probabilities, self.labels)
            predictions = [replace(one, paragraphs=own) for one, own in zip(predictions, marked, strict=True)]
        return predictions  # type: ignore[no-any-return]

    def _judge(self, cables: Sequence[BlindCable], rows: Rows) -> _Judged:
        if self.second_stage is None:
            scores = score_rows(*rows, self.linear)
            return _Judged(scores, self.calibrate(scores))
        if isinstance(self.second_stage, LevelStage):
            scores = score_rows(*rows, self.linear)
            stage = self.second_stage
            judge, paragraphs = stage.paragraphs, None
            if judge is not None:
                paragraphs = score_paragraphs(judge, self.features, cables)
            probabilities = judge_levels(stage, cables, rows, scores, paragraphs)
            return _Judged(scores, probabilities, paragraphs=paragraphs)
        blocks = score_blocks(*rows, self.linear, self.features.starts[:-1])
        scores = blocks.sum(axis=1) + self.linear.intercepts
        said = Linearly(log_odds(scores, self.calibration), blocks, self.learned)
        pairs = build_candidates(self.second_stage, cables, rows, said, self.label_space)
        odds = score_trees(self.second_stage.trees, pairs.X)
        rest = float(self.second_stage.rest[0])
        probabilities = fill_probabilities(said, pairs, odds, rest, len(self.labels))
        return _Judged(spread_columns(scores, self.learned, len(self.labels), UNHEARD), probabilities, pairs)

    def calibrate(self, scores: FloatMatrix) -> FloatMatrix:
        """Return the probabilities that scores stand for, float32 (n_cables, n_labels)."""
        if self.task == "tags":
            return apply_logistic(scores, self.calibration)
        return apply_softmax(scores, self.calibration)

    def _list_tags(self, probabilities: FloatMatrix, top: int) -> list[_Listed]:
        """Return what is to be listed of each row; all rows' chances are looked up in one step."""
        listed = list_columns(probabilities, self.thresholds, top)
        sizes = [len(own) for own in listed]
        columns = np.concatenate([np.empty(0, dtype=np.int64), *listed])
        chances = probabilities[np.repeat(np.arange(len(sizes)), sizes), columns]
        parts = (columns.tolist(), chances.tolist(), (chances >= self.thresholds[columns]).tolist())
        borders = list(accumulate(sizes, initial=0))
        return [_Listed(*(part[begin:end] for part in parts)) for begin, end in pairwise(borders)]

    def _predict_tags(
        self, listed: _Listed, evidence: Callable[[int], tuple[Evidence, ...]] | None
    ) -> TagsPrediction:
        labels = self.labels
        found: Iterable[tuple[Evidence, ...]] = repeat(())
        if evidence is not None:
            found = [evidence(column) for column in listed.columns]
        names = [labels[column] for column in listed.columns]
        rows = zip(names, listed.chances, listed.is_assigned, found, strict=False)
        return TagsPrediction(build_records(ScoredTag, list(rows)))

    def _predict_level(
        self,
        probabilities: FloatMatrix,
        evidence: Callable[[int], tuple[Evidence, ...]] | None,
    ) -> LevelPrediction:
        best = int(self.assign(probabilities[None, :])[0])
        return LevelPrediction(
            self.labels[best],
            {label: float(value) for label, value in zip(self.labels, probabilities, strict=True)},
            () if evidence is None else evidence(best),
        )

    def _evidence(
        self,
        row: int,
        column: int,
        rows: Rows,
        judged: _Judged,
        explain: int,
        names: NDArray[np.object_],
    ) -> tuple[Evidence, ...]:
        """Return what adds most to the label's log-odds, largest first: of the cable, then of the pair."""
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        columns, values = rows.indices[part], rows.data[part]
        slopes = self.calibration.slopes
        if self.task == "tags" and column not in self.learned:
            added = np.zeros(len(values), dtype=np.float32)
        elif self.task == "tags":
            own = int(np.searchsorted(self.learned, column))
            added = values * self.linear.rows_of(columns)[:, own] * slopes[own]
        else:
            # against the mean of all levels: what is added to every level decides nothing
            mix = slopes[:, column] - slopes.mean(axis=1)
            added = values * (self.linear.rows_of(columns) @ mix)
        order = np.argsort(-added, kind="stable")[:explain]
        found = [Evidence(str(names[columns[k]]), float(added[k])) for k in order]
        if judged.pairs is not None and isinstance(self.second_stage, SecondStage):
            at = np.flatnonzero((judged.pairs.row == row) & (judged.pairs.column == column))
            found += [one for k in at for one in explain_pair(self.second_stage, judged.pairs.X[k])]
        found = [one for one in found if one.weight > 0]
        found.sort(key=lambda one: (-one.weight, one.feature))
        return tuple(found[:explain])
