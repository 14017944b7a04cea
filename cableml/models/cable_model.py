"""CableModel: a fitted model, scored with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.cable.label_space import LabelSpace
from cableml.cable.level import parse_level
from cableml.features.block import Rows
from cableml.features.union import FeatureUnion
from cableml.models.calibration import Calibration, apply_logistic, apply_softmax
from cableml.models.linear import Linear, score_rows
from cableml.models.prediction import Evidence, LevelPrediction, ScoredTag, TagsPrediction
from cableml.models.settings import FitSettings

FloatMatrix = NDArray[np.float32]


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class CableModel:
    """Features, a linear map, calibration and cut-offs: blind cables to predictions.

    ``thresholds`` float32 (n_labels,) for tags, empty for levels; ``summary`` plain JSON facts on the
    training; ``version`` a hash of the content, empty until the model was saved or loaded.
    """

    settings: FitSettings
    features: FeatureUnion
    linear: Linear
    calibration: Calibration
    thresholds: NDArray[np.float32]
    label_space: LabelSpace
    summary: Mapping[str, Any] = field(default_factory=_nothing)
    version: str = ""

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

    def scores(self, cables: Sequence[BlindCable]) -> FloatMatrix:
        """Return the linear scores, float32 (n_cables, n_scores), before calibration."""
        return score_rows(*self.features.rows(cables), self.linear)

    def probabilities(self, cables: Sequence[BlindCable]) -> FloatMatrix:
        """Return the probability of each label, float32 (n_cables, n_labels), columns as ``labels``."""
        return self.calibrate(self.scores(cables))

    def assign(self, probabilities: FloatMatrix) -> NDArray[Any]:
        """Return what is assigned: bool (n_cables, n_labels) for tags, columns (n_cables,) for levels."""
        if self.task == "tags":
            assigned: NDArray[np.bool_] = probabilities >= self.thresholds
            return assigned
        best: NDArray[np.int64] = np.argmax(probabilities, axis=1)
        return best

    def classified_probabilities(self, probabilities: FloatMatrix) -> FloatMatrix:
        """Return the probability that each cable is classified at all, float32 (n_cables,); levels only."""
        levels = [parse_level(label) for label in self.labels]
        is_classified = [level is not None and level.is_classified for level in levels]
        total: FloatMatrix = probabilities[:, is_classified].sum(axis=1)
        return total

    def predict(
        self, cables: Sequence[BlindCable], top: int = 10, explain: int = 0
    ) -> list[TagsPrediction] | list[LevelPrediction]:
        """Return one prediction a cable, in order.

        Parameters: ``top`` how many tags are listed at least where there are so many (all assigned ones
        always are); ``explain`` how many features to name for each listed tag, or for the level.
        """
        rows = self.features.rows(cables)
        probabilities = self.calibrate(score_rows(*rows, self.linear))
        names = self.features.get_feature_names_out() if explain and len(cables) else None
        if self.task == "tags":
            return [self._predict_tags(p, top, i, rows, explain, names) for i, p in enumerate(probabilities)]
        return [self._predict_level(p, i, rows, explain, names) for i, p in enumerate(probabilities)]

    def calibrate(self, scores: FloatMatrix) -> FloatMatrix:
        """Return the probabilities that scores stand for, float32 (n_cables, n_labels)."""
        if self.task == "tags":
            return apply_logistic(scores, self.calibration)
        return apply_softmax(scores, self.calibration)

    def _predict_tags(
        self,
        probabilities: FloatMatrix,
        top: int,
        row: int,
        rows: Rows,
        explain: int,
        names: NDArray[np.object_] | None,
    ) -> TagsPrediction:
        assigned = probabilities >= self.thresholds
        order = np.argsort(-probabilities, kind="stable")
        room = max(0, top - int(assigned.sum()))
        listed = [column for column in order if assigned[column]]
        listed += [column for column in order if not assigned[column]][:room]
        listed.sort(key=lambda column: (-probabilities[column], column))
        return TagsPrediction(
            tuple(
                ScoredTag(
                    self.labels[column],
                    float(probabilities[column]),
                    bool(assigned[column]),
                    self._evidence(row, rows, int(column), explain, names),
                )
                for column in listed
            )
        )

    def _predict_level(
        self,
        probabilities: FloatMatrix,
        row: int,
        rows: Rows,
        explain: int,
        names: NDArray[np.object_] | None,
    ) -> LevelPrediction:
        best = int(np.argmax(probabilities))
        return LevelPrediction(
            self.labels[best],
            {label: float(value) for label, value in zip(self.labels, probabilities, strict=True)},
            self._evidence(row, rows, best, explain, names),
        )

    def _evidence(
        self, row: int, rows: Rows, column: int, explain: int, names: NDArray[np.object_] | None
    ) -> tuple[Evidence, ...]:
        """Return the features of the cable that add most to the label's log-odds, largest first."""
        if names is None:
            return ()
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        columns, values = rows.indices[part], rows.data[part]
        slopes = self.calibration.slopes
        if self.task == "tags":
            added = values * self.linear.weights[columns, column] * slopes[column]
        else:
            # against the mean of all levels: what is added to every level decides nothing
            mix = slopes[:, column] - slopes.mean(axis=1)
            added = values * (self.linear.weights[columns].astype(np.float32) @ mix)
        order = np.argsort(-added, kind="stable")[:explain]
        return tuple(Evidence(str(names[columns[k]]), float(added[k])) for k in order if added[k] > 0)
