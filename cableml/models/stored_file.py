"""One file of a model folder: an array or a word list, given out only if size, checksum and header are right.

Small files are read in one go: opening, mapping and parsing a hundred of them would take as long as importing
numpy does. Large arrays are mapped, so that what is not asked for stays on disk.
"""

from __future__ import annotations

import hashlib
import io
import stat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cableml.errors import Location, ModelFolderError
from cableml.models.manifest import FileEntry
from cableml.models.packing import unpack
from cableml.models.word_list import WordList

DTYPES = ("<f4", "<f2", "<u8", "<u4", "<u2", "|u1", "|i1")
"""What an array of a model folder may hold: plain numbers."""

_HEADER_BYTES = 4096  # of an .npy file; ours need 128
_READ_BYTES = 4 * 2**20  # a larger file is mapped


def read_stored(path: Path, entry: FileEntry) -> NDArray[Any] | WordList:
    """Return a file's array (read-only) or word list.

    Raises: ModelFolderError if the file is missing, damaged, or not what the manifest says.
    """
    place = Location(str(path))
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise ModelFolderError("this is no plain file; a model folder holds nothing else.", place)
        if found.st_size != entry.n_bytes:
            raise ModelFolderError(
                f"the file has {found.st_size:,} bytes, expected {entry.n_bytes:,}; "
                "it is damaged: copy the folder again, or retrain.",
                place,
            )
        content = path.read_bytes() if entry.shape is None or entry.n_bytes <= _READ_BYTES else None
        if _digest(path, content) != entry.sha256:
            raise ModelFolderError(
                "the content does not fit its checksum; it is damaged: copy the folder again, or retrain.",
                place,
            )
        if content is not None and entry.shape is None:
            return WordList(content)
        return unpack(_open_array(path, content, entry), entry.restore)
    except FileNotFoundError:
        raise ModelFolderError("the file is missing; copy the folder again, or retrain.", place) from None
    except OSError as error:
        raise ModelFolderError(f"it cannot be read: {error.strerror or error}.", place) from None
    except ModelFolderError as error:
        raise ModelFolderError(error.message, place) from None


def _digest(path: Path, content: bytes | None) -> str:
    if content is not None:
        return hashlib.sha256(content).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _open_array(path: Path, content: bytes | None, entry: FileEntry) -> NDArray[Any]:
    if content is None:
        with path.open("rb") as stream:
            head = stream.read(_HEADER_BYTES)
    else:
        head = content[:_HEADER_BYTES]
    start = _check_header(head, entry)
    shape, dtype = entry.shape or (), np.dtype(entry.dtype)
    if start + dtype.itemsize * int(np.prod(shape, dtype=object)) != entry.n_bytes:
        raise ModelFolderError("the array is cut off or has something behind it; retrain the model.")
    if 0 in shape:
        return np.empty(shape, dtype=dtype)
    if content is not None:
        return np.frombuffer(content, dtype=dtype, offset=start).reshape(shape)
    return np.asarray(np.memmap(path, dtype=dtype, mode="r", offset=start, shape=shape))


def _check_header(head: bytes, entry: FileEntry) -> int:
    """Return where the numbers begin, once the header says what the manifest says.

    Raises: ModelFolderError if it does not, or if this is no array.
    """
    if entry.dtype in DTYPES:
        usual = _render_header(entry)
        if head.startswith(usual):
            return len(usual)  # nothing to parse
    stream = io.BytesIO(head)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("another version of the array format")
        shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    except ValueError as error:
        raise ModelFolderError(f"this is no plain array ({error}); retrain the model.") from None
    if dtype.str not in DTYPES or dtype.str != entry.dtype or shape != entry.shape or is_fortran:
        raise ModelFolderError(
            f"the array is {dtype.str} of shape {shape}, expected {entry.dtype} of shape {entry.shape}; "
            "retrain the model."
        )
    return stream.tell()


def _render_header(entry: FileEntry) -> bytes:
    """Return the header that numpy writes in front of such an array."""
    stream = io.BytesIO()
    said = {"descr": entry.dtype, "fortran_order": False, "shape": entry.shape}
    np.lib.format.write_array_header_1_0(stream, said)
    return stream.getvalue()
