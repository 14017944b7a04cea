"""Manifest: the model folder's table of contents, written and read with every field checked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cableml.cable.label_space import LabelSpace
from cableml.errors import CablemlError, Location, ModelFolderError
from cableml.models.folder_place import MANIFEST, PROJECT
from cableml.models.packing import RESTORES
from cableml.models.settings import FitSettings

FORMAT = 1
_MAX_BYTES = 64 * 2**20  # a manifest holds labels and settings; a larger one is none
_FILE_NAME = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)?\.(?:npy|txt)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the folder: its size, its SHA-256, and for arrays dtype and shape.

    ``restore``: what gives the array back that the file stands for; None: the file holds it.
    """

    n_bytes: int
    sha256: str
    dtype: str | None = None
    shape: tuple[int, ...] | None = None
    restore: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the entry as plain JSON types."""
        plain: dict[str, Any] = {"bytes": self.n_bytes, "sha256": self.sha256}
        if self.shape is not None:
            plain |= {"dtype": self.dtype, "shape": list(self.shape)}
        if self.restore is not None:
            plain["restore"] = self.restore
        return plain


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder says of itself; ``files`` maps file names to entries."""

    settings: FitSettings
    label_space: LabelSpace
    summary: Mapping[str, Any]
    files: Mapping[str, FileEntry]
    cableml_version: str

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as plain JSON types, ``version`` (a hash of all the rest) included."""
        settings = self.settings.to_json()
        del settings["jobs"]  # how many threads fitted the model is no part of it
        plain: dict[str, Any] = {
            "project": PROJECT,
            "format": FORMAT,
            "cableml": self.cableml_version,
            "task": self.settings.task,
            "name": self.settings.name or self.settings.task,
            "labels": {label: self.label_space.counts[label] for label in self.label_space.labels},
            "labels_dropped": {
                label: [count, reason] for label, (count, reason) in self.label_space.dropped.items()
            },
            "settings": settings,
            "summary": dict(self.summary),
            "files": {name: self.files[name].to_json() for name in sorted(self.files)},
        }
        plain["version"] = hash_content(plain)
        return plain


def hash_content(plain: Mapping[str, Any]) -> str:
    """Return the model's version: 16 hexadecimal digits that any change of the content changes."""
    rest = {key: value for key, value in plain.items() if key != "version"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def render_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as file content."""
    return (json.dumps(manifest.to_json(), indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """Return the folder's manifest and the model's version.

    Raises: ModelFolderError if there is none, or it is damaged, foreign or of another format.
    """
    path = folder / MANIFEST
    place = Location(str(path))
    plain = _read_object(folder, path)
    if plain.get("project") != PROJECT:
        raise ModelFolderError(
            "this is no manifest of a cableml model; name a folder that train saved.", place
        )
    found = plain.get("format")
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise ModelFolderError(f"format {found!r} is no format number; train the model again.", place)
    if found > FORMAT:
        raise ModelFolderError(
            f"format {found}, this cableml reads up to {FORMAT}; retrain with this version, "
            "or install the one that wrote it.",
            place,
        )
    if plain.get("version") != hash_content(plain):
        raise ModelFolderError("the content was changed after it was saved; train the model again.", place)
    try:
        return _parse_manifest(plain), str(plain["version"])
    except ModelFolderError as error:
        raise ModelFolderError(error.message, place) from None
    except (KeyError, TypeError, ValueError, AttributeError, CablemlError) as error:
        raise ModelFolderError(
            f"the manifest is damaged ({type(error).__name__}: {error}); train the model again.", place
        ) from None


def _read_object(folder: Path, path: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ModelFolderError(
            "there is no such model folder; name a folder that train saved.", Location(str(folder))
        )
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ModelFolderError("the file is far too large for a manifest.", Location(str(path)))
        plain = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ModelFolderError(
            f"this folder holds no {MANIFEST}, so it is no model; name a folder that train saved.",
            Location(str(folder)),
        ) from None
    except OSError as error:
        raise ModelFolderError(f"it cannot be read: {error.strerror}.", Location(str(path))) from None
    except (ValueError, RecursionError):
        raise ModelFolderError(
            "the manifest is damaged (no valid JSON); train the model again.", Location(str(path))
        ) from None
    if not isinstance(plain, dict):
        raise ModelFolderError("this is no manifest of a cableml model.", Location(str(path)))
    return plain


def _parse_manifest(plain: Mapping[str, Any]) -> Manifest:
    settings = FitSettings.from_json(plain["settings"])
    if plain["task"] != settings.task or not isinstance(plain["name"], str):
        raise ModelFolderError("task and settings disagree; train the model again.")
    counts = {str(label): _natural(count) for label, count in plain["labels"].items()}
    dropped = {
        str(label): (_natural(count), str(reason))
        for label, (count, reason) in plain["labels_dropped"].items()
    }
    if not counts:
        raise ModelFolderError("the manifest names no label; train the model again.")
    files = {name: _parse_entry(name, entry) for name, entry in plain["files"].items()}
    label_space = LabelSpace(tuple(counts), MappingProxyType(counts), MappingProxyType(dropped))
    return Manifest(settings, label_space, dict(plain["summary"]), files, str(plain["cableml"]))


def _parse_entry(name: str, entry: Mapping[str, Any]) -> FileEntry:
    if not _FILE_NAME.fullmatch(name):
        raise ModelFolderError(f"the file name {name!r} is not allowed in a model folder.")
    if not _SHA256.fullmatch(entry["sha256"]):
        raise ModelFolderError(f"the checksum of {name} is not SHA-256.")
    shape, restore = entry.get("shape"), entry.get("restore")
    if restore is not None and (restore not in RESTORES or shape is None):
        raise ModelFolderError(f"{name} is to be restored as {restore!r}, which this cableml cannot do.")
    return FileEntry(
        _natural(entry["bytes"]),
        entry["sha256"],
        None if shape is None else str(entry["dtype"]),
        None if shape is None else tuple(_natural(size) for size in shape),
        restore,
    )


def _natural(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value
