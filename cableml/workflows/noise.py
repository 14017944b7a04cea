"""How noisy the labels of a corpus are: near-duplicates labelled differently, and labels in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cableml.workflows.assess import describe_cables
from cableml.workflows.gather import gather_corpus
from cableml.workflows.scoring import keep_labelled
from cableml.workflows.split import split_corpus
from cableml.workflows.train import TrainRequest, build_fit_settings, pick_gold

if TYPE_CHECKING:
    from cableml.evaluation.label_candidates import Candidate
    from cableml.evaluation.label_noise import CablePairs
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.listener import Listener

_TWIN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class NoiseOutcome:
    """What is known of the labels' noise, as text and as JSON."""

    report_text: str
    report: dict[str, Any]


def measure_label_noise(request: TrainRequest, listener: Listener, top: int = 200) -> NoiseOutcome:
    """Return the noise in the labels of a config's task; ``top`` bounds each table of the JSON.

    Near-duplicates are looked for among all labelled cables. Labels in doubt are those of the
    training side: the test stays unread.

    Raises: CorpusError, LabelsError, TrainingError as `cableml.workflows.train.train` does.
    """
    from cableml.evaluation.label_noise import measure_noise
    from cableml.evaluation.noise_report import render_noise
    from cableml.models.training import predict_left_out

    config = request.config
    corpus = gather_corpus(request.source, request.labels_path, listener, jobs=config.jobs)
    known = keep_labelled(corpus.cables, config.task)
    facts = describe_cables(known)
    listener.progress("looking for repeated texts", 0, 0)
    pairs, n_same_id = _find_pairs(known, facts.words)
    labels = [_label_set(cable, config.task) for cable in known]
    noise = measure_noise(labels, pairs, facts.posts, config.evaluation.bootstrap, config.seed)

    train = split_corpus(corpus, config).train
    settings = build_fit_settings(config)
    left_out = predict_left_out(
        [cable.cable for cable in train],
        [pick_gold(cable, config.task) for cable in train],
        settings,
        listener.progress,
        ids=[cable.id for cable in train],
        side=[cable.side for cable in train],
    )
    candidates = _find_candidates(config.task, left_out)
    places = {id(cable): place for place, cable in enumerate(known)}
    twins = _list_twins(pairs)
    rows = [
        _describe(candidate, train[candidate.cable], known, twins.get(places[id(train[candidate.cable])], ()))
        for candidate in candidates
    ]
    by_kind = {
        kind: [row for row in rows if row["kind"] == kind]
        for kind in dict.fromkeys(row["kind"] for row in rows)
    }
    plain: dict[str, Any] = {
        "task": config.task,
        "corpus": {"name": corpus.name, "fingerprint": corpus.fingerprint},
        "n_cables": len(known),
        "n_unknown": len(corpus.cables) - len(known),
        "n_pairs": len(pairs.first),
        "n_pairs_of_one_id": n_same_id,
        "agreement": [agreement.to_json() for agreement in noise.agreements],
        "agreement_by_chance": noise.chance,
        "ceiling": None if noise.ceiling is None else noise.ceiling.to_json(),
        "ceiling_one_post": None if noise.ceiling_one_post is None else noise.ceiling_one_post.to_json(),
        "posts": [post.to_json() for post in noise.posts],
        "labels": [split.to_json() for split in noise.labels[:top]],
        "parted_pairs": [
            _describe_pair(known[a], known[b], labels[a], labels[b]) for a, b in noise.parted[:top]
        ],
        "n_parted_pairs": len(noise.parted),
        "left_out": _describe_left_out(settings.folds, len(train)),
        "candidates": {
            kind: {
                "n": len(found),
                "n_with_twin": sum(row["twins"] > 0 for row in found),
                "n_backed_by_twin": sum(row["twins_against"] > 0 for row in found),
                "rows": found[:top],
            }
            for kind, found in by_kind.items()
        },
    }
    return NoiseOutcome(render_noise(plain), plain)


def _label_set(cable: LabelledCable, task: str) -> tuple[str, ...]:
    if task == "tags":
        return cable.tags or ()
    return (cable.level or "",)


