"""experiments/bench: one command measures both sides in turns, and the README says what its results say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cableml

BENCH = Path(__file__).resolve().parents[2] / "experiments" / "bench"
CHEAP = "parse,blind,features"


@pytest.fixture(autouse=True)
def beside_the_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    monkeypatch.setenv("PYTHONPATH", str(Path(cableml.__file__).parent.parent))


def load(name: str) -> ModuleType:
    return import_module(f"measuring.{name}")


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cableml.corpus.demo import write_demo

    path = tmp_path_factory.mktemp("demo") / "demo.csv.gz"
    write_demo(path, 150, 3)
    return path


@pytest.fixture(scope="module")
def results(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    command = [sys.executable, str(BENCH / "suite.py"), str(dump), "--stages", CHEAP, "--repeats", "2"]
    environment = {**os.environ, "PYTHONPATH": str(Path(cableml.__file__).parent.parent)}
    done = subprocess.run(
        [*command, "--output", str(folder), "--work", str(folder / "work")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def read_result(folder: Path, stage: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / f"{stage}.json").read_text("utf-8"))
    return result


def test_every_stage_is_measured_in_turns_that_change_their_order(results: Path) -> None:
    for stage in CHEAP.split(","):
        order = [record["side"] for record in read_result(results, stage)["records"]]
        assert len(order) % 2 == 0
        assert order[: len(order) // 2] == order[: len(order) // 2 - 1 : -1], stage
        assert order[0] == "cableml"


def test_a_measurement_has_time_memory_and_what_the_machine_did_beside_it(results: Path) -> None:
    for stage in CHEAP.split(","):
        for record in read_result(results, stage)["records"]:
            assert 0.0 < record["seconds"] <= record["wall_seconds"]
            assert record["cpu_seconds"] > 0.0
            assert 5.0 < record["peak_mb"] < 2000.0
            assert record["load"] >= 0.0
            assert record["others"] >= 0.0
            assert record["n_cables"] == 150


def test_both_sides_of_features_find_the_same_columns(results: Path) -> None:
    columns = {
        (record["n_features"], record["n_stored"]) for record in read_result(results, "features")["records"]
    }
    assert len(columns) == 1


def test_results_name_no_place_of_a_machine(results: Path) -> None:
    for path in [*results.glob("*.json"), *(BENCH / "results").glob("*.json")]:
        text = path.read_text("utf-8")
        assert str(results) not in text
        assert '"/' not in text


def test_the_tables_are_those_of_the_results(results: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# T\n\n<!-- parse -->\n<!-- end -->\n\n<!-- none -->\nkept\n<!-- end -->\n", "utf-8")
    command = [sys.executable, str(BENCH / "tables.py"), "--readme", str(readme), "--results", str(results)]
    checked = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert checked.stdout == ("README.md: a table differs from its result; run tables.py without --check\n")
    assert subprocess.run(command, check=False).returncode == 0
    text = readme.read_text("utf-8")
    assert "| cableml | " in text
    assert "<!-- none -->\nkept\n<!-- end -->" in text
    assert subprocess.run([*command, "--check"], check=False).returncode == 0


def test_the_readme_says_what_the_kept_results_say() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH / "tables.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_kept_result_stands_in_the_readme() -> None:
    places = load("tables").find_places((BENCH / "README.md").read_text("utf-8"))
    kept = {path.stem for path in (BENCH / "results").glob("*.json")}
    assert kept - set(places) == set()


def test_a_side_that_fails_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    sides, turns = load("sides"), load("turns")
    bench = sides.Bench(tmp_path, tmp_path, sys.executable, sys.executable, (tmp_path / "c.yaml",))
    good = "import json; print(json.dumps({'seconds': 0.5, 'n_cables': 10}))"
    stage = sides.Stage(
        "made up",
        lambda _: [
            sides.Side("cableml", [sys.executable, "-c", good]),
            sides.Side("broken", [sys.executable, "-c", "raise ValueError('no luck')"]),
            sides.Side("talks", [sys.executable, "-c", "print('not JSON')"]),
            sides.Side("absent", [sys.executable, "-c", good], tool="absent"),
        ],
    )
    bench.missing["absent"] = "No module named 'absent'"
    told: list[str] = []
    records = turns.measure_stage(stage, bench, 2, told.append)
    errors = {record["side"]: record["error"] for record in records if "error" in record}
    assert errors == {
        "absent": "No module named 'absent'",
        "broken": "ValueError: no luck",
        "talks": "its output cannot be used: JSONDecodeError",
    }
    assert [record["turn"] for record in records if record["side"] == "cableml"] == [0, 1]
    assert "made up 1/2  broken: failed: ValueError: no luck" in told


def test_a_measurement_that_lasts_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    measured = load("process").run_measured([sys.executable, "-c", child], tmp_path, limit_seconds=0.5)
    assert measured.status == -9
    assert measured.seconds < 20.0


def test_memory_is_that_of_a_process_and_its_children(tmp_path: Path) -> None:
    hold = "held = bytearray(b'x') * 60_000_000; import time; time.sleep(0.6)"
    both = f"import subprocess, sys; a = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; a.wait()"
    measured = load("process").run_measured([sys.executable, "-c", both], tmp_path)
    assert measured.status == 0
    assert 115.0 < measured.peak_mb < 190.0


def test_the_exponent_of_a_square_is_two() -> None:
    fit_exponent = load("summary").fit_exponent
    assert fit_exponent([1, 4, 16], [3.0, 48.0, 768.0]) == pytest.approx(2.0)
    assert fit_exponent([10, 40], [5.0, 5.0]) == pytest.approx(0.0)


def test_ratios_are_those_of_each_turn() -> None:
    summary = load("summary")
    spread = summary.compare_turns([4.0, 9.0, 10.0], [2.0, 3.0, 1.0])
    assert spread == (3.0, 2.0, 10.0, 3)
    assert load("tables").show_spread(spread) == "3.00 (2.00 to 10.0)"


def test_micro_f1_counts_every_gold_tag() -> None:
    accuracy = load("accuracy")
    gold = [("PREL", "FR"), ("ECON",), ()]
    assert accuracy.score_micro_f1(gold, [("PREL",), ("PGOV",), ()]) == pytest.approx(2 / 5)
    with pytest.raises(ValueError, match="2 predictions for 3 cables"):
        accuracy.pick_tested([("A",), ("B",)], [True, True, False])


def test_the_cut_that_flatters_is_the_best_one() -> None:
    import numpy as np

    tasks, prepared = load("tasks_sklearn"), load("prepared")
    cables = [
        prepared.Prepared("test", ("A",), ""),
        prepared.Prepared("test", ("A", "Z"), ""),
        prepared.Prepared("train", ("B",), ""),
    ]
    scores = np.array([[-0.1, -0.5], [0.2, -0.6], [9.0, 9.0]])
    judged = tasks.judge_scores(cables, scores, ["A", "B"])
    assert judged["micro_f1"] == pytest.approx(2 * 1 / (3 + 1))
    assert judged["micro_f1_flattered"] == pytest.approx(2 * 2 / (3 + 2))


@pytest.mark.slow
def test_training_and_predicting_are_measured_to_the_end(dump: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(BENCH / "suite.py"),
        str(dump),
        "--stages",
        "train,train_whole,predict,cold",
    ]
    command += ["--repeats", "1", "--output", str(tmp_path), "--work", str(tmp_path / "work")]
    command += ["--set", "second_stage=null", "--set", "labels_min_cables=8"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    trained = {row["side"]: row for row in read_result(tmp_path, "train")["records"]}
    whole = {row["side"]: row for row in read_result(tmp_path, "train_whole")["records"]}
    predicted = {row["side"]: row for row in read_result(tmp_path, "predict")["records"]}
    cold = {row["side"]: row for row in read_result(tmp_path, "cold")["records"]}
    for side in ("cableml", "scikit-learn"):
        assert trained[side]["fit_seconds"] < trained[side]["seconds"] <= trained[side]["wall_seconds"]
        assert trained[side]["model_bytes"] > 10_000
        assert trained[side]["n_cables"] < whole[side]["n_cables"] == 150
        assert trained[side]["n_labels"] <= whole[side]["n_labels"]
        assert whole[side]["seconds"] <= whole[side]["wall_seconds"]
        assert predicted[side]["n_cables"] == 150
        assert 0.0 < predicted[side]["micro_f1"] < 1.0
        assert cold[side]["seconds"] > cold["import numpy"]["seconds"] > cold["python alone"]["seconds"]
    assert trained["cableml"]["n_cables"] == trained["scikit-learn"]["n_cables"]
    assert whole["cableml"]["n_labels"] == whole["scikit-learn"]["n_labels"]
    for tool in ("LibMultiLabel", "napkinXC"):
        row = trained[tool]
        assert row.get("error", "").startswith("No module named") or row["model_bytes"] > 10_000


def test_growth_has_a_line_a_stage_and_an_exponent(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH / "growth.py"), "--base", "40", "--factors", "1,4"]
    command += ["--stages", "read,parse", "--output", str(tmp_path / "growth.json")]
    done = subprocess.run(
        [*command, "--work", str(tmp_path / "work")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "| seconds (cables/s) | 40 | 160 | exponent |"
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| read", "| parse"]
    records = read_result(tmp_path, "growth")["records"]
    assert [(record["stage"], record["n_cables"]) for record in records] == [
        ("read", 40),
        ("parse", 40),
        ("read", 160),
        ("parse", 160),
    ]


def test_growth_names_a_size_that_could_not_be_measured() -> None:
    def record(stage: str, cables: int, **more: object) -> dict[str, object]:
        beside = {"load": 1.0, "others": 0.5, "peak_mb": 100.0}
        return {"stage": stage, "demo_cables": cables, **beside, **more}

    text = load("growth_table").render_growth(
        {
            "config": "tags",
            "settings": [],
            "commit": "abc",
            "records": [
                record("train", 10, seconds=2.0),
                record("train", 40, seconds=8.0),
                record("train", 160, error="ended at the limit of 9 s"),
            ],
        }
    )
    assert "| train | 2.0 (5) | 8.0 (5) | — | 1.00 |" in text
    assert "Not measured: train of 160 cables (ended at the limit of 9 s)." in text


def test_a_profile_names_functions_and_no_place_of_the_machine(dump: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH / "profiles.py"), str(dump), "--stages", "blind"]
    command += ["--output", str(tmp_path), "--work", str(tmp_path / "work")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "blind.txt").read_text("utf-8")
    assert text.startswith("blind: ")
    assert "cableml/cable/blind.py:" in text or "cableml.cable.blind" in text  # compiled, it is one call
    for path in [tmp_path / "blind.txt", *(BENCH / "profiles").glob("*.txt")]:
        assert [word for word in path.read_text("utf-8").split() if word.startswith("/")] == []


def test_bounds_are_the_least_work_at_the_best_speed(tmp_path: Path) -> None:
    work = {
        "n_cables": 10,
        "n_train": 8,
        "n_labels": 5,
        "n_words": 100,
        "stored_per_cable": 20.0,
        "characters": 1000,
        "unpacked_bytes": 2000,
        "inflate_seconds": 0.5,
        "gram_flops": 1e9,
        "factor_flops": 2e9,
        "inverse_flops": 3e9,
        "solve_flops": 4e9,
    }
    best = {"copy_gb_s": 1e-6, "triad_gb_s": 1.0, "byte_table_gb_s": 1e-5}
    best |= {"float64_gflops": 5.0, "float32_gflops": 9.0}
    table = load("bounds_table")
    result = {"work": work, "best": best, "commit": "abc", "load": 1.0, "others": 0.0}
    bounds = {bound.stage: bound.seconds for bound in table.find_bounds(result)}
    assert bounds == {
        "read": 0.5,
        "parse": pytest.approx(0.2),
        "blind": pytest.approx(2.0),
        "features": pytest.approx((1000 + 16 * 100 + 8 * 20 * 10) / 1000),
        "train": pytest.approx(2.0),
        "predict": pytest.approx(1.0),
    }
    records = [{"side": "cableml", "seconds": 6.0}, {"side": "read only", "seconds": 1.0}]
    (tmp_path / "parse.json").write_text(json.dumps({"records": records}), "utf-8")
    text = table.render_bounds(result, tmp_path)
    assert "| parse | look at 200 bytes a cable once | 0.200 | 6.00 | 30 |" in text
    assert "| read | inflate 200 bytes a cable | 0.500 | 1.00 | 2.0 |" in text


def test_an_aim_is_met_or_not_or_not_measured(tmp_path: Path) -> None:
    rows = [
        {"side": "cableml", "seconds": 1.0, "processor_seconds": 2.0, "n_cables": 9000},
        {"side": "scikit-learn", "seconds": 2.0, "processor_seconds": 1.0, "n_cables": 9000},
        {"side": "broken", "error": "no luck"},
    ]
    (tmp_path / "predict.json").write_text(json.dumps({"records": rows}), "utf-8")
    lines = load("aims").render_aims(tmp_path).splitlines()
    met = {line.split(" | ")[0]: line.split(" | ")[1:] for line in lines}
    assert met["| predicting TAGS from the raw dump, cables a second, at least 4,000"] == [
        "9,000 (once)",
        "4,500 (once)",
        "yes |",
    ]
    assert met["| predicting: scikit-learn's time over cableml's, at least 3"] == [
        "2.00 (once)",
        "0.500 (once)",
        "no |",
    ]
    rows = [
        {"side": "cableml", "seconds": 0.5, "wall_seconds": 1.0, "cpu_seconds": 3.0},
        {"side": "scikit-learn, one thread", "seconds": 3.0, "wall_seconds": 5.0, "cpu_seconds": 4.0},
    ]
    (tmp_path / "train_whole.json").write_text(json.dumps({"records": rows}), "utf-8")
    lines = load("aims").render_aims(tmp_path).splitlines()
    line = next(line for line in lines if "whole dump, whole processes" in line)
    assert line.endswith("| 0.200 (once) | 0.750 (once) | yes |")
    assert met["| features: scikit-learn's time over cableml's, at least 8"] == ["not measured", "| |"]


def test_a_model_alone_has_a_rate(dump: Path) -> None:
    shipped = Path(cableml.__file__).parent / "pretrained" / "tags"
    command = [sys.executable, str(BENCH / "bench_model.py")]
    more = ["--processes", "2", "--seconds", "0.2"]
    done = subprocess.run(
        [*command, str(dump), str(shipped), *more], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = re.fullmatch(r"150 cables, processes: 2; ([\d,]+) a second\n", done.stdout)
    assert found is not None
    assert int(found[1].replace(",", "")) > 0
    absent = subprocess.run(
        [*command, "absent.csv", str(shipped)], capture_output=True, text=True, check=False, timeout=120
    )
    assert absent.returncode == 2
    assert absent.stderr.endswith("error: absent.csv: there is no such file or folder\n")
