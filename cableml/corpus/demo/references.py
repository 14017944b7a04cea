"""Reference lines of demo cables, in the spellings that real ones use."""

from __future__ import annotations

from cableml.corpus.demo.story import Draw
from cableml.corpus.demo.world import Post, build_world, pick

Item = tuple[str | None, str, str]
"""Label, text as written, canonical id."""


def draw_references(draw: Draw, post: Post, year: int, serial: int) -> list[Item]:
    """Return up to five references to earlier cables of the same year or the one before."""
    if draw() < 0.36:
        return []
    count = 1 + int(draw() ** 2 * 5)
    items: list[Item] = []
    seen = set()
    for _ in range(count):
        kind = draw()
        if kind < 0.45 and serial > 2:
            name, number = post.banner, 1 + int(draw() * (serial - 1))
        elif kind < 0.8:
            name, number = "STATE", 1000 + int(draw() * 98000)
        else:
            name, number = pick(draw(), build_world().posts).banner, 1 + int(draw() * 2500)
        written = f"{number:05d}" if draw() < 0.2 else str(number)
        of_year, front = year, ""
        if name != post.banner and draw() < 0.2:
            of_year = year - 1
            front = f"{of_year % 100:02d} " if draw() < 0.75 else f"{of_year} "
        cable_id = f"{of_year % 100:02d}{name.replace(' ', '')}{number}"
        if cable_id not in seen:
            seen.add(cable_id)
            items.append((None, f"{front}{name} {written}", cable_id))
    if len(items) == 1:
        return items
    return [("ABCDE"[place], text, cable_id) for place, (_, text, cable_id) in enumerate(items)]


def write_references(draw: Draw, items: list[Item], pilcrow: bool) -> str:
    """Return the reference line or lines without a line end, or an empty string."""
    if not items:
        return ""
    label = "REF: " if draw() < 0.95 else "REFS: "
    if len(items) == 1:
        tail = " AND PREVIOUS" if draw() < 0.05 else " (NOTAL)" if draw() < 0.04 else ""
        return f"{label}{items[0][1]}{tail}"
    form, between = pick(draw(), _FORMS)
    parts = [form.format(name, text) for name, text, _ in items]
    if pilcrow and between.startswith("\n") and form == "{0}. {1}":
        parts[1:] = ["¶" + part for part in parts[1:]]
    return label + between.join(parts)


_FORMS = (
    ("{0}. {1}", "\n     "),
    ("{0}. {1}", "\n     "),
    ("{0}. {1}", "\n\n"),
    ("({0}) {1}", "\n     "),
    ("({0}) {1}", "; "),
    ("{0}) {1}", "\n     "),
    ("{0}. {1}", " "),
)
