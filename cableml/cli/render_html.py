"""Predictions as one HTML page that needs nothing else: no script, no font, no picture, no connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.models.prediction import Evidence
    from cableml.workflows.predict import ModelReference, PredictedCable

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>cableml predictions</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
article { border-top: 1px solid #8888; padding: .8rem 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 0; }
p { margin: .15rem 0 .5rem; } small, td.name { opacity: .75; }
table { border-collapse: collapse; } td { padding: .1rem .9rem .1rem 0; vertical-align: top; }
tr.next td { opacity: .6; } td.number { font-variant-numeric: tabular-nums; text-align: right; }
meter { width: 7rem; } .level { font-weight: 600; }
@media print { article { break-inside: avoid; } }
</style>
</head>
<body>
<h1>Predicted TAGS and classification</h1>
<p>Predictions of a statistical model, to be checked by a reviewer. What a cable says about its own level
and tags was removed before a model saw it.</p>"""


def write_page(
    articles: Iterable[str], models: Sequence[ModelReference], write: Callable[[str], None]
) -> None:
    """Write the page: a head, one article a cable as it comes, and the models that spoke."""
    write(_HEAD)
    n_cables = 0
    for article in articles:
        n_cables += 1
        write(article)
    named = ", ".join(f"{model.task}: {model.name} ({model.version})" for model in models)
    spoke = named if n_cables and named else "none"
    write(f"<p><small>{n_cables:,} cables. Models: {escape(spoke)}.</small></p>\n</body>\n</html>")


def render_article(cable: PredictedCable) -> str:
    """Return one cable as an HTML article; every text of the cable is escaped."""
    details = " · ".join(text for text in (cable.origin, cable.date, cable.source) if text)
    lines = [
        "<article>",
        f"<h2>{escape(cable.id or '(no id)')} {escape(cable.subject or '')}</h2>",
        f"<p><small>{escape(details)}</small></p>",
    ]
    if cable.level is not None:
        ranked = sorted(cable.level.probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
        lines.append("<table>")
        for level, share in ranked:
            mark = ' class="level"' if level == cable.level.level else ' class="next"'
            lines.append(_render_row(mark, level, share, "", cable.level.evidence if "level" in mark else ()))
        lines.append("</table>")
    if cable.paragraphs:
        lines.append("<table>")
        for one in cable.paragraphs:
            label = f"{one.place}. {one.scored.level}"
            name = f"marked {one.marking}: {one.text}" if one.marking else one.text
            lines.append(_render_row("", label, one.scored.probabilities[one.scored.level], name, ()))
        lines.append("</table>")
    if cable.tags is not None:
        lines.append("<table>")
        for scored in cable.tags.tags:
            mark = "" if scored.assigned else ' class="next"'
            name = cable.tag_names.get(scored.tag, "")
            lines.append(_render_row(mark, scored.tag, scored.probability, name, scored.evidence))
        lines.append("</table>")
    lines.append("</article>")
    return "\n".join(lines)


def _render_row(mark: str, label: str, share: float, name: str, evidence: Iterable[Evidence]) -> str:
    words = ", ".join(f"{entry.feature} {entry.weight:+.2f}" for entry in evidence)
    because = f"<br><small>because of {escape(words)}</small>" if words else ""
    return (
        f'<tr{mark}><td>{escape(label)}</td><td><meter value="{share:.4f}"></meter></td>'
        f'<td class="number">{share:.2f}</td><td class="name">{escape(name)}{because}</td></tr>'
    )
