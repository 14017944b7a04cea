"""Reports on a terminal, 100 columns wide: what was scored, how well, on how much, and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cableml.cable.tag import tag_name
from cableml.evaluation.levels import LevelsReport
from cableml.evaluation.multilabel import GroupScore, LabelScore, TagsReport
from cableml.evaluation.report_tables import (
    render_count,
    render_heading,
    render_metrics,
    render_notes,
    render_table,
)

_MIN_SUPPORT = 10
"""A tag with fewer gold cables is in neither the best nor the worst list: its F1 is mostly luck."""

TAG_ROWS = (
    ("micro_f1", "micro-F1, all gold tags", "a tag outside the labels counts as missed"),
    ("micro_f1_known", "micro-F1, known tags", "over the model's own labels only"),
    ("micro_precision", "precision", "share of assigned tags that are gold"),
    ("micro_recall", "recall", "share of gold tags that were assigned"),
    ("macro_f1", "macro-F1", "mean over labels with a gold cable here"),
    ("samples_f1", "samples-F1", "mean of each cable's own F1"),
    ("precision_at_1", "precision at 1", ""),
    ("precision_at_3", "precision at 3", ""),
    ("precision_at_5", "precision at 5", ""),
    ("ndcg_at_5", "nDCG at 5", ""),
    ("lrap", "LRAP", "label ranking average precision"),
    ("expected_calibration_error", "calibration error", "over all (cable, label) pairs: small by nature"),
    ("calibration_error_top_5", "  of the best five", "over the five best labels of each cable"),
)
LEVEL_ROWS = (
    ("accuracy", "accuracy", ""),
    ("macro_f1", "macro-F1", ""),
    ("quadratic_kappa", "quadratic kappa", "0 is chance, 1 is full agreement"),
    ("roc_auc_classified", "ROC AUC, classified", "classified against not"),
    ("average_precision_classified", "average precision", "classified against not"),
    ("fpr_at_90_recall_classified", "false alarms", "unclassified flagged where 90 % of classified are"),
    ("log_loss", "log loss", "nats"),
    ("expected_calibration_error", "calibration error", "of the predicted level"),
)
COST_ROWS = (
    ("mean_cost", "mean cost", "of the decided levels, by the costs that they were decided by"),
    ("mean_cost_most_probable", "mean cost, most probable", "what the most probable levels would have cost"),
)


def render_tags_report(
    report: TagsReport,
    title: str = "TAGS",
    dropped: Mapping[str, tuple[int, str]] | None = None,
    notes: Sequence[str] = (),
    show: int = 10,
) -> str:
    """Return the report on TAGS as text, without a trailing line break.

    Parameters
    ----------
    report
        What `score_tags` returned.
    title
        First line, such as the model's name and the corpus.
    dropped
        Tags of the training cables that are no labels: tag to its training cables and the reason
        (`LabelSpace.dropped`).
    notes
        Further sentences for the part on what was left out.
    show
        Length of the lists of best and worst tags.
    """
    lines = [title, "=" * min(len(title), 100)]
    lines += render_notes(
        [
            f"{render_count(report.n_cables, 'cable')} with {render_count(report.n_gold, 'gold tag')} scored "
            f"against {render_count(report.n_labels, 'label')}; "
            f"{render_count(report.n_assigned, 'tag')} assigned. " + describe_intervals(report.replicates)
        ]
    )
    lines.append("")
    lines += render_metrics(TAG_ROWS, report.metrics, report.intervals)

    lines += render_heading(f"By the tag's cables in the {report.counted_in} set")
    lines += _render_groups(report.bands, "cables")
    lines += render_heading("By kind of tag")
    lines += _render_groups(report.kinds, "kind")

    lasting = [score for score in report.per_label if score.support >= _MIN_SUPPORT]
    ranked = sorted(lasting, key=lambda score: (-score.f1, -score.support, score.label))
    shown = min(show, (len(ranked) + 1) // 2)
    if shown:
        lines += render_heading(f"Best tags (of {len(ranked)} with at least {_MIN_SUPPORT} gold cables)")
        lines += _render_labels(ranked[:shown])
        worst = sorted(ranked[shown:], key=lambda score: (score.f1, -score.support, score.label))
        if worst:
            lines += render_heading("Worst tags (of the same)")
            lines += _render_labels(worst[:shown])
    else:
        lines += [
            "",
            *render_notes(
                [f"No tag has {_MIN_SUPPORT} gold cables here: too few to name best and worst tags."]
            ),
        ]

    lines += render_heading("What is left out")
    lines += render_notes([*describe_left_out(report), *describe_dropped(dropped or {}), *notes], "- ")
    return "\n".join(lines)


def render_levels_report(
    report: LevelsReport, title: str = "Classification", notes: Sequence[str] = ()
) -> str:
    """Return the report on classification levels as text, without a trailing line break.

    ``title`` is the first line; ``notes`` are further sentences on what was left out.
    """
    lines = [title, "=" * min(len(title), 100)]
    lines += render_notes(
        [f"{render_count(report.n_cables, 'cable')} scored. " + describe_intervals(report.replicates)]
    )
    lines.append("")
    rows = [
        (name, words, report.reasons.get(name, remark)) for name, words, remark in list_level_rows(report)
    ]
    lines += render_metrics(rows, report.metrics, report.intervals)

    lines += render_heading("By level")
    lines += render_table(
        ("level", "cables", "predicted", "precision", "recall", "F1"),
        [
            (
                score.level,
                f"{score.support:,}",
                f"{score.assigned:,}",
                f"{score.precision:.3f}",
                f"{score.recall:.3f}",
                f"{score.f1:.3f}",
            )
            for score in report.per_level
        ],
    )
    lines += render_heading("Confusion (rows: gold, columns: predicted)")
    short = [_shorten(level) for level in report.levels]
    lines += render_table(
        ("gold", *short),
        [
            (level, *(f"{count:,}" for count in row))
            for level, row in zip(report.levels, report.confusion_matrix.tolist(), strict=True)
        ],
    )
    left_out = list(notes)
    if report.n_unknown:
        left_out.insert(
            0,
            f"{render_count(report.n_unknown, 'cable')} bear no marking that could be read: their level is "
            "unknown, so they are in no figure above.",
        )
    if left_out:
        lines += render_heading("What is left out")
        lines += render_notes(left_out, "- ")
    return "\n".join(lines)


def list_level_rows(report: LevelsReport) -> tuple[tuple[str, str, str], ...]:
    """Return metric, words and remark of each figure on levels; costs where the model decides by costs."""
    return LEVEL_ROWS + tuple(row for row in COST_ROWS if row[0] in report.metrics)


def describe_intervals(replicates: int) -> str:
    """Return one sentence on what the brackets behind the figures are."""
    if replicates < 2:
        return "No intervals were asked for."
    return f"Brackets: 95 % interval, bootstrap over cables, {replicates:,} replicates."


def describe_left_out(report: TagsReport) -> list[str]:
    """Return one sentence for each thing that the figures on TAGS leave out."""
    sentences = []
    if report.n_unknown:
        verb = "has" if report.n_unknown == 1 else "have"
        sentences.append(
            f"{render_count(report.n_unknown, 'cable')} {verb} no TAGS line: the tags are unknown "
            "(not none), so no figure above says anything about them."
        )
    if report.n_without_gold:
        verb = "has" if report.n_without_gold == 1 else "have"
        sentences.append(
            f"{render_count(report.n_without_gold, 'scored cable')} {verb} no gold tag: every tag assigned "
            "there counts as wrong."
        )
    if report.n_gold_outside:
        named = [f"{tag} ({count})" for tag, count in list(report.outside.items())[:8]]
        more = len(report.outside) - len(named)
        sentences.append(
            f"{render_count(report.n_gold_outside, 'gold tag')} "
            f"({report.metrics['share_gold_outside']:.1%}) can never be predicted: "
            f"{render_count(len(report.outside), 'tag')} outside the model's labels, with cables here: "
            + ", ".join(named)
            + (f" and {more:,} more." if more else ".")
        )
    without = sum(1 for score in report.per_label if not score.support)
    if without:
        verb = "has" if without == 1 else "have"
        sentences.append(
            f"{render_count(without, 'label')} of the model {verb} no gold cable here: macro-F1 leaves them "
            "out, but tags falsely assigned there lower precision."
        )
    return sentences or ["Nothing: every cable was scored and every gold tag is a label of the model."]


def describe_dropped(dropped: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return one sentence for each reason why training tags are no labels, the commonest first."""
    by_reason = Counter(reason for _, reason in dropped.values())
    sentences = []
    for reason, n_tags in sorted(by_reason.items(), key=lambda pair: (-pair[1], pair[0])):
        members = [(count, tag) for tag, (count, why) in dropped.items() if why == reason]
        members.sort(key=lambda pair: (-pair[0], pair[1]))
        named = ", ".join(f"{tag} ({count})" for count, tag in members[:8])
        more = f" and {n_tags - 8:,} more" if n_tags > 8 else ""
        sentences.append(
            f"{render_count(n_tags, 'tag')} of the training cables dropped: {reason}. "
            f"With training cables: {named}{more}."
        )
    return sentences


def _render_groups(groups: Sequence[GroupScore], name: str) -> list[str]:
    return render_table(
        (name, "tags", "gold", "precision", "recall", "F1"),
        [
            (
                group.name,
                f"{group.n_tags:,}",
                f"{group.support:,}",
                f"{group.precision:.3f}",
                f"{group.recall:.3f}",
                f"{group.f1:.3f}",
            )
            for group in groups
        ],
    )


def _render_labels(scores: Sequence[LabelScore]) -> list[str]:
    return render_table(
        ("tag", "F1", "precision", "recall", "gold", "assigned", "what it stands for"),
        [
            (
                score.label,
                f"{score.f1:.3f}",
                f"{score.precision:.3f}",
                f"{score.recall:.3f}",
                f"{score.support:,}",
                f"{score.assigned:,}",
                tag_name(score.label) or "(not in the vocabulary)",
            )
            for score in scores
        ],
        left=(0, 6),
    )


def _shorten(level: str) -> str:
    """Return a column heading: what follows the double slash, else the first word."""
    return level.partition("//")[2] or level.split()[0]
