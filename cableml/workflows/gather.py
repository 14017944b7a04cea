"""Corpora to labelled blind cables: what training and evaluation work on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cableml.errors import CablemlError, CorpusError, Location, TrainingError

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable
    from cableml.cable.cable import Cable
    from cableml.cable.side_labels import SideLabels
    from cableml.corpus.labels import Labels
    from cableml.corpus.record import Record
    from cableml.workflows.listener import Listener
    from cableml.workflows.sent_records import SentRecords

_PROGRESS_STEP = 20
_AT_ONCE = 32  # cables that travel to a process and back together


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


def gather_corpus(
    source: Sequence[str] | DemoRequest,
    labels_path: str | None,
    listener: Listener,
    jobs: int = 1,
    see: Callable[[LabelledCable], None] | None = None,
) -> Corpus:
    """Return the blind cables of paths or of a demo corpus with their gold labels.

    Labels are the parsed cable's own; a labels file overrides them by cable id. Inputs that cannot
    be used are told to the listener and counted. ``jobs`` processes parse beside each other, which
    changes no result. ``see`` is shown each cable in its turn, while other processes read on.

    Raises
    ------
    CorpusError
        A path is missing, or the labels file cannot be used.
    TrainingError
        Not one cable could be read.
    """
    from cableml.corpus.labels import read_labels
    from cableml.workflows.processes import no_look_for_garbage

    labels = read_labels(labels_path) if labels_path is not None else {}
    stream = _Stream(source, listener)
    gathered: list[LabelledCable] = []
    seen: set[str] = set()
    n_repeated = 0
    with no_look_for_garbage():
        for cable in stream.cables(labels, jobs):
            if cable.id is not None:
                n_repeated += cable.id in seen
                seen.add(cable.id)
            gathered.append(cable)
            if see is not None:
                see(cable)
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


def label_cable(
    cable: Cable, blinded: BlindCable, labels: dict[str, Labels], places: Sequence[int] | None = None
) -> LabelledCable:
    """Return the blind cable with its own labels, or those that ``labels`` gives for its id.

    Parameters: ``places`` as `find_places` gives them; they are looked for where they are not given.
    """
    from cableml.cable.blind import find_places
    from cableml.cable.side_labels import read_side_labels

    given = labels.get(cable.id) if cable.id is not None else None
    tags = tuple(str(tag) for tag in cable.tags) if cable.tags is not None else None
    level = cable.classification.label if cable.classification is not None else None
    if given is not None:
        tags = given.tags if given.tags is not None else tags
        level = given.classification if given.classification is not None else level
    is_given = given is not None and given.classification is not None
    places = find_places(cable, blinded) if places is None else places
    side = None if is_given else read_side_labels(cable, places)
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

    def cables(self, labels: dict[str, Labels], jobs: int) -> Iterator[LabelledCable]:
        """Yield the labelled blind cables in order; problems are told between them, where they stand."""
        # Loaded here, not by each process.
        import cableml.cable.blind
        import cableml.parsing.parser  # noqa: F401
        from cableml.workflows.processes import map_in_processes

        keep_text = True
        parts: Iterator[Any]
        if isinstance(self._source, DemoRequest):
            parts = _slice_numbers(self._source.cables)
            make: Callable[[Any], Made] = _DemoMaker(labels, self._source.seed).make
        else:
            check_paths(self._source)
            # Of files the fingerprint goes by their bytes, so their cables' texts need not travel.
            keep_text = "-" in self._source
            parts = _gather_records(self._source)
            make = _Maker(labels, keep_text).make
        for made in map_in_processes(make, parts, jobs):
            for cable, text in made:
                if isinstance(cable, CablemlError):
                    self._problem(cable)
                    continue
                if keep_text:
                    self._digest.update(f"{cable.id}\n{text}\n".encode("utf-8", "surrogatepass"))
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


Made = list[tuple[LabelledCable | CablemlError, str]]


class _Maker:
    """Records to labelled blind cables; each comes with its text where ``keep_text``, else with none."""

    def __init__(self, labels: dict[str, Labels], keep_text: bool) -> None:
        self._labels = labels
        self._keep_text = keep_text

    def make(self, entries: Sequence[Record | CablemlError]) -> Made:
        """Return what the entries become, in order; problems found before stand for themselves."""
        from cableml.cable.blind import blind_and_locate
        from cableml.corpus.reading import parse_records
        from cableml.workflows.sent_cables import SentCables

        made = SentCables()
        for entry in entries:
            if isinstance(entry, CablemlError):
                made.append((entry, ""))
                continue
            for cable in parse_records([entry], on_problem=lambda error: made.append((error, ""))):
                blinded, places = blind_and_locate(cable)
                labelled = label_cable(cable, blinded, self._labels, places)
                made.append((labelled, cable.text if self._keep_text else ""))
        return made


class _DemoMaker:
    """Numbers of demo cables to labelled blind cables with their texts."""

    def __init__(self, labels: dict[str, Labels], seed: int) -> None:
        self._maker = _Maker(labels, keep_text=True)
        self._seed = seed

    def make(self, numbers: range) -> Made:
        """Return the demo cables of the numbers."""
        from cableml.corpus.demo import demo_records

        return self._maker.make(list(demo_records(len(numbers), self._seed, numbers.start)))


def _slice_numbers(n_cables: int) -> Iterator[range]:
    for start in range(0, n_cables, _AT_ONCE):
        yield range(start, min(start + _AT_ONCE, n_cables))


def _gather_records(paths: Sequence[str]) -> Iterator[SentRecords]:
    """Yield the records of all paths, some at once, with the problems met between them in their places."""
    from cableml.corpus.reading import read_records
    from cableml.workflows.sent_records import SentRecords

    entries: list[Record | CablemlError] = []
    for path in paths:
        for record in read_records(path, on_problem=entries.append):
            entries.append(record)
            if len(entries) >= _AT_ONCE:
                yield SentRecords(entries)
                entries.clear()
    if entries:
        yield SentRecords(entries)
