"""One HTML page that needs nothing else: no script, no font, no picture, no connection."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2933; background: #fff;
  margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; border-bottom: 1px solid #d5dae0; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
p { margin: .3rem 0 .7rem; max-width: 52rem; } .note { color: #55606c; font-size: .93rem; }
nav { font-size: .93rem; margin: .8rem 0; } nav a { margin-right: 1rem; }
a { color: #0b5fa5; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .4rem 0 1rem; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid #9aa4af; font-size: .9rem; }
th, td { padding: .18rem 1.1rem .18rem 0; vertical-align: top; }
td { border-bottom: 1px solid #edf0f3; } th.number, td.number { text-align: right; }
figure { margin: .4rem 1rem .8rem 0; display: inline-block; vertical-align: top; }
figure.half { width: 460px; max-width: 100%; }
figcaption { font-size: .93rem; font-weight: 600; }
svg { max-width: 100%; height: auto; } ul { padding-left: 1.2rem; max-width: 54rem; }
details { margin: .5rem 0 1rem; } summary { cursor: pointer; color: #0b5fa5; }
pre { background: #f5f7f9; padding: .8rem; overflow-x: auto; font-size: .83rem; line-height: 1.4; }
@media print { body { margin: 0; max-width: none; font-size: 9pt; } nav { display: none; }
  h2, h3 { break-after: avoid; } figure, tr { break-inside: avoid; } figure.half { width: 46%; }
  section { orphans: 1; widows: 1; }
  a { color: inherit; } }
"""


def render_page(title: str, lead: str, sections: Sequence[tuple[str, str]]) -> str:
    """Return a whole page; each section is its heading and its finished HTML. Title and lead are escaped."""
    links = "".join(
        f'<a href="#part{number}">{escape(name)}</a>' for number, (name, _) in enumerate(sections, 1)
    )
    body = "\n".join(
        f'<section><h2 id="part{number}">{escape(name)}</h2>\n{html}</section>'
        for number, (name, html) in enumerate(sections, 1)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p>{escape(lead)}</p>
<nav>{links}</nav>
{body}
</body>
</html>
"""


def render_paragraph(text: str, note: bool = False) -> str:
    """Return an escaped paragraph; a note stands back a little."""
    mark = ' class="note"' if note else ""
    return f"<p{mark}>{escape(text)}</p>\n"


def render_list(entries: Sequence[str]) -> str:
    """Return an escaped list."""
    return "<ul>" + "".join(f"<li>{escape(entry)}</li>" for entry in entries) + "</ul>\n"


def render_figure(caption: str, svg: str, half: bool = False) -> str:
    """Return a picture under its caption (escaped); two halves stand side by side where there is room."""
    mark = ' class="half"' if half else ""
    return f"<figure{mark}><figcaption>{escape(caption)}</figcaption>\n{svg}</figure>\n"


def render_html_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)
) -> str:
    """Return an escaped table; columns in `left` are flush left, the others are figures."""

    def cell(kind: str, place: int, text: str) -> str:
        mark = "" if place in left else ' class="number"'
        return f"<{kind}{mark}>{escape(text)}</{kind}>"

    head = "".join(cell("th", place, text) for place, text in enumerate(header))
    body = "\n".join(
        "<tr>" + "".join(cell("td", place, text) for place, text in enumerate(row)) + "</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"


def render_folded(summary: str, html: str) -> str:
    """Return a part that opens on a click."""
    return f"<details><summary>{escape(summary)}</summary>\n{html}</details>\n"


def render_code(text: str) -> str:
    """Return escaped text in fixed width."""
    return f"<pre>{escape(text)}</pre>\n"
