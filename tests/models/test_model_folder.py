"""Model folders: the same model comes back, the same bytes go out, and anything damaged is refused."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cableml.errors import ModelFolderError, OutputError
from cableml.models.cable_model import CableModel
from cableml.models.manifest import FORMAT, hash_content
from cableml.models.model_folder import load_model, save_model


@pytest.fixture(params=["tags_model", "level_model"])
def model(request: pytest.FixtureRequest) -> CableModel:
    return request.getfixturevalue(request.param)


@pytest.fixture
def folder(tags_model: CableModel, tmp_path: Path) -> Path:
    return save_model(tags_model, tmp_path / "model")


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_loaded_model_predicts_what_the_saved_one_does(
    model: CableModel, tmp_path: Path, other_corpus
) -> None:
    loaded = load_model(save_model(model, tmp_path / "model"))
    np.testing.assert_array_equal(
        loaded.probabilities(other_corpus.cables), model.probabilities(other_corpus.cables)
    )
    assert loaded.predict(other_corpus.cables, explain=3) == model.predict(other_corpus.cables, explain=3)
    assert (loaded.task, loaded.name, loaded.labels) == (model.task, model.name, model.labels)
    assert loaded.label_space == model.label_space
    assert loaded.summary == model.summary
    np.testing.assert_array_equal(loaded.thresholds, model.thresholds)


def test_a_loaded_models_scores_equal_the_training_pipelines(
    model: CableModel, tmp_path: Path, other_corpus
) -> None:
    loaded = load_model(save_model(model, tmp_path / "model"))
    pipeline = model.features.transform(other_corpus.cables) @ model.linear.weights + model.linear.intercepts
    np.testing.assert_allclose(loaded.scores(other_corpus.cables), pipeline, atol=1e-5)


def test_large_weights_are_mapped_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cableml.models.stored_file._READ_BYTES", 10_000)
    weights = load_model(folder).linear.weights
    assert not weights.flags.writeable
    assert type(weights) is np.ndarray
    assert isinstance(weights.base, np.memmap)


def test_mapped_or_read_an_array_is_the_same_and_not_to_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = load_model(folder)
    monkeypatch.setattr("cableml.models.stored_file._READ_BYTES", 0)
    mapped = load_model(folder)
    np.testing.assert_array_equal(read.linear.weights, mapped.linear.weights)
    assert read.linear.weights.base is not mapped.linear.weights.base
    for model in (read, mapped):
        with pytest.raises(ValueError, match="read-only"):
            model.linear.weights[0, 0] = 1.0


def test_loading_and_saving_again_changes_no_byte(folder: Path, tmp_path: Path) -> None:
    again = save_model(load_model(folder), tmp_path / "again")
    assert read_all(again) == read_all(folder)


def test_the_version_follows_the_content(folder: Path, level_model: CableModel, tmp_path: Path) -> None:
    other = save_model(level_model, tmp_path / "other")
    versions = {load_model(folder).version, load_model(other).version}
    assert len(versions) == 2
    assert all(len(version) == 16 for version in versions)
    moved = tmp_path / "moved"
    folder.rename(moved)
    assert load_model(moved).version in versions


_TRAIN = """
import sys
sys.path.insert(0, {tests!r})
from conftest import BLOCKS, make_corpus
from cableml.models.model_folder import save_model
from cableml.models.settings import FitSettings
from cableml.models.training import fit_model
corpus = make_corpus(120, seed=9)
save_model(fit_model(corpus.cables, corpus.tags, FitSettings("tags", "toy", BLOCKS, folds=0)), "tags")
save_model(fit_model(corpus.cables, corpus.levels, FitSettings("classification", "toy", BLOCKS)), "level")
"""


def test_two_trainings_in_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        place = tmp_path / seed
        place.mkdir()
        subprocess.run(
            [sys.executable, "-c", _TRAIN.format(tests=str(Path(__file__).parent))],
            cwd=place,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            timeout=300,
        )
        written.append({name: read_all(place / name) for name in ("tags", "level")})
    assert written[0] == written[1]


_PREDICT = """
import sys
from cableml.models.model_folder import load_model
from cableml.cable.blind import BlindCable, BlindParagraph
model = load_model({folder!r})
prediction = model.predict([BlindCable(paragraphs=(BlindParagraph("reactor enrichment"),))], explain=2)[0]
assert prediction.tags[0].tag == "MNUC" and prediction.tags[0].evidence
print(sorted(name for name in ("sklearn", "scipy", "joblib", "mlflow", "pandas") if name in sys.modules))
"""


def test_predicting_loads_numpy_alone(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PREDICT.format(folder=str(folder))],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_folder_holds_arrays_word_lists_and_a_manifest_only(folder: Path) -> None:
    assert {path.suffix for path in folder.iterdir()} == {".npy", ".txt", ".json"}
    for path in folder.glob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype.kind in "fu"
    terms = (folder / "block_00.terms.txt").read_text(encoding="utf-8").splitlines()
    assert "reactor" in terms


def test_the_manifest_names_every_file_with_size_and_checksum(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = read_all(folder)
    del files["manifest.json"]
    assert set(manifest["files"]) == set(files)
    for name, content in files.items():
        entry = manifest["files"][name]
        assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert manifest["format"] == FORMAT
    assert manifest["labels"]["JA"] > 5


def test_an_existing_model_is_replaced_whole(
    folder: Path, level_model: CableModel, tags_model: CableModel
) -> None:
    (folder / "left_over.npy").write_bytes(b"old")
    save_model(level_model, folder)
    assert load_model(folder).task == "classification"
    assert not (folder / "left_over.npy").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_an_empty_folder_is_filled(tags_model: CableModel, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert load_model(save_model(tags_model, tmp_path / "empty")).task == "tags"


def test_missing_parents_are_made(tags_model: CableModel, tmp_path: Path) -> None:
    assert load_model(save_model(tags_model, tmp_path / "a" / "b" / "c")).task == "tags"


def test_a_folder_of_something_else_is_not_overwritten(tags_model: CableModel, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "manifest.json").write_text('{"name": "web app"}', encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        save_model(tags_model, tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: this folder holds something else than a model and is not overwritten; "
        "give an empty or new folder."
    )
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_a_file_in_the_way_is_not_overwritten(tags_model: CableModel, tmp_path: Path) -> None:
    (tmp_path / "model").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="this is a file, not a folder; give another folder\\."):
        save_model(tags_model, tmp_path / "model")


def test_a_write_that_fails_leaves_the_old_model_and_nothing_half_written(
    folder: Path, level_model: CableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_all(folder)

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cableml.models.model_folder.np.lib.format.write_array", fail)
    with pytest.raises(OutputError) as caught:
        save_model(level_model, folder)
    assert str(caught.value) == (
        f"{folder}: the model cannot be written: No space left on device; "
        "free the place or give another folder."
    )
    assert read_all(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_an_interrupted_write_leaves_nothing(
    level_model: CableModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cableml.models.model_folder.render_manifest", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_model(level_model, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def edit_manifest(folder: Path, edit: Callable[[dict], None]) -> None:
    """Change the manifest and give it the version that fits, as a forger would."""
    plain = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    edit(plain)
    plain["version"] = hash_content(plain)
    (folder / "manifest.json").write_text(json.dumps(plain), encoding="utf-8")


def replace_array(folder: Path, name: str, array: np.ndarray, allow_pickle: bool = False) -> None:
    """Put another array into the folder, its entry in the manifest made to fit."""
    np.save(folder / name, array, allow_pickle=allow_pickle)
    content = (folder / name).read_bytes()

    def edit(plain: dict) -> None:
        plain["files"][name] = {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "dtype": array.dtype.str,
            "shape": list(array.shape),
        }

    edit_manifest(folder, edit)


def refusal(folder: Path) -> str:
    with pytest.raises(ModelFolderError) as caught:
        load_model(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "nothing"
    assert refusal(place) == f"{place}: there is no such model folder; name a folder that train saved."


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"{tmp_path}: this folder holds no manifest.json, so it is no model; name a folder that train saved."
    )


def test_a_foreign_manifest_is_refused(tmp_path: Path) -> None:
    for content in ('{"name": "web app"}', "[1, 2]", "3"):
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
        assert "this is no manifest of a cableml model" in refusal(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000], ids=["", "{", "bin", "deep"]
)
def test_a_manifest_that_is_no_json_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    assert refusal(tmp_path) == (
        f"{tmp_path / 'manifest.json'}: the manifest is damaged (no valid JSON); train the model again."
    )


def test_a_future_format_is_refused(folder: Path) -> None:
    edit_manifest(folder, lambda plain: plain.update(format=FORMAT + 1))
    assert refusal(folder) == (
        f"{folder / 'manifest.json'}: format {FORMAT + 1}, this cableml reads up to {FORMAT}; "
        "retrain with this version, or install the one that wrote it."
    )


@pytest.mark.parametrize("value", [0, -1, "1", None, True, 1.0])
def test_a_format_that_is_no_number_is_refused(value: object, folder: Path) -> None:
    edit_manifest(folder, lambda plain: plain.update(format=value))
    assert "is no format number; train the model again." in refusal(folder)


def test_a_changed_manifest_is_refused(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"JA"', '"KS"'), encoding="utf-8")
    assert refusal(folder) == (f"{path}: the content was changed after it was saved; train the model again.")


@pytest.mark.parametrize(
    "key", ["settings", "labels", "labels_dropped", "summary", "files", "task", "cableml"]
)
def test_a_manifest_that_lacks_a_part_is_refused(key: str, folder: Path) -> None:
    edit_manifest(folder, lambda plain: plain.pop(key))
    assert refusal(folder).endswith("train the model again.")


@pytest.mark.parametrize(
    "edit",
    [
        lambda plain: plain.update(labels=[]),
        lambda plain: plain.update(labels={}),
        lambda plain: plain.update(labels={"JA": -1}),
        lambda plain: plain.update(files=[]),
        lambda plain: plain["settings"].update(estimator="os.system"),
        lambda plain: plain["settings"].update(colour="red"),
        lambda plain: plain["settings"].update(blocks=[{"field": "text"}]),
        lambda plain: plain["settings"].update(blocks=[]),
        lambda plain: plain["settings"].update(c="much"),
        lambda plain: plain.update(task="classification"),
        lambda plain: plain["files"].pop("weights.npy"),
        lambda plain: plain["files"].pop("block_00.terms.txt"),
        lambda plain: plain["files"]["weights.npy"].update(shape=[1]),
        lambda plain: plain["files"]["weights.npy"].update(sha256="x"),
        lambda plain: plain["files"]["weights.npy"].update(bytes=1.5),
        lambda plain: plain["labels"].pop("JA"),
    ],
    ids=range(16),
)
def test_a_manifest_whose_parts_do_not_fit_is_refused(edit: Callable[[dict], None], folder: Path) -> None:
    edit_manifest(folder, edit)
    assert refusal(folder)


@pytest.mark.parametrize(
    "name", ["weights.npy", "block_00.hashes.npy", "block_01.terms.txt", "thresholds.npy"]
)
def test_a_missing_file_is_refused(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert refusal(folder) == (f"{folder / name}: the file is missing; copy the folder again, or retrain.")


@pytest.mark.parametrize("name", ["weights.npy", "block_00.idf.npy", "block_01.terms.txt"])
def test_a_cut_off_file_is_refused(name: str, folder: Path) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-5])
    assert refusal(folder) == (
        f"{folder / name}: the file has {len(content) - 5:,} bytes, expected {len(content):,}; "
        "it is damaged: copy the folder again, or retrain."
    )


def test_a_flipped_bit_is_refused(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        if path.name == "manifest.json":
            continue
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert refusal(folder) == (
            f"{path}: the content does not fit its checksum; "
            "it is damaged: copy the folder again, or retrain."
        )
        path.write_bytes(content)
    load_model(folder)


def test_an_array_of_objects_is_refused_unread(folder: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (tmp_path / "sprung",))  # type: ignore[return-value]

    n_labels = len(load_model(folder).labels)
    replace_array(folder, "thresholds.npy", np.array([Trap()] * n_labels, dtype=object), allow_pickle=True)
    assert "thresholds.npy: " in refusal(folder)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights.npy", lambda array: array[:-1]),
        ("weights.npy", lambda array: array[:, :-1]),
        ("weights.npy", lambda array: array.astype(np.float64)),
        ("weights.npy", lambda array: np.asfortranarray(array)),
        ("weights.npy", lambda array: array.astype(">f4")),
        ("intercepts.npy", lambda array: array[:-1]),
        ("intercepts.npy", lambda array: array[:, None]),
        ("thresholds.npy", lambda array: array[:-1]),
        ("calibration.slopes.npy", lambda array: np.diag(array)),
        ("calibration.offsets.npy", lambda array: array[:-1]),
        ("block_00.idf.npy", lambda array: array[:-1]),
        ("block_00.hashes.npy", lambda array: array[::-1].copy()),
        ("block_00.hashes.npy", lambda array: array.astype(np.int64)),
        ("block_00.hashes.npy", lambda array: np.array(3, dtype=np.uint64)),
    ],
    ids=range(14),
)
def test_an_array_of_another_shape_or_type_is_refused(
    name: str, change: Callable[[np.ndarray], np.ndarray], folder: Path
) -> None:
    replace_array(folder, name, change(np.load(folder / name)))
    message = refusal(folder)
    assert message.startswith(f"{folder}")
    assert "retrain" in message or "train the model again" in message


def test_a_shape_that_claims_more_than_the_file_holds_is_refused(folder: Path) -> None:
    content = (folder / "weights.npy").read_bytes()
    shape = np.load(folder / "weights.npy").shape
    forged = content.replace(str(shape).encode(), f"({shape[0]}, {shape[1] + 9 - 9 + 1})".encode(), 1)
    (folder / "weights.npy").write_bytes(forged)

    def edit(plain: dict) -> None:
        entry = plain["files"]["weights.npy"]
        entry.update(
            bytes=len(forged), sha256=hashlib.sha256(forged).hexdigest(), shape=[shape[0], shape[1] + 1]
        )

    edit_manifest(folder, edit)
    assert "cut off or has something behind it" in refusal(folder)


@pytest.mark.parametrize(
    "name", ["../weights.npy", "/etc/passwd", "a/b.npy", "..", "weights.npy\n", "weights.pkl", ".hidden.npy"]
)
def test_a_file_name_that_leads_elsewhere_is_refused(name: str, folder: Path) -> None:
    edit_manifest(folder, lambda plain: plain["files"].update({name: plain["files"]["weights.npy"]}))
    assert refusal(folder) == (
        f"{folder / 'manifest.json'}: the file name {name!r} is not allowed in a model folder."
    )


def test_a_link_in_place_of_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.npy"
    (folder / "weights.npy").rename(outside)
    (folder / "weights.npy").symlink_to(outside)
    assert refusal(folder) == (
        f"{folder / 'weights.npy'}: this is no plain file; a model folder holds nothing else."
    )


def test_a_word_list_of_another_length_is_refused(folder: Path) -> None:
    content = (folder / "block_00.terms.txt").read_bytes() + b"more\n"
    (folder / "block_00.terms.txt").write_bytes(content)

    def edit(plain: dict) -> None:
        plain["files"]["block_00.terms.txt"] = {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    edit_manifest(folder, edit)
    assert refusal(folder) == (
        f"{folder / 'manifest.json'}: block_00.terms.txt and block_00.hashes.npy differ in length; retrain."
    )
