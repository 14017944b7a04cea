"""The part of an experiment's README that its runs decide, and the check that the rest agrees with it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from cableml.errors import Location, UsageError
from cableml.evaluation.experiment_row import ExperimentRow
from cableml.evaluation.experiment_table import (
    TableView,
    explain_differences,
    render_differences,
    render_figures,
    render_markdown,
)

BEGIN, END = "<!-- runs: begin -->", "<!-- runs: end -->"
_WRITTEN = "<!-- written by cableml report: change experiment.yaml or run again, not this part -->"
# Three decimals are what tables show: a figure of a score, not of a setting or a year.
_FIGURE = re.compile(r"(?<![\w.])[-+]?(\d?\.\d{3})(?![\d.]*\d)")


def render_block(views: Sequence[TableView], command: str) -> str:
    """Return what stands between the markers, with them; ``command`` is what trains every run."""
    lines = [BEGIN, _WRITTEN, "", f"    {command}", ""]
    for view in views:
        lines += _render_view(view, len(views) > 1)
    lines += _render_origin(views)
    return "\n".join([*lines, END])


def replace_block(page: str, block: str, file: str) -> str:
    """Return the page with the block in the place of what stands between its markers.

    Raises: UsageError where the page has not exactly one pair of markers, in order.
    """
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise UsageError(
            f"needs the two lines {BEGIN} and {END}, in this order and once each. Put them where the tables "
            "belong.",
            Location(file),
        )
    before, _, rest = page.partition(BEGIN)
    return before + block + rest.partition(END)[2]


def find_strange_figures(page: str, block: str) -> list[tuple[int, str]]:
    """Return line and text of each figure with three decimals in the page that the block does not show."""
    shown = set(_FIGURE.findall(block))
    before, _, rest = page.partition(BEGIN)
    inside, _, after = rest.partition(END)
    first = before.count("\n") + inside.count("\n") + 1
    found = []
    for text, start in ((before, 1), (after, first)):
        for number, line in enumerate(text.split("\n"), start=start):
            found += [(number, figure) for figure in _FIGURE.findall(line) if figure not in shown]
    return found


def _render_view(view: TableView, has_heading: bool) -> list[str]:
    title = view.title or view.name
    lines = [f"**{title}**", ""] if has_heading or view.title else []
    if not view.rows:
        return [*lines, f"Not run yet: {', '.join(view.variants)}.", ""]
    lines += [*render_figures(view), "", f"![{title}]({view.name}.svg)", ""]
    differences = render_differences(view)
    if differences:
        lines += [explain_differences(view), "", *differences, ""]
    return lines


def _render_origin(views: Sequence[TableView]) -> list[str]:
    """Return what the figures come from: corpus, sides, commits, versions, and each run with its command."""
    rows = [row for view in views for row in view.rows]
    if not rows:
        return []
    lines = ["<details><summary>Corpus, commits, versions, runs</summary>", ""]
    lines += [f"- Corpus: {_join(f'{row.corpus}, fingerprint {row.corpus_sha}' for row in rows)}."]
    sides = _join(
        f"{row.n_train:,} and {row.n_test:,}" for row in rows if row.n_train is not None and row.n_test
    )
    if sides:
        lines.append(f"- Cables for training and test: {sides}.")
    commits = _join(f"{row.commit}{' with changes' if row.is_changed else ''}" for row in rows if row.commit)
    lines.append(f"- Commit: {commits or 'not known'}.")
    versions = _join(", ".join(f"{name} {value}" for name, value in row.versions.items()) for row in rows)
    over = " over test cables" if any(row.n_test for row in rows) else ""
    lines += [f"- Versions: {versions}.", f"- Brackets: 95 % bootstrap intervals{over}."]
    if any(row.corpus.startswith("demo-") for row in rows):
        lines.append("- Demo cables, made by a generator: the figures say nothing about real cables.")
    lines.append("")
    table = [[view.name, *_name_run(row)] for view in views for row in view.rows]
    return [
        *lines,
        *render_markdown(["table", "variant", "run", "begun", "changed settings"], table),
        "",
        "</details>",
    ]


def _name_run(row: ExperimentRow) -> list[str]:
    words = " ".join(f"--set {shlex.quote(change)}" for change in row.changes)
    return [row.variant, f"`{row.id[:8]}`", row.started, f"`{words}`" if words else ""]


def _join(texts: object) -> str:
    return "; ".join(dict.fromkeys(texts))  # type: ignore[call-overload]
