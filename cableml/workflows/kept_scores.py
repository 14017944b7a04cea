"""Per-cable scores of a test set: built from a model's probabilities, kept beside it, found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.workflows.split import find_post

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cableml.config.schema import Config
    from cableml.evaluation.cable_scores import CableScores
    from cableml.models.cable_model import CableModel
    from cableml.workflows.gather import Corpus, LabelledCable
    from cableml.workflows.split import Split


def build_scores(
    model: CableModel,
    known: Sequence[LabelledCable],
    probabilities: npt.NDArray[np.float32],
    decided: npt.NDArray[Any],
    corpus: Corpus,
    settings: Mapping[str, Any] | None = None,
) -> CableScores:
    """Return the scores of labelled cables; arrays as `CableModel` gives them.

    ``settings`` are named beside the model's own.
    """
    from cableml.evaluation.cable_scores import collect_level_scores, collect_tag_scores, name_keys

    own = model.settings.to_json()
    del own["jobs"], own["name"]
    about: dict[str, Any] = {
        "keys": name_keys([name_cable(cable) for cable in known]),
        "posts": [find_post(cable) for cable in known],
        "model": model.name,
        "model_version": model.version,
        "corpus": corpus.name,
        "settings": {**flatten(own), "corpus_sha": corpus.fingerprint[:12], **(settings or {})},
    }
    if model.task == "tags":
        gold = [cable.tags or () for cable in known]
        return collect_tag_scores(gold, probabilities, decided, model.labels, **about)
    levels = [cable.level or "" for cable in known]
    return collect_level_scores(levels, probabilities, decided, model.labels, **about)


def describe_training(config: Config, split: Split) -> dict[str, Any]:
    """Return what a comparison names beside the model's settings: the split and how much was trained on."""
    plain = config.to_plain()
    told = {**flatten({"split": plain["split"]}), "labels": plain["labels"], "n_train": len(split.train)}
    return {key: _without_folder(value) for key, value in told.items()}


def _without_folder(value: Any) -> Any:
    """Return a path without the folder that leads to it: it differs between machines and says where."""
    return Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value


def flatten(plain: Any, prefix: str = "") -> dict[str, Any]:
    """Return nested plain values by dotted keys: ``{"a": [{"b": 1}]}`` gives ``{"a.0.b": 1}``."""
    if isinstance(plain, Mapping):
        parts = [(str(key), value) for key, value in plain.items()]
    elif isinstance(plain, list | tuple):
        parts = [(str(place), value) for place, value in enumerate(plain)]
    else:
        return {prefix: plain}
    flat: dict[str, Any] = {}
    for key, value in parts:
        flat |= flatten(value, f"{prefix}.{key}" if prefix else key)
    return flat


def scores_beside(folder: Path) -> Path:
    """Return where the scores of a model folder's test cables are kept: beside it, not in it.

    The gold labels of test cables are no part of a model.
    """
    from cableml.evaluation.score_file import SUFFIX

    return folder.with_name(f"{folder.name}{SUFFIX}")


def name_cable(cable: LabelledCable) -> str:
    """Return the cable's id, or where it has none a hash of what the models read of it."""
    if cable.id is not None:
        return cable.id
    return f"text-{hashlib.sha1(repr(cable.cable).encode(), usedforsecurity=False).hexdigest()[:16]}"
