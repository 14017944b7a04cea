from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cableml.errors import CorpusError, UsageError
from cableml.evaluation.experiment_row import Against, ExperimentRow, parse_rows, render_rows
from cableml.workflows.experiment_report import find_differences, report_experiment, write_report
from cableml.workflows.listener import SilentListener

EXPERIMENT = """\
tables:
  - name: tags
    title: TAGS
    config: configs/tags.yaml
    metrics: [micro_f1, expected_calibration_error]
    variants:
      - name: ours
      - {name: other, set: [model.c=2]}
      - {name: later, set: [model.c=3]}
"""
PAGE = """\
# Which is better?

<!-- runs: begin -->
old
<!-- runs: end -->

Verdict: ours has 0.727, the other 0.015 less; 0.2 of the cables are tested, 1.25 times.
"""
OURS = ExperimentRow(
    table="tags",
    variant="ours",
    id="a" * 32,
    task="tags",
    changes=(),
    metrics={
        "micro_f1": 0.7270004,
        "micro_f1_low": 0.7151,
        "micro_f1_high": 0.739,
        "expected_calibration_error": 0.012,
        "fit_seconds": 31.4,
        "model_mb": 5.05,
    },
    params={"estimator": "ridge"},
    corpus="cables.csv.gz",
    corpus_sha="0123456789ab",
    started="2026-01-02T03:04:05Z",
    n_train=4028,
    n_test=982,
    test_sha="ffff",
    commit="44753d1c0ffe",
    versions={"cableml": "0.1.0", "python": "3.11.7"},
)
OTHER = replace(
    OURS,
    variant="other",
    id="b" * 32,
    changes=("model.c=2",),
    metrics={
        "micro_f1": 0.712,
        "micro_f1_low": 0.7,
        "micro_f1_high": 0.724,
        "expected_calibration_error": 0.01,
    },
    is_changed=True,
    against=Against(
        "a" * 32,
        1000,
        {
            "micro_f1": {"difference": -0.015, "interval": [-0.02, -0.01], "p_value": 0.001},
            "expected_calibration_error": {"difference": -0.002, "interval": None, "p_value": 0.4},
        },
    ),
)
WRITTEN = """\
# Which is better?

<!-- runs: begin -->
<!-- written by cableml report: change experiment.yaml or run again, not this part -->

    cableml experiment experiments/which --corpus CORPUS

**TAGS**

|  | micro-F1, all gold | calibration error | fit, s | model, MB |
| --- | --- | --- | ---: | ---: |
| ours | **0.727** [0.715, 0.739] | 0.012 | 31 | 5.0 |
| other | 0.712 [0.700, 0.724] | **0.010** |  |  |
| later | not run yet |  |  |  |

![TAGS](tags.svg)

Against **ours**, the largest gain first: difference on the same cables, its 95 % interval \
(paired bootstrap), p (approximate randomisation, two-sided; 1,000 resamples each). `*` marks p < 0.05: \
0.05 shared among the one comparison.

|  | micro-F1, all gold | calibration error |
| --- | --- | --- |
| other | -0.015 [-0.020, -0.010] 0.001* | -0.002 0.400 |

<details><summary>Corpus, commits, versions, runs</summary>

- Corpus: cables.csv.gz, fingerprint 0123456789ab.
- Cables for training and test: 4,028 and 982.
- Commit: 44753d1c0ffe; 44753d1c0ffe with changes.
- Versions: cableml 0.1.0, python 3.11.7.
- Brackets: 95 % bootstrap intervals over test cables.

| table | variant | run | begun | changed settings |
| --- | --- | --- | --- | --- |
| tags | ours | `aaaaaaaa` | 2026-01-02T03:04:05Z |  |
| tags | other | `bbbbbbbb` | 2026-01-02T03:04:05Z | `--set model.c=2` |

</details>
<!-- runs: end -->

Verdict: ours has 0.727, the other 0.015 less; 0.2 of the cables are tested, 1.25 times.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An experiment with two runs of three, its README not yet written."""
    place = tmp_path / "experiments" / "which"
    place.mkdir(parents=True)
    (place / "experiment.yaml").write_text(EXPERIMENT, encoding="utf-8")
    (place / "README.md").write_text(PAGE, encoding="utf-8")
    (place / "runs.jsonl").write_text(render_rows([OURS, OTHER]), encoding="utf-8")
    return place


def check(folder: Path) -> list[str]:
    report = report_experiment(folder, from_file=True, listener=SilentListener())
    return [str(problem).replace(f"{folder}/", "") for problem in find_differences(folder, report)]


def write(folder: Path) -> list[str]:
    return write_report(folder, report_experiment(folder, from_file=True, listener=SilentListener()))


def test_the_readme_is_written_from_the_runs_exactly(folder: Path) -> None:
    report = report_experiment(folder, from_file=True, listener=SilentListener())
    assert report.files["README.md"] == WRITTEN
    assert report.missing == ("tags: later",)


def test_what_is_written_stays_as_it_is_and_passes_its_check(folder: Path) -> None:
    assert write(folder) == ["README.md", "tags.svg"]
    assert write(folder) == []
    assert check(folder) == []


def test_the_check_finds_one_digit_that_was_changed(folder: Path) -> None:
    write(folder)
    page = folder / "README.md"
    page.write_text(page.read_text("utf-8").replace("**0.727** [0.715", "**0.728** [0.715"), encoding="utf-8")
    assert check(folder) == [
        "README.md:12: differs from what the runs say. Write it with: cableml report FOLDER"
    ]


def test_the_check_finds_a_run_that_was_changed(folder: Path) -> None:
    write(folder)
    runs = folder / "runs.jsonl"
    runs.write_text(runs.read_text("utf-8").replace('"micro_f1": 0.712', '"micro_f1": 0.713'), "utf-8")
    assert [problem.split(":")[0] for problem in check(folder)] == ["README.md", "tags.svg"]


