"""What an installation compiled says the same as the plain Python that it was made of."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cableml
import cableml.parsing.parser
from cableml.cable.blind import blind
from cableml.cable.cable import Cable
from cableml.cli.render_prediction import render_line, render_prediction
from cableml.corpus.demo import write_demo
from cableml.corpus.reading import read_cables
from cableml.features.field_text import read_text
from cableml.features.spec import BODY_FIELDS, HEADER_FIELDS
from cableml.models.prediction import LevelPrediction, ScoredTag, TagsPrediction
from cableml.workflows.predict import ModelReference, PredictedCable

DESCRIBE = "import test_compiled; test_compiled.describe({files!r})"


def predict_blindly(cable: Cable) -> PredictedCable:
    """Return a prediction of which no more is asked than that it can be written."""
    tags = TagsPrediction((ScoredTag("PREL", 0.75, True), ScoredTag("JA", 1 / 3, False)))
    level = LevelPrediction("SECRET", {"SECRET": 0.5, "UNCLASSIFIED": 0.5})
    names = {"PREL": "External Political Relations"}
    models = (ModelReference("tags", "tags", "1"),)
    return PredictedCable(
        cable.id, cable.source, cable.subject, cable.origin, cable.date, tags, level, names, models
    )


def digest(files: list[str]) -> str:
    """Return a hash of what is read from the files and written of it: records, blind cables, lines."""
    problems: list[str] = []
    told = hashlib.sha256()
    for cable in read_cables(files, on_problem=lambda error: problems.append(str(error))):
        blinded = blind(cable)
        fields = [read_text(blinded, field) for field in (*BODY_FIELDS, *HEADER_FIELDS)]
        written = [render_line(predict_blindly(cable)), render_prediction(predict_blindly(cable))]
        for view in (json.dumps(cable.to_json()), repr(cable), repr(blinded), *fields, *written):
            told.update(view.encode("utf-8", "surrogatepass"))
    told.update("\n".join(problems).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def describe(files: list[str]) -> None:
    """Print where the parser comes from, and the digest."""
    print(json.dumps([cableml.parsing.parser.__file__, digest(files)]))  # noqa: T201


@pytest.fixture(scope="module")
def installed(checkout: Path) -> Path:
    """The folder of the installed package; skips where the tests run on the checkout itself."""
    folder = Path(cableml.__file__).resolve().parent
    if folder == checkout / "cableml":
        pytest.skip("cableml is not installed: the checkout's own files are tested")
    return folder


@pytest.fixture(scope="module")
def compiled(installed: Path) -> Path:
    """The compiled parser; skips where there was nothing to compile it with."""
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        pytest.skip("there is no C compiler on this machine")
    if os.environ.get("CABLEML_COMPILE") == "0":
        pytest.skip("CABLEML_COMPILE=0: plain Python was asked for")
    return Path(cableml.parsing.parser.__file__)


def test_an_installation_beside_a_compiler_is_compiled(compiled: Path, installed: Path) -> None:
    from cableml.native import kernels

    assert compiled.parent == installed / "parsing"
    assert compiled.suffix in (".so", ".pyd")
    assert kernels is not None or os.environ.get("CABLEML_NATIVE") == "0"


def test_the_compiled_parser_reads_what_the_plain_one_reads(
    compiled: Path, checkout: Path, tmp_path: Path
) -> None:
    files = [str(path) for path in sorted((checkout / "seeds").iterdir()) if path.suffix == ".txt"]
    assert len(files) == 3
    for name in ("demo.csv", "demo.txt", "mixed/"):
        write_demo(f"{tmp_path}/{name}", 60, 5)
        files.append(str(tmp_path / name))
    done = subprocess.run(
        [sys.executable, "-c", DESCRIBE.format(files=files)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(checkout), str(Path(__file__).parent)))},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    parser, plain = json.loads(done.stdout)
    assert Path(parser) == checkout / "cableml" / "parsing" / "parser.py"
    assert compiled.suffix != ".py"
    assert digest(files) == plain


def test_what_travels_between_processes_is_the_same_afterwards(compiled: Path, tmp_path: Path) -> None:
    import pickle

    write_demo(tmp_path / "demo.csv", 20, 5)
    cables = list(read_cables([str(tmp_path / "demo.csv")]))
    assert len(cables) == 20
    blinded = [blind(cable) for cable in cables]
    assert pickle.loads(pickle.dumps(blinded)) == blinded
