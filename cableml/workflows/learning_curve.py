"""How scores grow with the number of training cables: growing nested shares, one and the same test."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cableml.errors import TrackingError, TrainingError, UsageError
from cableml.workflows.gather import DemoRequest, LabelledCable, check_paths, gather_corpus
from cableml.workflows.kept_scores import name_cable
from cableml.workflows.scoring import HEADLINES, keep_labelled, pick_headlines, score_model
from cableml.workflows.split import describe_split, split_corpus
from cableml.workflows.train import TrainRequest, build_fit_settings, pick_gold

if TYPE_CHECKING:
    from cableml.config.schema import Config
    from cableml.tracking.tracker import CurveRecord, Tracker
    from cableml.workflows.gather import Corpus
    from cableml.workflows.listener import Listener
    from cableml.workflows.split import Split

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
_SHOWN = {
    "tags": (("micro_f1", "micro-F1"), ("macro_f1", "macro-F1"), ("precision_at_5", "precision at 5")),
    "classification": (
        ("accuracy", "accuracy"),
        ("macro_f1", "macro-F1"),
        ("quadratic_kappa", "quadratic kappa"),
    ),
}


@dataclass(frozen=True, slots=True)
class CurveOutcome:
    """A finished curve, as text, JSON and HTML; ``tracked`` and ``tracking_problem`` as in `TrainOutcome`."""

    report_text: str
    report: dict[str, Any]
    report_html: str
    tracked: str | None
    tracking_problem: TrackingError | None


def parse_shares(words: Sequence[str]) -> tuple[float, ...]:
    """Return the shares that words such as ``0.1,0.2`` and ``50%`` state, rising and unique; none: `SHARES`.

    Raises: UsageError where a word is no share above 0 and up to 1.
    """
    shares = set()
    for word in " ".join(words).replace(",", " ").split():
        try:
            share = float(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
        except ValueError:
            share = 0.0
        if not 0 < share <= 1:
            raise UsageError(
                f"{word!r} is no share of the training cables. Give numbers above 0 and up to 1, such as "
                "--shares 0.1,0.3,1."
            )
        shares.add(share)
    return tuple(sorted(shares)) or SHARES


def measure_learning_curve(
    request: TrainRequest, shares: Sequence[float], tracker: Tracker, listener: Listener
) -> CurveOutcome:
    """Return scores on one test side after training on each share of the training side.

    Each share holds the one before it. A share on which no model can be trained is named and passed over.

    Raises
    ------
    CorpusError, LabelsError
        The corpus cannot be read.
    TrainingError
        No share can be trained on, or nothing is left to test.
    """
    from cableml.evaluation.curve_page import draw_learning_curve, render_curve_page

    config = request.config
    if config.split.by == "none":
        raise TrainingError(
            "split.by: none keeps nothing apart to measure a learning curve on; use --set split.by=id."
        )
    if not isinstance(request.source, DemoRequest):
        check_paths(request.source)
    corpus = gather_corpus(request.source, request.labels_path, listener, jobs=config.jobs)
    split = split_corpus(corpus, config)
    places = order_for_growth(split.train, config.split.salt)
    points = []
    for share in shares:
        listener.progress(f"training on {share:.0%}", 0, 0)
        points.append(_measure_point(share, places, split, config, listener))
    if all("problem" in point for point in points):
        raise TrainingError(f"no share can be trained on; the largest: {points[-1]['problem']}")
    report = {
        "task": config.task,
        "model": config.model_name,
        "corpus": {"name": corpus.name, "fingerprint": corpus.fingerprint},
        "n_train": len(split.train),
        "n_test": len(keep_labelled(split.test, config.task)),
        "points": points,
        "bootstrap": {"level": 0.95, "replicates": config.evaluation.bootstrap, "seed": config.seed},
    }
    notes = _notes(split, config, corpus)
    text = render_curve(report, notes)
    svg = draw_learning_curve(points, _SHOWN[config.task])
    html = render_curve_page(
        f"{config.model_name}: learning curve", svg, render_curve(report, ()), notes, _render_yaml(config)
    )
    tracked: str | None = None
    problem: TrackingError | None = None
    try:
        tracked = tracker.log_curve(_build_record(request, corpus, split, report, text, html, svg))
    except TrackingError as error:
        problem = error
    return CurveOutcome(text, report, html, tracked, problem)


def order_for_growth(cables: Sequence[LabelledCable], salt: str) -> list[int]:
    """Return the places of the cables in an order that a hash of their ids decides: shares begin it."""
    from cableml.corpus.split import draw_by_id

    names = [name_cable(cable) for cable in cables]
    return sorted(
        range(len(names)), key=lambda place: (draw_by_id(names[place], f"{salt} growth"), names[place])
    )


def render_curve(report: dict[str, Any], notes: Sequence[str]) -> str:
    """Return the curve as text, without a trailing line break."""
    from cableml.evaluation.report_tables import render_notes, render_table

    shown = _SHOWN[report["task"]]
    title = f"{report['model']}: learning curve on {report['corpus']['name']}"
    rows = []
    for point in report["points"]:
        row = [f"{point['share']:.0%}", f"{point['n_train']:,}", f"{point.get('n_labels', 0):,}"]
        row += [_render_figure(point, name) for name, _ in shown]
        rows.append(row)
    lines = [title, "=" * len(title), ""]
    lines += render_table(("share", "cables", "labels", *(words for _, words in shown)), rows)
    lines += ["", *render_notes(notes)]
    lines += render_notes(
        [
            f"{point['share']:.0%} could not be trained on: {point['problem']}"
            for point in report["points"]
            if "problem" in point
        ]
    )
    return "\n".join(lines)


def _measure_point(
    share: float, places: Sequence[int], split: Split, config: Config, listener: Listener
) -> dict[str, Any]:
    from cableml.models.training import fit_model

    # In the order of the corpus, so that the whole share gives the very model that train does.
    part = [split.train[place] for place in sorted(places[: max(1, round(share * len(places)))])]
    point: dict[str, Any] = {"share": share, "n_train": len(part)}
    begun = time.perf_counter()
    try:
        model = fit_model(
            [cable.cable for cable in part],
            [pick_gold(cable, config.task) for cable in part],
            build_fit_settings(config),
            listener.progress,
            ids=[cable.id for cable in part],
            side=[cable.side for cable in part],
        )
    except TrainingError as error:
        return {**point, "problem": str(error)}
    point |= {"n_labels": len(model.labels), "fit_seconds": time.perf_counter() - begun}
    plain = score_model(
        model,
        split.test,
        bootstrap=config.evaluation.bootstrap,
        seed=config.seed,
        listener=listener,
        train_counts=model.label_space.counts if config.task == "tags" else None,
    ).to_json()
    return {
        **point,
        "metrics": pick_headlines(plain, config.task),
        "intervals": {
            name: plain["intervals"][name] for name in HEADLINES[config.task] if name in plain["intervals"]
        },
    }


def _notes(split: Split, config: Config, corpus: Corpus) -> list[str]:
    n_test = len(keep_labelled(split.test, config.task))
    notes = [
        f"Every row is scored on the same {n_test:,} test cables, and holds the training cables of "
        "the row before it. Brackets: 95 % interval, bootstrap over test cables, "
        f"{config.evaluation.bootstrap:,} replicates; how much the draw of the training cables matters is "
        "not in them.",
        *describe_split(split, config),
    ]
    if config.task == "tags":
        notes.insert(1, "Macro-F1 averages over the tags that a row has learned: more cables, rarer tags.")
    if corpus.is_demo:
        notes.append("These are demo cables, made by a generator: the figures say nothing about real cables.")
    return notes


def _render_figure(point: dict[str, Any], name: str) -> str:
    value = point.get("metrics", {}).get(name)
    if value is None:
        return "none"
    span = point["intervals"].get(name)
    return f"{value:.3f}" + (f" [{span[0]:.3f}, {span[1]:.3f}]" if span else "")


def _render_yaml(config: Config) -> str:
    import yaml

    return str(yaml.safe_dump(config.to_plain(), sort_keys=False, allow_unicode=True, width=100))


def _build_record(
    request: TrainRequest,
    corpus: Corpus,
    split: Split,
    report: dict[str, Any],
    text: str,
    html: str,
    svg: str,
) -> CurveRecord:
    from cableml.tracking.tracker import CurvePoint, CurveRecord
    from cableml.workflows.run_context import read_commit, read_versions
    from cableml.workflows.run_record import build_corpus_record, build_params, name_experiment

    config = request.config
    points: list[CurvePoint] = []
    first = HEADLINES[config.task][0]
    for point in report["points"]:
        if "metrics" in point:
            low, high = point["intervals"].get(first, (None, None))
            bounds = {f"{first}_low": low, f"{first}_high": high} if low is not None else {}
            points.append(CurvePoint(point["n_train"], {**point["metrics"], **bounds}))
    return CurveRecord(
        task=config.task,
        experiment=name_experiment(config),
        name=f"{config.model_name} learning curve on {corpus.name}",
        description=f"Learning curve of the **{config.task}** model `{config.model_name}`: the step of each "
        "metric is the number of training cables.",
        params=build_params(config, corpus, split),
        points=points,
        config_yaml=_render_yaml(config),
        report_text=text + "\n",
        report=report,
        report_html=html,
        pictures={"learning_curve": svg},
        corpus=build_corpus_record(corpus, split, config.task),
        versions=read_versions(),
        group=request.group,
        tags={**read_commit(request.config_file), **request.tags},
    )