def test_the_check_finds_a_figure_of_the_text_that_no_run_gives(folder: Path) -> None:
    write(folder)
    page = folder / "README.md"
    page.write_text(page.read_text("utf-8").replace("has 0.727,", "has 0.729,"), encoding="utf-8")
    assert check(folder) == [
        "README.md:40: 0.729 is a figure that no run of this experiment gives. Take one of the tables."
    ]
    assert page.read_text("utf-8").split("\n")[39].startswith("Verdict")


def test_the_check_finds_a_picture_that_is_missing(folder: Path) -> None:
    write(folder)
    (folder / "tags.svg").unlink()
    assert check(folder) == ["tags.svg: differs from what the runs say. Write it with: cableml report FOLDER"]


@pytest.mark.parametrize(
    "page",
    [
        "no markers",
        "<!-- runs: begin -->",
        "<!-- runs: end --><!-- runs: begin -->",
        "<!-- runs: begin --><!-- runs: begin --><!-- runs: end -->",
    ],
)
def test_error_markers_are_missing(folder: Path, page: str) -> None:
    (folder / "README.md").write_text(page, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        check(folder)
    assert str(raised.value) == (
        f"{folder}/README.md: needs the two lines <!-- runs: begin --> and <!-- runs: end -->, in this order "
        "and once each. Put them where the tables belong."
    )


def test_error_no_readme(folder: Path) -> None:
    (folder / "README.md").unlink()
    with pytest.raises(UsageError) as raised:
        check(folder)
    assert raised.value.message == (
        "there is no such file. Write one with question, method and verdict, and the two lines "
        "<!-- runs: begin --> and <!-- runs: end --> where the tables belong."
    )


def test_error_no_runs_file(folder: Path) -> None:
    (folder / "runs.jsonl").unlink()
    with pytest.raises(CorpusError) as raised:
        check(folder)
    assert raised.value.message == (
        "there is no such file. Write it from the run store with: cableml report FOLDER"
    )


def test_error_a_line_that_is_no_run(folder: Path) -> None:
    (folder / "runs.jsonl").write_text(render_rows([OURS]) + '{"table": "tags"}\n', encoding="utf-8")
    with pytest.raises(CorpusError) as raised:
        check(folder)
    assert str(raised.value) == (
        f"{folder}/runs.jsonl:2: this line is no run of an experiment. Write the file anew with cableml "
        "report FOLDER."
    )


def test_rows_come_back_from_their_file_as_they_were_but_for_digits_nobody_sees() -> None:
    (ours, other) = parse_rows(render_rows([OURS, OTHER]), "runs.jsonl")
    assert ours == replace(OURS, metrics={**OURS.metrics, "micro_f1": 0.727})
    assert other == OTHER
    assert json.loads(render_rows([OTHER]))["against"]["baseline"] == "a" * 32


def test_a_table_without_any_run_names_what_is_missing(folder: Path) -> None:
    more = "  - {name: level, config: c.yaml, variants: [{name: one}, {name: two}]}\n"
    (folder / "experiment.yaml").write_text(EXPERIMENT + more, encoding="utf-8")
    report = report_experiment(folder, from_file=True, listener=SilentListener())
    assert "\n**level**\n\nNot run yet: one, two.\n\n<details>" in report.files["README.md"]
    assert "level.svg" not in report.files
    assert report.missing == ("tags: later", "level: one", "level: two")


def test_figures_that_read_the_same_are_all_called_best(folder: Path) -> None:
    twin = replace(OTHER, metrics={**OTHER.metrics, "micro_f1": 0.72651}, against=None)
    (folder / "runs.jsonl").write_text(render_rows([OURS, twin]), encoding="utf-8")
    page = report_experiment(folder, from_file=True, listener=SilentListener()).files["README.md"]
    assert page.count("**0.727**") == 2


def test_a_difference_of_nothing_has_no_sign(folder: Path) -> None:
    told = {"micro_f1": {"difference": -0.0001, "interval": [-0.001, 0.0], "p_value": 1.0}}
    twin = replace(OTHER, against=Against("a" * 32, 1000, told))
    (folder / "runs.jsonl").write_text(render_rows([OURS, twin]), encoding="utf-8")
    page = report_experiment(folder, from_file=True, listener=SilentListener()).files["README.md"]
    assert "| other | 0.000 [-0.001, 0.000] 1.000 |" in page


def test_runs_tested_on_other_cables_are_not_called_best(folder: Path) -> None:
    (folder / "runs.jsonl").write_text(render_rows([OURS, replace(OTHER, test_sha="eeee")]), encoding="utf-8")
    report = report_experiment(folder, from_file=True, listener=SilentListener())
    assert "**0.727**" not in report.files["README.md"]


def test_the_number_of_test_cables_is_told_where_rows_differ(folder: Path) -> None:
    other = replace(OTHER, test_sha="eeee", n_test=1008)
    (folder / "runs.jsonl").write_text(render_rows([OURS, other]), encoding="utf-8")
    page = report_experiment(folder, from_file=True, listener=SilentListener()).files["README.md"]
    assert "|  | test cables | micro-F1, all gold |" in page
    assert "\n| ours | 982 | 0.727 [" in page
    assert "\n| other | 1,008 | 0.712 [" in page


def test_without_an_experiment_file_each_task_is_a_table(folder: Path) -> None:
    (folder / "experiment.yaml").unlink()
    report = report_experiment(folder, from_file=True, listener=SilentListener())
    assert "| ours | **0.727** [0.715, 0.739] |" in report.files["README.md"]
    assert "    cableml report experiments/which\n" in report.files["README.md"]
