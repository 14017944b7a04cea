"""What a child process measures of cableml itself. Each task returns seconds and facts as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from measuring.clock import Clock
from measuring.prepared import read_blind, read_prepared


def read(folder: Path, dump: str) -> dict[str, Any]:
    """Read the records of the dump: decompress, decode, cut into rows; no cable is parsed."""
    from cableml.corpus.reading import read_records

    clock = Clock()
    n_cables = characters = 0
    for record in read_records(dump):
        n_cables += 1
        characters += len(record.text)
    took = clock.read()
    return {
        **took,
        "n_cables": n_cables,
        "characters": characters,
        "file_bytes": Path(dump).stat().st_size,
    }


def parse(folder: Path, dump: str) -> dict[str, Any]:
    """Parse every record of the dump once, in the order of the dump; the records are read before."""
    from cableml.corpus.reading import read_records
    from cableml.errors import CablemlError
    from cableml.parsing.parser import parse_cable

    records = [record for record in read_records(dump) if record.text]
    n_failed = 0
    clock = Clock()
    for record in records:
        try:
            parse_cable(record.text, record.source, record.known)
        except CablemlError:
            n_failed += 1
    took = clock.read()
    return {**took, "n_cables": len(records), "n_failed": n_failed}


def fold(folder: Path, dump: str) -> dict[str, Any]:
    """Fold the white space of the same texts: what the least look at every character costs in Python."""
    from cableml.corpus.reading import read_records

    texts = [record.text for record in read_records(dump) if record.text]
    clock = Clock()
    for text in texts:
        " ".join(text.split())
    return {**clock.read(), "n_cables": len(texts)}


def blind(folder: Path, dump: str) -> dict[str, Any]:
    """Blind every cable of the dump once; the cables are parsed before."""
    from cableml.cable.blind import blind
    from cableml.corpus.reading import read_cables

    cables = list(read_cables([dump], on_problem=lambda problem: None))
    clock = Clock()
    for cable in cables:
        blind(cable)
    return {**clock.read(), "n_cables": len(cables)}


def stream(folder: Path, dump: str) -> dict[str, Any]:
    """Read, parse and blind the dump cable by cable, keeping none."""
    from cableml.cable.blind import blind
    from cableml.corpus.reading import read_cables

    n_cables = 0
    clock = Clock()
    for cable in read_cables([dump], on_problem=lambda problem: None):
        blind(cable)
        n_cables += 1
    return {**clock.read(), "n_cables": n_cables}


def features(folder: Path, ngrams: str = "1") -> dict[str, Any]:
    """Learn the columns of all cables and weigh their rows, then weigh the rows again by what was learned."""
    import scipy.sparse  # noqa: F401  (imported when the matrix is made; no import is timed)

    from cableml.features.spec import BlockSpec
    from cableml.features.union import FeatureUnion

    cables = read_blind(folder)
    union = FeatureUnion([BlockSpec("text", "words", int(ngrams), min_cables=3, max_share=0.5)])
    clock = Clock()
    matrix = union.fit_transform(cables)
    took = clock.read()
    clock = Clock()
    union.rows(cables)
    return {
        **took,
        "again_seconds": clock.seconds,
        "n_cables": matrix.shape[0],
        "n_features": matrix.shape[1],
        "n_stored": int(matrix.nnz),
    }


def features_f1(folder: Path, ngrams: str = "1") -> dict[str, Any]:
    """Fit scikit-learn's LinearSVC on cableml's matrix, for a comparison of matrices alone."""
    from cableml.features.spec import BlockSpec
    from cableml.features.union import FeatureUnion
    from measuring.tasks_sklearn import judge_matrix

    spec = BlockSpec("text", "words", int(ngrams), min_cables=3, max_share=0.5)

    def vectorise(train: list[int], test: list[int]) -> tuple[Any, Any]:
        cables = read_blind(folder)
        union = FeatureUnion([spec])
        return union.fit_transform([cables[n] for n in train]), union.transform([cables[n] for n in test])

    return judge_matrix(folder, read_prepared(folder), vectorise)


def probe(folder: Path) -> dict[str, Any]:
    """Return which version of the package is measured, and how it was built."""
    import importlib.machinery
    import importlib.util
    import platform

    import cableml

    compiled = tuple(importlib.machinery.EXTENSION_SUFFIXES)
    packages = Path(cableml.__file__).parent
    built = sorted(
        str(path.relative_to(packages.parent).with_suffix("")).split(".")[0].replace("/", ".")
        for path in packages.rglob("*")
        if path.name.endswith(compiled)
    )
    return {
        "seconds": 0.0,
        "cableml": cableml.__version__,
        "compiled_modules": len(built),
        "native": any(name.startswith("cableml.native") for name in built),
        "python": platform.python_version(),
    }


def judge(folder: Path, predictions: str) -> dict[str, Any]:
    """Return micro-F1 of the test cables in what ``cableml predict --format jsonl`` wrote of the dump."""
    from measuring.accuracy import pick_tested, read_assigned, score_micro_f1

    cables = read_prepared(folder)
    tested = [cable.side == "test" and cable.tags is not None for cable in cables]
    rows = read_assigned(Path(predictions))
    gold = [cable.tags or () for cable, is_tested in zip(cables, tested, strict=True) if is_tested]
    return {"micro_f1": score_micro_f1(gold, pick_tested(rows, tested))}


def prepare(folder: Path, dump: str, config: str, *overrides: str) -> dict[str, Any]:
    """Write the prepared cables, and one cable of middling length as a raw and as a prepared text."""
    from cableml.corpus.reading import read_records
    from measuring import prepared

    facts = prepared.prepare(Path(dump), Path(config), folder, overrides)
    raw = sorted((record.text for record in read_records(dump) if record.text), key=len)
    texts = sorted((cable.text for cable in read_prepared(folder)), key=len)
    (folder / "raw.txt").write_text(raw[len(raw) // 2], "utf-8")
    (folder / "one.txt").write_text(texts[len(texts) // 2], "utf-8")
    return facts | {"raw_characters_per_cable": round(sum(map(len, raw)) / len(raw))}


def count_work(folder: Path, dump: str, config: str) -> dict[str, Any]:
    """Count what the stages must touch at least: bytes of text, words, stored numbers, operations.

    Operations of training are those of the ridge estimator's algebra, for the training cables and all
    blocks of the config: products of rows that share a column, a Cholesky factor, its inverse, and two
    triangular solves a label.
    """
    import gzip
    import zlib

    import numpy as np

    from cableml.config.load import load_config
    from cableml.features.batch import split_batches
    from cableml.features.union import FeatureUnion
    from cableml.workflows.train import build_fit_settings
    from measuring.prepared import pick_labels, read_facts

    settings = build_fit_settings(load_config(config, ()))
    chosen = read_prepared(folder)
    train = [place for place, cable in enumerate(chosen) if cable.side == "train"]
    cables = read_blind(folder)
    n_words = sum(len(batch.words("text").hash) for batch in split_batches(cables))
    union = FeatureUnion(settings.blocks, settings.fields)
    matrix = union.fit_transform([cables[place] for place in train])
    labels = pick_labels([chosen[place].tags or () for place in train], read_facts(folder)["min_cables"])
    seen_in = np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.float64)
    n = float(len(train))
    packed = Path(dump).read_bytes()
    inflate_seconds = 0.0
    if packed[:2] == b"\x1f\x8b":
        clock = Clock()
        zlib.decompress(packed, wbits=31)
        inflate_seconds = clock.seconds
    opened = gzip.open if packed[:2] == b"\x1f\x8b" else open
    with opened(dump, "rb") as stream:
        unpacked_bytes = sum(len(block) for block in iter(lambda: stream.read(1 << 20), b""))
    return {
        "n_cables": len(cables),
        "n_train": len(train),
        "n_labels": len(labels),
        "n_features": matrix.shape[1],
        "n_words": n_words,
        "stored_per_cable": matrix.nnz / n,
        "characters": sum(len(cable.text) for cable in chosen),
        "file_bytes": len(packed),
        "unpacked_bytes": unpacked_bytes,
        "inflate_seconds": inflate_seconds,
        "gram_flops": float((seen_in**2).sum()),
        "factor_flops": n**3 / 3.0,
        "inverse_flops": 2.0 * n**3 / 3.0,
        "solve_flops": 2.0 * n * n * len(labels),
        "inverse_as_solved_flops": 2.0 * n**3,
    }
