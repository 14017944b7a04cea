"""A model of the run store, served over HTTP and as a Spark function, against ``cableml predict``."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]

READY_SECONDS = 120.0
SPARK = """
import json, sys, warnings
warnings.simplefilter("ignore")
from pyspark.sql import SparkSession
session = (
    SparkSession.builder.master("local[2]").appName("cableml")
    .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
session.sparkContext.setLogLevel("ERROR")
import mlflow.pyfunc
texts = json.load(open(sys.argv[2], encoding="utf-8"))
tag = mlflow.pyfunc.spark_udf(session, sys.argv[1], env_manager="local", result_type="string")
frame = session.createDataFrame([(place, text) for place, text in enumerate(texts)], ["place", "text"])
rows = frame.withColumn("answer", tag("text")).select("place", "answer").orderBy("place").collect()
json.dump([row["answer"] for row in rows], open(sys.argv[3], "w", encoding="utf-8"))
session.stop()
"""


@pytest.fixture(scope="module")
def texts(checkout: Path) -> list[str]:
    """Some cables, and a text that is none."""
    return [path.read_text("utf-8") for path in sorted((checkout / "seeds").glob("*.txt"))[:4]] + [""]


@pytest.fixture(scope="module")
def expected(checkout: Path, tracked_folder: Path) -> list[Any]:
    """What ``cableml predict`` says of the cables, without the name of the file that they come from."""
    from cableml.workflows.listener import SilentListener
    from cableml.workflows.predict import load_models, predict

    paths = [str(path) for path in sorted((checkout / "seeds").glob("*.txt"))[:4]]
    models = load_models([str(tracked_folder / "one")])
    return [{**one.to_json(), "source": ""} for one in predict(paths, models, SilentListener())]


@pytest.fixture(scope="module")
def model(tracked_folder: Path) -> Path:
    """The folder of the logged model ``one``, as MLflow wrote it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tracked_folder)
        from cableml.tracking.model_registry import fetching
        from cableml.tracking.run_reader import read_runs

        (run,) = (run for run in read_runs() if run.name.startswith("one:"))
        with fetching() as fetcher:
            return fetcher.fetch(f"runs:/{run.id}", tracked_folder).parent.parent


@pytest.fixture(scope="module")
def environment(checkout: Path) -> dict[str, str]:
    """The variables of a process that serves: this Python first on the path, no telemetry."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(checkout), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "OMP_NUM_THREADS": "1",
    }


@pytest.fixture(scope="module")
def server(model: Path, environment: dict[str, str]) -> Iterator[int]:
    """The port of loopback on which the model is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "mlflow", "models", "serve", "--model-uri", str(model)),
            *("--env-manager", "local", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not answers(port):
            assert process.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server did not answer in time"
            time.sleep(0.5)
        yield port
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


def answers(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2.0)) as connection:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
    except OSError:
        return False


def ask(port: int, body: Any) -> tuple[int, Any]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60.0)) as connection:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/invocations", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("shape", ["inputs", "dataframe_split"])
def test_a_served_model_answers_as_predict_does(
    shape: str, server: int, texts: list[str], expected: list[Any]
) -> None:
    table = {"columns": ["text"], "data": [[text] for text in texts]}
    status, answer = ask(server, {shape: texts if shape == "inputs" else table})
    assert status == 200
    *predicted, broken = map(json.loads, answer["predictions"])
    assert predicted == expected
    assert list(broken) == ["error"]


def test_a_served_model_takes_the_example_that_lies_beside_it(server: int, model: Path) -> None:
    status, answer = ask(server, json.loads((model / "serving_input_example.json").read_text("utf-8")))
    assert status == 200
    (predicted,) = map(json.loads, answer["predictions"])
    assert predicted["subject"] == "MINISTER OF TRADE ASKS FOR TALKS ON TARIFFS"
    assert predicted["tags"]


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")
def test_a_spark_function_answers_as_predict_does(
    model: Path, texts: list[str], expected: list[Any], environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "texts.json").write_text(json.dumps(texts))
    program = [sys.executable, "-c", SPARK, str(model), "texts.json", "answers.json"]
    more = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        program,
        cwd=tmp_path,
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    *predicted, broken = map(json.loads, json.loads((tmp_path / "answers.json").read_text("utf-8")))
    assert predicted == expected
    assert list(broken) == ["error"]
