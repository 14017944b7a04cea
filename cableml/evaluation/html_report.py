"""The HTML report of one scoring: everything on one page that opens offline and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cableml.cable.tag import tag_name
from cableml.evaluation.bootstrap import Interval
from cableml.evaluation.details import METRIC_WORDS, Details, describe_drift
from cableml.evaluation.html_page import (
    render_code,
    render_figure,
    render_folded,
    render_html_table,
    render_list,
    render_page,
    render_paragraph,
)
from cableml.evaluation.levels import LevelsReport
from cableml.evaluation.multilabel import TagsReport
from cableml.evaluation.pictures import (
    SURE_PAIRS,
    draw_confusion,
    draw_precision_recall,
    draw_reliability,
    draw_roc,
    draw_slices,
    draw_tag_frequency,
)
from cableml.evaluation.report import (
    TAG_ROWS,
    describe_dropped,
    describe_intervals,
    describe_left_out,
    list_level_rows,
)
from cableml.evaluation.report_tables import render_count
from cableml.evaluation.slices import MIN_CABLES, SliceTable

Section = tuple[str, str]


def render_html_report(
    report: TagsReport | LevelsReport,
    details: Details,
    title: str,
    *,
    notes: Sequence[str] = (),
    dropped: Mapping[str, tuple[int, str]] | None = None,
    facts: Mapping[str, str] | None = None,
    config_yaml: str | None = None,
    train_counts: Mapping[str, int] | None = None,
) -> str:
    """Return the report as one HTML page; equal figures give equal bytes.

    Parameters
    ----------
    report
        What `score_tags` or `score_levels` returned.
    details
        Calibration, slices and curves of the same scoring.
    title
        First line of the page.
    notes
        Sentences on how the test was drawn and what was left out.
    dropped
        Labels of the training cables that are not learned, with count and reason.
    facts
        What identifies the run, by name: model, version, corpus.
    config_yaml
        The resolved config; None where there is none.
    train_counts
        Training cables of each tag, for the picture of F1 by frequency.
    """
    is_tags = isinstance(report, TagsReport)
    sections: list[Section] = [("Headline", _render_headline(report))]
    if isinstance(report, TagsReport):
        sections.append(("Ranking", _render_tag_curves(report, details)))
    else:
        sections.append(("Levels", _render_levels(report, details)))
    sections.append(("Calibration", _render_calibration(details)))
    if isinstance(report, TagsReport):
        sections.append(("Tags", _render_tags(report, train_counts or {})))
    overall = report.metrics.get("micro_f1" if is_tags else "accuracy")
    sections.append(("Slices", _render_slices(details, overall)))
    sections.append(("What is left out", _render_left_out(report, dropped or {}, notes)))
    sections.append(("Run", _render_run(facts or {}, config_yaml)))
    return render_page(title, _lead(report), sections)


def _lead(report: TagsReport | LevelsReport) -> str:
    if isinstance(report, TagsReport):
        scored = (
            f"{render_count(report.n_cables, 'cable')} with {render_count(report.n_gold, 'gold tag')} scored "
            f"against {render_count(report.n_labels, 'label')}; "
            f"{render_count(report.n_assigned, 'tag')} assigned. "
        )
    else:
        scored = f"{render_count(report.n_cables, 'cable')} scored on {len(report.levels)} levels. "
    return scored + describe_intervals(report.replicates)


def _render_headline(report: TagsReport | LevelsReport) -> str:
    rows = []
    for name, words, remark in TAG_ROWS if isinstance(report, TagsReport) else list_level_rows(report):
        value = report.metrics.get(name)
        why = "" if isinstance(report, TagsReport) else report.reasons.get(name, "")
        shown = "none" if value is None else f"{value:.3f}"
        name_shown = f"calibration error, {words.strip()}" if words.startswith(" ") else words
        rows.append((name_shown, shown, _span(report.intervals.get(name)), why or remark))
    return render_html_table(("metric", "value", "95 % interval", "what it is"), rows, left=(0, 2, 3))


def _render_tag_curves(report: TagsReport, details: Details) -> str:
    chosen = (report.metrics["micro_recall"], report.metrics["micro_precision"])
    html = render_figure(
        "Precision against recall (average precision)",
        draw_precision_recall(details.curves, chosen),
        half=True,
    )
    html += render_figure("ROC (area under the curve)", draw_roc(details.curves), half=True)
    return html + render_paragraph(
        "All tags: every (cable, tag) pair in one list; gold tags outside the labels count as never found, "
        "so recall ends below 1 where there are some. The others: tags by their training cables, over "
        "their own gold tags. The dot is what the model's cut-offs give. "
        "ROC flatters rare tags: most pairs are easy.",
        note=True,
    )


def _render_levels(report: LevelsReport, details: Details) -> str:
    html = render_figure("Confusion: rows gold, columns predicted, share of the row", draw_confusion(report))
    html += render_html_table(
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
    html += render_figure(
        "Precision against recall (average precision)", draw_precision_recall(details.curves), half=True
    )
    html += render_figure("ROC (area under the curve)", draw_roc(details.curves), half=True)
    return html + render_paragraph(
        "Classified at all: the summed probability of the levels from CONFIDENTIAL up. A level: against all "
        "others, where it has enough gold cables.",
        note=True,
    )


def _render_calibration(details: Details) -> str:
    html = render_paragraph(
        "Of the pairs that were given a probability near 0.7, seven in ten should come true: on the dashed "
        "line. Before: raw scores through a plain logistic curve (for levels a softmax); after: what predict "
        "prints. Grey bars: how many probabilities fall there (height by square root). A pale dot "
        f"stands on fewer than {SURE_PAIRS} pairs.",
        note=True,
    )
    for part in details.calibration:
        html += render_figure(f"{part.name[0].upper()}{part.name[1:]}", draw_reliability(part), half=True)
    return html + render_html_table(
        ("over", "pairs", "true", "error before", "error after", "Brier before", "Brier after"),
        [
            (
                part.name,
                f"{part.n:,}",
                f"{part.n_true:,}",
                f"{part.before.error:.4f}",
                f"{part.after.error:.4f}",
                f"{part.before.brier:.4f}",
                f"{part.after.brier:.4f}",
            )
            for part in details.calibration
        ],
    )


def _render_tags(report: TagsReport, train_counts: Mapping[str, int]) -> str:
    html = ""
    if train_counts:
        html += render_figure(
            "F1 of each tag by its training cables (a dot a tag; larger: more test cables)",
            draw_tag_frequency(report.per_label, train_counts),
        )
    rows = [
        (
            score.label,
            tag_name(score.label) or "(not in the vocabulary)",
            f"{score.f1:.3f}",
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.support:,}",
            f"{score.assigned:,}",
            f"{train_counts[score.label]:,}" if score.label in train_counts else "",
            "" if score.threshold is None else f"{score.threshold:.3f}",
        )
        for score in sorted(report.per_label, key=lambda score: (-score.support, score.label))
    ]
    header = (
        "tag",
        "what it stands for",
        "F1",
        "precision",
        "recall",
        "gold",
        "assigned",
        "training",
        "cut-off",
    )
    table = render_html_table(header, rows, left=(0, 1))
    return html + render_folded(f"All {len(rows):,} tags, the most frequent first", table)


def _render_slices(details: Details, overall: float | None) -> str:
    html = render_paragraph(
        f"Dashed: the whole test. Brackets and whiskers: 95 % interval. Right: cables. Pale: fewer than "
        f"{MIN_CABLES} cables, so mostly luck.",
        note=True,
    )
    drift = details.slices.drift
    for table in details.slices.tables:
        metric = METRIC_WORDS[table.metric]
        caption = f"{metric[0].upper()}{metric[1:]} by {table.title}"
        html += render_figure(caption, draw_slices(table, metric, overall))
        if table.by == "year" and drift is not None:
            html += render_paragraph(describe_drift(drift))
        html += render_folded(f"Figures by {table.title}", _render_slice_table(table))
    return html


def _render_slice_table(table: SliceTable) -> str:
    names = list(dict.fromkeys(name for row in table.rows for name in row.more))
    header = (table.by, "cables", METRIC_WORDS[table.metric], "95 % interval")
    rows = []
    for row in table.rows:
        value = "none" if row.value is None else f"{row.value:.3f}"
        more = [row.more.get(name) for name in names]
        shown = ["" if n is None else f"{n:,}" if isinstance(n, int) else f"{n:.3f}" for n in more]
        rows.append((row.name, f"{row.n_cables:,}", value, _span(row.interval), *shown))
    return render_html_table((*header, *(name.replace("_", " ") for name in names)), rows, left=(0, 3))


def _render_left_out(
    report: TagsReport | LevelsReport, dropped: Mapping[str, tuple[int, str]], notes: Sequence[str]
) -> str:
    sentences = list(notes)
    if isinstance(report, TagsReport):
        sentences = [*describe_left_out(report), *describe_dropped(dropped), *notes]
    elif report.n_unknown:
        sentences.insert(
            0,
            f"{render_count(report.n_unknown, 'cable')} bear no readable marking: they are in no figure.",
        )
    return render_list(sentences) if sentences else render_paragraph("Nothing.")


def _render_run(facts: Mapping[str, str], config_yaml: str | None) -> str:
    html = render_html_table(("what", "which"), list(facts.items()), left=(0, 1)) if facts else ""
    if config_yaml is not None:
        html += render_folded("The config of this run, every default filled in", render_code(config_yaml))
    return html


def _span(interval: Interval | None) -> str:
    return "" if interval is None else f"[{interval.low:.3f}, {interval.high:.3f}]"
