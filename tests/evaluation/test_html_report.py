from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from cableml.evaluation.calibration_check import check_level_calibration, check_tag_calibration
from cableml.evaluation.details import Details, render_details
from cableml.evaluation.html_report import render_html_report
from cableml.evaluation.levels import score_levels
from cableml.evaluation.multilabel import score_tags
from cableml.evaluation.operating_curves import trace_level_curves, trace_tag_curves
from cableml.evaluation.pictures import draw_all
from cableml.evaluation.slices import CableFacts, slice_levels, slice_tags

LABELS = ["CH", "JA", "PGOV", "PREL"]
COUNTS = {"CH": 7, "JA": 30, "PGOV": 150, "PREL": 900}
LEVELS = ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET"]
N = 80


def facts(levels: list[str] | None = None) -> CableFacts:
    posts = ["<b>&TOKYO"] * 40 + ["OSAKA"] * 40
    years = [2004 + number % 4 for number in range(N)]
    return CableFacts(years, posts, [100 * number for number in range(N)], levels or [None] * N)


def score_some_tags() -> tuple[Any, Details]:
    generator = np.random.default_rng(3)
    gold = [{label for label in (*LABELS, "VTPREL") if generator.random() < 0.4} for _ in range(N)]
    probabilities = np.clip(
        generator.random((N, 4)) * 0.6 + [[0.3 * (label in own) for label in LABELS] for own in gold], 0, 1
    )
    assigned = probabilities > 0.5
    report = score_tags(gold, probabilities, assigned, LABELS, [0.5] * 4, 2, 40, 1, COUNTS)
    details = Details(
        check_tag_calibration(gold, probabilities * 4 - 2, probabilities, assigned, LABELS, COUNTS),
        slice_tags(report.statistics, gold, facts(), COUNTS, 40, 1),
        trace_tag_curves(gold, probabilities, LABELS, COUNTS),
    )
    return report, details


def score_some_levels() -> tuple[Any, Details]:
    generator = np.random.default_rng(4)
    gold = [LEVELS[number % 3] for number in range(N)]
    probabilities = generator.dirichlet([1, 1, 1], N)
    predicted = probabilities.argmax(axis=1)
    report = score_levels(gold, probabilities, predicted, LEVELS, 40, 1, 5)
    details = Details(
        check_level_calibration(gold, np.log(probabilities), probabilities, LEVELS),
        slice_levels(gold, [LEVELS[place] for place in predicted], facts(gold), 40, 1),
        trace_level_curves(gold, probabilities, LEVELS),
    )
    return report, details


def render(scored: tuple[Any, Details]) -> str:
    report, details = scored
    return render_html_report(
        report,
        details,
        "Model <script>alert(1)</script> & co",
        notes=["A note with <i>marks</i>."],
        dropped={"AF<": (3, "fewer than 5 training cables")},
        facts={"corpus": "x<y.csv"},
        config_yaml="name: <tags>\n",
        train_counts=COUNTS,
    )


@pytest.fixture(scope="module", params=["tags", "levels"])
def page(request: pytest.FixtureRequest) -> str:
    return render(score_some_tags() if request.param == "tags" else score_some_levels())


class Elements(HTMLParser):
    """Every element of a page with its attributes, and whether each was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    elements.close()
    assert elements.open == []
    return elements


def test_the_page_asks_for_nothing_and_runs_nothing(page: str) -> None:
    found = read(page)
    assert {tag for tag, _ in found.seen} & {"script", "link", "img", "iframe", "object", "i"} == set()
    targets = [
        attributes[name] for _, attributes in found.seen for name in ("src", "href") if name in attributes
    ]
    assert [target for target in targets if not str(target).startswith("#")] == []
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_every_text_from_outside_is_escaped(page: str) -> None:
    for text in (
        "Model &lt;script&gt;alert(1)&lt;/script&gt; &amp; co",
        "A note with &lt;i&gt;marks&lt;/i&gt;.",
        "&lt;b&gt;&amp;TOKYO",
        "x&lt;y.csv",
        "name: &lt;tags&gt;",
    ):
        assert text in page


def test_every_link_leads_to_a_part_of_the_page(page: str) -> None:
    found = read(page).seen
    names = {attributes["id"] for _, attributes in found if "id" in attributes}
    links = {str(attributes["href"])[1:] for tag, attributes in found if tag == "a"}
    assert links == names != set()


def test_the_headline_table_shows_values_intervals_and_what_they_are() -> None:
    report, details = score_some_tags()
    interval = report.intervals["micro_f1"]
    row = (
        f'<tr><td>micro-F1, all gold tags</td><td class="number">{report.metrics["micro_f1"]:.3f}</td>'
        f"<td>[{interval.low:.3f}, {interval.high:.3f}]</td>"
        "<td>a tag outside the labels counts as missed</td></tr>"
    )
    assert row in render((report, details))


def test_tags_have_curves_reliability_frequency_slices_and_what_is_left_out() -> None:
    page = render(score_some_tags())
    for text in ("ROC: recall against", "Reliability over assigned", "F1 of each tag", "micro-F1 by year"):
        assert text in page
    assert "2 cables have no TAGS line" in page
    assert "AF&lt; (3)" in page


def test_levels_have_a_confusion_matrix_with_its_counts() -> None:
    report, details = score_some_levels()
    page = render((report, details))
    assert "Confusion matrix" in page
    count = int(report.confusion_matrix[2, 1])
    total = int(report.confusion_matrix[2].sum())
    assert f"{count} of {total} SECRET cables predicted as CONFIDENTIAL" in page
    assert "5 cables bear no readable marking" in page


def test_equal_figures_give_equal_bytes() -> None:
    assert render(score_some_tags()) == render(score_some_tags())


@pytest.mark.parametrize("scored", [score_some_tags, score_some_levels])
def test_each_picture_is_xml_with_a_title_and_numbers_that_are_numbers(scored: Any) -> None:
    pictures = draw_all(*scored(), COUNTS)
    assert {"precision_recall", "roc", "reliability_0", "slice_year", "slice_post"} <= pictures.keys()
    for name, svg in pictures.items():
        root = ElementTree.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        assert root[0].text, name
        assert re.search(r"\b(nan|inf|None)\b", svg) is None, name


def test_every_bar_is_as_long_as_its_score() -> None:
    report, details = score_some_tags()
    svg = draw_all(report, details, COUNTS)["slice_post"]
    bars = {
        str(box[0].text): float(box.attrib["width"])
        for box in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    }
    rows = next(table for table in details.slices.tables if table.by == "post").rows
    lengths = [bars[f"{row.name}: micro-F1 {row.value:.3f} over 40 cables"] for row in rows]
    assert lengths[0] / lengths[1] == pytest.approx((rows[0].value or 0) / (rows[1].value or 1), abs=0.002)


def test_the_text_names_calibration_before_and_after_slices_and_drift() -> None:
    _, details = score_some_tags()
    text = "\n".join(render_details(details))
    part = details.calibration[0]
    assert f"{part.before.error:.4f}  {part.after.error:.4f}" in re.sub(r" {2,}", "  ", text)
    assert "micro-F1 by year" in text
    assert "Drift: micro-F1 changes by" in text
    assert max(len(line) for line in text.splitlines()) <= 100
