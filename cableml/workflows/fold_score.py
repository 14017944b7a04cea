"""One fold: a model fitted on all other cables by the package's own means, and its scores on the fold's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from cableml.errors import TrainingError
from cableml.workflows.listener import SilentListener
from cableml.workflows.scoring import Scored, pick_headlines, score_cables, score_decisions
from cableml.workflows.train import build_fit_settings, pick_gold

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.evaluation.levels import LevelsReport
    from cableml.evaluation.multilabel import TagsReport
    from cableml.workflows.folds import Fold
    from cableml.workflows.gather import LabelledCable

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FoldScore:
    """A scored fold: ``report`` without intervals, ``labels`` what its model had learned."""

    number: int
    n_train: int
    labels: tuple[str, ...]
    report: TagsReport | LevelsReport
    scored: Scored
    seconds: float

    def to_json(self, task: str) -> dict[str, Any]:
        """Return the fold's counts and headline figures as plain JSON types."""
        return {
            "fold": self.number,
            "n_train": self.n_train,
            "n_test": len(self.scored.known),
            "n_labels": len(self.labels),
            "seconds": round(self.seconds, 1),
            "metrics": pick_headlines(self.report.to_json(), task),
        }


def score_fold(
    cables: Sequence[LabelledCable], fold: Fold, config: Config, jobs: int, progress: Progress | None = None
) -> FoldScore:
    """Return how well a model does on the fold's test cables that was fitted on its training cables.

    Parameters: ``cables`` all with known labels; ``jobs`` threads while fitting, which decide no result.

    Raises: TrainingError, with the number of the fold, where nothing can be learned from it.
    """
    from cableml.models.training import fit_model

    begun = perf_counter()
    train = [cables[place] for place in fold.train]
    try:
        model = fit_model(
            [cable.cable for cable in train],
            [pick_gold(cable, config.task) for cable in train],
            replace(build_fit_settings(config), jobs=jobs),
            progress,
            ids=[cable.id for cable in train],
            side=[cable.side for cable in train],
        )
    except TrainingError as error:
        raise TrainingError(f"fold {fold.number} cannot be trained on: {error}", error.location) from error
    scored = score_cables(model, [cables[place] for place in fold.test], SilentListener())
    report = score_decisions(model, *scored, n_unknown=0, bootstrap=0, seed=config.seed)
    return FoldScore(fold.number, len(train), model.labels, report, scored, perf_counter() - begun)