def _find_pairs(cables: Sequence[LabelledCable], words: Sequence[int]) -> tuple[CablePairs, int]:
    """Return the near-duplicates of different id, and how many pairs of one id there are beside them."""
    import numpy as np

    from cableml.evaluation.label_noise import CablePairs
    from cableml.features.near_duplicates import find_near_duplicates

    found = find_near_duplicates([cable.cable for cable in cables])
    ids = [cable.id for cable in cables]
    same = np.array(
        [ids[a] is not None and ids[a] == ids[b] for a, b in zip(found.first, found.second, strict=True)],
        dtype=np.bool_,
    )
    length = np.asarray(words, dtype=np.float64)
    first, second = found.first[~same], found.second[~same]
    longer = np.maximum(np.maximum(length[first], length[second]), 1.0)
    ratio = np.minimum(length[first], length[second]) / longer
    return CablePairs(first, second, found.containment[~same], ratio, found.group), int(same.sum())


def _find_candidates(task: str, left_out: Any) -> tuple[Candidate, ...]:
    from cableml.evaluation.label_candidates import find_level_candidates, find_tag_candidates

    find = find_tag_candidates if task == "tags" else find_level_candidates
    return find(left_out.probabilities, left_out.Y, left_out.label_space.labels)


def _list_twins(pairs: CablePairs) -> Mapping[int, tuple[int, ...]]:
    """Return the places of the cables that share most of each cable's text."""
    twins: dict[int, list[int]] = {}
    for a, b, share in zip(pairs.first, pairs.second, pairs.containment, strict=True):
        if share >= _TWIN_SHARE:
            twins.setdefault(int(a), []).append(int(b))
            twins.setdefault(int(b), []).append(int(a))
    return {place: tuple(others) for place, others in twins.items()}


def _describe(
    candidate: Candidate, cable: LabelledCable, known: Sequence[LabelledCable], twins: Sequence[int]
) -> dict[str, Any]:
    """Return one label in doubt as a row: who, what, how sure, and the sentence for a reviewer."""
    from cableml.cable.tag import tag_name
    from cableml.evaluation.label_candidates import MISSING

    row: dict[str, Any] = {
        "id": cable.id,
        "source": cable.source,
        "subject": cable.cable.subject,
        "kind": candidate.kind,
        "label": candidate.label,
        "probability": round(candidate.probability, 4),
        "usual": round(candidate.usual, 4),
        "margin": round(candidate.margin, 4),
        "twins": len(twins),
    }
    others = [known[place] for place in twins]
    if candidate.instead is not None:
        row["instead"] = candidate.instead
        row["twins_against"] = sum(other.level == candidate.instead for other in others)
        row["says"] = [cable.level]
        row["words"] = (
            f"The cable says {candidate.label}, which the model gives {candidate.probability:.0%}; it reads "
            f"{candidate.instead}. Cables that say {candidate.label} get {candidate.usual:.0%} on average."
        )
        return row
    name = tag_name(candidate.label)
    tag = f"{candidate.label} ({name})" if name else candidate.label
    row["says"] = list(cable.tags or ())
    given = (
        f"the model gives it {candidate.probability:.1%}, and cables that say it {candidate.usual:.0%} "
        "on average."
    )
    if candidate.kind == MISSING:
        row["twins_against"] = sum(candidate.label in (other.tags or ()) for other in others)
        row["words"] = f"The cable does not say {tag}; {given}"
    else:
        row["twins_against"] = sum(candidate.label not in (other.tags or ()) for other in others)
        row["words"] = f"The cable says {tag}; {given}"
    return row


def _describe_pair(
    first: LabelledCable, second: LabelledCable, own: Sequence[str], other: Sequence[str]
) -> dict[str, Any]:
    return {
        "first": first.id,
        "second": second.id,
        "both": sorted(set(own) & set(other)),
        "first_only": sorted(set(own) - set(other)),
        "second_only": sorted(set(other) - set(own)),
    }


def _describe_left_out(folds: int, n_cables: int) -> str:
    how = "one at a time, by a formula" if folds == 0 else f"by {folds} refits, each without its share"
    return f"{n_cables:,} training cables, left out {how}"
