from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cableml.cli.render_csv import COLUMNS
from cableml.cli.render_prediction import choose_renderer, render_prediction, write_predictions
from cableml.models.prediction import (
    Evidence,
    LevelPrediction,
    ScoredParagraph,
    ScoredTag,
    TagsPrediction,
)
from cableml.workflows.predict import ModelReference, PredictedCable
from cableml.workflows.predicted_paragraph import PredictedParagraph

TAGS = TagsPrediction(
    (
        ScoredTag("PREL", 0.973, True, (Evidence("text:talks", 1.25), Evidence("origin:TOKYO", 0.5))),
        ScoredTag("JA", 0.9, True),
        ScoredTag("ZZZZ", 0.2, False),
    )
)
LEVEL = LevelPrediction("CONFIDENTIAL", {"UNCLASSIFIED": 0.04, "CONFIDENTIAL": 0.9, "SECRET": 0.06})
NAMES = {"PREL": "External political relations", "JA": "Japan"}
MODELS = (ModelReference("tags", "tags", "0123abcd"), ModelReference("classification", "levels", "4567"))


def predicted(
    subject: str | None = "A VISIT", tags: TagsPrediction | None = TAGS, level: LevelPrediction | None = LEVEL
) -> PredictedCable:
    return PredictedCable(
        id="06TOKYO709",
        source="a.txt",
        subject=subject,
        origin="AMEMBASSY TOKYO",
        date="2006-02-08T08:46:00Z",
        tags=tags,
        level=level,
        tag_names=NAMES,
        models=MODELS,
    )


def written(form: str, *cables: PredictedCable) -> str:
    lines: list[str] = []
    write_predictions(map(choose_renderer(form), cables), form, MODELS, lines.append)
    return "\n".join(lines)


def test_json_lines_hold_the_keys_of_the_contract() -> None:
    read = json.loads(written("jsonl", predicted()))
    assert list(read) == ["id", "source", "subject", "tags", "classification", "models"]
    assert read["tags"][0] == {
        "tag": "PREL",
        "probability": 0.973,
        "assigned": True,
        "evidence": [{"feature": "text:talks", "weight": 1.25}, {"feature": "origin:TOKYO", "weight": 0.5}],
        "name": "External political relations",
    }
    assert read["tags"][2]["name"] is None
    assert read["classification"]["level"] == "CONFIDENTIAL"
    assert read["models"][0] == {"task": "tags", "name": "tags", "version": "0123abcd"}


def test_a_line_of_json_says_what_the_prediction_says_of_itself() -> None:
    plain = TagsPrediction(
        (
            ScoredTag("PREL", 0.9730004, True),
            ScoredTag("Ü", 1e-6, False),
            ScoredTag("JA", 1.0, True),
            ScoredTag('a"b', 0.0000004, False),
        )
    )
    strange = predicted(subject='Ü "quoted"\u2028 \\ line\n', tags=plain)
    paragraphs = (PredictedParagraph(1, 1, "(C)", "Text.", ScoredParagraph("SECRET", {"SECRET": 1.0})),)
    for cable in (
        predicted(),
        strange,
        predicted(subject=None, tags=plain, level=None),
        predicted(tags=TagsPrediction(())),
        replace(strange, id=None, paragraphs=paragraphs),
        replace(predicted(tags=None), paragraphs=()),
    ):
        assert written("jsonl", cable) == json.dumps(cable.to_json(), ensure_ascii=False)


@pytest.mark.parametrize(("missing", "key"), [("tags", "tags"), ("level", "classification")])
def test_a_task_that_no_model_was_given_for_is_absent(missing: str, key: str) -> None:
    cable = predicted(tags=None) if missing == "tags" else predicted(level=None)
    assert key not in json.loads(written("jsonl", cable))


def test_text_names_the_level_and_each_tag_in_plain_words() -> None:
    assert render_prediction(predicted()) == (
        "06TOKYO709  a.txt\n"
        "  A VISIT\n"
        "  level      CONFIDENTIAL  0.90   (else SECRET 0.06, UNCLASSIFIED 0.04)\n"
        "  tags       PREL   0.97  External political relations\n"
        "             because of text:talks +1.25, origin:TOKYO +0.50\n"
        "             JA     0.90  Japan\n"
        "  next best  ZZZZ   0.20"
    )


def test_text_says_when_no_tag_is_likely_enough() -> None:
    cable = predicted(tags=TagsPrediction((ScoredTag("PREL", 0.1, False),)), level=None)
    assert render_prediction(cable).splitlines()[2:] == [
        "  tags       (none is likely enough)",
        "  next best  PREL   0.10  External political relations",
    ]


def test_text_sets_cables_apart_by_an_empty_line() -> None:
    assert "\n\n06TOKYO709  a.txt\n" in written("text", predicted(), predicted())


def test_csv_has_one_row_a_cable_that_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", predicted(subject='A "VISIT", OR TWO')))))
    assert [tuple(row) for row in rows] == [COLUMNS]
    assert rows[0] == {
        "id": "06TOKYO709",
        "source": "a.txt",
        "date": "2006-02-08T08:46:00Z",
        "origin": "AMEMBASSY TOKYO",
        "subject": 'A "VISIT", OR TWO',
        "level": "CONFIDENTIAL",
        "level_probability": "0.9000",
        "level_probabilities": "CONFIDENTIAL 0.9000; SECRET 0.0600; UNCLASSIFIED 0.0400",
        "tags": "PREL JA",
        "tags_in_words": "External political relations; Japan",
        "tag_probabilities": "PREL 0.9730; JA 0.9000",
        "next_best": "ZZZZ 0.2000",
        "models": "tags tags 0123abcd; classification levels 4567",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_csv_cells_never_start_like_a_formula(start: str) -> None:
    text = written("csv", predicted(subject=f"{start}HYPERLINK(A1)"))
    assert next(csv.DictReader(io.StringIO(text)))["subject"] == f"'{start}HYPERLINK(A1)"


class Page(HTMLParser):
    """Collects the tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_is_one_closed_page_that_needs_nothing_else() -> None:
    page = Page(written("html", predicted(), predicted()))
    assert page.open == []
    assert page.seen.count("article") == 2
    assert {"script", "link", "img", "iframe"} & set(page.seen) == set()
    assert page.attributes.keys() & {"src", "href"} == set()
    assert "External political relations" in page.words


def test_html_shows_what_a_cable_says_as_text_only() -> None:
    page = written("html", predicted(subject="<script>alert(1)</script> & more"))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_no_cable_gives_no_line(form: str) -> None:
    assert written(form) == ""


def with_paragraphs() -> PredictedCable:
    said = ScoredParagraph("SECRET", {"CONFIDENTIAL": 0.25, "SECRET": 0.75})
    unmarked = PredictedParagraph(12, None, None, "The <fair> opens.", said)
    return replace(predicted(), paragraphs=(PredictedParagraph(2, 2, "S/NF", "A test.", said), unmarked))


def test_each_paragraph_has_a_line_with_its_place_level_and_mark() -> None:
    lines = render_prediction(with_paragraphs()).split("\n")
    assert lines[3:5] == [
        "  paragraphs   2 SECRET             0.75 marked S/NF A test.",
        "              12 SECRET             0.75             The <fair> opens.",
    ]


def test_a_page_shows_paragraphs_and_escapes_them() -> None:
    page = written("html", with_paragraphs())
    assert "<td>2. SECRET</td>" in page
    assert "The &lt;fair&gt; opens." in page
    assert "<fair>" not in page
