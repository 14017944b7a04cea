"""The audit that tries to break the blinding law on a corpus, for a config or a saved model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from cableml.errors import CorpusError, Location

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cableml.cable.blind import BlindCable
    from cableml.corpus.record import Record
    from cableml.evaluation.leaks.leak import Leak
    from cableml.evaluation.leaks.report import LeaksReport
    from cableml.evaluation.leaks.residues import RoadScore
    from cableml.features.spec import BlockSpec
    from cableml.models.cable_model import CableModel
    from cableml.models.settings import FitSettings
    from cableml.workflows.gather import LabelledCable
    from cableml.workflows.listener import Listener

MIN_CABLES_PER_FEATURE = 10
MIN_CABLES_PER_TAG = 30
N_SWAPPED = 500
N_PLANTED = 120
N_FITTED = 1500
MAX_PLANTED_CHARS = 25_000
MAX_SEARCH_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class LeaksOutcome:
    """The audit's report, as text and as JSON, and whether it found a leak."""

    report_text: str
    report: dict[str, Any]
    found: bool


@dataclass(frozen=True, slots=True)
class _Sample:
    """A cable with the raw record that it was read from."""

    labelled: LabelledCable
    record: Record


def audit_leaks(
    target: str | Path, corpus: Sequence[str], labels: str | None, listener: Listener, *, seed: int = 0
) -> LeaksOutcome:
    """Return what the audit found; ``target`` is a config file or a model folder.

    Raises
    ------
    ConfigError, ModelFolderError
        The config or the model cannot be used.
    CorpusError, LabelsError, TrainingError
        The corpus cannot be read, or holds too few labelled cables.
    """
    from cableml.evaluation.leaks.report import LeaksReport, render_leaks

    settings, model = _read_target(target)
    samples = _read_samples(corpus, labels, listener)
    cables = [sample.labelled for sample in samples]
    n_features, leaks = _find_single(cables, settings.blocks, settings.fields, listener)
    leaks = [*leaks, *search_blinded(cables)]
    with_text = [sample for sample in samples if sample.record.text]
    roads, planted = _plant_all(with_text, listener, seed)
    leaks += planted
    if model is None:
        model = _fit_small(cables, settings, listener)
    n_swapped, n_blind, n_scores, swapped = _swap_all(with_text, model, listener, seed)
    leaks += swapped
    report: LeaksReport = LeaksReport(
        tuple(leaks), len(cables), n_features, tuple(roads), n_swapped, n_blind, n_scores
    )
    notes = []
    if len(with_text) < len(samples):
        notes.append(
            f"{len(samples) - len(with_text):,} cables came parsed, without text to plant or swap in."
        )
    text = render_leaks(report, f"Leaks: {settings.name or settings.task} on {len(cables):,} cables", notes)
    return LeaksOutcome(text, report.to_json(), bool(leaks))


def _read_target(target: str | Path) -> tuple[FitSettings, CableModel | None]:
    """Return the settings of a config (which has no model yet), or of a saved model with the model."""
    if Path(target).is_dir():
        from cableml.models.model_folder import load_model

        model = load_model(Path(target))
        return model.settings, model
    from cableml.config.load import load_config
    from cableml.workflows.train import build_fit_settings

    return build_fit_settings(load_config(str(target), ())), None


def _read_samples(corpus: Sequence[str], labels: str | None, listener: Listener) -> list[_Sample]:
    from cableml.cable.blind import blind
    from cableml.corpus.labels import read_labels
    from cableml.corpus.reading import parse_records, read_records
    from cableml.workflows.gather import check_paths, label_cable

    check_paths(corpus)
    overrides = read_labels(labels) if labels is not None else {}
    samples: list[_Sample] = []
    for path in corpus:
        for record in read_records(path, on_problem=listener.problem):
            for cable in parse_records([record], on_problem=listener.problem):
                samples.append(_Sample(label_cable(cable, blind(cable), overrides), record))
                if len(samples) % 100 == 0:
                    listener.progress("reading cables", len(samples), 0)
    if not samples:
        raise CorpusError("no cable could be read. Give a corpus of cables.", Location(corpus[0]))
    return samples


