"""Demo cables written to files: a dump, JSON lines, raw text, or a folder with every kind of file."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import BinaryIO, cast

from cableml.corpus.demo.generate import DemoCable, generate_demo
from cableml.errors import Location, OutputError

Progress = Callable[[int, int], None]

_REPORT_EVERY = 500
_BETWEEN_CABLES = "\n\n\n"
_FOLDER_SUFFIXES = (".txt", ".html", ".csv", ".jsonl", ".txt.gz", ".html.gz")


def write_demo(path: str | Path, cables: int, seed: int, progress: Progress | None = None) -> int:
    """Write demo cables and return their number; the same seed writes the same bytes.

    Parameters
    ----------
    path
        ``.csv`` writes the dump's eight columns, ``.jsonl`` one ``{"id", "text"}`` a line, ``.txt`` raw
        cables behind each other, each also with ``.gz``. A folder (existing, or a name that ends in a
        slash) gets one file a cable, in mixed formats, pages among them.
    progress
        Called now and then with the number of cables written and the number asked for.

    Raises
    ------
    OutputError
        The name has another suffix, or the file cannot be written; nothing half-written stays.
    """
    source = _counted(generate_demo(cables, seed), cables, progress)
    if str(path).endswith(("/", os.sep)) or Path(path).is_dir():
        return _write_folder(Path(path), source)
    target = Path(path)
    kind = target.name.removesuffix(".gz").rpartition(".")[2]
    if kind not in _WRITERS or "." not in target.name:
        message = f"cannot tell the format from {target.name!r}. End it in {_FORMATS}, or in / for a folder."
        raise OutputError(message, Location(str(path)))
    write = _WRITERS[kind]
    with open_for_replacing(target) as stream:
        for number, cable in enumerate(source):
            stream.write(write(cable, number).encode())
    return cables


def write_demo_labels(path: str | Path, cables: int, seed: int) -> int:
    """Write the gold labels of a demo corpus as a labels file, and return how many lines it has.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    with open_for_replacing(Path(path)) as stream:
        for cable in generate_demo(cables, seed):
            labels = {"id": cable.id, "tags": list(cable.tags), "classification": cable.classification}
            stream.write(json.dumps(labels).encode() + b"\n")
    return cables


@contextmanager
def open_for_replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file whose content appears under its name only when all of it was written.

    A name that ends in ``.gz`` is packed, with no time stamp in it.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as raw:
            if path.name.endswith(".gz"):
                with gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield raw
        aside.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"cannot be written ({reason}). Check the folder, its permissions and the free space."
        raise OutputError(message, Location(str(path))) from error
    finally:
        aside.unlink(missing_ok=True)


def _counted(cables: Iterator[DemoCable], total: int, progress: Progress | None) -> Iterator[DemoCable]:
    for number, cable in enumerate(cables):
        if progress is not None and number % _REPORT_EVERY == 0:
            progress(number, total)
        yield cable
    if progress is not None:
        progress(total, total)


def _write_folder(folder: Path, cables: Iterable[DemoCable]) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder cannot be made ({error.strerror}). Check its name and permissions."
        raise OutputError(message, Location(str(folder))) from error
    count = 0
    for number, cable in enumerate(cables):
        suffix = _FOLDER_SUFFIXES[number % len(_FOLDER_SUFFIXES)]
        kind = suffix.split(".")[1]
        text = cable.text + "\n" if kind == "txt" else _PAGE_WRITERS[kind](cable, number)
        with open_for_replacing(folder / f"{number + 1:06d}-{cable.id}{suffix}") as stream:
            stream.write(text.encode())
        count += 1
    return count


def _dump_row(cable: DemoCable, number: int) -> str:
    columns = (
        str(number + 1),
        cable.moment.dump,
        cable.id,
        cable.origin,
        cable.page_classification,
        "|".join(cable_id for _, _, cable_id in cable.references),
        cable.header,
        cable.body,
    )
    return ",".join(_quoted(column) for column in columns) + "\n"


def _quoted(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


def _json_line(cable: DemoCable, number: int) -> str:
    return json.dumps({"id": cable.id, "text": cable.text}, ensure_ascii=False) + "\n"


def _raw_text(cable: DemoCable, number: int) -> str:
    return cable.text + _BETWEEN_CABLES


def _page(cable: DemoCable, number: int) -> str:
    created = cable.created.replace("T", " ")[:16]
    cells = (cable.id, created, cable.page_classification, cable.origin)
    names = ("Reference ID", "Created", "Classification", "Origin")
    return (
        "<!DOCTYPE html>\n<html>\n<head><title>Demo cable</title></head>\n<body>\n<table class='cable'>\n<tr>"
        + "".join(f"<th>{name}</th>" for name in names)
        + "</tr>\n<tr>"
        + "".join(f"<td>\n{escape(cell)}\n</td>" for cell in cells)
        + f"</tr>\n</table>\n<code><pre>{_escaped(cable.header)}</pre></code>\n"
        + f"<code><pre>{_escaped(cable.body)}</pre></code>\n</body>\n</html>\n"
    )


def _escaped(text: str) -> str:
    # Line ends as references, as the real pages write them: a page's own would be normalised.
    return escape(text, quote=False).replace("\r", "&#x000D;").replace("\n", "&#x000A;")


_WRITERS: dict[str, Callable[[DemoCable, int], str]] = {
    "csv": _dump_row,
    "jsonl": _json_line,
    "txt": _raw_text,
}
_PAGE_WRITERS = {**_WRITERS, "html": _page}
_FORMATS = ".csv, .jsonl or .txt (or one of these with .gz)"
