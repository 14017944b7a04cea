"""Corpora to labelled blind cables: what training and evaluation work on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cableml.errors import CablemlError, CorpusError, Location, TrainingError

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable
    from cableml.cable.cable import Cable
    from cableml.cable.side_labels import SideLabels
    from cableml.corpus.labels import Labels
    from cableml.workflows.listener import Listener

_PROGRESS_STEP = 20


@dataclass(frozen=True, slots=True)
class LabelledCable:
    """A blind cable and its gold labels; ``tags`` None: unknown (no TAGS line), empty: none.

    ``date`` is the cable's, ISO 8601; models see year and month only. ``side``: what it states beside its
    level, None where the level was given by hand.
    """

    id: str | None
    source: str
    cable: BlindCable
    tags: tuple[str, ...] | None
    level: str | None
    date: str | None = None
    side: SideLabels | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read of a corpus.

    ``fingerprint`` is a sha256 over the content (files, or the demo cables' texts). ``n_unusable``
    counts inputs that were named as problems, ``n_repeated`` cables whose id came earlier.
    """

    name: str
    fingerprint: str
    cables: tuple[LabelledCable, ...]
    n_unusable: int
    n_repeated: int
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """A demo corpus to make: how many cables, from which seed."""

    cables: int
    seed: int


def check_paths(paths: Sequence[str]) -> None:
    """Return nothing if every path but ``-`` exists.

    Raises: CorpusError naming the first that does not.
    """
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise CorpusError("there is no such file or folder. Check the spelling.", Location(path))


def gather_corpus(source: Sequence[str] | DemoRequest, labels_path: str | None, listener: Listener) -> Corpus:
    """Return the blind cables of paths or of a demo corpus with their gold labels.

    Labels are the parsed cable's own; a labels file overrides them by cable id. Inputs that cannot
    be used are told to the listener and counted.

    Raises
    ------
    CorpusError
        A path is missing, or the labels file cannot be used.
    TrainingError
        Not one cable could be read.
    """
    from cableml.cable.blind import blind
    from cableml.corpus.labels import read_labels

    labels = read_labels(labels_path) if labels_path is not None else {}
    stream = _Stream(source, listener)
    gathered: list[LabelledCable] = []
    seen: set[str] = set()
    n_repeated = 0
    for cable in stream.cables():
        if cable.id is not None:
            n_repeated += cable.id in seen
            seen.add(cable.id)
        gathered.append(label_cable(cable, blind(cable), labels))
        if len(gathered) % _PROGRESS_STEP == 0:
            listener.progress("reading cables", len(gathered), stream.expected)
    listener.progress("reading cables", len(gathered), len(gathered))
    if not gathered:
        raise TrainingError("no cable could be read. Give a corpus of cables.", Location(stream.name))
    n_foreign = len(labels.keys() - seen)
    if n_foreign:
        listener.notice(
            f"{labels_path}: {n_foreign:,} of {len(labels):,} labelled ids are not in the corpus."
        )
    return Corpus(
        name=stream.name,
        fingerprint=stream.fingerprint(labels_path),
        cables=tuple(gathered),
        n_unusable=stream.n_unusable,
        n_repeated=n_repeated,
        is_demo=isinstance(source, DemoRequest),
    )


def label_cable(cable: Cable, blinded: BlindCable, labels: dict[str, Labels]) -> LabelledCable:
    """Return the blind cable with its own labels, or those that ``labels`` gives for its id."""
    from cableml.cable.side_labels import read_side_labels

    given = labels.get(cable.id) if cable.id is not None else None
    tags = tuple(str(tag) for tag in cable.tags) if cable.tags is not None else None
    level = cable.classification.label if cable.classification is not None else None
    if given is not None:
        tags = given.tags if given.tags is not None else tags
        level = given.classification if given.classification is not None else level
    is_given = given is not None and given.classification is not None
    side = None if is_given else read_side_labels(cable)
    return LabelledCable(cable.id, cable.source, blinded, tags, level, cable.date, side)


class _Stream:
    """The cables of one source, with its name, size where known, and fingerprint."""

    def __init__(self, source: Sequence[str] | DemoRequest, listener: Listener) -> None:
        self._source = source
        self._listener = listener
        self._digest = hashlib.sha256()
        self.n_unusable = 0
        self.expected = 0
        if isinstance(source, DemoRequest):
            self.name = f"demo-{source.cables}-{source.seed}"
            self.expected = source.cables
        else:
            self.name = " ".join(dict.fromkeys(Path(path).name or path for path in source))

    def cables(self) -> Iterator[Cable]:
        from cableml.corpus.reading import read_cables

        if isinstance(self._source, DemoRequest):
            stream = _read_demo(self._source)
        else:
            check_paths(self._source)
            stream = read_cables(self._source, on_problem=self._problem)
        for cable in stream:
            self._digest.update(f"{cable.id}\n{cable.text}\n".encode("utf-8", "surrogatepass"))
            yield cable

    def fingerprint(self, labels_path: str | None) -> str:
        """Return the fingerprint of files by their bytes, of what only streams by its texts."""
        from cableml.corpus.fingerprint import fingerprint_paths

        files = [] if isinstance(self._source, DemoRequest) else list(self._source)
        of_files = fingerprint_paths(files) if files else None
        total = of_files or self._digest.hexdigest()
        if labels_path is None:
            return total
        of_labels = fingerprint_paths([labels_path]) or labels_path
        return hashlib.sha256(f"{total} {of_labels}".encode()).hexdigest()

    def _problem(self, error: CablemlError) -> None:
        self.n_unusable += 1
        self._listener.problem(error)


def _read_demo(request: DemoRequest) -> Iterator[Cable]:
    from cableml.corpus.demo import demo_records
    from cableml.corpus.reading import parse_records

    yield from parse_records(demo_records(request.cables, request.seed))