def _find_single(
    cables: Sequence[LabelledCable], blocks: Sequence[BlockSpec], fields: str, listener: Listener
) -> tuple[int, list[Leak]]:
    """Return how many features were looked at, and those that alone predict a label implausibly well."""
    from cableml.evaluation.leaks.single_features import find_telling_features
    from cableml.features.near_duplicates import find_near_duplicates
    from cableml.features.union import FeatureUnion

    listener.progress("looking at single features", 0, 0)
    # Copies of one cable are one witness, not many.
    groups = find_near_duplicates([cable.cable for cable in cables]).group
    kept = [cable for place, cable in enumerate(cables) if groups[place] == place]
    union = FeatureUnion(_audit_blocks(blocks), fields)
    rows = union.fit_rows([cable.cable for cable in kept])
    gold, names, coarse = _encode_gold(kept)
    telling = find_telling_features(rows.indptr, rows.indices, union.n_features, gold, names, coarse)
    columns = union.get_feature_names_out()
    leaks = []
    for feature in telling:
        word = str(columns[feature.column])
        for place in feature.rows[:2]:
            leaks.append(_describe_feature(word, feature, kept[place]))
    return union.n_features, leaks


def _audit_blocks(blocks: Sequence[BlockSpec]) -> tuple[BlockSpec, ...]:
    """Return the blocks with every word counted, however common, and pairs of words in the whole text."""
    from cableml.features.spec import BlockSpec

    text = BlockSpec("text", "words", ngrams=2)
    chosen = {spec.prefix: spec for spec in (text, *blocks) if spec.kind != "characters"}
    chosen[text.prefix] = text
    return tuple(
        replace(spec, min_cables=MIN_CABLES_PER_FEATURE, max_share=1.0, max_features=None)
        for spec in chosen.values()
    )


def _encode_gold(
    cables: Sequence[LabelledCable],
) -> tuple[npt.NDArray[np.bool_], list[str], list[bool]]:
    """Return gold labels as columns: levels, classified or not, subject and program tags (not places)."""
    from collections import Counter

    import numpy as np

    from cableml.cable.level import parse_level
    from cableml.cable.tag import tag_kind

    counts = Counter(tag for cable in cables for tag in cable.tags or ())
    # Places' names rightly tell places' tags; so do the names of organisations and persons.
    tags = [
        tag
        for tag, count in sorted(counts.items())
        if count >= MIN_CABLES_PER_TAG and tag_kind(tag) in ("subject", "program")
    ]
    levels = sorted({cable.level for cable in cables if cable.level is not None})
    ranks = [parse_level(cable.level) if cable.level is not None else None for cable in cables]
    columns = [
        *([cable.level == level for cable in cables] for level in levels),
        [rank is not None and rank.is_classified for rank in ranks],
        [rank is not None and not rank.is_classified for rank in ranks],
        *([tag in (cable.tags or ()) for cable in cables] for tag in tags),
    ]
    gold = np.array(columns, dtype=np.bool_).T
    names = [*levels, "classified", "not classified", *tags]
    shares = gold.mean(axis=0)
    return (
        gold,
        names,
        [name.endswith("classified") or share > 0.5 for name, share in zip(names, shares, strict=True)],
    )


def _describe_feature(word: str, feature: Any, cable: LabelledCable) -> Leak:
    import re

    from cableml.evaluation.leaks.leak import Leak, cut_snippet
    from cableml.features.field_text import read_text

    field, _, term = word.partition(":")
    text = read_text(cable.cable, field)
    match = re.search(r"\W+".join(map(re.escape, term.split())), text, re.I)
    snippet = cut_snippet(text, match.start(), match.end()) if match else term
    detail = (
        f"{word!r} alone gives {feature.label} ({feature.n_hits} of {feature.n_cables} cables, "
        f"{feature.coverage:.0%} of the label's)"
    )
    return Leak("single feature", _name(cable), snippet, detail)


def _name(cable: LabelledCable) -> str:
    return cable.id or cable.source


def search_blinded(cables: Sequence[LabelledCable]) -> list[Leak]:
    """Return known marks that stand in blinded texts, at most `MAX_SEARCH_FINDINGS`."""
    from cableml.evaluation.leaks.searching import search_cable

    leaks: list[Leak] = []
    for cable in cables:
        leaks += search_cable(cable.cable, _name(cable))
    return leaks[:MAX_SEARCH_FINDINGS]


