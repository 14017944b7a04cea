"""What was said of each cable by the model of its fold, as scores that `cableml compare` reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cableml.workflows.kept_scores import flatten, name_cable
from cableml.workflows.split import find_post
from cableml.workflows.train import build_fit_settings

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.evaluation.cable_scores import CableScores
    from cableml.workflows.fold_score import FoldScore
    from cableml.workflows.folds import Folds
    from cableml.workflows.gather import Corpus, LabelledCable


def build_fold_scores(
    cables: Sequence[LabelledCable], folds: Folds, scores: Sequence[FoldScore], config: Config, corpus: Corpus
) -> CableScores:
    """Return the scores of all cables, in their order: two configs on the same folds can be compared."""
    from cableml.evaluation.cable_scores import collect_level_scores, collect_tag_scores, name_keys
    from cableml.evaluation.pooling import pool_cable_scores

    settings = build_fit_settings(config).to_json()
    del settings["jobs"], settings["name"]
    keys = name_keys([name_cable(cable) for cable in cables])
    places = [fold.test for fold in folds.folds]
    parts = []
    for score, own in zip(scores, places, strict=True):
        known, probabilities, decided = score.scored
        about: dict[str, Any] = {
            "keys": [keys[place] for place in own],
            "posts": [find_post(cable) for cable in known],
            "model": config.model_name,
            "model_version": f"{len(folds)}-fold",
            "corpus": corpus.name,
            "settings": {
                **flatten(settings),
                "corpus_sha": corpus.fingerprint[:12],
                "validation_folds": len(folds),
                "validation_salt": config.split.salt,
            },
        }
        if config.task == "tags":
            gold = [cable.tags or () for cable in known]
            parts.append(collect_tag_scores(gold, probabilities, decided, score.labels, **about))
        else:
            levels = [cable.level or "" for cable in known]
            parts.append(collect_level_scores(levels, probabilities, decided, score.labels, **about))
    return pool_cable_scores(parts, places)
