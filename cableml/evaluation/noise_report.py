"""The report on label noise as text, 100 columns wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cableml.evaluation.report_tables import render_count, render_heading, render_notes, render_table

_SHOWN = 15
_KIND_WORDS = {"missing": "Labels that may be missing", "wrong": "Labels that may be wrong"}


def render_noise(plain: Mapping[str, Any], shown: int = _SHOWN) -> str:
    """Return the JSON of `cableml noise` as text, its tables cut to ``shown`` rows."""
    is_tags = plain["task"] == "tags"
    title = f"Label noise: {plain['task']} of {plain['corpus']['name']}"
    lines = [title, "=" * min(len(title), 100)]
    lines += render_notes(
        [
            f"{render_count(plain['n_cables'], 'labelled cable')} "
            f"({plain['n_unknown']:,} without a label left out); "
            f"{render_count(plain['n_pairs'], 'pair')} of near-duplicates with different ids, and "
            f"{plain['n_pairs_of_one_id']:,} of one id, which are left out: copies of one message."
        ]
    )
    lines += _render_agreement(plain, is_tags)
    lines += _render_ceiling(plain, is_tags)
    if plain["posts"]:
        lines += render_heading("Agreement by post (pairs with the same or most of the text, 5 or more)")
        lines += _render_table_of_agreements(plain["posts"], "post", is_tags, shown)
    if plain["labels"]:
        lines += render_heading("What parts pairs of the same text")
        lines += render_table(
            ("label", "both have it", "one alone"),
            [(row["label"], f"{row['both']:,}", f"{row['one_only']:,}") for row in plain["labels"][:shown]],
        )
    if plain["parted_pairs"]:
        lines += render_heading(f"Pairs of the same text parted most (of {plain['n_parted_pairs']:,})")
        lines += render_table(
            ("first", "second", "first only", "second only"),
            [
                (
                    str(row["first"]),
                    str(row["second"]),
                    _join(row["first_only"]),
                    _join(row["second_only"]),
                )
                for row in plain["parted_pairs"][:shown]
            ],
            left=(0, 1, 2, 3),
        )
    for kind, found in plain["candidates"].items():
        lines += _render_candidates(kind, found, plain["left_out"], shown)
    return "\n".join(lines)


def _render_agreement(plain: Mapping[str, Any], is_tags: bool) -> list[str]:
    lines = render_heading("How far near-duplicates agree")
    if not plain["agreement"]:
        return [*lines, *render_notes(["There is no pair of near-duplicates: nothing can be said."])]
    lines += _render_table_of_agreements(plain["agreement"], "pairs that share", is_tags, 5)
    return [
        *lines,
        "",
        *render_notes([f"Two cables drawn at random agree by {plain['agreement_by_chance']:.3f}."]),
    ]


def _render_ceiling(plain: Mapping[str, Any], is_tags: bool) -> list[str]:
    metric = "micro-F1" if is_tags else "accuracy"
    lines = render_heading(f"The ceiling that noise leaves for {metric}")
    ceiling = plain["ceiling"]
    if ceiling is None:
        return [*lines, *render_notes(["No pair has the same text: there is nothing to estimate it from."])]
    at_home = plain["ceiling_one_post"]
    rows = [
        (
            words,
            f"{ceiling[name]:.3f}",
            f"{_span(ceiling[f'{name}_interval']):<14}",
            f"{at_home[name]:.3f}" if at_home else "",
            _span(at_home[f"{name}_interval"]) if at_home else "",
        )
        for name, words in (
            ("at_least", "at least (two labellings of one text)"),
            ("equally_doubtful", "if all doubtful labels are equally doubtful"),
            ("at_most", "at most"),
        )
    ]
    width = max(len(row[0]) for row in rows)
    lines.append(f"  {'':<{width}}  {'all of the same text':<23}{'of one post' if at_home else ''}".rstrip())
    lines += ["  ".join(("", words.ljust(width), *figures)).rstrip() for words, *figures in rows]
    return [*lines, "", *render_notes([ceiling["method"]])]


def _render_table_of_agreements(
    rows: Sequence[Mapping[str, Any]], name: str, is_tags: bool, shown: int
) -> list[str]:
    metric = "micro-F1" if is_tags else "same level"
    header = (name, "pairs", "cables", "groups", metric, "95 % interval", "identical")
    width = len(header) if is_tags else len(header) - 1  # for levels the figure would stand there twice
    return render_table(
        header[:width],
        [
            (
                row["pairs_of"],
                f"{row['n_pairs']:,}",
                f"{row['n_cables']:,}",
                f"{row['n_groups']:,}",
                f"{row['agreement']:.3f}",
                _span(row["interval"]),
                f"{row['identical']:.3f}",
            )[:width]
            for row in rows[:shown]
        ],
    )


def _render_candidates(kind: str, found: Mapping[str, Any], left_out: str, shown: int) -> list[str]:
    lines = render_heading(f"{_KIND_WORDS[kind]} (the first {min(shown, found['n'])} of {found['n']:,})")
    lines += render_notes(
        [
            f"From {left_out}. {found['n_with_twin']:,} of them have a near-duplicate, and for "
            f"{found['n_backed_by_twin']:,} one of these is labelled as the model says. Most candidates are "
            "hard cables, not errors."
        ]
    )
    lines += render_table(
        ("cable", "label", "probability", "usual", "twins", "the cable says"),
        [
            (
                str(row["id"] or row["source"]),
                row["label"] if "instead" not in row else f"{row['label']} -> {row['instead']}",
                f"{row['probability']:.3f}",
                f"{row['usual']:.3f}",
                f"{row['twins_against']} of {row['twins']}" if row["twins"] else "",
                _join(row["says"]),
            )
            for row in found["rows"][:shown]
        ],
        left=(0, 1, 5),
    )
    return [
        *lines,
        *render_notes(
            [
                "  probability: left out; usual: its mean over cables that bear the label; twins: how many "
                "near-duplicates are labelled as the model says."
            ]
        ),
    ]


def _join(words: Sequence[str | None]) -> str:
    return ", ".join(str(word) for word in words) or "-"


def _span(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"[{interval[0]:.3f}, {interval[1]:.3f}]"
