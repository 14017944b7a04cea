"""A small training, tracked for real, and everything read back through MLflow's own interfaces."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cableml.config.load import load_config, parse_config
from cableml.errors import UsageError
from cableml.tracking.mlflow_tracker import MlflowTracker
from cableml.tracking.store import find_store
from cableml.workflows.listener import SilentListener
from cableml.workflows.train import TrainOutcome, TrainRequest, train

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

SMALL = (
    "demo.cables=220",
    "evaluation.bootstrap=5",
    "second_stage=null",
    "decision.folds=2",
    "labels_min_cables=8",
)


@dataclass(frozen=True)
class Tracked:
    """A tracked training: its outcome, the run in the store, and the connections that were asked for."""

    outcome: TrainOutcome
    client: Any
    run: Any
    connections: list[object]
    commit: str
    folder: Path

    def artifact(self, name: str) -> str:
        return Path(self.run.info.artifact_uri.removeprefix("file://"), name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tracked(checkout: Path, tmp_path_factory: pytest.TempPathFactory, empty_run_store: Path) -> Tracked:
    from mlflow.tracking import MlflowClient

    folder = tmp_path_factory.mktemp("tracked")
    shutil.copy(empty_run_store, folder / "mlflow.db")
    store = find_store(folder)
    config = load_config(checkout / "configs" / "tags.yaml", [*SMALL, "tracking.experiment=trial"])
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(arguments)
        raise OSError("no connection is allowed here")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        request = TrainRequest(
            config, output=folder / "model", config_file=checkout / "configs" / "tags.yaml"
        )
        outcome = train(request, MlflowTracker(store), SilentListener())
    client = MlflowClient(tracking_uri=store.uri)
    experiment = client.get_experiment_by_name("trial")
    run = client.search_runs([experiment.experiment_id])[0]
    return Tracked(outcome, client, run, asked, _find_commit(checkout), folder / "model")


def _find_commit(checkout: Path) -> str:
    """The commit of the checkout, or nothing where the tests run without git."""
    if shutil.which("git") is None:
        return ""
    done = subprocess.run(
        ["git", "-C", str(checkout), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def test_training_with_a_local_store_opens_no_connection(tracked: Tracked) -> None:
    assert tracked.outcome.tracking_problem is None
    assert tracked.connections == []


def test_the_headline_metrics_are_those_of_the_report_and_lie_in_the_open(tracked: Tracked) -> None:
    metrics = tracked.run.data.metrics
    report = tracked.outcome.report
    assert 8 <= len(metrics) <= 24
    assert [name for name in metrics if "/" in name] == []
    assert metrics["micro_f1"] == report["micro_f1"]
    assert {"fit_seconds", "total_seconds", "model_mb", "peak_mb"} <= metrics.keys()


def test_the_first_figures_have_the_bounds_of_their_intervals_beside_them(tracked: Tracked) -> None:
    metrics = tracked.run.data.metrics
    intervals = tracked.outcome.report["intervals"]
    for name in ("micro_f1", "macro_f1", "precision_at_5", "lrap"):
        assert [metrics[f"{name}_low"], metrics[f"{name}_high"]] == intervals[name]


def test_the_run_has_the_name_a_person_gives_it_and_the_commit(tracked: Tracked) -> None:
    assert re.fullmatch(r"\w+ c=1\.2, \d+ blocks, split by id \([0-9a-f]{6}\)", tracked.run.info.run_name)
    assert tracked.run.data.tags.get("git.commit", "") == tracked.commit[:12]


def test_the_run_takes_as_long_as_the_training_did(tracked: Tracked) -> None:
    about = tracked.run.info
    stages = tracked.run.data.metrics["total_seconds"]
    # Drawing the page follows the stages; times are whole milliseconds.
    assert stages - 0.01 <= (about.end_time - about.start_time) / 1000 <= stages + 10
    saved = tracked.folder.joinpath("manifest.json").stat().st_mtime
    assert about.start_time / 1000 <= saved - tracked.run.data.metrics["fit_seconds"] + 0.01
    assert saved - 0.01 <= about.end_time / 1000


def test_fitting_leaves_a_curve_of_its_progress(tracked: Tracked) -> None:
    history = tracked.client.get_metric_history(tracked.run.info.run_id, "fit_elapsed_seconds")
    assert [entry.step for entry in history] == list(range(1, len(history) + 1))
    assert [entry.value for entry in history] == sorted(entry.value for entry in history)
    assert 0 < history[-1].value <= tracked.run.data.metrics["fit_seconds"]


def test_time_and_memory_of_each_stage_are_a_table(tracked: Tracked) -> None:
    rows = json.loads(tracked.artifact("tables/stages.json"))["data"]
    assert [row[0] for row in rows] == ["read, parse, blind", "fit", "save", "score"]
    peaks = [row[2] for row in rows]
    assert peaks == sorted(peaks)
    assert 20 < peaks[0] < 4000


def test_nothing_logged_says_where_it_was_trained(tracked: Tracked) -> None:
    folder = Path(tracked.run.info.artifact_uri.removeprefix("file://"))
    names = [path for path in folder.rglob("*") if path.suffix in (".json", ".txt", ".yaml", ".html")]
    assert {path.name for path in names} >= {"config.yaml", "report.html", "environment.json"}
    texts = [path.read_text("utf-8") for path in names] + [str(tracked.run.data.tags)]
    texts.append(gzip.decompress((folder / "scores.jsonl.gz").read_bytes()).decode())
    places = (str(tracked.outcome.folder.parent), str(Path.home()), socket.gethostname())
    assert [place for place in places for text in texts if place in text] == []


def test_the_parameters_are_flat_short_and_plain(tracked: Tracked) -> None:
    params = tracked.run.data.params
    assert params["c"] == "1.2"
    assert params["corpus"] == "demo-220-1"
    assert params["n_train"].isdecimal()
    assert [name for name, value in params.items() if len(value) > 120 or "(" in value] == []


def test_the_resolved_config_reads_back_as_the_config_of_the_run(tracked: Tracked, checkout: Path) -> None:
    written = parse_config(yaml.safe_load(tracked.artifact("config.yaml")))
    config = load_config(checkout / "configs" / "tags.yaml", [*SMALL, "tracking.experiment=trial"])
    assert written.to_plain() == config.to_plain()


def test_the_report_is_kept_as_text_and_json(tracked: Tracked) -> None:
    folder = f"{tracked.outcome.folder.parent}/"
    assert tracked.artifact("report.txt") == tracked.outcome.report_text.replace(folder, "") + "\n"
    assert json.loads(tracked.artifact("report.json"))["micro_f1"] == tracked.outcome.report["micro_f1"]


def test_the_table_of_tags_covers_every_label(tracked: Tracked) -> None:
    table = json.loads(tracked.artifact("tables/per_label.json"))
    assert table["columns"][:2] == ["tag", "f1"]
    assert {row[0] for row in table["data"]} == set(tracked.outcome.report["per_label"])


def test_the_html_report_in_the_store_is_the_one_beside_the_model(tracked: Tracked) -> None:
    assert tracked.outcome.report_file.name == "model-report.html"
    page = tracked.outcome.report_file.read_text(encoding="utf-8")
    assert tracked.artifact("report.html") == page
    assert f"{tracked.outcome.report['micro_f1']:.3f}" in page


def test_each_kind_of_slice_is_one_table_and_each_picture_one_file(tracked: Tracked) -> None:
    for by, slices in tracked.outcome.report["slices"].items():
        table = json.loads(tracked.artifact(f"tables/slice_{by}.json"))
        assert table["columns"][:5] == [by, "micro_f1", "low", "high", "n_cables"]
        assert [row[0] for row in table["data"]] == [row["name"] for row in slices["rows"]]
        assert [row[1] for row in table["data"]] == pytest.approx([row["value"] for row in slices["rows"]])
        assert tracked.artifact(f"pictures/slice_{by}.svg").startswith("<svg ")
    assert "Precision against recall" in tracked.artifact("pictures/precision_recall.svg")


def test_both_sides_are_inputs_with_a_digest_and_the_counts_of_their_labels(tracked: Tracked) -> None:
    inputs = {entry.tags[0].value: entry.dataset for entry in tracked.run.inputs.dataset_inputs}
    assert {side: one.name for side, one in inputs.items()} == {
        "train": "demo-220-1 (train)",
        "test": "demo-220-1 (test)",
    }
    assert inputs["train"].digest != inputs["test"].digest
    profile = json.loads(inputs["test"].profile)
    assert profile["labelled"] == tracked.outcome.report["n_cables"]
    support = {tag: score["support"] for tag, score in tracked.outcome.report["per_label"].items()}
    assert {tag: profile["counts"].get(tag, 0) for tag in support} == support
    assert list(profile["counts"].values()) == sorted(profile["counts"].values(), reverse=True)


@pytest.fixture(scope="module")
def served(tracked: Tracked) -> Any:
    """The model as MLflow loads it."""
    import mlflow

    model = tracked.client.get_logged_model(tracked.run.outputs.model_outputs[0].model_id)
    return mlflow.pyfunc.load_model(model.artifact_location)


def test_the_logged_model_predicts_as_the_command_does(served: Any, tracked: Tracked, checkout: Path) -> None:
    from cableml.workflows.predict import load_models, predict

    seeds = sorted((checkout / "seeds").glob("*.txt"))
    models = load_models([str(tracked.outcome.folder)])
    expected = [one.to_json() for one in predict([str(seed) for seed in seeds], models, SilentListener())]
    given = [json.loads(line) for line in served.predict([seed.read_text("utf-8") for seed in seeds])]
    assert [{**one, "source": ""} for one in given] == [{**one, "source": ""} for one in expected]


def test_the_logged_model_takes_a_table_of_one_column(served: Any, checkout: Path) -> None:
    import pandas as pd

    text = next((checkout / "seeds").glob("*.txt")).read_text("utf-8")
    assert served.predict(pd.DataFrame({"text": [text, text]})) == served.predict([text, text])


def test_the_logged_model_takes_a_single_text_as_a_list_of_one(served: Any, checkout: Path) -> None:
    text = next((checkout / "seeds").glob("*.txt")).read_text("utf-8")
    assert served.predict(text) == served.predict([text])


@pytest.mark.parametrize("wrong", [[], [1], 1, [None]])
def test_the_logged_model_refuses_what_is_no_text(served: Any, wrong: Any) -> None:
    from mlflow.exceptions import MlflowException

    with pytest.raises((MlflowException, UsageError)):
        served.predict(wrong)


def test_a_text_that_is_no_cable_is_an_answer_in_its_place(served: Any, checkout: Path) -> None:
    text = next((checkout / "seeds").glob("*.txt")).read_text("utf-8")
    broken, good = (json.loads(line) for line in served.predict(["", text]))
    assert list(broken) == ["error"]
    assert good["id"]