def _pick(samples: Sequence[_Sample], count: int, longest: int | None = None) -> list[_Sample]:
    """Return up to ``count`` samples, spread evenly over the corpus."""
    fitting = [sample for sample in samples if longest is None or len(sample.record.text) <= longest]
    step = max(1, len(fitting) // count)
    return fitting[::step][:count]


def _read_blind(text: str, record: Record) -> BlindCable:
    from cableml.cable.blind import blind
    from cableml.parsing.parser import parse_cable

    return blind(parse_cable(text, record.source, record.known))


def _plant_all(
    samples: Sequence[_Sample], listener: Listener, seed: int
) -> tuple[list[RoadScore], list[Leak]]:
    """Return the score of every road, and a finding for each that leaks."""
    from cableml.evaluation.leaks.leak import Leak
    from cableml.evaluation.leaks.planting import ROADS
    from cableml.evaluation.leaks.residues import find_residue, score_residues

    chosen = _pick(samples, N_PLANTED, MAX_PLANTED_CHARS)
    plain = [sample.labelled.cable for sample in chosen]
    scores: list[RoadScore] = []
    leaks: list[Leak] = []
    for done, (road, (plant, names)) in enumerate(ROADS.items()):
        listener.progress("planting marks", done, len(ROADS))
        random = Random(f"{seed} {road}")
        drawn = [random.choice(names) for _ in chosen]
        residues = []
        n_planted = 0
        for sample, label, before in zip(chosen, drawn, plain, strict=True):
            text = plant(sample.record.text, label, random)
            n_planted += text != sample.record.text
            residues.append(find_residue(before, _read_blind(text, sample.record)))
        score = score_residues(road, residues, drawn, n_planted, names)
        scores.append(score)
        if score.leaks and score.witness is not None:
            detail = f"planted label told in {score.accuracy:.0%} of cables, {score.chance:.0%} by chance"
            leaks.append(
                Leak(f"planted {road}", _name(chosen[score.witness].labelled), score.word or "", detail)
            )
    return scores, leaks


def _fit_small(cables: Sequence[LabelledCable], settings: FitSettings, listener: Listener) -> CableModel:
    """Return a model by the config's features, fitted fast: what it reads matters, not how well."""
    from cableml.models.training import fit_model
    from cableml.workflows.scoring import has_label

    known = [cable for cable in cables if has_label(cable, settings.task)]
    step = max(1, len(known) // N_FITTED)
    known = known[::step]
    gold: Any = [cable.tags if settings.task == "tags" else cable.level for cable in known]
    quick = replace(
        settings, estimator="ridge", folds=0, second_stage=None, min_cables=max(settings.min_cables, 10)
    )
    return fit_model([cable.cable for cable in known], gold, quick, listener.progress)


def _swap_all(
    samples: Sequence[_Sample], model: CableModel, listener: Listener, seed: int
) -> tuple[int, int, int, list[Leak]]:
    """Return how many cables had marks to swap, how many then blind or score otherwise, and the findings."""
    import numpy as np

    from cableml.evaluation.leaks.leak import Leak
    from cableml.evaluation.leaks.residues import find_residue
    from cableml.evaluation.leaks.swapping import swap_marks

    before: list[BlindCable] = []
    after: list[BlindCable] = []
    leaks: list[Leak] = []
    n_blind = 0
    for number, sample in enumerate(_pick(samples, N_SWAPPED)):
        listener.progress("swapping marks", number, N_SWAPPED)
        text = swap_marks(sample.record.text, seed + number)
        if text == sample.record.text:
            continue
        plain, swapped = sample.labelled.cable, _read_blind(text, sample.record)
        before.append(plain)
        after.append(swapped)
        if plain != swapped:
            n_blind += 1
            residue = " ".join(sorted(find_residue(plain, swapped))[:6])
            leaks.append(
                Leak("swap", _name(sample.labelled), residue, "another marking, another blind cable")
            )
    same = np.array_equal
    first, second = model.probabilities(before), model.probabilities(after)
    n_scores = sum(not same(left, right) for left, right in zip(first, second, strict=True))
    if n_scores and not leaks:
        leaks.append(Leak("swap", "-", "", f"the scores of {n_scores} cables moved"))
    return len(before), n_blind, n_scores, leaks
