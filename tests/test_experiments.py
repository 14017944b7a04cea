"""The committed experiments: each README says what its runs say, and nothing of whose machine made them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cableml.config.experiment import load_experiment
from cableml.workflows.experiment import list_jobs
from cableml.workflows.experiment_report import find_differences, report_experiment
from cableml.workflows.listener import SilentListener

EXPERIMENTS = Path(__file__).resolve().parent.parent / "experiments"
TRACKED = sorted(path.parent.name for path in EXPERIMENTS.glob("*/runs.jsonl"))
DESCRIBED = sorted(path.parent.name for path in EXPERIMENTS.glob("*/experiment.yaml"))


@pytest.mark.parametrize("name", TRACKED)
def test_the_readme_says_what_its_runs_say(name: str) -> None:
    report = report_experiment(EXPERIMENTS / name, from_file=True, listener=SilentListener())
    assert [str(problem) for problem in find_differences(EXPERIMENTS / name, report)] == []


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_variant_is_a_config_that_can_be_trained(
    name: str, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)
    experiment = load_experiment(EXPERIMENTS / name)
    jobs = list_jobs(experiment)
    assert len(jobs) == sum(len(table.variants) for table in experiment.tables)
    for table in experiment.tables:
        settings = [job.tags["cableml.settings"] for job in jobs if job.table == table]
        assert len(set(settings)) == len(settings), f"two variants of {table.name} are the same"


@pytest.mark.parametrize("name", TRACKED)
def test_the_runs_name_no_place_of_a_machine(name: str) -> None:
    text = (EXPERIMENTS / name / "runs.jsonl").read_text(encoding="utf-8")
    assert re.findall(r'"(?:/|[A-Za-z]:\\|file:)[^"]*"', text) == []


def test_the_index_names_every_experiment() -> None:
    index = (EXPERIMENTS / "README.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in EXPERIMENTS.glob("*/README.md")}
    assert folders - set(re.findall(r"\]\(([a-z_]+)/README\.md\)", index)) == set()
