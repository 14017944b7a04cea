"""Model folders: data, never code. Plain arrays, word lists and a manifest with sizes and checksums.

Nothing in a folder is executed or unpickled: the worst a folder from a stranger can do is be refused.
The same model gives the same bytes: no time, no host, no random name goes in.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import cableml
from cableml.errors import CablemlError, Location, ModelFolderError, OutputError
from cableml.features.paragraph_rows import count_paragraph_words
from cableml.features.union import FeatureUnion
from cableml.models.cable_model import CableModel
from cableml.models.calibration import Calibration
from cableml.models.caveats import caveats_from_arrays, caveats_to_arrays
from cableml.models.compact import CompactLinear, compact_from_arrays, compact_to_arrays
from cableml.models.folder_place import MANIFEST, check_replaceable
from cableml.models.level_stage import LevelStage, level_stage_from_arrays, level_stage_to_arrays
from cableml.models.linear import Linear, LinearMap
from cableml.models.manifest import (
    FileEntry,
    Manifest,
    read_manifest,
    render_manifest,
)
from cableml.models.named_labels import learned_columns
from cableml.models.packing import pack
from cableml.models.second_stage import SecondStage, stage_from_arrays, stage_to_arrays
from cableml.models.stored_file import DTYPES, read_stored
from cableml.models.word_list import WordList, render_word_list


def save_model(model: CableModel, folder: str | Path) -> Path:
    """Return the folder after writing the model to it: whole, or not at all.

    Written aside, then renamed. An existing model folder or empty folder is replaced.

    Raises: OutputError if something else lies there or the place cannot be written to.
    """
    target = Path(folder)
    place = Location(str(target))
    check_replaceable(target)
    target = target.absolute() if not target.is_symlink() else target.resolve()
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        _write_files(model, aside)
        if target.exists():
            target.rename(old)
        try:
            aside.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        raise OutputError(
            f"the model cannot be written: {error.strerror or error}; free the place or give another folder.",
            place,
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return Path(folder)


def load_model(folder: str | Path) -> CableModel:
    """Return the model of a folder, with its weights mapped, not read.

    Raises: ModelFolderError if anything is missing, damaged, foreign or of a later format.
    """
    root = Path(folder)
    manifest, version = read_manifest(root)
    contents = {name: read_stored(root / name, entry) for name, entry in manifest.files.items()}
    try:
        return _assemble(manifest, version, contents)
    except KeyError as error:
        raise ModelFolderError(
            f"the manifest names no file {error.args[0]}; train the model again.",
            Location(str(root / MANIFEST)),
        ) from None
    except CablemlError as error:
        raise ModelFolderError(error.message, Location(str(root / MANIFEST))) from None


def _model_arrays(model: CableModel) -> tuple[dict[str, NDArray[Any]], dict[str, bytes]]:
    arrays, terms = model.features.to_arrays()
    arrays |= {
        **_linear_arrays(model.linear),
        "calibration.slopes": model.calibration.slopes,
        "calibration.offsets": model.calibration.offsets,
        "thresholds": model.thresholds,
    }
    if model.caveats is not None:
        arrays |= caveats_to_arrays(model.caveats)
    if model.second_stage is not None:
        stage = model.second_stage
        more, names = (
            level_stage_to_arrays(stage) if isinstance(stage, LevelStage) else stage_to_arrays(stage)
        )
        arrays |= more
        terms |= names
    lists = {f"{name}.txt": render_word_list(words) for name, words in terms.items()}
    return {f"{name}.npy": array for name, array in arrays.items()}, lists


def _linear_arrays(linear: LinearMap) -> dict[str, NDArray[Any]]:
    if isinstance(linear, CompactLinear):
        return {**compact_to_arrays(linear), "intercepts": linear.intercepts}
    assert isinstance(linear, Linear)
    return {"weights": linear.weights, "intercepts": linear.intercepts}


def _linear_from_arrays(arrays: Mapping[str, NDArray[Any]], n_features: int, n_scores: int) -> LinearMap:
    _expect(arrays, "intercepts", "<f4", (n_scores,))
    if "weights" not in arrays and "weights.codes" in arrays:
        return compact_from_arrays(arrays, arrays["intercepts"], n_features)
    _expect(arrays, "weights", arrays["weights"].dtype.str, (n_features, n_scores))
    return Linear(arrays["weights"], arrays["intercepts"])


def _write_files(model: CableModel, folder: Path) -> None:
    arrays, lists = _model_arrays(model)
    files: dict[str, FileEntry] = {}
    for name, array in arrays.items():
        packed = pack(np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")))
        with (folder / name).open("wb") as stream:
            np.lib.format.write_array(stream, packed.stored, version=(1, 0), allow_pickle=False)
        files[name] = replace(_describe(folder / name, packed.stored), restore=packed.restore)
    for name, content in lists.items():
        (folder / name).write_bytes(content)
        files[name] = _describe(folder / name)
    manifest = Manifest(model.settings, model.label_space, model.summary, files, cableml.__version__)
    (folder / MANIFEST).write_bytes(render_manifest(manifest))


def _describe(path: Path, array: NDArray[Any] | None = None) -> FileEntry:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if array is None:
        return FileEntry(path.stat().st_size, digest)
    return FileEntry(path.stat().st_size, digest, array.dtype.str, array.shape)


def _assemble(
    manifest: Manifest, version: str, contents: Mapping[str, NDArray[Any] | WordList]
) -> CableModel:
    settings, labels = manifest.settings, manifest.label_space
    unfitted = FeatureUnion(settings.blocks, settings.fields)
    arrays: dict[str, NDArray[Any]] = {}
    terms: dict[str, WordList] = {}
    for name, content in contents.items():
        if isinstance(content, WordList):
            terms[name.removesuffix(".txt")] = content
        else:
            arrays[name.removesuffix(".npy")] = content
    n_features = 0
    for number in range(len(unfitted.active_specs())):
        block = f"block_{number:02d}"
        size = arrays[f"{block}.hashes"].size
        _expect(arrays, f"{block}.hashes", "<u8", (size,))
        _expect(arrays, f"{block}.idf", "<f4", (size,))
        if len(terms[f"{block}.terms"]) != size:
            raise ModelFolderError(f"{block}.terms.txt and {block}.hashes.npy differ in length; retrain.")
        if np.any(arrays[f"{block}.hashes"][1:] <= arrays[f"{block}.hashes"][:-1]):
            raise ModelFolderError(f"{block}.hashes.npy is not sorted; retrain the model.")
        n_features += size
    n_labels = len(labels)
    is_tags = settings.task == "tags"
    n_scores = arrays["intercepts"].size
    n_fitted = n_labels
    if settings.second_stage is not None:
        n_fitted = len(learned_columns(labels, settings.min_cables))
    if n_scores != n_fitted if is_tags else n_scores < n_labels:
        raise ModelFolderError(f"{n_scores} scores do not fit {n_labels} labels; retrain the model.")
    linear = _linear_from_arrays(arrays, n_features, n_scores)
    _expect(arrays, "calibration.slopes", "<f4", (n_fitted,) if is_tags else (n_scores, n_labels))
    _expect(arrays, "calibration.offsets", "<f4", (n_fitted,))
    _expect(arrays, "thresholds", "<f4", (n_labels,) if is_tags else (0,))
    features = FeatureUnion.from_arrays(settings.blocks, settings.fields, arrays, terms)
    second_stage: SecondStage | LevelStage | None = None
    if settings.second_stage is not None and not is_tags:
        second_stage = level_stage_from_arrays(
            arrays,
            terms,
            use_header=settings.fields != "body",
            n_features=n_features,
            n_scores=n_scores,
            n_levels=n_labels,
            n_words=count_paragraph_words(features),
        )
    elif settings.second_stage is not None:
        second_stage = stage_from_arrays(
            arrays,
            terms,
            candidates=settings.second_stage.candidates,
            block_names=tuple(spec.prefix for spec in features.active_specs()),
            use_header=settings.fields != "body",
            n_features=n_features,
            n_tags=n_labels,
        )
    return CableModel(
        settings,
        features,
        linear,
        Calibration(arrays["calibration.slopes"], arrays["calibration.offsets"]),
        arrays["thresholds"],
        labels,
        manifest.summary,
        version,
        second_stage,
        None if is_tags else caveats_from_arrays(arrays, n_scores),
    )


def _expect(arrays: Mapping[str, NDArray[Any]], name: str, dtype: str, shape: tuple[int, ...]) -> None:
    array = arrays[name]
    if array.dtype.str != dtype or array.shape != shape or dtype not in DTYPES:
        raise ModelFolderError(
            f"{name}.npy is {array.dtype.str} of shape {array.shape}, expected {dtype} of shape {shape}; "
            "retrain the model."
        )
