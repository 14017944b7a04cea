"""Cables of files, folders and standard input as one stream; a problem costs its own cable only."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from cableml.cable.cable import Cable, Note
from cableml.corpus.byte_stream import STANDARD_INPUT, read_bytes
from cableml.corpus.decoding import SAMPLE_BYTES, decode_pieces, detect_encoding
from cableml.corpus.detect import Content, detect_content, find_foreign
from cableml.corpus.record import Record
from cableml.errors import CablemlError, CorpusError, Location, ParseError

OnProblem = Callable[[CablemlError], None]

_BLANK_BYTES = b" \t\r\n\f\x00\x1a"
_CUT_NOTE = "the file breaks off inside this cable or right behind it"


def read_cables(paths: Iterable[str | Path], *, on_problem: OnProblem | None = None) -> Iterator[Cable]:
    """Yield the cables of files, folders (searched through) and ``-`` (standard input), in the order given.

    Parameters
    ----------
    paths
        Raw text, cable pages, dumps, JSON lines, each also gzipped; told apart by content.
    on_problem
        Called with each file, row or cable that cannot be used; the rest is still read. Without it
        the first problem is raised.

    Raises
    ------
    CorpusError, ParseError
        The first problem, where ``on_problem`` is None.
    """
    for path in paths:
        yield from parse_records(read_records(path, on_problem=on_problem), on_problem=on_problem)


def parse_records(records: Iterable[Record], *, on_problem: OnProblem | None = None) -> Iterator[Cable]:
    """Yield the parsed cable of each record; see `read_cables` for ``on_problem``."""
    from cableml.parsing.parser import parse_cable

    for record in records:
        if record.cable is not None:
            cable = replace(record.cable, source=record.source)
        else:
            try:
                cable = parse_cable(record.text, record.source, record.known)
            except ParseError as error:
                _report(_placed(error, record), on_problem)
                continue
        if record.notes:
            cable = replace(cable, notes=(*(Note(note) for note in record.notes), *cable.notes))
        yield cable


def read_records(path: str | Path, *, on_problem: OnProblem | None = None) -> Iterator[Record]:
    """Yield the records of a file, a folder (sorted, hidden files passed over) or standard input.

    A record's source is the file's name as given; where a file holds several entries, each gets
    ``#N`` behind it, counted from 1 with the unusable ones included.

    Raises
    ------
    CorpusError
        The first problem, where ``on_problem`` is None.
    """
    for name in _files(path, on_problem):
        yield from _named(_read_file(name), name, on_problem)


def _report(problem: CablemlError, on_problem: OnProblem | None) -> None:
    if on_problem is None:
        raise problem
    on_problem(problem)


def _placed(error: ParseError, record: Record) -> ParseError:
    """Return the error with the place in the file: of several cables, the line on which this one starts."""
    if record.line is None:
        return ParseError(error.message, Location(record.source, error.location.line, error.location.key))
    file = record.source.rpartition("#")[0] or record.source
    return ParseError(error.message, Location(file, record.line, error.location.key))


def _files(path: str | Path, on_problem: OnProblem | None) -> Iterator[str]:
    """Yield the file itself, or the files of a folder in sorted order, as names below the one given."""
    if str(path) == STANDARD_INPUT or not Path(path).is_dir():
        yield str(path)
        return
    found = False

    def unreadable(error: OSError) -> None:
        message = f"the folder cannot be read ({error.strerror}). Check its permissions."
        _report(CorpusError(message, Location(str(error.filename))), on_problem)

    for folder, below, names in os.walk(path, onerror=unreadable):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and (file.is_file() or file.is_symlink()):
                found = True
                yield str(file)
    if not found:
        _report(
            CorpusError("the folder holds no file. Give one with cables.", Location(str(path))), on_problem
        )


def _named(
    entries: Iterator[Record | CorpusError], name: str, on_problem: OnProblem | None
) -> Iterator[Record]:
    """Yield the records under their sources; an only one bears the bare name, hence one is held back."""
    held: Record | CorpusError | None = None
    failure: CorpusError | None = None
    number = 0
    while True:
        try:
            entry = next(entries, None)
        except CorpusError as error:
            failure = error
            break
        if entry is None:
            break
        if held is not None:
            number += 1
            if isinstance(held, CorpusError):
                _report(held, on_problem)
            else:
                yield Record(f"{name}#{number}", held.text, held.known, held.notes, held.line, held.cable)
        held = entry
    if isinstance(held, CorpusError):
        _report(held, on_problem)
    elif held is not None:
        notes = held.notes if failure is None else (*held.notes, _CUT_NOTE)
        if number:
            yield replace(held, source=f"{name}#{number + 1}", notes=notes)
        else:
            yield replace(held, source=name, line=None, notes=notes)
    if failure is not None:
        _report(failure, on_problem)


def _read_file(name: str) -> Iterator[Record | CorpusError]:
    """Yield a file's entries; an error that is yielded stands for one entry, one raised ends the file."""
    failures: list[CorpusError] = []
    pieces = _until_failure(read_bytes(name), failures)
    sample = b""
    while len(sample) < SAMPLE_BYTES and (piece := next(pieces, b"")):
        sample += piece
    codec, n_mark = detect_encoding(sample)
    sample = sample[n_mark:]
    if not sample.strip(_BLANK_BYTES):
        raise failures[0] if failures else _empty(name)
    start = sample[:SAMPLE_BYTES].decode(codec, "replace")
    kind = find_foreign(sample[:SAMPLE_BYTES] if codec == "utf-8" else start.encode())
    if kind is not None:
        message = f"this is {kind}, not text. Give raw cables, cable pages, a dump or JSON lines."
        raise CorpusError(message, Location(name))
    content = detect_content(start, name)
    if content is Content.DUMP and codec == "utf-8":
        from cableml.corpus.csv_dump import read_dump

        yield from read_dump(chain((sample,), pieces), name)  # which decodes row by row
    else:
        yield from _find_reader(content)(decode_pieces(chain((sample,), pieces), codec), name)
    # What stood before a damaged place was read by then; the failure is told last.
    if failures:
        raise failures[0]


def _until_failure(pieces: Iterator[bytes], failures: list[CorpusError]) -> Iterator[bytes]:
    try:
        yield from pieces
    except CorpusError as error:
        failures.append(error)


def _empty(name: str) -> CorpusError:
    return CorpusError("the file is empty. Give one that holds a cable.", Location(name))


def _find_reader(content: Content) -> Callable[[Iterable[str], str], Iterator[Record | CorpusError]]:
    """Return what reads such a file; the other readers need not be loaded, which takes 10 ms."""
    if content is Content.DUMP:
        from cableml.corpus.csv_dump import read_dump

        return read_dump
    if content is Content.LINES:
        from cableml.corpus.jsonl import read_json_lines

        return read_json_lines
    if content is Content.PAGE:
        from cableml.corpus.html_page import read_page

        return read_page
    from cableml.corpus.text import read_text

    return read_text
