"""Several compared models on a terminal: metrics side by side, and each model against the first."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from cableml.evaluation.comparison_report import render_setting
from cableml.evaluation.many_compared import ManyCompared, Measured
from cableml.evaluation.paired import Difference
from cableml.evaluation.report_tables import render_heading, render_notes

_SMALL = 0.05


def render_many(compared: ManyCompared) -> str:
    """Return the comparison as text, without a trailing line break."""
    letters = [name_place(place) for place in range(len(compared.scores))]
    title = f"{compared.scores[0].task}: {len(letters)} models on {compared.n_cables:,} cables, all the same"
    lines = [title, "=" * len(title)]
    for letter, one in zip(letters, compared.scores, strict=True):
        lines.append(
            f"{letter}  {one.source} (model {one.model}, version {one.model_version[:12]}, {one.corpus})"
        )
    lines += render_heading("Metrics, with their 95 % intervals")
    rows = [
        (name, *(_render_measured(one[name]) for one in compared.measured)) for name in compared.measured[0]
    ]
    lines += _align([("metric", *letters), *rows])
    lines += render_heading("Against A: difference, its 95 % interval, p")
    n_pairs = len(compared.against_first)
    names = [one.name for one in compared.against_first[0].differences]
    rows = [
        (name, *(_render_difference(pair.differences[place], n_pairs) for pair in compared.against_first))
        for place, name in enumerate(names)
    ]
    lines += _align([("metric", *(f"{letter} - A" for letter in letters[1:])), *rows])
    lines += ["", *render_notes([_explain(compared)])]
    lines += render_heading("Settings that differ")
    if compared.settings:
        settings = [(key, *map(render_setting, values)) for key, values in compared.settings.items()]
        lines += _align([("setting", *letters), *settings])
    else:
        lines += ["  none"]
    return "\n".join(lines)


def name_place(place: int) -> str:
    """Return the letter of the model at a place counted from 0: A to Z, then A1, B1 and so on."""
    turn, letter = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(turn) if turn else "")


def _explain(compared: ManyCompared) -> str:
    first = compared.against_first[0]
    if first.replicates < 2:
        return "No intervals and p-values were asked for."
    n_pairs = len(compared.against_first)
    n_tests = n_pairs * len(first.differences)
    n_small = sum(
        one.p_value is not None and one.p_value < _SMALL
        for pair in compared.against_first
        for one in pair.differences
    )
    return (
        "Interval: bootstrap over cables, paired for the differences; p: approximate randomisation, "
        f"two-sided; {first.replicates:,} resamples each, seed {first.seed}. "
        f"* marks p < {_SMALL / n_pairs:.2g}: 0.05 "
        f"shared among {n_pairs} models that are held against the first. Of all {n_tests} p-values {n_small} "
        "are below 0.05."
    )


def _render_measured(one: Measured) -> str:
    if one.value is None:
        return "none"
    span = f" [{one.interval.low:.3f}, {one.interval.high:.3f}]" if one.interval is not None else ""
    return f"{one.value:.3f}{span}"


def _render_difference(one: Difference, n_pairs: int) -> str:
    if one.difference is None:
        return "none"
    span = f" [{one.interval.low:+.3f}, {one.interval.high:+.3f}]" if one.interval is not None else ""
    if one.p_value is None:
        return f"{one.difference:+.3f}{span}"
    return f"{one.difference:+.3f}{span} {one.p_value:.4f}{'*' if one.p_value < _SMALL / n_pairs else ''}"


def _align(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]
