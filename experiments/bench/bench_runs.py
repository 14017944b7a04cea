"""How long many runs take to look at: the table and a comparison in a browser, `cableml runs` in a terminal.

    python experiments/bench/bench_runs.py [--runs 200] [--compare 20] [--repeats 5] [--output FILE]

The runs are records written by the tracker (22 metrics, 37 parameters, three tables, a page and a model
of two small files each), not trainings; their figures are drawn. The browser is the system's Chromium,
headless, driven by playwright (pip install '.[browser]'); each time is from the request in a fresh page
to the last word waited for. Commands are timed as processes, from start to end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.run_reader import read_runs
from cableml.tracking.store import find_store
from cableml.tracking.tracker import CorpusRecord, RunRecord, SideRecord
from cableml.workflows.run_context import read_versions

FIGURES = ("micro_f1", "macro_f1", "samples_f1", "precision_at_1", "precision_at_5", "ndcg_at_5", "lrap")
OTHERS = ("fit_seconds", "total_seconds", "model_mb", "peak_mb", "expected_calibration_error")
BLOCKS = ("text", "subject", "lead", "summary", "headings", "origin", "addressees", "pass_to", "references")


def build_record(number: int, draw: random.Random, model: Path, corpus: CorpusRecord) -> RunRecord:
    c = round(10 ** draw.uniform(-2, 1), 3)
    estimator = draw.choice(["ridge", "squared_hinge", "logistic_regression"])
    metrics = {name: draw.random() for name in FIGURES}
    metrics |= {f"{name}_{side}": draw.random() for name in FIGURES[:5] for side in ("low", "high")}
    metrics |= {name: draw.uniform(1, 100) for name in OTHERS}
    params: dict[str, str | int | float] = {"estimator": estimator, "c": c, "fields": "all", "seed": number}
    params |= {f"features.{place}.{name}.weight": draw.random() for place, name in enumerate(BLOCKS)}
    params |= {f"features.{place}.{name}.ngrams": draw.choice([1, 2]) for place, name in enumerate(BLOCKS)}
    params |= {f"setting{place}": place for place in range(37 - len(params))}
    tags = [f"TAG{place:03d}" for place in range(150)]
    per_label: dict[str, list[object]] = {
        "tag": [*tags],
        "f1": [draw.random() for _ in tags],
        "support": list(range(150)),
    }
    return RunRecord(
        task="tags",
        experiment="many",
        name=f"run{number}: {estimator} c={c:g}, 9 blocks, split by id",
        description="A record for measuring, no training.",
        params=params,
        metrics=metrics,
        stage_seconds={"read": 1.0, "fit": 2.0},
        config_yaml="task: tags\n",
        report_text="no report\n",
        report_html="<p>no report</p>\n",
        report={"micro_f1": metrics["micro_f1"]},
        per_label=per_label,
        slice_tables={"year": per_label},
        corpus=corpus,
        model_folder=model,
        model_version=f"{number:016x}",
        versions=read_versions(),
    )


def fill(folder: Path, runs: int) -> float:
    """Write the runs into a store of the folder; return the seconds a run, the first left out."""
    model = folder / "model"
    model.mkdir()
    model.joinpath("manifest.json").write_text("{}")
    model.joinpath("weights.npy").write_bytes(bytes(1000))
    sides = tuple(SideRecord(name, 100, 100, name * 8, {"PREL": 50}) for name in ("train", "test"))
    corpus = CorpusRecord("none", "ab" * 32, 100, 100, sides)
    tracker = MlflowTracker(find_store(folder))
    draw = random.Random(1)
    tracker.log(build_record(0, draw, model, corpus))
    started = time.perf_counter()
    for number in range(1, runs):
        tracker.log(build_record(number, draw, model, corpus))
    return (time.perf_counter() - started) / max(1, runs - 1)


def timed(action: Callable[[], object], repeats: int) -> dict[str, float]:
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return {"median": statistics.median(seconds), "least": min(seconds), "most": max(seconds)}


def run_command(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "cableml", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def measure_pages(folder: Path, runs: int, compared: int, repeats: int) -> dict[str, dict[str, float]]:
    from playwright.sync_api import sync_playwright

    ids = [run.id for run in read_runs(find_store(folder))][:compared]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    printed = folder / "ui.txt"
    with printed.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "cableml", "ui", "--port", str(port)],
            cwd=folder,
            stdout=stream,
            stderr=stream,
        )
    try:
        started = time.perf_counter()
        while "Stop it" not in printed.read_text("utf-8") and server.poll() is None:
            time.sleep(0.2)
        ready = time.perf_counter() - started
        table = next(line for line in printed.read_text("utf-8").splitlines() if line.startswith("many: "))
        table = table.partition(": ")[2]
        listed = quote(json.dumps(ids))
        compare = f"http://127.0.0.1:{port}/#/compare-runs?runs={listed}&experiments=%5B%221%22%5D"
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, chromium_sandbox=os.geteuid() != 0, args=["--disable-gpu"]
            )
            context = browser.new_context(viewport={"width": 1600, "height": 1000})

            def see(address: str, *words: str) -> None:
                page = context.new_page()
                page.goto(address)
                page.wait_for_function(
                    "words => words.every(word => document.body.innerText.includes(word))",
                    arg=list(words),
                    timeout=120_000,
                )
                page.close()

            newest = f"run{runs - 1}: "
            pages = {
                "first page": timed(lambda: see(table, newest, "matching runs"), 1),
                "runs table": timed(lambda: see(table, newest, "matching runs"), repeats),
                "charts": timed(lambda: see(f"{table}&compareRunsMode=CHART", "precision_at_5"), repeats),
                "compare page": timed(
                    lambda: see(compare, f"Comparing {len(ids)} Runs", "setting5", "micro_f1"), repeats
                ),
            }
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    return {"server ready": {"median": ready, "least": ready, "most": ready}, **pages}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--compare", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    os.environ.pop("MLFLOW_TRACKING_URI", None)
    with tempfile.TemporaryDirectory(prefix="cableml-runs-") as name:
        folder = Path(name)
        result: dict[str, object] = {
            "runs": options.runs,
            "compared": options.compare,
            "load": os.getloadavg()[0],
            "seconds a run to write": fill(folder, options.runs),
            "cableml runs": timed(lambda: run_command(folder, "runs"), options.repeats),
            "cableml runs --format jsonl": timed(
                lambda: run_command(folder, "runs", "--format", "jsonl"), options.repeats
            ),
            **measure_pages(folder, options.runs, options.compare, options.repeats),
        }
    text = json.dumps(result, indent=1)
    print(text)
    if options.output is not None:
        options.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
