"""Packed arrays: fewer bytes on disk, the same array back, and nothing that could not have been packed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cableml.errors import ModelFolderError
from cableml.models.cable_model import CableModel
from cableml.models.manifest import hash_content
from cableml.models.model_folder import load_model, save_model
from cableml.models.packing import pack, unpack
from cableml.models.settings import FitSettings, StageSettings
from cableml.models.training import fit_model

DRAW = np.random.default_rng(5)
SMALL = DRAW.integers(0, 200, 500).astype("<u4")
MIDDLE = DRAW.integers(0, 60_000, 500).astype("<u4")
STARTS = np.concatenate([[0], np.cumsum(MIDDLE)]).astype("<u4")
COUNTS = DRAW.integers(0, 3_000, (30, 30)).astype("<f4")


@pytest.mark.parametrize(
    ("array", "dtype", "restore"),
    [
        (SMALL, "|u1", "<u4"),
        (MIDDLE, "<u2", "<u4"),
        (SMALL.astype("<u2"), "|u1", "<u2"),
        (STARTS, "<u2", "sums <u4"),
        (np.arange(500, dtype="<u4"), "|u1", "sums <u4"),
        (COUNTS, "<u2", "<f4"),
    ],
    ids=["u4 in one", "u4 in two", "u2 in one", "starts", "places", "counts"],
)
def test_whole_numbers_take_the_fewest_bytes_and_come_back(
    array: np.ndarray, dtype: str, restore: str
) -> None:
    packed = pack(array)
    assert (packed.stored.dtype.str, packed.restore) == (dtype, restore)
    back = unpack(packed.stored, packed.restore)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    "array",
    [
        DRAW.normal(size=500).astype("<f4"),
        np.abs(DRAW.normal(size=500)).astype("<f4"),
        np.full(500, -0.0, dtype="<f4"),
        np.full(500, np.nan, dtype="<f4"),
        np.full(500, 65_536, dtype="<f4"),
        np.full(500, 2**32 - 1, dtype="<u4"),
        np.arange(500, dtype="<u8"),
        np.arange(500).astype("<f2"),
        np.arange(10, dtype="<u4"),
        np.empty((0, 3), dtype="<f4"),
    ],
    ids=["weights", "fractions", "minus 0", "nan", "large", "full", "u8", "f2", "short", "empty"],
)
def test_all_else_stays_as_it_is(array: np.ndarray) -> None:
    packed = pack(array)
    assert packed.restore is None
    assert packed.stored is array


def test_what_was_never_packed_is_refused() -> None:
    for stored, restore in (
        (np.zeros(3, dtype="<f4"), "<u4"),
        (np.zeros((3, 3), dtype="|u1"), "sums <u4"),
    ):
        with pytest.raises(ModelFolderError, match="is never stored for"):
            unpack(stored, restore)
    with pytest.raises(ModelFolderError, match="its sums are too large"):
        unpack(np.full(70_000, 65_535, dtype="<u2"), "sums <u4")


def test_a_folder_whose_arrays_are_packed_gives_the_same_model(
    corpus, other_corpus, tags_settings: FitSettings, tmp_path: Path
) -> None:
    stage = StageSettings(candidates=4, trees=5, folds=3, min_pairs=5)
    settings = replace(tags_settings, estimator="ridge", folds=0, second_stage=stage)
    model = fit_model(corpus.cables, corpus.tags, settings)
    folder = save_model(model, tmp_path / "model")
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert files["memory.cables.npy"]["restore"] == "<u4"
    assert files["memory.cables.npy"]["dtype"] == "<u2"
    assert files["memory.starts.npy"]["restore"] == "sums <u4"
    loaded = load_model(folder)
    np.testing.assert_array_equal(
        loaded.probabilities(other_corpus.cables), model.probabilities(other_corpus.cables)
    )
    again = save_model(loaded, tmp_path / "again")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


@pytest.mark.parametrize("restore", ["pickle", "<u8", 3, ["<u4"]])
def test_an_unknown_way_of_restoring_is_refused(
    restore: object, level_model: CableModel, tmp_path: Path
) -> None:
    folder = save_model(level_model, tmp_path / "model")
    plain = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    plain["files"]["intercepts.npy"]["restore"] = restore
    plain["version"] = hash_content(plain)
    (folder / "manifest.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(ModelFolderError) as caught:
        load_model(folder)
    assert str(caught.value) == (
        f"{folder / 'manifest.json'}: intercepts.npy is to be restored as {restore!r}, "
        "which this cableml cannot do."
    )
