"""What a person sees in ``cableml ui``, read off the pages by a browser and held against the store."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]

Runs = dict[str, Any]


def compare_address(runs: Runs) -> str:
    ids = ",".join(f'"{run.id}"' for run in runs.values())
    return f"#/compare-runs?runs={quote(f'[{ids}]')}&experiments=%5B%221%22%5D"


def rows_of(page: Any) -> dict[str, list[str]]:
    """The tables of a page: the first cell of each row to the others."""
    cells = page.eval_on_selector_all(
        "tr", "rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    return {first: rest for first, *rest in filter(None, cells)}


def test_the_runs_table_shows_names_figures_and_settings_at_first_sight(
    browser: Any, interface: Any, runs: Runs
) -> None:
    names = [run.name for run in runs.values()]
    page = browser.open(interface.runs_link, [*names, "5 matching runs", "micro_f1"], "runs")
    text = page.inner_text("body").splitlines()
    for run in runs.values():
        assert repr(run.metrics["micro_f1"]) in text
    for setting in ("0.05", "ridge", "body", "global"):
        assert setting in text


def test_the_charts_begin_with_the_headline_figures(browser: Any, interface: Any, runs: Runs) -> None:
    address = f"{interface.runs_link}&compareRunsMode=CHART"
    # The bars are drawn after the charts' titles: their figures are waited for, too.
    figures = [f"{run.metrics['micro_f1']:.2f}" for run in runs.values()]
    page = browser.open(address, ["Headline figures", "(6)", "micro_f1", "macro_f1", *figures], "charts")
    text = page.inner_text("body")
    assert text.index("Headline figures") < text.index("micro_f1") < text.index("macro_f1")
    assert "micro_f1_low" not in text
    shown = text[text.index("micro_f1") : text.index("micro_f1_known")].splitlines()
    assert [figure for figure in figures if figure not in shown] == []


def test_the_compare_page_shows_what_differs(browser: Any, runs: Runs) -> None:
    page = browser.open(
        compare_address(runs), ["Comparing 5 Runs from 1 Experiment", "features.0.text.weight"], "compare"
    )
    rows = rows_of(page)
    assert rows["Run Name:"] == [run.name for run in runs.values()]
    assert rows["c"] == ["1.2", "0.05", "1.2", "1.2", "1.2"]
    assert rows["estimator"] == ["squared_hinge", "squared_hinge", "squared_hinge", "ridge", "squared_hinge"]
    page.get_by_text("Show diff only").first.click()
    page.wait_for_function("() => !document.body.innerText.includes('features.0.text.weight')")
    browser.keep(page, "compare-differences")
    rows = rows_of(page)
    params = {name for run in runs.values() for name in run.params}
    differing = {name for name in params if len({run.params.get(name) for run in runs.values()}) > 1}
    assert {"c", "decision", "estimator", "fields"} <= differing
    also_tags = {name for run in runs.values() for name in run.tags}
    assert params & set(rows) - also_tags == differing
    for name in differing:
        assert rows[name] == [run.params.get(name, "") for run in runs.values()]


def test_a_runs_page_tells_its_figures_and_settings(browser: Any, runs: Runs) -> None:
    run = runs["weak"]
    words = [run.name, f"Metrics ({len(run.metrics)})", f"Parameters ({len(run.params)})"]
    page = browser.open(f"#/experiments/1/runs/{run.id}", words, "run")
    lines = page.inner_text("body").splitlines()
    shown = {name: lines[place + 1] for place, name in enumerate(lines[:-1]) if name in run.metrics}
    assert shown["micro_f1"] == repr(run.metrics["micro_f1"])
    assert set(shown) == set(run.metrics)
    assert lines[lines.index("c") + 1] == "0.05"
    text = " ".join(lines)
    assert f"tags model weak, micro_f1 {run.metrics['micro_f1']:.3f} on " in text
    assert "the figures say nothing about real cables" in text


def test_a_runs_report_opens_among_its_artifacts(browser: Any, runs: Runs) -> None:
    run = runs["ridge"]
    files = ["pictures", "tables", "config.yaml", "environment.json", "report.html", "report.txt"]
    page = browser.open(f"#/experiments/1/runs/{run.id}/artifacts/report.html", files, "report")
    report = page.frame_locator("iframe")
    row = report.locator("tr", has_text="micro-F1, all gold tags").first
    row.wait_for(timeout=60_000)
    low, high = run.metrics["micro_f1_low"], run.metrics["micro_f1_high"]
    seen = re.findall(r"\d\.\d{3}", row.inner_text())
    assert seen == [f"{value:.3f}" for value in (run.metrics["micro_f1"], low, high)]
    assert "ridge: trained on " in report.locator("h1").inner_text()
    assert report.locator("svg").count() > 0


def test_the_model_page_names_the_champion_and_its_run(browser: Any, runs: Runs) -> None:
    run = runs["wide"]
    browser.open("#/models/tags", ["Version 1", "champion", run.tags["model_version"]], "model")
    page = browser.open("#/models/tags/versions/1", ["champion", run.name, "Schema"], "model-version")
    assert page.get_by_role("link", name=run.name).first.get_attribute("href").endswith(run.id)


def test_no_page_asked_for_anything_off_the_machine_or_failed(browser: Any, interface: Any) -> None:
    hosts = {urlsplit(url).netloc for url in browser.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(interface.base).netloc}
    assert browser.errors == []
